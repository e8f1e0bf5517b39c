"""A day of arrivals: how many come in each hour, and what they are. Seeded, so a day can be had again.

The curve and the mix are made up, after a company that gets clips from telephones, dailies from cameras, and now and then
a whole film: few at night, most in the afternoon. Arrivals are independent of each other (a Poisson process whose rate
follows the curve), and lengths are spread evenly over their logarithms.
"""

import math
import random
from collections.abc import Iterator
from typing import Final

from local.bench.simulate import films
from local.bench.simulate.films import Film, Kind
from local.bench.simulate.speeds import Speeds

DAY: Final = 86_400.0
PROFILE: Final = "web-720p"  # the default one
MIX: Final = (
    Kind("clip", share=0.55, shortest=5, longest=60, rate=25, bits=17_000_000),
    Kind("short", share=0.33, shortest=60, longest=300, rate=25, bits=30_000_000),
    Kind("programme", share=0.10, shortest=1_200, longest=3_600, rate=25, bits=30_000_000),
    Kind("film", share=0.02, shortest=5_400, longest=7_200, rate=25, bits=20_000_000),
)
HOURS: Final = (2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 5, 6, 6.5, 6.5, 6, 5.5, 5, 5, 5, 4.5, 4, 3)
"""How busy each hour of the day is, by itself."""

PEAK: Final = max(HOURS) * len(HOURS) / sum(HOURS)
"""The busiest hour over the mean one."""

HARDNESS: Final = (
    0.25  # spread of the logarithm of what pictures take, over the estimate; costs.py says "half as much again"
)
_WHOLE_FROM = 1_000.0  # seconds from which on a length is a multiple of ten, so that few indexes have to be made


def arrivals(a_day: float, seed: int, seconds: float = DAY, begin: float = 0.0) -> Iterator[tuple[float, Film]]:
    """Give arrivals in their order, ``a_day`` of them on an average day: the second after ``begin`` of the day, and the film."""
    chance = random.Random(seed)  # noqa: S311  a replay, no secret
    fastest = a_day / DAY * PEAK
    at = chance.expovariate(fastest)
    while at < seconds:
        hour = int((begin + at) % DAY // 3600)
        if chance.random() < HOURS[hour] / max(HOURS):
            yield at, film(chance)
        at += chance.expovariate(fastest)


def film(chance: random.Random) -> Film:
    """Make one film of the mix."""
    (kind,) = chance.choices(MIX, [each.share for each in MIX])
    seconds = kind.shortest * (kind.longest / kind.shortest) ** chance.random()
    seconds = round(seconds, -1) if seconds >= _WHOLE_FROM else round(seconds, 1)
    return Film(kind, seconds, math.exp(chance.gauss(-(HARDNESS**2) / 2, HARDNESS)))


def mean_work(speeds: Speeds, seed: int = 1, count: int = 2_000) -> float:
    """Estimate the CPU-seconds of one arrival, from so many."""
    chance = random.Random(seed)  # noqa: S311
    some = [film(chance) for _ in range(count)]
    return sum(speeds.whole * films.cpu_seconds(each, films.planned(each, PROFILE)) for each in some) / count
