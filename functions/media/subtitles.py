"""Subtitles that are text: what a film has, and what of it mp4 can show. Pure.

In mp4 one text is shown at a time (3GPP TS 26.245), so texts that overlap are put together for as long as they do. All of it is
bounded: a file of a stranger may have any number of texts, for any time, all at once.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from functions.media import plain

CODECS = frozenset({"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"})
MOST_TRACKS = 32
MOST_BYTES = 4 * 1024 * 1024  # of the texts of a track, with their times; a film of three hours has 0.1 MB
MOST_CUES = 50_000  # in a track
AT_ONCE, LINE_BYTES = 12, 400  # texts that are shown together, and bytes of a line
# As ffmpeg writes them, whichever of its subtitles' formats it read.
TIMES = re.compile(r"(\d{2,6}):(\d\d):(\d\d)[,.](\d{3}) --> (\d{2,6}):(\d\d):(\d\d)[,.](\d{3})")
DRAWN = re.compile(r"m( -?[\d.]+){2}( [mnlbspc]| -?[\d.]+)*")  # outlines of ASS, which are no text
ESCAPED = re.compile(r"\\([{}\\])")
PLAIN = str.maketrans("{}\\", "()/")  # ffmpeg takes these for commands of ASS
SHOWN_DIGEST = 8


class Cue(NamedTuple):
    """A text, and when it is shown: milliseconds from the start of the film."""

    start: int
    end: int
    text: str


class Track(NamedTuple):
    """What is shown of a track, and how that differs from what the source has."""

    cues: tuple[Cue, ...]
    note: str = ""


def read(said: str) -> list[Cue]:
    """Read texts as ffmpeg writes SubRip; what is behind the last whole one of a file that was cut off is left out."""
    cues, lines = list[Cue](), list[str]()
    times: tuple[int, int] | None = None
    for line in [*said.splitlines(), "", "0", "00:00:00,000 --> 00:00:00,000"]:
        if found := TIMES.fullmatch(line.strip()):
            if times and (text := _text(lines[:-1])):  # the last line is the number of the next
                cues.append(Cue(*times, text))
            times, lines = (_ms(found.groups()[:4]), _ms(found.groups()[4:])), []
        else:
            lines.append(line)
    return cues


def _ms(parts: Sequence[str]) -> int:
    hours, minutes, seconds, rest = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _text(lines: Sequence[str]) -> str:
    """Give lines without what could be taken for times or for an empty line."""
    plain_lines = (plain.line(ESCAPED.sub(r"\1", line), LINE_BYTES) for line in lines)
    kept = [line.replace("-->", "→").translate(PLAIN) for line in plain_lines if line and not DRAWN.fullmatch(line)]
    return "\n".join(kept[:AT_ONCE])


def shown(cues: Sequence[Cue], length: int) -> Track:
    """Give what is shown of texts, one at a time, within a film of ``length`` ms; nothing where there are too many of them."""
    within = sorted({Cue(c.start, min(c.end, length), c.text) for c in cues if c.start < min(c.end, length)})
    if len(within) > MOST_CUES:
        return Track((), f"It has more than {MOST_CUES:,} texts.")
    made, size, crowded = list[Cue](), 0, False
    for start, end, texts in _together(within):
        crowded = crowded or len(texts) > AT_ONCE
        text = "\n".join(texts[:AT_ONCE])
        if made and (made[-1].end, made[-1].text) == (start, text):
            made[-1] = made[-1]._replace(end=end)
            continue
        size += len(text.encode())
        if size > MOST_BYTES:
            return Track((), f"Its texts, with those that overlap, take more than {MOST_BYTES // 1024**2} MiB.")
        made.append(Cue(start, end, text))
    said = []
    if lost := len(cues) - sum(1 for cue in cues if cue.start < min(cue.end, length)):
        said.append(f"{lost} texts that are shown for no time, or behind the end, are left out.")
    if crowded:
        said.append(f"Where more than {AT_ONCE} texts are shown at once, those that began last are left out.")
    return Track(tuple(made), " ".join(said))


def _together(cues: Sequence[Cue]) -> Iterator[tuple[int, int, list[str]]]:
    """Give each time between two changes in which something is shown, and its different texts, those that began first before."""
    changes = sorted({time for cue in cues for time in (cue.start, cue.end)})
    active, at = list[Cue](), 0
    for begin, end in pairwise(changes):
        active = [cue for cue in active if cue.end > begin]
        while at < len(cues) and cues[at].start <= begin:
            active.append(cues[at])
            at += 1
            if len(active) > 2 * AT_ONCE:  # what is too much is not even looked at
                active = active[: 2 * AT_ONCE]
        if active:
            yield begin, end, list(dict.fromkeys(cue.text for cue in active))


def written(cues: Sequence[Cue]) -> str:
    """Write texts as SubRip."""
    return "".join(
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n\n"
        for number, cue in enumerate(cues, start=1)
    )


def _clock(time: int) -> str:
    return f"{time // 3_600_000:02}:{time // 60_000 % 60:02}:{time // 1000 % 60:02},{time % 1000:03}"


def summary(cues: Sequence[Cue]) -> str:
    """Say how many texts there are, from when to when, and name all of their times and letters by a digest."""
    if not cues:
        return "no text"
    digest = hashlib.sha256(written(cues).encode()).hexdigest()[:SHOWN_DIGEST]
    count = f"{len(cues)} texts" if len(cues) > 1 else "1 text"
    return f"{count}, {cues[0].start / 1000:.3f} to {max(cue.end for cue in cues) / 1000:.3f} s, {digest}"
