"""Jobs and objects as the tests of the API need them."""

from functions.bucket import keys
from functions.common.errors import SourceDamaged
from functions.deployment import Deployment
from functions.jobs.model import Guard, Job, Problem, Source, Status
from tests.support.rows import jobs


def with_source(house: Deployment, key: str = "inbox/film.mp4", body: bytes = b"film") -> Source:
    """Put an object; it as a job's source."""
    bucket = house.config.source_bucket
    house.storage.put_bytes(bucket, key, body, "video/mp4")
    stored = house.storage.head(bucket, key)
    assert stored
    return Source(bucket=bucket, key=key, size=stored.size, etag=stored.etag)


def failed(house: Deployment, source: Source | None = None) -> Job:
    job = jobs.running(house, lease_seconds=30, source=source or with_source(house))
    problem = Problem(**SourceDamaged().as_dict())
    written = house.table.write(
        job.job_id,
        Guard({Status.RUNNING}),
        {"status": Status.FAILED, "error": problem, "frames_done": 7, "progress": 0.5},
    )
    assert written
    return written


def tasks_of(house: Deployment, job_id: str) -> list[str]:
    return [stored.key for stored in house.storage.listing(house.config.source_bucket, f"{keys.TASKS}{job_id}/")]


def objects(house: Deployment, bucket: str) -> list[str]:
    return [stored.key for stored in house.storage.listing(bucket, "")]
