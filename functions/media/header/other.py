"""Counts what the headers of AVI, ASF, FLV, Ogg and MXF hold. Pure. What is broken is let pass."""

import struct
from collections.abc import Iterator

from functions.common.errors import HeaderTooLarge, TooManyStreams
from functions.media import sniff
from functions.media.codecs import MAX_LISTED
from functions.media.header.count import Count, Window

LISTS = frozenset({b"RIFF", b"LIST"})
ASF_EXTENSION = bytes.fromhex("b503bf5f2ea9cf118ee300c00c205365")
ASF_COUNTED = {  # objects that count what they hold: how long that number is, and where it stands behind the object's head
    bytes.fromhex("40a4d0d207e3d21197f000a0c95ea850"): (2, 0),  # extended content description
    bytes.fromhex("eacbf8c5af5b77488467aa8c44fa4cca"): (2, 0),  # metadata
    bytes.fromhex("941c23449894d149a1411d134e457054"): (2, 0),  # metadata library
    bytes.fromhex("01cd87f451a9cf118ee600c00c205365"): (4, 16),  # markers
}
FLV_SCRIPT, FLV_TAGS, FLV_MOST = 18, 16, 1024 * 1024
OGG_HEADERS, OGG_EACH = (
    (b"\x03vorbis", b"OpusTags", b"\x81theora"),
    2,
)  # how comments begin, the second packet of a stream
OGG_BEGINNING = 64 * 1024  # bytes of a packet that are looked at: who wrote it, and how many comments follow
MXF_KEY, MXF_ESSENCE = b"\x06\x0e\x2b\x34", b"\x06\x0e\x2b\x34\x01\x02\x01\x01\x0d\x01\x03\x01"
MXF_PARTITION = MXF_KEY + b"\x02\x05\x01\x01\x0d\x01\x02\x01\x01"
MXF_LEAST, MXF_MOST = 28, 64 * 1024  # bytes of the list of partitions at a file's end


def riff(window: Window, into: Count, at: int = 0, end: int | None = None, depth: int = 0) -> None:
    """Count the chunks of an AVI, and what is written in its lists of information."""
    end = window.size if end is None else end
    into.depth(depth)
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", window.read(at, at + 8))
        kind, into_end = window.read(at + 8, at + 12), min(at + 8 + length, end)
        into.entries()
        if name in LISTS and kind != b"movi":
            riff(window, into, at + 12, into_end, depth + 1)
        elif name == b"idx1":
            into.index(length)
        elif name not in LISTS and name != b"JUNK":
            into.text(min(length, end - at))
        at += 8 + length + length % 2


def asf(window: Window, into: Count) -> None:
    """Count the objects of an ASF header, and the entries that they say they have."""
    if window.read(0, 16) == sniff.ASF_HEADER:
        length = int.from_bytes(window.read(16, 24), "little")
        into.text(min(length, window.size))
        _asf(window, into, 30, min(length, window.size))


def _asf(window: Window, into: Count, at: int, end: int) -> None:
    while at + 24 <= end:
        head = window.read(at, at + 24)
        name, length = head[:16], int.from_bytes(head[16:], "little")
        into.entries()
        if length < 24:  # noqa: PLR2004
            return
        if name in ASF_COUNTED:
            width, skip = ASF_COUNTED[name]
            begin = at + 24 + skip
            into.entries(int.from_bytes(window.read(begin, begin + width), "little"))
        if name == ASF_EXTENSION:
            at += 24 + 22  # its contents follow; no other object does
            continue
        at += length


def flv(window: Window, into: Count) -> None:
    """Count the properties of the scripts among the first tags of an FLV."""
    at = int.from_bytes(window.read(5, 9)) + 4
    for _ in range(FLV_TAGS):
        head = window.read(at, at + 11)
        if len(head) < 11:  # noqa: PLR2004
            return
        length = int.from_bytes(head[1:4])
        if head[0] & 0x1F == FLV_SCRIPT:
            if length > FLV_MOST:
                raise HeaderTooLarge(f"It has a script of more than {FLV_MOST // 1024**2} MiB.")
            _Script(window.read(at + 11, at + 11 + length), into).values()
        at += 11 + length + 4


