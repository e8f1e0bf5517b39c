"""Jobs and objects as the tests of the API need them."""

from functions.bucket import keys
from functions.common.errors import SourceDamaged
from functions.deployment import Deployment
from functions.jobs.model import Guard, Job, Problem, Source, Status
from tests.support.rows import jobs


def with_source(deployment: Deployment, key: str = "inbox/film.mp4", body: bytes = b"film") -> Source:
    """Put an object; it as a job's source."""
    bucket = deployment.config.source_bucket
    deployment.storage.put_bytes(bucket, key, body, "video/mp4")
    stored = deployment.storage.head(bucket, key)
    assert stored
    return Source(bucket=bucket, key=key, size=stored.size, etag=stored.etag)


def failed(deployment: Deployment, source: Source | None = None) -> Job:
    job = jobs.running(deployment, lease_seconds=30, source=source or with_source(deployment))
    problem = Problem(**SourceDamaged().as_dict())
    written = deployment.table.write(
        job.job_id,
        Guard({Status.RUNNING}),
        {"status": Status.FAILED, "error": problem, "frames_done": 7, "progress": 0.5},
    )
    assert written
    return written


def tasks_of(deployment: Deployment, job_id: str) -> list[str]:
    return [
        stored.key for stored in deployment.storage.listing(deployment.config.source_bucket, f"{keys.TASKS}{job_id}/")
    ]


def objects(deployment: Deployment, bucket: str) -> list[str]:
    return [stored.key for stored in deployment.storage.listing(bucket, "")]
