"""Priorities: what is taken next, and that no lane starves."""

from collections import Counter, deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.common import priority
from functions.common.priority import CYCLE, PRIORITIES

lanes = st.sampled_from(PRIORITIES)
arrivals = st.lists(st.lists(lanes, max_size=6), min_size=1, max_size=80)  # what comes in before each take
first_steps = st.integers(0, 10**9)


def taken(waiting, step):
    """What a worker takes of these queues at this step."""
    return next((lane for lane in priority.order(step) if waiting[lane]), None)


@given(first_steps)
def test_every_lane_is_asked_at_every_step(step):
    assert sorted(priority.order(step)) == sorted(PRIORITIES)


@given(arrivals, first_steps)
def test_whatever_comes_in_the_kth_of_a_lane_is_taken_within_k_cycles(arriving, first):
    waiting = {lane: deque() for lane in PRIORITIES}
    taken_at, step = {}, first
    for number, coming in enumerate([*arriving, *([[]] * sum(map(len, arriving)))]):
        for lane in coming:
            ahead = len(waiting[lane])
            waiting[lane].append((number, ahead, len(taken_at), lane))
        lane = taken(waiting, step)
        if lane is not None:
            job = waiting[lane].popleft()
            taken_at[len(taken_at)] = job
            step += 1
            came, ahead = job[2], job[1]
            assert len(taken_at) - came <= len(CYCLE) * (ahead + 1)

    assert not any(waiting.values())


@given(first_steps)
def test_under_load_on_all_lanes_each_gets_its_share(step):
    full = dict.fromkeys(PRIORITIES, True)

    shares = Counter(taken(full, step + number) for number in range(len(CYCLE)))

    assert shares == {"high": 8, "normal": 3, "low": 1}


@given(first_steps, lanes)
def test_a_lane_alone_gets_everything(step, lane):
    assert taken({each: each == lane for each in PRIORITIES}, step) == lane


@pytest.mark.parametrize(
    ("key", "lane"),
    [
        ("inbox/film.mov", "normal"),
        ("high/inbox/film.mov", "high"),
        ("low/uploads/x/source", "low"),
        ("inbox/high/film.mov", "normal"),
        ("highlights/film.mov", "normal"),
    ],
)
def test_the_folder_of_an_object_tells_its_lane(key, lane):
    assert priority.of_key(key) == lane


def test_what_a_job_asks_for_goes_before_the_folder_of_its_source_and_nothing_does_where_there_are_no_lanes():
    assert priority.of_job("low", "high/inbox/a", lanes=True) == "low"
    assert priority.of_job(None, "high/inbox/a", lanes=True) == "high"
    assert priority.of_job("high", "high/inbox/a", lanes=False) == "normal"
