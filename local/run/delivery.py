"""One event on its way from the stream through the function: read, kept alive while it is worked on, and settled.

| what the function does           | what the stream is told                                              |
|----------------------------------|----------------------------------------------------------------------|
| returns                          | ack                                                                  |
| raises HandedBack                | nak: deliver again at once, to another worker                        |
| raises another Transient         | nak: deliver again after ``retry_after`` of the error, or a back-off |
| raises anything else             | the same, and after so many deliveries: dead-letter stream, term     |
| is not called: not a JSON object | ack, counted                                                         |
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from functions.common import log
from functions.common.errors import HandedBack, JobBusy, Transient
from local.servers.provision import ACK_SECONDS, DEAD_SUBJECT

if TYPE_CHECKING:
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

Event = dict[str, Any]
Call = Callable[[Event], Awaitable[object]]

SIGN_SECONDS = ACK_SECONDS / 3
"""Time between two signs of life to the stream; two may get lost before the event is delivered again."""

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
BUSY_DELAY = 15.0
"""Delay of an event whose job another attempt holds, seconds: about the time until its lease can run out."""

_EXCERPT = 500


class Delivery:
    """Settles the events of one stream. ``garbage`` counts those that were no events."""

    def __init__(self, js: "JetStreamContext", call: Call) -> None:
        """Hand events to ``call``, and what cannot be worked off to the dead-letter stream of ``js``."""
        self._js = js
        self._call = call
        self.garbage = 0

    async def settle(self, message: "Msg", most_deliveries: int) -> None:
        """Take one message to its end. Raises what nats-py raises; the message is then delivered again by itself."""
        event = _read(message.data)
        if event is None:
            self.garbage += 1
            log.warning("event_garbage", total=self.garbage, size=len(message.data), start=repr(message.data[:80]))
            await message.ack()
            return
        signs = asyncio.create_task(_signs_of_life(message))
        try:
            await self._call(event)
        except HandedBack:
            await message.nak()
        except Transient as passing:
            pause = delay(_deliveries(message), passing)
            log.info("event_delayed", reason=passing.code, seconds=pause)
            await message.nak(pause)
        except Exception as trouble:  # noqa: BLE001  whatever a function raises is tried again, then recorded
            await self._retry_or_dead_letter(message, trouble, most_deliveries)
        else:
            await message.ack()
        finally:
            signs.cancel()

    async def _retry_or_dead_letter(self, message: "Msg", trouble: Exception, most_deliveries: int) -> None:
        deliveries = _deliveries(message)
        if deliveries < most_deliveries:
            pause = delay(deliveries, trouble)
            log.exception("event_failed", deliveries=deliveries, again_in=pause)
            await message.nak(pause)
            return
        body = message.data.decode(errors="replace")
        letter = {"reason": f"{type(trouble).__name__}: {trouble}", "deliveries": deliveries, "event": body}
        await self._js.publish(DEAD_SUBJECT, json.dumps(letter).encode())
        log.exception("event_dead", deliveries=deliveries, start=body[:_EXCERPT])
        await message.term()


def delay(deliveries: int, trouble: Exception) -> float:
    """Give the pause before the next delivery, seconds: what the error wishes, else 1, 2, 4, … up to a minute."""
    wished = getattr(trouble, "retry_after", None)
    if wished is not None:
        return float(wished)
    if isinstance(trouble, JobBusy):
        return BUSY_DELAY
    return float(min(FIRST_DELAY * 2.0 ** min(deliveries - 1, 16), LONGEST_DELAY))


def _deliveries(message: "Msg") -> int:
    return int(message.metadata.num_delivered or 1)


def _read(data: bytes) -> Event | None:
    """Read a message; None if it is not a JSON object."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):  # json.loads takes bytes in any UTF; UnicodeDecodeError is a ValueError
        return None
    return event if isinstance(event, dict) else None


async def _signs_of_life(message: "Msg") -> None:
    """Tell the stream again and again that the event is being worked on."""
    from nats.errors import Error

    while True:
        await asyncio.sleep(SIGN_SECONDS)
        try:
            await message.in_progress()
        except Error as away:
            log.warning("sign_of_life_failed", reason=repr(away))
