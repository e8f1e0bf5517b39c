"""The source as ffmpeg reads it: a loopback HTTP server that serves one version of one object, by range.

ffmpeg never sees the bucket: there are no credentials and no signed URL in its arguments, and nothing for it to reach but
one port of this host. Dropped connections, retries and the pinning to one etag are dealt with here, so that to ffmpeg it is
a steady file. A reader that hangs up in the middle is no error: ffmpeg seeks by doing so.
"""

import base64
import hashlib
import hmac
import re
import secrets
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from functions import log
from functions.errors import (
    BucketUnavailable,
    Cancelled,
    ChecksumMismatch,
    DeadlineReached,
    HandedBack,
    LeaseLost,
    SourceReadTooOften,
    VtsError,
)
from functions.jobs import Source
from functions.storage import Body, Storage

BLOCK = 512 * 1024  # bytes read and sent at once
SEND_BUFFER = 512 * 1024  # bytes; what is under way when ffmpeg hangs up is lost, so the kernel may not hold more
PATIENCE_SECONDS = 45.0  # how long a bucket may give no byte before the attempt is given up
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0  # seconds between two tries
FREE_BYTES = 64 * 1024 * 1024  # on top of the budget: small files are read several times over by nature
CLOSING_SECONDS = 2.0


class Reader:
    """A source being served at ``url``, on ``port`` of 127.0.0.1. Safe to use from any thread."""

    def __init__(self, storage: Storage, source: Source, budget: float) -> None:
        """Take what to serve; ``budget`` is how many times the object may be sent in full."""
        self.source = source
        self.url = ""
        self.port = 0
        self._storage = storage
        self._token = f"/{secrets.token_urlsafe(24)}"
        self._allowed = int(budget * source.size) + FREE_BYTES
        self._sent = 0
        self._trouble: BaseException | None = None
        self._closing = threading.Event()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of the source."""
        return self.source.size

    @property
    def bytes_sent(self) -> int:
        """Bytes handed to readers so far, over all connections; some of them hung up without looking at the last."""
        return self._sent

    def head(self, count: int) -> bytes:
        """Read the first ``count`` bytes, or all of a shorter source. Raises as ``check`` does."""
        end = min(count, self.source.size)
        return b"".join(_blocks(self._storage, self.source, 0, end, self._closing.wait)) if end else b""

    def check(self) -> None:
        """Raise what ended a response early: SourceChanged, SourceGone, SourceReadTooOften or BucketUnavailable."""
        if self._trouble is not None:
            raise self._trouble

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read from ``start`` up to ``end``, for the connection that asked; what it meets is kept for ``check``."""
        self.check()
        try:
            for block in _blocks(self._storage, self.source, start, end, self._closing.wait):
                self._count(len(block))
                yield block
        except VtsError as met:
            self.remember(met)
            raise

    def remember(self, met: BaseException) -> None:
        """Keep the first trouble; what follows from it is of no interest."""
        with self._lock:
            self._trouble = self._trouble or met

    def serves(self, path: str) -> bool:
        """Whether a request names the secret path."""
        return hmac.compare_digest(path.encode("latin-1", "replace"), self._token.encode())

    def opened(self, port: int) -> None:
        """Take the port that the server was given."""
        self.port, self.url = port, f"http://127.0.0.1:{port}{self._token}"

    def close(self) -> None:
        """End every wait for the bucket."""
        self._closing.set()

    def _count(self, count: int) -> None:
        with self._lock:
            self._sent += count
            if self._sent > self._allowed:
                raise SourceReadTooOften(f"{self._sent} bytes were sent of a file of {self.source.size}.")


@contextmanager
def serve(storage: Storage, source: Source, *, budget: float = 3) -> Iterator[Reader]:
    """Serve one version of one object on a free port of 127.0.0.1 until the block is left.

    Only GET and HEAD of a path that can't be guessed are answered. What the bucket does to the reading ends the response
    and is raised by ``Reader.check``: call it when a reader has ended, before believing what it says.
    """
    reader = Reader(storage, source, budget)
    with _Server(reader) as server:
        accepting = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="source")
        accepting.start()
        try:
            yield reader
        finally:
            reader.close()
            server.shutdown()
            accepting.join()


@contextmanager
def served(storage: Storage, source: Source) -> Iterator[Reader]:
    """Serve as ``serve`` does, and raise what the bucket did to the reading rather than what ffmpeg made of it.

    It may even call that success. An order to stop comes first.
    """
    with serve(storage, source) as reader:
        try:
            yield reader
        except (Cancelled, LeaseLost, HandedBack, DeadlineReached):
            raise
        except VtsError:
            reader.check()
            raise
        reader.check()


