"""Uploads: the row first, then signed URLs, by which the client puts its file straight into the bucket."""

import uuid

from fastapi import APIRouter

from functions.api import answers, dependencies, presign, requests
from functions.api.dependencies import DeploymentDep, NamedJob
from functions.api.errors import documented
from functions.api.tickets import (
    MultipartAnswer,
    MultipartUpload,
    PartAnswer,
    PartsRequest,
    SignedPartsAnswer,
    SingleAnswer,
    SingleUpload,
    StoredPart,
    StoredPartsAnswer,
    UploadRequest,
)
from functions.bucket import keys
from functions.bucket.s3 import Part, Stored
from functions.common import filename, priority
from functions.common.errors import (
    EmptyFile,
    InvalidOptions,
    InvalidRequest,
    JobNotFound,
    MonthSpent,
    NotInThisState,
    ProfileNotFound,
    UploadIncomplete,
    UploadNotFound,
    UploadSizeMismatch,
    UploadTooLarge,
)
from functions.deployment import Deployment
from functions.intake import billing
from functions.jobs import model, settings, transitions
from functions.jobs.model import Guard, Problem, Source, Status

router = APIRouter(tags=["uploads"])

_SHOWN = 10  # part numbers named in an error
_OPEN = frozenset({Status.WAITING, Status.EXPIRED})  # an upload that comes after it expired is still welcome


# ---------------------------------------------------------------- the calls


@router.post(
    "/upload/",
    status_code=201,
    summary="Start an upload",
    responses={
        201: {"links": answers.LINKS},
        **documented(EmptyFile, InvalidRequest, InvalidOptions, MonthSpent, ProfileNotFound, UploadTooLarge),
    },
)
def start_upload(body: UploadRequest, deployment: DeploymentDep) -> SingleAnswer | MultipartAnswer:
    """Write the job's row, then sign the PUTs of its file: one below 16 MiB, parts from there on."""
    current = settings.read(deployment.table).settings
    name = _checked(body, current)
    billing.refuse_if_spent(deployment, current)
    job_id = uuid.uuid4().hex
    lane = priority.of_job(body.options.priority, "", lanes=deployment.config.priorities)
    source = Source(bucket=deployment.config.source_bucket, key=keys.source_of_upload(job_id, lane), size=body.size)
    ticket = presign.ticket(body.size, body.content_type, body.checksums)
    recipe = current.recipe(body.profile, body.options)
    job = requests.row(deployment, job_id, name, source, body, recipe, ticket, folder=body.folder)
    deployment.table.insert(job)
    if ticket.part_size is None:
        return SingleAnswer(job_id=job_id, upload=_one_put(deployment, job))
    job, upload_id = _opened(deployment, job, ticket)
    checked = "crc32" if job.upload and job.upload.part_checksums else None
    first = 0 if checked else min(presign.part_count(job), presign.FIRST_PARTS)
    signed = _signed(deployment, job, range(1, first + 1))
    upload = MultipartUpload(
        upload_id=upload_id,
        part_size=ticket.part_size,
        parts=signed.parts,
        part_checksums=checked,
        expires_at=signed.expires_at,
    )
    return MultipartAnswer(job_id=job_id, upload=upload)


@router.post(
    "/upload/{job_id}/parts/",
    summary="Sign parts",
    responses=documented(InvalidRequest, JobNotFound, UploadNotFound, NotInThisState),
)
def sign_parts(body: PartsRequest, job: NamedJob, deployment: DeploymentDep) -> SignedPartsAnswer:
    """Sign parts of the open upload: later ones, or those whose URLs have expired."""
    _open_multipart(job)
    return _signed(deployment, job, body.numbers, body.checksums)


@router.post(
    "/upload/{job_id}/put/", summary="Sign the one PUT again", responses=documented(JobNotFound, NotInThisState)
)
def sign_put(job: NamedJob, deployment: DeploymentDep) -> SingleUpload:
    """Sign the PUT of a file that is sent in one, when its URL has expired or was lost with the page that had it."""
    if job.upload is None or job.upload.method != "single":
        raise NotInThisState("It is sent in parts, which are signed by themselves.")
    if job.status is not Status.WAITING:
        raise NotInThisState(f"It is {job.status}.")
    return _one_put(deployment, job)


@router.get(
    "/upload/{job_id}/parts/", summary="List parts", responses=documented(JobNotFound, UploadNotFound, NotInThisState)
)
def list_parts(job: NamedJob, deployment: DeploymentDep) -> StoredPartsAnswer:
    """List the parts that the bucket has, so that only the others need to be sent."""
    there = deployment.storage.list_parts(job.source.key, _open_multipart(job))
    return StoredPartsAnswer(parts=[StoredPart(number=p.number, size=p.size, etag=p.etag) for p in there])


@router.post(
    "/upload/{job_id}/complete/",
    summary="Complete an upload",
    responses=documented(JobNotFound, UploadNotFound, UploadIncomplete, UploadSizeMismatch, NotInThisState),
)
def complete_upload(job: NamedJob, deployment: DeploymentDep) -> answers.JobAnswer:
    """Check what came against what was declared, join the parts, and queue the job.

    The answer's `estimate` says what the job is going to cost, as far as the size of its file tells; probing tells more.
    It may be called again, and after the bucket's own event was first; then it answers with the job as it is. The work
    itself is started by that event.
    """
    if job.status in _OPEN:
        stored = _joined(deployment, job) if job.upload and job.upload.method == "multipart" else _put(deployment, job)
        job = _queued(deployment, job, stored)
    if job.status is Status.CANCELLED:
        raise NotInThisState("It was cancelled.")
    return answers.of_job(job, settings.read(deployment.table).settings)


