"""The folder an attempt works in: it holds the proxy being made, never the source, and is gone when the attempt ends.

A folder is locked while its process lives, so that what a killed process left can be told from what is in use.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions import log

_PREFIX, _LOCK = "vts-work-", ".lock"


@contextmanager
def folder(parent: Path) -> Iterator[Path]:
    """Make a folder of one's own under ``parent`` and delete it, with all that is in it, at the end."""
    parent.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        inside = path / "out"
        inside.mkdir()
        yield inside
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def sweep(parent: Path) -> int:
    """Delete the folders under ``parent`` whose process is gone; how many there were."""
    swept = 0
    for path in parent.glob(f"{_PREFIX}*"):
        try:
            lock = os.open(path / _LOCK, os.O_RDWR)
        except FileNotFoundError:
            continue  # being made or being deleted at this moment
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(path, ignore_errors=True)
            swept += 1
        finally:
            os.close(lock)
    if swept:
        log.info("mended", what="work_folder", count=swept)
    return swept
