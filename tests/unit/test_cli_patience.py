"""Trying again, and giving up."""

import pytest

from functions.common.errors import Transient
from local.client.patience import Pace, Patience, Stopped


def test_waits_grow_up_to_the_longest_and_never_beyond() -> None:
    pace = Pace(first=1, longest=8, give_up=100)

    for tries, most in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 8), (1000, 8)]:
        assert all(0 <= pace.delay(tries) <= most for _ in range(100))


def test_what_fails_in_passing_is_tried_until_it_gets_through() -> None:
    answers = [Transient("once"), Transient("twice"), "done"]

    def call() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Transient):
            raise answer
        return answer

    assert Patience(Pace(0, 0, give_up=60)).insist(call) == "done"


def test_what_does_not_pass_is_raised_at_once() -> None:
    def refuse() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Patience(Pace(0, 0, give_up=60)).insist(refuse)


def test_when_nothing_gets_through_for_too_long_the_failure_is_raised() -> None:
    def away() -> None:
        raise Transient("away")

    with pytest.raises(Transient, match="away"):
        Patience(Pace(0, 0, give_up=0)).insist(away)


def test_a_stop_ends_every_wait() -> None:
    patience = Patience(Pace(first=600, longest=600, give_up=600))
    patience.stop()

    assert patience.stopped
    with pytest.raises(Stopped):
        patience.wait(Transient(), 30)