def checksum(storage: Storage, source: Source, expected: str, watch: Callable[[int], None] = lambda _: None) -> None:
    """Hold the object against the SHA-256 (base64) that its sender declared. Raises ChecksumMismatch.

    ``watch`` is called with the bytes read so far after each block; what it raises ends the reading.
    """
    digest, done = hashlib.sha256(), 0
    for block in _blocks(storage, source, 0, source.size, threading.Event().wait):
        digest.update(block)
        done += len(block)
        watch(done)
    found = base64.b64encode(digest.digest()).decode()
    if not hmac.compare_digest(found, expected):
        raise ChecksumMismatch(f"Declared was {expected}, found was {found}.")


def _blocks(storage: Storage, source: Source, start: int, end: int, pause: Callable[[float], bool]) -> Iterator[bytes]:
    """Read the object's bytes from ``start`` up to ``end``, taking up where a connection broke.

    Raises BucketUnavailable when no byte came for PATIENCE_SECONDS, or when ``pause`` (given seconds) says to stop.
    """
    wait, since = FIRST_PAUSE, time.monotonic()
    while start < end:
        try:
            with storage.read(source.bucket, source.key, source.etag or "", start, end - 1) as body:
                while start < end:
                    block = _some(body, min(BLOCK, end - start))
                    start += len(block)
                    yield block
                    wait, since = FIRST_PAUSE, time.monotonic()  # after the reader took it: encoders pause for minutes
        except BucketUnavailable as away:
            if time.monotonic() - since > PATIENCE_SECONDS or pause(wait):
                raise
            log.warning("source_retried", key=source.key, offset=start, reason=away.detail)
            wait = min(wait * 2, LONGEST_PAUSE)


def _some(body: Body, count: int) -> bytes:
    if block := body.read(count):
        return block
    raise BucketUnavailable("The answer ended early.")


class _Server(socketserver.ThreadingTCPServer):
    """Accepts on a free loopback port; a thread for each connection, all ended when it is closed."""

    daemon_threads = True
    block_on_close = False  # closing waits for them below, with an end
    request_queue_size = 16

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.connections: dict[socket.socket, threading.Thread] = {}
        self._about = log.fields()
        super().__init__(("127.0.0.1", 0), _Connection)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # inherited by what is accepted
        reader.opened(self.server_address[1])

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as in the base class
        self.connections[request] = threading.current_thread()
        try:
            with log.bound(**self._about):
                super().process_request_thread(request, client_address)
        finally:
            self.connections.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002
        """Keep what was not expected, so that ``Reader.check`` raises it."""
        met = sys.exception()
        if met is not None and not isinstance(met, ConnectionError):
            self.reader.remember(met)

    def shutdown(self) -> None:
        """Accept no more, and wait for that; the thread that accepts is woken, for by itself it looks up only now and then."""
        with suppress(OSError):  # a listening socket can be shut down on Linux only
            self.socket.shutdown(socket.SHUT_RDWR)
        super().shutdown()

    def server_close(self) -> None:
        """Hang up on every reader and wait for the threads; one that waits for a dead bucket ends with its time-out."""
        super().server_close()
        for connection, thread in list(self.connections.items()):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.info("source_reader_gone")
            thread.join(CLOSING_SECONDS)


class _Connection(BaseHTTPRequestHandler):
    """Answers one request: GET or HEAD of the secret path, the whole or one range of it (RFC 9110, section 14)."""

    server: _Server
    timeout = None

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        reader = self.server.reader
        size = reader.source.size
        if not reader.serves(self.path):
            self._head(404, 0)
            return
        reach = parse_range(self.headers.get("Range"), size)
        if reach is None:
            self._head(416, 0, f"bytes */{size}")
            return
        start, end = reach
        blocks = reader.blocks(start, end) if body else iter(())
        try:
            first = next(blocks, b"")
        except VtsError as met:
            self._head(met.status, 0)
            return
        partial = "Range" in self.headers
        self._head(206 if partial else 200, end - start, f"bytes {start}-{end - 1}/{size}" if partial else None)
        self._send(first, blocks)

    def _send(self, first: bytes, blocks: Iterator[bytes]) -> None:
        try:
            self.wfile.write(first)
            for block in blocks:
                self.wfile.write(block)
        except ConnectionError:
            self.close_connection = True  # ffmpeg hung up to seek elsewhere
        except VtsError:
            self.close_connection = True  # the reader keeps it; a response cut short tells ffmpeg

    def _head(self, status: int, length: int, reach: str | None = None) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(length))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Connection", "close")
        if reach:
            self.send_header("Content-Range", reach)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Say nothing: each seek is a request."""


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Give the bytes that a Range header asks for, as start and end (exclusive); all of them without one.

    None when the range is not satisfiable, or is more than one: no reader here asks for that.
    """
    if header is None:
        return 0, size
    asked = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None
