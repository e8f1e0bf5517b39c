"""Answers given again for a moment, so that a crowd that polls costs what one poller does."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

T = TypeVar("T")

MOST = 500  # different answers kept; a page that is asked for has one for each search, state and cursor


class Recent(Generic[T]):
    """Keeps each answer for ``seconds``; those who ask for one that is just being made wait for it. Safe across threads.

    ``forget`` empties it. It is called before every request that may have written is answered, so a client never misses
    a change of its own; what workers and other API processes change is seen ``seconds`` later at most.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet; ``clock`` gives seconds."""
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Answer[T]] = {}

    async def answer(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the answer kept under ``key`` at once, or make it in a thread of the pool."""
        kept = self.peek(key)
        return await run_in_threadpool(self.get, key, make) if kept is None else kept

    def peek(self, key: Hashable) -> T | None:
        """Give the answer kept under ``key``; None when there is none, or its time is over."""
        with self._lock:
            answer = self._kept.get(key)
        if answer is None or not answer.content or not self._is_fresh(answer, self._clock()):
            return None
        return answer.content[0]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the answer kept under ``key``, or make it. What ``make`` raises is raised, and nothing is kept."""
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept = {}
            answer = self._kept.setdefault(key, _Answer())
        with answer.lock:
            now = self._clock()
            if not answer.content or not self._is_fresh(answer, now):
                answer.content = (make(),)
                answer.made_at = now
            return answer.content[0]

    def forget(self) -> None:
        """Keep nothing of what was answered so far, nor of what is being made at this moment."""
        with self._lock:
            self._kept = {}

    def _is_fresh(self, answer: "_Answer[T]", now: float) -> bool:
        return now - answer.made_at < self._seconds


class _Answer(Generic[T]):
    """One answer: empty until it was made."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made_at = 0.0
        self.content: tuple[T] | tuple[()] = ()
