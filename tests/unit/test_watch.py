"""What ends soon is finished by a worker that is told to stop; all else is handed back at once."""

import pytest

from functions.common import watch
from functions.common.errors import HandedBack
from functions.common.watch import DEADLINE_MARGIN, FINISHING, Run, Stop, Watch


class Holder:
    """Holds the work, and never loses it."""

    def frames(self, done):
        pass

    def stopped(self):
        return None


@pytest.fixture
def clock(monkeypatch):
    """The time, as the test sets it."""
    now = [1000.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def stop(monkeypatch):
    told = Stop()
    monkeypatch.setattr(watch, "stopping", told)
    return told


def at_frame(clock, done, of, seconds):
    """Work that has encoded so many frames of a film in so many seconds."""
    work = Watch(Holder(), 60)
    work.expect(of)
    clock[0] += seconds
    work.on_frames(done)
    return work


def test_the_time_to_go_follows_from_the_pace_and_counts_what_comes_after_encoding(clock):
    work = at_frame(clock, 250, 1000, 10)

    assert work.seconds_to_go() == pytest.approx(30 + 40 * FINISHING)


def test_nobody_can_tell_before_the_first_frame_or_where_the_number_of_frames_is_not_known(clock):
    assert at_frame(clock, 0, 1000, 10).seconds_to_go() == float("inf")
    assert at_frame(clock, 100, None, 10).seconds_to_go() == float("inf")


def test_what_ends_in_time_goes_on_and_what_does_not_is_handed_back_at_once(clock, stop):
    soon, late = at_frame(clock, 99, 100, 10), at_frame(clock, 10, 100, 10)

    stop.set(10)

    assert soon.stopped() is None
    assert isinstance(late.stopped(), HandedBack)


def test_what_was_to_end_soon_and_did_not_is_handed_back_when_the_time_is_over(clock, stop):
    work = at_frame(clock, 100, 100, 10)
    stop.set(5)
    assert work.stopped() is None

    clock[0] += 5

    assert isinstance(work.stopped(), HandedBack)


def test_told_to_stop_at_once_nothing_goes_on(clock, stop):
    work = at_frame(clock, 100, 100, 0.001)

    stop.set()

    assert isinstance(work.stopped(), HandedBack)


class Lambda:
    """A run that has so many seconds left."""

    def __init__(self, seconds):
        self.seconds = seconds

    def get_remaining_time_in_millis(self):
        return int(self.seconds * 1000)


def test_the_second_job_of_a_batch_knows_what_a_whole_run_would_have(clock):
    """The run began with 900 s, of which another job took 880."""
    context = Lambda(900)
    run = Run(context)
    context.seconds = 20

    late = Watch(Holder(), 60, run)

    assert late.is_late()
    assert late.seconds_left() == pytest.approx(20 - DEADLINE_MARGIN)
    assert late.seconds_of_a_whole_run() == pytest.approx(900 - DEADLINE_MARGIN)
    clock[0] += 100  # what this job itself took counts in a whole run, too
    assert late.seconds_of_a_whole_run() == pytest.approx(800 - DEADLINE_MARGIN)


def test_a_run_that_began_with_the_job_has_no_more_than_is_left(clock):
    alone = Watch(Holder(), 60, Run(Lambda(900)))
    assert not alone.is_late()

    clock[0] += 1000

    assert alone.seconds_of_a_whole_run() == 0
    assert Watch(Holder(), 60).seconds_of_a_whole_run() == float("inf")
