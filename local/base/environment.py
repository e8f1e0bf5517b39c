"""The environments of packages that ./vts makes below .venv: which is in use, which is current, which can go.

Run as a program by ./vts when a new one is complete; it is given the folder of all, the kind, and the new one. Uses nothing
but the standard library, as there may be nothing else yet.
"""

import fcntl
import os
import shutil
import sys
from pathlib import Path

_LOCK = ".in-use"


def hold(environment: Path) -> int | None:
    """Mark the environment as used until this process ends; the descriptor of the lock, None where it cannot be written."""
    try:
        lock = os.open(environment / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:  # of another user, or on a medium that is read-only: then nobody removes it either
        return None
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def adopt(folder: Path, kind: str, new: Path) -> None:
    """Make ``folder``/``kind`` point to the new environment, and remove older ones of its kind that nobody uses."""
    link = folder / f".{kind}-link"
    link.unlink(missing_ok=True)
    link.symlink_to(new.name)
    link.replace(folder / kind)
    for old in folder.glob(f"{kind}-*"):
        if old != new and not _in_use(old):
            shutil.rmtree(old, ignore_errors=True)


def _in_use(environment: Path) -> bool:
    try:
        with (environment / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


if __name__ == "__main__":
    adopt(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
