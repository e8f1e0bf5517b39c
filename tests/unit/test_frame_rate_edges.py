"""Where a rate stops being even, standard, or believable; and how times are held against the grid of a rate."""

from fractions import Fraction
from itertools import accumulate

import pytest

from functions.media import frame_rate, standard_rate
from functions.media.frame_rate import Declared, Spacing

NTSC_FILM, NTSC = Fraction(24000, 1001), Fraction(30000, 1001)
NOTHING = Declared(None, None)
KHZ90 = Fraction(1, 90_000)
MS = Fraction(1, 1000)


def even(rate: Fraction | int, base: Fraction, count: int = 100) -> list[int]:
    return [round(number / Fraction(rate) / base) for number in range(count)]


def found(ticks: list[int], base: Fraction, declared: Declared = NOTHING) -> Spacing:
    return frame_rate.find(ticks, base, declared)


# ---------------------------------------------------------------- the table


def test_these_are_the_standard_rates() -> None:
    twins = [15, 24, 30, 48, 60, 120, 240]
    alone = [Fraction(n) for n in (5, 8, 10, 12, 20, 25, 50, 100, 200)] + [Fraction(25, 2)]
    ntsc = [Fraction(n * 1000, 1001) for n in twins]
    assert list(standard_rate.TABLE) == sorted([*map(Fraction, twins), *ntsc, *alone])


@pytest.mark.parametrize(
    ("rate", "twin"),
    [
        (Fraction(30), NTSC),
        (NTSC, Fraction(30)),
        (NTSC_FILM, Fraction(24)),
        (Fraction(25), Fraction(25)),
        (Fraction(17), Fraction(17)),
    ],
)
def test_a_rate_of_television_has_a_twin_and_others_have_none(rate: Fraction, twin: Fraction) -> None:
    assert standard_rate.twin(rate) == twin


# ---------------------------------------------------------------- few frames, and what is declared


def test_fewer_than_four_frames_have_the_rate_that_is_declared() -> None:
    assert found([0, 90, 180], MS, Declared(Fraction(25), None)) == (Fraction(25), False)
    assert found([0, 100, 200, 300], MS, Declared(Fraction(25), None)).rate == 10


def test_of_two_declared_rates_the_lower_is_meant_and_of_none_25() -> None:
    assert found([], MS, Declared(Fraction(50), Fraction(25))).rate == 25
    assert found([], MS, Declared(Fraction(25), Fraction(50))).rate == 25
    assert found([], MS, Declared(None, Fraction(30))).rate == 30
    assert found([], MS).rate == 25
    assert found([7, 7, 7, 7, 7], MS) == (Fraction(25), False)


@pytest.mark.parametrize(
    ("declared", "meant"),
    [
        (Fraction(2997, 100), NTSC),
        (Fraction(23976, 1000), NTSC_FILM),
        (Fraction(25) * Fraction(10_001, 10_000), Fraction(25)),
        (Fraction(25) * Fraction(10_002, 10_000), Fraction(25) * Fraction(10_002, 10_000)),
        (Fraction(25) * Fraction(9_998, 10_000), Fraction(25) * Fraction(9_998, 10_000)),
        (Fraction(17), Fraction(17)),
    ],
)
def test_a_rate_that_is_written_badly_is_the_standard_one_that_is_meant(declared: Fraction, meant: Fraction) -> None:
    assert found([], MS, Declared(declared, None)).rate == meant


def test_fields_come_twice_as_often_as_frames_and_no_interlaced_film_is_faster_than_30() -> None:
    for rate, frames in ((50, 25), (60, 30), (30, 30), (25, 25), (120, 30)):
        assert frame_rate.find(even(rate, KHZ90), KHZ90, NOTHING, interlaced=True).rate == frames
    assert frame_rate.find(even(50, KHZ90), KHZ90, NOTHING).rate == 50


# ---------------------------------------------------------------- even or not


def shifted(by: int, gap: int = 3600, base: int = 0) -> list[int]:
    ticks = [base + number * gap for number in range(100)]
    ticks[50] += by
    return ticks


@pytest.mark.parametrize(("by", "variable"), [(360, False), (361, True), (-360, False), (-361, True)])
def test_a_frame_may_waver_by_a_tenth_of_its_length(by: int, variable: bool) -> None:
    assert found(shifted(by), KHZ90).variable is variable
    assert found(shifted(by, base=90_000), KHZ90).variable is variable


