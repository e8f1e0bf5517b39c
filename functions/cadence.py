"""How the frames of a stream are spaced: which rate they keep, and whether they keep it. Pure.

Containers declare rates that are rounded (1 ms in Matroska), of fields instead of frames, or of the clock (90000/1). So the
timestamps of the first frames decide, and what is declared only says which of the rates that fit them is meant.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

NTSC = Fraction(1000, 1001)
STANDARD = (
    *(n * NTSC for n in (24, 30, 60, 48, 120, 15, 240)),
    *(Fraction(n) for n in (24, 25, 30, 50, 60, 48, 100, 120, 15, 12, 10, 8, 5, 20, 200, 240)),
    Fraction(25, 2),
)
SNAP = Fraction(1, 10_000)  # a tenth of the way from 24 to 24000/1001
JITTER = Fraction(1, 10)  # of a frame: cameras' clocks waver, and no frame is dropped or doubled for it
DRIFT = Fraction(1, 500)  # what the rate of the whole file may differ from that of its beginning
FASTEST_INTERLACED = Fraction(30)  # frames of two fields come at most this often; faster ones are fields
FASTEST_NOMINAL = Fraction(120)  # gaps shorter than this are bursts of a recorder, not a rate
FEWEST = 4  # timestamps that say something
FALLBACK = Fraction(25)


class Declared(NamedTuple):
    """What the container and ffmpeg's own guess say; None where they say nothing of use."""

    base: Fraction | None  # r_frame_rate: the lowest rate that all timestamps fit
    average: Fraction | None  # avg_frame_rate
    frames: int | None = None  # counted over the whole file, when ``average`` is exact


class Cadence(NamedTuple):
    """The nominal rate, frames a second, and whether frames depart from it."""

    rate: Fraction
    variable: bool


def find(ticks: Sequence[int], time_base: Fraction, declared: Declared, *, interlaced: bool = False) -> Cadence:
    """Give the cadence of frames shown at ``ticks`` (ascending, in units of ``time_base`` seconds)."""
    if len(ticks) < FEWEST or ticks[-1] == ticks[0]:
        rate, variable = _declared_only(declared), False
    else:
        first, span, gaps = ticks[0], ticks[-1] - ticks[0], len(ticks) - 1
        gap = Fraction(span, gaps)
        # In whole numbers, as a film of six hours has a million frames: the largest distance from the even spacing.
        off = Fraction(max(abs((tick - first) * gaps - at * span) for at, tick in enumerate(ticks)), gaps)
        even = off <= max(Fraction(3, 2), JITTER * gap)
        variable = not even or _drifts(gap * time_base, declared)
        if variable:
            rate = _nominal(ticks, time_base, declared)
        else:
            rate = _fitting(1 / (gap * time_base), 2 * max(off, Fraction(1)) / span, declared)
    while interlaced and rate > FASTEST_INTERLACED:
        rate /= 2
    return Cadence(rate, variable)


def _declared_only(declared: Declared) -> Fraction:
    known = [rate for rate in (declared.average, declared.base) if rate]
    return _snapped(min(known)) if known else FALLBACK


def _drifts(gap: Fraction, declared: Declared) -> bool:
    """Whether the rest of the file has another rate than its beginning; ``gap`` is seconds."""
    if not declared.average or not declared.frames:
        return False
    return abs(declared.average * gap - 1) > DRIFT + Fraction(3, 2 * declared.frames)


def _nominal(ticks: Sequence[int], time_base: Fraction, declared: Declared) -> Fraction:
    """Give the rate that most frames keep; the average, where they keep none."""
    middle = max(1, median_low(after - before for before, after in pairwise(ticks)))
    rate = _fitting(1 / (middle * time_base), max(Fraction(1, middle), JITTER / 10), declared)
    if rate <= FASTEST_NOMINAL:
        return rate
    return _snapped(declared.average or (len(ticks) - 1) / ((ticks[-1] - ticks[0]) * time_base))


def _fitting(rate: Fraction, tolerance: Fraction, declared: Declared) -> Fraction:
    """Give the rate that a measured one means: a declared one that fits, else the nearest standard one, else itself."""
    for known in (declared.base, declared.average):
        if known and abs(known / rate - 1) <= max(tolerance, SNAP):
            return _snapped(known)
    nearest = min(STANDARD, key=lambda standard: abs(standard / rate - 1))
    return (
        nearest
        if abs(nearest / rate - 1) <= max(tolerance, SNAP)
        else max(rate.limit_denominator(1001), Fraction(1, 1001))
    )


def _snapped(rate: Fraction) -> Fraction:
    """Give the standard rate that is meant: 2997/100 is 30000/1001 written badly."""
    nearest = min(STANDARD, key=lambda standard: abs(standard / rate - 1))
    return nearest if abs(nearest / rate - 1) <= SNAP else rate
