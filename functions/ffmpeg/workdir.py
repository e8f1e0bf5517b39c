"""The folder an attempt works in: it holds the proxy being made, never the source, and is gone when the attempt ends.

A folder is locked while its process lives, so that what a killed process left can be told from what is in use, and is deleted
by the next one that works here.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.common import log

_PREFIX, _LOCK = "vts-work-", ".lock"


@contextmanager
def folder(parent: Path) -> Iterator[Path]:
    """Make a folder of one's own under ``parent`` and delete it, with all that is in it, at the end.

    What killed processes left there is deleted first.
    """
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    with _alone(parent):
        path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        inside = path / "out"
        inside.mkdir()
        yield inside
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def sweep(parent: Path) -> int:
    """Delete the folders under ``parent`` whose process is gone; how many there were."""
    with _alone(parent):
        swept = sum(_sweep(path) for path in parent.glob(f"{_PREFIX}*"))
    if swept:
        log.info("mended", what="work_folder", count=swept)
    return swept


def _sweep(path: Path) -> bool:
    try:
        lock = os.open(path / _LOCK, os.O_RDWR)
    except FileNotFoundError:  # made under the lock of all, so it is being deleted, or its deletion was cut short
        shutil.rmtree(path, ignore_errors=True)
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(path, ignore_errors=True)
        return True
    finally:
        os.close(lock)


@contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Keep others from sweeping ``parent``, so that a folder which is made, and not locked yet, is not taken for a left one."""
    lock = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
