"""What a server prints, kept in a file of bounded size."""

from collections import deque
from pathlib import Path

LIMIT = 8 * 1024 * 1024
"""Bytes of one log file; with the one before it, a server's log takes at most twice that."""

_TAIL = 4096


class Logbook:
    """Writes NAME.log; a full one becomes NAME.log.1 and replaces the one of that name."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Go on with the file at ``path``, or begin it."""
        self.path = path
        self._limit = limit
        self._file = path.open("ab", buffering=0)
        self._recent: deque[bytes] = deque(maxlen=64)

    def write(self, chunk: bytes) -> None:
        """Append what a server printed."""
        if self._file.tell() + len(chunk) > self._limit:
            self._file.close()
            self.path.replace(self.path.with_name(self.path.name + ".1"))
            self._file = self.path.open("ab", buffering=0)
        self._file.write(chunk)
        self._recent.append(chunk[-_TAIL:])

    def turn_page(self) -> None:
        """Forget what was printed so far, for ``recent`` alone."""
        self._recent.clear()

    @property
    def recent(self) -> str:
        """What was printed lately, since the page was turned."""
        return b"".join(self._recent).decode(errors="replace")

    @property
    def last_line(self) -> str:
        """The last line that says something."""
        lines = [line.strip() for line in self.recent.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def close(self) -> None:
        """Close the file."""
        self._file.close()
