"""The lanes of the event stream: each priority has one, on a real NATS and behind a real bucket."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nats as nats_client
import pytest

from functions.bucket import keys
from functions.common import priority
from functions.common.priority import CYCLE, PRIORITIES
from functions.deployment import Deployment
from functions.intake import tasks
from functions.plan.profile import Options
from local.run.stream import Stream
from local.servers import provision
from local.servers.definitions import SUBJECTS
from tests.support.rows import jobs
from tests.support.servers.programs import Nats


@asynccontextmanager
async def taking(nats: Nats, step: int = 0) -> AsyncIterator[Stream]:
    """Take from the stream as a worker does."""
    stream = Stream(await nats_client.connect(nats.url), step)
    assert await stream.ready()
    yield stream
    await stream.let_go(wait=True)
    await stream.close()


async def lane_of_next(stream: Stream) -> str:
    """Wait for an event, settle it, and tell its lane."""
    message = None
    while message is None:
        message = await stream.next()
    await message.ack()
    return {subject: lane for lane, subject in SUBJECTS.items()}[message.subject]


def test_what_waits_is_taken_by_its_share_and_nothing_is_left(nats: Nats) -> None:
    async def scene() -> list[str]:
        async with taking(nats) as stream:
            for lane in ("low", "normal", "high"):
                for number in range(12):
                    await stream.js.publish(SUBJECTS[lane], json.dumps({"number": number}).encode())
            return [await lane_of_next(stream) for _ in range(36)]

    taken = asyncio.run(scene())

    assert taken[: len(CYCLE)] == list(CYCLE)
    assert Counter(taken) == dict.fromkeys(PRIORITIES, 12)


def test_a_lane_is_first_come_first_served(nats: Nats) -> None:
    async def scene() -> list[int]:
        async with taking(nats) as stream:
            for number in range(10):
                await stream.js.publish(SUBJECTS["low"], str(number).encode())
            found = []
            while len(found) < 10:
                if message := await stream.next():
                    found.append(int(message.data))
                    await message.ack()
            return found

    assert asyncio.run(scene()) == list(range(10))


@pytest.mark.parametrize("lane", PRIORITIES)
def test_whoever_waits_gets_what_comes_in_any_lane(nats: Nats, lane: priority.Priority) -> None:
    async def scene() -> str:
        async with taking(nats) as stream:
            waiting = asyncio.create_task(lane_of_next(stream))
            await stream.js.publish(SUBJECTS[lane], b"{}")
            return await waiting

    assert asyncio.run(scene()) == lane


def test_what_came_for_one_who_has_no_room_any_more_goes_to_another(nats: Nats) -> None:
    async def scene() -> str:
        async with taking(nats) as full, taking(nats) as free:
            waiting = asyncio.create_task(lane_of_next(full))
            await full.js.publish(SUBJECTS["high"], b"{}")
            assert await waiting == "high"
            await full.js.publish(SUBJECTS["low"], b"{}")  # the request for this lane is open yet
            await full.let_go(wait=True)
            return await lane_of_next(free)

    assert asyncio.run(scene()) == "low"


def test_an_installation_of_before_the_lanes_goes_on(nats: Nats) -> None:
    async def scene() -> str:
        connection = await nats_client.connect(nats.url)
        js = connection.jetstream()
        for name in (*provision.CONSUMERS.values(), provision.SORTER):
            await js.delete_consumer(provision.OBJECTS_STREAM, name)
        old = nats_client.js.api.ConsumerConfig(
            durable_name="transcode", ack_wait=provision.ACK_SECONDS, max_deliver=-1
        )
        await js.add_consumer(provision.OBJECTS_STREAM, old)
        await js.publish(SUBJECTS["normal"], b"{}")
        await connection.close()
        async with taking(nats) as stream:
            return await lane_of_next(stream)

    assert asyncio.run(scene()) == "normal"


def test_the_bucket_tells_each_folder_to_its_lane_and_tasks_go_where_their_job_belongs(
    deployment: Deployment, nats: Nats
) -> None:
    changed = jobs.with_config(deployment, priorities=True)
    provision.buckets(changed.config)
    urgent = jobs.queued(changed).model_copy(update={"options": Options(priority="high")})

    async def scene() -> Counter[str]:
        async with taking(nats) as stream:
            for prefix in keys.everywhere(keys.INBOX):
                changed.storage.put_bytes(changed.config.source_bucket, f"{prefix}film.mp4", b"film", "video/mp4")
            tasks.send(changed, urgent)
            return Counter([await lane_of_next(stream) for _ in range(4)])

    assert asyncio.run(scene()) == {"high": 2, "normal": 1, "low": 1}
