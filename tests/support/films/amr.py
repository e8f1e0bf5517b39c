"""Films with AMR sound of which a packet holds as many frames as asked for, as some phones write them; made of bytes.

ffmpeg writes one frame a packet. Here its tables are made to say that all sound lies in one piece at the end of the file, in
larger packets (ISO/IEC 14496-12, 3GPP TS 26.244: a sample holds ``frames_per_sample`` frames).
"""

import hashlib
import struct
from pathlib import Path
from typing import NamedTuple

from tests.support.films.pipeline import Workshop


class Kind(NamedTuple):
    """A codec: what a file of its frames begins with, what each frame begins with, its bytes, and its samples."""

    name: str
    magic: bytes
    head: int  # mode and quality, RFC 4867, 4.3.1
    size: int
    samples: int


NB = Kind("amr_nb", b"#!AMR\n", 0x3C, 32, 160)  # 12.2 kbit/s
WB = Kind("amr_wb", b"#!AMR-WB\n", 0x44, 61, 320)  # 23.85 kbit/s
FRAMES = 100  # of 20 ms


def film(workshop: Workshop, kind: Kind, frames_per_packet: int, late: float = 0) -> Path:
    """Make two seconds of picture and of noise in AMR, which begins ``late`` seconds after the picture."""
    frames = [bytes([kind.head]) + hashlib.shake_128(bytes([number])).digest(kind.size - 1) for number in range(FRAMES)]
    raw, path = workshop.folder / "sound.amr", workshop.folder / f"{kind.name}-{frames_per_packet}.mov"
    raw.write_bytes(kind.magic + b"".join(frames))
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2", "-c:v", "libx264", "-preset", "ultrafast"]
    workshop.make(
        "-itsoffset",
        str(late),
        "-f",
        "amr",
        "-i",
        raw,
        *picture,
        "-pix_fmt",
        "yuv420p",
        "-map",
        "1:v",
        "-map",
        "0:a",
        "-c:a",
        "copy",
        path,
    )
    _packed(path, kind, frames, frames_per_packet)
    return path


def _packed(path: Path, kind: Kind, frames: list[bytes], frames_per_packet: int) -> None:
    """Have the tables of a film say that its sound is in packets of so many frames, which are at its end."""
    made = bytearray(path.read_bytes())
    packets = [b"".join(frames[at : at + frames_per_packet]) for at in range(0, len(frames), frames_per_packet)]
    place, sizes = len(made) + 8, [len(packet) for packet in packets]
    sound = made.index(b"smhd")
    for name, numbers in {
        b"stts": (1, len(packets), kind.samples * frames_per_packet),
        b"stsc": (1, 1, len(packets), 1),
        b"stsz": (sizes[0], len(packets)) if len({*map(len, frames)}) == 1 else (0, len(packets), *sizes),
        b"stco": (1, place),
    }.items():
        at = made.index(name, sound) + 8  # behind the name, version and flags
        made[at : at + 4 * len(numbers)] = struct.pack(f">{len(numbers)}I", *numbers)
    data = b"".join(packets)
    path.write_bytes(bytes(made) + struct.pack(">I4s", len(data) + 8, b"mdat") + data)


SID = {NB: b"\x44\x01\x02\x03\x04\x05", WB: b"\x4c\x01\x02\x03\x04\x05"}
NO_DATA = b"\x7c"


def with_pauses(workshop: Workshop, kind: Kind = NB, frames_per_packet: int = 1) -> Path:
    """Make two seconds of picture and noise with a pause of which only the background is described (SID, no data)."""
    raw, path = workshop.folder / "pauses.amr", workshop.folder / "pauses.mov"
    noise = [bytes([kind.head]) + hashlib.shake_128(bytes([n])).digest(kind.size - 1) for n in range(40)]
    frames = [*noise, *([SID[kind], *[NO_DATA] * 7] * 3), *noise]
    raw.write_bytes(kind.magic + b"".join(frames))
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2", "-c:v", "libx264", "-preset", "ultrafast"]
    workshop.make(
        "-f", "amr", "-i", raw, *picture, "-pix_fmt", "yuv420p", "-map", "1:v", "-map", "0:a", "-c:a", "copy", path
    )
    if frames_per_packet > 1:
        _packed(path, kind, frames, frames_per_packet)
    return path
