"""A deployment for tests of single functions: a job table of SQLite, and buckets that are a dictionary.

Whether the functions get on with a real storage is for the tests in tests/integration.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from functions.bucket.s3 import Storage, Stored
from functions.common.config import Config
from functions.common.errors import BucketUnavailable, SourceGone
from functions.deployment import Deployment
from functions.jobs.sql import table as sql


class Shelf:
    """Objects by bucket and key. ``away`` is a key that the storage does not answer for."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.objects: dict[tuple[str, str], tuple[bytes, datetime]] = {}
        self.aborted: list[str] = []
        self.away = ""

    def put_bytes(
        self, bucket: str, key: str, data: bytes, content_type: str, *, age: timedelta = timedelta(0)
    ) -> None:
        self.objects[bucket, key] = data, self.now - age

    def get_bytes(self, bucket: str, key: str) -> bytes:
        if (bucket, key) not in self.objects:
            raise SourceGone(key)
        return self.objects[bucket, key][0]

    def head(self, bucket: str, key: str) -> Stored | None:
        if self.away and self.away in key:
            raise BucketUnavailable(key)
        if (bucket, key) not in self.objects:
            return None
        data, modified = self.objects[bucket, key]
        return Stored(key, len(data), hashlib.md5(data, usedforsecurity=False).hexdigest(), modified)

    def listing(self, bucket: str, prefix: str, *, after: str = "") -> Iterator[Stored]:
        for inside, key in sorted(self.objects):
            if inside == bucket and key.startswith(prefix) and key > after:
                yield cast("Stored", self.head(bucket, key))

    def delete(self, bucket: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.objects.pop((bucket, key), None)

    def abort_multipart(self, key: str, upload_id: str) -> None:
        self.aborted.append(upload_id)

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        return sorted(key for inside, key in self.objects if inside == bucket and key.startswith(prefix))


def opened(folder: Path, **settings: Any) -> tuple[Deployment, Shelf]:
    """Make a deployment whose table is in a folder, and the shelf that its buckets are."""
    url = f"sqlite:///{folder / 'jobs.sqlite3'}"
    sql.migrate(url)
    table = sql.SqlJobTable(url)
    shelf = Shelf(table.now())
    named = {"aws_region": "eu-central-1", "source_bucket": "sources", "proxy_bucket": "proxies", "database_url": url}
    return Deployment(Config(**named, **settings), table, cast("Storage", shelf)), shelf