@pytest.mark.parametrize(("by", "variable"), [(1, False), (2, True)])
def test_in_a_coarse_clock_it_may_be_rounded_by_a_tick(by: int, variable: bool) -> None:
    assert found(shifted(by, gap=4), Fraction(1, 100)).variable is variable


def test_where_frames_are_a_tick_long_a_frame_that_is_missing_is_seen() -> None:
    ticks = [number for number in range(100) if number != 10]
    assert found(ticks, Fraction(1, 25)) == (Fraction(25), True)


@pytest.mark.parametrize(
    ("average", "frames", "variable"),
    [
        (Fraction(25), 1000, False),
        (Fraction(25) * Fraction(1002, 1000), 100_000, False),
        (Fraction(25) * Fraction(1003, 1000), 100_000, True),
        (Fraction(25) * Fraction(1003, 1000), 1000, False),
        (Fraction(25) * Fraction(1004, 1000), 1000, True),
        (Fraction(25) * Fraction(996, 1000), 1000, True),
        (Fraction(20), None, False),
        (None, 1000, False),
    ],
)
def test_a_film_whose_whole_has_another_rate_than_its_beginning_is_uneven(
    average: Fraction | None, frames: int | None, variable: bool
) -> None:
    assert found(even(25, KHZ90), KHZ90, Declared(None, average, frames)).variable is variable


# ---------------------------------------------------------------- which even rate


def test_an_even_rate_that_is_no_standard_one_is_what_it_is_or_as_it_is_declared() -> None:
    for rate in (16, 17, 22, Fraction(1000, 33)):
        assert found(even(rate, KHZ90), KHZ90) == (Fraction(rate), False)
    said = Declared(Fraction(18_001, 1000), None)
    assert found(even(18, KHZ90), KHZ90, said).rate == Fraction(18_001, 1000)
    assert found(even(18, KHZ90), KHZ90, Declared(Fraction(19), None)).rate == 18


def test_a_very_slow_rate_stays_above_one_in_a_thousand_seconds() -> None:
    assert found([number * 500 for number in range(10)], Fraction(1)).rate == Fraction(1, 500)
    assert found([number * 5000 for number in range(10)], Fraction(1)).rate == Fraction(1, 1001)


def test_a_rate_is_told_in_terms_of_at_most_1001() -> None:
    odd = [number * 1001 for number in range(100)]
    assert found(odd, Fraction(1, 17_000)).rate == Fraction(17_000, 1001)


def test_of_the_rates_that_fit_rounded_times_the_nearest_is_taken_whatever_else_is_declared() -> None:
    rounded = even(Fraction(25, 2), Fraction(1, 100), count=5)
    for declared in (None, Fraction(12), Fraction(30)):
        assert found(rounded, Fraction(1, 100), Declared(declared, None)).rate == Fraction(25, 2)
    assert found(even(30, KHZ90, 1200), KHZ90, Declared(Fraction(25), NTSC)).rate == 30


# ---------------------------------------------------------------- uneven rates


def gaps(*lengths: int) -> list[int]:
    return list(accumulate(lengths, initial=0))


def test_few_uneven_frames_have_the_rate_that_most_of_their_gaps_keep() -> None:
    assert found(gaps(40, 40, 40, 120, 40, 40), MS) == (Fraction(25), True)
    assert found(gaps(40, 40, 40, 120, 40, 40), MS, Declared(Fraction(30), None)).rate == 25


def test_where_gaps_keep_no_rate_a_standard_one_is_meant_that_has_a_place_for_nearly_all_frames() -> None:
    wild = gaps(20, 90, 33, 61, 140, 45, 101)
    average = Fraction(7, 490) * 1000
    assert average == Fraction(100, 7)
    assert found(wild, MS).rate == 20
    assert found(wild, MS, Declared(None, Fraction(26))).rate == 25
    assert found([tick + 1000 for tick in wild], MS).rate == 20


def test_a_film_slower_than_all_standard_rates_keeps_its_average_where_that_has_a_place_for_all() -> None:
    assert found(gaps(700, 1000, 500, 850, 600, 1100, 450), MS).rate == Fraction(7, 5200) * 1000
    assert found(gaps(200, 900, 330, 610, 1400, 450, 1010), MS).rate == 5
    assert found(gaps(200, 900, 330, 610, 1400, 450, 1010), MS, Declared(None, Fraction(5))).rate == 5


