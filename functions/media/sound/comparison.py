"""What the decoder gave of an audio track, held against the time that the track's packets cover. Pure.

Filters fill holes, and an encoder knows nothing of them. So a finished proxy cannot tell whether a hole was in the source or
the decoder lost something. Packets say when sound begins and how long it lasts; what the decoder gives is listed before any
filter changes it (decoded.py). What packets cover and the decoder did not give is lost; what neither has is the source's gap.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from functions.media.sound.coverage import LEAST, SECOND, Covered, Span, joined
from functions.media.sound.decoded import Decoded

# A codec may begin with up to two frames that give no sound, HE-AAC with three, and pad its last frame.
FRAMES_BEFORE, FRAMES_AFTER = 2, 1
MORE_BEFORE, MORE_UP_TO = 3, 120_000
# These give all that is in their packets.
DELAYLESS = re.compile(r"(pcm|adpcm|s302m|dvaudio|mace|gsm|g722|amr|flac|alac|wavpack|truehd|mlp|wmalossless)")

BYTES_ARE_TIME = re.compile(r"(pcm|s302m)")  # a packet with half the bytes is half as long


class Compared(NamedTuple):
    """What comes of holding a decoder's output against packets; times and lengths in microseconds."""

    expected: int  # what the packets cover
    found: int  # what was decoded
    before: int  # of the first packets that gave no sound: the codec's delay
    after: int  # the same at the end: padding
    lost: tuple[Span, ...]
    scattered: int  # lost in pieces too short to be told apart
    gaps: tuple[Span, ...]  # between packets
    overlaps: tuple[Span, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was lost."""
        return not self.lost and not self.scattered


def compare(codec: str, covered: Covered, decoded: Decoded) -> Compared:
    """Hold what was decoded against what the packets cover; the first and the last of it by what ``codec`` may keep."""
    packets, expected = covered.settled(codec)
    unmeasured = covered.unmeasured if BYTES_ARE_TIME.match(codec) else covered.unmeasured + covered.slivers
    frames, begins = joined(decoded.spans), sorted(unmeasured)
    if not frames:
        lost = [(start, end - start) for start, end in packets] or [(at, 0) for at in begins[:1]]
        return Compared(expected, 0, 0, 0, tuple(lost), 0, (), ())
    begin, end = frames[0][0], frames[-1][1]
    before = max(0, begin - min([begin, *(start for start, _ in packets[:1]), *begins[:1]]))
    after = max(0, max([end, *(until for _, until in packets[-1:])]) - end)
    most_before, most_after = _edges(codec, decoded.frame)
    holes = [(left, right - left) for (_, left), (right, _) in pairwise(frames)]
    slack = min(LEAST, decoded.frame) // 2
    inner = list(_lost(holes, packets, begins, slack))
    first = [(begin - before, before)] if before >= most_before else []
    last = [(end, after)] if after >= most_after or bisect_left(begins, end - slack) < len(begins) else []
    missing = expected - decoded.length - before - after
    scattered = missing if missing >= LEAST + _rounding(covered, decoded) and not inner else 0
    return Compared(
        expected=expected,
        found=decoded.length,
        before=before,
        after=after,
        lost=(*first, *inner, *last),
        scattered=scattered,
        gaps=tuple(_without(holes, inner)),
        overlaps=tuple(decoded.spans.overlaps()),
    )


def _edges(codec: str, frame: int) -> tuple[int, int]:
    """Give what is lost for sure when it is missing at the start, and at the end."""
    if DELAYLESS.match(codec):
        return LEAST, LEAST
    return LEAST + max(FRAMES_BEFORE * frame, min(MORE_BEFORE * frame, MORE_UP_TO)), LEAST + FRAMES_AFTER * frame


def _lost(
    holes: Sequence[Span], packets: Sequence[tuple[int, int]], begins: Sequence[int], slack: int
) -> Iterator[Span]:
    """Give what packets cover of holes, where it is long enough to be told apart; all ascending.

    A hole in which a packet begins that does not say its length is lost whole.
    """
    place = 0
    for start, length in holes:
        end = start + length
        if bisect_left(begins, start - slack) < bisect_left(begins, end - max(slack, 1)):
            yield start, length
            continue
        while place < len(packets) and packets[place][1] <= start:
            place += 1
        for at in range(place, len(packets)):
            begin, until = max(start, packets[at][0]), min(end, packets[at][1])
            if packets[at][0] >= end:
                break
            if until - begin >= LEAST:
                yield begin, until - begin


def _without(holes: Sequence[Span], lost: Sequence[Span]) -> Iterator[Span]:
    """Give what is left of holes when what was lost of them is taken out; all ascending, and long enough to be told apart."""
    place = 0
    for start, length in holes:
        at, end = start, start + length
        while place < len(lost) and lost[place][0] < end:
            begin, taken = lost[place]
            if begin - at >= LEAST:
                yield at, begin - at
            at, place = begin + taken, place + 1
        if end - at >= LEAST:
            yield at, end - at


def _rounding(covered: Covered, decoded: Decoded) -> int:
    """Give how much lengths that are rounded to ticks may be too long in all; nothing where a tick is a sample."""
    exact = covered.tick.numerator == 1 and all(covered.tick.denominator % rate == 0 for rate in decoded.samples)
    return 0 if exact else round(covered.packets * covered.tick * SECOND / 2)
