"""A small film of endless frames in which nothing moves: QuickTime Animation needs seven bytes for each, whatever its size."""

import struct
from collections.abc import Callable
from pathlib import Path

from tests.support.films.pipeline import Workshop

CONTAINERS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl"}
STILL = 7  # bytes of a frame that is as the one before


def make(workshop: Workshop, folder: Path, frames: int, size: str = "8192x4320") -> Path:
    """Make a mov of so many frames at 30 a second: a black one, and then the same again and again."""
    seed, film = folder / "seed.mov", folder / "endless.mov"
    workshop.make("-f", "lavfi", "-i", f"color=black:s={size}:r=30", "-frames:v", "2", "-c:v", "qtrle", seed)
    parts = dict(_boxes(seed.read_bytes()))
    media = parts[b"mdat"]
    stills = media[-STILL:] * (frames - 2)
    start = seed.read_bytes().index(media) - 8
    key = len(media) - STILL
    moov = _rewritten(parts[b"moov"], _changes(frames, key, start + 8))
    film.write_bytes(seed.read_bytes()[:start] + _box(b"mdat", media + stills) + _box(b"moov", moov))
    return film


def _changes(frames: int, key: int, at: int) -> dict[bytes, Callable[[bytes], bytes]]:
    """Say how the boxes of two frames become those of many."""

    def scaled(offset: int) -> Callable[[bytes], bytes]:
        def change(body: bytes) -> bytes:
            (duration,) = struct.unpack_from(">I", body, offset)
            return body[:offset] + struct.pack(">I", duration * frames // 2) + body[offset + 4 :]

        return change

    sizes = struct.pack(">III", 0, 0, frames) + struct.pack(">I", key) + struct.pack(">I", STILL) * (frames - 1)
    return {
        b"mvhd": scaled(16),
        b"tkhd": scaled(20),
        b"elst": scaled(8),
        b"mdhd": scaled(16),
        b"stts": lambda body: body[:8] + struct.pack(">I", frames) + body[12:16],
        b"stsc": lambda body: body[:4] + struct.pack(">IIII", 1, 1, frames, 1),
        b"stsz": lambda _: sizes,
        b"stco": lambda _: struct.pack(">III", 0, 1, at),
    }


def _boxes(data: bytes) -> list[tuple[bytes, bytes]]:
    """Give the boxes of a file or of a box, each with what is in it."""
    found, at = list[tuple[bytes, bytes]](), 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        found.append((name, data[at + 8 : at + size]))
        at += size
    return found


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _rewritten(data: bytes, changes: dict[bytes, Callable[[bytes], bytes]]) -> bytes:
    made = b""
    for name, body in _boxes(data):
        inner = _rewritten(body, changes) if name in CONTAINERS else body
        made += _box(name, changes[name](inner) if name in changes else inner)
    return made
