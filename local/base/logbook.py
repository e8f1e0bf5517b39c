"""What a server prints, kept in a file of bounded size."""

from collections import deque
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

LIMIT = 8 * 1024 * 1024
"""Bytes of one log file; with the one before it, a server's log takes at most twice that."""

_TAIL = 4096
_INSTEAD = b"***"


class Logbook:
    """Writes NAME.log; a full one becomes NAME.log.1 and replaces the one of that name."""

    def __init__(self, path: Path, limit: int = LIMIT, hidden: Sequence[str] = ()) -> None:
        """Go on with the file at ``path``, or begin it, with the first thing written; ``hidden`` words are left out."""
        self.path = path
        self._limit = limit
        self._hidden = [word.encode() for word in hidden]
        self._held = b""  # the end of what was printed, if a hidden word may begin there
        self._file: FileIO | None = None
        self._recent: deque[bytes] = deque(maxlen=64)

    def write(self, chunk: bytes) -> None:
        """Append what a server printed."""
        chunk = self._held + chunk
        for word in self._hidden:
            chunk = chunk.replace(word, _INSTEAD)
        begun = max((n for word in self._hidden for n in range(1, len(word)) if chunk.endswith(word[:n])), default=0)
        self._held = chunk[len(chunk) - begun :]
        self._append(chunk[: len(chunk) - begun])

    def _append(self, chunk: bytes) -> None:
        file = self._opened()
        if file.tell() + len(chunk) > self._limit:
            self._end_file()
            self.path.replace(self.path.with_name(self.path.name + ".1"))
            file = self._opened()
        file.write(chunk)
        self._recent.append(chunk[-_TAIL:])

    def turn_page(self) -> None:
        """Forget what was printed so far, for ``recent`` alone."""
        self._release()
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
        """Close the file; writing opens it again."""
        self._release()
        self._end_file()

    def _release(self) -> None:
        """Write what was held: the hidden word that may have begun there did not go on."""
        held, self._held = self._held, b""
        if held:
            self._append(held)

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> FileIO:
        if self._file is None:
            self._file = FileIO(self.path, "a")
        return self._file
