"""Progress as it is seen: a bar for bytes, a bar for frames. Where standard error is no terminal, a line a phase."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.client.api import Job
from local.terminal import show, words

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

_WORDS = {"waiting": "waiting for the file", "queued": "waiting for a worker", "running": "starting"}

_WORTH_A_LINE = 16_000_000  # bytes; less is gone before the line is read


class Bytes:
    """The way of a file's bytes. Its methods may be called from any thread."""

    def __init__(self, bars: "Progress | None", task: "TaskID | None", what: str) -> None:
        """Draw on ``bars``, if there are any."""
        self._bars, self._task, self._what = bars, task, what

    def began(self, there: int, total: int) -> None:
        """So many bytes of so many are there already."""
        if self._bars is None or self._task is None:
            if total >= _WORTH_A_LINE:
                already = f", {words.size(there)} of it are there" if there else ""
                show.note(f"{self._what}: {words.size(total)}{already}")
        else:
            self._bars.reset(self._task, total=total, completed=there, visible=True)

    def acknowledged(self, count: int) -> None:
        """So many more are there."""
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, count)

    def stands(self, there: int, total: int) -> None:
        """So many bytes of so many are there now."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=there, total=total, visible=True)


@contextmanager
def of_bytes(what: str) -> Iterator[Bytes]:
    """Show the way of a file's bytes while the block runs."""
    if not show.err().is_terminal:
        yield Bytes(None, None, what)
        return
    from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn

    with _bars(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(compact=True)) as bars:
        yield Bytes(bars, bars.add_task(what, total=None, visible=False), what)


class Frames:
    """The way of a job."""

    def __init__(self, bars: "Progress | None", task: "TaskID | None", name: str) -> None:
        """Draw on ``bars``, if there are any."""
        self._bars, self._task, self._name = bars, task, name
        self._last = ""

    def seen(self, job: Job) -> None:
        """Show how the job stands."""
        doing = job["phase"] or _WORDS.get(job["status"], job["status"])
        if self._bars is None or self._task is None:
            if doing != self._last:
                show.note(f"{self._name}: {doing}")
        else:
            frames = f"{job['frames_done']}/{job['frames_total']} frames" if job["frames_total"] else ""
            left = f"{words.seconds(job['eta_seconds'])} left" if job["eta_seconds"] else ""
            self._bars.update(
                self._task, description=f"{self._name}  {doing}", completed=job["progress"], frames=frames, left=left
            )
        self._last = doing


@contextmanager
def of_frames(name: str) -> Iterator[Frames]:
    """Show the way of a job while the block runs."""
    if not show.err().is_terminal:
        yield Frames(None, None, name)
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn

    frames, left = TextColumn("{task.fields[frames]}"), TextColumn("{task.fields[left]}")
    with _bars(BarColumn(), TaskProgressColumn(), frames, left) as bars:
        yield Frames(bars, bars.add_task(name, total=1.0, frames="", left=""), name)


def _bars(*columns: "ProgressColumn") -> "Progress":
    """Make bars that say first what they are of, and are gone in the end."""
    from rich.progress import Progress, TextColumn

    named = TextColumn("{task.description}", markup=False)
    return Progress(named, *columns, console=show.err(), transient=True, refresh_per_second=4)
