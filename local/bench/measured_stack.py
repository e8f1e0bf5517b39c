"""The stack that is measured: one of the bench's own on free ports, or one that runs on a data folder of this machine."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from functions.common.errors import Failure, SetupError
from local.base import config, leash
from local.client import wire
from local.client.api import Client, Job, Refused
from local.client.push import Push
from local.client.receipts import Film, Receipts, Wish
from local.page import build
from local.servers.installation import Installation, NotRunning, Running

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROOT = Path(__file__).parent.parent.parent
"""Where `python -m local…` is run."""

START_SECONDS, STOP_SECONDS = 600.0, 60.0
JOB_SECONDS = 1_800.0
_LOOK_SECONDS = 0.05
_JOB_LOOK_SECONDS = 0.5
"""A job says itself when it ended; to look as often as otherwise would take 6 % of a core from what is measured."""

_ACTIVE = frozenset({"waiting", "queued", "running"})

T = TypeVar("T")


class StackDidNotStart(SetupError):
    """The stack to be measured did not start."""

    hint = "Run `./vts up` and look at what it says."


class NotInTime(Failure):
    """What was measured did not end within its time."""

    hint = "Run `./vts doctor`: it says what does not work."


class JobEndedOtherwise(Failure):
    """A job of the bench did not end as it had to."""

    hint = "Run `./vts doctor`: it says what does not work."


@dataclass
class Arrivals:
    """Notes when the storage had acknowledged the last byte, seconds since 1970."""

    at: float = 0.0

    def began(self, there: int, total: int) -> None:
        """Begin; nothing to note."""

    def acknowledged(self, count: int) -> None:  # noqa: ARG002
        """Note the time: the last note is the one that stays."""
        self.at = time.time()


@dataclass(frozen=True)
class Sent:
    """A file that was sent: its job, and when the storage had all of its bytes (seconds since 1970)."""

    job_id: str
    arrived_at: float


@dataclass(frozen=True)
class MeasuredStack:
    """A running stack, and a folder for what measuring leaves; ``running`` has addresses and process ids."""

    installation: Installation
    running: Running
    folder: Path

    @property
    def client(self) -> Client:
        """The API."""
        return Client(self.running.api)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the functions."""
        return self.installation.environment(self.running)

    def s3(self) -> "S3Client":
        """Give an S3 client as boto3 makes it by default."""
        import boto3

        env = self.environment
        return boto3.client(
            "s3",
            endpoint_url=env["AWS_ENDPOINT_URL_S3"],
            region_name=env["AWS_REGION"],
            aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        )

    def pid(self, server: str) -> int:
        """Give the process id of a server. Raises NotRunning."""
        running = self.installation.running()
        if running is None or server not in running.pids:
            raise NotRunning(f"There is no {server}.")
        return running.pids[server]

    def send(self, path: Path) -> Sent:
        """Send a file as `./vts push` does."""
        arrivals = Arrivals()
        push = Push(self.client, Receipts(self.folder / "receipts"), arrivals)
        pushed = push.file(Film.at(path), Wish(), again=True)
        return Sent(pushed.job["job_id"], arrivals.at)

    def wait(self, job_id: str, seconds: float = JOB_SECONDS) -> Job:
        """Wait until the job has ended. Raises NotInTime."""
        return until(lambda: _ended(self.client.job(job_id)), f"The job {job_id}", seconds, pause=_JOB_LOOK_SECONDS)

    def done(self, job_id: str, seconds: float = JOB_SECONDS) -> Job:
        """Wait until the job is done. Raises JobEndedOtherwise, NotInTime."""
        job = self.wait(job_id, seconds)
        if job["status"] != "done":
            raise JobEndedOtherwise(f"{job['status']}: {job['error'] and job['error']['message']}")
        return job

    def clear(self, job_id: str) -> None:
        """End the job if it has not ended, and delete it with its source and outputs."""
        with contextlib.suppress(Refused):  # it had ended
            self.client.cancel(job_id)
        self.wait(job_id)
        answer = self._ask("DELETE", f"/jobs/{job_id}/")
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise JobEndedOtherwise(f"It could not be deleted: {answer.body.decode(errors='replace')}")

    @contextlib.contextmanager
    def settings(self, **changes: float | None) -> Iterator[None]:
        """Change settings for as long as the block lasts."""
        before = self.client.settings()
        self.client.change_settings(changes)
        try:
            yield
        finally:
            self.client.change_settings({name: before[name] for name in changes})

    def log(self, job_id: str) -> str:
        """Read the log of a job: the ffmpeg command and its last lines."""
        return self._ask("GET", f"/jobs/{job_id}/log/").body.decode(errors="replace")

    def _ask(self, method: str, path: str) -> wire.Answer:
        """Ask the API for what is more than its JSON."""
        with contextlib.closing(wire.Line()) as line:
            return line.call(method, self.client.url + path)


@contextlib.contextmanager
def own(
    folder: Path, say: Callable[[str], None], *, page: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[MeasuredStack]:
    """Start a stack on free ports with its data under ``folder``, and with this ``environment``; stop it at the end.

    With the page, that is built first. Raises StackDidNotStart, PageNotBuilt, NodeMissing.
    """
    installation = Installation(folder / "data")
    if page:
        build.prepare(config.load(os.environ), folder / "page.log", say)
    say("starting a stack of its own")
    argv = [sys.executable, "-m", "local.cli", "up", "--no-sample", "--port", "0", "--ui-port", "0"]
    argv += [] if page else ["--no-page"]
    with (folder / "stack.log").open("wb") as log:
        stack = subprocess.Popen(
            leash.tied([*argv, "--data", str(installation.folder)]),
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
        )
    try:
        yield MeasuredStack(installation, _started(stack, installation, folder / "stack.log"), folder)
    finally:
        stack.terminate()
        try:
            stack.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            stack.kill()
            stack.wait()


def at(data: Path, folder: Path) -> MeasuredStack:
    """Measure the stack that runs on the data folder ``data``. Raises NotRunning."""
    installation = Installation(data)
    running = installation.running()
    if running is None:
        raise NotRunning(str(data))
    return MeasuredStack(installation, running, folder)


def until(look: Callable[[], T | None], what: str, seconds: float, *, pause: float = _LOOK_SECONDS) -> T:
    """Give the first true answer of ``look``, which is called again and again after a pause.

    Raises NotInTime, naming ``what``, after so many seconds.
    """
    end = time.monotonic() + seconds
    while not (answer := look()):
        if time.monotonic() > end:
            raise NotInTime(f"{what}: {seconds:.0f} s.")
        time.sleep(pause)
    return answer


def seconds_between(arrived_at: float, moment: str | None) -> float:
    """Give the seconds from an arrival to a moment of the job; never less than 0: the event may be faster than the answer."""
    return max(0.0, datetime.fromisoformat(moment).timestamp() - arrived_at) if moment else 0.0


def _ended(job: Job) -> Job | None:
    return None if job["status"] in _ACTIVE else job


def _started(stack: "subprocess.Popen[bytes]", installation: Installation, log: Path) -> Running:
    def look() -> Running | None:
        if stack.poll() is not None:
            raise StackDidNotStart(log.read_text(errors="replace").strip()[-500:])
        return installation.running()

    return until(look, "Starting the stack", START_SECONDS)
