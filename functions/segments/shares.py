"""Where the sound of an mp4 or mov lies, so that each segment takes its own share of it. Pure, but for files it is handed.

Packets that are copied need no encoder that goes on from one to the next, so all of a film's sound need not be one piece of
work, whose worker would have to read the whole film: in most files sound lies in bits between the pictures. Each segment
takes the packets of its own time, which lie about where it reads anyway. The join puts them back to where they were, into a
file with holes (``skeleton``) that has the source's own index for them. ffmpeg copies from that as from the source: the same
packets with the same times, the same priming, and nothing here writes a container.
"""

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, chain, pairwise, repeat
from math import ceil
from pathlib import Path
from typing import BinaryIO, NamedTuple

from functions.media.facts import Media
from functions.media.mp4 import aac_gaps, boxes
from functions.media.mp4.boxes import Top
from functions.plan.plan import Plan
from functions.segments.cuts import Cut

APART = 4 * 1024 * 1024  # bytes between two bits of sound that are read over; more are left out by another request
MOST_BYTES = 8184  # of a packet that has a header of ADTS
ADTS_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
ADTS_LAYOUTS = {"mono": 1, "stereo": 2, "5.1": 6, "7.1": 7}  # channel configurations, ISO/IEC 14496-3, table 1.19

Blocks = Callable[[int, int], Iterable[bytes]]  # the bytes from the first up to the second place, one after another


class Bit(NamedTuple):
    """Bytes of the source that hold packets of one track, and where they go in the share: after those before."""

    at: int
    length: int
    place: int


