"""Where a film is cut, and when each segment is shown. Pure.

Cuts are on keyframes of the source, so no frame before a cut needs one behind it. A segment is the frames that are shown from
its keyframe up to the next cut's; in an open group the frames shown before a keyframe, though stored behind it, belong to the
segment before. Decoding begins with that keyframe where this seems possible by the moov, else a group earlier.

Times are in whole ticks, never in rounded seconds: a segment's first frame is named by its number and its time stamp, and
where a segment begins in the joined proxy is worked out by the same rule as ffmpeg's filter works it out in a proxy made in
one pass.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from functions.media.packets import KEY, UNSEEN, Packets
from functions.plan.plan import Plan

BEHIND = Fraction(1, 2000)  # seconds; more than is lost by rounding, less than any frame lasts


class Index(NamedTuple):
    """The frames of a film in the order they are shown: their time stamps, in ticks of ``time_base`` seconds."""

    time_base: Fraction
    frames: "array[int]"
    keys: "array[int]"  # numbers of the frames that are keyframes, ascending
    hidden_key: bool = False  # an edit list hides the keyframe that the first frame needs
    closed: frozenset[int] = frozenset()  # those that seeking finds, and before which nothing stored later is shown


class Cut(BaseModel):
    """One segment of the picture: which frames of the source it is, and where they go. Ticks are the proxy's."""

    model_config = ConfigDict(frozen=True)

    number: int
    first: int = Field(description="Number of its first frame in the film.")
    frames: int = Field(description="How many frames it has.")
    lead: int = Field(
        description="Frames before the first that are given too, for the deinterlacer, and left out again."
    )
    seek: str | None = Field(
        description="Just before the first frame given, seconds from the file's start; None: there."
    )
    near: str | None = Field(
        None, description="Just behind that frame, likewise, where it seems that decoding can begin with it."
    )
    stamp: int = Field(description="Time stamp of the first frame given, in ticks.")
    time: int = Field(description="How long after the film's first frame the source shows it, in ticks.")
    shown: int = Field(description="When the proxy shows its first frame, in ticks after the film's first frame.")
    last: int = Field(description="When the proxy shows its last frame, likewise.")


def of_packets(read: Packets, plan: Plan) -> Index | None:
    """Give the index of a film whose packets were read; None when they have no presentation times."""
    if not read.timed:
        return None
    frames = read.frames(Fraction(plan.rate), interlaced=plan.interlaced)
    shown = [bool(flags & KEY and not flags & UNSEEN) for flags in read.flags]
    found = (bisect_left(frames, pts) for pts, key in zip(read.pts, shown, strict=True) if key)
    keys = array("q", sorted({at for at in found if at < len(frames)}))
    hidden = not read.undecodable(frames) and (not keys or keys[0] > 0)
    return Index(read.time_base, frames, keys, hidden)


def make(index: Index, plan: Plan, seconds: float, start: float) -> tuple[Cut, ...]:
    """Cut a film on keyframes into segments of at least ``seconds``, the last at least half of that.

    ``start`` is when the file starts, by its time stamps, seconds: seeking counts from there. Empty when that gives fewer
    than two segments, or when the plan's ticks cannot tell the source's times exactly. Frames before the first keyframe are
    in no segment, unless an edit list hides the keyframe they need.
    """
    scale = index.time_base * plan.time_scale
    firsts = list(_firsts(index, seconds))
    if len(firsts) < 2 or scale.denominator != 1:  # noqa: PLR2004
        return ()

    def ticks(number: int) -> int:
        return int((index.frames[number] - index.frames[0]) * scale)

    cuts = []
    for number, (first, end) in enumerate(pairwise([*firsts, len(index.frames)])):
        given = first - (_lead(index, first) if plan.picture.deinterlace else 0)
        cuts.append(
            Cut(
                number=number,
                first=first,
                frames=end - first,
                lead=first - given,
                seek=_before(index, given, start),
                near=_behind(index, given, start) if given and given in index.closed else None,
                stamp=int(index.frames[given] * scale),
                time=ticks(given),
                shown=shown(plan, first, ticks(first)),
                last=shown(plan, end - 1, ticks(end - 1)),
            )
        )
    return tuple(cuts)


def _firsts(index: Index, seconds: float) -> Iterator[int]:
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


def _before(index: Index, number: int, start: float) -> str | None:
    """Give the middle of the time between a frame and the one before, seconds from ``start``; None for the first frame.

    Containers and ffmpeg round times, and half a frame is further than either rounds.
    """
    if number == 0:
        return None
    middle = Fraction(index.frames[number - 1] + index.frames[number], 2) * index.time_base
    return f"{float(middle - Fraction(str(start))):.6f}"


def _behind(index: Index, number: int, start: float) -> str:
    """Give a moment just behind a keyframe, seconds from ``start``, at which seeking finds this keyframe and none behind it.

    Seeking goes by the order in which frames are stored, where the next one may be shown much later.
    """
    return f"{float(index.frames[number] * index.time_base + BEHIND - Fraction(str(start))):.6f}"


def shown(plan: Plan, number: int, time: int) -> int:
    """Say when the proxy shows frame ``number``, which the source shows at ``time``; both in ticks after the first frame.

    As command.py's filter does it for frames whose times are kept.
    """
    step = plan.frame_ticks
    if plan.clock == "count":
        return _rounded(number * step)
    if step % plan.source_tick:
        grid = _rounded(_rounded(time / step) * step)
        if abs(time - grid) <= plan.source_tick:
            return grid
    return time


def start(read: Packets, plan: Plan) -> int:
    """Say when one pass shows the film's first frame, in the proxy's ticks, by what one pass reads: ``read``."""
    frames = read.frames(Fraction(plan.rate), interlaced=plan.interlaced)
    return int(frames[0] * read.time_base * plan.time_scale) if plan.clock == "source" else 0


def _rounded(value: Fraction) -> int:
    """Round as C does: halves away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))
