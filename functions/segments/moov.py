"""The index of an mp4 or mov film, from its moov box alone: a few ranged reads instead of the whole object. Pure.

Layout by ISO/IEC 14496-12 and Apple's QuickTime File Format; times are those that ffmpeg gives packets. What this does not
read (fragments, edit lists that hide or repeat frames, several frames at one time) it leaves to the list of all packets.
"""

import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from functions.media import Media
from functions.segments.cuts import Index

Fetch = Callable[[int, int], bytes]  # the bytes from the first up to the second place
MOST_BOXES = 64  # beside moov at the top
MOST_BYTES = 256 * 1024 * 1024  # of a moov; ten hours of 60 frames a second have 40 MB
LARGE, TO_THE_END = 1, 0  # sizes that say: in 64 bits behind the name, and all that is left
HALF = Fraction(1, 2)


def read(fetch: Fetch, size: int, media: Media) -> Index | None:
    """Read the index of the film's picture; None when the list of all packets has to be asked instead.

    ``size`` is the file's, in bytes; ``media`` says which track is meant.
    """
    moov = _moov(fetch, size)
    if moov is None:
        return None
    boxes = list(_boxes(moov))
    names = [name for name, _ in boxes]
    tracks = [body for name, body in boxes if name == b"trak"]
    if b"mvex" in names or b"mvhd" not in names or media.video.index >= len(tracks):
        return None
    track = _track(tracks[media.video.index])
    if track is None or media.video.frames not in {None, len(track.times)}:
        return None
    shift = _shift(track, _timescale(dict(boxes)[b"mvhd"]))
    if shift is None:
        return None
    return _index(track, shift)


# ---------------------------------------------------------------- boxes


def _moov(fetch: Fetch, size: int) -> bytes | None:
    """Walk the boxes at the top, without their contents, to the moov."""
    at = 0
    for _ in range(MOST_BOXES):
        head = fetch(at, min(at + 16, size))
        if len(head) < 8 or (found := _head(head, size - at)) is None:  # noqa: PLR2004
            return None
        name, skip, length = found
        if name == b"moof" or at + length > size:
            return None
        if name == b"moov":
            return fetch(at + skip, at + length) if length <= MOST_BYTES else None
        at += length
        if at >= size:
            return None
    return None


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give name and contents of the boxes inside another, up to the first that is broken."""
    at = 0
    while at + 8 <= len(body):
        found = _head(body[at : at + 16], len(body) - at)
        if found is None:
            return
        name, skip, length = found
        yield name, body[at + skip : at + length]
        at += length


def _head(head: bytes, left: int) -> tuple[bytes, int, int] | None:
    """Read a box's name, the size of its header and of all of it; None for one that cannot be."""
    length, name = struct.unpack_from(">I4s", head)
    skip = 8
    if length == LARGE and len(head) >= 16:  # noqa: PLR2004
        length, skip = struct.unpack_from(">Q", head, 8)[0], 16
    elif length == TO_THE_END:
        length = left
    return (name, skip, length) if skip <= length <= left else None


def _within(body: bytes, *path: bytes) -> bytes:
    """Give the contents of the box at a path of names; empty where it is not there."""
    for name in path:
        body = next((inside for found, inside in _boxes(body) if found == name), b"")
    return body


def _numbers(box: bytes, form: str, skip: int = 4) -> "array[int]":
    """Read a full box's table: a count behind ``skip`` bytes, then entries of big-endian ``form``; no more than are there."""
    if len(box) < skip + 4:
        return array("q")
    width = struct.calcsize(f">{form}")
    count = min(struct.unpack_from(">I", box, skip)[0], (len(box) - skip - 4) // width)
    table = memoryview(box)[skip + 4 : skip + 4 + count * width]
    return array("q", chain.from_iterable(struct.iter_unpack(f">{form}", table)))


# ---------------------------------------------------------------- the track


class _Track(NamedTuple):
    timescale: int
    times: "array[int]"  # when each sample is shown, in the order of the file
    last: int  # how long the last one in the file is shown
    keys: "array[int]"  # places in that order; empty: all
    edits: list[tuple[int, int]]  # length in the movie's timescale, and time in the track's; -1: nothing is shown


def _track(body: bytes) -> _Track | None:
    """Read a video track's tables; None when it is none, or they do not fit together."""
    media, table = _within(body, b"mdia"), _within(body, b"mdia", b"minf", b"stbl")
    timescale = _timescale(_within(media, b"mdhd"))
    if _within(media, b"hdlr")[8:12] != b"vide" or not timescale:
        return None
    runs, offsets = _numbers(_within(table, b"stts"), "II"), _numbers(_within(table, b"ctts"), "Ii")
    count = _samples(table)
    if not count or sum(runs[::2]) != count or (offsets and sum(offsets[::2]) < count):
        return None
    times = array("q", _times(runs))
    if offsets:
        late = chain.from_iterable(repeat(by, many) for many, by in zip(offsets[::2], offsets[1::2], strict=True))
        times = array("q", (time + by for time, by in zip(times, late, strict=False)))
    keys = array("q", (at - 1 for name in (b"stss", b"stps") for at in _numbers(_within(table, name), "I")))
    return _Track(timescale, times, runs[-1], keys, _edits(_within(body, b"edts", b"elst")))


def _samples(table: bytes) -> int:
    """Say how many samples there are, by the table of their sizes, whichever form it has."""
    sizes = _within(table, b"stsz") or _within(table, b"stz2")
    return int(struct.unpack_from(">I", sizes, 8)[0]) if len(sizes) >= 12 else 0  # noqa: PLR2004


def _times(runs: "array[int]") -> Iterator[int]:
    """Give the decoding times of runs of samples of one duration."""
    now = 0
    for count, each in zip(runs[::2], runs[1::2], strict=True):
        yield from range(now, now + count * each, each) if each else repeat(now, count)
        now += count * each


def _timescale(box: bytes) -> int:
    """Give the ticks a second of a mvhd or mdhd; 0 where it is broken."""
    at = 20 if box[:1] == b"\x01" else 12
    return int(struct.unpack_from(">I", box, at)[0]) if len(box) >= at + 4 else 0


def _edits(box: bytes) -> list[tuple[int, int]]:
    entries = _numbers(box, "Qqi" if box[:1] == b"\x01" else "Iii")
    return list(zip(entries[::3], entries[1::3], strict=True))


def _shift(track: _Track, movie: int) -> int | None:
    """Give what is taken from a sample's time for the edit list; None for a list that does more than shift all of them."""
    edits, late = track.edits, 0
    if edits and edits[0][1] == -1:
        if not movie:
            return None
        late = _nearest(edits[0][0] * Fraction(track.timescale, movie))
        edits = edits[1:]
    if not edits:
        return -late
    first, end = min(track.times), max(track.times)
    (length, begin), more = edits[0], edits[1:]
    shown = begin + length * Fraction(track.timescale, movie or 1)
    if more or begin > first or (length and shown <= end):
        return None
    return begin - late


def _nearest(value: Fraction) -> int:
    return int(value + HALF)


def _index(track: _Track, shift: int) -> Index | None:
    frames = array("q", sorted(time - shift for time in track.times))
    if any(after <= before for before, after in pairwise(frames)):
        return None
    places = track.keys or range(len(track.times))
    if any(not 0 <= place < len(track.times) for place in places):
        return None
    keys = array("q", sorted({bisect_left(frames, track.times[place] - shift) for place in places}))
    return Index(Fraction(1, track.timescale), frames, keys)
