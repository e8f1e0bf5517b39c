"""The fragments of an mp4 or mov: which samples each has, by their headers (moof) alone, never by what is in them. Pure.

Layout by ISO/IEC 14496-12, section 8.8, read as ffmpeg reads it. A fragmented file has no index of its own that could be
trusted: sidx and mfra may be missing, and name not all fragments. So the headers are read, each once and by a small range;
where fragments are so small that this would be more requests than the file is worth, larger ranges take several at once.
"""

import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import NamedTuple

from functions.common.errors import SeveralFilms
from functions.media.header.count import Window
from functions.media.mp4 import boxes
from functions.media.mp4.boxes import Fetch

SMALLEST, LARGEST = 8 * 1024, 4 * 1024 * 1024  # bytes that are looked at at once
MOST_HEADER = 64 * 1024 * 1024  # bytes of one moof
MOST_FRAGMENTS = 1024 * 1024  # more than ten days of a fragment a second
ENDLESS = 1 << 63
KEY = 1
NOT_A_KEY = 0x01010000  # sample_is_non_sync_sample, or one that depends on others
BASE, DESCRIPTION, DURATION, SIZE, FLAGS, EMPTY, MOOF = 0x1, 0x2, 0x8, 0x10, 0x20, 0x10000, 0x20000  # of a tfhd
OFFSET, FIRST, DURATIONS, SIZES, EACH_FLAGS, LATE = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800  # of a trun


class Broken(ValueError):
    """A header that cannot be read, or samples that a plain index cannot tell."""


class Defaults(NamedTuple):
    """What samples have that do not say it themselves."""

    description: int
    duration: int
    size: int
    flags: int


class Chunk(NamedTuple):
    """Samples that lie one after another: where the first begins, how many, and by which description they are decoded."""

    at: int
    many: int
    description: int


class Samples:
    """The samples of one track in their order. Runs are pairs, one after another: how many samples, and what each has."""

    def __init__(self, defaults: Defaults, start: int | None = None) -> None:
        """Begin with none; ``start`` is when the first is decoded, in ticks, if that is known."""
        self.defaults, self.start = defaults, start
        self.count = self.end = 0  # ``end``: when the last has been decoded, in ticks
        self.durations, self.sizes, self.late, self.keys = array("q"), array("q"), array("q"), array("q")
        self.chunks: list[Chunk] = []

    def begin(self, time: int) -> None:
        """Say when the next sample is decoded; the one before lasts until then. Raises Broken where that is none."""
        if self.start is None or not self.count:
            self.start = self.end = time
        elif gap := time - self.end:
            last = self.durations[-1] + gap
            if last <= 0:
                raise Broken("A fragment begins before the one before has ended.")
            self.durations[-2] -= 1
            if not self.durations[-2]:
                del self.durations[-2:]
            extend(self.durations, 1, last)
            self.end = time

    def add(self, chunk: Chunk, columns: Mapping[int, Sequence[int]], first_flags: int | None) -> None:
        """Take a chunk, with what its samples say of themselves: a column of a trun by its flag."""
        standard = self.defaults
        _add(self.durations, chunk.many, columns.get(DURATIONS), standard.duration)
        _add(self.sizes, chunk.many, columns.get(SIZES), standard.size)
        _add(self.late, chunk.many, columns.get(LATE), 0)
        flags, rest = columns.get(EACH_FLAGS), chunk.many
        if first_flags is not None and chunk.many:
            extend(self.keys, 1, _key(first_flags))
            flags, rest = flags[1:] if flags else None, rest - 1
        _add(self.keys, rest, [_key(flag) for flag in flags] if flags else None, _key(standard.flags))
        self.chunks.append(chunk)
        self.count += chunk.many
        given = columns.get(DURATIONS)
        self.end += sum(given) if given is not None else standard.duration * chunk.many

    def length(self, chunk: Chunk, columns: Mapping[int, Sequence[int]]) -> int:
        """Give the bytes of a chunk."""
        given = columns.get(SIZES)
        return sum(given) if given is not None else self.defaults.size * chunk.many


def extend(runs: "array[int]", count: int, value: int) -> None:
    """Add as many samples that have this value to runs."""
    if count and runs and runs[-1] == value:
        runs[-2] += count
    elif count:
        runs.extend((count, value))


def _add(runs: "array[int]", count: int, values: Sequence[int] | None, default: int) -> None:
    if values is None:
        extend(runs, count, default)
        return
    for value, same in groupby(values):
        extend(runs, sum(1 for _ in same), value)


def _key(flags: int) -> int:
    return 0 if flags & NOT_A_KEY else KEY


# ---------------------------------------------------------------- the file


def walk(fetch: Fetch, size: int, begin: int, samples: dict[int, Samples]) -> bool:
    """Read all fragments of a file of ``size`` bytes from ``begin`` on into ``samples``; whether any is lost.

    Raises Broken for what a plain index cannot tell, and SeveralFilms where another film begins behind a fragment. A file
    that ends in the middle of a fragment has lost that one.
    """
    window, fragments, lost, again = Window(fetch, size, SMALLEST, LARGEST), 0, False, _Again(size)
    for at, name, skip, length in _top(window, size, begin):
        if name == b"moof" and (at + length > size or length > MOST_HEADER):
            return True
        if name == b"moof":
            fragments += 1
            with again.fragment():
                whole = _fragment(window.read(at + skip, at + length), at, samples)
            if fragments > MOST_FRAGMENTS or not whole:
                return True
        if fragments:
            again.box(name, at)
        if name == b"sidx":
            lost |= not _covered(window.read(at + skip, min(at + length, size)), at + length, size)
        if not name or at + length > size:
            return True
    again.end()
    return lost


