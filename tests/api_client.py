"""The API as a client reaches it: over HTTP, on a free port of loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from functions.api import create_app
from functions.deployment import Deployment
from tests.patience import until


@contextmanager
def serving(house: Deployment) -> Iterator[httpx.Client]:
    """Serve the API of this deployment with uvicorn; a client of it, which follows no redirects."""
    server = uvicorn.Server(uvicorn.Config(create_app(house), host="127.0.0.1", port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, name="api", daemon=True)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive(), "API started")
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=30)
