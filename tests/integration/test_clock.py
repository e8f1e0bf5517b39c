"""The clock: turns come when the settings say so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from functions.common.errors import TableUnavailable
from functions.deployment import Deployment
from functions.jobs import settings
from local.run import clock
from tests.support.wait_until import until


@contextmanager
def ticking(deployment: Deployment, turn: Callable[[], object]) -> Iterator[None]:
    """Let the clock run as long as the block takes."""
    stop = threading.Event()
    running = threading.Thread(target=clock.tick, args=(deployment.table, turn, stop))
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join(30)
        assert not running.is_alive()


@pytest.fixture(autouse=True)
def looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.02)


def test_the_first_turn_comes_at_once_and_the_next_after_the_interval(deployment: Deployment) -> None:
    settings.change(deployment.table, {"cleanup_interval_seconds": 86_400})
    turns: list[int] = []

    with ticking(deployment, lambda: turns.append(1)):
        until(lambda: turns, "the first turn")

    assert turns == [1]


def test_a_shortened_interval_takes_effect_without_a_restart(deployment: Deployment) -> None:
    settings.change(deployment.table, {"cleanup_interval_seconds": 86_400})
    turns: list[int] = []

    with ticking(deployment, lambda: turns.append(1)):
        until(lambda: turns, "the first turn")
        settings.change(deployment.table, {"cleanup_interval_seconds": 1})
        until(lambda: len(turns) >= 2, "the second turn")


@pytest.mark.parametrize("trouble", [TableUnavailable("locked"), RuntimeError("a bug")])
def test_a_turn_that_fails_does_not_end_the_clock(deployment: Deployment, trouble: Exception) -> None:
    settings.change(deployment.table, {"cleanup_interval_seconds": 1})
    turns: list[int] = []

    def turn() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise trouble

    with ticking(deployment, turn):
        until(lambda: len(turns) >= 2, "a turn after the failed one")
