"""Where Prometheus asks a worker or the clock for its metrics, if METRICS_ADDRESS says so; the API has GET /metrics/ for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from functions import metrics
from functions.errors import InvalidConfig, SetupError


class AddressTaken(SetupError):
    """The address for metrics cannot be listened on."""

    hint = "Give another METRICS_ADDRESS, or stop the program that has it."


class _Door(BaseHTTPRequestHandler):
    """Answers GET /metrics."""

    def do_GET(self) -> None:
        text = metrics.text() if self.path.rstrip("/") == "/metrics" else None
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", metrics.CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in the base class
        """Say nothing of each question."""


@contextmanager
def answering(address: str | None) -> Iterator[int | None]:
    """Answer on ``host:port`` during the block, and give the port (asked for 0: a free one); without an address, do nothing.

    Raises InvalidConfig for what is no address, AddressTaken.
    """
    if address is None:
        yield None
        return
    host, colon, port = address.rpartition(":")
    if not (colon and port.isdecimal() and int(port) < 2**16):
        raise InvalidConfig(f"METRICS_ADDRESS: {address!r} is not host:port.")
    try:
        server = ThreadingHTTPServer((host.strip("[]"), int(port)), _Door)
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
