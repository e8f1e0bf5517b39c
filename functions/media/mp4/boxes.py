"""The boxes of an mp4 or mov: its moov by a few ranged reads, and the tables in it. Pure.

Layout by ISO/IEC 14496-12 and Apple's QuickTime File Format. Nothing here trusts a count or a size of the file: what is
broken reads as empty.
"""

import struct
import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import chain, repeat
from typing import NamedTuple

Fetch = Callable[[int, int], bytes]  # the bytes from the first up to the second place
LOOK, HEADER = 128, 16  # bytes that are looked at at once, often the first boxes of a file; of the longest header
MOST_BOXES = 64  # beside moov at the top
MOST_BYTES = 256 * 1024 * 1024  # of a moov; ten hours of 60 frames a second have 40 MB
MOST_SAMPLES = 8 * 1024 * 1024  # of a track; more than 38 hours of 60 frames a second
LARGE, TO_THE_END = 1, 0  # sizes that say: in 64 bits behind the name, and all that is left
NOTHING_SHOWN = -1  # the time of an edit that shows nothing for its length


def moov(fetch: Fetch, size: int) -> bytes | None:
    """Walk the boxes at the top of a file of ``size`` bytes, without their contents, to the moov; its contents.

    None where there is none, or where fragments come before it.
    """
    found = top(fetch, size)
    return found[-1].contents if found else None


class Top(NamedTuple):
    """A box at the top of a file: where it is, its header, and the contents of a moov, or the first brands of an ftyp."""

    at: int
    name: bytes
    header: bytes
    contents: bytes = b""


def top(fetch: Fetch, size: int) -> list[Top]:
    """Give the boxes at the top up to the moov, which is the last; empty where there is none, or fragments come before."""
    seen, at, begin, window = list[Top](), 0, 0, b""
    while at < size and len(seen) < MOST_BOXES:
        if at + HEADER > begin + len(window):
            begin, window = at, fetch(at, min(at + LOOK, size))
        header = window[at - begin : at - begin + HEADER]
        if len(header) < 8 or (found := head(header, size - at)) is None or found[0] == b"moof":  # noqa: PLR2004
            return []
        name, skip, length = found
        if name == b"moov":
            whole = length <= MOST_BYTES
            return [*seen, Top(at, name, header[:skip], fetch(at + skip, at + length))] if whole else []
        brands = window[at - begin + skip : at - begin + length] if name == b"ftyp" else b""
        seen.append(Top(at, name, header[:skip], brands))
        at += length
    return []


