"""What lies between the packets of AAC, by the index: only sound without gaps and cuts may be copied."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media.mp4 import aac_gaps
from tests.support.films.mp4_builder import box, edits, full, movie, timed
from tests.support.films.sources import STEREO, film, track

PACKETS, FRAME = 95, 1024
PLAIN = (PACKETS - 1, FRAME, 1, 768)  # as ffmpeg writes two seconds: the last packet is short
SIZES = [400] * PACKETS


def sound(*, stts=PLAIN, sizes=SIZES, edits=b"", rate=48_000, handler=b"soun", descriptions=1, extra=()):
    tables = [
        box(b"stsd", struct.pack(">II", 0, descriptions)),
        full(b"stts", *stts, count=len(stts) // 2),
        box(b"stsz", struct.pack(f">III{len(sizes)}I", 0, 0, len(sizes), *sizes)),
        *extra,
    ]
    media = [timed(b"mdhd", rate), box(b"hdlr", struct.pack(">II4s", 0, 0, handler))]
    body = box(b"mdia", *media, box(b"minf", box(b"stbl", *tables)))
    return box(b"trak", box(b"edts", edits) if edits else b"", body)


def told(*tracks, inside=b"", media=None):
    """What is told of the first track of sound, which is the file's second track."""
    content = movie(box(b"trak"), *tracks, inside=inside)
    return aac_gaps.told(lambda at, end: content[at:end], len(content), media or film()).audio[0]


def test_packets_that_adjoin_have_no_seams_and_the_index_tells_how_dense_they_are():
    found = told(sound())
    assert found.seams == "none"
    assert found.bit_rate == round(95 * 400 * 8 / ((94 * 1024 + 768) / 48_000))


@pytest.mark.parametrize(
    "made",
    [
        {"stts": (PACKETS, FRAME)},
        {"edits": edits((2000, 1024))},
        {"edits": edits((2000, 2112))},
        {"edits": edits((0, 1024))},
        {"edits": edits((1990, 1024))},  # within the last packet
    ],
)
def test_priming_and_the_end_of_the_last_packet_may_be_hidden(made):
    assert told(sound(**made)).seams == "none"


@pytest.mark.parametrize(
    "made",
    [
        {"stts": (40, FRAME, 1, 5000, 54, FRAME)},
        {"stts": (40, FRAME, 1, 1000, 54, FRAME)},
        {"stts": (94, FRAME, 1, 2048)},
        {"stts": (93, FRAME, 2, 700)},
        {"stts": (94, FRAME, 1, 0)},
        {"stts": (PACKETS, 960)},
        {"rate": 44_100},
        {"descriptions": 2},
        {"extra": (full(b"ctts", PACKETS, 100, count=1),)},
    ],
)
def test_packets_of_other_lengths_or_clocks_do_not_adjoin(made):
    assert told(sound(**made)).seams == "gaps"


@pytest.mark.parametrize(
    "rows",
    [
        [(500, -1), (2000, 1024)],
        [(2000, 24_000)],
        [(1000, 1024)],
        [(1970, 1024)],  # all of the last packet is cut off
        [(1000, 1024), (1000, 50_000)],
    ],
)
def test_an_edit_list_that_cuts_or_delays_is_told(rows):
    assert told(sound(edits=edits(*rows))).seams == "edits"


@pytest.mark.parametrize(
    "made", [{"handler": b"vide"}, {"sizes": SIZES[1:]}, {"stts": ()}, {"stts": (PACKETS, 0)}, {"rate": 0}]
)
def test_tables_that_do_not_fit_together_tell_nothing(made):
    assert told(sound(**made)) == STEREO


def test_fragments_and_tracks_that_are_not_there_tell_nothing():
    assert told(sound(), inside=box(b"mvex")).seams is None
    assert told().seams is None


def test_nothing_is_read_where_no_track_is_aac():
    def fetch(*_places):
        raise AssertionError

    media = film(audio=(track(codec="ac3"),))
    assert aac_gaps.told(fetch, 1000, media) is media


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_whatever_the_tables_hold_nothing_breaks(noise, more):
    spoiled = box(b"trak", box(b"mdia", noise, more)), box(b"trak", noise)
    for track_body in spoiled:
        assert told(track_body).codec == "aac"
