"""The event stream of a running stack, as a program beside the bucket's notifications sees it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import nats
from nats.js import JetStreamContext

from local.servers.definitions import OBJECTS_SUBJECT
from local.servers.provision import CONSUMERS, OBJECTS_STREAM, SORTER

T = TypeVar("T")


def publish(url: str, bodies: Iterable[bytes]) -> None:
    """Put messages into the stream, in this order."""

    async def send(js: JetStreamContext) -> None:
        for body in bodies:
            await js.publish(OBJECTS_SUBJECT, body)

    _with(url, send)


def unsettled(url: str) -> int:
    """Count the events that are neither acknowledged nor ended."""

    async def look(js: JetStreamContext) -> int:
        return (await js.stream_info(OBJECTS_STREAM)).state.messages

    return _with(url, look)


def lose(url: str) -> None:
    """Forget all events that nobody has taken, as if they had never been sent."""

    async def forget(js: JetStreamContext) -> None:
        await js.purge_stream(OBJECTS_STREAM)

    _with(url, forget)


def waiting_workers(url: str) -> int:
    """Count the requests for an event that are open: one a lane, and one for unsorted events, for each worker that waits."""

    async def look(js: JetStreamContext) -> int:
        names = (*CONSUMERS.values(), SORTER)
        return sum([(await js.consumer_info(OBJECTS_STREAM, name)).num_waiting or 0 for name in names])

    return _with(url, look)


def _with(url: str, act: Callable[[JetStreamContext], Awaitable[T]]) -> T:
    async def connected() -> T:
        connection = await nats.connect(url, allow_reconnect=False)
        try:
            return await act(connection.jetstream())
        finally:
            await connection.close()

    return asyncio.run(connected())


def record(bucket: str, key: str, version: str = "2.0", name: str = "s3:ObjectCreated:Put") -> dict[str, Any]:
    """Write the notification of one object as the bucket does; ``key`` is escaped already."""
    what = {"bucket": {"name": bucket}, "object": {"key": key, "size": 1, "eTag": "0" * 32, "sequencer": "0"}}
    return {"eventVersion": version, "eventSource": "minio:s3", "awsRegion": "", "eventName": name, "s3": what}
