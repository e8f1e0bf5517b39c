"""AMR sound of which a packet holds several frames, or whose pauses are not coded, taken apart into a file of its frames.

3GPP TS 26.244 lets a packet of a 3gp, mp4 or mov hold many frames, and telephones use that; ffmpeg 5.1 decodes the first of each
and no other, and in Matroska says that all are as long as one. The format for files (RFC 4867) is the same frames one after
another, which ffmpeg reads one by one. It knows no times, so where packets do not adjoin it is given quiet frames between them.

In a pause (discontinuous transmission, 3GPP TS 26.093 and 26.193) a frame describes the background noise (SID), or there is none
(no data). ffmpeg's own decoder knows neither and gives nothing for them, so that all after would come too early: each is
replaced by a quiet frame.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from functions.media.sound.coverage import LEAST, SECOND, Covered, Span

CODECS = frozenset({"amr_nb", "amr_wb"})
FRAME = SECOND // 50  # of either, microseconds
TICK = Fraction(1, 16_000)  # seconds; a sample of the one codec, half a sample of the other
MOST_FILLED = 6 * 3600 * SECOND  # microseconds of gaps in all, each of whose frames is written
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
    gaps: tuple[Span, ...] = ()  # between packets, which quiet frames fill

    @property
    def note(self) -> str:
        """What the certificate says of it."""
        said = ["Its packets hold several frames each, and were taken apart."] if self.several else []
        if self.paused:
            said.append(f"{self.paused * FRAME / SECOND:.3f} s of pauses are not coded in it; they are quiet.")
        if self.gaps:
            said.append(
                f"Gaps between its packets are filled with silence: {_length(self.gaps) / SECOND:.3f} s in all."
            )
        return " ".join(said)


class _File:
    """The file that is written: its frames so far, and the time that they and the packets cover."""

    def __init__(self, magic: bytes, start: int) -> None:
        self.magic, self.start = magic, start
        self.frames, self.paused, self.several = [magic], 0, False
        self.gaps: list[Span] = []

    @property
    def end(self) -> int:
        return self.start + (len(self.frames) - 1) * FRAME

    def add(self, frames: Sequence[bytes]) -> None:
        """Take the frames of a packet; those of a pause are made quiet."""
        quiet = [_mode(frame) >= SPEECH[self.magic] for frame in frames]
        self.paused += sum(quiet)
        self.several |= len(frames) > 1
        self.frames += [QUIET[self.magic] if q else frame for q, frame in zip(quiet, frames, strict=True)]

    def fill(self, at: int) -> bool:
        """Fill the time up to a packet that begins at ``at``, to the nearest frame; whether there was room for that."""
        many = round((at - self.end) / FRAME)
        if _length(self.gaps) + many * FRAME > MOST_FILLED:
            return False
        if many > 0:
            self.gaps.append((self.end, many * FRAME))
            self.frames += [QUIET[self.magic]] * many
        return True


def apart(path: Path, packets: Sequence[Span]) -> Apart | None:
    """Give a track's frames, which are in a file, for the time and the bytes of each of its packets.

    None where packets hold one frame each and none is a pause, which ffmpeg can decode; where packets overlap, come more and more
    out of step with their frames, or have gaps of hours; and where they do not end with a frame.
    """
    content = path.read_bytes()
    magic = next((magic for magic in SIZES if content.startswith(magic)), b"")
    taken = _each(content, magic, packets)
    if not taken:
        return None
    made, after = _File(magic, taken[0][0]), taken[0][0]
    for at, found in taken:
        if abs(at - after) > FRAME // 2 and not (at > after and made.fill(at)):
            return None
        if abs(at - made.end) >= LEAST:
            return None
        made.add(found)
        after = at + len(found) * FRAME
    if not (made.several or made.paused):
        return None
    path.write_bytes(b"".join(made.frames))
    return Apart(path, made.start, made.several, made.paused, tuple(made.gaps))


def covered(path: Path, packets: Sequence[Span]) -> Covered | None:
    """Give what packets cover by their frames, where some hold several and may say that they are as long as one; else None."""
    content = path.read_bytes()
    magic = next((magic for magic in SIZES if content.startswith(magic)), b"")
    taken, found = _each(content, magic, packets), Covered(TICK)
    step = int(FRAME / (TICK * SECOND))
    for at, frames in taken:
        for number in range(len(frames)):
            found.add(round(at / (TICK * SECOND)) + number * step, step)
    return found if any(len(frames) > 1 for _, frames in taken) else None


def _each(content: bytes, magic: bytes, packets: Sequence[Span]) -> list[tuple[int, list[bytes]]]:
    """Give the time and the frames of each packet that has some; none when packets and frames do not end together."""
    place, taken = len(magic), []
    for at, size in packets:
        found = _frames(content[place : place + size], magic)
        if found is None:
            return []
        if found:
            taken.append((at, found))
        place += size
    return taken if place == len(content) else []


def _frames(packet: bytes, magic: bytes) -> list[bytes] | None:
    """Take a packet apart; None when its frames do not fill it to its end."""
    found, at = [], 0
    while magic and at < len(packet):
        end = at + 1 + SIZES[magic][_mode(packet[at:])]
        found.append(packet[at:end])
        at = end
    return found if at == len(packet) else None


def _mode(frame: bytes) -> int:
    return frame[0] >> 3 & 0xF


def _length(gaps: Sequence[Span]) -> int:
    return sum(length for _, length in gaps)
