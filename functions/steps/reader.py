"""What steps need of a source that is being read."""

from collections.abc import Iterator
from typing import Protocol


class Reader(Protocol):
    """What is needed of source.Reader where ffmpeg alone reads."""

    @property
    def url(self) -> str:
        """Address of the source."""

    @property
    def port(self) -> int:
        """Port of that address."""

    def check(self) -> None:
        """Raise what ended the reading early."""


class BlockReader(Reader, Protocol):
    """The same where our own process reads as well."""

    @property
    def size(self) -> int:
        """Bytes."""

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read the bytes from ``start`` up to ``end``."""