def inside(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give name and contents of the boxes inside another, up to the first that is broken."""
    return ((name, body[at + skip : at + length]) for at, name, skip, length in _spans(body))


def without_tracks(moov: bytes, kept: Collection[int]) -> bytes:
    """Give a moov of the same size whose tracks are only those of these numbers; the others are made free space."""
    changed = bytearray(moov)
    tracks = (at for at, name, *_ in _spans(moov) if name == b"trak")
    for number, at in enumerate(tracks):
        if number not in kept:
            changed[at + 4 : at + 8] = b"free"
    return bytes(changed)


def fills(body: bytes) -> bool:
    """Whether the boxes inside another fill it, up to less than a box's header."""
    end = max((at + length for at, _, _, length in _spans(body)), default=0)
    return len(body) - end < 8  # noqa: PLR2004


class Fields:
    """Reads the fields of a box one after another; 0 for those behind its end."""

    def __init__(self, body: bytes, at: int) -> None:
        """Begin ``at`` a place in it."""
        self.at, self._body = at, body

    def take(self, width: int, *, signed: bool = False) -> int:
        """Read a number of ``width`` bytes."""
        self.at += width
        return int.from_bytes(self._body[self.at - width : self.at], signed=signed)


def within(body: bytes, *path: bytes) -> bytes:
    """Give the contents of the box at a path of names; empty where it is not there."""
    for name in path:
        body = next((contents for found, contents in inside(body) if found == name), b"")
    return body


def numbers(box: bytes, form: str, skip: int = 4) -> "array[int]":
    """Read a full box's table: a count behind ``skip`` bytes, then entries of big-endian ``form``; no more than are there."""
    if len(box) < skip + 4:
        return array("q")
    width = struct.calcsize(f">{form}")
    count = min(struct.unpack_from(">I", box, skip)[0], (len(box) - skip - 4) // width)
    table = memoryview(box)[skip + 4 : skip + 4 + count * width]
    if form == "I":  # millions of them, in a long film
        return array("q", words(table))
    return array("q", chain.from_iterable(struct.iter_unpack(f">{form}", table)))


def words(table: bytes | memoryview) -> "array[int]":
    """Read big-endian numbers of 32 bits; what is left over is no number."""
    plain = array("I", bytes(table[: len(table) // 4 * 4]))
    if sys.byteorder == "little":
        plain.byteswap()
    return plain


def packed(numbers: Iterable[int]) -> bytes:
    """Write numbers of 32 bits, big-endian."""
    plain = array("I", numbers)
    if sys.byteorder == "little":
        plain.byteswap()
    return plain.tobytes()


def timescale(box: bytes) -> int:
    """Give the ticks a second of a mvhd or mdhd; 0 where it is broken."""
    at = 20 if box[:1] == b"\x01" else 12
    return int(struct.unpack_from(">I", box, at)[0]) if len(box) >= at + 4 else 0


def kind(track: bytes) -> bytes:
    """Say what a track is of, in four letters, such as ``vide`` or ``soun``."""
    return within(track, b"mdia", b"hdlr")[8:12]


def samples(table: bytes) -> int:
    """Say how many samples there are, by the table of their sizes, whichever form it has; 0 for more than can be true."""
    box = within(table, b"stsz") or within(table, b"stz2")
    count = int(struct.unpack_from(">I", box, 8)[0]) if len(box) >= 12 else 0  # noqa: PLR2004
    return count if count <= MOST_SAMPLES else 0


def sizes(table: bytes) -> "array[int]":
    """Give the bytes of each sample; empty where they are told in less than a byte each, as hardly any file does."""
    box = within(table, b"stsz")
    each = int(struct.unpack_from(">I", box, 4)[0]) if len(box) >= 12 else 0  # noqa: PLR2004
    return array("q", repeat(each, samples(table))) if each else numbers(box, "I", skip=8)


def times(runs: "array[int]") -> Iterator[int]:
    """Give the decoding times of runs of samples of one duration, as stts has them."""
    now = 0
    for count, each in zip(runs[::2], runs[1::2], strict=True):
        yield from range(now, now + count * each, each) if each else repeat(now, count)
        now += count * each


def edits(track: bytes) -> list[tuple[int, int]]:
    """Give a track's edit list: length in the movie's timescale and time in the track's, or NOTHING_SHOWN; empty: none."""
    box = within(track, b"edts", b"elst")
    entries = numbers(box, "qqi" if box[:1] == b"\x01" else "Iii")
    return list(zip(entries[::3], entries[1::3], strict=True))


def rescaled(length: int, source: int, target: int) -> Fraction:
    """Give a length in ticks of ``source`` a second in those of ``target``; a source of 0 counts as 1."""
    return length * Fraction(target, source or 1)


def _spans(body: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Give place, name, and the size of header and whole of the boxes inside another, up to the first that is broken."""
    at = 0
    while at + 8 <= len(body) and (found := head(body[at : at + HEADER], len(body) - at)):
        yield at, *found
        at += found[2]


def head(header: bytes, left: int) -> tuple[bytes, int, int] | None:
    """Read a box's name, the size of its header and of all of it, ``left`` at most; None for one that cannot be."""
    length, name = struct.unpack_from(">I4s", header)
    skip = 8
    if length == LARGE and len(header) >= 16:  # noqa: PLR2004
        length, skip = struct.unpack_from(">Q", header, 8)[0], 16
    elif length == TO_THE_END:
        length = left
    return (name, skip, length) if skip <= length <= left else None
