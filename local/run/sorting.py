"""Sorts the events of a storage that tells of all its objects on one subject, as VersityGW does, into the lanes.

There they are what MinIO sends: of the source bucket alone, of one object each, with keys that are URL-encoded. The bucket is
read from its ``arn``: its name is written once VersityGW serves another request, and may then be that one's. Each worker sorts
beside its jobs. An event is acknowledged once what it became is in the stream: none gets lost, and one may be there twice.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from functions.common import log, metrics
from functions.common.config import Config
from local.run.stream import PULL_SECONDS
from local.servers import provision
from local.servers.definitions import SUBJECTS

if TYPE_CHECKING:
    from nats.js import JetStreamContext

_PAUSE_SECONDS = 0.5


async def sort(js: "JetStreamContext", config: Config) -> None:
    """Sort what comes, until this is cancelled; NATS may be away meanwhile."""
    from nats.errors import Error

    unsorted = await js.pull_subscribe_bind(provision.SORTER, provision.OBJECTS_STREAM)
    while True:
        try:
            for message in await unsorted.fetch(timeout=PULL_SECONDS):
                for subject, event in events(message.data, config):
                    await js.publish(subject, event)
                await message.ack()
        except TimeoutError:  # nothing came, or NATS took no more
            continue
        except Error as away:
            log.warning("stream_trouble", reason=repr(away))
            await asyncio.sleep(_PAUSE_SECONDS)


def events(data: bytes, config: Config) -> Iterator[tuple[str, bytes]]:
    """Give what a message becomes: events, each with the subject of its lane; none of an object that nobody is told of."""
    lanes = provision.notified(config)
    for bucket, key, record in _records(data):
        prefix = next((each for each in lanes if key.startswith(each)), None)
        if bucket == config.source_bucket and prefix is not None:
            record["s3"]["bucket"]["name"] = bucket
            record["s3"]["object"]["key"] = quote_plus(key, errors="replace")
            yield SUBJECTS[lanes[prefix]], json.dumps({"Records": [record]}).encode()


def _records(data: bytes) -> list[tuple[str, str, dict[str, Any]]]:
    """Read the records of a message, each with the bucket and the key that it names."""
    try:
        records = json.loads(data).get("Records", [])
        return [(_bucket(each["s3"]["bucket"]), str(each["s3"]["object"]["key"]), each) for each in records]
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):  # not what a storage says of an object
        log.info("event_foreign", reason="not S3 records", start=repr(data[:80]))
        metrics.count("events_foreign")
        return []


def _bucket(told: dict[str, Any]) -> str:
    """Give a bucket's name by its ARN, which ends in ``:::/BUCKET/KEY`` from VersityGW and in ``:::BUCKET`` from others."""
    _, colons, path = str(told.get("arn", "")).partition(":::")
    return path.lstrip("/").partition("/")[0] if colons else str(told["name"])
