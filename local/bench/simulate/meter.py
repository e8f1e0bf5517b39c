"""Counts what is asked of table, bucket and stream, minute by minute."""

import threading
from collections import defaultdict
from collections.abc import Iterable

from local.bench.simulate.clock import Clock

MINUTE = 60.0

Kind = tuple[str, str]
"""Who is asked, and for what: ("table", "claim")."""


class Meter:
    """Counts by kind and minute. What goes on all the time is a rate, and is not counted one by one."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing; ``clock`` says when something is asked."""
        self._clock, self._lock = clock, threading.Lock()
        self._minutes: dict[Kind, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self._always: dict[Kind, float] = defaultdict(float)

    def count(self, kind: Kind, number: float = 1.0) -> None:
        """Count what is asked now. Safe across threads."""
        with self._lock:
            self._minutes[kind][int(self._clock.seconds // MINUTE)] += number

    def spread(self, kind: Kind, rate: float, begin: float, end: float) -> None:
        """Count what is asked ``rate`` times a second from one second to another."""
        at = begin
        while at < end:
            minute = int(at // MINUTE)
            stop = min(end, (minute + 1) * MINUTE)
            self._minutes[kind][minute] += rate * (stop - at)
            at = stop

    def always(self, kind: Kind, rate: float) -> None:
        """Count what is asked so often a second from beginning to end."""
        self._always[kind] += rate

    @property
    def kinds(self) -> list[Kind]:
        """All that was asked for, by name."""
        return sorted({*self._minutes, *self._always})

    def counted(self, kind: Kind) -> float:
        """How often that was asked for, without what goes on all the time."""
        return sum(self._minutes[kind].values()) if kind in self._minutes else 0.0

    def mean(self, kinds: Iterable[Kind], seconds: float) -> float:
        """How often a second these were asked for, over so many seconds."""
        return sum(self.counted(kind) / seconds + self._always.get(kind, 0.0) for kind in kinds)

    def peak(self, kinds: Iterable[Kind]) -> float:
        """How often a second these were asked for in the busiest minute."""
        together: dict[int, float] = defaultdict(float)
        wanted = list(kinds)
        for kind in wanted:
            for minute, number in self._minutes.get(kind, {}).items():
                together[minute] += number
        return max(together.values(), default=0.0) / MINUTE + sum(self._always.get(kind, 0.0) for kind in wanted)
