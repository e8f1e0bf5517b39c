"""How the frames of a stream are spaced: which rate they keep, and whether they keep it. Pure.

Containers declare rates that are rounded (1 ms in Matroska), of fields instead of frames, or of the clock (90000/1). So the
timestamps of the first frames decide, and what is declared only says which of the rates that fit them is meant.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from functions.media import standard_rate
from functions.media.standard_rate import TABLE

SNAP = Fraction(1, 10_000)  # a tenth of the way from 24 to 24000/1001
JITTER = Fraction(1, 10)  # of a frame: cameras' clocks waver, and no frame is dropped or doubled for it
ROUNDED = Fraction(3, 2)  # ticks: both ends are rounded; of frames that are a tick or two long, half a frame
DRIFT = Fraction(1, 500)  # what the rate of the whole file may differ from that of its beginning
FASTEST_INTERLACED = Fraction(30)  # frames of two fields come at most this often; faster ones are fields
FASTEST_NOMINAL = Fraction(120)  # gaps shorter than this are bursts of a recorder, not a rate
ON_GRID, OFF_GRID = 0.95, 0.75  # of the gaps: where a rate is taken in place of another
FEW_LEFT_OUT = Fraction(
    15, 100
)  # of the frames; where takes are joined half a frame apart, some share a slot at any rate
FEWEST = 4  # timestamps that say something
FALLBACK = Fraction(25)
MILLISECOND = Fraction(1, 1000)


class Declared(NamedTuple):
    """What the container and ffmpeg's own guess say; None where they say nothing of use."""

    base: Fraction | None  # r_frame_rate: the lowest rate that all timestamps fit
    average: Fraction | None  # avg_frame_rate
    frames: int | None = None  # counted over the whole file, when ``average`` is exact
    guessed: bool = False  # from the same times, as the container says none: no evidence beside them
    summed: bool = False  # a time is the sum of the lengths of all frames before, each of which is rounded to a tick


class Spacing(NamedTuple):
    """The nominal rate, frames a second, and whether frames depart from it."""

    rate: Fraction
    variable: bool


def find(ticks: Sequence[int], time_base: Fraction, declared: Declared, *, interlaced: bool = False) -> Spacing:
    """Give the cadence of frames shown at ``ticks`` (ascending, in units of ``time_base`` seconds).

    The rate is a standard one unless the times prove another.
    """
    if len(ticks) < FEWEST or ticks[-1] == ticks[0]:
        rate, variable = _declared_only(declared, time_base), False
    else:
        first, span, gaps = ticks[0], ticks[-1] - ticks[0], len(ticks) - 1
        gap = Fraction(span, gaps)
        # In whole numbers, as a film of six hours has a million frames: the largest distance from the even spacing.
        off = Fraction(max(abs((tick - first) * gaps - at * span) for at, tick in enumerate(ticks)), gaps)
        even = off <= max(min(ROUNDED, gap / 2), JITTER * gap)
        variable = not even or _drifts(gap * time_base, declared)
        if variable:
            rate = _nominal(ticks, time_base, declared)
        else:
            rate = _even(ticks, time_base, 2 * max(off, Fraction(1)) / span, declared)
    while interlaced and rate > FASTEST_INTERLACED:
        rate /= 2
    return Spacing(rate, variable)


def _declared_only(declared: Declared, time_base: Fraction) -> Fraction:
    """Give what is said, but not what is the rate of a clock of milliseconds: ffmpeg guesses it of one or two frames."""
    clock = 1 / time_base if time_base == MILLISECOND else None
    known = [rate for rate in _said(declared) if rate != clock]
    return min(known) if known else FALLBACK


def _said(declared: Declared) -> list[Fraction]:
    return [_snapped(rate) for rate in (declared.base, declared.average) if rate]


def _hints(declared: Declared) -> list[Fraction]:
    return [] if declared.guessed else _said(declared)


def _drifts(gap: Fraction, declared: Declared) -> bool:
    """Whether the rest of the file has another rate than its beginning; ``gap`` is seconds."""
    if not declared.average or not declared.frames:
        return False
    return abs(declared.average * gap - 1) > DRIFT + Fraction(3, 2 * declared.frames)


