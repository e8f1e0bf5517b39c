"""What was read from the job table a moment ago, given again, so that a crowd that polls costs what one poller does."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from functions.common.errors import TableUnavailable

T = TypeVar("T")


class TtlCache(Generic[T]):
    """Answers from memory: however many ask, it is looked at most once in ``seconds``. Safe across threads."""

    def __init__(self, look: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Look when first asked; ``clock`` gives seconds."""
        self._look = look
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._found: tuple[T] | TableUnavailable = TableUnavailable()

    def read(self) -> T:
        """Give what was there at most ``seconds`` ago. Raises TableUnavailable, as often as it was met."""
        with self._lock:
            if self._looked_at is None or self._clock() - self._looked_at >= self._seconds:
                try:
                    self._found = (self._look(),)
                except TableUnavailable as away:
                    self._found = away  # kept as well: a crowd must not wait in a row for a table that is away
                self._looked_at = self._clock()
            found = self._found
        if isinstance(found, TableUnavailable):
            raise TableUnavailable(found.detail) from found
        return found[0]
