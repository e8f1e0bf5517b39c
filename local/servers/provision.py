"""Makes what the servers of an installation must hold: tables, buckets, notification, users, streams and consumer.

Every call may be repeated: what is there and right stays, what is missing or differs is made so.

    python -m local.servers.provision
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from functions.bucket import keys
from functions.bucket import s3 as object_storage
from functions.common import config as functions_config
from functions.common import log, priority
from functions.common.config import Config
from functions.common.errors import SetupError, Transient, VtsError
from functions.common.priority import Priority
from local.base import config as local_config
from local.servers import users
from local.servers.definitions import OBJECTS_SUBJECT, SUBJECTS, UNSORTED_SUBJECT
from local.servers.storages import NOTIFICATIONS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import BucketLocationConstraintType
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef, QueueConfigurationTypeDef
    from nats.js import JetStreamContext, api

OBJECTS_STREAM = "vts-objects"
DEAD_STREAM = "vts-objects-dead"
DEAD_SUBJECT = f"{OBJECTS_SUBJECT}.dead"
CONSUMERS: Final[dict[Priority, str]] = {"high": "transcode-high", "normal": "transcode", "low": "transcode-low"}
"""The durable pull consumer of each lane."""

SORTER = "sort"
"""The durable pull consumer of events that are to be sorted into the lanes (sorting.py)."""

ACK_SECONDS = 30.0
"""A message whose worker gave no sign of life for this long is delivered again."""

SORT_SECONDS = 5.0
"""The same where it is only to be sorted."""

DEAD_DAYS = 30
DEAD_MESSAGES = 10_000
_CONNECT_SECONDS = 5
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.1
_NOTIFIED: Final[dict[str, Priority]] = {keys.UPLOADS: "normal", keys.INBOX: "normal", keys.TASKS: "normal"}
_LANES: Final[dict[str, Priority]] = {priority.folder(lane): lane for lane in ("high", "low")}


def notified(config: Config) -> dict[str, Priority]:
    """Give the prefixes of the source bucket whose objects are events, each with its lane."""
    return {**_NOTIFIED, **(_LANES if config.priorities else {})}


def buckets(config: Config) -> None:
    """Make both buckets, private, and let the source bucket notify of each object created under its three prefixes.

    Where there are priorities, those below high/ and low/ are notified to lanes of their own. Pages of the allowed origins may
    use both buckets (CORS). Where the storage cannot do one of these for a bucket, what its own settings say holds.

    Keys are taken from where boto3 looks for them. Raises what boto3 raises while the storage is away.
    """
    s3 = object_storage.connect(config.aws_endpoint_url_s3, config.aws_region)
    for name in (config.source_bucket, config.proxy_bucket):
        bucket(s3, name, config.aws_region)
    queues = [_queue(prefix, lane) for prefix, lane in notified(config).items()]
    with _unless_it_cannot("notifications of a bucket"):
        s3.put_bucket_notification_configuration(
            Bucket=config.source_bucket, NotificationConfiguration={"QueueConfigurations": queues}
        )
    for name in (config.source_bucket, config.proxy_bucket):
        with _unless_it_cannot("CORS rules of a bucket"):
            s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [_pages(config)]})


def bucket(s3: "S3Client", name: str, region: str) -> None:
    """Make a bucket in the region. S3 wants to be told its name, except of the oldest one, which it does not take."""
    place = cast("BucketLocationConstraintType", region)
    try:
        if region == _UNNAMED_REGION:
            s3.create_bucket(Bucket=name)
        else:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": place})
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        s3.head_bucket(Bucket=name)  # refuses a bucket that is someone else's


_UNNAMED_REGION = "us-east-1"
"""The region that a bucket is in which names none."""


def _queue(prefix: str, lane: Priority) -> "QueueConfigurationTypeDef":
    """Ask for the events of objects under a prefix, on MinIO's target of this lane."""
    return {
        "Id": prefix.rstrip("/"),
        "QueueArn": f"arn:minio:sqs::{NOTIFICATIONS[lane]}:nats",
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}},
    }


def _pages(config: Config) -> "CORSRuleTypeDef":
    """Let pages of the allowed origins, of any if none is named, upload and play."""
    return {
        "AllowedOrigins": list(config.allowed_origins) or ["*"],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 600,
    }


