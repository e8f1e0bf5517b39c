"""The job, and the contract of the table that keeps it.

Events come at least once, unordered, and sometimes not at all. So the table decides: work starts with a conditional claim
that hands out an attempt number and a lease, and every later write is conditional on that attempt.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from functions.media.certificate import Certificate
from functions.media.facts import Media
from functions.plan.estimate import Cost
from functions.plan.profile import Options, Profile


class Status(StrEnum):
    """Where a job stands. Statuses only move forward, except by retry."""

    WAITING = "waiting"  # row written, URLs signed, the upload has not arrived
    QUEUED = "queued"  # the source is in the bucket
    RUNNING = "running"  # a worker holds the lease
    DONE = "done"  # the proxy is verified and published
    PARTIAL = "partial"  # what can be read of a damaged source is published (option accept_damage)
    FAILED = "failed"  # tried, and it cannot be done
    REJECTED = "rejected"  # the file is not something we transcode
    CANCELLED = "cancelled"  # by the user, before or while it ran
    EXPIRED = "expired"  # the upload never came


ACTIVE = frozenset({Status.WAITING, Status.QUEUED, Status.RUNNING})
TERMINAL = frozenset(Status) - ACTIVE


PUBLISHED = frozenset({Status.DONE, Status.PARTIAL})
"""Statuses of jobs that have a proxy."""


class Phase(StrEnum):
    """What a running job is doing."""

    PROBING = "probing"
    ENCODING = "encoding"
    VERIFYING = "verifying"
    PUBLISHING = "publishing"


class Record(BaseModel):
    """A frozen part of a job."""

    model_config = ConfigDict(frozen=True)


class Source(Record):
    """The object a job reads. ``etag`` is unknown until it has arrived; from then on reads are pinned to it."""

    bucket: str
    key: str
    size: int = Field(description="Bytes; the declared size until the object has arrived.")
    etag: str | None = None
    modified: datetime | None = Field(None, description="When that object was put, by the storage's clock.")
    media: Media | None = None


class UploadTicket(Record):
    """How the source comes in; None for objects put straight under inbox/."""

    method: str = Field(description="single or multipart")
    upload_id: str | None = None
    part_size: int | None = None
    content_type: str
    checksum_sha256: str | None = Field(None, description="Of the whole file, base64.")
    checksum_crc32: str | None = Field(None, description="Of a whole file that comes in one PUT, base64.")
    part_checksums: str | None = Field(None, description="crc32: each part is signed with its own; None: with none.")


class Proxy(Record):
    """The published outputs, in the proxy bucket."""

    key: str
    size: int = Field(description="Bytes.")
    media: Media
    certificate: Certificate
    poster_key: str
    certificate_key: str
    more: dict[str, str] = Field({}, description="Keys of further outputs, by their kind (outputs.py).")


class PhaseTimes(Record):
    """When each phase of the latest attempt began; None for those it has not come to. Probing begins with the attempt."""

    encoding: datetime | None = None
    verifying: datetime | None = None
    publishing: datetime | None = None


class News(Record):
    """A state that a job came into, of which the webhooks have not been told yet."""

    status: Status
    at: datetime

    @classmethod
    def of(cls, mention: str) -> "News":
        """Read it as rows keep it: the status, ``@``, and the seconds since 1970 UTC."""
        status, _, seconds = mention.partition("@")
        return cls(status=Status(status), at=datetime.fromtimestamp(float(seconds), UTC))


class Problem(Record):
    """Why a job ended without a proxy."""

    code: str
    message: str
    hint: str


class Job(Record):
    """One source, one profile, at most one published proxy."""

    job_id: str
    filename: str
    status: Status
    phase: Phase | None = None
    progress: float = Field(0, description="0 to 1; never backwards within an attempt.")
    frames_done: int = 0
    frames_total: int | None = None
    eta_seconds: float | None = None
    attempt: int = Field(0, description="Number of the latest claim.")
    strikes: int = Field(0, description="Claims that came to nothing and may do so again; capped by max_attempts.")
    folder: str = Field("", description="Where it lay, as `A001/Clips`; empty where nobody said so.")
    profile: str
    profile_digest: str
    recipe: Profile = Field(
        description="The profile as this job uses it, settings and options applied; pinned when the job was made."
    )
    options: Options
    source: Source
    upload: UploadTicket | None = None
    proxy: Proxy | None = None
    estimate: Cost | None = Field(
        None, description="What it is going to cost: by its size; once probed, by its contents."
    )
    cost: Cost | None = Field(None, description="What all its tries together have cost; None while none has ended.")
    trace: str | None = Field(None, description="The span that made it (W3C traceparent), where traces are on.")
    log_key: str | None = None
    error: Problem | None = None
    worker: str | None = None
    lease_until: datetime | None = None
    created_at: datetime
    queued_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    phases: PhaseTimes = PhaseTimes()
    sequence: int = Field(1, description="Number of the state it is in: each state it comes into has the next one.")
    news: tuple[News, ...] = Field(
        (),
        description="States that the webhooks are to be told of, oldest first; the last is the one numbered sequence.",
    )
    due_at: datetime | None = Field(None, description="When the reconciler should look at it next; None once terminal.")
    keeps_source: bool = Field(True, description="The source has not been deleted by retention.")
    keeps_outputs: bool = Field(False, description="The outputs have not been deleted by retention.")


class Changes(TypedDict, total=False):
    """What a conditional write may set; the names and types of the Job's fields."""

    status: Status
    phase: Phase | None
    progress: float
    frames_done: int
    frames_total: int | None
    eta_seconds: float | None
    strikes: int
    source: Source
    upload: UploadTicket | None
    proxy: Proxy | None
    estimate: Cost | None
    cost: Cost | None
    log_key: str | None
    error: Problem | None
    worker: str | None
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    phases: PhaseTimes
    lease_until: datetime | None
    due_at: datetime | None
    keeps_source: bool
    keeps_outputs: bool


