"""The same API behind API Gateway: Mangum's handler, called with events of an HTTP API (payload format 2.0)."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from functions.api import handler
from functions.deployment import Deployment


@pytest.fixture(autouse=True)
def _cold(deployment: Deployment) -> Iterator[None]:
    """A Lambda that has served nothing yet, in the environment of this deployment.

    Mangum makes an event loop of the thread's own where there is none, and never closes it: that is Lambda's life, not a test's.
    """
    handler._lambda.cache_clear()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()
    handler._lambda.cache_clear()


def call(method: str, path: str, body: object = None, query: str = "", *, encoded: bool = False) -> dict[str, Any]:
    text = "" if body is None else json.dumps(body)
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", "host": "abc.execute-api.eu-central-1.amazonaws.com"},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": "id",
            "stage": "$default",
        },
        "body": base64.b64encode(text.encode()).decode() if encoded else text,
        "isBase64Encoded": encoded,
    }
    return handler.handler(event, None)


def test_a_file_goes_up_and_its_job_is_listed() -> None:
    started = call("POST", "/upload/", {"filename": "Zoë.mp4", "size": 4}, encoded=True)
    upload = json.loads(started["body"])
    put = httpx.put(upload["upload"]["url"], content=b"film", headers=upload["upload"]["headers"])
    completed = call("POST", f"/upload/{upload['job_id']}/complete")
    listed = call("GET", "/jobs/", query="q=zo%C3%AB&status=queued")

    assert (started["statusCode"], put.status_code, completed["statusCode"]) == (201, 200, 200)
    assert [job["filename"] for job in json.loads(listed["body"])["jobs"]] == ["Zoë.mp4"]


def test_answers_without_a_body_and_headers_come_through() -> None:
    first = call("GET", "/jobs/")
    job_id = json.loads(call("POST", "/upload/", {"filename": "a.mp4", "size": 4})["body"])["job_id"]

    assert first["headers"]["etag"].startswith('W/"')
    assert call("DELETE", f"/upload/{job_id}/")["statusCode"] == 204


def test_errors_have_the_one_shape() -> None:
    refused = call("POST", "/upload/", {"filename": "", "size": 4})
    lost = call("GET", "/default/nothing")

    assert (refused["statusCode"], json.loads(refused["body"])["error"]["code"]) == (422, "invalid_request")
    assert (lost["statusCode"], json.loads(lost["body"])["error"]["code"]) == (404, "route_not_found")
    assert refused["headers"]["x-request-id"]


def test_importing_the_door_neither_reads_the_environment_nor_loads_what_is_heavy() -> None:
    look = "import sys, functions.api.app as api; api.create_app().openapi(); print(*(m for m in sys.modules if '.' not in m))"

    loaded = subprocess.run(
        [sys.executable, "-c", look], env={}, capture_output=True, text=True, check=True
    ).stdout.split()

    assert "fastapi" in loaded
    assert not {"boto3", "botocore", "sqlalchemy", "psutil", "nats"} & set(loaded)
