"""WebM files put together by hand, frame by frame, with a clock of any unit: each frame is a cluster of its own."""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Frame(NamedTuple):
    """A packet as the encoder gave it."""

    time: int
    data: bytes


def ivf(path: Path) -> list[Frame]:
    """Read the packets of an IVF file; times count in the unit it states."""
    data, at, frames = path.read_bytes(), 32, []
    while at < len(data):
        size, time = struct.unpack_from("<IQ", data, at)
        frames.append(Frame(time, data[at + 12 : at + 12 + size]))
        at += 12 + size
    return frames


def write(path: Path, codec: bytes, size: tuple[int, int], frames: Iterable[Frame], unit: int) -> Path:
    """Write frames whose times count in ``unit`` nanoseconds."""
    video = _master(b"\xe0", _number(b"\xb0", size[0]), _number(b"\xba", size[1]))
    track = _master(
        b"\xae", _number(b"\xd7", 1), _number(b"\x73\xc5", 1), _number(b"\x83", 1), _element(b"\x86", codec), video
    )
    head = _master(
        b"\x1a\x45\xdf\xa3", _element(b"\x42\x82", b"webm"), _number(b"\x42\x87", 4), _number(b"\x42\x85", 2)
    )
    told = _master(b"\x15\x49\xa9\x66", _number(b"\x2a\xd7\xb1", unit))
    segment = _master(b"\x18\x53\x80\x67", told, _master(b"\x16\x54\xae\x6b", track), *_clusters(codec, frames))
    path.write_bytes(head + segment)
    return path


def _clusters(codec: bytes, frames: Iterable[Frame]) -> Iterator[bytes]:
    later = {b"V_VP8": 0x01, b"V_VP9": 0x04}[codec]  # the bit of a frame that is no keyframe; of VP9, in profile 0
    for frame in frames:
        key = not frame.data[0] & later
        block = b"\x81" + struct.pack(">hB", 0, 0x80 if key else 0) + frame.data
        yield _master(b"\x1f\x43\xb6\x75", _number(b"\xe7", frame.time), _element(b"\xa3", block))


def _element(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">Q", len(body) | 1 << 56) + body


def _master(name: bytes, *inside: bytes) -> bytes:
    return _element(name, b"".join(inside))


def _number(name: bytes, value: int) -> bytes:
    return _element(name, value.to_bytes(8, "big"))
