"""An endpoint of somebody's own, as webhooks are sent to it: a real HTTP server that keeps what it was sent."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass
class Receiver:
    """What came, and how the next requests are answered: in turn, and 200 once all answers were given.

    An answer is a status, a status with headers, or a function that is handed the handler.
    """

    address: str
    port: int
    received: list[Received] = field(default_factory=list)
    refusals: int = 0
    """So many times each message is answered 500 first."""
    answers: list[int | tuple[int, dict[str, str]] | Callable[[Any], None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://{self.address}:{self.port}/hook?of=tests"

    def bodies(self) -> list[str]:
        """The bodies that came, in order."""
        return [each.body for each in self.received]


@contextmanager
def receiving(address: str = "127.0.0.1") -> Iterator[Receiver]:
    """Take messages on a free port of this address while the block runs."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            with lock:
                receiver.received.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                refused = receiver.bodies().count(body) <= receiver.refusals
                answer = receiver.answers.pop(0) if receiver.answers else 500 if refused else 200
            if callable(answer):
                answer(self)
                return
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"heard\n")

        do_GET = do_POST  # noqa: N815  as the base class calls it

        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    receiver = Receiver(address, server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
