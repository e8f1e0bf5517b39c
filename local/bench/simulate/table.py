"""A backend of the job table in memory, with the clock it is given: the contract's tests hold it to what the others promise.

It keeps what the job table keeps for as long as the process lives, which is what a replay of a day needs and nothing else
does. ``Counted`` counts the calls of any make.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from functions.common import filename, folders
from functions.common.errors import InvalidRequest
from functions.jobs import cursor as cursors
from functions.jobs.model import (
    ACTIVE,
    LAST_KEY,
    TERMINAL,
    WEBHOOK,
    Changes,
    Document,
    Guard,
    Job,
    JobTable,
    News,
    Page,
    Phase,
    PhaseTimes,
    QueueStats,
    RetentionTarget,
    Status,
)
from local.bench.simulate.meter import Meter

_SHARED = frozenset({"cost"})  # kinds of documents that many workers write


class MemoryJobTable:
    """The JobTable in this process. Not safe across threads that write the same row."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin empty; ``clock`` gives the moment, in UTC."""
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._by_age: list[tuple[datetime, str]] = []
        self._by_end: list[tuple[datetime, str]] = []
        self._due: set[str] = set()
        self._told_of: set[str] = set()
        self._notes: dict[str, dict[str, Document]] = defaultdict(dict)

    def now(self) -> datetime:
        """Give the clock's moment."""
        return self._clock()

    def close(self) -> None:
        """Nothing has to be closed."""

    # ------------------------------------------------------------ jobs

    def insert(self, job: Job) -> bool:
        """Store a new row; False, changing nothing, when one with this id is there."""
        if job.job_id in self._jobs:
            return False
        insort(self._by_age, (job.created_at, job.job_id))
        self._keep(job.model_copy(update={"news": self._news(job, job.status)}))
        return True

    def get(self, job_id: str) -> Job | None:
        """Read one job."""
        return self._jobs.get(job_id)

    def find(
        self,
        *,
        status: Status | None = None,
        query: str = "",
        begins: str = "",
        source_key: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """List jobs, newest first."""
        wanted = filename.folded(_stored(query))
        end = len(self._by_age)
        if cursor is not None:
            created_at, job_id = cursors.read(cursor)
            end = bisect_left(self._by_age, (created_at, job_id), key=lambda each: (each[0].timestamp(), each[1]))
        found: list[Job] = []
        for _, job_id in reversed(self._by_age[:end]):
            job = self._jobs[job_id]
            if (
                (status is None or job.status is status)
                and (source_key is None or job.source.key == source_key)
                and job_id.startswith(begins)
                and wanted in folders.searched(job.folder, job.filename)
            ):
                found.append(job)
            if len(found) > limit:
                break
        return Page(found[:limit], cursors.after(found[limit - 1]) if len(found) > limit else None)

    def claim(self, job_id: str, worker: str, lease_seconds: float) -> Job | None:
        """Take the job if it is queued, or running with its lease run out; None otherwise."""
        job, now = self._jobs.get(job_id), self._clock()
        if job is None or not (job.status is Status.QUEUED or _run_out(job, now)):
            return None
        until = now + timedelta(seconds=lease_seconds)
        taken = {
            "status": Status.RUNNING,
            "phase": Phase.PROBING,
            "attempt": job.attempt + 1,
            "strikes": job.strikes + 1,
            "progress": 0.0,
            "frames_done": 0,
            "eta_seconds": None,
            "error": None,
            "phases": PhaseTimes(),
            "worker": worker,
            "started_at": now,
            "lease_until": until,
            "due_at": until,
            "sequence": job.sequence + 1,
            "news": self._news(job, Status.RUNNING),
        }
        return self._keep(job.model_copy(update=taken))

    def write(self, job_id: str, guard: Guard, changes: Changes, *, lease_seconds: float | None = None) -> Job | None:
        """Apply ``changes`` if ``guard`` holds, in one step; the new row, or None, changing nothing."""
        job, now = self._jobs.get(job_id), self._clock()
        if job is None or not _holds(guard, job):
            return None
        after: dict[str, Any] = dict(changes)
        if lease_seconds is not None:
            after["lease_until"] = after["due_at"] = now + timedelta(seconds=lease_seconds)
        if changes.get("status") in TERMINAL:
            after = {"finished_at": now, **after, "lease_until": None, "due_at": None, "eta_seconds": None}
        elif "status" in changes:
            after["finished_at"] = None
        if "status" in changes:
            after |= {"sequence": job.sequence + 1, "news": self._news(job, changes["status"])}
        return self._keep(job.model_copy(update=after))

    def due(self, limit: int = 100) -> list[Job]:
        """List rows whose due_at has passed, longest overdue first."""
        now = self._clock()
        rows = ((self._jobs[job_id].due_at, job_id) for job_id in self._due)
        return [self._jobs[job_id] for _, job_id in sorted((at, it) for at, it in rows if at and at <= now)[:limit]]

    def standing(self) -> dict[Status, QueueStats]:
        """Count the jobs of each active status that has any."""
        found: dict[Status, list[datetime]] = defaultdict(list)
        for job in self._jobs.values():
            if job.status in ACTIVE:
                found[job.status].append(job.queued_at or job.created_at)
        return {status: QueueStats(len(since), min(since)) for status, since in found.items()}

    def finished(self, before: datetime, kept: RetentionTarget, limit: int = 100) -> list[Job]:
        """List terminal rows finished before that moment of which ``kept`` is still there, oldest first."""
        there: dict[RetentionTarget, Callable[[Job], bool]] = {
            RetentionTarget.SOURCE: lambda job: job.keeps_source,
            RetentionTarget.OUTPUTS: lambda job: job.keeps_outputs,
            RetentionTarget.ROW: lambda _: True,
        }
        old = (self._jobs[job_id] for _, job_id in self._by_end[: bisect_left(self._by_end, (before, ""))])
        return [job for job in old if there[kept](job)][:limit]

    def discard(self, job_id: str) -> bool:
        """Delete a row whatever is in it; whether it was there."""
        return self.delete(job_id, Guard(set(Status)))

    def delete(self, job_id: str, guard: Guard) -> bool:
        """Delete the row if ``guard`` holds."""
        job = self._jobs.get(job_id)
        if job is None or not _holds(guard, job):
            return False
        self._forget_end(self._jobs.pop(job_id))
        self._by_age.remove((job.created_at, job_id))
        self._due.discard(job_id)
        self._told_of.discard(job_id)
        return True

    def news(self, limit: int = 100) -> list[Job]:
        """List rows that have news, for longest first."""
        return sorted((self._jobs[job_id] for job_id in self._told_of), key=lambda job: job.news[0].at)[:limit]

    def told(self, job_id: str, sequence: int) -> bool:
        """Forget the news of a row that is in the state of this number; False, changing nothing, when it has gone on."""
        job = self._jobs.get(job_id)
        if job is None or job.sequence != sequence:
            return False
        self._keep(job.model_copy(update={"news": ()}))
        return True

    def _news(self, job: Job, status: Status) -> tuple[News, ...]:
        """Give a row's news once it came into this state; nothing is news while there is no webhook."""
        return (*job.news, News(status=status, at=self._clock())) if self._notes.get(WEBHOOK) else job.news

    def _keep(self, job: Job) -> Job:
        """Keep a row, and where the lists find it."""
        if before := self._jobs.get(job.job_id):
            self._forget_end(before)
        self._jobs[job.job_id] = job
        if job.due_at:
            self._due.add(job.job_id)
        else:
            self._due.discard(job.job_id)
        if job.news:
            self._told_of.add(job.job_id)
        else:
            self._told_of.discard(job.job_id)
        if job.finished_at:
            insort(self._by_end, (job.finished_at, job.job_id))
        return job

    def _forget_end(self, job: Job) -> None:
        if job.finished_at:
            del self._by_end[bisect_left(self._by_end, (job.finished_at, job.job_id))]

    # ------------------------------------------------------------ documents

    def put_document(
        self, kind: str, key: str, body: dict[str, Any], *, if_version: int | None = None
    ) -> Document | None:
        """Write a document; with ``if_version`` (0: it must not exist) only over that version, else None, changing nothing."""
        there = self._notes[kind].get(key)
        version = there.version if there else 0
        if if_version not in {None, version}:
            return None
        written = Document.model_construct(kind=kind, key=key, body=body, version=version + 1, written_at=self._clock())
        self._notes[kind][key] = written
        return written

    def documents(self, kind: str, key: str | None = None) -> list[Document]:
        """Read the documents of a kind, or the one with this key, newest first."""
        there = self._notes.get(kind, {})
        if key is not None:
            return [there[key]] if key in there else []
        return sorted(
            sorted(there.values(), key=lambda document: document.key),
            key=lambda document: document.written_at,
            reverse=True,
        )

    def document_range(
        self, kind: str, *, after: str = "", before: str = LAST_KEY, newest_first: bool = False, limit: int = 100
    ) -> list[Document]:
        """Read documents whose keys lie between the two, both left out, in the order of their keys."""
        there = self._notes.get(kind, {})
        keys = sorted((key for key in there if after < key < before), reverse=newest_first)
        return [there[key] for key in keys[:limit]]

    def delete_document(self, kind: str, key: str) -> None:
        """Delete a document; nothing happens if it is not there."""
        there = self._notes.get(kind, {})
        there.pop(key, None)
        if not there:
            self._notes.pop(kind, None)


def counted(table: JobTable, meter: Meter) -> JobTable:
    """Give the same table, whose calls are counted as ("table", call), and writes of shared documents as ("document", kind)."""
    return cast("JobTable", _Counted(table, meter))  # it has every call of the table, by __getattr__


class _Counted:
    """Hands every call on. Each is one statement of the SQL makes."""

    def __init__(self, table: JobTable, meter: Meter) -> None:
        self._table, self._meter = table, meter

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  the calls differ
        call, count, kind = getattr(self._table, name), self._meter.count, ("table", name)

        def counting(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            count(kind)
            if name == "put_document" and args[0] in _SHARED:
                count(("note", args[0]))
            return call(*args, **named)

        self.__dict__[name] = counting
        return counting


def _holds(guard: Guard, job: Job) -> bool:
    return job.status in guard.statuses and guard.attempt in {None, job.attempt}


def _run_out(job: Job, now: datetime) -> bool:
    return job.status is Status.RUNNING and job.lease_until is not None and job.lease_until <= now


def _stored(query: str) -> str:
    """Refuse what the other makes cannot look for."""
    if "\0" in query or any("\ud800" <= letter <= "\udfff" for letter in query):
        raise InvalidRequest("The text holds characters that cannot be stored.")
    return query
