"""The pieces of a job in segments: claimed, kept alive, done and lost, in one place.

A piece is a document beside the jobs (kind ``piece/{job}/{attempt}``, keyed by its name), and every write of it insists on the
version that this holder wrote last. So a piece has one holder; whoever comes back after losing it can write nothing, and
what it put into the bucket lies under a key with the number of its try, which no document names. The job's row stays running
on the attempt that cut the film; only its end, written by the join's holder, is conditional on that attempt.
"""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.common import log, metrics
from functions.common.errors import LeaseLost, TableUnavailable, VtsError
from functions.deployment import Deployment
from functions.jobs import unreadable
from functions.jobs.lease import LOOK_SECONDS, RENEWALS, Closing, busy, why_lost
from functions.jobs.model import Changes, Document, Guard, Job, Phase, Problem, Status
from functions.segments.fetching import Named
from functions.segments.progress import Progress

TAIL = 20  # segments; with 400 of them, these reads and those of all have as many rows
FRAMES_SECONDS = 2.0  # a holder writes how far it is at most this often
_here: "set[PieceLease]" = set()  # the pieces that this process holds


class Part(BaseModel):
    """What came of a piece, in the proxy bucket."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Empty for a film without sound.")
    size: int = 0
    sha256: str = ""
    frames: int = 0
    header: str = Field("", description="Hash of the codec's parameters (extradata); the same in all segments.")
    sound_key: str = Field(
        "", description="Of a segment that took its share of the sound: where that is, packets alone."
    )
    sound_sha256: str = ""
    sound_counted: bool = Field(False, description="Each sample of the share's packets came out of the decoder.")
    list_key: str = Field("", description="Of the sound: where the list of the source's packets is.")
    copied: dict[int, str] = Field(
        default_factory=dict, description="Of the sound: names of the packets of tracks that were copied, from 1."
    )
    log_key: str = ""
    complaints: tuple[tuple[str, str, int], ...] = Field((), description="Kind, text, and how often.")
    decode_errors: tuple[str, ...] = ()
    pixel_formats: tuple[str, ...] = Field((), description="What the decoder gave; empty: not known.")
    cpu_seconds: float = 0

    @property
    def picture(self) -> Named:
        """The file of a segment's picture."""
        return Named(self.key, self.sha256)


class Piece(BaseModel):
    """Where a piece stands."""

    model_config = ConfigDict(frozen=True)

    state: Literal["open", "held", "done"]
    tries: int = Field(description="Number of the latest claim.")
    strikes: int = Field(description="Claims that came to nothing and may do so again.")
    worker: str = ""
    frames: int = 0
    frames_total: int | None = None
    part: Part | None = None
    error: Problem | None = None


class Seen(NamedTuple):
    """A piece as it was read: with the version of its document, and how long ago that was written, seconds."""

    piece: Piece
    version: int
    age: float


def kind(job_id: str, attempt: int) -> str:
    """Give the kind of the documents of this attempt's pieces."""
    return f"piece/{job_id}/{attempt}"


def read(deployment: Deployment, job: Job) -> dict[str, Seen]:
    """Read all pieces that were ever claimed, by name."""
    documents = deployment.table.documents(kind(job.job_id, job.attempt))
    now = deployment.table.now() if documents else None
    return {
        document.key: _seen(document, (now - document.written_at).total_seconds() if now else 0)
        for document in documents
    }


def all_done(deployment: Deployment, job: Job, names: Sequence[str]) -> bool:
    """Whether all pieces of these names are done.

    The last segments, which are begun last, are asked first. Even where all were begun at once, only one piece in TAIL finds
    those done before the others, and reads all: else a film of n segments would cost n reads of n documents.
    """
    segments = [name for name in names[-TAIL - 1 :] if name.isdigit()]
    earlier = segments[0] if len(segments) > TAIL else ""
    tail = deployment.table.document_range(kind(job.job_id, job.attempt), after=earlier, limit=TAIL)
    if sum(document.body.get("state") == "done" for document in tail) < min(len(segments), TAIL):
        return False
    seen = read(deployment, job)
    return all(name in seen and seen[name].piece.part for name in names)


def take(
    deployment: Deployment, job: Job, name: str, worker: str, frames_total: int | None = None
) -> "PieceLease | None":
    """Claim a piece, which has so many frames; None when it is done. Raises JobBusy while another holds it."""
    found = deployment.table.documents(kind(job.job_id, job.attempt), name)
    seen = _seen(found[0], (deployment.table.now() - found[0].written_at).total_seconds()) if found else None
    if seen and seen.piece.state == "done":
        return None
    left = deployment.config.lease_seconds - seen.age if seen and seen.piece.state == "held" else 0
    if left > 0:
        raise busy(f"Piece {name} is on {seen.piece.worker if seen else 'another'}.", left)
    tries, strikes = (seen.piece.tries, seen.piece.strikes) if seen else (0, 0)
    claimed = Piece(
        state="held",
        tries=tries + 1,
        strikes=strikes + 1,
        worker=worker,
        frames_total=frames_total,
        error=seen.piece.error if seen else None,
    )
    held = PieceLease(deployment, job, name, claimed, seen.version if seen else 0)
    if not held.write():
        raise busy(f"Piece {name} was just taken.", deployment.config.lease_seconds)
    return held


def here() -> tuple[str, ...]:
    """List the ids of the jobs of which this process holds pieces."""
    return tuple(sorted({held.job.job_id for held in tuple(_here)}))


