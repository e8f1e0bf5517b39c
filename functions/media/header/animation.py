"""Looks at the headers of GIF, APNG and Y4M: what they hold before their first picture, and how large and quick it is. Pure.

What is broken is let pass.
"""

import struct
import zlib

from functions.common.errors import FrameTooLarge, HeaderTooLarge, RateOutOfRange
from functions.media.codecs import MAX_PIXELS
from functions.media.header.count import MOST_TEXT, Count, Window

GIF_EXTENSION, PNG_HEADER = 0x21, 8
GIF_COMMENTS = 4 * 1024 * 1024  # bytes
Y4M_LINE = 4096
MOST_RATE = 1000  # frames a second; see limits.py, whose own bound is lower
PNG_COMPRESSED = frozenset({b"zTXt", b"iTXt", b"iCCP"})
PNG_PICTURES = frozenset({b"IDAT", b"fcTL", b"fdAT", b"IEND"})


def gif(window: Window, into: Count) -> None:
    """Count the comments and applications' blocks before the first picture."""
    _size(*struct.unpack("<HH", window.read(6, 10).ljust(4, b"\0")))
    flags, comments = window.read(10, 11), 0
    at = 13 + (3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0)
    while window.read(at, at + 1) == bytes([GIF_EXTENSION]):
        into.entries()
        at += 2
        while (length := window.read(at, at + 1)) not in {b"", b"\0"}:
            comments += 1 + length[0]
            at += 1 + length[0]
        at += 1
        if comments > GIF_COMMENTS:
            raise HeaderTooLarge(f"It has more than {GIF_COMMENTS // 1024**2} MiB of comments.")


def png(window: Window, into: Count) -> None:
    """Count the chunks before the first picture."""
    _size(*struct.unpack(">II", window.read(16, 24).ljust(8, b"\0")))
    at = PNG_HEADER
    while len(head := window.read(at, at + 8)) == 8:  # noqa: PLR2004
        length, name = struct.unpack(">I4s", head)
        if name in PNG_PICTURES:
            return
        into.entries()
        into.text(min(length, window.size))
        if name in PNG_COMPRESSED:
            into.text(_inflated(name, window.read(at + 8, at + 8 + min(length, MOST_TEXT)), MOST_TEXT))
        at += 12 + length


def _inflated(name: bytes, body: bytes, most: int) -> int:
    """Give how many bytes a compressed text or colour profile has when it is inflated, ``most`` and one at most."""
    _, _, packed = body.partition(b"\0")
    if name == b"iTXt":  # flag, method, language, translated keyword
        packed = packed[1:] if packed[:1] == b"\1" else b""
        packed = b"\0" + packed.split(b"\0", 2)[-1] if packed.count(b"\0") > 1 else b""
    inflate = zlib.decompressobj()
    try:
        return len(inflate.decompress(packed[1:], most + 1))
    except zlib.error:
        return 0


def y4m(window: Window, into: Count) -> None:
    """Look at the line that a Y4M begins with."""
    line = window.read(0, Y4M_LINE).partition(b"\n")[0].decode("ascii", "replace").split()[1:]
    said = {word[:1]: word[1:] for word in line}
    numbers = [said.get("W", ""), said.get("H", ""), *said.get("F", "").split(":")]
    into.entries(len(line))
    if len(numbers) == 4 and all(number.isdecimal() and number.isascii() for number in numbers):  # noqa: PLR2004
        width, height, frames, seconds = (int(number) for number in numbers)
        _size(width, height)
        if seconds and frames > MOST_RATE * seconds:
            raise RateOutOfRange(f"It has {frames / seconds:g} frames a second.")


def _size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FrameTooLarge(f"It is {width} x {height}.")
