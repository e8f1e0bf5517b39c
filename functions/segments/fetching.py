"""Fetches what the pieces made from the bucket, and holds each file against the digest that its maker named."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import BucketUnavailable
from functions.common.watch import Watch
from functions.deployment import Deployment

AT_ONCE = 8  # files that are fetched at the same time


class Named(NamedTuple):
    """A file in the proxy bucket, and the SHA-256 of its bytes, in hex."""

    key: str
    sha256: str


def fetched(deployment: Deployment, files: Sequence[Named], folder: Path, watch: Watch) -> list[Path]:
    """Fetch the files into a ``folder`` that is made for them, in their order. Raises BucketUnavailable."""
    folder.mkdir()

    def fetch(number: int, file: Named) -> Path:
        watch.check()
        path = folder / f"{number:04}{Path(file.key).suffix}"
        if deployment.storage.get_file(deployment.config.proxy_bucket, file.key, path) != file.sha256:
            raise BucketUnavailable(f"{file.key} is not what was put there.")
        return path

    with ThreadPoolExecutor(AT_ONCE, "parts") as threads:
        return list(threads.map(fetch, range(len(files)), files))
