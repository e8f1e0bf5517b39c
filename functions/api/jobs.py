"""Jobs: looked at, listed, cancelled, tried again, deleted."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from functions.api import answers, conversions, dependencies, polled, uploads
from functions.api.dependencies import DeploymentDep, NamedJob
from functions.api.errors import documented
from functions.api.requests import TASK_LOOK
from functions.common.errors import (
    Cancelled,
    InvalidRequest,
    JobNotFound,
    JobUnreadable,
    NotInThisState,
    SourceNotFound,
)
from functions.deployment import Deployment
from functions.intake import inbox
from functions.jobs import settings, transitions
from functions.jobs.model import ACTIVE, TERMINAL, Guard, Job, Status
from functions.segments import shown
from functions.upkeep import audit, retention
from functions.webhooks import deliveries

router = APIRouter(tags=["jobs"])


@router.get(
    "/status/{job_id}/",
    response_model=answers.JobAnswer,
    summary="One job",
    responses={**answers.NOT_MODIFIED, **documented(JobNotFound, JobUnreadable)},
)
async def status(job_id: dependencies.JobId, deployment: DeploymentDep, request: Request) -> Response:
    """Show one job. What its worker did in the last half second may be missing."""

    def make() -> answers.JobAnswer:
        job = dependencies.job_of(deployment, job_id)
        current, segments = settings.read(deployment.table).settings, shown.of(deployment, job)
        return answers.of_job(job, current, segments)

    return await polled.polled(request, request.app.state.statuses, make)


@router.get(
    "/jobs/",
    response_model=answers.JobList | answers.JobLines,
    summary="List jobs",
    responses={**answers.NOT_MODIFIED, **documented(InvalidRequest)},
)
async def list_jobs(
    deployment: DeploymentDep,
    request: Request,
    status: Annotated[Status | None, Query(description="Only jobs in this state.")] = None,
    q: Annotated[
        str, Query(max_length=255, description="Part of the folder or the file name, whatever its case.")
    ] = "",
    id: Annotated[  # noqa: A002  as the address has it
        str, Query(max_length=32, pattern="^[0-9a-f]*$", description="First digits of the job's id.")
    ] = "",
    cursor: Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most jobs of a page.")] = 50,
    brief: Annotated[
        bool, Query(description="Leave out what is in the files, certificates and keys: some 0.5 KB a job, not 4.5.")
    ] = False,
) -> Response:
    """List jobs, newest first. What the workers did in the last second may be missing from it.

    Jobs of which what is written down cannot be read stand in `unreadable`: they hold up nothing, and can be deleted.

    A page of jobs costs some 30 ms of CPU; a crowd of pages that poll would otherwise take the machine from the uploads.
    """

    def make() -> answers.JobList | answers.JobLines:
        page = deployment.table.find(status=status, query=q, begins=id, cursor=cursor or None, limit=limit)
        current = settings.read(deployment.table).settings
        audit.met(deployment.table, page.unreadable)
        return answers.of_page(page, current, brief=brief)

    return await polled.polled(request, request.app.state.pages, make)


@router.post("/jobs/{job_id}/cancel/", summary="Cancel a job", responses=documented(JobNotFound, NotInThisState))
def cancel_job(job: NamedJob, deployment: DeploymentDep) -> answers.JobAnswer:
    """End a job that is not finished; ffmpeg stops within a second. Cancelling a cancelled job does nothing more."""
    cancelled = cancel(deployment, job)
    if cancelled.status is not Status.CANCELLED:
        raise NotInThisState(f"It is {cancelled.status}.")
    return answers.of_job(cancelled, settings.read(deployment.table).settings)


@router.post(
    "/jobs/{job_id}/retry/",
    status_code=202,
    summary="Retry a job",
    responses=documented(JobNotFound, SourceNotFound, NotInThisState),
)
def retry_job(job: NamedJob, deployment: DeploymentDep) -> answers.JobAnswer:
    """Run a failed, rejected or cancelled job again, as it was ordered, if its source is still there."""
    if job.status not in transitions.RETRIED:
        raise NotInThisState(f"It is {job.status}.")
    source, now = conversions.still_there(deployment, job.source), deployment.table.now()
    again = transitions.retried(source, now, now + TASK_LOOK)
    queued = deployment.table.write(job.job_id, Guard(transitions.RETRIED, job.attempt), again)
    if queued is None:
        raise NotInThisState(f"It is {dependencies.job_of(deployment, job.job_id).status}.")
    conversions.send_task(deployment, queued)
    return answers.of_job(queued, settings.read(deployment.table).settings)


@router.delete(
    "/jobs/{job_id}/", status_code=204, summary="Delete a job", responses=documented(JobNotFound, NotInThisState)
)
def delete_job(job_id: dependencies.JobId, deployment: DeploymentDep) -> None:
    """Delete a job, its outputs, and its source unless another job uses it. A running job has to be cancelled first.

    Of a job that cannot be read the outputs go at once, and an upload with a later turn of the clock.
    """
    try:
        _delete(deployment, dependencies.job_of(deployment, job_id))
    except JobUnreadable:
        retention.drop_files(deployment, job_id)
        deployment.table.put_document(inbox.TOMBSTONE, job_id, {})
        deployment.table.discard(job_id)
        audit.forget(deployment.table, job_id)


def _delete(deployment: Deployment, job: Job) -> None:
    if job.status is Status.RUNNING:
        raise NotInThisState("It is running; cancel it first.")
    ended = job if job.status in TERMINAL else cancel(deployment, job, (Status.WAITING, Status.QUEUED))
    if ended.status not in TERMINAL:
        raise NotInThisState(f"It is {ended.status}; cancel it first.")
    retention.drop_outputs(deployment, ended)
    retention.drop_source(deployment, ended)
    deliveries.tell_before_it_goes(deployment.table, job.job_id)
    # First the tombstone, so that no late event finds neither and makes the job anew.
    deployment.table.put_document(inbox.TOMBSTONE, job.job_id, inbox.tombstone(job.source))
    if not deployment.table.delete(job.job_id, Guard(TERMINAL)) and deployment.table.get(job.job_id):
        deployment.table.delete_document(inbox.TOMBSTONE, job.job_id)
        raise NotInThisState("It was started again meanwhile.")


def cancel(deployment: Deployment, job: Job, from_statuses: tuple[Status, ...] = tuple(ACTIVE)) -> Job:
    """End the job if it is in one of these states, and its upload; the job as it is then."""
    ended = transitions.settled(Status.CANCELLED, deployment.table.now(), Cancelled())
    written = deployment.table.write(job.job_id, Guard(from_statuses), ended)
    if written:
        uploads.discard(deployment, written)
    return written or dependencies.job_of(deployment, job.job_id)