@dataclass(frozen=True)
class Guard:
    """The condition of a write: the row is in one of ``statuses`` and, if given, on this ``attempt``."""

    statuses: Collection[Status]
    attempt: int | None = None


WEBHOOK = "webhook"
"""Document kind: while there is a document of it, the states that jobs come into are news."""

IDEMPOTENCY = "idempotency"
"""Document kind: what was answered to a request with an Idempotency-Key (idempotency.py)."""

DOCUMENT_LIFE = {
    "tombstone": timedelta(days=8),
    "inbox-generation": timedelta(days=400),
    "host": timedelta(days=1),
    "host-history": timedelta(days=1),
    "dead-letter": timedelta(days=90),
    "cost": timedelta(days=400),
    "one-pass": timedelta(days=90),
    "delivery": timedelta(days=7),
    "delivery-due": timedelta(days=7),
    IDEMPOTENCY: timedelta(hours=24),
}
"""How long documents of a kind are kept after they were written: the clock deletes them, and a backend of the table may."""


SWEEP = "sweep"
"""Document kind: how far walks through buckets and rows have come."""

UNREADABLE = "unreadable"
"""Document kind: the rows and documents that are known to be unreadable (audit.py)."""

LAST_KEY = "g"
"""Sorts behind every key that is read by range (``document_range``)."""


class RetentionTarget(StrEnum):
    """What retention may still delete of a finished job."""

    SOURCE = "source"
    OUTPUTS = "outputs"
    ROW = "row"


class Unreadable(NamedTuple):
    """A row that cannot be read: what is known of it all the same, each None where it is not."""

    job_id: str
    reason: str
    filename: str | None = None
    status: str | None = None
    created_at: datetime | None = None
    place: float = 0  # where it stands in the lists, as cursors name it


class Page(NamedTuple):
    """Some jobs, newest first, the cursor of the next page (None at the end), and the rows among them that cannot be read."""

    jobs: list[Job]
    next_cursor: str | None
    unreadable: Sequence[Unreadable] = ()

    @classmethod
    def of(cls, rows: Sequence[Job | Unreadable], limit: int, after: Callable[[Job | Unreadable], str]) -> "Page":
        """Make a page of the first ``limit`` rows; further ones only tell that there are more."""
        shown = rows[:limit]
        return cls(
            [row for row in shown if isinstance(row, Job)],
            after(shown[-1]) if len(rows) > limit else None,
            [row for row in shown if isinstance(row, Unreadable)],
        )


class QueueStats(NamedTuple):
    """The jobs of one status: how many, and when the oldest was queued; made, where none was."""

    jobs: int
    oldest: datetime


UNKNOWN_VERSION = -1
"""Version of a document whose own cannot be read; a write over that version makes the document anew."""

EPOCH = datetime.fromtimestamp(0, UTC)
"""When a document was written of which that cannot be read."""


