"""Counts what the header of an mp4 or mov holds, by the heads of its boxes (ISO/IEC 14496-12, QuickTime File Format). Pure."""

import struct
import zlib

from functions.common.errors import HeaderTooLarge, TooManyStreams
from functions.media.codecs import MAX_LISTED
from functions.media.header.count import Count, Window
from functions.media.mp4 import boxes

# Boxes whose contents are boxes, for ffmpeg.
HOLDERS = frozenset(
    {
        b"moov",
        b"trak",
        b"mdia",
        b"minf",
        b"stbl",
        b"edts",
        b"dinf",
        b"udta",
        b"meta",
        b"ilst",
        b"mvex",
        b"tref",
        b"gmhd",
    }
    | {b"wave", b"clip", b"matt", b"iprp", b"ipco"}
)
TABLES = frozenset(
    {b"stts", b"ctts", b"stsz", b"stz2", b"stsc", b"stco", b"co64", b"stss", b"stps", b"sdtp", b"sbgp", b"sgpd"}
)
PASSED = frozenset({b"mdat", b"free", b"skip", b"wide", b"junk", b"ftyp", b"styp", b"sidx", b"emsg", b"prft", b"mfra"})
MOST_INFLATED = 8 * 1024 * 1024  # bytes of a compressed moov; those of real films have some 100 KB


def count(window: Window, into: Count) -> None:
    """Count the boxes of a file, up to its first fragment or a box that is broken. Raises HeaderTooLarge, TooManyStreams."""
    _Walk(window, into).boxes(0, window.size, 0)


class _Walk:
    def __init__(self, window: Window, into: Count, *, inflated: bool = False) -> None:
        self._window, self._into, self._inflated = window, into, inflated
        self._tracks, self._kind = 0, b""

    def boxes(self, at: int, end: int, depth: int) -> bool:
        """Count the boxes from ``at`` up to ``end``; whether to go on behind them."""
        self._into.depth(depth)
        while at + 8 <= end:
            found = boxes.head(self._window.read(at, min(at + boxes.HEADER, end)), end - at)
            if found is None or found[0] == b"moof":
                return False
            name, skip, length = found
            self._into.entries()
            if not self._box(name, at, skip, length, depth):
                return False
            at += length
        return True

    def _box(self, name: bytes, at: int, skip: int, length: int, depth: int) -> bool:
        begin, end = at + skip, at + length
        if name == b"trak":
            self._tracks += 1
            if self._tracks > MAX_LISTED:
                raise TooManyStreams(f"It has more than {MAX_LISTED}.")
        if name == b"hdlr":
            self._kind = self._window.read(begin + 8, begin + 12)
        if name == b"stbl":
            self._samples(begin, end)
        if name == b"cmov":
            return self._compressed(begin, end, depth)
        if name == b"meta" and self._window.read(begin + 4, begin + 8) != b"hdlr":
            begin += 4  # version and flags, which QuickTime's has not
        if name in HOLDERS:
            return self.boxes(begin, end, depth + 1) or depth > 0
        self._leaf(name, begin, length, depth)
        return True

    def _leaf(self, name: bytes, begin: int, length: int, depth: int) -> None:
        if name in TABLES:
            self._into.index(length)
        elif name == b"keys":
            self._into.text(length)
            self._into.entries(int.from_bytes(self._window.read(begin + 4, begin + 8)))
        elif depth or name not in PASSED:
            self._into.text(length)

    def _samples(self, at: int, end: int) -> None:
        """Count the samples of a table, but not the moments of PCM, of which ffmpeg makes no list."""
        heads = dict[bytes, bytes]()
        while at + 8 <= end and (found := boxes.head(self._window.read(at, min(at + boxes.HEADER, end)), end - at)):
            heads.setdefault(found[0], self._window.read(at + found[1], at + found[1] + 16).ljust(16, b"\0"))
            at += found[2]
        _, each, many = struct.unpack_from(">III", heads.get(b"stsz", bytes(16)))
        _, runs, _, step = struct.unpack(">IIII", heads.get(b"stts", bytes(16)))
        moments = self._kind == b"soun" and each > 0 and (runs, step) == (1, 1)
        self._into.samples(0 if moments else many)

    def _compressed(self, begin: int, end: int, depth: int) -> bool:
        """Inflate a compressed moov within bounds, and count what is in it."""
        if self._inflated:
            raise HeaderTooLarge("It is compressed more than once.")
        self._into.text(end - begin)
        body = self._window.read(begin, end)
        for name, packed in boxes.inside(body):
            if name == b"cmvd":
                stated = int.from_bytes(packed[:4])
                plain = _inflated(packed[4:])
                if max(stated, len(plain)) > MOST_INFLATED:
                    raise HeaderTooLarge(f"It is compressed, and larger than {MOST_INFLATED // 1024**2} MiB.")
                _Walk(_held(plain), self._into, inflated=True).boxes(0, len(plain), depth + 1)
        return True


def _held(plain: bytes) -> Window:
    return Window(lambda at, end: plain[at:end], len(plain))


def _inflated(packed: bytes) -> bytes:
    """Inflate no more than is allowed and a byte; nothing where it is broken."""
    try:
        return zlib.decompressobj().decompress(packed, MOST_INFLATED + 1)
    except zlib.error:
        return b""
