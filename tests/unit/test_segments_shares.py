"""Each segment's share of a film's sound: all of it, each packet once, and put back to where it was."""

import io
import struct
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.media.mp4 import boxes
from functions.plan import plan, profile
from functions.segments import shares
from tests.support.films.mp4_builder import box, edits, full, movie, timed
from tests.support.films.sources import cut, film, ready

CUTS = [cut(0, 0), cut(1, 0.5), cut(2, 1.2)]


def track(chunks, *, wide=False, stsc=None, rate=48_000, hidden=None):
    """Tables of a track whose ``chunks`` are (place, sizes of the packets)."""
    sizes = [size for _, chunk in chunks for size in chunk]
    each = stsc or [n for number, (_, chunk) in enumerate(chunks, start=1) for n in (number, len(chunk), 1)]
    places = [at for at, _ in chunks]
    tables = [
        box(b"stsz", struct.pack(f">III{len(sizes)}I", 0, 0, len(sizes), *sizes)),
        full(b"stsc", *each, count=len(each) // 3),
        full(b"co64", *places, form="Q", count=len(places)) if wide else full(b"stco", *places),
    ]
    body = box(b"mdia", timed(b"mdhd", rate), box(b"minf", box(b"stbl", *tables)))
    return box(b"trak", box(b"edts", edits(*hidden)) if hidden else b"", body)


def lying(*tracks, size=1_000_000, media=None):
    """The sound of a film whose tracks follow its picture, cut into three."""
    known = media or film(audio=tuple(ready(n) for n in range(1, len(tracks) + 1)))
    content = movie(box(b"trak"), *tracks)
    top = boxes.top(lambda at, end: content[at:end], len(content))
    return shares.of(top, size, known, plan.make(known, profile.load("web-720p")), CUTS)


def chunked(count, many, apart=5000, begin=1000, size=100):
    """So many packets, a number of them in each chunk."""
    return [(begin + n * apart, [size] * min(many, count - n * many)) for n in range(-(-count // many))]


def packets(bits, size=100):
    """Where the packets of a share lie."""
    return [bit.at + at for bit in bits for at in range(0, bit.length, size)]


# ---------------------------------------------------------------- whose packet is it


def test_a_packet_belongs_to_the_segment_in_which_it_begins():
    lies = lying(track(chunked(94, 1)))
    counts = [len(packets(lies.share(number))) for number in range(3)]
    assert counts == [24, 33, 37]  # 1024 / 48000 s each: up to 0.5 s, up to 1.2 s, and the rest
    assert [at for number in range(3) for at in packets(lies.share(number))] == [1000 + n * 5000 for n in range(94)]


def test_what_an_edit_list_hides_is_before_the_first_frame():
    lies = lying(track(chunked(94, 1), hidden=[(2000, 1024)]))
    assert [len(packets(lies.share(number))) for number in range(3)] == [25, 33, 36]


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=60),
    st.lists(st.integers(1, 9), min_size=1, max_size=60),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_all_shares_together_are_all_the_sound_each_byte_once(one, two, wide):
    chunks, at = [[], []], 1000
    for pair in zip(one, two, strict=False):
        for which, many in enumerate(pair):
            chunks[which].append((at, [10 + many + n for n in range(many)]))
            at += sum(chunks[which][-1][1]) + 7
    lies = lying(*(track(each, wide=wide) for each in chunks))
    found = sorted((bit.at, bit.at + bit.length) for number in range(3) for bit in lies.share(number))
    assert all(end <= begin for (_, end), (begin, _) in pairwise(found))
    assert sum(end - begin for begin, end in found) == sum(sum(sizes) for each in chunks for _, sizes in each)


def test_chunks_of_one_length_are_told_once():
    assert packets(lying(track(chunked(94, 2), stsc=[1, 2, 1])).share(0)) == packets(
        lying(track(chunked(94, 2))).share(0)
    )


# ---------------------------------------------------------------- where it cannot be shared


@pytest.mark.parametrize(
    "broken",
    [
        track(chunked(94, 2), stsc=[1, 3, 1]),
        track(chunked(94, 2), stsc=[2, 2, 1]),
        track(chunked(94, 2), stsc=[1, 2, 1, 1, 2, 1]),
        track(chunked(94, 2), stsc=[1, 2, 1, 99, 2, 1]),
        track(chunked(94, 2, apart=150)),
        track(chunked(94, 2, begin=999_000)),
        track([]),
        track(chunked(94, 2), rate=0),
        box(b"trak"),
    ],
    ids=["too many", "no first", "backwards", "too far", "overlaps", "beyond the end", "empty", "no clock", "no table"],
)
def test_tables_that_do_not_fit_together_are_left_alone(broken):
    assert lying(broken) is None


@pytest.mark.parametrize(
    "media",
    [
        film(audio=(ready(seams="gaps"),)),
        film(audio=()),
        film(audio=(ready(),)).model_copy(update={"start": 0.5}),
        film(audio=(ready(4),)),
    ],
    ids=["encoded", "silent", "late", "not there"],
)
def test_only_sound_that_is_copied_and_needs_no_shift_is_shared(media):
    assert lying(track(chunked(94, 2)), media=media) is None


@given(st.binary(max_size=200))
def test_whatever_a_track_holds_nothing_breaks(noise):
    lying(box(b"trak", box(b"mdia", box(b"mdhd", noise), box(b"minf", box(b"stbl", noise)))))


# ---------------------------------------------------------------- taken, and put back


class Source:
    """Bytes that are read in blocks; counts the requests."""

    def __init__(self, content, block=700):
        self.content, self.block, self.asked = content, block, []

    def blocks(self, start, end):
        self.asked.append((start, end))
        for at in range(start, end, self.block):
            yield self.content[at : min(at + self.block, end)]


def test_what_is_taken_and_put_back_is_what_was_there_and_nothing_else(tmp_path):
    content = bytes(n * 7 % 251 for n in range(600_000))
    lies = lying(track(chunked(94, 3, size=170)), track(chunked(80, 1, begin=3000, apart=5000)), size=len(content))
    source, path = Source(content), tmp_path / "skeleton"
    path.write_bytes(bytes(len(content)))
    for number in range(3):
        share = io.BytesIO()
        shares.take(source.blocks, lies.share(number), share)
        share.seek(0)
        shares.put_back(path, lies.share(number), share)

    kept = bytearray(len(content))
    for bit in (bit for number in range(3) for bit in lies.share(number)):
        kept[bit.at : bit.at + bit.length] = content[bit.at : bit.at + bit.length]
    assert path.read_bytes() == bytes(kept)
    assert len(source.asked) == 3  # one request for each segment


def test_bits_that_are_far_apart_are_asked_for_one_by_one():
    far = shares.APART + 201
    lies = lying(track(chunked(6, 2, apart=far)), size=10 * far)
    source, share = Source(bytes(3 * far + 1000), block=1024 * 1024), io.BytesIO()
    shares.take(source.blocks, lies.share(0), share)
    assert source.asked == [(at, at + 200) for at in (1000, 1000 + far, 1000 + 2 * far)]
    assert len(share.getvalue()) == 600


def test_a_share_is_framed_so_that_it_can_be_decoded_by_itself():
    lies = lying(track(chunked(94, 1)))
    (framed,) = lies.framed(0, io.BytesIO(b"x" * 2400))
    assert len(framed) == 24 * 107
    assert framed[:7].hex() == "fff14c800d7ffc"  # LC, 48 kHz, stereo, 107 bytes with the header
    assert framed[7:107] == b"x" * 100


def test_a_skeleton_is_the_source_without_what_is_in_it(tmp_path):
    content = movie(box(b"trak", b"picture"), track(chunked(94, 1)))
    top, path = boxes.top(lambda at, end: content[at:end], len(content)), tmp_path / "skeleton"
    media = film(audio=(ready(),))
    shares.skeleton(path, top, len(content), plan.make(media, profile.load("web-720p")))
    made = path.read_bytes()
    assert len(made) == len(content)
    assert [(box.at, box.name) for box in boxes.top(lambda at, end: made[at:end], len(made))] == [
        (box.at, box.name) for box in top
    ]
    assert made[: top[1].at + 8] == content[: top[1].at + 8]
    assert not any(made[top[1].at + 8 : top[2].at])
    assert made.count(b"trak") == 1
    assert b"free" in made
