"""The source as ffmpeg reads it: a loopback HTTP server that serves one version of one object, by range.

ffmpeg never sees the bucket: there are no credentials and no signed URL in its arguments, and nothing for it to reach but
one port of this host. Dropped connections, retries and the pinning to one etag are dealt with here, so that to ffmpeg it is
a steady file. A reader that hangs up in the middle is no error: ffmpeg seeks by doing so.
"""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from functions.bucket.range_server import RangeServer
from functions.bucket.s3 import Body, Storage
from functions.common import log
from functions.common.errors import (
    BucketUnavailable,
    Cancelled,
    ChecksumMismatch,
    DeadlineReached,
    HandedBack,
    LeaseLost,
    SourceReadTooOften,
    VtsError,
)
from functions.jobs.model import Source

BLOCK = 512 * 1024  # bytes read and sent at once
FIRST_BLOCK, FIRST_REACH = 32 * 1024, 256 * 1024  # bytes, after a seek: sent at once, and asked of the bucket at once
REACH_GROWS, MOST_REACH = 4, 16 * 1024 * 1024  # from there on, all the rest is asked of the bucket at once
PATIENCE_SECONDS = 45.0  # how long a bucket may give no byte before the attempt is given up
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0  # seconds between two tries
FREE_BYTES = 64 * 1024 * 1024  # on top of the budget: small files are read several times over by nature


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
        self._front = b""
        self._closing = threading.Event()
        self._lock = threading.Lock()

    def allow(self, times: float) -> None:
        """Let the object be sent in full so many times, where its format is read more often than others by nature."""
        with self._lock:
            self._allowed = max(self._allowed, int(times * self.source.size) + FREE_BYTES)

    @property
    def size(self) -> int:
        """Bytes that are served: the source's, and those that were put before it."""
        return len(self._front) + self.source.size

    @property
    def bytes_sent(self) -> int:
        """Bytes of the source that readers have taken so far, over all connections."""
        return self._sent

    @property
    def front(self) -> bytes:
        """What was put before the source."""
        return self._front

    def put_before(self, front: bytes) -> None:
        """Serve these bytes before the source's own, as one file; see plain_index.py. ``head`` is the source's as before."""
        self._front = front

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
        before = len(self._front)
        if start < min(end, before):
            yield self._front[start:end]
        reach = max(start - before, 0), max(end - before, 0)
        try:
            for block in _blocks(self._storage, self.source, *reach, self._closing.wait, growing=True):
                self._count(len(block))
                yield block
        except VtsError as met:
            self.remember(met)
            raise

    def release(self, count: int) -> None:
        """Be told of bytes that were sent ahead and never taken: they were not read."""
        with self._lock:
            self._sent = max(0, self._sent - count)

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
    with RangeServer(reader) as server:
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


def _blocks(
    storage: Storage, source: Source, start: int, end: int, pause: Callable[[float], bool], *, growing: bool = False
) -> Iterator[bytes]:
    """Read the object's bytes from ``start`` up to ``end``, taking up where a connection broke.

    Where it is ``growing``, blocks and what is asked of the bucket begin small and double, so that one who reads little and
    hangs up costs little. Raises BucketUnavailable when no byte came for PATIENCE_SECONDS, or when ``pause`` (given
    seconds) says to stop.
    """
    wait, since = FIRST_PAUSE, time.monotonic()
    size, reach = (FIRST_BLOCK, FIRST_REACH) if growing else (BLOCK, end - start)
    while start < end:
        try:
            stop = min(end, start + reach) if reach < MOST_REACH else end
            with storage.read(source.bucket, source.key, source.etag or "", start, stop - 1) as body:
                while start < stop:
                    block = _some(body, min(size, stop - start))
                    start += len(block)
                    yield block
                    size = min(size * 2, BLOCK)
                    wait, since = FIRST_PAUSE, time.monotonic()  # after the reader took it: encoders pause for minutes
            reach *= REACH_GROWS
        except BucketUnavailable as away:
            if time.monotonic() - since > PATIENCE_SECONDS or pause(wait):
                raise
            log.warning("source_retried", key=source.key, offset=start, reason=away.detail)
            wait = min(wait * 2, LONGEST_PAUSE)


def _some(body: Body, count: int) -> bytes:
    if block := body.read(count):
        return block
    raise BucketUnavailable("The answer ended early.")
