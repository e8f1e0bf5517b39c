"""The rate at which a film was shot, from times that are anything but even."""

import os
import random
from fractions import Fraction
from typing import NamedTuple

import pytest

from functions.media import frame_rate, standard_rate
from functions.media.frame_rate import Declared

NTSC_FILM, NTSC = Fraction(24000, 1001), Fraction(30000, 1001)
SHOT = [rate for rate in standard_rate.TABLE if NTSC_FILM <= rate <= 120]
TICKS = [Fraction(1, n) for n in (600, 1000, 12_800, 15_360, 30_000, 90_000, 1_000_000, 1_000_000_000)]
EVERY, SOME = 10_000, 1000  # cases; all of them with EVERY_CASE=1: half a minute
CASES = EVERY if os.environ.get("EVERY_CASE") else SOME
FRAMES = 1200
NOTHING = Declared(None, None)


class Case(NamedTuple):
    rate: Fraction
    time_base: Fraction
    ticks: list[int]


def shot(seed: int, frames: int = FRAMES) -> Case:
    """A film of any rate and tick: each frame up to half a frame early or late, up to 5 % dropped, up to three joins."""
    chance = random.Random(seed)  # noqa: S311
    rate, time_base = chance.choice(SHOT), chance.choice(TICKS)
    wavers, dropped = chance.uniform(0, 0.5), chance.choice([0, 0.05, chance.uniform(0, 0.05)])
    joins = set(chance.sample(range(1, frames), chance.choice([0, 0, 1, 2, 3])))
    moved, frame, ticks = 0.0, float(1 / rate / time_base), set()
    for number in range(frames):
        moved += 2 * chance.random() if number in joins else 0
        if chance.random() >= dropped:
            ticks.add(round((number + moved + chance.uniform(-wavers, wavers)) * frame))
    return Case(rate, time_base, sorted(ticks))


