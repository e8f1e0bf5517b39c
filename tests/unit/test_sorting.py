"""Events of a storage that tells of all its objects on one subject: which lanes they go to, and how they are written there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.bucket import notifications
from functions.common.config import Config
from local.run import sorting
from local.servers.definitions import SUBJECTS

SOURCE = "vts-source"
CONFIG = Config.model_construct(source_bucket=SOURCE, priorities=True)


def told(*keys: str, bucket: str = SOURCE, named: str | None = None) -> bytes:
    """Write a message as VersityGW 1.8 does: keys as they are, the name of the bucket at times that of another one."""
    records = [
        {
            "eventVersion": "2.2",
            "eventName": "s3:ObjectCreated:Put",
            "s3": {
                "bucket": {"name": named or bucket, "arn": f"arn:aws:s3:::/{bucket}/{key}"},
                "object": {"key": key, "size": 7, "eTag": "abc"},
            },
        }
        for key in keys
    ]
    return json.dumps({"Records": records}).encode()


@pytest.mark.parametrize(
    ("key", "lane"),
    [
        ("uploads/0/source", "normal"),
        ("inbox/a.mp4", "normal"),
        ("tasks/0/1.json", "normal"),
        ("high/inbox/a.mp4", "high"),
        ("low/uploads/0/source", "low"),
    ],
)
def test_an_object_goes_to_the_lane_of_its_prefix(key, lane):
    assert [subject for subject, _ in sorting.events(told(key), CONFIG)] == [SUBJECTS[lane]]


def test_without_priorities_there_is_one_lane_as_the_bucket_itself_would_tell_of_no_other():
    one_lane = CONFIG.model_copy(update={"priorities": False})

    assert [subject for subject, _ in sorting.events(told("inbox/a.mp4", "high/inbox/a.mp4"), one_lane)] == [
        SUBJECTS["normal"]
    ]


@pytest.mark.parametrize("message", [told("elsewhere/a.mp4"), told("inbox/a.mp4", bucket="vts-proxy")])
def test_of_other_objects_there_is_no_event(message):
    assert list(sorting.events(message, CONFIG)) == []


@pytest.mark.parametrize("named", ["vts-proxy", "vts-proxy/0/1", "vts-s", "vts-sourc\x00"])
def test_the_bucket_is_that_of_the_arn_when_its_name_is_that_of_another_request(named):
    ((_, event),) = sorting.events(told("inbox/a.mp4", named=named), CONFIG)

    (message,) = notifications.read(json.loads(event), SOURCE)
    assert [(arrival.bucket, arrival.key) for arrival in message.arrivals] == [(SOURCE, "inbox/a.mp4")]
    assert list(sorting.events(told("inbox/a.mp4", bucket="vts-proxy", named=SOURCE), CONFIG)) == []


@pytest.mark.parametrize("arn", [{}, {"arn": ""}, {"arn": f"arn:aws:s3:::{SOURCE}"}])
def test_a_storage_whose_arns_name_the_bucket_alone_or_nothing_is_understood_too(arn):
    record = {"s3": {"bucket": {"name": SOURCE, **arn}, "object": {"key": "inbox/a.mp4"}}}

    assert len(list(sorting.events(json.dumps({"Records": [record]}).encode(), CONFIG))) == 1


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_function_reads_the_key_that_the_object_has(name):
    ((_, event),) = sorting.events(told(f"inbox/{name}"), CONFIG)

    (message,) = notifications.read(json.loads(event), SOURCE)

    assert [arrival.key for arrival in message.arrivals] == [f"inbox/{name}"]


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\xff", b"[]", b"7", b'{"Event": "s3:TestEvent"}', b'{"Records": 7}', b'{"Records": [{"s3": 7}]}'],
)
def test_what_tells_of_no_object_becomes_nothing(garbage):
    assert list(sorting.events(garbage, CONFIG)) == []
