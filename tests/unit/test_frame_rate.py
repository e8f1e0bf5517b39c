"""The rate of frames, from their timestamps and from what the container declares."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media import frame_rate, standard_rate
from functions.media.frame_rate import Declared, Spacing

NTSC_FILM, NTSC = Fraction(24000, 1001), Fraction(30000, 1001)
NOTHING = Declared(None, None)


def ticks(rate: Fraction, time_base: Fraction, count: int = 300, start: int = 0) -> list[int]:
    """Timestamps of evenly spaced frames, rounded to the clock as muxers do."""
    return [start + round(at / rate / time_base) for at in range(count)]


RATES = [*standard_rate.TABLE]


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("clock", [1000, 90_000], ids=["milliseconds", "90 kHz"])
def test_every_standard_rate_is_found_from_rounded_timestamps_when_the_container_says_it(rate, clock):
    base = Fraction(1, clock)
    assert frame_rate.find(ticks(rate, base), base, Declared(rate, rate)) == Spacing(rate, variable=False)


@pytest.mark.parametrize("rate", [NTSC_FILM, Fraction(24), Fraction(25), NTSC, Fraction(30), Fraction(50)], ids=str)
def test_close_rates_are_told_apart_by_timestamps_alone(rate):
    base = Fraction(1, 90_000)
    assert frame_rate.find(ticks(rate, base), base, NOTHING).rate == rate


def test_a_clock_given_as_rate_is_not_believed():
    base = Fraction(1, 90_000)
    assert frame_rate.find(ticks(Fraction(25), base), base, Declared(Fraction(90_000), Fraction(25))).rate == 25


def test_a_field_rate_is_not_believed_where_frames_come_half_as_often():
    base = Fraction(1, 90_000)
    found = frame_rate.find(ticks(Fraction(25), base), base, Declared(Fraction(50), Fraction(25)), interlaced=True)
    assert found == Spacing(Fraction(25), variable=False)


def test_timestamps_of_single_fields_count_for_half_a_frame():
    base = Fraction(1, 90_000)
    rate = Fraction(60000, 1001)
    assert frame_rate.find(ticks(rate, base), base, Declared(rate, rate), interlaced=True).rate == NTSC


def test_a_rate_written_badly_is_the_standard_one():
    base = Fraction(1, 1000)
    declared = Declared(Fraction(2997, 100), Fraction(2997, 100))
    assert frame_rate.find(ticks(NTSC, base), base, declared).rate == NTSC


def test_an_odd_rate_that_is_kept_exactly_stays_as_it_is():
    base = Fraction(1, 1700)
    assert frame_rate.find(ticks(Fraction(17), base), base, NOTHING) == Spacing(Fraction(17), variable=False)


def test_a_camera_whose_clock_wavers_keeps_its_rate():
    base = Fraction(1, 90_000)
    wavering = [tick + (150 if at % 3 else -150) for at, tick in enumerate(ticks(Fraction(30), base))]
    assert frame_rate.find(wavering, base, Declared(Fraction(30), Fraction(30))) == Spacing(
        Fraction(30), variable=False
    )


def test_dropped_frames_make_it_variable_and_leave_the_rate_that_most_frames_keep():
    base = Fraction(1, 12800)
    thinned = [tick for at, tick in enumerate(ticks(Fraction(30), base)) if at % 10 != 3]
    assert frame_rate.find(thinned, base, Declared(Fraction(30), Fraction(27))) == Spacing(Fraction(30), variable=True)


def test_a_film_that_slows_down_after_its_beginning_is_variable():
    base = Fraction(1, 600)
    declared = Declared(Fraction(30), Fraction(24), frames=10_000)
    assert frame_rate.find(ticks(Fraction(30), base), base, declared) == Spacing(Fraction(30), variable=True)


def test_a_short_film_is_not_variable_because_its_last_frame_lasts_longer():
    base = Fraction(1, 600)
    declared = Declared(Fraction(25), Fraction(25 * 50, 51), frames=50)
    assert not frame_rate.find(ticks(Fraction(25), base, 50), base, declared).variable


def test_bursts_of_a_screen_recorder_do_not_make_a_rate():
    base = Fraction(1, 1000)
    bursts = sorted({at * 100 + extra for at in range(50) for extra in (0, 1, 2)})
    found = frame_rate.find(bursts, base, Declared(Fraction(1000), Fraction(30)))
    assert found == Spacing(Fraction(30), variable=True)


@pytest.mark.parametrize(
    ("declared", "rate"),
    [
        (NOTHING, frame_rate.FALLBACK),
        (Declared(Fraction(90_000), Fraction(25)), Fraction(25)),
        (Declared(Fraction(2), None), Fraction(2)),
    ],
)
def test_with_too_few_timestamps_the_container_is_believed(declared, rate):
    assert frame_rate.find([0, 40], Fraction(1, 1000), declared) == Spacing(rate, variable=False)


@given(st.lists(st.integers(-(2**40), 2**40), max_size=50), st.sampled_from([1, 25, 1000, 90_000, 10**9]))
def test_any_timestamps_give_a_positive_rate(times, clock):
    found = frame_rate.find(sorted(set(times)), Fraction(1, clock), Declared(Fraction(50), Fraction(25), 3))
    assert found.rate > 0


@pytest.mark.parametrize("left_out", [1, 7, 20])
def test_a_chunk_left_out_of_an_avi_leaves_the_rate(left_out: int) -> None:
    """There a tick is a frame, and nothing is rounded."""
    shown = [tick for tick in range(26) if tick != left_out]
    assert frame_rate.find(shown, Fraction(1, 25), Declared(Fraction(25), Fraction(25))) == Spacing(
        Fraction(25), variable=True
    )
