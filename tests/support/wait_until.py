"""Waiting for something to become true: polled, and bounded."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LONGEST_TURN = 10.0
"""What one look and its pause count at most, seconds: a machine that stood still has given nobody the time to do anything."""


def until(look: Callable[[], T], what: str, seconds: float = 60, pause: float = 0.01) -> T:
    """Give the first true answer of ``look``, asked every ``pause`` seconds; fails naming ``what`` if none came in time."""
    waited, before = 0.0, time.monotonic()
    while not (answer := look()):
        assert waited < seconds, f"not within {seconds} s: {what}"
        time.sleep(pause)
        now = time.monotonic()
        waited, before = waited + min(now - before, LONGEST_TURN), now
    return answer
