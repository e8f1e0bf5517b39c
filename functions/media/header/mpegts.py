"""Counts the programmes of an MPEG transport stream (ISO/IEC 13818-1, 2.4.4.3). Pure. What is broken is let pass."""

from typing import Final

from functions.common.errors import TooManyStreams
from functions.media import sniff
from functions.media.header.count import Count, Window

LOOKED: Final = 4 * 1024 * 1024  # bytes; the tables come several times a second
MOST_PROGRAMMES: Final = 256  # a satellite's transponder carries some thirty, with its radio stations a hundred
TABLE: Final = 0x00  # of programmes


def count(window: Window, into: Count) -> None:
    """Count the programmes of the tables at the beginning. Raises TooManyStreams, and HeaderTooLarge for too many tables."""
    head = window.read(0, LOOKED)
    size, first = sniff.ts_layout(head) or (188, 0)
    found = set[int]()
    for at in range(first, len(head) - 187, size):
        if head[at] == sniff.TS_SYNC and head[at + 1] & 0x1F == 0 and head[at + 2] == 0 and head[at + 1] & 0x40:
            found |= _programmes(head[at : at + 188])
            if len(found) > MOST_PROGRAMMES:
                raise TooManyStreams(f"It has more than {MOST_PROGRAMMES} programmes.")
    into.entries(len(found))


def _programmes(packet: bytes) -> set[int]:
    """Read the numbers of the programmes in a section that begins in this packet; what is in further packets is not looked at."""
    at = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
    if at >= len(packet):
        return set()
    at += 1 + packet[at]
    if at + 8 > len(packet) or packet[at] != TABLE:
        return set()
    end = min(at + 3 + (int.from_bytes(packet[at + 1 : at + 3]) & 0x0FFF) - 4, len(packet) - 3)
    return {int.from_bytes(packet[row : row + 2]) for row in range(at + 8, end, 4)} - {0}