class _Track(NamedTuple):
    """The packets of one track in the order of time: how large each is, and in which chunk of the file."""

    rate: int
    priming: int  # samples that the edit list hides
    sizes: "array[int]"
    chunks: "array[int]"  # where each begins in the file
    firsts: "array[int]"  # number of the first packet of each, and at the end the number of all

    def first(self, seconds: Fraction) -> int:
        """Give the number of the first packet that begins at this time of the film or after."""
        return min(max(ceil((seconds * self.rate + self.priming) / aac_gaps.FRAME), 0), len(self.sizes))

    def bits(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Give place and length of the packets from number ``first`` up to ``end`` in the file, chunk by chunk."""
        for chunk in range(bisect_right(self.firsts, first) - 1, len(self.chunks)):
            begin, stop = max(first, self.firsts[chunk]), min(end, self.firsts[chunk + 1])
            if self.firsts[chunk] >= end:
                return
            if begin < stop:
                skipped = sum(self.sizes[self.firsts[chunk] : begin])
                yield self.chunks[chunk] + skipped, sum(self.sizes[begin:stop])


class Sound:
    """The sound of a film whose tracks are all copied, and how the segments share it."""

    def __init__(self, tracks: tuple[_Track, ...], plan: Plan, cuts: Sequence[Cut]) -> None:
        """Take the tracks in the plan's order."""
        self._tracks, self._plan, self._cuts = tracks, plan, cuts

    def share(self, number: int) -> list[Bit]:
        """Give the bits of one segment's share, in their order there: track after track."""
        found = (track.bits(*self._reach(track, number)) for track in self._tracks)
        bits = [(at, length) for each in found for at, length in each if length]
        places = accumulate((length for _, length in bits), initial=0)
        return [Bit(at, length, place) for (at, length), place in zip(bits, places, strict=False)]

    def samples(self, number: int) -> list[int]:
        """Give how many samples are in each track of a share; a track that has none there is left out."""
        reaches = (self._reach(track, number) for track in self._tracks)
        return [(end - first) * aac_gaps.FRAME for first, end in reaches if end > first]

    def framed(self, number: int, share: BinaryIO) -> Iterator[bytes]:
        """Give each track of a share as a stream of its own that can be decoded: packets with headers (ADTS)."""
        for planned, track in zip(self._plan.tracks, self._tracks, strict=True):
            first, end = self._reach(track, number)
            sizes = track.sizes[first:end]
            yield b"".join(_adts(size, planned.sample_rate, planned.layout or "") + share.read(size) for size in sizes)

    def _reach(self, track: _Track, number: int) -> tuple[int, int]:
        """Give the number of the first packet of a segment, and of the first of the next; none is left out at the ends."""
        first = track.first(self._begin(number)) if number else 0
        last = number + 1 == len(self._cuts)
        return first, len(track.sizes) if last else track.first(self._begin(number + 1))

    def _begin(self, number: int) -> Fraction:
        return Fraction(self._cuts[number].stamp, self._plan.time_scale)


def of(top: Sequence[Top], size: int, media: Media, plan: Plan, cuts: Sequence[Cut]) -> Sound | None:
    """Read where the sound lies, by the boxes at the top of a file of ``size`` bytes.

    None where not all tracks are copied, the film does not begin at 0 (its sound would have to be shifted), or the tables do
    not fit together.
    """
    if (
        not top
        or not plan.tracks
        or media.start
        or not all(_shared(track.layout, track.copied) for track in plan.tracks)
    ):
        return None
    bodies = [body for name, body in boxes.inside(top[-1].contents) if name == b"trak"]
    tracks = [_track(bodies[track.index]) if track.index < len(bodies) else None for track in plan.tracks]
    known = tuple(track for track in tracks if track)
    if len(known) < len(tracks):
        return None
    found = Sound(known, plan, cuts)
    whole = sorted(bit for track in known for bit in track.bits(0, len(track.sizes)))
    apart = all(at + length <= later for (at, length), (later, _) in pairwise(whole))
    return found if apart and whole and whole[0][0] >= 0 and sum(whole[-1]) <= size else None


def _shared(layout: str | None, copied: bool) -> bool:
    return copied and layout in ADTS_LAYOUTS


def _track(body: bytes) -> _Track | None:
    """Read a track's tables of sizes and chunks; None when they do not fit together."""
    table = boxes.within(body, b"mdia", b"minf", b"stbl")
    rate, sizes = boxes.timescale(boxes.within(body, b"mdia", b"mdhd")), boxes.sizes(table)
    wide = boxes.numbers(boxes.within(table, b"co64"), "q")
    chunks = wide or boxes.numbers(boxes.within(table, b"stco"), "I")
    runs = boxes.numbers(boxes.within(table, b"stsc"), "III")
    ends = [*(first - 1 for first in runs[3::3]), len(chunks)]
    begins = [first - 1 for first in runs[::3]]
    if not runs or begins[0] or any(begin >= end for begin, end in zip(begins, ends, strict=True)):
        return None
    many = chain.from_iterable(repeat(n, end - begin) for n, begin, end in zip(runs[1::3], begins, ends, strict=True))
    firsts = array("q", accumulate(many, initial=0))
    if firsts[-1] != len(sizes) or not rate or max(sizes, default=0) > MOST_BYTES:
        return None
    edits = boxes.edits(body)
    return _Track(rate, edits[0][1] if edits else 0, sizes, chunks, firsts)


# ---------------------------------------------------------------- taken, and put back


def take(blocks: Blocks, bits: Sequence[Bit], share: BinaryIO) -> None:
    """Read the bits of a share from the source, in as few requests as seem right, and write the share."""
    near: list[Bit] = []
    for bit in sorted(bits):
        if near and bit.at - (near[-1].at + near[-1].length) > APART:
            _take(blocks, near, share)
            near = []
        near.append(bit)
    if near:
        _take(blocks, near, share)


def _take(blocks: Blocks, bits: Sequence[Bit], share: BinaryIO) -> None:
    """Read from the first bit to the last in one go, and keep what is in the bits, which are ascending and apart."""
    at, left = bits[0].at, deque(bits)
    for block in blocks(at, bits[-1].at + bits[-1].length):
        end = at + len(block)
        while left and left[0].at < end:
            bit = left[0]
            begin, stop = max(bit.at, at), min(bit.at + bit.length, end)
            share.seek(bit.place + begin - bit.at)
            share.write(block[begin - at : stop - at])
            if stop < bit.at + bit.length:
                break
            left.popleft()
        at = end


def skeleton(path: Path, top: Sequence[Top], size: int, plan: Plan) -> None:
    """Make a file of the source's size that has its boxes and index, with the planned tracks alone, and holes for the rest."""
    with path.open("wb") as file:
        file.truncate(size)
        tracks = boxes.without_tracks(top[-1].contents, {track.index for track in plan.tracks})
        for box in (*top[:-1], top[-1]._replace(contents=tracks)):
            file.seek(box.at)
            file.write(box.header + box.contents)


def put_back(path: Path, bits: Iterable[Bit], share: BinaryIO) -> None:
    """Write a share to where it was in the source, into its skeleton."""
    with path.open("r+b") as file:
        for bit in bits:
            file.seek(bit.at)
            file.write(share.read(bit.length))


def _adts(size: int, rate: int, layout: str) -> bytes:
    """Write the header of a packet of AAC-LC with so many bytes (ISO/IEC 14496-3, 1.A.3.2)."""
    fields = [
        (0xFFF, 12),
        (0, 1),
        (0, 2),
        (1, 1),
        (1, 2),
        (ADTS_RATES.index(rate), 4),
        (0, 1),
        (ADTS_LAYOUTS[layout], 3),
    ]
    fields += [(0, 4), (size + 7, 13), (0x7FF, 11), (0, 2)]
    number = 0
    for value, width in fields:
        number = number << width | value
    return number.to_bytes(7, "big")
