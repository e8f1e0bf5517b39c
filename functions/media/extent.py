"""How far the film in a file reaches: whether another one begins behind it, and whether the file ends within it. Pure.

Most containers are read up to the end of their first film. What `cat` has put behind that would be left out without a word.
And formats that state no length end wherever the file does. Both are seen by the structure of the file alone: by small
ranges, and for animations by all of their blocks.
"""

import re
import struct
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from functions.media import sniff
from functions.media.container import APNG, ASF, AVI, DV, FLV, GIF, IVF, MATROSKA, MOV, MXF, OGG, Y4M, Family
from functions.media.header import matroska, other
from functions.media.header.count import Window
from functions.media.mp4 import boxes

MOST_PARTS: Final = 2000  # boxes, chunks or objects at the top that are walked
MOST_ANIMATION: Final = 256 * 1024 * 1024  # bytes of an animation that are walked
OGG_TAIL: Final = 2 * 65_307  # bytes: the longest page (RFC 3533, section 6), wherever it begins
ASF_DATA: Final = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
ASF_PROPERTIES: Final = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
ASF_HEAD, ASF_BROADCAST = 64 * 1024, 1  # bytes that are looked at; the flag of a stream, whose size is not known
IVF_HEAD, IVF_FRAME, IVF_OPEN = 32, 12, 0xFFFFFFFF  # bytes of the heads; a count that was never written
FLV_SIZE: Final = re.compile(rb"\x00\x08filesize\x00(.{8})", re.DOTALL)
FLV_SCRIPTS: Final = 64 * 1024
FLV_HEADER: Final = b"FLV\x01"  # Adobe FLV 10.1, annex E.2
FLV_TAG, FLV_BACK = 11, 4  # bytes of a tag's head, and of its length behind it
FLV_KINDS: Final = frozenset({8, 9, 18})  # sound, picture, script
MOST_TAGS: Final = 500_000  # hours of film; each costs our own process a microsecond or two
MXF_HEADER: Final = 2  # kind of a partition, behind its key
PNG: Final = b"\x89PNG\r\n\x1a\n"
DV_FRAMES: Final = {
    0: 120_000,
    1: 144_000,
}  # bytes of a frame of 525 and of 625 lines; of DVCPRO 50 and HD twice and four times
Y4M_HEAD: Final = 256
Y4M_CHROMA: Final = {
    "mono": None,
    "410": (4, 4),
    "411": (4, 1),
    "420": (2, 2),
    "422": (2, 1),
    "440": (1, 2),
    "444": (1, 1),
}  # pixels that share one of chroma, across and down
WITHIN_A_PICTURE: Final = "The file ends within a picture."


class Extent(NamedTuple):
    """How far a film reaches."""

    second: int | None = None  # where another film begins that would not be read; None: nowhere
    cut: str = ""  # what the file ends within; empty: nothing
    indexed: int | None = None  # pieces of the picture that an index lists; None: it has none that could be counted


def of(window: Window, family: Family) -> Extent:
    """Look at a file of this family. What is broken is let pass: whoever reads it says what is wrong with it."""
    look = LOOKS.get(family.name)
    try:
        return look(window) if look else Extent()
    except (struct.error, LookupError, ValueError):
        return Extent()


def _mov(window: Window) -> Extent:
    """Find a second ``ftyp`` with a ``moov``; either alone may be a copy. Fragments are walked elsewhere."""
    at, begun, indexed = 0, None, False
    for _ in range(MOST_PARTS):
        header = window.read(at, at + boxes.HEADER)
        if len(header) < 8 or (found := boxes.head(header, window.size - at)) is None:  # noqa: PLR2004
            break
        name, _, length = found
        if name == b"moof":
            break
        if name == b"ftyp" and indexed:
            begun = at
        if name == b"moov":
            if begun is not None:
                return Extent(begun)
            indexed = True
        at += length
    return Extent()


def _matroska(window: Window) -> Extent:
    """Find a second EBML header."""
    at = 0
    for name, _, end in matroska.elements(window, 0, window.size):
        if name == matroska.EBML and at:
            return Extent(at)
        at = end
    return Extent()


def _riff(window: Window) -> Extent:
    """Find another AVI; one that is large goes on in chunks of the kind AVIX."""
    at, parts = 0, 0
    while 0 <= at <= window.size - 12:
        name, length, kind = struct.unpack("<4sI4s", window.read(at, at + 12))
        if at and (name, kind) == (b"RIFF", b"AVI "):
            return Extent(at)
        if name != b"RIFF" or length == 0:
            break
        at, parts = at + 8 + length + length % 2, parts + 1
    return Extent(indexed=_idx1(window) if parts == 1 else None)


