"""How many frames a proxy of a constant rate has: one for each tick, from the source's first frame to its end. Pure."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from functions.media import packets
from functions.plan.plan import Plan
from functions.steps.damage import Source


def counts(plan: Plan, source: Source, *, damaged: bool) -> list[tuple[int, int]]:
    """Give the numbers of frames that are right, as ranges, ascending: the least without the head, the most with it.

    Both differ by how the last frame's end is rounded. Where the container does not say how long that frame is shown (mp4 with B
    frames, uneven), the filter makes one frame of it, or as many as its packet says: the one or the other, and nothing between,
    since frames that are missing elsewhere would pass for its end. A decoder that lost frames does not tell when the last one
    ends: where damage is accepted, all up to its end is right.
    """
    ranges: list[tuple[int, int]] = []
    for least, most in sorted(_counts(plan, source, damaged=damaged)):
        if ranges and least <= ranges[-1][1] + 1:
            before = ranges.pop()
            ranges.append((before[0], max(before[1], most)))
        else:
            ranges.append((least, most))
    return ranges


def _counts(plan: Plan, source: Source, *, damaged: bool) -> Iterator[tuple[int, int]]:
    """Give the range for each time that the last frame may be shown."""
    rate = Fraction(plan.rate)
    shown = [(min(source.lasts, source.last), source.last)]
    if plan.unmeasured and not damaged:
        one = min(1 / rate, source.last)
        shown.append((one, one))
    filled = len(packets.constant(source.frames, source.time_base, rate))
    for shortest, longest in shown:
        yield len(packets.constant(source.solid, source.time_base, rate, shortest)), filled + ceil(longest * rate)
