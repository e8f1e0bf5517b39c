"""What the answers of an object storage to a signed PUT mean."""

import contextlib
import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from functions.common.errors import Transient, VtsError
from local.client import parts, wire
from tests.support.servers.scripted_server import Start, answering, talking

EMPTY: BinaryIO = io.BytesIO()


@pytest.fixture
def talk() -> Iterator[Start]:
    with talking() as start:
        yield start


def put(url: str) -> None:
    with contextlib.closing(wire.Line()) as line:
        parts.put(line, url, {}, wire.Slice(EMPTY, 0, 0))


def error(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Because.</Message></Error>".encode()


@pytest.mark.parametrize("status", ["200 OK", "204 No Content", "412 Precondition Failed"])
def test_what_was_stored_now_or_before_counts_as_sent(talk: Start, status: str) -> None:
    put(talk(answering(status)))


@pytest.mark.parametrize(
    ("status", "code", "cause"),
    [
        ("403 Forbidden", "AccessDenied", parts.UrlRefused),
        ("404 Not Found", "NoSuchUpload", parts.UploadGone),
        ("400 Bad Request", "EntityTooLarge", parts.StorageRefused),
        ("400 Bad Request", "RequestTimeout", parts.StorageFaltered),
        ("400 Bad Request", "IncompleteBody", parts.StorageFaltered),
        ("429 Too Many Requests", "SlowDown", parts.StorageFaltered),
        ("500 Internal Server Error", "InternalError", parts.StorageFaltered),
        ("503 Service Unavailable", "SlowDown", parts.StorageFaltered),
        ("507 Insufficient Storage", "XMinioStorageFull", parts.StorageFaltered),
    ],
)
def test_a_refusal_is_told_with_the_words_of_the_storage(
    talk: Start, status: str, code: str, cause: type[VtsError]
) -> None:
    with pytest.raises(cause) as refused:
        put(talk(answering(status, error(code))))

    assert type(refused.value) is cause
    assert refused.value.message.endswith(f"It answered {status[:3]}: {code} Because.")


def test_only_what_may_pass_is_tried_again() -> None:
    assert issubclass(parts.StorageFaltered, Transient)
    assert not issubclass(parts.StorageRefused, Transient)
    assert not issubclass(parts.UploadGone, Transient)


def test_a_refusal_without_a_body_is_told_by_its_status(talk: Start) -> None:
    with pytest.raises(parts.StorageRefused, match=r"It answered 405\."):
        put(talk(answering("405 Method Not Allowed")))
