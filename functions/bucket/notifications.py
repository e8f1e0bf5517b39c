"""Notifications of the bucket, read into arrivals. Pure.

Takes what AWS sends: S3 event records 2.x, and the events that S3 sends by EventBridge ("Object Created"), each straight, as the
bodies of an SQS batch, or wrapped by SNS; and what MinIO sends (the same records 2.0 with EventName and Key beside them).
Everything else is foreign: it is named, counted by the caller, and never an error, because a message that cannot be read
today cannot be read tomorrow either.
"""

import json
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

TEST_EVENT = "test event"
"""Why what S3 sends once when a notification is set up is left out. It is foreign, but nobody's mistake."""

_MOST_WRAPPED = 4  # a message of SNS in one of SQS is two deep


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
    return _parsed(record.get("body", ""))


def _parsed(text: object) -> object:
    """Read JSON; None where it is none."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _message(message_id: str, body: object, bucket: str) -> Message:
    found = _found(body, bucket)
    return Message(
        message_id,
        tuple(one for one in found if isinstance(one, Arrival)),
        tuple(one for one in found if isinstance(one, str)),
    )


def _found(body: object, bucket: str, depth: int = 0) -> list[Arrival | str]:
    """Read what a body tells of: arrivals, and why other parts of it are foreign."""
    if not isinstance(body, dict) or depth > _MOST_WRAPPED:
        return ["no records"]
    if body.get("Event") == "s3:TestEvent":
        return [TEST_EVENT]
    if body.get("Type") == "Notification":  # of SNS, in a queue
        return _found(_parsed(body.get("Message")), bucket, depth + 1)
    if "detail-type" in body:
        return [_bridged(body, bucket)]
    records = body.get("Records")
    if not isinstance(records, list) or not records:
        return ["no records"]
    return list(chain.from_iterable(_of_record(record, bucket, depth) for record in records))


def _of_record(record: object, bucket: str, depth: int) -> list[Arrival | str]:
    if isinstance(record, dict) and record.get("EventSource") == "aws:sns":
        told = record.get("Sns")
        return _found(_parsed(told.get("Message")) if isinstance(told, dict) else None, bucket, depth + 1)
    return [_arrival(record, bucket)]


def _arrival(record: object, bucket: str) -> Arrival | str:
    """Read one record of S3, or say why it is foreign."""
    try:
        name, major = str(record["eventName"]), str(record["eventVersion"]).split(".")[0]  # type: ignore[index]
        where, what = record["s3"]["bucket"]["name"], record["s3"]["object"]  # type: ignore[index]
        arrival = _made(where, unquote_plus(what["key"]), what.get("size"), what.get("eTag"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return "not an S3 record"
    if major != "2":
        return f"event version {major[:64]}"
    if "ObjectCreated" not in name:
        return f"event {name[:64]}"
    return arrival if arrival.bucket == bucket else "another bucket"


def _bridged(event: dict[str, Any], bucket: str) -> Arrival | str:
    """Read an event of S3 that came by EventBridge, whose key is as it is, or say why it is foreign."""
    if event.get("source") != "aws.s3" or event["detail-type"] != "Object Created":
        return f"event {str(event['detail-type'])[:64]}"
    try:
        where, what = event["detail"]["bucket"]["name"], event["detail"]["object"]
        arrival = _made(where, what["key"], what.get("size"), what.get("etag"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return "not an S3 record"
    return arrival if arrival.bucket == bucket else "another bucket"


def _made(bucket: object, key: str, size: object, etag: object) -> Arrival:
    """Make the arrival. Raises ValueError or TypeError where no object can be meant."""
    key.encode()  # a name with half a character would be refused by each call about it
    return Arrival(str(bucket), key, int(size or 0), str(etag or "").strip('"'))  # type: ignore[call-overload]
