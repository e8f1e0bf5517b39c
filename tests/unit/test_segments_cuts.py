"""Where a film is cut, and when each segment is shown: every frame is in one segment, at its very tick."""

import re
from array import array
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.plan import plan, profile
from functions.segments import commands, cuts
from functions.segments.cuts import Index
from tests.support.films import sources
from tests.unit.test_packets import HIDDEN_KEY, KEY, PLAIN, video

STEP = 512  # ticks of a frame at 25 a second in 1/12800


def planned(name="web-720p", **changes):
    return plan.make(sources.film(**changes), profile.load(name))


def even(count, group, step=STEP, base=12800):
    """A film of evenly spaced frames, every ``group``-th a keyframe."""
    return Index(Fraction(1, base), array("q", range(0, count * step, step)), array("q", range(0, count, group)))


def shape(made):
    return [(cut.first, cut.frames) for cut in made]


# ---------------------------------------------------------------- where


def test_a_film_is_cut_on_the_first_keyframe_after_the_length_of_a_segment():
    assert shape(cuts.make(even(250, 30), planned(), 2, 0)) == [(0, 60), (60, 60), (120, 60), (180, 70)]


def test_the_rest_of_a_film_is_no_segment_of_its_own_when_it_is_short():
    assert shape(cuts.make(even(120, 25), planned(), 2, 0)) == [(0, 50), (50, 70)]


def test_a_film_with_one_keyframe_or_none_is_not_cut():
    assert cuts.make(even(250, 250), planned(), 2, 0) == ()
    assert cuts.make(Index(Fraction(1, 12800), array("q"), array("q")), planned(), 2, 0) == ()


def test_what_comes_before_the_first_keyframe_is_in_no_segment_unless_an_edit_list_hides_that_keyframe():
    film = even(200, 50)
    headless = film._replace(keys=film.keys[1:])
    assert shape(cuts.make(headless, planned(), 2, 0)) == [(50, 50), (100, 50), (150, 50)]
    assert shape(cuts.make(headless._replace(hidden_key=True), planned(), 2, 0)) == [
        (0, 50),
        (50, 50),
        (100, 50),
        (150, 50),
    ]


def test_a_film_whose_times_the_proxy_cannot_tell_is_not_cut():
    coarse = planned().model_copy(update={"time_scale": 10_000})
    assert cuts.make(even(250, 25), coarse, 2, 0) == ()


def test_the_deinterlacer_is_given_the_group_before_but_no_frame_of_it_is_kept():
    first, second, third = cuts.make(even(150, 25), planned(field_order="tff"), 2, 0)
    assert (first.lead, first.seek) == (0, None)
    assert (second.first, second.lead, second.time) == (50, 25, 25 * STEP)
    assert (third.first, third.lead, third.seek) == (100, 25, f"{74.5 / 25:.6f}")


def test_seeking_goes_between_two_frames_and_counts_from_the_start_of_the_file():
    late = even(100, 50)
    late = late._replace(frames=array("q", (tick + 12800 for tick in late.frames)))
    first, second = cuts.make(late, planned(), 2, 0.2)
    assert second.seek == f"{1 + 49.5 / 25 - 0.2:.6f}"
    assert (first.stamp, first.time, first.shown) == (12800, 0, 0)
    assert (second.stamp, second.time, second.shown) == (12800 + 50 * STEP, 50 * STEP, 50 * STEP)
    assert (first.last, second.last) == (49 * STEP, 99 * STEP)


def test_seeking_finds_the_keyframe_itself_where_nothing_stored_behind_it_is_shown_before():
    film = even(150, 50)._replace(closed=frozenset({0, 100}))
    first, second, third = cuts.make(film, planned(), 2, 0)
    assert [cut.near for cut in (first, second, third)] == [None, None, "4.000500"]
    assert third.seek == f"{99.5 / 25:.6f}"
    assert (third.stamp, third.time) == (100 * STEP, 100 * STEP)


