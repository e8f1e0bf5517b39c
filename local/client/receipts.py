"""What this machine remembers of its pushes, so that a push that was broken off goes on where it stood.

One small JSON file for each file and server, under the state folder; it holds job ids, never URLs or keys. A file is the same
one while its absolute path, size and time of change are.
"""

import contextlib
import hashlib
import json
import os
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from functions.common.errors import SetupError, VtsError

_FORGET_AFTER_SECONDS = 90 * 24 * 3600


class FileUnreadable(VtsError):
    """This file cannot be read."""

    hint = "Look at its name and its permissions."


class FileChanged(VtsError):
    """The file changed while it was being sent."""

    hint = (
        "Wait until whatever writes the file has finished, then run the command again; what was sent has been dropped."
    )


class StateUnusable(SetupError):
    """What was pushed cannot be remembered."""

    hint = "Name a folder that can be read and written with XDG_STATE_HOME."


class Film(NamedTuple):
    """A file as it was when this began. ``path`` is the same by whatever way its folder was named; ``size`` is bytes."""

    path: Path
    size: int
    mtime_ns: int
    folder: str = ""  # where it lies below the folder that is sent

    @classmethod
    def at(cls, path: Path, folder: str = "") -> "Film":
        """Look at a file. Raises FileUnreadable when it is none, or may not be read."""
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for its writer
                raise FileUnreadable(f"{path}: Not a regular file.")
            with path.open("rb") as file:
                found = os.fstat(file.fileno())
        except OSError as reason:
            raise FileUnreadable(f"{path}: {reason.strerror}.") from reason
        return cls(path.parent.resolve() / path.name, found.st_size, found.st_mtime_ns, folder)

    def open(self) -> BinaryIO:
        """Open the file for reading, unbuffered: one for each thread. Raises FileUnreadable."""
        try:
            return self.path.open("rb", buffering=0)
        except OSError as reason:
            raise FileUnreadable(f"{self.path}: {reason.strerror}.") from reason

    def check(self) -> None:
        """Raise FileChanged when the file is no longer what it was."""
        try:
            now = self.path.stat()
        except OSError as reason:
            raise FileChanged(f"{self.path}: {reason.strerror}.") from reason
        if (now.st_size, now.st_mtime_ns) != (self.size, self.mtime_ns):
            raise FileChanged(f"{self.path.name} had {self.size:,} bytes and has {now.st_size:,} now.")


@dataclass(frozen=True)
class Wish:
    """What the job shall make of the file: a profile and its options; empty means as the server's settings say."""

    profile: str | None = None
    options: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The same for the same wish."""
        return json.dumps([self.profile, dict(self.options)], sort_keys=True)


class Receipt(NamedTuple):
    """A job that was made for a file, for which wish, and the bytes of each part; None when it goes up in one PUT.

    Parts that are ``checked`` are signed with their checksums.
    """

    job_id: str
    wish: str
    part_size: int | None
    checked: bool = False


class Receipts:
    """The receipts under one folder."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which need not exist."""
        self._folder = folder

    def of(self, film: Film, server: str) -> list[Receipt]:
        """List what was begun with this file on that server, latest first. Raises StateUnusable."""
        with self._using(), contextlib.suppress(FileNotFoundError):
            return list(_read(self._place(film, server)))
        return []

    def keep(self, film: Film, server: str, receipt: Receipt) -> None:
        """Remember a job, in place of an earlier one with the same wish. Raises StateUnusable."""
        with self._using():
            others = [kept for kept in self.of(film, server) if kept.wish != receipt.wish]
            self._write(film, server, [receipt, *others])
            self._forget_old()

    def forget(self, film: Film, server: str, job_id: str) -> None:
        """Remember that job no more. Raises StateUnusable."""
        with self._using():
            self._write(film, server, [kept for kept in self.of(film, server) if kept.job_id != job_id])

    @contextlib.contextmanager
    def _using(self) -> Iterator[None]:
        try:
            yield
        except OSError as reason:
            raise StateUnusable(f"{self._folder}: {reason.strerror}.") from reason

    def _write(self, film: Film, server: str, receipts: list[Receipt]) -> None:
        place = self._place(film, server)
        if not receipts:
            place.unlink(missing_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = place.with_suffix(f".{os.getpid()}.{threading.get_ident()}.new")
        body = {"path": os.fsencode(film.path).decode(errors="replace"), "server": server}
        fresh.write_text(json.dumps(body | {"jobs": [kept._asdict() for kept in receipts]}, indent=1), encoding="utf-8")
        fresh.replace(place)

    def _place(self, film: Film, server: str) -> Path:
        same = (os.fsencode(film.path), film.size, film.mtime_ns, server)
        return self._folder / f"{hashlib.sha256(repr(same).encode()).hexdigest()[:32]}.json"

    def _forget_old(self) -> None:
        for place in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process forgot it first
                if place.stat().st_mtime < time.time() - _FORGET_AFTER_SECONDS:
                    place.unlink()


def _read(place: Path) -> Iterator[Receipt]:
    try:
        body: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        yield from [Receipt(**kept) for kept in body["jobs"]]
    except (
        ValueError,
        KeyError,
        TypeError,
    ):  # from another release, or torn by a crash: nothing that cannot be done anew
        place.unlink(missing_ok=True)
