"""How long the servers of API and page wait for a request, and for how many: who sends nothing holds no place for ever.

uvicorn has a limit for idle connections alone, which begins after their first answer.
"""

import asyncio
import resource
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 10.0
"""From a connection, or from the first byte of a further request on it, to the end of the request's head."""

BODY_SECONDS: Final = 40.0
"""From there to the end of its body, which the API waits for a little shorter, to be able to say so
(functions/api/middleware.py)."""

MOST_CONNECTIONS: Final = 2000
_OTHER_FILES: Final = 200  # open files that are no connections


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn has it, with a time for each request to come."""

    head_seconds, body_seconds = HEAD_SECONDS, BODY_SECONDS
    _waits_for: str | None = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are too many that wait."""
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            transport.abort()
            return
        self._wait_for("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_for(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of it."""
        super().data_received(data)
        state = self.conn.their_state
        self._wait_for("body" if state is h11.SEND_BODY else "head" if state is h11.IDLE else None)

    def on_response_complete(self) -> None:
        """Wait for what is left of the body, though it was answered without; and for the rest of a request that has begun."""
        super().on_response_complete()
        state = self.conn.their_state
        begun = state is h11.IDLE and self.conn.trailing_data[0]
        self._wait_for("body" if state is h11.SEND_BODY else "head" if begun else None)

    def _wait_for(self, what: str | None) -> None:
        """Start the clock for what is waited for, unless it runs for that already."""
        if what == self._waits_for:
            return
        if self._timer:
            self._timer.cancel()
        seconds = {"head": self.head_seconds, "body": self.body_seconds}
        self._waits_for = what
        self._timer = self.loop.call_later(seconds[what], self._too_late) if what else None

    def _too_late(self) -> None:
        self.transport.abort()


def most_connections() -> int:
    """Give how many connections there may be, which are open files too."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files == resource.RLIM_INFINITY else max(64, min(MOST_CONNECTIONS, files - _OTHER_FILES))


def options() -> dict[str, Any]:
    """Give what uvicorn.Config is told because of all this."""
    return {"http": Protocol, "ws": "none"}
