"""Which standard rate a film with uneven times was shot at. Pure.

Frames shot at a rate lie on its grid: their times, modulo one frame, are close together, however many frames are missing
between them. So each standard rate is tried, and the lowest on whose grid the frames keep together is the one. Blocks of frames
are looked at by themselves, since every join of two takes moves the grid. Where no frame follows most others after one place of
the grid, or there is none, the middles of four frames each are looked at, as these waver less: by half a frame, or in telecine.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import cos, hypot, pi, sin
from statistics import mode
from typing import NamedTuple

NTSC = Fraction(1000, 1001)
TWINS = (15, 24, 30, 48, 60, 120, 240)  # rates that there are with and without the NTSC factor
ALONE = (Fraction(n) for n in (5, 8, 10, 12, Fraction(25, 2), 20, 25, 50, 100, 200))
RATES = (*(n * NTSC for n in TWINS), *(Fraction(n) for n in TWINS), *ALONE)
TABLE = tuple(sorted(RATES))  # the standard rates, frames a second: the one table of them

MOST = 6000  # frames looked at
BLOCK = 64  # frames
LEAST_BLOCK, MOST_BLOCKS = 40, 64  # frames between which the grid may move; how many such blocks at most
MOVE = 12.0  # frames: the price of a move
STEPS = 256  # into which a frame is divided
WAVE = tuple((cos(2 * pi * step / STEPS), sin(2 * pi * step / STEPS)) for step in range(STEPS))
COS, SIN = ([wave[axis] for wave in WAVE] for axis in (0, 1))
FEWEST = 16  # frames that show a grid
SHARP = 0.6  # how close together frames on a grid are; 1: all at one point
CLOSE = 0.33  # the same of the middles of frames that waver by up to half a frame
BY_FAR = 0.65  # a lower rate is taken if it is at least so close as the closest
BURST = Fraction(1, 120)  # seconds: frames closer than this were not shot apart
SPARSEST = 5  # slots a frame, on average: a grid with fewer frames says nothing
CROWD = Fraction(115, 100)  # frames a slot, on average, at most: some may be there twice
NEARLY_ALL = 0.9  # of the gaps
OFF_GRID = Fraction(1, 4)  # of a frame
SURE, DOUBT = (
    0.02,
    8.0,
)  # frames: by how much a twin has to be better to need no hint; and the more, the more frames waver


class Share(NamedTuple):
    """How many gaps between frames are whole frames of a rate, and how many gaps there are."""

    on_grid: int
    gaps: int

    def __str__(self) -> str:
        """Say it in words."""
        percent = 100 * self.on_grid / self.gaps if self.gaps else 100.0
        return f"{self.on_grid} of {self.gaps} gaps between frames ({percent:.1f} %)"


def share(ticks: Sequence[int], time_base: Fraction, rate: Fraction) -> Share:
    """Count the gaps that are whole frames, to within a quarter of one or a tick."""
    scale = time_base * rate
    up, down = scale.numerator, scale.denominator
    slack = max(int(OFF_GRID * down), up)
    gaps = ((after - before) * up for before, after in pairwise(ticks))
    on_grid = sum(1 for gap in gaps if 2 * gap > down and abs((gap + down // 2) % down - down // 2) <= slack)
    return Share(on_grid, max(len(ticks) - 1, 0))


def left_out(ticks: Sequence[int], time_base: Fraction, rate: Fraction) -> Fraction:
    """Give the share of frames, shown at ``ticks`` (ascending), that have no slot of their own at a constant rate.

    Frames of one time count once, as do bursts of a recorder; of ticks longer than half a slot nothing is said.
    """
    scale, times = time_base * rate, list[int]()
    for tick in ticks:
        if not times or (tick - times[-1]) * time_base >= BURST:
            times.append(tick)
    if 2 * scale > 1 or len(times) < 2:  # noqa: PLR2004
        return Fraction(0)
    up, down, first = 2 * scale.numerator, 2 * scale.denominator, times[0]
    slots = len({((time - first) * up + scale.denominator) // down for time in times})
    return Fraction(len(times) - slots, len(times))


def of(ticks: Sequence[int], time_base: Fraction, hints: Sequence[Fraction] = ()) -> Fraction | None:
    """Give the standard rate that frames shown at ``ticks`` (ascending) were shot at; None where none is seen.

    ``hints`` are rates that somebody says, the best first: they decide between 30 and 30000/1001 where the times leave doubts.
    """
    ticks = ticks[:MOST]
    if len(ticks) < FEWEST or ticks[-1] == ticks[0]:
        return None
    mean = (len(ticks) - 1) / ((ticks[-1] - ticks[0]) * time_base)
    fastest = min(SPARSEST * mean, 1 / (2 * time_base))  # beyond, the ticks themselves are a grid
    may_be = [rate for rate in TABLE if mean / CROWD <= rate <= fastest and twin(rate) <= rate]
    found = _lowest(ticks, time_base, may_be, SHARP)
    if found and _usual_gap(ticks, time_base * found) == 1:
        return of_twins(found, ticks, time_base, hints)
    middles = [sum(four) for four in zip(ticks, ticks[1:], ticks[2:], ticks[3:], strict=False)]
    if slower := _lowest(middles, time_base / 4, [rate for rate in may_be if not found or rate < found], CLOSE):
        return of_twins(slower, middles, time_base / 4, hints)
    return None if not found or _coarser(ticks, time_base * found) else of_twins(found, ticks, time_base, hints)


def _lowest(times: Sequence[int], unit: Fraction, may_be: Sequence[Fraction], least: float) -> Fraction | None:
    """Give the lowest of the rates on whose grid the times keep together; None where on none they do."""
    found = {rate: _together(times, unit * rate) for rate in may_be}
    best = max(found.values(), default=0.0)
    return min(rate for rate, close in found.items() if close >= BY_FAR * best) if best >= least else None


def of_twins(rate: Fraction, ticks: Sequence[int], time_base: Fraction, hints: Sequence[Fraction] = ()) -> Fraction:
    """Tell a rate from its twin: over hundreds of frames, the grid of the wrong one drifts away. ``hints`` as above."""
    other = twin(rate)
    if other == rate:
        return rate
    ticks = ticks[:MOST]
    kept = {each: _kept(ticks, time_base * each) for each in (rate, other)}
    better, worse = sorted(kept, key=kept.__getitem__, reverse=True)
    if kept[better] - kept[worse] < SURE + DOUBT * (1 - _together(ticks, time_base * better)):
        return next((hint for hint in hints if hint in kept), _by_ticks(kept, ticks, time_base) or better)
    return better


def fits(rate: Fraction, ticks: Sequence[int], time_base: Fraction) -> bool:
    """Whether the times are those of frames at the rate, none left out, each rounded to a tick in the same way."""
    step = 1 / (rate * time_base)
    off = [tick * step.denominator - number * step.numerator for number, tick in enumerate(ticks)]
    return max(off, default=0) - min(off, default=0) < step.denominator


def _by_ticks(twins: Iterable[Fraction], ticks: Sequence[int], time_base: Fraction) -> Fraction | None:
    """Give the one of the twins that the ticks fit, the one without the NTSC factor where they fit both; else None."""
    return max((rate for rate in twins if fits(rate, ticks, time_base)), default=None)


def twin(rate: Fraction) -> Fraction:
    """Give the other of a rate with and without the NTSC factor; the rate itself where it has none."""
    other = rate * NTSC if rate.denominator == 1 else rate / NTSC
    return other if other in TABLE else rate


def _usual_gap(ticks: Sequence[int], scale: Fraction) -> int:
    """Say how many frames of the grid most gaps have."""
    return mode(round((after - before) * scale) for before, after in pairwise(ticks))


def _coarser(ticks: Sequence[int], scale: Fraction) -> bool:
    """Whether nearly all gaps are twice a frame, or three times, or any other number: the film has a rate of its own."""
    usual = _usual_gap(ticks, scale)
    whole = sum(round((after - before) * scale) % usual == 0 for before, after in pairwise(ticks)) if usual else 0
    return usual > 1 and whole >= NEARLY_ALL * (len(ticks) - 1)


def _blocks(times: Sequence[int], scale: Fraction, length: int) -> list[tuple[float, float]]:
    """Sum up the places of frames within the grid, as points on a circle, for each ``length`` frames."""
    up, down = scale.numerator * STEPS, scale.denominator
    steps = [time * up // down % STEPS for time in times]
    blocks = (steps[at : at + length] for at in range(0, len(steps), length))
    return [(sum(map(COS.__getitem__, block)), sum(map(SIN.__getitem__, block))) for block in blocks]


def _together(times: Sequence[int], scale: Fraction) -> float:
    """Say how close together the times are on a grid of which ``scale`` is a tick: 0 to 1."""
    return sum(hypot(x, y) for x, y in _blocks(times, scale, BLOCK)) / max(len(times), 1)


def _kept(times: Sequence[int], scale: Fraction) -> float:
    """Say how many frames keep to the grid, which may be moved anywhere between blocks, at a price."""
    blocks = _blocks(times, scale, max(LEAST_BLOCK, -(-len(times) // MOST_BLOCKS)))
    best = [0.0]
    for end in range(1, len(blocks) + 1):
        x = y = 0.0
        most = 0.0
        for first in range(end - 1, -1, -1):
            x, y = x + blocks[first][0], y + blocks[first][1]
            most = max(most, best[first] + hypot(x, y) - MOVE)
        best.append(most)
    return best[-1]
