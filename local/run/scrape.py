"""Where Prometheus asks a worker or the clock for its metrics, if METRICS_ADDRESS says so; the API has GET /metrics/ for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from functions.common import metrics
from functions.common.errors import InvalidConfig, SetupError
from local.base.ports import LOOPBACK


class AddressTaken(SetupError):
    """The address for metrics cannot be listened on."""

    hint = "Give another METRICS_ADDRESS, or stop the program that has it."


class _Door(BaseHTTPRequestHandler):
    """Answers GET /metrics."""

    def __init__(self, tell: Callable[[], None], *connection: Any) -> None:  # noqa: ANN401  as the base class has them
        """Take what states the numbers that are only known when they are asked for."""
        self._tell = tell
        super().__init__(*connection)

    def do_GET(self) -> None:
        asked = self.path.rstrip("/") == "/metrics"
        if asked:
            self._tell()
        text = metrics.text() if asked else None
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", metrics.CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in the base class
        """Say nothing of each question."""


@contextmanager
def answering(address: str | None, tell: Callable[[], None] = lambda: None) -> Iterator[int | None]:
    """Answer on ``host:port`` during the block, and give the port (asked for 0: a free one); without an address, do nothing.

    A port alone is one of loopback. ``tell`` is called before each answer. Raises InvalidConfig for what is no address,
    AddressTaken.
    """
    if address is None:
        yield None
        return
    host, colon, port = address.rpartition(":")
    if not (port.isdecimal() and int(port) < 2**16 and bool(host) == bool(colon)):
        raise InvalidConfig(f"METRICS_ADDRESS: {address!r} is neither host:port nor a port.")
    try:
        server = ThreadingHTTPServer((host.strip("[]") or LOOPBACK, int(port)), partial(_Door, tell))
    except OSError as taken:
        raise AddressTaken(f"{address}: {taken.strerror}.") from taken
    with server:
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
