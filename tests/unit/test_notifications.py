"""Notifications of every make, read into arrivals."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.bucket import notifications
from tests.support.aws import s3_events


def record(key="inbox/a.mp4", *, name="ObjectCreated:Put", version="2.1", bucket="source", **what):
    return {
        "eventVersion": version,
        "eventName": name,
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, "size": 7, "eTag": '"abc"', **what}},
    }


def sqs(body, message_id="m1"):
    return {
        "eventSource": "aws:sqs",
        "messageId": message_id,
        "body": body if isinstance(body, str) else json.dumps(body),
    }


def arrivals(event):
    return [arrival for message in notifications.read(event, "source") for arrival in message.arrivals]


def foreign(event):
    return [reason for message in notifications.read(event, "source") for reason in message.foreign]


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2", "2.3", "2.6"])
@pytest.mark.parametrize(
    "name", ["ObjectCreated:Put", "s3:ObjectCreated:CompleteMultipartUpload", "ObjectCreated:Copy"]
)
def test_a_created_object_is_an_arrival_in_every_version_of_the_record(version, name):
    assert arrivals({"Records": [record(version=version, name=name)]}) == [
        notifications.Arrival("source", "inbox/a.mp4", 7, "abc")
    ]


def test_minio_wraps_the_same_records_and_its_own_fields_are_not_needed():
    event = {"EventName": "s3:ObjectCreated:Put", "Key": "source/inbox/a.mp4", "Records": [record(version="2.0")]}
    assert [a.key for a in arrivals(event)] == ["inbox/a.mp4"]


@pytest.mark.parametrize(
    ("quoted", "key"),
    [
        ("inbox/my+film.mp4", "inbox/my film.mp4"),
        ("inbox/a%2Bb.mp4", "inbox/a+b.mp4"),
        ("inbox/%F0%9F%8E%AC.mp4", "inbox/🎬.mp4"),
        ("inbox%2Fday+1%2Fa.mp4", "inbox/day 1/a.mp4"),
    ],
)
def test_keys_come_query_quoted_and_are_unquoted_once(quoted, key):
    assert [a.key for a in arrivals({"Records": [record(quoted)]})] == [key]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "source"}, "test event"),
        ({"Records": []}, "no records"),
        ({}, "no records"),
        ([], "no records"),
        (None, "no records"),
        ({"Records": ["x"]}, "not an S3 record"),
        ({"Records": [{"eventName": "ObjectCreated:Put"}]}, "not an S3 record"),
        ({"Records": [record(version="3.0")]}, "event version 3"),
        ({"Records": [record(name="ObjectRemoved:Delete")]}, "event ObjectRemoved:Delete"),
        ({"Records": [record(bucket="another")]}, "another bucket"),
        ({"Records": [record(size="many")]}, "not an S3 record"),
    ],
)
def test_what_is_foreign_is_named_and_is_no_arrival(event, reason):
    assert arrivals(event) == []
    assert foreign(event) == [reason]


def test_a_foreign_record_does_not_hide_its_neighbour():
    event = {"Records": [record(bucket="another"), record("inbox/b.mp4")]}
    assert [a.key for a in arrivals(event)] == ["inbox/b.mp4"]
    assert foreign(event) == ["another bucket"]


def test_an_sqs_batch_is_read_message_by_message():
    batch = {
        "Records": [
            sqs({"Records": [record("inbox/a.mp4")]}, "m1"),
            sqs("not json", "m2"),
            sqs({"Event": "s3:TestEvent"}, "m3"),
        ]
    }
    messages = notifications.read(batch, "source")
    assert notifications.is_batch(batch)
    assert [(m.message_id, len(m.arrivals), m.foreign) for m in messages] == [
        ("m1", 1, ()),
        ("m2", 0, ("no records",)),
        ("m3", 0, ("test event",)),
    ]


@pytest.mark.parametrize("version", s3_events.VERSIONS)
def test_what_s3_sends_by_a_queue_is_read_in_every_version_of_its_record(version):
    (message,) = notifications.read(s3_events.batch({"Records": [s3_events.record(version)]}), s3_events.BUCKET)

    assert message.arrivals == (
        notifications.Arrival(s3_events.BUCKET, "inbox/Zoë + 1.mp4", 1024, "d41d8cd98f00b204e9800998ecf8427e"),
    )


def test_the_message_that_s3_sends_when_a_notification_is_set_up_is_no_arrival():
    (message,) = notifications.read(s3_events.batch(s3_events.TEST_EVENT), s3_events.BUCKET)

    assert (message.arrivals, message.foreign) == ((), ("test event",))


def test_a_message_of_a_queue_says_how_often_it_was_delivered_and_what_it_is_put_off_by():
    delivered = s3_events.delivered({"Records": [s3_events.record("2.1")]}, number=7, deliveries=3)
    first, odd = notifications.read({"Records": [delivered, {**delivered, "attributes": None}]}, s3_events.BUCKET)

    assert (first.receipt, first.deliveries) == ("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a7", 3)
    assert odd.deliveries == 1


def bridged(key="inbox/Zoë + 1%2B.mp4", *, kind="Object Created", source="aws.s3", bucket="source", **what):
    """What S3 sends by EventBridge."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": kind,
        "source": source,
        "account": "123456789012",
        "time": "2026-11-23T06:00:00Z",
        "region": "us-east-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": 7, "etag": "abc", "sequencer": "00617F08299329D189", **what},
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "reason": "CompleteMultipartUpload",
        },
    }


