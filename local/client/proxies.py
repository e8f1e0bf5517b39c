"""Which files on this machine are proxies that were downloaded here, so that `push *.mov` does not send them as films.

A proxy is known by its size and by the SHA-256 that its certificate states, wherever it lies and whatever it is called. One small
JSON file for each, under the state folder.
"""

import contextlib
import hashlib
import json
import time
from pathlib import Path

_FORGET_AFTER_SECONDS = 400 * 24 * 3600


class Proxies:
    """The proxies known under one folder. What cannot be read or kept is as if it were not known: it is a convenience."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not exist."""
        self._folder = folder

    def keep(self, path: Path, sha256: str | None, made_of: str) -> None:
        """Remember the proxy at ``path``; ``sha256`` is what its certificate states, ``made_of`` the film's name."""
        if not sha256:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._forget_old()
            kept = self._folder / f"{path.stat().st_size}-{sha256}.json"
            kept.write_text(json.dumps({"made_of": made_of}), encoding="utf-8")

    def made_of(self, path: Path) -> str | None:
        """Give the name of the film whose proxy the file is, byte for byte; None where that is not known."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            for kept in self._folder.glob(f"{path.stat().st_size}-*.json"):  # nothing else is read to the end
                if kept.stem.endswith(_sha256(path)):
                    return str(json.loads(kept.read_text(encoding="utf-8"))["made_of"])
        return None

    def _forget_old(self) -> None:
        for kept in self._folder.iterdir():
            if kept.stat().st_mtime < time.time() - _FORGET_AFTER_SECONDS:
                kept.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
