"""Refuses files whose header is made to take long or much memory, before ffprobe is given them."""

from collections.abc import Iterator
from typing import Protocol

from functions import header_matroska, header_mov, header_other
from functions.families import ASF, AVI, FLV, MATROSKA, MOV, MXF, OGG, Family
from functions.header_count import Count, Window

COUNTED = {
    MOV.name: header_mov.count,
    MATROSKA.name: header_matroska.count,
    AVI.name: header_other.riff,
    ASF.name: header_other.asf,
    FLV.name: header_other.flv,
    OGG.name: header_other.ogg,
    MXF.name: header_other.mxf,
}


class Reader(Protocol):
    """What is needed of source.Reader."""

    @property
    def size(self) -> int:
        """Bytes."""

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read the bytes from ``start`` up to ``end``."""


def refuse(reader: Reader, family: Family) -> None:
    """Count what the header holds, by small ranges. Raises HeaderTooLarge or TooManyStreams, and what ``reader`` raises.

    What is broken is let pass: ffprobe says what is wrong with it.
    """
    if counted := COUNTED.get(family.name):
        counted(Window(lambda at, end: b"".join(reader.blocks(at, end)), reader.size), Count())
