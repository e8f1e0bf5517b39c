"""What all pieces of a job in segments go by: written once by the attempt that cut the film, and never changed."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache

from pydantic import BaseModel, ConfigDict, Field

from functions.bucket import keys, source
from functions.bucket.keys import PieceTask
from functions.bucket.source import Reader
from functions.common.errors import BucketUnavailable, SourceGone
from functions.deployment import Deployment
from functions.fleet.resources import Pieces
from functions.jobs import unreadable
from functions.jobs.model import Job
from functions.media.container import Family
from functions.media.facts import Media
from functions.media.mp4.boxes import MOST_BYTES
from functions.plan.plan import Plan
from functions.segments.cuts import Cut

SOUND, JOIN = "sound", "join"
_LIMIT = 8 * 1024 * 1024  # bytes; a cut has about 100


class Manifest(BaseModel):
    """How a film is cut, and with which ffmpeg."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    attempt: int
    media: Media
    plan: Plan
    container: str
    demuxers: str
    cuts: tuple[Cut, ...]
    shared: bool = Field(False, description="Each segment takes its own share of the sound; it is no piece of its own.")
    front: str = Field(
        "",
        description="SHA-256 of what is put before a fragmented source, in hex; see plain_index.py. Empty: nothing.",
    )
    ffmpeg: str
    build: str = Field(description="Digest of the ffmpeg that began; see version.py.")

    @property
    def family(self) -> Family:
        """The source's container."""
        return Family(self.container, self.demuxers)

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """Names of the pieces that the join waits for: the sound where it is one, and the segments in their order."""
        return (*(() if self.shared else (SOUND,)), *(name(cut) for cut in self.cuts))

    @property
    def sizes(self) -> Pieces:
        """What the resource check has to know of the pieces."""
        frames = [cut.frames for cut in self.cuts]
        return Pieces(max(frames) / sum(frames), self.shared)

    def frames(self, piece: str) -> int | None:
        """Say how many frames of the picture a piece has; None for the sound and the join."""
        return self.cuts[int(piece)].frames if piece.isdigit() else None

    def share(self, piece: str) -> float:
        """Say what part of the picture a piece has; all of it for the join, and for the sound, which lists all of the source."""
        frames = self.frames(piece)
        return frames / sum(cut.frames for cut in self.cuts) if frames else 1.0

    def tasks(self, pieces: tuple[str, ...] | None = None) -> Iterator[PieceTask]:
        """Give the tasks of these pieces, or of all but the join."""
        return (PieceTask(self.job_id, self.attempt, piece) for piece in (pieces or self.pieces))


def name(cut: Cut) -> str:
    """Give the name of a segment's piece."""
    return named(cut.number)


def named(number: int) -> str:
    """Give the name of the piece of the segment with this number."""
    return f"{number:04}"


def put(deployment: Deployment, manifest: Manifest, front: bytes = b"") -> None:
    """Store the manifest, and what is put before its source. Raises BucketUnavailable."""
    if front:
        key = _front_key(manifest.job_id, manifest.attempt)
        deployment.storage.put_bytes(deployment.config.proxy_bucket, key, front, "application/octet-stream")
    body = manifest.model_dump_json().encode()
    deployment.storage.put_bytes(
        deployment.config.proxy_bucket, _key(manifest.job_id, manifest.attempt), body, "application/json"
    )


def of(deployment: Deployment, job: Job) -> Manifest:
    """Read the manifest of the job's attempt. Raises SourceGone when it is not there or not readable, and BucketUnavailable."""
    return _read(deployment, _key(job.job_id, job.attempt))


@contextmanager
def served(deployment: Deployment, job: Job, manifest: Manifest) -> Iterator[Reader]:
    """Serve the source as the attempt that cut it read it. Raises as source.served does, and BucketUnavailable."""
    with source.served(deployment.storage, job.source) as reader:
        reader.allow(manifest.family.readings)
        if manifest.front:
            reader.put_before(_front(deployment, _front_key(manifest.job_id, manifest.attempt), manifest.front))
        yield reader


@lru_cache(maxsize=2)
def _front(deployment: Deployment, key: str, digest: str) -> bytes:
    front = deployment.storage.get_bytes(deployment.config.proxy_bucket, key, MOST_BYTES)
    if hashlib.sha256(front).hexdigest() != digest:
        raise BucketUnavailable(f"{key} is not what was put there.")
    return front


@lru_cache(maxsize=8)
def _read(deployment: Deployment, key: str) -> Manifest:
    body = deployment.storage.get_bytes(deployment.config.proxy_bucket, key, _LIMIT)
    try:
        return Manifest.model_validate_json(body)
    except unreadable.FAULTS as fault:
        unreadable.met("manifest", key, unreadable.reason(fault))
        raise SourceGone("What its segments go by cannot be read.") from fault


def _key(job_id: str, attempt: int) -> str:
    return f"{keys.parts(job_id, attempt)}manifest.json"


def _front_key(job_id: str, attempt: int) -> str:
    return f"{keys.parts(job_id, attempt)}front"
