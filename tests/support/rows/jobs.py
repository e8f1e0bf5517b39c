"""Rows of the job table as tests need them: each in a state of its life, with what belongs to it in the buckets."""

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from functions.bucket import keys
from functions.deployment import Deployment
from functions.jobs.model import Guard, Job, Proxy, Source, Status, UploadTicket
from functions.media.certificate import Certificate, Rule
from functions.media.facts import Media, Video
from functions.plan import profile

FILM = b"film"  # what a source holds where nobody reads it
FILM_ETAG = hashlib.md5(FILM, usedforsecurity=False).hexdigest()
MEDIA = Media(
    container="mov",
    duration=2.0,
    video=Video(
        index=0, codec="h264", width=320, height=180, rate="25/1", pixel_format="yuv420p", frames=50, duration=2.0
    ),
)


def with_config(deployment: Deployment, **changes: object) -> Deployment:
    """The same deployment with another configuration."""
    return replace(deployment, config=deployment.config.model_copy(update=changes))


def waiting(
    deployment: Deployment,
    *,
    due: bool = False,
    age: timedelta = timedelta(0),
    multipart: bool = False,
    filename: str = "film.mp4",
    source: Source | None = None,
    options: profile.Options | None = None,
) -> Job:
    """A job whose upload has not come; with ``due`` the reconciler should look at it now."""
    job_id, now = uuid.uuid4().hex, deployment.table.now()
    recipe = profile.load("web-720p")
    source = source or Source(bucket=deployment.config.source_bucket, key=keys.source_of_upload(job_id), size=4)
    upload_id = deployment.storage.start_multipart(source.key, "video/mp4")[0] if multipart else None
    job = Job(
        job_id=job_id,
        filename=filename,
        status=Status.WAITING,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=options or profile.Options(),
        source=source,
        upload=UploadTicket(
            method="multipart" if multipart else "single", upload_id=upload_id, content_type="video/mp4"
        ),
        created_at=now - age,
        due_at=now - timedelta(seconds=1) if due else now + timedelta(hours=1),
    )
    assert deployment.table.insert(job)
    return job


def queued(deployment: Deployment, *, due: bool = False, source: Source | None = None) -> Job:
    """A job whose source has arrived (put the object yourself)."""
    job = waiting(deployment, source=source)
    now = deployment.table.now()
    written = deployment.table.write(
        job.job_id,
        Guard({Status.WAITING}),
        {
            "status": Status.QUEUED,
            "queued_at": now,
            "due_at": now - timedelta(seconds=1) if due else now + timedelta(hours=1),
            "source": job.source.model_copy(update={"etag": job.source.etag or FILM_ETAG}),
        },
    )
    assert written
    return written


def running(deployment: Deployment, *, lease_seconds: float, source: Source | None = None) -> Job:
    """A claimed job; a negative lease has run out."""
    job = queued(deployment, source=source)
    claimed = deployment.table.claim(job.job_id, "tests", lease_seconds)
    assert claimed
    return claimed


def done(deployment: Deployment, *, attempt: int = 1, finished: timedelta = timedelta(0)) -> Job:
    """A job published by that attempt, so long ago, with outputs in the bucket (put the source yourself)."""
    job = running(deployment, lease_seconds=-1)
    while job.attempt < attempt:
        claimed = deployment.table.claim(job.job_id, "tests", -1)
        assert claimed
        job = claimed
    proxy = published(job)
    for key in (proxy.key, proxy.poster_key, proxy.certificate_key):
        deployment.storage.put_bytes(deployment.config.proxy_bucket, key, b"output", "application/octet-stream")
    written = deployment.table.write(
        job.job_id,
        Guard({Status.RUNNING}, job.attempt),
        {
            "status": Status.DONE,
            "proxy": proxy,
            "progress": 1.0,
            "keeps_outputs": True,
            "finished_at": deployment.table.now() - finished,
        },
    )
    assert written
    return written


def published(job: Job) -> Proxy:
    """The outputs of the job's attempt as its row would name them."""
    return Proxy(
        key=keys.output(job.job_id, job.attempt, "proxy.mp4"),
        size=6,
        media=MEDIA,
        certificate=certificate(job),
        poster_key=keys.output(job.job_id, job.attempt, "poster.jpg"),
        certificate_key=keys.output(job.job_id, job.attempt, "certificate.json"),
    )


def certificate(job: Job) -> Certificate:
    """A certificate with one rule that passed."""
    return Certificate(
        job_id=job.job_id,
        attempt=job.attempt,
        made_at=datetime.now(UTC),
        ffmpeg="ffmpeg version 5.1",
        profile=job.profile,
        profile_digest=job.profile_digest,
        source_key=job.source.key,
        source_etag=job.source.etag or "",
        source_size=job.source.size,
        proxy_size=6,
        proxy_sha256="0" * 64,
        rules=(Rule(rule="frame_count", expected="50", found="50", passed=True),),
    )


def put_source(deployment: Deployment, job: Job) -> None:
    """Put the object that the job names as its source."""
    deployment.storage.put_bytes(job.source.bucket, job.source.key, FILM, "video/mp4")