def notified(body):
    """What SNS makes of a message for a queue, unless it is asked to leave it raw."""
    return {
        "Type": "Notification",
        "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:films",
        "Subject": "Amazon S3 Notification",
        "Message": body if isinstance(body, str) else json.dumps(body),
        "Timestamp": "2026-11-23T06:00:00.000Z",
        "SignatureVersion": "1",
    }


def called_by_sns(*bodies):
    """What SNS calls a function with."""
    told = [{"Type": "Notification", "Message": json.dumps(body)} for body in bodies]
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": each} for each in told]}


S3_RECORD = {"Records": [record("inbox/a%2B.mp4")]}
WRAPPED = {
    "by EventBridge": bridged("inbox/a+.mp4"),
    "by SNS": notified(S3_RECORD),
    "by SNS, which calls the function": called_by_sns(S3_RECORD),
    "by EventBridge and SNS": notified(bridged("inbox/a+.mp4")),
    "by SNS twice": notified(notified(S3_RECORD)),
    "raw": S3_RECORD,
}


@pytest.mark.parametrize("event", WRAPPED.values(), ids=WRAPPED)
def test_an_event_is_understood_however_it_is_wrapped_straight_and_by_a_queue(event):
    arrival = notifications.Arrival("source", "inbox/a+.mp4", 7, "abc")

    assert arrivals(event) == [arrival]
    assert arrivals({"Records": [sqs(event)]}) == [arrival]
    assert foreign(event) == []


def test_a_key_that_comes_by_eventbridge_is_as_it_is():
    assert [each.key for each in arrivals(bridged())] == ["inbox/Zoë + 1%2B.mp4"]


def test_each_record_of_a_call_by_sns_counts():
    event = called_by_sns(S3_RECORD, bridged("inbox/b.mp4"), {"Event": "s3:TestEvent"}, "nonsense")

    assert [each.key for each in arrivals(event)] == ["inbox/a+.mp4", "inbox/b.mp4"]
    assert foreign(event) == ["test event", "no records"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (bridged(kind="Object Deleted"), "event Object Deleted"),
        (bridged(source="aws.ec2"), "event Object Created"),
        (bridged(bucket="another"), "another bucket"),
        (bridged(key=None), "not an S3 record"),
        (bridged(size=float("inf")), "not an S3 record"),
        ({**bridged(), "detail": None}, "not an S3 record"),
        ({"Records": [record(size=float("inf"))]}, "not an S3 record"),
        ({"Records": [record("inbox/%ED%A0%80\ud800.mp4")]}, "not an S3 record"),
        (notified("not json"), "no records"),
        (notified({"Event": "s3:TestEvent"}), "test event"),
        (notified("[" * 100_000), "no records"),
        ({"Type": "Notification", "Message": None}, "no records"),
        ({"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe"}, "no records"),
        ({"Records": [{"EventSource": "aws:sns"}]}, "no records"),
    ],
)
def test_what_is_foreign_in_a_wrapping_is_named(event, reason):
    assert (arrivals(event), foreign(event)) == ([], [reason])
    assert foreign({"Records": [sqs(event)]}) == [reason]


def test_wrappings_without_end_are_foreign():
    event = S3_RECORD
    for _ in range(9):
        event = notified(event)

    assert (arrivals(event), foreign(event)) == ([], ["no records"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["Records", "s3", "object", "body", "eventSource", "Sns", "Message", "detail", "detail-type", "x"]
            ),
            inner,
        )
    ),
)


@given(json_values)
def test_nothing_that_is_json_raises(event):
    assert all(isinstance(message, notifications.Message) for message in notifications.read(event, "source"))
