"""Serves a source over loopback by range: a free port of 127.0.0.1, one secret path, GET and HEAD (RFC 9110, section 14)."""

import fcntl
import re
import socket
import socketserver
import struct
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from itertools import chain
from typing import Any, Protocol

from functions.common import log
from functions.common.errors import VtsError

# Bytes; what is under way when ffmpeg hangs up is lost, so the kernel may hold no more than this. It must hold a packet, which
# on loopback has 64 KiB: with less, each waits for a delayed acknowledgement, and a source comes at 2 MB a second.
SEND_BUFFER = 64 * 1024
RECEIVE_QUEUE = 128 * 1024  # bytes that the kernel takes for one who reads nothing (tcp_rmem)
SEEK_COSTS = 4 * 1024  # bytes that a seek counts for at least, so that seeking without end is ended
CLOSING_SECONDS = 2.0


class Served(Protocol):
    """What is needed of source.Reader."""

    @property
    def size(self) -> int:
        """Bytes that are served."""

    def serves(self, path: str) -> bool:
        """Whether a request names the secret path."""

    def opened(self, port: int) -> None:
        """Take the port that the server was given."""

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read from ``start`` up to ``end``."""

    def release(self, count: int) -> None:
        """Be told of bytes that were sent ahead and never taken."""

    def remember(self, met: BaseException) -> None:
        """Keep the first trouble."""


class RangeServer(socketserver.ThreadingTCPServer):
    """Accepts on a free loopback port; a thread for each connection, all ended when it is closed."""

    daemon_threads = True
    block_on_close = False  # closing waits for them below, with an end
    request_queue_size = 16

    def __init__(self, reader: Served) -> None:
        """Open the port; who serves answers no request before ``serve_forever`` is called."""
        self.reader = reader
        self.connections: dict[socket.socket, threading.Thread] = {}
        self._about = log.fields()
        super().__init__(("127.0.0.1", 0), _Connection)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # inherited by what is accepted
        reader.opened(self.server_address[1])

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as in the base class
        """Answer, with the log fields of the one who serves; the thread is known while it lasts."""
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

    server: RangeServer
    timeout = None

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        reader = self.server.reader
        size = reader.size
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
        sent = 0
        try:
            for block in chain((first,), blocks):
                sent += len(block)
                self.wfile.write(block)
        except ConnectionError:
            self.close_connection = True  # ffmpeg hung up to seek elsewhere
            unread = min(sent, _under_way(self.connection) + RECEIVE_QUEUE)
            self.server.reader.release(max(0, unread - SEEK_COSTS))
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


def _under_way(connection: socket.socket) -> int:
    """Say how many bytes were sent that the other end never acknowledged; it is known of one that hung up, too (tcp(7))."""
    try:
        return int(struct.unpack("=i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0])
    except OSError:
        return 0


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
