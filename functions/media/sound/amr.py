"""AMR sound of which a packet holds several frames, or whose pauses are not coded, taken apart into a file of its frames.

3GPP TS 26.244 lets a packet of a 3gp, mp4 or mov hold many frames, and telephones use that; ffmpeg 5.1 decodes the first of each
and no other. The format for files (RFC 4867) is the same frames one after another, which ffmpeg reads one by one. It knows no
times, so only a track whose packets adjoin is taken apart.

In a pause (discontinuous transmission, 3GPP TS 26.093 and 26.193) a frame describes the background noise (SID), or there is none
(no data). ffmpeg's own decoder knows neither and gives nothing for them, so that all after would come too early: each is
replaced by a quiet frame.
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


SPEECH = {b"#!AMR\n": 8, b"#!AMR-WB\n": 9}  # modes below are coded speech
# All bits 0 at 4.75 and 12.65 kbit/s: decoded to less than 1/3000 of full scale, whatever came before.
QUIET = {b"#!AMR\n": b"\x04" + bytes(12), b"#!AMR-WB\n": b"\x14" + bytes(32)}


class Apart(NamedTuple):
    """A track that was taken apart: the file of its frames, and when the first of them begins, microseconds."""

    path: Path
    start: int
    several: bool = True  # packets hold several frames
    paused: int = 0  # frames that are quiet in place of a pause

    @property
    def note(self) -> str:
        """What the certificate says of it."""
        packets = ["Its packets hold several frames each, and were taken apart."] if self.several else []
        pauses = (
            [f"{self.paused * FRAME / SECOND:.3f} s of pauses are not coded in it; they are quiet."]
            if self.paused
            else []
        )
        return " ".join(packets + pauses)


class Frames(NamedTuple):
    """The frames of a file: how many, how many of them are pauses, and the file with quiet frames in place of those."""

    number: int = 0
    paused: int = 0
    content: bytes = b""


def frames(content: bytes) -> Frames:
    """Read the frames of a file; none when they do not fill it to its end."""
    magic = next((magic for magic in SIZES if content.startswith(magic)), b"")
    at, kept, paused = len(magic), [magic], 0
    while magic and at < len(content):
        mode = content[at] >> 3 & 0xF
        end = at + 1 + SIZES[magic][mode]
        paused += mode >= SPEECH[magic]
        kept.append(content[at:end] if mode < SPEECH[magic] else QUIET[magic])
        at = end
    return Frames(len(kept) - 1, paused, b"".join(kept)) if at == len(content) else Frames()


def apart(path: Path, packets: Covered) -> Apart | None:
    """Give a track's frames, which are in a file, for its packets. Pauses are made quiet in the file.

    None where packets hold one frame each and none is a pause, or do not adjoin.
    """
    found = frames(path.read_bytes())
    spans, _ = packets.settled(AMR)
    several = found.number > packets.packets
    if not (several or found.paused) or len(spans) != 1:
        return None
    start, end = spans[0]
    more = found.number * FRAME - (end - start)  # an edit list may end within the last packet
    if not -LEAST < more < packets.frame + LEAST:
        return None
    if found.paused:
        path.write_bytes(found.content)
    return Apart(path, start, several, found.paused)
