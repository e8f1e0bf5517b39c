"""Rows as the tests of the job table itself need them: no bucket, no deployment."""

import uuid
from datetime import UTC, datetime
from typing import Any

from functions.jobs.dynamodb.table import DynamoDbJobTable
from functions.jobs.model import Guard, Job, JobTable, Source, Status
from functions.jobs.sql.table import SqlJobTable
from functions.plan import profile
from local.bench.simulate.table import MemoryJobTable
from tests.support.servers import dynamodb

RECIPE = profile.load("web-720p")
RUN_OUT = -1.0  # a lease of this many seconds has run out when it begins: time passes without waiting for it


def a_job(table: JobTable, **fields: Any) -> Job:
    """A queued job, made now, that is not in the table yet."""
    job_id = fields.pop("job_id", None) or uuid.uuid4().hex
    usual = {
        "filename": "film.mp4",
        "status": Status.QUEUED,
        "profile": RECIPE.name,
        "profile_digest": profile.digest(RECIPE),
        "recipe": RECIPE,
        "options": profile.Options(),
        "source": Source(bucket="source", key=f"uploads/{job_id}/source", size=4),
        "created_at": table.now(),
    }
    return Job(job_id=job_id, **{**usual, **fields})


def stored(table: JobTable, **fields: Any) -> Job:
    """The same, in the table."""
    job = a_job(table, **fields)
    assert table.insert(job)
    return job


def claimed(table: JobTable, lease_seconds: float = 60, **fields: Any) -> Job:
    """A job in the table that worker "first" holds."""
    job = table.claim(stored(table, **fields).job_id, "first", lease_seconds)
    assert job
    return job


def by(job: Job) -> Guard:
    """The guard of the attempt that holds this job."""
    return Guard({Status.RUNNING}, job.attempt)


def opened(url: str, patience_seconds: float = 5) -> SqlJobTable | DynamoDbJobTable | MemoryJobTable:
    """The backend of the table that the URL names, with that much patience; close it."""
    if url == "memory:":
        return MemoryJobTable(lambda: datetime.now(UTC))
    if url.startswith("dynamodb:"):
        return dynamodb.opened(url, patience_seconds)
    return SqlJobTable(url, patience_seconds=patience_seconds)
