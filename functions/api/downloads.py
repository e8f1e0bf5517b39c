"""Downloads: signed URLs of what a job made, under names that people know."""

from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from pydantic import BaseModel, Field

from functions.api import downloadable, presign
from functions.api.dependencies import DeploymentDep, NamedJob
from functions.api.downloadable import Kind
from functions.api.errors import documented
from functions.bucket import outputs
from functions.common import naming
from functions.common.errors import JobNotFound, OutputExpired, OutputNotReady, SourceGone
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import PUBLISHED, Job, Status

router = APIRouter(tags=["downloads"])


class DownloadAnswer(BaseModel):
    """A signed URL, which takes GET, with Range or without."""

    url: str
    expires_at: datetime
    filename: str = Field(examples=["Interview Zoë_proxy.mp4"])
    path: str = Field(
        description="The name with its folders, where the setting `name_template` has some; `filename` is its last part.",
        examples=["A001/Clips/Interview Zoë_proxy.mp4"],
    )
    size: int = Field(description="Bytes.")


class _Object(NamedTuple):
    """Where an output is, and what it is called."""

    bucket: str
    key: str
    path: str
    content_type: str


@router.get(
    "/download/{job_id}/",
    response_model=DownloadAnswer,
    summary="Download an output",
    responses={
        307: {"description": "Redirect to the signed URL.", "headers": {"Location": {"schema": {"type": "string"}}}},
        **documented(JobNotFound, OutputNotReady, OutputExpired),
    },
)
def download(
    request: Request,
    job: NamedJob,
    deployment: DeploymentDep,
    output: Annotated[Kind, Query(description="Which output.")] = outputs.PROXY,
    redirect: Annotated[bool, Query(description="false: answer with the URL instead of going there.")] = True,
) -> Response:
    """Sign a download as an attachment, named after the file that was sent as the setting `name_template` says."""
    wanted = _source(deployment, job) if output == downloadable.SOURCE else _published(deployment, job, output)
    stored = deployment.storage.head(wanted.bucket, wanted.key)
    if stored is None:
        raise OutputExpired
    head = redirect and getattr(request.state, "head", False)  # a client that follows asks there as it asked here
    name = naming.last_part(wanted.path)
    signed = presign.get(deployment, wanted.bucket, wanted.key, name, wanted.content_type, head=head)
    if redirect:
        # A list shows the same posters again and again; half of the link's life is left when the browser forgets it.
        kept = (
            f"private, max-age={deployment.config.download_url_seconds // 2}"
            if output == outputs.POSTER
            else "no-store"
        )
        return RedirectResponse(signed.url, status_code=307, headers={"Cache-Control": kept})
    answer = DownloadAnswer(
        url=signed.url, expires_at=signed.expires_at, filename=signed.filename, path=wanted.path, size=stored.size
    )
    return Response(answer.model_dump_json(), media_type="application/json")


@router.get(
    "/jobs/{job_id}/log/",
    response_class=PlainTextResponse,
    summary="Log of a job",
    tags=["jobs"],
    responses=documented(JobNotFound, OutputNotReady, OutputExpired),
)
def job_log(job: NamedJob, deployment: DeploymentDep) -> str:
    """Show the ffmpeg command of the latest try and its last lines."""
    if job.log_key is None:
        raise OutputNotReady("The job has no log yet.")
    try:
        return deployment.storage.get_bytes(deployment.config.proxy_bucket, job.log_key).decode(errors="replace")
    except SourceGone as gone:
        raise OutputExpired from gone


def _source(deployment: Deployment, job: Job) -> _Object:
    if not job.keeps_source:
        raise OutputExpired("The source was deleted.")
    if job.source.etag is None:
        raise OutputNotReady("The source has not arrived.")
    return _Object(deployment.config.source_bucket, job.source.key, job.filename, "application/octet-stream")


def _published(deployment: Deployment, job: Job, kind: str) -> _Object:
    if job.status not in PUBLISHED or job.proxy is None:
        raise OutputNotReady(f"The job is {job.status}.")
    if not job.keeps_outputs:
        raise OutputExpired
    key = outputs.key_of(job.proxy, kind)
    if key is None:
        raise OutputNotReady(f"The job has no {kind}: it was made before there were any.")
    template = settings.read(deployment.table).settings.name_template
    is_partial = kind == outputs.PROXY and job.status is Status.PARTIAL
    suffix = outputs.PARTIAL_SUFFIX if is_partial else outputs.RECORD[kind].suffix
    path = presign.path_of_output(job, template, suffix, key)
    return _Object(deployment.config.proxy_bucket, key, path, outputs.content_type(job, kind))
