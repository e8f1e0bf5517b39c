"""The event stream as a worker takes from it. It heals itself: NATS may be away, come back, or come back empty."""

import asyncio
from typing import TYPE_CHECKING

from functions import log
from local import provision

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

PULL_SECONDS = 1.0
"""Longest that ``next`` waits for an event: this often a worker notices that it shall stop."""

_RECONNECT_SECONDS = 0.5
_CLOSE_SECONDS = 1


class Stream:
    """One connection to the event stream."""

    def __init__(self, connection: "Client") -> None:
        """Take from the stream behind ``connection``."""
        self._connection = connection
        self._consumer: JetStreamContext.PullSubscription | None = None
        self.js: JetStreamContext = connection.jetstream()

    async def ready(self) -> bool:
        """Make the streams and the consumer, unless they are there; whether that worked."""
        from nats.errors import Error

        try:
            await provision.streams(self.js)
            self._consumer = await self.js.pull_subscribe_bind(provision.CONSUMER, provision.OBJECTS_STREAM)
        except Error as away:
            await self._heal(away)
        return self._consumer is not None

    async def next(self) -> "Msg | None":
        """Wait a moment for an event; None if none came, or if NATS is away."""
        from nats.errors import Error
        from nats.errors import TimeoutError as NothingCame

        if not self._connection.is_connected:  # a request made now would be answered when nobody waits for it any more
            await asyncio.sleep(_RECONNECT_SECONDS)
            return None
        if self._consumer is None and not await self.ready():
            return None
        assert self._consumer is not None  # noqa: S101  it is ready
        try:
            return (await self._consumer.fetch(1, timeout=PULL_SECONDS))[0]
        except NothingCame:
            return None
        except Error as lost:
            await self._heal(lost)
            return None

    async def close(self) -> None:
        """Send what was said last, then close the connection."""
        from nats.errors import Error

        try:
            await self._connection.flush(_CLOSE_SECONDS)
        except Error as away:
            log.warning("stream_trouble", reason=repr(away))
        await self._connection.close()

    async def _heal(self, trouble: Exception) -> None:
        """Begin anew with the next event: the consumer may be gone, and the stream with it."""
        log.warning("stream_trouble", reason=repr(trouble))
        self._consumer = None
        await asyncio.sleep(_RECONNECT_SECONDS)


async def connect(url: str) -> Stream:
    """Connect, however long NATS is away; it reconnects by itself from then on."""
    import nats

    async def on_error(trouble: Exception) -> None:
        log.warning("nats_trouble", reason=repr(trouble))

    async def on_reconnect() -> None:
        log.info("nats_reconnected")

    return Stream(
        await nats.connect(
            url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=_RECONNECT_SECONDS,
            error_cb=on_error,
            reconnected_cb=on_reconnect,
        )
    )