class _Script:
    """Walks the values of a script (AMF 0), and counts those that have a name."""

    def __init__(self, body: bytes, into: Count) -> None:
        self._body, self._into, self._at = body, into, 0

    def values(self) -> None:
        while self._at < len(self._body) and self._value(0):
            pass

    def _value(self, depth: int) -> bool:
        """Pass over a value; False where it is broken or not known."""
        self._into.depth(depth)
        kind = self._take(1)
        if kind in {0, 1, 11}:
            self._at += {0: 8, 1: 1, 11: 10}[kind]
        elif kind in {2, 12}:
            self._pass(self._take(2 if kind == 2 else 4))  # noqa: PLR2004
        elif kind in {3, 8}:
            self._at += 4 if kind == 8 else 0  # noqa: PLR2004
            return self._properties(depth)
        elif kind == 10:  # noqa: PLR2004
            return all(self._at < len(self._body) and self._value(depth + 1) for _ in range(self._take(4)))
        elif kind not in {5, 6}:
            return False
        return True

    def _properties(self, depth: int) -> bool:
        while self._at < len(self._body):
            self._pass(self._take(2))
            if self._body[self._at : self._at + 1] == b"\x09":
                self._at += 1
                return True
            self._into.entries()
            if not self._value(depth + 1):
                return False
        return False

    def _pass(self, length: int) -> None:
        self._at += length

    def _take(self, width: int) -> int:
        self._at += width
        return int.from_bytes(self._body[self._at - width : self._at])


def ogg(window: Window, into: Count) -> None:
    """Count the comments of the streams of an Ogg file."""
    for packet in _ogg_packets(window, into):
        for start in OGG_HEADERS:
            if packet.startswith(start):
                at = len(start)
                at += 4 + int.from_bytes(packet[at : at + 4], "little")
                into.entries(int.from_bytes(packet[at : at + 4], "little"))


def _ogg_packets(window: Window, into: Count) -> Iterator[bytes]:
    """Give the beginnings of the packets of headers, the first two of each stream; how long they are counts as metadata."""
    page, begun, done = 0, dict[int, bytearray](), dict[int, int]()
    while not done or any(count < OGG_EACH for count in done.values()):
        head = window.read(page, page + 27)
        if head[:4] != b"OggS" or len(head) < 27:  # noqa: PLR2004
            return
        serial, lacing = int.from_bytes(head[14:18], "little"), window.read(page + 27, page + 27 + head[26])
        at, page = page + 27 + len(lacing), page + 27 + len(lacing) + sum(lacing)
        into.text(page - at)
        if done.setdefault(serial, 0) == 0 and len(done) > MAX_LISTED:
            raise TooManyStreams(f"It has more than {MAX_LISTED}.")
        for length in lacing:
            packet = begun.setdefault(serial, bytearray())
            if done[serial] < OGG_EACH and len(packet) < OGG_BEGINNING:
                packet += window.read(at, at + length)
            at += length
            if length < 255:  # noqa: PLR2004
                yield bytes(begun.pop(serial))
                done[serial] += 1


def mxf(window: Window, into: Count) -> None:
    """Count the sets of metadata of an MXF: before its essence, and in the partitions that its ends and partitions name."""
    seen, places = set[int](), [*_mxf_last(window), 0]
    while places:
        at = places.pop()
        if at not in seen:
            seen.add(at)
            places += _mxf_sets(window, into, at)


def _mxf_sets(window: Window, into: Count, at: int) -> list[int]:
    """Count the sets from here up to the next essence; give the places of the partitions that are named among them."""
    places: list[int] = []
    while at + 17 <= window.size:
        head = window.read(at, at + 25)
        if head[:4] != MXF_KEY or head[:12] == MXF_ESSENCE:
            break
        long = head[16] & 0x7F if head[16] & 0x80 else 0
        length = int.from_bytes(head[17 : 17 + long]) if long else head[16]
        if long > 8:  # noqa: PLR2004
            break
        into.entries()
        filler = (
            head[4:13] == b"\x01\x01\x01\x02\x03\x01\x02\x10\x01"
            or head[4:13] == b"\x01\x01\x01\x01\x03\x01\x02\x10\x01"
        )
        into.text(0 if filler else min(length, window.size))
        body = at + 17 + long
        if head[:13] == MXF_PARTITION:  # after versions and grid: this partition, the one before, the footer
            named = window.read(body + 16, body + 32)
            places += [int.from_bytes(named[:8]), int.from_bytes(named[8:])]
        at = body + length
    return places


def _mxf_last(window: Window) -> list[int]:
    """Give the place of the last partition by the list at the end of the file, whose length stands last."""
    length = int.from_bytes(window.read(window.size - 4, window.size)) if window.size > 4 else 0  # noqa: PLR2004
    pack = window.read(max(0, window.size - length), window.size) if MXF_LEAST < length < MXF_MOST else b""
    return [int.from_bytes(pack[-12:-4])] if pack.startswith(MXF_KEY) else []
