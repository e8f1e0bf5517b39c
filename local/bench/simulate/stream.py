"""The event stream of a replay: a work queue as provision.py makes one, whose waiting time delivery.py gives."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from functions.bucket.notifications import Arrival
from functions.common.errors import Transient
from local.bench.simulate.clock import Clock
from local.bench.simulate.meter import Meter
from local.run import delivery
from local.servers.provision import ACK_SECONDS

HOP_SECONDS = 0.01
"""From an object that is complete to a worker that waits; `bench overhead` measures 0.03 with the claim."""


@dataclass(eq=False)
class Event:
    """One event on its way."""

    arrival: Arrival
    since: float
    deliveries: int = field(default=0)


class Stream:
    """First come, first served; what is delivered again goes before what is new. Who waits longest for work gets it."""

    def __init__(self, clock: Clock, meter: Meter) -> None:
        """Begin empty."""
        self._clock, self._meter = clock, meter
        self._lock = threading.Lock()
        self._fresh: list[Event] = []
        self._new: deque[Event] = deque()
        self._again: deque[Event] = deque()
        self._takers: deque[Callable[[Event], None]] = deque()
        self.longest_wait = 0.0

    def publish(self, arrival: Arrival) -> None:
        """Take an event of the bucket; also from threads, which put a film's tasks in no order of their own."""
        self._meter.count(("stream", "publish"))
        with self._lock:
            if not self._fresh:
                self._clock.after(HOP_SECONDS, self._arrive)
            self._fresh.append(Event(arrival, self._clock.seconds))

    def take(self, taker: Callable[[Event], None]) -> None:
        """Give the next event to ``taker``, as soon as there is one."""
        self._takers.append(taker)
        self._match()

    def leave(self, taker: Callable[[Event], None]) -> None:
        """Give it none any more."""
        if taker in self._takers:
            self._takers.remove(taker)

    def settle(self, event: Event, trouble: Transient | None) -> None:
        """Acknowledge what was done; put off what was not, as the worker does."""
        self._meter.count(("stream", "ack"))
        if trouble is not None:
            pause = delivery.delay(event.deliveries, trouble)
            self._clock.after(pause, lambda: self._came(self._again, event))

    def lose(self, event: Event) -> None:
        """Notice that nobody gives a sign of life for it any more, and deliver it again."""
        self._clock.after(ACK_SECONDS, lambda: self._came(self._again, event))

    @property
    def waiting(self) -> int:
        """How many events nobody has yet."""
        return len(self._new) + len(self._again)

    def _arrive(self) -> None:
        """Let what was published come, the sound of a film before its segments, as they are sent."""
        fresh, self._fresh = self._fresh, []
        for event in sorted(fresh, key=lambda each: _place(each.arrival.key)):
            self._came(self._new, event)

    def _came(self, queue: "deque[Event]", event: Event) -> None:
        queue.append(event)
        self._match()

    def _match(self) -> None:
        while self._takers and (self._again or self._new):
            event = (self._again or self._new).popleft()
            event.deliveries += 1
            if event.deliveries == 1:
                self.longest_wait = max(self.longest_wait, self._clock.seconds - event.since)
            self._takers.popleft()(event)


def _place(key: str) -> tuple[bool, str]:
    """Order keys without the random part of a task's, which comes last."""
    return "/sound/" not in key, key.rpartition("/")[0]
