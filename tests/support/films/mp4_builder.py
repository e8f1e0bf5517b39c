"""Boxes of an mp4 put together by hand, for tests of what reads them (ISO/IEC 14496-12)."""

import struct


def box(name, *contents):
    body = b"".join(contents)
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(name, *numbers, form="I", count=None):
    """A box with version and flags, then a table of numbers behind its count."""
    entries = len(numbers) if count is None else count
    return box(name, struct.pack(f">II{len(numbers)}{form}", 0, entries, *numbers))


def timed(name, timescale):
    return box(name, struct.pack(">IIIII", 0, 0, 0, timescale, 0))


def edits(*rows):
    """Rows of length (in 1/1000) and time in the track."""
    return full(b"elst", *(n for length, time in rows for n in (length, time, 1 << 16)), form="i", count=len(rows))


def movie(*tracks, before=b"", inside=b""):
    return (
        box(b"ftyp", b"isom")
        + before
        + box(b"mdat", b"\0" * 1000)
        + box(b"moov", timed(b"mvhd", 1000), *tracks, inside)
    )
