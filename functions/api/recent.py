"""Answers given again for a moment, so that a crowd that polls costs what one poller does."""

import threading
import time
from collections.abc import Callable, Hashable

from starlette.concurrency import run_in_threadpool

MOST = 500  # different answers kept; a page that is asked for has one for each search, state and cursor


class Recent:
    """Keeps each answer for ``seconds``; those who ask for one that is just being made wait for it. Safe across threads.

    ``forget`` empties it. It is called before every request that may have written is answered, so a client never misses
    a change of its own; what workers and other API processes change is seen ``seconds`` later at most.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet; ``clock`` gives seconds."""
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Answer] = {}

    async def answer(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give the answer kept under ``key`` at once, or make it in a thread of the pool."""
        kept = self.peek(key)
        return await run_in_threadpool(self.get, key, make) if kept is None else kept

    def peek(self, key: Hashable) -> bytes | None:
        """Give the answer kept under ``key``; None when there is none, or its time is over."""
        with self._lock:
            answer = self._kept.get(key)
        return answer.content if answer and self._is_fresh(answer, self._clock()) else None

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give the answer kept under ``key``, or make it. What ``make`` raises is raised, and nothing is kept."""
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept = {}
            answer = self._kept.setdefault(key, _Answer())
        with answer.lock:
            now = self._clock()
            if not self._is_fresh(answer, now):
                answer.content = make()
                answer.made_at = now
            return answer.content

    def forget(self) -> None:
        """Keep nothing of what was answered so far, nor of what is being made at this moment."""
        with self._lock:
            self._kept = {}

    def _is_fresh(self, answer: "_Answer", now: float) -> bool:
        return answer.made_at is not None and now - answer.made_at < self._seconds


class _Answer:
    """One answer: empty until it was made."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made_at: float | None = None
        self.content = b""
