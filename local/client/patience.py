"""Trying again: after a longer and longer while, with jitter, until nothing has got through for too long."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from functions.common.errors import Transient

Result = TypeVar("Result")


@dataclass(frozen=True)
class Pace:
    """How trying again is spaced, in seconds."""

    first: float = 0.2
    longest: float = 10.0
    give_up: float = 120.0

    def delay(self, tries: int) -> float:
        """Give the wait after the ``tries``-th failure in a row: a random part of first x 2^tries, at most ``longest``.

        Full jitter, after https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, so that parts that
        were cut together do not come back together.
        """
        return random.uniform(0, min(self.longest, self.first * 2 ** min(tries, 30)))  # noqa: S311  no secret


class Stopped(Exception):  # not an error: somebody else's reason ended the work
    """The work was stopped from outside while this waited."""


class Patience:
    """Shared by all that work on one thing, from any thread: whoever gets something through renews it for everybody."""

    def __init__(self, pace: Pace | None = None) -> None:
        """Begin to count now."""
        self._pace = pace or Pace()
        self._stop = threading.Event()
        self._last_success = time.monotonic()

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End every wait, now and from now on."""
        self._stop.set()

    def renew(self) -> None:
        """Note that something got through."""
        self._last_success = time.monotonic()

    def wait(self, failure: Transient, tries: int) -> None:
        """Wait before the next try. Raises ``failure`` when nothing got through for too long, Stopped when stopped."""
        if time.monotonic() - self._last_success > self._pace.give_up:
            raise failure
        if self._stop.wait(self._pace.delay(tries)):
            raise Stopped

    def insist(self, call: Callable[[], Result]) -> Result:
        """Call until it gets through. Raises what ``call`` raises that is not passing trouble, and what ``wait`` raises."""
        tries = 0
        while True:
            try:
                result = call()
            except Transient as failure:
                tries += 1
                self.wait(failure, tries)
            else:
                self.renew()
                return result
