"""The calls of AWS that code makes, as the permissions that each of them needs: (action, ARN).

Written down where botocore signs: so a URL that is signed for somebody else counts like a call. Who reads an object has to be
allowed to list its bucket as well, or is told 403 instead of 404 where there is none.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import botocore.handlers
import pytest

from tests.support.aws.template import ACCOUNT, REGION

Needed = tuple[str, str]

_OF_OBJECTS = {
    "AbortMultipartUpload": "s3:AbortMultipartUpload",
    "CompleteMultipartUpload": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "GetObject": "s3:GetObject",
    "HeadObject": "s3:GetObject",
    "ListParts": "s3:ListMultipartUploadParts",
    "PutObject": "s3:PutObject",
    "UploadPart": "s3:PutObject",
}
_OF_BUCKETS = {
    "HeadBucket": "s3:ListBucket",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListObjectsV2": "s3:ListBucket",
}


class Recorder:
    """What was needed, by who needed it."""

    def __init__(self) -> None:
        self.needed: dict[str, set[Needed]] = {}
        self._role = ""

    @contextmanager
    def playing(self, role: str) -> Iterator[None]:
        """Write down what is called in this block, in any of its threads, as needed by the role."""
        self._role = role
        yield
        self._role = ""

    def hear(self, request: Any, operation_name: str, signing_name: str, **_: Any) -> None:
        """Write down one call, as it is signed."""
        if self._role:
            read = {"s3": _s3, "dynamodb": _dynamodb, "sqs": _sqs}[signing_name]
            self.needed.setdefault(self._role, set()).update(read(operation_name, request))


@contextmanager
def recording(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Write down the calls of all clients that are made in this block."""
    recorder = Recorder()
    heard = [*botocore.handlers.BUILTIN_HANDLERS, ("before-sign", recorder.hear)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", heard)
    yield recorder


def _s3(operation: str, request: Any) -> set[Needed]:
    at = urlsplit(request.url)
    bucket, key = at.netloc.split(".", 1)[0], unquote(at.path).lstrip("/")
    arn = f"arn:aws:s3:::{bucket}"
    if operation == "DeleteObjects":
        keys = re.findall(r"<Key>(.*?)</Key>", _text(request.data))
        return {("s3:DeleteObject", f"{arn}/{each}") for each in keys}
    if operation in _OF_BUCKETS:
        return {(_OF_BUCKETS[operation], arn)}
    action = _OF_OBJECTS[operation]
    return {(action, f"{arn}/{key}")} | ({("s3:ListBucket", arn)} if action == "s3:GetObject" else set())


def _dynamodb(operation: str, request: Any) -> set[Needed]:
    asked = json.loads(_text(request.data))
    names = list(asked["RequestItems"]) if "RequestItems" in asked else [asked["TableName"]]
    index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
    return {(f"dynamodb:{operation}", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}{index}") for name in names}


def _sqs(operation: str, request: Any) -> set[Needed]:
    name = json.loads(_text(request.data))["QueueUrl"].rsplit("/", 1)[-1]
    return {(f"sqs:{operation}", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")}


def _text(body: bytes | str) -> str:
    return body.decode() if isinstance(body, bytes) else body
