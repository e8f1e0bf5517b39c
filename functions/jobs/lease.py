"""One attempt of one job: claimed, kept alive, and lost, in one place.

A thread of its own renews the lease, writes progress, and looks whether the job was cancelled or taken over. It only talks
to the job table, so neither ffmpeg (a niced child) nor a slow bucket can keep it from renewing.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from functions.common import log, metrics
from functions.common.errors import Cancelled, JobBusy, JobUnreadable, LeaseLost, TableUnavailable, VtsError
from functions.jobs import transitions
from functions.jobs.model import TERMINAL, Changes, Guard, Job, JobTable, Phase, Problem, Status

LOOK_SECONDS = 0.4  # a cancelled job's ffmpeg has to be gone within a second
Closing = Callable[[Changes], Changes]
"""Given what the last write of an attempt says, gives what it has to say beside."""

_here: "dict[Attempt, None]" = {}  # the attempts that this process makes, in the order they began

WRITE_SECONDS = 1.0  # progress is written at most once a second
GRACE_SECONDS = 0.5  # after its end, at which a lease is asked for
RENEWALS = 3  # renewals in the life of a lease, so that two may be missed


def here() -> tuple[str, ...]:
    """List the ids of the jobs that this process holds whole, oldest first."""
    return tuple(attempt.job.job_id for attempt in tuple(_here))


class Attempt:
    """A claimed job. Use it as a context manager; it renews the lease until the block ends.

    Every write is conditional on this attempt. Once another attempt, or a cancel, has the job, ``stopped`` says so and
    every later write raises LeaseLost or Cancelled: nothing that a lost attempt does can be seen.
    """

    def __init__(self, table: JobTable, job: Job, lease_seconds: float) -> None:
        """Hold ``job`` as a claim of the table returned it."""
        self.job = job
        self._table = table
        self._lease_seconds = lease_seconds
        self._guard = Guard({Status.RUNNING}, job.attempt)
        self._lock = threading.Lock()
        self._pending: Changes = {}
        self._lost: VtsError | None = None
        self._ended = threading.Event()
        self._began = self._renewed = self._written = time.monotonic()
        self._thread = threading.Thread(target=log.carried(self._keep), name=f"lease-{job.job_id[:8]}", daemon=True)
        self._pace = _Pace()
        self._closing: Closing = lambda _: {}

    def __enter__(self) -> Self:
        """Start renewing."""
        _here[self] = None
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop renewing; the lease runs out by itself unless the attempt was finished or given back."""
        self._ended.set()
        self._thread.join()
        _here.pop(self, None)
        metrics.observe("attempt_seconds", time.monotonic() - self._began, status=self.job.status)
        if self.job.status in TERMINAL:
            metrics.count("jobs_ended", status=self.job.status, code=self.job.error.code if self.job.error else "")

    def stopped(self) -> VtsError | None:
        """Say why the work must stop: Cancelled or LeaseLost; None while the attempt holds the job."""
        return self._lost

    def enter(self, phase: Phase, changes: Changes | None = None) -> None:
        """Write the phase, when it began, and what became known before it, at once."""
        self._pace = _Pace()
        begun = self.job.phases.model_copy(update={phase.value: self._table.now()})
        self.write({**(changes or {}), "phase": phase, "phases": begun})

    def frames(self, done: int) -> None:
        """Tell how many of the planned frames are encoded; written within a second, with progress and ETA."""
        with self._lock:
            done = max(done, self._pending.get("frames_done", 0), self.job.frames_done)
            self._pending["frames_done"] = done
            if total := self.job.frames_total:
                self._pending["progress"] = max(self.job.progress, min(done / total, 1.0))
                self._pending["eta_seconds"] = self._pace.remaining(done, total)

    def write(self, changes: Changes | None = None) -> Job:
        """Apply changes while this attempt holds the job, and renew the lease. Raises Cancelled, LeaseLost, TableUnavailable."""
        with self._lock:
            if self._ended.is_set():  # the thread was about to renew what was handed over
                return self.job
            pending, self._pending = self._pending, {}
            merged: Changes = {**pending, **(changes or {})}
            terminal = merged.get("status") not in {None, Status.RUNNING}
            if terminal:
                merged = {**merged, **self._closing(merged)}
            row = self._table.write(
                self.job.job_id, self._guard, merged, lease_seconds=None if terminal else self._lease_seconds
            )
            if row is None:
                self._lost = self._lost or why_lost(self._table, self.job) or LeaseLost()
                raise self._lost
            self.job = row
            self._renewed = self._written = time.monotonic()
            return row

    def keep(self, changes: Changes) -> None:
        """Write this with what is written next."""
        with self._lock:
            self._pending = {**self._pending, **changes}

    def bill(self, closing: Closing) -> None:
        """Let ``closing`` say what the write that ends the attempt, or hands it over, adds about its cost."""
        self._closing = closing

    def end(self, status: Status, changes: Changes) -> Job:
        """Settle the job; nothing can be written to it by this attempt afterwards."""
        return self.write({**transitions.settled(status, self._table.now()), **changes})

    def release(self, *, strikes: int, error: Problem | None) -> Job:
        """Put the job back into the queue for another attempt.

        The transport delivers it again; should that be lost, the reconciler sees to it a lease's time later.
        """
        due = self._table.now() + timedelta(seconds=self._lease_seconds)
        return self.write({**transitions.requeued(due), "strikes": strikes, "error": error})

    def delegate(self, changes: Changes, look_after: timedelta) -> Job:
        """Leave the job running without a lease: its pieces are held, each by a lease of its own (segments/pieces.py).

        The reconciler looks at it after ``look_after``. Nothing is written by this object afterwards.
        """
        with self._lock:
            self._ended.set()
            pending, self._pending = self._pending, {}
            alone: Changes = {"lease_until": None, "due_at": self._table.now() + look_after, "worker": None}
            merged: Changes = {**pending, **changes, **alone}
            row = self._table.write(self.job.job_id, self._guard, {**merged, **self._closing(merged)})
            if row is None:
                self._lost = why_lost(self._table, self.job) or LeaseLost()
                raise self._lost
            self.job = row
            return row

    # ------------------------------------------------------------ the thread

    def _keep(self) -> None:
        while not self._ended.wait(LOOK_SECONDS) and self._lost is None:
            try:
                self._look()
            except TableUnavailable as away:
                log.warning("lease_not_renewed", reason=str(away))
                if time.monotonic() - self._renewed > self._lease_seconds:
                    self._lost = LeaseLost("The job table was away for longer than the lease.")
            except VtsError as lost:
                log.info("attempt_stopped", reason=lost.code)

    def _look(self) -> None:
        now = time.monotonic()
        if (
            self._pending and now - self._written >= WRITE_SECONDS
        ) or now - self._renewed >= self._lease_seconds / RENEWALS:
            self.write()
        elif lost := why_lost(self._table, self.job):
            self._lost = lost


def busy(reason: str, seconds: float) -> JobBusy:
    """Say who holds a job or a piece of it, whose lease would be over in so many seconds, and when to ask again."""
    held = JobBusy(reason)
    held.retry_after = max(seconds, 0) + GRACE_SECONDS
    return held


def why_lost(table: JobTable, job: Job) -> VtsError | None:
    """Say why an attempt no longer holds its job: Cancelled or LeaseLost; None while it does. Raises TableUnavailable."""
    try:
        row = table.get(job.job_id)
    except JobUnreadable as broken:
        return LeaseLost(broken.message)
    if row is None:
        return LeaseLost("The job was deleted.")
    if row.status is Status.CANCELLED:
        return Cancelled()
    if row.status is not Status.RUNNING or row.attempt != job.attempt:
        return LeaseLost(f"It is {row.status} on attempt {row.attempt}.")
    return None


class _Pace:
    """Measured speed of one phase."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def remaining(self, done: int, total: int) -> float | None:
        """Seconds to go at the mean speed so far; None before there is a speed."""
        elapsed = time.monotonic() - self._start
        return round((total - done) * elapsed / done, 1) if done > 0 and elapsed > 1 else None
