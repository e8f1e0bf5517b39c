"""The index of an mp4 by its moov: read by range, and left to the list of packets wherever more is needed than it reads."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media.mp4 import boxes
from functions.segments import moov
from tests.support.films import sources
from tests.support.films.mp4_builder import box, edits, full, movie, timed

FRAMES = 50


def track(*, handler=b"vide", stts=(FRAMES, 512), ctts=(), stss=(1, 26), edits=b"", count=FRAMES, extra=()):
    sizes = box(b"stsz", struct.pack(">III", 0, 1000, count))
    tables = [full(b"stts", *stts, count=len(stts) // 2), sizes, *extra]
    if ctts:
        tables.append(full(b"ctts", *ctts, form="i", count=len(ctts) // 2))
    if stss:
        tables.append(full(b"stss", *stss))
    media = box(
        b"mdia",
        timed(b"mdhd", 12800),
        box(b"hdlr", struct.pack(">II4s", 0, 0, handler)),
        box(b"minf", box(b"stbl", *tables)),
    )
    return box(b"trak", box(b"edts", edits) if edits else b"", media)


class Object:
    """An object in a bucket that counts what is read of it."""

    def __init__(self, content):
        self.content, self.reads = content, []

    def fetch(self, start, end):
        self.reads.append((start, end))
        return self.content[start:end]

    def index(self, **changes):
        return moov.read(boxes.top(self.fetch, len(self.content)), sources.film(**changes))


def index(content, **changes):
    return Object(content).index(**changes)


def test_times_and_keyframes_are_read():
    found = index(movie(track()))
    assert list(found.frames) == [at * 512 for at in range(FRAMES)]
    assert (list(found.keys), found.hidden_key) == ([0, 25], False)


def test_little_more_than_the_moov_is_read():
    film = Object(movie(track(), before=box(b"free", b"\0" * 100_000)))
    film.index()
    assert sum(end - start for start, end in film.reads) < 1000


def test_a_box_with_a_64_bit_size_is_passed_over():
    large = struct.pack(">I4sQ", 1, b"free", 16 + 100) + b"\0" * 100
    assert index(movie(track(), before=large)) is not None


def test_without_a_table_of_keyframes_every_frame_is_one():
    assert list(index(movie(track(stss=()))).keys) == list(range(FRAMES))


def test_frames_are_in_the_order_they_are_shown_and_an_edit_list_that_begins_with_the_first_shifts_them():
    late = (1, 1024, 1, 2048, 1, 512, 1, 512, 46, 1024)
    found = index(movie(track(ctts=late, edits=edits((2000, 1024)))))
    assert list(found.frames[:4]) == [0, 512, 1024, 1536]
    assert list(found.keys) == [0, 25]


def test_a_keyframe_before_which_frames_are_shown_that_are_stored_behind_it_is_not_closed():
    group = (25, 1024, 1, 2048, 2, 512, 22, 1024)
    found = index(movie(track(ctts=group, edits=edits((2000, 1024)))))
    assert (list(found.keys), found.closed) == ([0, 27], {0})
    assert index(movie(track())).closed == {0, 25}


def test_an_empty_edit_makes_a_film_late():
    assert index(movie(track(edits=edits((80, -1), (2000, 0))))).frames[0] == 1024


@pytest.mark.parametrize(
    "film",
    [
        movie(track(), inside=box(b"mvex")),
        movie(track(), before=box(b"moof")),
        movie(track(handler=b"soun")),
        movie(track(edits=edits((2000, 512)))),
        movie(track(edits=edits((1000, 0)))),
        movie(track(edits=edits((1000, 0), (1000, 12800)))),
        movie(track(stts=(49, 512))),
        movie(track(stts=(FRAMES, 0))),
        movie(track(stss=(1, 99))),
        movie(track(count=0)),
        movie(),
        movie(track())[:-10],
        box(b"ftyp", b"isom"),
        b"",
    ],
    ids=[
        "fragments", "fragments before it", "sound", "hidden frames", "hidden end", "two edits", "too few times",
        "frames at one time", "a key beyond the end", "no frame", "no track", "cut off", "no moov", "nothing",
    ],
)  # fmt: skip
def test_what_needs_more_than_the_moov_is_left_to_the_packets(film):
    assert index(film) is None


def test_another_number_of_frames_than_was_probed_is_not_believed():
    assert index(movie(track()), frames=49) is None


@given(st.integers(0, 1000), st.binary(min_size=1, max_size=8))
def test_no_damage_makes_it_raise(at, garbage):
    film = movie(track(ctts=(FRAMES, 1024), edits=edits((2000, 1024))))
    at = len(film) - 1 - at % (len(film) - 1050)
    index(film[:at] + garbage + film[at + len(garbage) :])
