"""The buckets of a replay: names and sizes without bytes, counted by the request that each call is.

What is put into the source bucket is told to the stream, as the bucket's notification does.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import ceil

from functions.bucket.notifications import Arrival
from functions.bucket.s3 import SMALL_TRANSFER, OpenUpload, Storage, Stored
from functions.common.config import Config
from functions.common.errors import SourceGone
from local.bench.simulate.meter import Meter

PAGE = 1000  # keys of one listing, and of one call that deletes
_ETAG = "0" * 32


class Bucket(Storage):
    """Stands where the storage stands. What is asked of S3 itself is counted as ("bucket", PUT, GET, HEAD, LIST or DELETE)."""

    def __init__(
        self, config: Config, meter: Meter, clock: Callable[[], datetime], tell: Callable[[Arrival], None]
    ) -> None:
        """Begin empty; ``tell`` is called for each object that comes into the source bucket."""
        super().__init__(config)
        self._source, self._meter, self._clock, self._tell = config.source_bucket, meter, clock, tell
        self._objects: dict[str, dict[str, Stored]] = defaultdict(dict)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._bodies: dict[str, bytes] = {}

    def put(self, bucket: str, key: str, size: int, part: int | None = SMALL_TRANSFER) -> None:
        """Store an object of so many bytes: in parts of that size where it is as large as one, as put_file does."""
        in_parts = part is not None and size >= part
        self._meter.count(("bucket", "PUT"), ceil(size / part) + 2 if part and in_parts else 1)
        self._keep(bucket, Stored(key, size, _ETAG, self._clock()))

    def put_bytes(self, bucket: str, key: str, body: bytes, content_type: str) -> None:  # noqa: ARG002  nobody asks for it
        """Store a small object."""
        self._meter.count(("bucket", "PUT"))
        if bucket != self._source:
            self._bodies[key] = body
        self._keep(bucket, Stored(key, len(body), _ETAG, self._clock()))

    def get_bytes(self, bucket: str, key: str, limit: int = 1024 * 1024) -> bytes:
        """Read a small object; empty where only its size was stored. Raises SourceGone when it is not there."""
        self._meter.count(("bucket", "GET"))
        if key not in self._objects[bucket]:
            raise SourceGone(key)
        return self._bodies.get(key, b"")[:limit]

    def head(self, bucket: str, key: str) -> Stored | None:
        """Look at an object; None if it is not there."""
        self._meter.count(("bucket", "HEAD"))
        return self._objects[bucket].get(key)

    def listing(self, bucket: str, prefix: str, after: str = "") -> Iterator[Stored]:
        """Walk the objects under a prefix, by key, from behind the key ``after``."""
        names = self._names[bucket]
        begin, end = bisect_right(names, max(prefix, after)), bisect_right(names, f"{prefix}\U0010ffff")
        self._meter.count(("bucket", "LIST"))
        for number, name in enumerate(names[begin:end]):
            if number and number % PAGE == 0:
                self._meter.count(("bucket", "LIST"))
            yield self._objects[bucket][name]

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        """Delete objects; those that are not there count as deleted."""
        self._meter.count(("bucket", "DELETE"), ceil(len(keys) / PAGE))
        for key in keys:
            if self._objects[bucket].pop(key, None):
                self._bodies.pop(key, None)
                del self._names[bucket][bisect_right(self._names[bucket], key) - 1]

    def open_multiparts(self) -> Iterator[OpenUpload]:
        """Nothing: every upload of a replay is complete."""
        self._meter.count(("bucket", "LIST"))
        return iter(())

    def _keep(self, bucket: str, stored: Stored) -> None:
        if stored.key not in self._objects[bucket]:
            insort(self._names[bucket], stored.key)
        self._objects[bucket][stored.key] = stored
        if bucket == self._source:
            self._tell(Arrival(bucket, stored.key, stored.size, stored.etag))