def _even(ticks: Sequence[int], time_base: Fraction, tolerance: Fraction, declared: Declared) -> Fraction:
    """Give the rate of evenly spaced frames: a standard one that fits, else a declared one that fits, else itself."""
    gap = Fraction(ticks[-1] - ticks[0], len(ticks) - 1)
    rate, tolerance = 1 / (gap * time_base), max(tolerance, SNAP, 1 / (2 * gap) if declared.summed else SNAP)
    fitting = [standard for standard in TABLE if abs(standard / rate - 1) <= tolerance]
    said = _said(declared)
    if fitting:
        nearest = min(fitting, key=lambda standard: abs(standard / rate - 1))
        if standard_rate.twin(nearest) in fitting:
            return standard_rate.of_twins(nearest, ticks, time_base, _hints(declared))
        return next((known for known in said if known in fitting), nearest)
    known = (known for known in said if abs(known / rate - 1) <= tolerance)
    return next(known, max(rate.limit_denominator(1001), Fraction(1, 1001)))


def _nominal(ticks: Sequence[int], time_base: Fraction, declared: Declared) -> Fraction:
    """Give the rate that uneven frames were shot at, or that most of them keep; the average, where they keep none."""
    said = _said(declared)
    if found := standard_rate.of(ticks, time_base, _hints(declared)):
        return _fits_better(found, ticks, time_base, declared)
    gaps = [after - before for before, after in pairwise(ticks)]
    middle = max(1, median_low(gaps))
    tolerance = max(Fraction(1, middle), JITTER / 10)
    rate = 1 / (middle * time_base)
    alike = sum(abs(gap - middle) <= max(Fraction(3, 2), JITTER * middle) for gap in gaps)
    if rate <= FASTEST_NOMINAL and 2 * alike > len(gaps):
        return _with_all(_fitting(rate, tolerance, said), ticks, time_base, declared)
    average = declared.average or len(gaps) / ((ticks[-1] - ticks[0]) * time_base)
    return _with_all(_nearest(average) if average > TABLE[0] else _snapped(average), ticks, time_base, declared)


def _fits_better(rate: Fraction, ticks: Sequence[int], time_base: Fraction, declared: Declared) -> Fraction:
    """Give the rate that is declared, where nearly all gaps are whole frames of it, and of ``rate`` many are not."""
    base = _snapped(declared.base) if declared.base and not declared.guessed else rate
    if not rate < base <= FASTEST_NOMINAL or base not in TABLE:
        return rate
    theirs, own = (standard_rate.share(ticks, time_base, each) for each in (base, rate))
    return base if theirs.on_grid >= ON_GRID * theirs.gaps and own.on_grid < OFF_GRID * own.gaps else rate


def _with_all(rate: Fraction, ticks: Sequence[int], time_base: Fraction, declared: Declared) -> Fraction:
    """Give ``rate`` where it has a place for nearly all frames, else the rate that is declared, or the lowest standard one.

    Slides and recordings of a screen stand for long and move at times; by what is usual, the moving frames were left out.
    """
    if standard_rate.left_out(ticks, time_base, rate) <= FEW_LEFT_OUT:
        return rate
    others = [*([_snapped(declared.base)] if declared.base else []), *(each for each in TABLE if each > rate)]
    roomy = (each for each in others if rate < each <= FASTEST_NOMINAL)
    return next((each for each in roomy if standard_rate.left_out(ticks, time_base, each) <= FEW_LEFT_OUT), rate)


def _fitting(rate: Fraction, tolerance: Fraction, said: Sequence[Fraction]) -> Fraction:
    """Give the standard rate that a measured one means, of two that fit the one that is said; else itself."""
    fitting = sorted((s for s in TABLE if abs(s / rate - 1) <= tolerance), key=lambda s: abs(s / rate - 1))
    if fitting:
        return next((known for known in said if known in fitting), fitting[0])
    return max(rate.limit_denominator(1001), Fraction(1, 1001))


def _nearest(rate: Fraction) -> Fraction:
    return min(TABLE, key=lambda standard: abs(standard / rate - 1))


def _snapped(rate: Fraction) -> Fraction:
    """Give the standard rate that is meant: 2997/100 is 30000/1001 written badly."""
    nearest = _nearest(rate)
    return nearest if abs(nearest / rate - 1) <= SNAP else rate
