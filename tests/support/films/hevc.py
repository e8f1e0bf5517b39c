"""HEVC whose parameter set says that there is a second layer, as where an alpha channel or two views are written."""

import re
import struct
from pathlib import Path

from tests.support.films.pipeline import Workshop

VPS = 32
CODED = "-f lavfi -i testsrc2=s=64x64:r=5:d=1 -pix_fmt yuv420p -c:v libx265 -x265-params log-level=0:bframes=0 -f hevc"
# The mask of what layers differ by, the width of a value less one, no numbers of their own, and the value.
EXTENSIONS = {
    "alpha": "0001000000000000" "000" "0" "1",
    "depth": "0001000000000000" "001" "0" "10",
    "view": "0100000000000000" "000" "0" "1",
    "quality": "0010000000000000" "000" "0" "1",
}  # fmt: skip


def film(workshop: Workshop, container: str, layer: str) -> Path:
    """Make a film in that container."""
    raw, path = workshop.folder / "raw.hevc", workshop.folder / f"film.{container}"
    workshop.make(*CODED.split(), raw)
    if layer != "none":
        raw.write_bytes(layered(raw.read_bytes(), layer))
    workshop.make("-f", "hevc", "-framerate", "5", "-i", raw, "-c", "copy", "-bsf:v", "setts=ts=N/(5*TB)", path)
    return path


def layered(stream: bytes, layer: str) -> bytes:
    """Give a stream of NAL units whose video parameter sets tell of a second layer."""
    first, *units = re.split(rb"\x00\x00\x00?\x01", stream)
    told = [extended(unit, layer) if unit[0] >> 1 & 0x3F == VPS else unit for unit in units]
    return b"\0\0\0\1".join([first, *told])


def extended(unit: bytes, layer: str) -> bytes:
    """Give a video parameter set with an extension for a second layer."""
    plain = unit[2:].replace(b"\0\0\3", b"\0\0")
    bits = "".join(f"{byte:08b}" for byte in plain).rstrip("0")[:-1]
    bits = f"{bits[:6]}000001{bits[12:-1]}1"  # two layers at the most, and an extension
    bits += "1" * (-len(bits) % 8) + "00011110" + "0" + EXTENSIONS[layer] + "1"
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8)
    return unit[:2] + re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\0\0\3", body)


def with_box(path: Path, name: bytes, contents: bytes) -> Path:
    """Add a box to the sample entry of a mov whose index stands at its end."""
    data, more = path.read_bytes(), struct.pack(">I4s", 8 + len(contents), name) + contents
    holders = [data.rindex(holder) - 4 for holder in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hev1")]
    changed, end = bytearray(data), holders[-1] + int.from_bytes(data[holders[-1] : holders[-1] + 4])
    for at in holders:
        changed[at : at + 4] = (int.from_bytes(data[at : at + 4]) + len(more)).to_bytes(4)
    path.write_bytes(changed[:end] + more + changed[end:])
    return path
