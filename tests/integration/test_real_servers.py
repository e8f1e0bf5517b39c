"""The servers as the stack starts them, and the events that go from one to the other."""

import asyncio
import json
import uuid
from typing import Any

import nats as nats_client

from functions.deployment import Deployment
from local.servers import provision
from tests.support.servers.programs import Minio, Nats
from tests.support.wait_until import until


def events_of(nats: Nats, count: int) -> list[dict[str, Any]]:
    """Take so many events off the consumer and acknowledge them."""

    async def take() -> list[dict[str, Any]]:
        connection = await nats_client.connect(nats.url)
        consumer = await connection.jetstream().pull_subscribe_bind(
            provision.CONSUMERS["normal"], provision.OBJECTS_STREAM
        )
        taken: list[dict[str, Any]] = []
        while len(taken) < count:
            for message in await consumer.fetch(count - len(taken), timeout=20):
                taken.append(json.loads(message.data))
                await message.ack_sync()
        await connection.close()
        return taken

    return asyncio.run(take())


def waiting(nats: Nats) -> int:
    """How many events lie in the stream."""

    async def count() -> int:
        connection = await nats_client.connect(nats.url)
        info = await connection.jetstream().stream_info(provision.OBJECTS_STREAM)
        await connection.close()
        return info.state.messages

    return asyncio.run(count())


def put(deployment: Deployment, key: str) -> None:
    deployment.storage.put_bytes(deployment.config.source_bucket, key, b"x", "video/mp4")


def events_flow(nats: Nats, deployment: Deployment) -> None:
    """Wait until MinIO is connected to a NATS that an earlier test may have restarted; leave the stream empty."""

    def flow() -> bool:
        put(deployment, f"uploads/{uuid.uuid4().hex}/source")
        return waiting(nats) > 0

    until(flow, "events flow")
    nats.provision()


def test_each_object_under_a_notified_prefix_becomes_one_event_and_others_none(
    nats: Nats, deployment: Deployment
) -> None:
    events_flow(nats, deployment)

    for key in ("uploads/a/source", "inbox/my film+ü.mp4", "tasks/b.json", "elsewhere/c"):
        put(deployment, key)

    assert [event["Key"].split("/", 1)[1] for event in events_of(nats, 3)] == [
        "uploads/a/source",
        "inbox/my film+ü.mp4",
        "tasks/b.json",
    ]
    assert waiting(nats) == 0


def test_an_event_that_was_acknowledged_to_the_uploader_outlives_a_kill_of_both_servers(
    nats: Nats, minio: Minio, deployment: Deployment
) -> None:
    for number in range(20):
        put(deployment, f"uploads/{number}/source")
    minio.restart()
    nats.restart()

    assert len(events_of(nats, 20)) == 20


def test_an_upload_is_taken_while_nats_is_down_and_events_flow_again_when_it_is_back(
    nats: Nats, deployment: Deployment
) -> None:
    nats.stop()
    put(deployment, "uploads/while-down/source")
    nats.start()
    assert deployment.storage.head(deployment.config.source_bucket, "uploads/while-down/source")

    def flows() -> bool:
        put(deployment, "uploads/after/source")
        return waiting(nats) > 0

    until(flows, "events after NATS came back")


def test_minio_comes_up_without_nats_and_notifies_once_nats_is_there(
    nats: Nats, minio: Minio, deployment: Deployment
) -> None:
    nats.stop()
    minio.restart()
    nats.start()

    def flows() -> bool:
        put(deployment, "inbox/after.mp4")
        return waiting(nats) > 0

    until(flows, "events after NATS came up")


def test_provisioning_again_changes_nothing_and_what_was_deleted_comes_back(nats: Nats, deployment: Deployment) -> None:
    put(deployment, "uploads/kept/source")
    provision.buckets(deployment.config)
    provision.events(nats.url)
    assert waiting(nats) == 1

    async def wipe() -> None:
        connection = await nats_client.connect(nats.url)
        await connection.jetstream().delete_stream(provision.OBJECTS_STREAM)
        await connection.close()

    asyncio.run(wipe())
    provision.events(nats.url)
    assert waiting(nats) == 0
    put(deployment, "uploads/later/source")
    assert events_of(nats, 1)[0]["Key"].endswith("uploads/later/source")
