"""A clock that goes from one event to the next, and what waits for it. It knows no wall time, so a day takes minutes."""

import heapq
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from itertools import count

from functions.common.errors import Transient

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
"""When every replay begins."""

Course = Generator[float, None, None]
"""What somebody does: it yields the seconds until it goes on."""


class Clock:
    """Calls what was put off, in the order of its time; what is due at the same time in the order it was asked for."""

    def __init__(self) -> None:
        """Begin at the epoch."""
        self.seconds = 0.0
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def now(self) -> datetime:
        """Give the moment."""
        return EPOCH + timedelta(seconds=self.seconds)

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Call that many seconds from now."""
        heapq.heappush(self._waiting, (self.seconds + seconds, next(self._number), call))

    def run(self, until: float = float("inf")) -> None:
        """Go on until nothing waits any more, or nothing before that second."""
        while self._waiting and self._waiting[0][0] <= until:
            self.seconds, _, call = heapq.heappop(self._waiting)
            call()


class Doing:
    """A course that is under way; ``ended`` is called with the passing trouble that it met, or None."""

    def __init__(self, clock: Clock, course: Course, ended: Callable[[Transient | None], None]) -> None:
        """Take its first step as the next event of this moment."""
        self._clock, self._course, self._ended = clock, course, ended
        self._lost = False
        clock.after(0, self._step)

    def lose(self) -> None:
        """Let it go no further, as when a machine is gone: nothing is told, and nobody is asked."""
        self._lost = True

    def _step(self) -> None:
        if self._lost:
            return
        try:
            seconds = next(self._course)
        except StopIteration:
            self._ended(None)
        except Transient as trouble:
            self._ended(trouble)
        else:
            self._clock.after(seconds, self._step)
