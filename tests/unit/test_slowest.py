"""At the end of a run the slowest tests are named, with what their fixtures took."""

from typing import Literal

import pytest

from tests.support.slowest import SLOWEST, Slowest


def told(slowest: Slowest, name: str, **phases: float) -> None:
    when: Literal["setup", "call", "teardown"]
    for when in ("setup", "call", "teardown"):
        slowest.pytest_runtest_logreport(
            pytest.TestReport(
                name, (name, 1, name), {}, "passed", None, when, duration=phases.get(when, 0.0), start=0, stop=0
            )
        )


def test_a_tests_time_is_that_of_its_fixtures_too() -> None:
    slowest = Slowest()

    told(slowest, "a_long_call", setup=0.5, call=4)
    told(slowest, "slow_fixtures", setup=3, call=1, teardown=2)

    assert [line.split() for line in slowest.lines()] == [
        ["6.0", "s,", "of", "that", "setup", "3.0", "s", "slow_fixtures"],
        ["4.5", "s,", "of", "that", "setup", "0.5", "s", "a_long_call"],
    ]


def test_what_is_quick_is_not_named() -> None:
    slowest = Slowest()

    told(slowest, "quick", setup=0.3, call=0.3, teardown=0.3)

    assert slowest.lines() == []


def test_twenty_are_named_and_no_more() -> None:
    slowest = Slowest()

    for seconds in range(1, 31):
        told(slowest, f"takes_{seconds}", call=seconds)

    assert [line.split()[-1] for line in slowest.lines()] == [f"takes_{30 - rank}" for rank in range(SLOWEST)]
