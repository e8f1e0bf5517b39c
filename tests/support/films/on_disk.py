"""A file on disk behind the real loopback reader, without a bucket; it can be made to give no more bytes."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from functions.bucket import source
from functions.bucket.s3 import Storage
from functions.common.errors import BucketUnavailable
from functions.jobs.model import Source


class OnDisk:
    """What source.py needs of a Storage. From ``dries_up_at`` on, reading waits until ``let_go`` is set."""

    def __init__(self, path: Path, dries_up_at: int | None = None) -> None:
        self.path, self.dries_up_at, self.let_go = path, dries_up_at, threading.Event()
        self.given = self.requests = 0  # bytes that were read, and how often it was asked

    def read(self, bucket: str, key: str, etag: str, start: int, end: int | None = None) -> IO[bytes]:
        with self.path.open("rb") as opened:
            opened.seek(start)
            body = opened.read() if end is None else opened.read(end + 1 - start)
        if self.dries_up_at is not None and start + len(body) > self.dries_up_at:
            if start >= self.dries_up_at:
                self.let_go.wait()
                raise BucketUnavailable("The test is over.")
            body = body[: self.dries_up_at - start]
        self.requests += 1
        return _Counted(body, self)


class _Counted(io.BytesIO):
    """A body that tells its storage what is read of it."""

    def __init__(self, body: bytes, disk: OnDisk) -> None:
        super().__init__(body)
        self._disk = disk

    def read(self, count: int | None = -1, /) -> bytes:
        block = super().read(count)
        self._disk.given += len(block)
        return block


@contextmanager
def serving(
    path: Path, dries_up_at: int | None = None, *, disk: OnDisk | None = None, budget: float = 3
) -> Iterator[source.Reader]:
    """Serve the file as the transcode function serves an object."""
    disk = disk or OnDisk(path, dries_up_at)
    named = Source(bucket="b", key="k", size=path.stat().st_size, etag="e")
    try:
        with source.serve(cast("Storage", disk), named, budget=budget) as reader:
            yield reader
            disk.let_go.set()
    finally:
        disk.let_go.set()