class Document(Record):
    """A small named document beside the jobs: settings, hosts, leases of the clock, tombstones, dead letters."""

    kind: str
    key: str
    body: dict[str, Any] = Field(description="Empty where it cannot be read.")
    version: int = Field(description="Grows by one with each write; starts at 1.")
    written_at: datetime
    broken: str = Field("", description="Why it cannot be read.")


class JobTable(Protocol):
    """What every backend promises. All times are the table's own clock. Every call may raise TableUnavailable.

    A row that cannot be read stays as it is and keeps no other from being read: lists pass over it, ``find`` names it beside
    the jobs, and ``get``, ``claim`` and ``write`` raise JobUnreadable. A document that cannot be read is an empty one
    (``broken``).

    Each insert, each claim, and each write of a status brings a job into a state: its ``sequence`` grows by one (a new job has
    it given). While there is a document of kind WEBHOOK, the same step adds the state to the row's ``news``: either both are
    there or neither is. Another process may notice the first such document, or that the last is gone, ten seconds late
    (DynamoDB).

    A call that raises TableUnavailable has changed nothing, except that where the connection broke under a write, it may have
    been done: a claim is then nobody's until its lease runs out, and a repeated write of an attempt does no harm.
    """

    def now(self) -> datetime:
        """Give the table's clock, the only one that leases and due dates are compared with."""

    def insert(self, job: Job) -> bool:
        """Store a new row; False, changing nothing, when one with this id is there."""

    def get(self, job_id: str) -> Job | None:
        """Read one job."""

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
        """List jobs, newest first.

        ``query`` matches anywhere in the folder and the file name, whatever its case; ``begins`` is how the id begins.

        A job made or changed just now may be missing, here and in ``due`` and ``finished``, where the lists are kept up to date a
        moment later (DynamoDB); what is listed is as its row is now. ``get`` is never behind.
        A cursor that is not from an earlier page raises InvalidRequest.
        """

    def standing(self) -> dict[Status, QueueStats]:
        """Count the jobs of each active status that has any."""

    def claim(self, job_id: str, worker: str, lease_seconds: float) -> Job | None:
        """Take the job if it is queued, or running with its lease run out; None otherwise.

        The winner's row has attempt + 1, strikes + 1, status running, phase probing, no phase times, progress and
        frames_done 0, error and eta_seconds None, started_at now, lease_until and due_at = now + lease_seconds.
        """

    def write(self, job_id: str, guard: Guard, changes: Changes, *, lease_seconds: float | None = None) -> Job | None:
        """Apply ``changes`` if ``guard`` holds, in one step; the new row, or None, changing nothing.

        ``lease_seconds`` sets lease_until and due_at to now + lease_seconds. Writing a terminal status sets finished_at to
        now, unless ``changes`` give it, and clears lease_until, due_at and eta_seconds; an active one clears finished_at.
        """

    def due(self, limit: int = 100) -> list[Job]:
        """List rows whose due_at has passed, longest overdue first."""

    def finished(self, before: datetime, kept: RetentionTarget, limit: int = 100) -> list[Job]:
        """List terminal rows finished before that moment of which ``kept`` is still there, oldest first."""

    def delete(self, job_id: str, guard: Guard) -> bool:
        """Delete the row if ``guard`` holds."""

    def discard(self, job_id: str) -> bool:
        """Delete a row whatever is in it; whether it was there. For rows that cannot be read, which no guard can name."""

    def news(self, limit: int = 100) -> list[Job]:
        """List rows that have news, for longest first; what is news this moment may be missing, as in ``find``."""

    def told(self, job_id: str, sequence: int) -> bool:
        """Forget the news of a row that is in the state of this number; False, changing nothing, when it has gone on."""

    def put_document(
        self, kind: str, key: str, body: dict[str, Any], *, if_version: int | None = None
    ) -> Document | None:
        """Write a document; with ``if_version`` (0: it must not exist) only over that version, else None, changing nothing.

        Without ``if_version`` it is written whatever was there. A document that was deleted starts at version 1 again.
        """

    def documents(self, kind: str, key: str | None = None) -> list[Document]:
        """Read the documents of a kind, or the one with this key, newest first."""

    def document_range(
        self, kind: str, *, after: str = "", before: str = LAST_KEY, newest_first: bool = False, limit: int = 100
    ) -> list[Document]:
        """Read documents whose keys lie between the two, both left out, in the order of their keys: up, or down for newest_first.

        For keys of digits and the letters a to f alone, which every database sorts alike.
        """

    def delete_document(self, kind: str, key: str) -> None:
        """Delete a document; nothing happens if it is not there."""