def _idx1(window: Window) -> int | None:
    """Count the pieces of the first picture stream that the old index of an AVI lists and that are not empty."""
    at = 12
    for _ in range(MOST_PARTS):
        name, length = struct.unpack("<4sI", window.read(at, at + 8))
        if name == b"idx1":
            break
        at += 8 + length + length % 2
    counted = Counter[bytes]()
    for begin in range(at + 8, min(at + 8 + length, window.size) - 15, 16 * 4096):
        block = window.read(begin, min(begin + 16 * 4096, at + 8 + length, window.size))
        counted.update(
            kind[:2]
            for kind, _, _, size in struct.iter_unpack("<4sIII", block[: len(block) // 16 * 16])
            if size and kind[2:] in {b"dc", b"db"}
        )
    return counted[min(counted)] if counted else None


def _asf(window: Window) -> Extent:
    """Walk the objects at the top, and hold the size that the file states of itself (ASF specification, section 3.2)."""
    at, head = 0, window.read(0, ASF_HEAD)
    if (found := head.find(ASF_PROPERTIES)) >= 0:
        size, flags = (
            int.from_bytes(head[found + place : found + place + many], "little") for place, many in ((40, 8), (88, 4))
        )
        if size > window.size and not flags & ASF_BROADCAST:
            return Extent(cut=f"The file ends before the {size:,} bytes that it states.")
    for _ in range(MOST_PARTS):
        head = window.read(at, at + 24)
        length = int.from_bytes(head[16:24], "little")
        if at and head[:16] == sniff.ASF_HEADER:
            return Extent(at)
        if len(head) < 24 or length < 24:  # noqa: PLR2004  the data of a broadcast has no stated length
            break
        at += length
    return Extent()


def _mxf(window: Window) -> Extent:
    """Find a header partition behind the footer of the first film (SMPTE ST 377-1)."""
    begin = window.read(0, 65_536).find(other.MXF_PARTITION)
    pack = window.read(begin, begin + 16 + 9 + 32)
    body = 17 + (pack[16] & 0x7F if pack[16] & 0x80 else 0)
    footer = int.from_bytes(pack[body + 24 : body + 32])
    if begin < 0 or not footer:
        return Extent()
    at = begin + footer
    for _ in range(MOST_PARTS):
        head = window.read(at, at + 25)
        if head[:4] != other.MXF_KEY or len(head) < 25:  # noqa: PLR2004
            break
        if head[:13] == other.MXF_PARTITION and head[13] == MXF_HEADER and at > begin + footer:
            return Extent(at)
        long = head[16] & 0x7F if head[16] & 0x80 else 0
        at += 17 + long + (int.from_bytes(head[17 : 17 + long]) if long else head[16])
    return Extent()


def _flv(window: Window) -> Extent:
    """Look where its script says that the file ends, or walk its tags where that says nothing true, as of live recordings."""
    stated = FLV_SIZE.search(window.read(0, FLV_SCRIPTS))
    end = int(struct.unpack(">d", stated[1])[0]) if stated else 0
    if end == window.size:
        return Extent()
    if end > window.size:
        return Extent(cut=f"The file ends before the {end:,} bytes that it states.")
    if 0 < end < window.size and window.read(end, end + len(FLV_HEADER)) == FLV_HEADER:
        return Extent(end)
    at = int.from_bytes(window.read(5, 9)) + FLV_BACK
    for _ in range(MOST_TAGS):
        head = window.read(at, at + FLV_TAG)
        if head[: len(FLV_HEADER)] == FLV_HEADER:
            return Extent(at)
        if len(head) < FLV_TAG or head[0] & 0x1F not in FLV_KINDS:
            break
        at += FLV_TAG + int.from_bytes(head[1:4]) + FLV_BACK
    return Extent()


def _gif(window: Window) -> Extent:
    """Walk the blocks to the trailer (GIF89a specification)."""
    flags = window.read(10, 11)[0]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    while at < min(window.size, MOST_ANIMATION):
        kind = window.read(at, at + 1)[0]
        if kind == 0x3B:  # noqa: PLR2004  the trailer
            return Extent(at + 1) if window.read(at + 1, at + 4) == b"GIF" else Extent()
        if kind == 0x2C:  # noqa: PLR2004  a picture
            flags = window.read(at + 9, at + 10)[0]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        elif kind == 0x21:  # noqa: PLR2004  an extension
            at += 2
        else:
            return Extent()
        while length := window.read(at, at + 1)[0]:
            at += 1 + length
            if at >= window.size:
                return Extent(cut=WITHIN_A_PICTURE)
        at += 1
    return Extent(cut="" if at < window.size else "The file ends before its trailer.")


def _png(window: Window) -> Extent:
    """Walk the chunks to the last one (PNG specification, 3rd edition)."""
    at = len(PNG)
    while at < min(window.size, MOST_ANIMATION):
        head = window.read(at, at + 8)
        if len(head) < 8:  # noqa: PLR2004
            break
        length, name = struct.unpack(">I4s", head)
        at += 12 + length
        if name == b"IEND":
            return Extent(at) if window.read(at, at + 8) == PNG else Extent()
    return Extent(cut="" if at < window.size else WITHIN_A_PICTURE)


def _y4m(window: Window) -> Extent:
    """See whether there is a whole number of frames: all have as many bytes, and ``FRAME`` before them where it is plain."""
    line, _, rest = window.read(0, Y4M_HEAD).partition(b"\n")
    said = {word[:1]: word[1:] for word in line.decode("ascii").split()[1:]}
    width, height, form = int(said["W"]), int(said["H"]), said.get("C", "420")
    name = next((name for name in Y4M_CHROMA if form.startswith(name)), None)
    if name is None or not rest.startswith(b"FRAME\n"):
        return Extent()
    pixels = width * height * (2 if form.startswith("444alpha") else 1)
    if shared := Y4M_CHROMA[name]:
        pixels += 2 * -(-width // shared[0]) * -(-height // shared[1])
    deep = re.search(r"p(?:9|1[0246])$", form) or form == "mono16"
    frame = len(b"FRAME\n") + pixels * (2 if deep else 1)
    return Extent(cut=WITHIN_A_PICTURE if (window.size - len(line) - 1) % frame else "")


def _dv(window: Window) -> Extent:
    frame = DV_FRAMES[window.read(3, 4)[0] >> 7]
    return Extent(cut=WITHIN_A_PICTURE if window.size % frame else "")


def _ogg(window: Window) -> Extent:
    """See whether the last page has as many bytes as it says (RFC 3533, section 6)."""
    begin = max(0, window.size - OGG_TAIL)
    tail = window.read(begin, window.size)
    at = tail.rfind(b"OggS\x00")
    if at < 0 or len(tail) < at + 27 or len(tail) < at + 27 + tail[at + 26]:
        return Extent(cut="The file ends within a page." if at >= 0 else "")
    lacing = tail[at + 27 : at + 27 + tail[at + 26]]
    whole = len(tail) >= at + 27 + len(lacing) + sum(lacing)
    return Extent(cut="" if whole else "The file ends within a page.")


def _ivf(window: Window) -> Extent:
    """Walk the frames: another film's head in place of one's, or fewer of them than the head states."""
    stated, at = int.from_bytes(window.read(24, 28), "little"), IVF_HEAD
    times = list[int]()
    while at < window.size and len(times) < MOST_TAGS:
        head = window.read(at, at + IVF_FRAME)
        if head[:4] == b"DKIF":
            return Extent(at)
        if not (length := int.from_bytes(head[:4], "little")):
            return Extent()  # nothing but heads
        times.append(int.from_bytes(head[4:], "little"))
        at += IVF_FRAME + length
    ticks = max(times, default=0) - min(times, default=0) + 1  # some write frames there, some the length in ticks
    if 0 < stated < IVF_OPEN and max(ticks, len(times)) < stated and len(times) < MOST_TAGS:
        return Extent(cut=f"The file ends after {len(times):,} of the {stated:,} frames that it states.")
    return Extent()


LOOKS: Final[dict[str, Callable[[Window], Extent]]] = {
    MOV.name: _mov,
    MATROSKA.name: _matroska,
    AVI.name: _riff,
    ASF.name: _asf,
    MXF.name: _mxf,
    FLV.name: _flv,
    GIF.name: _gif,
    APNG.name: _png,
    Y4M.name: _y4m,
    DV.name: _dv,
    OGG.name: _ogg,
    IVF.name: _ivf,
}