@contextmanager
def _unless_it_cannot(what: str) -> Iterator[None]:
    """Ask for what not all storages can do: MinIO has no CORS rules of a bucket, VersityGW no notifications of one."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as refused:
        if refused.response["Error"]["Code"] != _CANNOT:
            raise
        log.info("storage_cannot", what=what)


_CANNOT = "NotImplemented"
"""S3's code for what a storage does not do."""


async def streams(js: "JetStreamContext") -> None:
    """Make the stream of object events with the durable pull consumers of lanes and sorter, and the dead-letter stream.

    An event leaves the stream when it is acknowledged or ended (work queue); how often it is delivered is for the worker
    to decide, so the consumers set no limit.
    """
    from nats.js import api

    objects = api.StreamConfig(
        name=OBJECTS_STREAM,
        subjects=[*SUBJECTS.values(), UNSORTED_SUBJECT],
        retention=api.RetentionPolicy.WORK_QUEUE,
        storage=api.StorageType.FILE,
    )
    dead = api.StreamConfig(
        name=DEAD_STREAM,
        subjects=[DEAD_SUBJECT],
        retention=api.RetentionPolicy.LIMITS,
        storage=api.StorageType.FILE,
        max_age=DEAD_DAYS * 86_400,
        max_msgs=DEAD_MESSAGES,
    )
    for wanted in (objects, dead):
        await _stream(js, wanted)
    # The lane of old first: it was once the only one, for all subjects, and no two consumers may take the same message.
    lanes = [(CONSUMERS[lane], SUBJECTS[lane], ACK_SECONDS) for lane in ("normal", "high", "low")]
    for name, subject, seconds in (*lanes, (SORTER, UNSORTED_SUBJECT, SORT_SECONDS)):
        consumer = api.ConsumerConfig(
            durable_name=name,
            filter_subject=subject,
            ack_policy=api.AckPolicy.EXPLICIT,
            ack_wait=seconds,
            max_deliver=-1,
            max_ack_pending=-1,
        )
        await js.add_consumer(OBJECTS_STREAM, consumer)


async def _stream(js: "JetStreamContext", wanted: "api.StreamConfig") -> None:
    from nats.js.errors import BadRequestError

    try:
        await js.add_stream(wanted)
    except BadRequestError as refused:
        if refused.err_code != _STREAM_DIFFERS:
            raise
        await js.update_stream(wanted)


_STREAM_DIFFERS = 10058
"""NATS's code for "stream name already in use with a different configuration"."""


def events(nats_url: str) -> None:
    """Connect and make the streams and the consumer. Raises what nats-py raises while NATS is away."""

    async def make() -> None:
        import nats

        connection = await nats.connect(nats_url, connect_timeout=_CONNECT_SECONDS, allow_reconnect=False)
        try:
            await streams(connection.jetstream())
        finally:
            await connection.close()

    asyncio.run(make())


class ServerAway(SetupError):
    """A server that has to be provisioned does not answer."""


def main() -> int:
    """Provision what the environment names, waiting a minute for servers that are starting. Raises InvalidConfig, ServerAway."""
    from botocore.exceptions import BotoCoreError, ClientError
    from nats.errors import Error

    from functions.jobs.sql import table as sql_table

    wanted = functions_config.load(os.environ)
    nats_url = local_config.nats_url(os.environ)
    _patiently(lambda: sql_table.migrate(wanted.database_url), Transient)
    _patiently(lambda: events(nats_url), OSError, Error)
    _patiently(lambda: buckets(wanted), BotoCoreError, ClientError)
    _users(wanted)
    return 0


def _users(wanted: Config) -> None:
    """Make the users that the environment names, as the owner that it names; where it names none there is nothing to make."""
    import boto3

    named = local_config.load(os.environ)
    owner = boto3.session.Session().get_credentials()
    if named.s3_user_key and named.s3_user_secret and owner:
        puts, gets = wanted.put_keys, wanted.get_keys
        wanted_users = users.Users(
            users.User(named.s3_user_key, named.s3_user_secret),
            users.User(*puts) if puts else None,
            users.User(*gets) if gets else None,
        )
        users.make(named.vts_storage, wanted, owner.get_frozen_credentials(), wanted_users)


def _patiently(make: Callable[[], None], *passing: type[Exception]) -> None:
    """Try until it works, or until the time is over."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return make()
        except passing as away:
            if time.monotonic() > end:
                raise ServerAway(repr(away)) from away
            time.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except VtsError as known:
        print(known, file=sys.stderr)
        raise SystemExit(1) from known
