"""Answers that are given again for a moment."""

import threading

import pytest

from functions.api.response_cache import MOST, Recent
from functions.common.errors import TableUnavailable


class Maker:
    """Makes another answer each time it is asked."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return b"%d" % self.made


def test_an_answer_is_given_again_until_its_time_is_over():
    now, make = [0.0], Maker()
    recent = Recent(1, clock=lambda: now[0])
    assert [recent.get("page", make), recent.get("page", make)] == [b"1", b"1"]

    now[0] = 1.0

    assert recent.get("page", make) == b"2"


def test_each_question_has_its_own_answer():
    make = Maker()
    recent = Recent(60)
    assert [recent.get(page, make) for page in ("a", "b", "a")] == [b"1", b"2", b"1"]


def test_after_a_change_nothing_of_before_is_given():
    make = Maker()
    recent = Recent(60)
    recent.get("page", make)

    recent.forget()

    assert recent.get("page", make) == b"2"


def test_what_is_being_made_while_something_changes_is_not_kept():
    recent, changed = Recent(60), Maker()

    def make_while_it_changes():
        recent.forget()
        return b"of before"

    assert recent.get("page", make_while_it_changes) == b"of before"
    assert recent.get("page", changed) == b"1"


def test_a_crowd_that_asks_at_once_makes_it_once():
    recent, make, together = Recent(60), Maker(), threading.Barrier(8)

    def ask():
        together.wait()
        recent.get("page", make)

    crowd = [threading.Thread(target=ask) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert make.made == 1


def test_a_failure_is_raised_and_not_kept():
    recent = Recent(60)

    def fail():
        raise TableUnavailable

    with pytest.raises(TableUnavailable):
        recent.get("page", fail)
    assert recent.get("page", lambda: b"well") == b"well"


def test_it_does_not_grow_without_end():
    recent = Recent(60)
    for page in range(3 * MOST):
        recent.get(page, lambda: b"")
    assert len(recent._kept) <= MOST