@pytest.mark.parametrize("part", range(10))
def test_jitter_drops_and_joins_leave_the_rate_that_a_film_was_shot_at(part: int) -> None:
    wrong = []
    for seed in range(part * CASES // 10, (part + 1) * CASES // 10):
        case = shot(seed)
        found = frame_rate.find(case.ticks, case.time_base, NOTHING).rate
        if found != case.rate:
            wrong.append((seed, str(case.rate), str(found)))
    assert wrong == []


@pytest.mark.parametrize("rate", SHOT, ids=str)
@pytest.mark.parametrize("clock", [100, 240, 500, 1000])
def test_a_tick_that_is_too_coarse_leaves_the_rate(rate: Fraction, clock: int) -> None:
    if 2 * rate > clock:
        return
    ticks = [round(number / rate * clock) for number in range(FRAMES)]
    assert frame_rate.find(ticks, Fraction(1, clock), NOTHING).rate == rate


@pytest.mark.parametrize("rate", [NTSC_FILM, Fraction(24)], ids=str)
@pytest.mark.parametrize("clock", [100, 1000, 90_000])
def test_soft_telecine_leaves_the_rate_of_the_film(rate: Fraction, clock: int) -> None:
    """Its frames are shown for three fields and two in turn."""
    fields = [5 * (number // 2) + 3 * (number % 2) for number in range(FRAMES)]
    ticks = [round(field * 2 / 5 / rate * clock) for field in fields]
    assert frame_rate.find(ticks, Fraction(1, clock), NOTHING).rate == rate


@pytest.mark.parametrize("rate", SHOT, ids=str)
@pytest.mark.parametrize("later", [Fraction(1, 50), Fraction(1, 10), Fraction(1, 2)])
def test_doubled_frames_leave_the_rate(rate: Fraction, later: Fraction) -> None:
    places = [Fraction(number) for number in range(FRAMES)] + [number + later for number in range(0, FRAMES, 21)]
    ticks = sorted(round(place / rate * 90_000) for place in places)
    assert frame_rate.find(ticks, Fraction(1, 90_000), NOTHING).rate == rate


@pytest.mark.parametrize(
    ("every", "average"), [(12, Fraction(55, 2)), (180, Fraction(179, 6)), (200, Fraction(2984, 100))]
)
def test_the_average_of_a_film_with_drops_is_not_its_rate(every: int, average: Fraction) -> None:
    """Within a hundredth of the true rate, too."""
    ticks = [number * 3000 for number in range(360) if number % every != 5]
    assert frame_rate.find(ticks, Fraction(1, 90_000), Declared(average, average)).rate == 30


def test_two_takes_with_a_gap_between_them_keep_their_rate() -> None:
    ticks = [2070 + 3600 * number + 2070 * (number >= 50) for number in range(100)]
    declared = Declared(Fraction(50), Fraction(100_000, 4023))
    assert frame_rate.find(ticks, Fraction(1, 90_000), declared) == (Fraction(25), True)


def test_a_rate_that_is_proved_is_kept_though_it_is_no_standard_one() -> None:
    """Of 48 frames a second, each third is no film of 48 but one of 16; and 17 is what it is."""
    for rate in (16, 17, 18, 22):
        ticks = [number * 90_000 // rate for number in range(300) if number % 20 != 3]
        assert frame_rate.find(ticks, Fraction(1, 90_000), NOTHING) == (Fraction(rate), True)


def test_a_screen_that_changes_at_any_time_gets_the_standard_rate_nearest_to_its_average() -> None:
    chance = random.Random(1)  # noqa: S311
    ticks = sorted({37 * number + round(chance.expovariate(27) * 1000) for number in range(200)})
    found = frame_rate.find(ticks, Fraction(1, 1000), Declared(Fraction(1000), Fraction(271, 10)))
    assert found.rate in standard_rate.TABLE


def test_what_the_times_leave_open_is_as_the_container_says() -> None:
    few, base = [0, 33, 67, 100, 133, 167, 250, 283, 317], Fraction(1, 1000)
    assert frame_rate.find(few, base, Declared(NTSC, None)).rate == NTSC
    assert frame_rate.find(few, base, Declared(Fraction(30), None)).rate == 30


def test_the_evidence_is_the_share_of_gaps_that_are_whole_frames() -> None:
    ticks = [number * 3600 for number in range(101) if number != 7]
    ticks[50:] = [tick + 1800 for tick in ticks[50:]]
    found = standard_rate.share(ticks, Fraction(1, 90_000), Fraction(25))
    assert found == (98, 99)
    assert str(found) == "98 of 99 gaps between frames (99.0 %)"
    assert standard_rate.share([5], Fraction(1, 25), Fraction(25)) == (0, 0)


@pytest.mark.parametrize(("whole", "ntsc"), [(24, NTSC_FILM), (30, NTSC)])
def test_hundredths_of_a_second_that_fit_a_rate_and_its_twin_are_the_whole_one(whole: int, ntsc: Fraction) -> None:
    """A GIF states no rate, and what ffmpeg guesses of its times is no evidence."""
    short = [round(number * 100 / ntsc) for number in range(24)]
    assert all(standard_rate.fits(rate, short, Fraction(1, 100)) for rate in (Fraction(whole), ntsc))
    assert frame_rate.find(short, Fraction(1, 100), Declared(ntsc, ntsc, guessed=True)).rate == whole


@pytest.mark.parametrize("rate", [Fraction(24), NTSC_FILM, Fraction(30), NTSC], ids=str)
def test_hundredths_of_a_second_that_fit_one_rate_are_of_that_one(rate: Fraction) -> None:
    ticks = [round(number * 100 / rate) for number in range(300)]
    other = standard_rate.twin(rate)
    assert not standard_rate.fits(other, ticks, Fraction(1, 100))
    assert frame_rate.find(ticks, Fraction(1, 100), Declared(other, other, guessed=True)).rate == rate


@pytest.mark.parametrize("rate", [rate for rate in SHOT if rate <= 120], ids=str)
def test_frames_whose_lengths_are_rounded_one_by_one_leave_the_rate(rate: Fraction) -> None:
    """As ffmpeg reads APNG, in units of 10 us."""
    ticks = [number * round(100_000 / rate) for number in range(FRAMES)]
    assert frame_rate.find(ticks, Fraction(1, 100_000), Declared(None, None, summed=True)).rate == rate
