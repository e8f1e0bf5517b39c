"""Presentation times that a container leaves out, from those that it gives."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media import unstamped
from functions.media.unstamped import NO_TIME

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)]


def reordered(groups: int, between: int) -> list[int]:
    """Give the numbers of frames in decoding order: each reference comes before those that are shown before it."""
    order = [0]
    for group in range(groups):
        first = group * (between + 1) + 1
        order += [first + between, *range(first, first + between)]
    return order


@given(
    rate=st.sampled_from(RATES),
    between=st.integers(0, 3),
    clock=st.sampled_from([90_000, 1]),
    lost=st.sets(st.integers(1, 30), min_size=1, max_size=12),
)
def test_what_is_left_out_is_found_from_decoding_times(
    rate: Fraction, between: int, clock: int, lost: set[int]
) -> None:
    """Of 90,000 ticks a second, or of one tick a frame as in AVI."""
    order, delay = reordered(31, between), 1 if between else 0
    unit = Fraction(clock) / (rate if clock > 1 else 1)
    pts = [round((number + delay) * unit) for number in order]
    dts = [round(number * unit) for number in range(len(order))]
    given = [NO_TIME if i in lost else time for i, time in enumerate(pts)]
    found = unstamped.filled(given, dts)
    assert found is not None
    assert all(abs(a - b) <= 1 for a, b in zip(sorted(found), sorted(pts), strict=True))


def test_a_chunk_left_out_at_the_start_moves_no_frame() -> None:
    """An AVI with B frames: only these have times, and the second chunk is empty."""
    dts = [0, 2, 3, 4, 5, 6, 7]
    pts = [NO_TIME, NO_TIME, 3, 4, NO_TIME, 6, 7]
    assert unstamped.filled(pts, dts) == [2, 5, 3, 4, 8, 6, 7]


def test_holes_are_filled_where_decoding_times_were_guessed() -> None:
    dts, pts = [0, 40, 120, 120, 160], [0, 120, NO_TIME, 80, 160]
    assert unstamped.filled(pts, dts) is None
    assert unstamped.filled(pts, dts, 40) == [0, 120, 40, 80, 160]
    assert unstamped.filled([*pts, NO_TIME], [*dts, 160], 40) == [0, 120, 40, 80, 160, 200]


@pytest.mark.parametrize(
    ("pts", "dts"),
    [
        ([0, 40, 80], [0, 40, 80]),
        ([NO_TIME, NO_TIME], [0, 40]),
        ([0, NO_TIME, 80], [0, NO_TIME, 80]),
        ([0, NO_TIME, 95], [0, 40, 80]),
        ([], []),
    ],
    ids=["none is missing", "all are", "decoding times, too", "no pattern", "no packets"],
)
def test_nothing_is_made_up(pts: list[int], dts: list[int]) -> None:
    assert unstamped.filled(pts, dts) is None