@settings(deadline=None)
@given(
    gaps=st.lists(st.integers(1, 3000), min_size=2, max_size=300),
    keys=st.sets(st.integers(0, 299), min_size=1),
    seconds=st.floats(0.1, 5),
)
def test_every_frame_from_the_first_keyframe_on_is_in_exactly_one_segment(gaps, keys, seconds):
    times = array("q", [0])
    for gap in gaps:
        times.append(times[-1] + gap)
    at = array("q", sorted(key for key in keys if key < len(times)))
    made = cuts.make(Index(Fraction(1, 12800), times, at), planned(variable_rate=True), seconds, 0)
    assert all(before.first + before.frames == after.first for before, after in pairwise(made))
    assert all(cut.first in at and cut.shown == times[cut.first] for cut in made)
    assert all(cut.last == times[cut.first + cut.frames - 1] for cut in made)
    assert not made or (made[0].first, made[-1].first + made[-1].frames) == (at[0], len(times))


# ---------------------------------------------------------------- what was read


def test_the_packets_of_an_open_group_say_which_frames_come_before_its_keyframe():
    read = video((0, 0, KEY), (1, 1, PLAIN), (2, 4, KEY), (3, 2, PLAIN), (4, 3, PLAIN), (5, 5, PLAIN))
    found = cuts.of_packets(read, planned())
    assert list(found.frames) == [at * STEP for at in range(6)]
    assert (list(found.keys), found.hidden_key) == ([0, 4], False)


def test_a_hidden_keyframe_is_none_to_cut_on_but_what_follows_it_can_be_decoded():
    found = cuts.of_packets(video((0, 0, HIDDEN_KEY), (1, 1, PLAIN), (2, 2, KEY)), planned())
    assert (list(found.keys), found.hidden_key) == ([1], True)


def test_a_recording_that_begins_within_a_group_has_no_hidden_keyframe():
    found = cuts.of_packets(video((0, 0, PLAIN), (1, 1, PLAIN), (2, 2, KEY)), planned())
    assert (list(found.keys), found.hidden_key) == ([2], False)


def test_the_first_frame_is_shown_when_one_pass_shows_it():
    read = video((0, 2, KEY), (1, 3, PLAIN))
    assert cuts.start(read, planned()) == 2 * STEP
    assert cuts.start(read, planned(container="mxf")) == 0


def test_packets_without_times_give_no_index():
    assert cuts.of_packets(video((0, -(2**63), KEY)), planned()) is None


# ---------------------------------------------------------------- when


def test_times_that_matroska_rounded_are_put_on_the_grid_as_the_filter_puts_them():
    film = planned(container="matroska", rate="24000/1001", time_base="1/1000")
    millisecond = film.source_tick
    exact = [round(number * film.frame_ticks) for number in range(200)]
    rounded = [round(Fraction(time, millisecond)) * millisecond for time in exact]
    assert [cuts.shown(film, number, time) for number, time in enumerate(rounded)] == exact


def test_frames_that_are_counted_are_shown_at_the_nominal_rate():
    film = planned(container="mxf", time_base="1/25")
    assert cuts.shown(film, 50, 49_999) == 50 * film.frame_ticks


@given(
    shown=st.lists(st.integers(1, 10**8), min_size=2, max_size=200),
    scale=st.integers(10_000, 1_000_000),
)
def test_the_join_adds_up_to_the_very_tick_however_many_segments_there_are(shown, scale):
    film = planned().model_copy(update={"time_scale": scale})
    one = cuts.make(even(100, 50), planned(), 2, 0)[0]
    begins = [sum(shown[:at]) for at in range(len(shown))]
    segments = [one.model_copy(update={"number": at, "shown": begin}) for at, begin in enumerate(begins)]

    listed = commands.playlist(film, segments, [Path(f"{at}.mp4") for at in range(len(shown))])

    total, joined = (
        0,
        [0],
    )  # as concatdec.c adds them up, in microseconds, and avformat rescales them, to the nearest tick
    for whole, part in re.findall(r"duration (\d+)\.(\d{6})", listed):
        total += int(whole) * 1_000_000 + int(part)
        joined.append(round(Fraction(total * scale, 1_000_000)))
    assert joined == begins