@router.delete(
    "/upload/{job_id}/", status_code=204, summary="Abort an upload", responses=documented(JobNotFound, NotInThisState)
)
def abort_upload(job: NamedJob, deployment: DeploymentDep) -> None:
    """Throw the parts away and cancel the job. Calling it again does nothing more."""
    cancelled = Problem(
        code="cancelled", message="The upload was aborted.", hint="Start a new upload with POST /upload/."
    )
    deployment.table.write(
        job.job_id,
        Guard({Status.WAITING}),
        transitions.settled(Status.CANCELLED, deployment.table.now(), cancelled),
    )
    now = dependencies.job_of(deployment, job.job_id)
    if now.status not in {Status.CANCELLED, Status.EXPIRED}:
        raise NotInThisState(f"It is {now.status}; the upload is complete.")
    discard(deployment, now)


# ---------------------------------------------------------------- how


def discard(deployment: Deployment, job: model.Job) -> None:
    """Throw away the parts of the job's upload, if it has one that is open."""
    if job.upload and job.upload.upload_id:
        deployment.storage.abort_multipart(job.source.key, job.upload.upload_id)


def _checked(body: UploadRequest, current: settings.AppConfig) -> str:
    """Check what the schema cannot say; the name as it is kept."""
    if body.size == 0:
        raise EmptyFile
    if body.size > current.max_upload_bytes:
        raise UploadTooLarge(f"It has {body.size} bytes; the limit is {current.max_upload_bytes}.")
    name = filename.clean(body.filename)
    if not name:
        raise InvalidRequest(fields={"filename": "has no character that can name a file"})
    return name


def _one_put(deployment: Deployment, job: model.Job) -> SingleUpload:
    put = presign.put(deployment, job)
    return SingleUpload(url=put.url, headers=put.headers, expires_at=put.expires_at)


def _opened(deployment: Deployment, job: model.Job, ticket: model.UploadTicket) -> tuple[model.Job, str]:
    """Open the multipart upload and write down its id. The row was there before, so a crash between leaves nothing unknown."""
    wanted = ticket.part_checksums
    upload_id, holds = deployment.storage.start_multipart(job.source.key, ticket.content_type, crc32=wanted is not None)
    opened = ticket.model_copy(update={"upload_id": upload_id, "part_checksums": wanted if holds else None})
    noted = deployment.table.write(job.job_id, Guard({Status.WAITING}), {"upload": opened})
    if noted is None:
        deployment.storage.abort_multipart(job.source.key, upload_id)
        raise NotInThisState("It was cancelled meanwhile.")
    return noted, upload_id


def _open_multipart(job: model.Job) -> str:
    """Give the id of the job's open multipart upload. Raises NotInThisState for one that is sent in one PUT, UploadNotFound."""
    if job.upload and job.upload.method == "single":
        raise NotInThisState("It is sent in one PUT, which has no parts.")
    if job.upload is None or job.upload.upload_id is None or job.status is not Status.WAITING:
        raise UploadNotFound(f"The job is {job.status}.")
    return job.upload.upload_id


def _signed(
    deployment: Deployment, job: model.Job, numbers: range | list[int], checksums: list[str] | None = None
) -> SignedPartsAnswer:
    signed = presign.parts(deployment, job, numbers, checksums)
    parts = [PartAnswer(number=p.number, url=p.url, size=p.size, headers=p.headers) for p in signed.parts]
    return SignedPartsAnswer(parts=parts, expires_at=signed.expires_at)


def _put(deployment: Deployment, job: model.Job) -> Stored:
    """Find the object of a single PUT."""
    stored = deployment.storage.head(job.source.bucket, job.source.key)
    if stored is None:
        raise UploadIncomplete("The file was not sent.")
    return stored


def _joined(deployment: Deployment, job: model.Job) -> Stored:
    """Join the parts, once all are there as signed; or find the object that an earlier call has joined them to."""
    upload_id = job.upload.upload_id if job.upload else None
    if upload_id is None:
        raise UploadNotFound
    try:
        there = deployment.storage.list_parts(job.source.key, upload_id)
        _check_parts(job, there)
        deployment.storage.complete_multipart(job.source.key, upload_id, there)
    except UploadNotFound:
        if (stored := deployment.storage.head(job.source.bucket, job.source.key)) is None:
            raise
        discard(deployment, job)
        return stored
    return _put(deployment, job)


def _check_parts(job: model.Job, there: list[Part]) -> None:
    if missing := presign.missing_parts(job, there):
        named = ", ".join(map(str, missing[:_SHOWN])) + (", …" if len(missing) > _SHOWN else "")
        raise UploadIncomplete(f"{len(missing)} of {presign.part_count(job)} parts are missing: {named}.")
    if foreign := presign.foreign_parts(job, there):
        total = sum(part.size for part in there)
        raise UploadSizeMismatch(
            f"They have {total} bytes, declared were {job.source.size}; part {foreign[0].number} is not as signed."
        )


def _queued(deployment: Deployment, job: model.Job, stored: Stored) -> model.Job:
    """Queue the job, unless the bucket's event was first. The event starts it; when that is lost, the reconciler does."""
    if stored.size != job.source.size:
        raise UploadSizeMismatch(f"The object has {stored.size} bytes, declared were {job.source.size}.")
    now = deployment.table.now()
    source = job.source.model_copy(update={"etag": stored.etag})
    current = settings.read(deployment.table).settings
    estimate = billing.guess(deployment.config, source.size, job.recipe, current)
    changes = transitions.arrived(source, estimate, now, now + requests.TASK_LOOK)
    queued = deployment.table.write(job.job_id, Guard(_OPEN), changes)
    return queued or dependencies.job_of(deployment, job.job_id)
