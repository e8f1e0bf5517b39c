"""The event stream as a worker takes from it. It heals itself: NATS may be away, come back, or come back empty.

The events lie in three lanes, one a priority, each with a consumer of its own; functions/common/priority.py says which is
asked first.
"""

import asyncio
import json
import random
from functools import partial
from typing import TYPE_CHECKING, Final

from functions.common import log, priority
from functions.common.priority import CYCLE, PRIORITIES, Priority
from local.servers import provision

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

PULL_SECONDS = 1.0
"""Longest that ``next`` waits for an event: this often a worker notices that it shall stop."""

_RECONNECT_SECONDS = 0.5
_CLOSE_SECONDS = 1
_ANSWER_SECONDS = 5.0  # NATS answers at once, or its answer is lost
_NOTHING: Final = {"404", "408"}  # statuses of ADR-13: no message is there, or none came


class Stream:
    """One connection to the event stream."""

    def __init__(self, connection: "Client", step: int | None = None) -> None:
        """Take from the stream behind ``connection``; ``step`` of the cycle of priorities is the first, by default any.

        Workers that are started often must not all begin with the highest lane.
        """
        self._connection = connection
        self._ready = False
        self._step = random.randrange(len(CYCLE)) if step is None else step  # noqa: S311  nothing to guess
        self._hands: dict[Priority, asyncio.Task[Msg | None]] = {}  # requests that wait for an event
        self.js: JetStreamContext = connection.jetstream()

    async def ready(self) -> bool:
        """Make the streams and the consumers, unless they are there; whether that worked."""
        from nats.errors import Error

        try:
            await provision.streams(self.js)
            self._ready = True
        except Error as away:
            await self._heal(away)
        return self._ready

    async def next(self) -> "Msg | None":
        """Wait a moment for an event; None if none came, or if NATS is away."""
        from nats.errors import Error
        from nats.errors import TimeoutError as NothingCame

        if not self._connection.is_connected:  # a request made now would be answered when nobody waits for it any more
            self.forget()
            await asyncio.sleep(_RECONNECT_SECONDS)
            return None
        if not self._ready and not await self.ready():
            return None
        try:
            message = await self._there() or await self._first_to_come()
        except NothingCame:
            return None
        except Error as lost:
            await self._heal(lost)
            return None
        self._step += message is not None
        return message

    async def waiting(self) -> dict[Priority, float]:
        """Count the events of each lane that no worker has taken; nothing where NATS does not tell."""
        from nats.errors import Error

        if not self._connection.is_connected:
            return {}
        try:
            found = {
                lane: await self.js.consumer_info(provision.OBJECTS_STREAM, provision.CONSUMERS[lane])
                for lane in PRIORITIES
            }
        except Error:  # it is away, or comes back empty; whoever takes events logs that
            return {}
        return {lane: float(consumer.num_pending or 0) for lane, consumer in found.items()}

    async def let_go(self, *, wait: bool = False) -> None:
        """Give back what came for requests that nobody reads any more; ``wait`` for those that are still open.

        Whoever has no room for an event calls this, so that it goes to another worker.
        """
        from nats.errors import Error

        if wait and self._hands:
            await asyncio.wait(self._hands.values(), timeout=PULL_SECONDS + _CLOSE_SECONDS)
        for lane in [lane for lane, hand in self._hands.items() if hand.done()]:
            try:
                if message := self._hands.pop(lane).result():
                    await message.nak()
            except Error as away:
                log.warning("stream_trouble", reason=repr(away))

    def forget(self) -> None:
        """Wait no longer for the requests that are open: NATS has forgotten them with the connection they came by."""
        for hand in self._hands.values():
            if hand.done() and not hand.cancelled():
                hand.exception()  # it is asked for, so that nobody complains of it
            hand.cancel()
        self._hands.clear()

    async def close(self) -> None:
        """Send what was said last, then close the connection."""
        from nats.errors import Error

        self.forget()
        for step in (partial(self._connection.flush, _CLOSE_SECONDS), self._connection.close):
            try:
                await step()
            except (Error, OSError) as away:  # while NATS is away, the client ends with what its socket says
                log.warning("stream_trouble", reason=repr(away))

    async def _there(self) -> "Msg | None":
        """Take an event that is there, by the order of the lanes. A lane with an open request has none."""
        for lane in priority.order(self._step):
            if lane not in self._hands:
                message = await self._pull(lane)
            elif self._hands[lane].done():
                message = self._hands.pop(lane).result()
            else:
                continue
            if message is not None:
                return message
        return None

    async def _first_to_come(self) -> "Msg | None":
        """Wait a moment at all lanes. The requests of the others stay open, for the next turn."""
        for lane in PRIORITIES:
            if lane not in self._hands:
                self._hands[lane] = asyncio.create_task(self._pull(lane, PULL_SECONDS))
        open_now = dict(self._hands)
        await asyncio.wait(open_now.values(), return_when=asyncio.FIRST_COMPLETED)
        for lane in priority.order(self._step):
            hand = open_now[lane]
            if hand.done() and self._hands.get(lane) is hand:  # else it was forgotten meanwhile
                del self._hands[lane]
                if message := hand.result():
                    return message
        return None

    async def _pull(self, lane: Priority, seconds: float = 0) -> "Msg | None":
        """Ask a lane for one event, and wait ``seconds`` for it; None if there is none. Raises what nats-py raises."""
        from nats.js.errors import ServiceUnavailableError

        wish = {"expires": round(seconds * 1e9)} if seconds else {"no_wait": True}
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{provision.OBJECTS_STREAM}.{provision.CONSUMERS[lane]}"
        asked = json.dumps({"batch": 1, **wish}).encode()
        # An inbox for each request (old_style): an event comes under its own subject, by which a shared inbox does not know it.
        message = await self._connection.request(subject, asked, timeout=seconds + _ANSWER_SECONDS, old_style=True)
        status = (message.headers or {}).get("Status")
        if status in _NOTHING:
            return None
        if status is not None:  # the consumer was deleted, or its server stops
            raise ServiceUnavailableError(description=f"{lane}: {message.headers}")
        return message

    async def _heal(self, trouble: Exception) -> None:
        """Begin anew with the next event: the consumers may be gone, and the stream with them."""
        log.warning("stream_trouble", reason=repr(trouble))
        self._ready = False
        self.forget()
        await asyncio.sleep(_RECONNECT_SECONDS)


async def connect(url: str) -> Stream:
    """Connect, however long NATS is away; it reconnects by itself from then on."""
    import nats

    async def on_error(trouble: Exception) -> None:
        log.warning("nats_trouble", reason=repr(trouble))

    made: list[Stream] = []

    async def on_reconnect() -> None:
        log.info("nats_reconnected")
        for stream in made:
            stream.forget()

    made.append(
        Stream(
            await nats.connect(
                url,
                max_reconnect_attempts=-1,
                reconnect_time_wait=_RECONNECT_SECONDS,
                error_cb=on_error,
                reconnected_cb=on_reconnect,
            )
        )
    )
    return made[0]
