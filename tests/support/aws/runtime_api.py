"""Lambda's runtime API, as the process of a function meets it: it asks for events one by one, and tells what came of each.

AWS Lambda, developer guide: "Using the Lambda runtime API", version 2018-06-01.
"""

import json
import queue
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_ARN = "arn:aws:lambda:us-east-1:123456789012:function:vts-transcode"

_TRACE = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0"


class FunctionFailed(Exception):
    """The function raised instead of answering, or could not be imported."""


class RuntimeApi(ThreadingHTTPServer):
    """The API on a free port of this machine; ``address`` is what AWS_LAMBDA_RUNTIME_API holds."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.address = "{}:{}".format(*self.server_address)
        self.asked: queue.Queue[tuple[str, bytes, float] | None] = queue.Queue()
        self.answers: dict[str, Future[Any]] = {}

    def call(self, event: object, seconds: float = 120) -> Any:
        """Have the function called with an event that it has so long for; what it returns. Raises FunctionFailed."""
        request_id, answer = str(uuid.uuid4()), Future[Any]()
        self.answers[request_id] = answer
        self.asked.put((request_id, json.dumps(event).encode(), time.time() + seconds))
        return answer.result(timeout=seconds)


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RuntimeApi

    def do_GET(self) -> None:
        """Hand out the next event, once there is one."""
        assert self.path == "/2018-06-01/runtime/invocation/next"
        asked = self.server.asked.get()
        if asked is None:  # there will be none
            self.close_connection = True
            return
        request_id, body, deadline = asked
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", request_id)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(deadline * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", _ARN)
        self.send_header("Lambda-Runtime-Trace-Id", _TRACE)  # without which AWS's client 4.2.2 crashes
        self._send(body)

    def do_POST(self) -> None:
        """Take what came of an event, or why the function could not be started."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        *_, request_id, outcome = self.path.split("/")
        open_ones = self.server.answers.values() if request_id == "init" else [self.server.answers[request_id]]
        for answer in open_ones:
            if outcome == "response":
                answer.set_result(body)
            else:
                answer.set_exception(FunctionFailed(body))
        self.send_response(202)
        self._send(b"{}")

    def _send(self, body: bytes) -> None:
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving() -> Iterator[RuntimeApi]:
    """Serve until the block ends; the function's process has to be gone by then."""
    with RuntimeApi() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield server
        finally:
            server.asked.put(None)
            server.shutdown()
