"""The API as a client reaches it: over HTTP, on a free port of loopback."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from functions.api.handler import create_app
from functions.deployment import Deployment
from tests.support.wait_until import until

WITHOUT_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that are used on loopback without TLS: httpx reads all authorities of the world for each, unless told otherwise."""


@contextmanager
def serving(deployment: Deployment, *, memory_seconds: float = 0) -> Iterator[httpx.Client]:
    """Serve the API of this deployment; a client of it, which follows no redirects.

    It answers nothing from memory unless told so: tests write to the job table behind its back.
    """
    with serving_app(create_app(deployment, memory_seconds=memory_seconds)) as client:
        yield client


@contextmanager
def serving_app(app: ASGIApp, **options: Any) -> Iterator[httpx.Client]:
    """Serve an app with uvicorn, with more of its ``options``; a client of it, which follows no redirects."""
    options = {"ws": "none", **options}
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, **options))
    thread = threading.Thread(target=server.run, name="api", daemon=True)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive(), "API started")
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, verify=WITHOUT_TLS) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=30)


def code(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal, which must have the one shape of errors."""
    error = answer.json()["error"]
    assert set(error) >= {"code", "message", "hint"}
    return answer.status_code, error["code"]


def start(api: httpx.Client, size: int, **more: object) -> dict[str, Any]:
    """Start the upload of a file of this size."""
    answer = api.post("/upload/", json={"filename": "film.mp4", "size": size, "content_type": "video/mp4", **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def put(started: dict[str, Any], content: bytes) -> httpx.Response:
    """Use the URL of a single PUT."""
    return httpx.put(started["upload"]["url"], content=content, headers=started["upload"]["headers"])


def put_part(part: dict[str, Any], content: bytes | None = None) -> httpx.Response:
    """Use the URL of a part, with zeros of the right length unless other content is given."""
    return httpx.put(part["url"], content=bytes(part["size"]) if content is None else content, timeout=60)
