"""What clients are told of a job that is made in segments: how many there are, and how far each is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.deployment import Deployment
from functions.jobs import unreadable
from functions.jobs.model import Document, Job, Status
from functions.segments import pieces, progress
from functions.segments.manifest import SOUND, named
from functions.segments.pieces import Seen

_MOST_PIECES = 100_000
State = Literal["waiting", "running", "done"]


class Segment(BaseModel):
    """One segment of the picture."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(description="Its place in the film, from 0, as in the log.")
    state: State = Field(description="waiting (for a worker, or for another try), running, done.")
    frames_done: int
    frames_total: int | None = Field(description="Null until a worker has taken it.")
    worker: str | None = Field(description="Host of the latest try.")
    tries: int


class Segments(BaseModel):
    """All segments of a job, in the order of the film."""

    model_config = ConfigDict(frozen=True)

    done: int
    total: int
    sound: State = Field(
        description="Sound that is encoded is one piece; of sound that is copied each segment takes its share."
    )
    segments: list[Segment]


def of(deployment: Deployment, job: Job) -> Segments | None:
    """Say how far the segments of a job are; None for one that is not, or no longer, made in segments.

    What the workers did in the last two seconds may be missing. Raises TableUnavailable.
    """
    if job.status is not Status.RUNNING or job.lease_until:  # a job in segments has no lease of its own
        return None
    seen, lease = pieces.read(deployment, job), deployment.config.lease_seconds
    # Last, as the documents of the pieces are deleted before it: while it is there, so are they.
    run = next(iter(deployment.table.documents(progress.RUN, progress.run_key(job.job_id, job.attempt))), None)
    if run is None:
        return None
    counted = unreadable.first([run], counts_of)
    if counted is None:
        return None
    count, total = counted
    segments = [_segment(number, seen.get(named(number)), lease) for number in range(total)]
    done = sum(segment.state == "done" for segment in segments)
    sound = _shared(segments) if count == total else _state(seen.get(SOUND), lease)
    return Segments(done=done, total=total, sound=sound, segments=segments)


def counts_of(run: Document) -> tuple[int, int]:
    """Read how many pieces a job has, and how many of them are segments. Raises KeyError or ValueError for what is no run."""
    count = int(run.body["pieces"])
    total = int(run.body.get("segments", count - 1))
    if not 0 <= total <= count <= _MOST_PIECES:
        raise ValueError("pieces: not a number that a job has")
    return count, total


def _shared(segments: list[Segment]) -> State:
    """Say where the sound stands of which each segment takes its share."""
    states = {segment.state for segment in segments}
    return "done" if states == {"done"} else "waiting" if states == {"waiting"} else "running"


def _segment(number: int, found: Seen | None, lease: float) -> Segment:
    state = _state(found, lease)
    if found is None:
        return Segment(number=number, state=state, frames_done=0, frames_total=None, worker=None, tries=0)
    piece = found.piece
    return Segment(
        number=number,
        state=state,
        frames_done=piece.frames if state != "waiting" else 0,
        frames_total=piece.frames_total,
        worker=piece.worker,
        tries=piece.tries,
    )


def _state(found: Seen | None, lease: float) -> State:
    """Say where a piece stands; one whose worker was lost waits for another."""
    if found is None or found.piece.state == "open":
        return "waiting"
    if found.piece.state == "done":
        return "done"
    return "running" if found.age <= lease else "waiting"
