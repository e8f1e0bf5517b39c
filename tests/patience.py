"""Waiting for something to become true: polled, and bounded."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(look: Callable[[], T], what: str, seconds: float = 30, pause: float = 0.01) -> T:
    """Give the first true answer of ``look``, asked every ``pause`` seconds; fails naming ``what`` if none came in time."""
    end = time.monotonic() + seconds
    while not (answer := look()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(pause)
    return answer
