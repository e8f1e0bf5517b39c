"""Notifications of the bucket, read into arrivals. Pure.

Takes what AWS sends (S3 event records 2.x, straight or as the bodies of an SQS batch) and what MinIO sends (the same
records 2.0 with EventName and Key beside them). Everything else is foreign: it is named, counted by the caller, and never
an error, because a message that cannot be read today cannot be read tomorrow either.
"""

import json
from typing import Any, NamedTuple
from urllib.parse import unquote_plus


class Arrival(NamedTuple):
    """An object that was created. ``etag`` has no quotes; ``size`` is bytes."""

    bucket: str
    key: str
    size: int
    etag: str


class Message(NamedTuple):
    """One message of the transport: the arrivals in it, and why other parts of it were left out.

    ``receipt`` is what SQS knows this delivery of the message by, ``deliveries`` how often it was delivered, with this time;
    empty and 1 for a plain event.
    """

    message_id: str
    arrivals: tuple[Arrival, ...]
    foreign: tuple[str, ...]
    receipt: str = ""
    deliveries: int = 1


def read(event: object, bucket: str) -> list[Message]:
    """Read an event into messages: one for each SQS record, else a single one with an empty id.

    Arrivals in buckets other than ``bucket`` are foreign.
    """
    records = event.get("Records") if isinstance(event, dict) else None
    if isinstance(records, list) and any(_is_sqs(record) for record in records):
        return [_sqs(record, bucket) for record in records if _is_sqs(record)]
    return [_message("", event, bucket)]


def is_batch(event: object) -> bool:
    """Whether the event is an SQS batch, whose failures are answered one by one."""
    records = event.get("Records") if isinstance(event, dict) else None
    return isinstance(records, list) and any(_is_sqs(record) for record in records)


def _is_sqs(record: object) -> bool:
    return isinstance(record, dict) and record.get("eventSource") == "aws:sqs"


def _sqs(record: dict[str, Any], bucket: str) -> Message:
    message = _message(str(record.get("messageId", "")), _body(record), bucket)
    attributes = record.get("attributes")
    count = attributes.get("ApproximateReceiveCount") if isinstance(attributes, dict) else None
    deliveries = int(count) if isinstance(count, str) and count.isdecimal() else 1
    return message._replace(receipt=str(record.get("receiptHandle", "")), deliveries=max(deliveries, 1))


def _body(record: dict[str, Any]) -> object:
    try:
        return json.loads(record.get("body", ""))
    except (ValueError, TypeError):
        return None


def _message(message_id: str, body: object, bucket: str) -> Message:
    if isinstance(body, dict) and body.get("Event") == "s3:TestEvent":
        return Message(message_id, (), ("test event",))
    records = body.get("Records") if isinstance(body, dict) else None
    if not isinstance(records, list) or not records:
        return Message(message_id, (), ("no records",))
    read_ones = [_arrival(record, bucket) for record in records]
    return Message(
        message_id,
        tuple(one for one in read_ones if isinstance(one, Arrival)),
        tuple(one for one in read_ones if isinstance(one, str)),
    )


def _arrival(record: object, bucket: str) -> Arrival | str:
    """Read one record, or say why it is foreign."""
    try:
        name, major = str(record["eventName"]), str(record["eventVersion"]).split(".")[0]  # type: ignore[index]
        where, what = record["s3"]["bucket"]["name"], record["s3"]["object"]  # type: ignore[index]
        arrival = Arrival(
            str(where), unquote_plus(what["key"]), int(what.get("size", 0)), str(what.get("eTag", "")).strip('"')
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return "not an S3 record"
    if major != "2":
        return f"event version {major}"
    if "ObjectCreated" not in name:
        return f"event {name[:64]}"
    if arrival.bucket != bucket:
        return "another bucket"
    return arrival
