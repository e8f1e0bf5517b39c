"""Conversions: a new job from a source that is in the bucket already."""

import re
import uuid
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field, model_validator

from functions.api import answers, dependencies, requests
from functions.api.dependencies import DeploymentDep
from functions.api.errors import documented
from functions.bucket import keys
from functions.common import filename, log
from functions.common.errors import (
    BucketUnavailable,
    InvalidOptions,
    InvalidRequest,
    JobNotFound,
    MonthSpent,
    ProfileNotFound,
    SourceNotFound,
)
from functions.deployment import Deployment
from functions.intake import billing, tasks
from functions.jobs import model, settings
from functions.jobs.model import Source

router = APIRouter(tags=["jobs"])

_NO_NAME = re.compile(r"(^|/)\.{0,2}(/|$)")  # an empty part of a path, or one of dots
_LONGEST_KEY = 1024  # bytes of UTF-8, as S3 has it
_KEY = r"^((high|low)/)?(uploads|inbox)/[^\x00-\x1f\x7f]+$"


class ConvertRequest(requests.Order):
    """The source, by the id of a job that has read it or by its key; exactly one of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["job_id"], "properties": {"job_id": {"type": "string"}, "key": {"type": "null"}}},
                {"required": ["key"], "properties": {"key": {"type": "string"}, "job_id": {"type": "null"}}},
            ]
        }
    )

    job_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = Field(None, examples=[dependencies.EXAMPLE_ID])
    key: Annotated[str, Field(pattern=_KEY, max_length=_LONGEST_KEY)] | None = Field(
        None, description="Key of an object under uploads/ or inbox/.", examples=["inbox/Interview Zoë.mov"]
    )

    @model_validator(mode="after")
    def _names_one_source(self) -> "ConvertRequest":
        if (self.job_id is None) == (self.key is None):
            raise ValueError("give either job_id or key")
        return self


@router.post(
    "/convert/",
    status_code=202,
    summary="Convert a source again",
    responses={
        202: {"links": answers.LINKS},
        **documented(InvalidRequest, InvalidOptions, MonthSpent, ProfileNotFound, JobNotFound, SourceNotFound),
    },
)
def convert(body: ConvertRequest, deployment: DeploymentDep) -> answers.JobAnswer:
    """Make a new job from a source that is in the bucket, with another profile or other options."""
    current = settings.read(deployment.table).settings
    name, folder, source = _of_job(deployment, body.job_id) if body.job_id else _of_key(deployment, body.key or "")
    billing.refuse_if_spent(deployment, current)
    recipe = current.recipe(body.profile, body.options)
    job = requests.row(deployment, uuid.uuid4().hex, name, source, body, recipe, folder=folder)
    job = job.model_copy(update={"estimate": billing.foresee(deployment.config, source, recipe, current)})
    deployment.table.insert(job)
    send_task(deployment, job)
    return answers.of_job(job, current)


def send_task(deployment: Deployment, job: model.Job) -> None:
    """Ask for the queued job to be run. When the bucket is away the reconciler asks again once the row is due."""
    try:
        tasks.send(deployment, job)
    except BucketUnavailable as away:
        log.warning("task_not_sent", job_id=job.job_id, due_at=job.due_at, reason=str(away))


def still_there(deployment: Deployment, source: Source) -> Source:
    """Look at the source; with its etag, if the job did not know it yet. Raises SourceNotFound."""
    stored = deployment.storage.head(source.bucket, source.key)
    if stored is None:
        raise SourceNotFound
    if source.etag not in {None, stored.etag}:
        raise SourceNotFound("Another file has taken its place.")
    return source.model_copy(update={"etag": stored.etag, "size": stored.size})


def _of_job(deployment: Deployment, job_id: str) -> tuple[str, str, Source]:
    job = dependencies.job_of(deployment, job_id)
    return job.filename, job.folder, still_there(deployment, job.source)


def _of_key(deployment: Deployment, key: str) -> tuple[str, str, Source]:
    """Look at the object under this key; name and folder are those of the latest job that read it, else from the key."""
    if _unkeyable(key):
        raise SourceNotFound
    # Listed, not looked at: MinIO answers 400 to a HEAD of a name its file system could not hold.
    first = next(iter(deployment.storage.listing(deployment.config.source_bucket, key)), None)
    if first is None or first.key != key:
        raise SourceNotFound
    latest = deployment.table.find(source_key=key, limit=1).jobs
    name = latest[0].filename if latest else filename.clean(key.rsplit("/", 1)[-1]) or "unnamed"
    folder = latest[0].folder if latest else keys.folder_of_inbox(key)
    return name, folder, Source(bucket=deployment.config.source_bucket, key=key, size=first.size, etag=first.etag)


def _unkeyable(key: str) -> bool:
    """Whether no object can have this key; MinIO refuses such names in every call, as it refuses a wrong call."""
    return len(key.encode()) > _LONGEST_KEY or _NO_NAME.search(key) is not None
