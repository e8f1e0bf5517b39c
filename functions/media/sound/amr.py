"""AMR sound of which a packet holds several frames, taken apart into a file with one frame a packet.

3GPP TS 26.244 lets a packet of a 3gp, mp4 or mov hold many frames, and telephones use that; ffmpeg 5.1 decodes the first of each
and no other. The format for files (RFC 4867) is the same frames one after another, which ffmpeg reads one by one. It knows no
times, so only a track whose packets adjoin is taken apart.
"""

from pathlib import Path
from typing import NamedTuple

from functions.media.sound.coverage import LEAST, SECOND, Covered

AMR = "amr"  # what the names of both codecs begin with
CODECS = frozenset({"amr_nb", "amr_wb"})
FRAME = SECOND // 50  # of either, microseconds
# Bytes that follow a frame's first one, by its mode (RFC 4867, 5.3); what begins a file tells which table is meant.
SIZES = {
    b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0),
    b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0),
}


class Apart(NamedTuple):
    """A track that was taken apart: the file of its frames, and when the first of them begins, microseconds."""

    path: Path
    start: int


def frames(content: bytes) -> int:
    """Count the frames of a file; 0 when they do not fill it to its end."""
    magic = next((magic for magic in SIZES if content.startswith(magic)), b"")
    at, count = len(magic), 0
    while magic and at < len(content):
        at, count = at + 1 + SIZES[magic][content[at] >> 3 & 0xF], count + 1
    return count if at == len(content) else 0


def apart(path: Path, packets: Covered) -> Apart | None:
    """Give a track's frames, which are in a file, for its packets; None where those hold one each, or do not adjoin."""
    count = frames(path.read_bytes())
    spans, _ = packets.settled(AMR)
    if count <= packets.packets or len(spans) != 1:
        return None
    start, end = spans[0]
    more = count * FRAME - (end - start)  # an edit list may end within the last packet
    return Apart(path, start) if -LEAST < more < packets.frame + LEAST else None
