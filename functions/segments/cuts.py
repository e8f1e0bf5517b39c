"""Where a film is cut, and when each segment is shown. Pure.

Cuts are on keyframes of the source, so no frame before a cut needs one behind it. A segment is the frames that are shown from
its keyframe up to the next cut's; in an open group the frames shown before a keyframe, though stored behind it, belong to the
segment before. Times are in whole ticks, never in rounded seconds: a segment's first frame is named by its number and its
tick, and where a segment begins in the joined proxy is worked out by the same rule as ffmpeg's filter works it out in a proxy
made in one pass.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from functions.packets import DISCARD, KEY, Packets
from functions.plan import Plan


class Index(NamedTuple):
    """The frames of a film in the order they are shown, in ticks of ``time_base`` seconds; the file's start is 0."""

    time_base: Fraction
    frames: "array[int]"
    keys: "array[int]"  # numbers of the frames that are keyframes, ascending
    hidden_key: bool = False  # an edit list hides the keyframe that the first frame needs


class Cut(BaseModel):
    """One segment of the picture: which frames of the source it is, and where they go."""

    model_config = ConfigDict(frozen=True)

    number: int
    first: int = Field(description="Number of its first frame in the film.")
    frames: int = Field(description="How many frames it has.")
    lead: int = Field(
        description="Frames before the first that are given too, for the deinterlacer, and left out again."
    )
    seek: str | None = Field(
        description="Between the frame before the first one given and that one, seconds; None: the start."
    )
    time: int = Field(description="Source's time of the first frame given, in the proxy's ticks.")
    shown: int = Field(description="When its first frame is shown in the proxy, in the proxy's ticks.")


def of_packets(read: Packets, plan: Plan) -> Index | None:
    """Give the index of a film whose packets were read; None when they have no presentation times."""
    if not read.timed:
        return None
    frames = read.frames(Fraction(plan.rate), interlaced=plan.interlaced)
    shown = [bool(flags & KEY and not flags & DISCARD) for flags in read.flags]
    found = (bisect_left(frames, pts) for pts, key in zip(read.pts, shown, strict=True) if key)
    keys = array("q", sorted({at for at in found if at < len(frames)}))
    hidden = not read.undecodable(frames) and (not keys or keys[0] > 0)
    return Index(read.time_base, frames, keys, hidden)


def make(index: Index, plan: Plan, seconds: float) -> tuple[Cut, ...]:
    """Cut a film on keyframes into segments of at least ``seconds``, the last at least half of that.

    Empty when that gives fewer than two, or when the plan's ticks cannot tell the source's times exactly. Frames before
    the first keyframe are in no segment, unless an edit list hides the keyframe they need.
    """
    scale = index.time_base * plan.time_scale
    starts = list(_starts(index, seconds))
    if len(starts) < 2 or scale.denominator != 1:  # noqa: PLR2004
        return ()
    ticks = [int(tick * scale) for tick in (index.frames[0], *(index.frames[at] for at in starts))]
    cuts = []
    for number, (first, end) in enumerate(pairwise([*starts, len(index.frames)])):
        lead = _lead(index, first) if plan.picture.deinterlace else 0
        cuts.append(
            Cut(
                number=number,
                first=first,
                frames=end - first,
                lead=lead,
                seek=_between(index, first - lead),
                time=int(index.frames[first - lead] * scale),
                shown=shown(plan, first, ticks[number + 1], ticks[0]),
            )
        )
    return tuple(cuts)


def _starts(index: Index, seconds: float) -> Iterator[int]:
    """Give the numbers of the frames that segments begin with."""
    frames, least = index.frames, Fraction(seconds) / index.time_base
    if not frames or not index.keys:
        return
    last = 0 if index.hidden_key else index.keys[0]
    yield last
    for key in index.keys:
        if frames[key] - frames[last] >= least and frames[-1] - frames[key] >= least / 2:
            yield key
            last = key


def _lead(index: Index, first: int) -> int:
    """Count the frames back to the keyframe before: seeking in a transport stream finds no frame that comes earlier."""
    before = bisect_left(index.keys, first)
    return first - index.keys[before - 1] if before else first if index.hidden_key else 0


def _between(index: Index, first: int) -> str | None:
    """Give the middle of the time between a frame and the one before, seconds; None for the film's first frame.

    Containers and ffmpeg round times, and half a frame is further than either rounds.
    """
    if first == 0:
        return None
    middle = Fraction(index.frames[first - 1] + index.frames[first], 2) * index.time_base
    return f"{float(middle):.6f}"


def shown(plan: Plan, number: int, tick: int, start: int) -> int:
    """Say when frame ``number``, at ``tick`` of a film whose first frame is at ``start``, is shown, in the proxy's ticks.

    As command.py's filter does it for frames whose times are kept.
    """
    step = plan.frame_ticks
    if plan.clock == "count":
        return _rounded(number * step)
    tick, start = (tick - start, 0) if plan.clock == "zero" else (tick, start)
    if step % plan.source_tick:
        grid = start + _rounded(_rounded((tick - start) / step) * step)
        if abs(tick - grid) <= plan.source_tick:
            return grid
    return tick


def _rounded(value: Fraction) -> int:
    """Round as C does: halves away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))
