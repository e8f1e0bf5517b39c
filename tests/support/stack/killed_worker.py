"""A worker that a signal strikes at an exact point of its work on one job.

    python -m tests.support.stack.killed_worker POINT SIGNAL JOB_ID [only]      environment: local/run/worker.py

It is the real worker, but that the step at POINT sends SIGNAL to its own process. With ``only`` it leaves all other jobs to
others. So that shares of the encoding can be met, ffmpeg is given the film no faster than it plays. A worker whose work
folder is full takes jobs all the same.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from functions import transcode
from functions.common.errors import JobBusy
from functions.fleet import hosts
from functions.jobs.sql.table import SqlJobTable
from functions.plan import command
from functions.steps import encode, measure, probe, publish
from local.run import worker

Strike = Callable[[], None]

_at = threading.local()  # .ours: whether this thread works on the job


def _before(module: Any, step: str) -> Callable[[Strike], None]:
    def install(strike: Strike) -> None:
        real = getattr(module, step)

        def struck(*given: Any, **more: Any) -> Any:
            strike()
            return real(*given, **more)

        setattr(module, step, struck)

    return install


def _after(module: Any, step: str) -> Callable[[Strike], None]:
    def install(strike: Strike) -> None:
        real = getattr(module, step)

        def struck(*given: Any, **more: Any) -> Any:
            answer = real(*given, **more)
            strike()
            return answer

        setattr(module, step, struck)

    return install


def _encoded(share: float) -> Callable[[Strike], None]:
    """Strike once this share of the frames is done."""

    def install(strike: Strike) -> None:
        real = encode.run

        def struck(plan: Any, reader: Any, family: Any, tools: Any, folder: Any, watch: Any) -> Any:
            told = watch.on_frames

            def on_frames(frames: int) -> None:
                told(frames)
                if frames >= share * plan.frames:
                    strike()

            watch.on_frames = on_frames
            return real(plan, reader, family, tools, folder, watch)

        encode.run = struck

    return install


POINTS: dict[str, Callable[[Strike], None]] = {
    "fetched": _before(transcode, "handler"),
    "claimed": _before(transcode, "carry"),
    "probing": _before(probe, "probe"),
    "encoding-10": _encoded(0.1),
    "encoding-50": _encoded(0.5),
    "encoding-90": _encoded(0.9),
    "verifying": _before(measure, "measure"),
    "publishing": _before(publish, "put"),
    "uploaded": _after(publish, "put"),
    "committed": _after(publish, "commit"),
}


def _strike_once(number: signal.Signals) -> Strike:
    struck, between_writes = threading.Event(), _writes_one_by_one()

    def strike() -> None:
        if _at.ours and not struck.is_set():
            struck.set()
            with between_writes:  # a process that sleeps in the middle of one would keep all others from writing
                os.kill(os.getpid(), number)
            if number is signal.SIGTERM:
                transcode.stopping.wait(30)  # the step goes on once the worker knows

    return strike


def _writes_one_by_one() -> threading.Lock:
    """Let the calls of the job table come one after the other, each under the lock that is given."""
    lock, real = threading.Lock(), SqlJobTable._run

    def run(table: SqlJobTable, statement: Any) -> Any:
        with lock:
            return real(table, statement)

    SqlJobTable._run = run
    return lock


class NotOurs(JobBusy):
    """This event is for another worker."""

    retry_after = 0.2


def _know_ours(job_id: str, *, only: bool) -> None:
    real = transcode.handler

    def handler(event: dict[str, Any], context: Any = None) -> dict[str, Any]:
        _at.ours = job_id in json.dumps(event)
        if only and not _at.ours:
            raise NotOurs
        return real(event, context)

    transcode.handler = handler


def _slowly() -> None:
    real = command.argv

    def argv(plan: Any, program: str, url: str, guards: dict[str, str | int], *more: Any) -> list[str]:
        return real(plan, program, url, {**guards, "readrate": 1}, *more)

    command.argv = argv


def main(point: str, signal_name: str, job_id: str, *only: str) -> int:
    hosts.DISK_NEEDED = 0
    _slowly()
    POINTS[point](_strike_once(signal.Signals[signal_name]))
    _know_ours(job_id, only="only" in only)
    return worker.main()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
