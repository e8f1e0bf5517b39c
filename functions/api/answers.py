"""What a job looks like from outside, and answers that are not sent twice."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, Field

from functions.api import downloadable
from functions.api.dependencies import EXAMPLE_ID
from functions.api.downloadable import Kind
from functions.common import errors
from functions.common.errors import JobUnreadable, Remedy
from functions.jobs import model, unreadable
from functions.jobs.settings import AppConfig
from functions.media.certificate import Certificate
from functions.media.facts import Media
from functions.plan.estimate import Cost
from functions.plan.profile import Options
from functions.segments.shown import Segments

J = TypeVar("J", model.Job, "_Shown")
S = TypeVar("S")

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not changed since the ETag in If-None-Match."}}

_WITH_JOB = ("status", "complete_upload", "sign_parts", "list_parts", "cancel_job", "retry_job", "download", "job_log")
LINKS = {name: {"operationId": name, "parameters": {"job_id": "$response.body#/job_id"}} for name in _WITH_JOB}
"""What can be called with the job_id of an answer, as OpenAPI links."""


class SourceAnswer(BaseModel):
    """The object a job reads."""

    bucket: str = Field(examples=["sources"])
    key: str = Field(examples=[f"uploads/{EXAMPLE_ID}/source"])
    size: int = Field(description="Bytes; the declared size until the object has arrived.", examples=[73400320])
    etag: str | None = Field(description="Version that the job is pinned to; null until the object has arrived.")
    media: Media | None = Field(description="What is in it; null until it was probed.")


class ProxyAnswer(BaseModel):
    """The published proxy."""

    key: str = Field(examples=[f"proxies/{EXAMPLE_ID}/1/proxy.mp4"])
    size: int = Field(description="Bytes.", examples=[9175040])
    media: Media
    certificate: Certificate


EXAMPLE_JOB = {
    "job_id": EXAMPLE_ID,
    "filename": "Interview Zoë.mov",
    "folder": "A001/Clips",
    "status": "running",
    "phase": "encoding",
    "progress": 0.42,
    "frames_done": 756,
    "frames_total": 1799,
    "eta_seconds": 11.5,
    "attempt": 1,
    "profile": "web-720p",
    "options": {
        "resolution": None,
        "quality": None,
        "programme": None,
        "background": None,
        "rate": None,
        "accept_damage": False,
        "priority": None,
    },
    "source": {
        "bucket": "sources",
        "key": f"uploads/{EXAMPLE_ID}/source",
        "size": 73400320,
        "etag": "9bb58f26192e4ba00f01e2e7b136bbd8-9",
        "media": None,
    },
    "proxy": None,
    "missing": None,
    "error": None,
    "remedies": ["convert"],
    "created_at": "2026-11-23T09:30:00Z",
    "queued_at": "2026-11-23T09:30:41Z",
    "started_at": "2026-11-23T09:30:41Z",
    "finished_at": None,
    "outputs": ["source"],
    "phases": {"encoding": "2026-11-23T09:30:42Z", "verifying": None, "publishing": None},
    "estimate": {
        "basis": "probe",
        "unit": "USD",
        "amount": 0.0069,
        "compute": 0.0024,
        "requests": 0.0003,
        "storage": 0.0004,
        "egress": 0.0008,
        "cpu_seconds": 71.2,
        "gb_seconds": 153.8,
    },
    "cost": None,
    "segments": {
        "done": 1,
        "total": 3,
        "sound": "done",
        "segments": [
            {
                "number": 0,
                "state": "done",
                "frames_done": 600,
                "frames_total": 600,
                "worker": "studio-1",
                "tries": 1,
            },
            {
                "number": 1,
                "state": "running",
                "frames_done": 156,
                "frames_total": 600,
                "worker": "studio-2",
                "tries": 2,
            },
            {"number": 2, "state": "waiting", "frames_done": 0, "frames_total": None, "worker": None, "tries": 0},
        ],
    },
    "expires_at": None,
    "worker": None,
}


class MissingTime(BaseModel):
    """How much of a film a partial proxy lacks; its certificate has the ranges."""

    seconds: float = Field(description="How long picture or sound, or both, are missing.", examples=[12.0])
    of_seconds: float = Field(description="How long the film is.", examples=[60.0])


class _Shown(BaseModel):
    """What every answer about a job tells."""

    job_id: str = Field(examples=[EXAMPLE_ID])
    filename: str = Field(examples=["Interview Zoë.mov"])
    folder: str = Field(description="The folder it lay in; empty where none was said.", examples=["A001/Clips"])
    status: model.Status = Field(
        description="waiting (for the upload), queued, running; then done, partial, failed, rejected, cancelled, or expired."
    )
    phase: model.Phase | None = Field(description="What a running job is doing.")
    progress: float = Field(description="0 to 1; never backwards within an attempt.", examples=[0.42])
    frames_done: int
    frames_total: int | None
    eta_seconds: float | None
    attempt: int = Field(description="Number of the latest try; 0 before the first.")
    profile: str = Field(examples=["web-720p"])
    options: Options
    missing: MissingTime | None = Field(
        description="What a partial proxy lacks of its film; null for others. With option `accept_damage` alone."
    )
    error: model.Problem | None = Field(description="Why it ended without a proxy, or why the last try did not finish.")
    remedies: tuple[Remedy, ...] = Field(
        description="What may help: to retry the job, or to convert its source otherwise. Empty where only another file can."
    )
    created_at: datetime
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None = Field(
        description="When, by the settings of now, an upload that has not come expires, or the outputs of a done job are deleted."
    )
    worker: str | None = Field(description="Host of the latest try; null while many share it, see `segments`.")


class JobAnswer(_Shown):
    """One source, one profile, at most one published proxy."""

    source: SourceAnswer
    proxy: ProxyAnswer | None
    outputs: list[Kind] = Field(description="What can be downloaded of it now.")
    phases: model.PhaseTimes
    estimate: Cost | None = Field(description="What it is going to cost: by its size; once probed, by its contents.")
    cost: Cost | None = Field(description="What all its tries together have cost; null while none has ended.")
    segments: Segments | None = Field(
        description="How far each segment of a long video is while workers share it; null otherwise, and in lists."
    )


class JobLine(_Shown):
    """A job as one line of a list: without what is in the files, certificate and keys."""

    size: int = Field(description="Bytes of the source.", examples=[73400320])
    duration: float | None = Field(description="Seconds of the source; null until it was probed.", examples=[59.96])
    proxy_size: int | None = Field(description="Bytes; null until the proxy is published.", examples=[9175040])


class UnreadableJob(BaseModel):
    """A job of which what is written down cannot be read: nothing is done with it, and it can be deleted."""

    job_id: str = Field(examples=[EXAMPLE_ID])
    filename: str | None = Field(None, description="Null where not even that can be read.")
    created_at: datetime | None = Field(None, description="Null where not even that can be read.")
    reason: str = Field(description="What is wrong with it.", examples=["status: Input should be 'waiting', …"])


class _List(BaseModel):
    """What every page of the list of jobs tells."""

    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")
    unreadable: list[UnreadableJob] = Field(
        [],
        description="Jobs of this page of which what is written down cannot be read, newest first. A page may be all of these: "
        "only `next_cursor` tells the end.",
    )


class JobList(_List):
    """Some jobs, newest first."""

    jobs: list[JobAnswer]


class JobLines(_List):
    """Some jobs, newest first, as lines of a list."""

    jobs: list[JobLine]


def of_job(job: model.Job, current: AppConfig, segments: Segments | None = None) -> JobAnswer:
    """Show a job as clients see it: leases, strikes and the pinned recipe stay inside."""
    source = SourceAnswer(**dict(job.source))
    proxy = ProxyAnswer(**dict(job.proxy)) if job.proxy else None
    told = {
        "outputs": downloadable.of_job(job),
        "phases": job.phases,
        "estimate": job.estimate,
        "cost": job.cost,
        "segments": segments,
    }
    return JobAnswer(**_common(job, current), source=source, proxy=proxy, **told)


def line(job: model.Job, current: AppConfig) -> JobLine:
    """Show a job as one line of a list."""
    media, proxy = job.source.media, job.proxy
    return JobLine(
        **_common(job, current),
        size=job.source.size,
        duration=media.duration if media else None,
        proxy_size=proxy.size if proxy else None,
    )


def of_page(page: model.Page, current: AppConfig, *, brief: bool) -> JobList | JobLines:
    """Show a page of the list; what cannot be read, or not be shown, stands beside the jobs."""
    broken = [_unreadable(row) for row in page.unreadable]
    if brief:
        lines = _each(page.jobs, lambda job: line(job, current), broken)
        return JobLines(jobs=lines, next_cursor=page.next_cursor, unreadable=broken)
    answers = _each(page.jobs, lambda job: of_job(job, current), broken)
    return JobList(jobs=answers, next_cursor=page.next_cursor, unreadable=broken)


def _each(found: Sequence[J], show: Callable[[J], S], broken: list[UnreadableJob]) -> list[S]:
    shown: list[S] = []
    for job in found:
        try:
            shown.append(show(job))
        except unreadable.FAULTS as fault:
            broken.append(_broken(job, fault))
    return shown


def _unreadable(row: model.Unreadable) -> UnreadableJob:
    return UnreadableJob(
        job_id=_legible(row.job_id),
        filename=row.filename and _legible(row.filename),
        created_at=row.created_at,
        reason=_legible(row.reason),
    )


def _broken(job: model.Job | _Shown, fault: BaseException) -> UnreadableJob:
    why = unreadable.reason(fault)
    unreadable.met("job", job.job_id, why)
    return UnreadableJob(job_id=_legible(job.job_id), created_at=job.created_at, reason=_legible(why))


def _legible(text: str) -> str:
    """Give text that can be sent: half a surrogate pair is none."""
    return text.encode(errors="replace").decode()


def written(body: BaseModel) -> bytes:
    """Write an answer as JSON. Of a list, jobs that cannot be written are named beside the others.

    Raises JobUnreadable where that one job was asked for.
    """
    try:
        return body.model_dump_json().encode()
    except unreadable.FAULTS as fault:
        if isinstance(body, JobAnswer):
            raise JobUnreadable(unreadable.reason(fault)) from fault
        if not isinstance(body, JobList | JobLines):
            raise
        broken = list(body.unreadable)
        kept = _each(body.jobs, _writable, broken)
        return body.model_copy(update={"jobs": kept, "unreadable": broken}).model_dump_json().encode()


def _writable(shown: _Shown) -> _Shown:
    shown.model_dump_json()
    return shown


def _common(job: model.Job, current: AppConfig) -> dict[str, Any]:
    shown = {name: getattr(job, name) for name in _Shown.model_fields.keys() & model.Job.model_fields.keys()}
    return {**shown, "expires_at": _expires_at(job, current), "remedies": _remedies(job), "missing": _missing(job)}


def _missing(job: model.Job) -> MissingTime | None:
    lacks = job.proxy.certificate.missing if job.proxy else None
    return MissingTime(seconds=lacks.seconds, of_seconds=lacks.of_seconds) if lacks else None


def _remedies(job: model.Job) -> tuple[Remedy, ...]:
    """Say what may help: of what the state allows and a source that has arrived, what the reason leaves."""
    if job.queued_at is None:
        return ()
    if job.status in {model.Status.FAILED, model.Status.REJECTED}:
        return errors.remedies(job.error.code) if job.error else ("retry", "convert")
    return ("retry", "convert") if job.status is model.Status.CANCELLED else ("convert",)


class Tagged(NamedTuple):
    """A body of JSON with its weak ETag."""

    content: bytes
    etag: str

    @classmethod
    def of(cls, body: BaseModel) -> "Tagged":
        """Write it, and name it by its hash."""
        content = written(body)
        return cls(content, f'W/"{hashlib.sha256(content).hexdigest()[:32]}"')

    def answer(self, if_none_match: str) -> Response:
        """Answer; 304 without a body when the caller has it already (If-None-Match)."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache"}
        if _matches(if_none_match, self.etag):
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type="application/json", headers=headers)


def tagged(request: Request, body: BaseModel) -> Response:
    """Answer with a weak ETag of the body; 304 without a body when the caller has it already."""
    return Tagged.of(body).answer(request.headers.get("if-none-match", ""))


def _matches(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110, section 13.1.2 has it: `W/` does not count, `*` is any."""
    given = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in given or etag.removeprefix("W/") in given


def _expires_at(job: model.Job, current: AppConfig) -> datetime | None:
    try:
        if job.status is model.Status.WAITING:
            return job.created_at + timedelta(hours=current.upload_expiry_hours)
        if job.finished_at and job.keeps_outputs:
            return job.finished_at + timedelta(hours=current.retention_hours)
    except OverflowError:  # at the end of all time
        return None
    return None