class PieceLease:
    """A piece that this worker holds. Use it as a context manager; it renews the lease until the block ends."""

    def __init__(self, deployment: Deployment, job: Job, name: str, piece: Piece, version: int) -> None:
        """Hold ``piece``, once ``write`` has put it over ``version`` of its document."""
        self.job, self.name, self.piece = job, name, piece
        self._deployment, self._version = deployment, version
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._lost: VtsError | None = None
        self._frames, self._written = 0, time.monotonic()
        self._progress = Progress(deployment, job)
        self._log_key: str | None = None
        self._closing: Closing = lambda _: {}
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Start renewing."""
        _here.add(self)
        self._thread = threading.Thread(target=log.carried(self._keep), name=f"piece-{self.name}", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop renewing; the lease runs out by itself unless the piece was done or given back."""
        self._stop_renewing()
        _here.discard(self)

    def frames(self, done: int) -> None:
        """Tell how many of its frames are done; written within seconds."""
        self._frames = max(self._frames, done)

    def stopped(self) -> VtsError | None:
        """Say why the work must stop: Cancelled or LeaseLost; None while the piece is held."""
        return self._lost

    def done(self, part: Part) -> None:
        """Name what came of it. Raises LeaseLost, or Cancelled, naming nothing."""
        self._end(self.piece.model_copy(update={"state": "done", "part": part, "frames": part.frames, "error": None}))

    def release(self, *, strikes: int, error: Problem | None) -> None:
        """Leave it to another try. Raises LeaseLost, or Cancelled."""
        self._end(self.piece.model_copy(update={"state": "open", "strikes": strikes, "error": error, "frames": 0}))

    def enter(self, phase: Phase) -> None:
        """Write the job's phase, and when it began. Raises LeaseLost, or Cancelled."""
        begun = self.job.phases.model_copy(update={phase.value: self._deployment.table.now()})
        self._write_job({"phase": phase, "phases": begun, "eta_seconds": None})

    def keep_log(self, key: str) -> None:
        """Name the job's log when it ends."""
        self._log_key = key

    def bill(self, closing: Closing) -> None:
        """Let ``closing`` say what the write that ends the job adds about its cost."""
        self._closing = closing

    def end(self, status: Status, changes: Changes) -> Job:
        """Settle the job, if this still is the holder and the job is on this attempt. Raises LeaseLost, or Cancelled."""
        if not self.write():
            raise why_lost(self._deployment.table, self.job) or LeaseLost(f"Piece {self.name} has another holder.")
        self._ended.set()  # what the row says from here on is no reason to stop
        told: Changes = {**changes, "status": status, "phase": None, "log_key": self._log_key}
        row = self._write_job({**told, **self._closing(told)})
        metrics.count("jobs_ended", status=row.status, code=row.error.code if row.error else "")
        return row

    def write(self) -> bool:
        """Put the piece over the version that is known; whether that was still the current one."""
        with self._lock:
            body = self.piece.model_dump(mode="json", exclude_defaults=True)
            document = self._deployment.table.put_document(self._kind, self.name, body, if_version=self._version)
            if document is None:
                return False
            self._version, self._written = document.version, time.monotonic()
            return True

    def _write_job(self, changes: Changes) -> Job:
        row = self._deployment.table.write(self.job.job_id, Guard({Status.RUNNING}, self.job.attempt), changes)
        if row is None:
            raise why_lost(self._deployment.table, self.job) or LeaseLost()
        self.job = row
        return row

    def _end(self, piece: Piece) -> None:
        self._stop_renewing()
        if self._lost:
            raise self._lost
        self.piece = piece
        if not self.write():
            raise why_lost(self._deployment.table, self.job) or LeaseLost(f"Piece {self.name} has another holder.")

    # ------------------------------------------------------------ the thread

    def _stop_renewing(self) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _keep(self) -> None:
        lease = self._deployment.config.lease_seconds
        while not self._ended.wait(LOOK_SECONDS) and self._lost is None:
            try:
                self._lost = why_lost(self._deployment.table, self.job) or self._renew(lease)
                self._progress.tell()
            except TableUnavailable as away:
                log.warning("lease_not_renewed", piece=self.name, reason=str(away))
                if time.monotonic() - self._written > lease:
                    self._lost = LeaseLost("The job table was away for longer than the lease.")
        if isinstance(self._lost, VtsError):
            log.info("piece_stopped", piece=self.name, reason=self._lost.code)

    def _renew(self, lease: float) -> LeaseLost | None:
        since = time.monotonic() - self._written
        moved = self._frames > self.piece.frames and since >= FRAMES_SECONDS
        if not moved and since < lease / RENEWALS:
            return None
        self.piece = self.piece.model_copy(update={"frames": self._frames})
        return None if self.write() else LeaseLost(f"Piece {self.name} has another holder.")

    @property
    def _kind(self) -> str:
        return kind(self.job.job_id, self.job.attempt)


def _seen(document: Document, age: float) -> Seen:
    """Read a piece; one that cannot be read is made anew."""
    piece = unreadable.first([document], piece_of) or Piece(state="open", tries=0, strikes=0)
    return Seen(piece, document.version, age)


def piece_of(document: Document) -> Piece:
    """Read where a piece stands. Raises ValidationError for what says nothing of it."""
    return Piece.model_validate(document.body)
