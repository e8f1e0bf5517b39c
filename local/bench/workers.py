"""The workers of a stack as a bench sees them: what they log and what CPU time they take; and more, beside the stack's own."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from local.base import leash
from local.bench.measured_stack import ROOT, MeasuredStack, until
from local.servers.definitions import WORKER_READY

_READY_SECONDS = 60


@dataclass(frozen=True)
class Worker:
    """A worker, by its process and the file it logs to."""

    pid: int
    log: Path

    @property
    def cpu_seconds(self) -> float:
        """User and system time so far: its own, and that of its programs that have ended."""
        return float(sum(psutil.Process(self.pid).cpu_times()[:4]))

    def lines(self, job_id: str) -> list[dict[str, Any]]:
        """Give what it logged about a job."""
        return of_job(self.log.read_text(errors="replace").splitlines(), job_id)

    def at_work(self, job_id: str) -> bool:
        """Whether it is in the middle of a piece of this job."""
        return in_a_piece(self.lines(job_id))


def own(deployment: MeasuredStack) -> Worker:
    """Give the worker of the stack. Raises NotRunning."""
    return Worker(deployment.pid("worker"), deployment.installation.logs / "worker.log")


@contextlib.contextmanager
def another(deployment: MeasuredStack, name: str) -> Iterator[Worker]:
    """Run one more worker during the block, if it is not killed before; its log begins with it. Raises NotInTime."""
    log = deployment.installation.logs / f"{name}.log"
    given = {**os.environ, **deployment.installation.worker_environment(deployment.running), "WORKER_NAME": name}
    argv, nothing = leash.tied([sys.executable, "-m", "local.run.worker"]), subprocess.DEVNULL
    with (
        log.open("wb") as out,
        subprocess.Popen(argv, env=given, stdin=nothing, stdout=out, stderr=out, cwd=ROOT) as it,
    ):
        try:
            until(lambda: WORKER_READY in log.read_text(errors="replace"), "Starting a worker", _READY_SECONDS)
            yield Worker(it.pid, log)
        finally:
            it.terminate()


def of_job(lines: Iterable[str], job_id: str) -> list[dict[str, Any]]:
    """Give the lines of a log that are about a job; of one that is just being written there is half a line."""
    return [json.loads(line) for line in lines if job_id in line and line.endswith("}")]


def in_a_piece(lines: Iterable[dict[str, Any]]) -> bool:
    """Whether, by these lines of one worker about one job, a piece was begun and has not ended."""
    at: set[str] = set()
    for line in lines:
        if line["event"] == "piece_started":
            at.add(line["piece"])
        elif line["event"] in {"piece_done", "piece_stopped", "piece_failed"}:
            at.discard(line["piece"])
    return bool(at)
