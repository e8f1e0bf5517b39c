"""What `vts up` shows: short lines that stay, and one line of progress that does not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status

QUIET_SECONDS = 10.0


class Screen:
    """Prints lines, and above all little. May be used by several threads."""

    def __init__(self, console: Console | None = None, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Print to ``console``, by default standard output.

        Where that is no terminal, progress is printed line by line, and while the screen is busy a line after each
        ``quiet_seconds`` in which nothing was printed says what is under way.
        """
        self._console = console or Console(highlight=False)
        self._quiet_seconds = quiet_seconds
        self._printed = threading.Event()
        self._lock = threading.Lock()
        self._progress: dict[str, str] = {}
        self._status: Status | None = None

    def line(self, markup: str) -> None:
        """Print a line, in rich's markup."""
        self._printed.set()
        self._console.print(markup, soft_wrap=True)

    def tell(self, text: str) -> None:
        """Print a plain line."""
        self._printed.set()
        self._console.print(f"[dim]vts:[/dim] {escape(text)}", soft_wrap=True)

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Show that something is being done, as long as the block takes."""
        if not self._console.is_terminal:
            with self._reminding(text):
                yield
            return
        with self._console.status(text) as status:
            self._status = status
            try:
                yield
            finally:
                self._status = None
                self._progress.clear()

    @contextmanager
    def _reminding(self, text: str) -> Iterator[None]:
        ended = threading.Event()

        def remind() -> None:
            while not ended.is_set():
                self._printed.clear()
                if not self._printed.wait(self._quiet_seconds) and not ended.is_set():
                    with self._lock:
                        under_way = "; ".join(f"{name}: {line}" for name, line in self._progress.items())
                    self.tell(f"still {text}" + (f" ({under_way})" if under_way else ""))

        thread = threading.Thread(target=remind, name="reminder", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            self._printed.set()
            thread.join()
            self._progress.clear()

    def progress(self, what: str, text: str) -> None:
        """Show how far something is; replaces what was shown of it before."""
        with self._lock:
            before, self._progress[what] = self._progress.get(what, ""), text
            if self._status is not None:
                self._status.update(" · ".join(f"{name}: {escape(line)}" for name, line in self._progress.items()))
            elif _gist(before) != _gist(text):
                self.tell(f"{what}: {text}")


def _gist(text: str) -> str:
    """Leave out all but the first digit of a percentage, so that not every step becomes a line of a log."""
    words = text.split()
    if words and words[-1] == "%" and words[-2].isdigit():
        return f"{' '.join(words[:-2])} {int(words[-2]) // 20}"
    return text
