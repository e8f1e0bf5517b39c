"""One HTTP connection to one origin, plain enough that the kernel copies a file straight into it.

The command line talks to the API and to the object storage over these. A signed URL needs no client library: the bytes go
from the page cache to the socket (sendfile), without a copy in this process.
"""

import contextlib
import http.client
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from functions.common.errors import SetupError, Transient, VtsError

_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 120.0  # without a byte in either direction; a loaded storage takes its time to acknowledge a part
_TLS_BLOCK = 256 * 1024


class ConnectionCut(Transient):
    """The connection ended before the whole answer had come."""


class NothingAnswers(Transient):
    """Nothing answers at this address."""


class NotAnAddress(SetupError):
    """This is not the address of a server."""

    hint = "Give it as http://host:port or https://host."


class FileEnded(VtsError):
    """The file is shorter than it was when sending began."""

    hint = "Wait until whatever writes the file has finished, then run the command again."


class Slice(NamedTuple):
    """The body of a request: ``size`` bytes of a file from ``start`` on."""

    file: BinaryIO
    start: int
    size: int


class Answer(NamedTuple):
    """A whole answer. The names in ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Incoming:
    """An answer whose body is still to be read. Reading raises ConnectionCut when it ends early."""

    def __init__(self, response: http.client.HTTPResponse, origin: str) -> None:
        """Wrap the response of a connection to ``origin``."""
        self._response = response
        self._origin = origin
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}

    def readinto(self, buffer: memoryview) -> int:
        """Read some bytes into ``buffer``; 0 at the end of the body."""
        with _cut_means(self._origin):
            count = self._response.readinto(buffer)
            if count == 0 and self._response.length:
                raise http.client.IncompleteRead(b"", self._response.length)
            return count

    def read(self) -> bytes:
        """Read what is left of the body."""
        with _cut_means(self._origin):
            return self._response.read()

    @property
    def spent(self) -> bool:
        """Whether the body was read to its end, so that the connection may carry another request."""
        return self._response.isclosed()


class Line:
    """A keep-alive connection to the origin that was called last; opened when needed. For one thread at a time."""

    def __init__(self, silence_seconds: float = _SILENCE_SECONDS) -> None:
        """Connect to nothing yet; a call fails when no byte moves for ``silence_seconds``."""
        self._silence_seconds = silence_seconds
        self._origin = ""
        self._connection: http.client.HTTPConnection | None = None
        self._ended = False

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | Slice | None = None
    ) -> Answer:
        """Send a request and read the whole answer.

        Raises NotAnAddress, NothingAnswers when no connection can be made, ConnectionCut when it ended early, FileEnded when
        a Slice reaches beyond its file.
        """
        with self.ask(method, url, headers, body) as incoming:
            return Answer(incoming.status, incoming.headers, incoming.read())

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | Slice | None = None
    ) -> Iterator[Incoming]:
        """Send a request and give the answer to read from. Raises as ``call`` does.

        The connection is closed at the end of the block unless the body was read to its end.
        """
        connection = self._connect(origin(url))
        reusable = False
        try:
            with _cut_means(self._origin):
                response, whole = _exchange(connection, method, target(url), headers or {}, body)
                if response.length is None and not response.chunked:  # headers that were cut off look like that
                    raise http.client.HTTPException("the answer does not say how long it is")
            incoming = Incoming(response, self._origin)
            yield incoming
            reusable = whole and incoming.spent
        finally:
            if not reusable:
                self.close()

    def close(self) -> None:
        """Close the connection; the next call opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def cut(self) -> None:
        """End the connection for good, from another thread, so that whoever waits on it stops waiting."""
        self._ended = True
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):  # it had ended by itself
                socket.socket.shutdown(
                    connection.sock, socket.SHUT_RDWR
                )  # below TLS, whose state is the other thread's

    def _connect(self, origin: str) -> http.client.HTTPConnection:
        if self._connection is not None and self._connection.sock is not None and self._origin == origin:
            return self._connection
        self.close()
        parts = urlsplit(origin)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._origin = origin
        self._connection = connection = kind(parts.hostname or "", parts.port, timeout=_CONNECT_SECONDS)
        try:
            connection.connect()
        except OSError as refused:
            self.close()
            raise NothingAnswers(f"{origin}: {refused.strerror or refused}.") from refused
        if self._ended:
            self.close()
            raise ConnectionCut(f"{origin}: ended from this side.")
        connection.sock.settimeout(self._silence_seconds)
        return connection


def _exchange(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | Slice | None,
) -> tuple[http.client.HTTPResponse, bool]:
    """Send the request; give the response, and whether the request went out whole."""
    connection.putrequest(method, target, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(body.size if isinstance(body, Slice) else len(body)))
    try:
        connection.endheaders(body if isinstance(body, bytes) else None)
        if isinstance(body, Slice):
            _pour(body, connection.sock)
    except (BrokenPipeError, ConnectionResetError):
        # A server that refuses early answers before it has read the body, and its answer says more than the broken pipe.
        return connection.getresponse(), False
    return connection.getresponse(), True


def origin(url: str) -> str:
    """Give scheme, host and port of an address. Raises NotAnAddress."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError as wrong:
        raise NotAnAddress(f"{url!r}: {wrong}.") from wrong
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotAnAddress(f"{url!r}.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def target(url: str) -> str:
    """Give path and query of a URL, as a request line takes them."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _pour(body: Slice, into: socket.socket) -> None:
    """Send the whole slice: by sendfile, or through TLS in blocks. Raises FileEnded."""
    if body.size == 0:
        return
    sent = _encrypt(body, into) if isinstance(into, ssl.SSLSocket) else into.sendfile(body.file, body.start, body.size)
    if sent < body.size:
        raise FileEnded


def _encrypt(body: Slice, into: ssl.SSLSocket) -> int:
    sent = 0
    while sent < body.size:
        block = os.pread(body.file.fileno(), min(_TLS_BLOCK, body.size - sent), body.start + sent)
        if not block:
            break
        into.sendall(block)
        sent += len(block)
    return sent


@contextmanager
def _cut_means(origin: str) -> Iterator[None]:
    """Turn what a broken connection raises into ConnectionCut."""
    try:
        yield
    except (OSError, http.client.HTTPException) as cut:
        raise ConnectionCut(f"{origin}: {cut or type(cut).__name__}.") from cut