def test_slides_that_move_at_times_have_the_rate_at_which_they_move() -> None:
    moving = [round(number * 1000 / 30) for number in sorted({*range(0, 600, 15), *range(300, 321)})]
    assert found(moving, MS, Declared(Fraction(30), None)).rate == 30
    assert found([round(number * 40) for number in (0, 12, 15, 27, 39)], MS, Declared(Fraction(25), None)).rate == 25
    assert (
        found([number * 1000 // 30 for number in (0, 30, 33, 34, 60, 90, 120)], MS, Declared(Fraction(30), None)).rate
        == 30
    )


def test_a_rate_that_is_declared_counts_for_nothing_where_the_frames_keep_another() -> None:
    film = [round(number * 1000 / 24) for number in range(200) if number % 9]
    assert found(film, MS, Declared(Fraction(120), None)).rate == 24


def test_too_few_frames_do_not_have_the_rate_of_the_clock() -> None:
    assert found([0], MS, Declared(Fraction(1000), None)).rate == 25
    assert found([0], MS, Declared(Fraction(50), None)).rate == 50


def test_bursts_of_a_recorder_are_no_rate() -> None:
    assert found(gaps(2, 2, 2, 2, 900, 2, 2), MS).rate == Fraction(8)


def test_half_of_the_gaps_are_not_most_of_them() -> None:
    half = gaps(40, 80, 40, 200, 40, 120)
    assert found(half, MS).rate != 25
    more = gaps(40, 80, 40, 200, 40, 40, 120)
    assert found(more, MS).rate == 25


def test_gaps_of_a_coarse_clock_are_alike_to_within_a_tick() -> None:
    assert found(gaps(4, 4, 3, 4, 5, 20, 4, 4), Fraction(1, 100)).rate == 25


def test_gaps_that_waver_by_a_tenth_are_alike() -> None:
    wavering = gaps(3600, 3900, 3300, 3600, 20_000, 3650, 3550)
    assert found(wavering, KHZ90) == (Fraction(25), True)
    wild = gaps(3600, 4400, 2700, 3600, 20_000, 4300, 2800)
    assert found(wild, KHZ90).rate != 25


@pytest.mark.parametrize(
    ("rate", "tolerance", "said", "meant"),
    [
        (Fraction(25), Fraction(1, 100), [], Fraction(25)),
        (Fraction(2475, 100), Fraction(1, 99), [], Fraction(25)),
        (Fraction(2475, 100), Fraction(1, 100), [], Fraction(99, 4)),
        (Fraction(299, 10), Fraction(1, 100), [], NTSC),
        (Fraction(299, 10), Fraction(1, 100), [Fraction(30)], Fraction(30)),
        (Fraction(299, 10), Fraction(1, 100), [Fraction(25)], NTSC),
        (Fraction(17), Fraction(1, 100), [Fraction(25)], Fraction(17)),
        (Fraction(17_000, 1001), Fraction(1, 1000), [], Fraction(17_000, 1001)),
        (Fraction(1, 5000), Fraction(1, 1000), [], Fraction(1, 1001)),
    ],
)
def test_a_measured_rate_is_the_standard_one_within_reach_that_is_said_or_nearest(
    rate: Fraction, tolerance: Fraction, said: list[Fraction], meant: Fraction
) -> None:
    assert frame_rate._fitting(rate, tolerance, said) == meant


# ---------------------------------------------------------------- grids


def test_sixteen_frames_show_a_grid_and_fifteen_do_not() -> None:
    uneven = [tick for number, tick in enumerate(even(25, KHZ90, 40)) if number not in {5, 17}]
    assert standard_rate.of(uneven[:16], KHZ90) == 25
    assert standard_rate.of(uneven[:15], KHZ90) is None
    assert standard_rate.of([5] * 40, KHZ90) is None
    assert standard_rate.of([5 * 3600, *(number * 3600 for number in range(6, 40))], KHZ90) == 25


def test_only_the_first_frames_of_a_long_film_are_looked_at() -> None:
    first = even(25, KHZ90, standard_rate.MOST)
    assert standard_rate.MOST == 6000
    later = [first[-1] + 3000 * number for number in range(1, 20_000)]
    assert standard_rate.of([*first, *later], KHZ90) == 25


def test_a_film_of_which_four_frames_in_five_are_missing_still_has_its_rate_and_of_more_a_slower_one() -> None:
    sparse = [3600 * (5 * number + (number % 7 == 3)) for number in range(100)]
    assert standard_rate.of(sparse, KHZ90) in {Fraction(5), Fraction(25)}


def test_frames_that_all_keep_a_slower_grid_than_any_standard_rate_are_none_of_its_films() -> None:
    thirds = [number * 3 * 1875 for number in range(200)]
    assert standard_rate.of(thirds, KHZ90) is None


@pytest.mark.parametrize(
    ("ticks", "usual", "coarser"),
    [
        ([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20], 2, True),
        ([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 21], 2, True),
        ([0, 2, 4, 6, 8, 10, 12, 14, 16, 19, 22], 2, False),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1, False),
        ([0, 2, 4, 6, 8, 12, 16, 18, 20, 22, 24], 2, True),
        ([0, 3, 6, 9, 12, 15, 18, 24, 27, 30, 33], 3, True),
        ([0, 0, 0, 1], 0, False),
    ],
)
def test_frames_that_nearly_all_leave_out_slots_have_a_slower_rate(ticks: list[int], usual: int, coarser: bool) -> None:
    assert standard_rate._usual_gap(ticks, Fraction(1)) == usual
    assert standard_rate._coarser(ticks, Fraction(1)) is coarser


def test_times_on_one_place_of_the_grid_are_together_and_times_all_over_it_are_not() -> None:
    quarter = Fraction(1, 4)
    assert standard_rate._together([0, 4, 8, 12], quarter) == pytest.approx(1)
    assert standard_rate._together([1, 5, 9, 13], quarter) == pytest.approx(1)
    assert standard_rate._together([0, 1, 2, 3], quarter) == pytest.approx(0, abs=1e-9)
    assert standard_rate._together([0, 2, 4, 6], quarter) == pytest.approx(0, abs=1e-9)
    assert standard_rate._together([0, 1, 4, 5], quarter) == pytest.approx(2**-0.5)
    assert standard_rate._together([], quarter) == 0


def test_two_takes_are_each_together_though_a_join_moved_the_grid() -> None:
    takes = [number * 4 for number in range(64)] + [number * 4 + 2 for number in range(64, 128)]
    assert standard_rate._together(takes, Fraction(1, 4)) == pytest.approx(1)
    early = [number * 4 for number in range(32)] + [number * 4 + 2 for number in range(32, 64)]
    assert standard_rate._together(early, Fraction(1, 4)) == pytest.approx(0, abs=1e-9)


def test_places_on_the_grid_are_summed_up_block_by_block() -> None:
    blocks = standard_rate._blocks([0, 4, 8, 1, 5], Fraction(1, 4), 3)
    assert [(round(x, 6), round(y, 6)) for x, y in blocks] == [(3, 0), (0, 2)]


def test_each_move_of_the_grid_costs_twelve_frames() -> None:
    whole = [number * 4 for number in range(80)]
    moved = whole[:40] + [tick + 2 for tick in whole[40:]]
    assert standard_rate._kept(whole, Fraction(1, 4)) == pytest.approx(80 - 12)
    assert standard_rate._kept(moved, Fraction(1, 4)) == pytest.approx(80 - 24)
    assert standard_rate._kept(whole[:12], Fraction(1, 4)) == 0
    assert standard_rate._kept([], Fraction(1, 4)) == 0


def test_a_long_film_is_cut_into_no_more_than_64_blocks() -> None:
    length = 64 * 50
    ticks = [number * 4 + 2 * (number // 50 % 2) for number in range(length)]
    assert standard_rate._kept(ticks, Fraction(1, 4)) == pytest.approx(64 * (50 - 12))
    longer = [*ticks, ticks[-1] + 4]  # blocks of 51 now, which no longer meet the moves
    assert standard_rate._kept(longer, Fraction(1, 4)) < 64 * (50 - 12) - 50


# ---------------------------------------------------------------- twins


def test_hundreds_of_frames_tell_a_rate_from_its_twin_whatever_is_said() -> None:
    for rate, other in ((Fraction(30), NTSC), (NTSC, Fraction(30))):
        for start in (rate, other):
            assert standard_rate.of_twins(start, even(rate, KHZ90, 1200), KHZ90, [other]) == rate


def test_few_frames_leave_it_to_what_is_said_and_else_to_what_fits_best() -> None:
    few = even(30, MS, 12)
    assert standard_rate.of_twins(Fraction(30), few, MS, [NTSC]) == NTSC
    assert standard_rate.of_twins(Fraction(30), few, MS, [Fraction(25), Fraction(30), NTSC]) == 30
    assert standard_rate.of_twins(Fraction(30), even(30, KHZ90, 60), KHZ90, []) == 30
    assert standard_rate.of_twins(Fraction(25), few, MS, [NTSC]) == 25


# ---------------------------------------------------------------- the share that speaks for a rate


@pytest.mark.parametrize(
    ("gap", "on_grid"),
    [
        (100, 1),
        (75, 1),
        (74, 0),
        (125, 1),
        (126, 0),
        (200, 1),
        (150, 0),
        (174, 0),
        (175, 1),
        (50, 0),
        (51, 0),
        (0, 0),
        (25, 0),
    ],
)
def test_a_gap_is_a_whole_frame_to_within_a_quarter(gap: int, on_grid: int) -> None:
    assert standard_rate.share([0, gap], Fraction(1, 100), Fraction(1)) == (on_grid, 1)


@pytest.mark.parametrize(("gap", "on_grid"), [(1, 1), (2, 1), (3, 1)])
def test_in_a_coarse_clock_a_gap_may_be_a_tick_off(gap: int, on_grid: int) -> None:
    assert standard_rate.share([0, gap], Fraction(1, 2), Fraction(1)) == ((on_grid if gap > 1 else 0), 1)


def test_a_share_is_said_in_words_also_where_there_is_no_gap() -> None:
    assert str(standard_rate.Share(1, 3)) == "1 of 3 gaps between frames (33.3 %)"
    assert str(standard_rate.share([], MS, Fraction(25))) == "0 of 0 gaps between frames (100.0 %)"


def test_frames_that_waver_leave_a_rate_and_its_twin_to_what_is_said_for_longer() -> None:
    wavering = [number * 3000 + (750 if number % 2 else 0) for number in range(60)]
    assert standard_rate.of_twins(Fraction(30), wavering, KHZ90, [NTSC]) == NTSC
    assert standard_rate.of_twins(Fraction(30), wavering, KHZ90, [Fraction(30)]) == 30
    many = [number * 3000 + (750 if number % 2 else 0) for number in range(1200)]
    assert standard_rate.of_twins(Fraction(30), many, KHZ90, [NTSC]) == 30


@pytest.mark.parametrize(("gap", "on_grid"), [(750, 0), (751, 1), (1251, 1), (1252, 0)])
def test_the_quarter_of_a_frame_of_an_odd_number_of_ticks_is_the_same_on_both_sides(gap: int, on_grid: int) -> None:
    assert standard_rate.share([0, gap], Fraction(1, 1001), Fraction(1)) == (on_grid, 1)


@pytest.mark.parametrize(("gap", "on_grid"), [(33, 1), (34, 1), (26, 1), (25, 0), (42, 0), (67, 1), (50, 0)])
def test_milliseconds_are_held_against_a_rate_that_is_no_whole_number_of_them(gap: int, on_grid: int) -> None:
    assert standard_rate.share([0, gap], MS, NTSC) == (on_grid, 1)


def test_frames_that_share_a_time_at_either_end_are_no_reason_to_believe_what_is_declared() -> None:
    said = Declared(Fraction(25), None)
    assert found([0, 0, 0, 0, 40], MS, said).rate == found([0, 40, 40, 40, 40], MS, said).rate == 100
    assert standard_rate._together([0], Fraction(1, 4)) == pytest.approx(1)


def test_gaps_of_a_coarse_clock_that_are_two_ticks_apart_are_not_alike() -> None:
    assert found(gaps(4, 3, 5, 4, 3, 5, 20, 4), Fraction(1, 100)).rate == 25
    assert found(gaps(4, 2, 6, 4, 2, 6, 20, 4), Fraction(1, 100)).rate != 25


@pytest.mark.parametrize(("off", "variable"), [(32, False), (36, True)])
def test_how_far_an_average_may_be_off_goes_by_how_many_frames_were_counted(off: int, variable: bool) -> None:
    average = Fraction(25) * Fraction(10_000 + off, 10_000)
    assert found(even(25, KHZ90), KHZ90, Declared(None, average, 1000)).variable is variable


def test_a_rate_is_looked_for_up_to_half_of_what_the_clock_can_tell() -> None:
    assert standard_rate.of([2 * number for number in range(100) if number % 9], Fraction(1, 100)) == 50
    assert standard_rate.of([2 * number for number in range(100) if number % 9], Fraction(1, 99)) != 50