class _Again:
    """Tells another film behind the fragments of the first from headers that a stream repeats."""

    def __init__(self, size: int) -> None:
        self._size, self._at, self._boxes = size, size, set[bytes]()

    def box(self, name: bytes, at: int) -> None:
        """Take a box at the top, behind a fragment."""
        if name in {b"ftyp", b"moov"}:
            self._at, self._boxes = min(self._at, at), self._boxes | {name}

    @contextmanager
    def fragment(self) -> Iterator[None]:
        """Read a fragment: one whose time does not go on behind a header is another film's."""
        try:
            yield
        except Broken as broken:
            if self._boxes:
                raise SeveralFilms.behind(self._at, self._size) from broken
            raise
        self._at, self._boxes = self._size, set()

    def end(self) -> None:
        """Be told that no fragment follows: a film with a header of its own is then a plain one."""
        if self._boxes == {b"ftyp", b"moov"}:
            raise SeveralFilms.behind(self._at, self._size)


def _top(window: Window, size: int, at: int) -> Iterator[tuple[int, bytes, int, int]]:
    """Give place, name, and the size of header and whole of each box; the last has no name where it is broken."""
    while at < size:
        header = window.read(at, min(at + boxes.HEADER, size))
        if not any(header):
            return  # padding
        found = boxes.head(header, ENDLESS) if len(header) >= 8 else None  # noqa: PLR2004
        name, skip, length = found or (b"", 0, ENDLESS)
        length = size - at if name and length == ENDLESS else length
        yield at, name, skip, length
        at += length


def _covered(sidx: bytes, at: int, size: int) -> bool:
    """Whether a file of ``size`` bytes has all that a sidx, which ends at ``at``, lists; a broken one lists nothing."""
    form = ">QQxxH" if sidx[:1] == b"\x01" else ">IIxxH"
    if len(sidx) < 12 + struct.calcsize(form):
        return True
    _, ahead, count = struct.unpack_from(form, sidx, 12)
    table = boxes.words(sidx[12 + struct.calcsize(form) :])[: 3 * count : 3]
    end: int = at + ahead + sum(entry & 0x7FFFFFFF for entry in table)
    return end <= size


# ---------------------------------------------------------------- one fragment


def _fragment(moof: bytes, at: int, samples: dict[int, Samples]) -> bool:
    """Read one moof, which begins ``at``; False where it is broken."""
    implicit = at
    for name, body in boxes.inside(moof):
        if name == b"traf":
            implicit = _traf(body, at, implicit, samples)
            if implicit < 0:
                return False
    return not moof or boxes.fills(moof)


def _traf(traf: bytes, moof: int, implicit: int, samples: dict[int, Samples]) -> int:
    """Read what a fragment has of one track; where its samples end, or -1 where it is broken."""
    head = boxes.within(traf, b"tfhd")
    if len(head) < 8 or not boxes.fills(traf):  # noqa: PLR2004
        return -1
    flags, number = struct.unpack_from(">II", head)
    track = samples.get(number)
    if track is None or flags & EMPTY:
        return implicit
    standard, place = track.defaults, moof if flags & MOOF else implicit
    fields = boxes.Fields(head, 8)
    place = fields.take(8) if flags & BASE else place
    given = {flag: fields.take(4) for flag in (DESCRIPTION, DURATION, SIZE, FLAGS) if flags & flag}
    here = Defaults(
        *(given.get(flag, old) for flag, old in zip((DESCRIPTION, DURATION, SIZE, FLAGS), standard, strict=True))
    )
    if time := boxes.within(traf, b"tfdt"):
        track.begin(int.from_bytes(time[4 : 12 if time[:1] == b"\x01" else 8]))
    elif track.start is None:
        track.begin(0)
    track.defaults, end = here, place
    try:
        for name, body in boxes.inside(traf):
            if name == b"trun" and end >= 0:
                end = _trun(body, place, end, track)
    finally:
        track.defaults = standard
    return end


def _trun(trun: bytes, base: int, follows: int, track: Samples) -> int:
    """Read a run of samples; where it ends, or -1 where it is broken."""
    if len(trun) < 8:  # noqa: PLR2004
        return -1
    flags, count = struct.unpack_from(">II", trun)
    fields = boxes.Fields(trun, 8)
    at = base + fields.take(4, signed=True) if flags & OFFSET else follows
    first = fields.take(4) if flags & FIRST else None
    wide = [flag for flag in (DURATIONS, SIZES, EACH_FLAGS, LATE) if flags & flag]
    if at < 0 or len(trun) < fields.at + 4 * len(wide) * count:
        return -1
    table = boxes.words(trun[fields.at : fields.at + 4 * len(wide) * count])
    columns: dict[int, Sequence[int]] = {flag: table[number :: len(wide)] for number, flag in enumerate(wide)}
    if LATE in columns:
        columns[LATE] = array("i", array("I", columns[LATE]).tobytes())  # signed in both versions, as it is written
    chunk = Chunk(at, count, track.defaults.description)
    if not count:
        return at
    track.add(chunk, columns, first)
    return at + track.length(chunk, columns)
