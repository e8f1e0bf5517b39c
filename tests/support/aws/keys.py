"""Fetches the keys of user pools for the emulator, which asks itself for them without TLS even where it speaks nothing else."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


class _Relay(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as a proxy does (RFC 9110, section 7.6): the path is the whole address. It is fetched with TLS instead."""
        context: ssl.SSLContext = self.server.context()  # type: ignore[attr-defined]
        answer = httpx.get(self.path.replace("http:", "https:", 1), verify=context)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Relay(ThreadingHTTPServer):
    """A proxy on a free port of this machine; ``context`` gives what TLS trusts, once there is something."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.context = ssl.create_default_context
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def relay() -> Iterator[Relay]:
    """Serve until the block ends."""
    with Relay() as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            serving.join()
