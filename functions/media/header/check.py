"""Refuses files whose header is made to take long or much memory, before ffprobe is given them."""

from collections.abc import Iterator
from typing import Protocol

from functions.media.container import APNG, ASF, AVI, FLV, GIF, MATROSKA, MOV, MPEGTS, MXF, OGG, Y4M, Family
from functions.media.header import animation, matroska, mov, mpegts, other
from functions.media.header.count import Count, Window

COUNTED = {
    MOV.name: mov.count,
    MATROSKA.name: matroska.count,
    AVI.name: other.riff,
    ASF.name: other.asf,
    FLV.name: other.flv,
    OGG.name: other.ogg,
    MXF.name: other.mxf,
    MPEGTS.name: mpegts.count,
    GIF.name: animation.gif,
    APNG.name: animation.png,
    Y4M.name: animation.y4m,
}


class Reader(Protocol):
    """What is needed of source.Reader."""

    @property
    def size(self) -> int:
        """Bytes."""

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read the bytes from ``start`` up to ``end``."""


def refuse(reader: Reader, family: Family) -> Count:
    """Count what the header holds, by small ranges. Raises HeaderTooLarge or TooManyStreams, and what ``reader`` raises.

    What is broken is let pass: ffprobe says what is wrong with it. Of a family that is not counted nothing is known, and
    whoever reads it has the least of memory and time.
    """
    count = Count(reader.size)
    if counted := COUNTED.get(family.name):
        counted(window(reader), count)
    return count


def window(reader: Reader) -> Window:
    """Read a file by small ranges."""
    return Window(lambda at, end: b"".join(reader.blocks(at, end)), reader.size)
