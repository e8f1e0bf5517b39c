"""The door that work comes through: events in, proxies out.

``handler`` is what Lambda and the local worker call. ``settle`` brings one job to an end or raises for the transport to try
again; ``carry`` is the way of a video, one verb per step.

An expected failure ends the job (``failed`` or ``rejected``, with code, sentence and hint) and returns. Anything else is
raised, the transport delivers again, and after ``max_attempts`` the job fails with the last reason and a dead-letter document.
"""

import shutil
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from functions import deployment as deployments
from functions.bucket import keys, notifications, source, sqs
from functions.common import log, metrics, traces
from functions.common.errors import (
    AttemptsExhausted,
    BucketUnavailable,
    Cancelled,
    Failure,
    FitsElsewhere,
    HandedBack,
    JobBusy,
    LeaseLost,
    MonthHeld,
    Rejection,
    SourceGone,
    VtsError,
)
from functions.common.watch import Context, Run, Watch, stopping
from functions.deployment import Deployment
from functions.ffmpeg import runs, sandbox, workdir
from functions.fleet import child_limits, placement, resources
from functions.intake import admission, billing, problems
from functions.jobs import lease, settings, transitions
from functions.jobs.lease import Attempt
from functions.jobs.model import Job, Phase, Problem, Status
from functions.media import sniff
from functions.media.mp4 import plain_index
from functions.plan import plan
from functions.segments import ending, spread, work
from functions.steps import beside, encode, measure, missing, probe, publish, verdict, verify

__all__ = ["carry", "handler", "settle", "stopping", "worker_name"]


P = ParamSpec("P")
T = TypeVar("T")


def handler(event: dict[str, Any], context: Context | None = None) -> dict[str, Any]:
    """Settle every arrival of the event.

    Given an SQS batch, answers which messages must be delivered again (``batchItemFailures``). Given a plain event, raises
    what must be tried again. Foreign parts of an event are counted in the answer and never tried again. The log lines of a
    call have one request id: Lambda's, or else one of their own.
    """
    with log.bound(request_id=getattr(context, "aws_request_id", None) or uuid.uuid4().hex):
        try:
            deployment = deployments.current()
            placement.say_sandbox(sandbox.Tools.of(deployment.config))
            return _settle_all(deployment, event, Run(context) if context else None)
        finally:
            traces.flush()


def _settle_all(deployment: Deployment, event: dict[str, Any], context: Context | None) -> dict[str, Any]:
    failures: list[dict[str, str]] = []
    settled = foreign = 0
    for message in notifications.read(event, deployment.config.source_bucket):
        foreign += len(message.foreign)
        for reason in message.foreign:
            log.info("event_foreign", reason=reason)
            if reason != notifications.TEST_EVENT:
                metrics.count("events_foreign")
        try:
            for arrival in message.arrivals:
                settled += settle(deployment, arrival, context)
        except Exception as trouble:
            if not notifications.is_batch(event):
                raise
            log.exception("message_failed", message_id=message.message_id, deliveries=message.deliveries)
            failures.append({"itemIdentifier": message.message_id})
            if deployment.queue is not None:
                deployment.queue.put_off(message.receipt, sqs.pause(message.deliveries, trouble))
    return {"batchItemFailures": failures, "settled": settled, "foreign": foreign}


def settle(deployment: Deployment, arrival: notifications.Arrival, context: Context | None = None) -> bool:
    """Bring the job of this arrival, or a piece of it, to its end; False when there was nothing to do.

    Raises JobBusy while another attempt holds the job, HandedBack when this worker is stopping, and whatever was not
    expected, for the transport to deliver again.
    """
    if piece := keys.piece_of_task(arrival.key):
        settled = work.settle(deployment, piece, worker_name(deployment), context)
        deployment.storage.delete(arrival.bucket, [arrival.key])
        return settled
    try:
        job = admission.admit(deployment, arrival)
    except SourceGone:
        log.info("arrival_ignored", key=arrival.key, reason="the object is gone")
        job = None
    if job is not None:
        with log.bound(job_id=job.job_id):
            _attempt(deployment, job, context)
    if keys.job_of_task(arrival.key):
        deployment.storage.delete(arrival.bucket, [arrival.key])
    return job is not None


def _attempt(deployment: Deployment, job: Job, context: Context | None) -> None:
    """Claim the job and carry it; write how it went. A worker that is stopping leaves the job to others."""
    if stopping.is_set():
        raise HandedBack
    limits = settings.read(deployment.table).settings
    if job.status is Status.QUEUED and billing.holds(deployment, limits, job):
        log.info("attempt_held", reason="what the month may cost is spent")
        return
    placement.leave(deployment, job, job.source.media)
    claimed = deployment.table.claim(job.job_id, worker_name(deployment), deployment.config.lease_seconds)
    if claimed is None and in_pieces(job):
        log.info("arrival_ignored", reason="the job is made in pieces, which have events of their own")
        return
    if claimed is None:
        raise busy(deployment, job)
    with (
        log.bound(attempt=claimed.attempt),
        billing.opened(deployment, claimed, limits) as bill,
        Attempt(deployment.table, claimed, deployment.config.lease_seconds) as attempt,
        _traced(deployment, attempt),
    ):
        attempt.bill(bill.closing)
        log.info("attempt_started", key=claimed.source.key, size=claimed.source.size, profile=claimed.profile)
        if claimed.strikes > limits.max_attempts:
            _give_up(deployment, attempt, job.error)
            return
        _bring(deployment, attempt, limits, bill, context)


def _bring(
    deployment: Deployment, attempt: Attempt, limits: settings.AppConfig, bill: billing.Bill, context: Context | None
) -> None:
    """Carry the claimed job; write how it ended, or give it back."""
    strikes = attempt.job.strikes
    try:
        carry(deployment, attempt, limits, bill, context)
    except (Cancelled, LeaseLost) as lost:
        log.info("attempt_stopped", reason=lost.code)
    except Rejection as refused:
        _end(attempt, Status.REJECTED, refused)
    except Failure as failed:
        _end(attempt, Status.FAILED, failed)
    except MonthHeld as held:  # the reconciler asks for it again
        attempt.release(strikes=strikes - 1, error=transitions.problem(held))
        log.info("attempt_held", reason=held.message)
    except (HandedBack, FitsElsewhere) as left:
        attempt.release(strikes=strikes - 1, error=None)
        log.info("attempt_handed_back", reason=left.code, message=left.message)
        raise
    except Exception as trouble:
        if _given_back(deployment, attempt, limits, trouble):
            raise


def carry(
    deployment: Deployment,
    attempt: Attempt,
    limits: settings.AppConfig,
    bill: billing.Bill,
    context: Context | None = None,
) -> None:
    """Take one video all the way: probe, plan, encode, verify, publish; or, a long one, as far as into pieces."""
    job, tools = attempt.job, bill.tools
    watch = Watch(attempt, limits.stall_seconds, context)
    with workdir.folder(deployment.config.work_dir) as folder, _log_kept(deployment, attempt, folder):
        with source.served(deployment.storage, job.source) as reader:
            family = sniff.sniff(reader.head(sniff.HEAD_BYTES), job.source.size)
            reader.allow(family.readings)
            watch.check()
            if job.upload and job.upload.checksum_sha256 and job.upload.method == "multipart":
                source.checksum(deployment.storage, job.source, job.upload.checksum_sha256, watch.check)
            plain_index.lay(reader, family, watch.check)
            taken = probe.Limits(limits.max_duration_seconds)
            media = probe.probe(reader, family, tools, taken, watch.check, job.options)
            planned = plan.make(media, job.recipe)
            if job.options.accept_damage:
                planned = plan.made_accepting(planned)
            known = job.source.model_copy(update={"media": media})
            attempt.keep({"estimate": bill.estimate(media, planned), "source": known})
            bill.check(deployment, media, planned)
            pieces = spread.cut(deployment, attempt, reader, family, media, planned, limits, folder, watch)
            tools = child_limits.limited(tools, media, planned, job.source.size)
            if context and (memory := deployment.config.transcode_memory_mb):
                need = resources.needs(
                    media, planned, billing.place(deployment.config), pieces.sizes if pieces else None
                )
                resources.refuse(
                    need, resources.Room(watch.seconds_of_a_whole_run(), memory, shutil.disk_usage(folder).free)
                )
                if watch.is_late():
                    resources.hand_back_if_late(need, watch.seconds_left())
            if pieces:
                spread.spread(deployment, attempt, pieces, reader.front)
                return
            placement.leave(deployment, attempt.job, media, planned)
            attempt.enter(Phase.ENCODING, {"source": known, "frames_total": planned.frames})
            watch.expect(planned.frames)
            encoded = encode.run(planned, reader, family, tools, folder, watch)
        attempt.enter(Phase.VERIFYING)
        alpha = planned.picture.alpha == "kept"
        with _meanwhile(beside.make, encoded.path, media.duration, tools, alpha=alpha) as others:
            measured = measure.measure(encoded.path, tools, watch.check)
        rules = (*verify.compare(media, planned, encoded, measured), *ending.said(deployment, job))
        whole = verdict.judge(rules, media, encoded, accept_damage=planned.accept_damage)
        lacks = None if whole else missing.of(media, encoded, rules)
        attempt.enter(Phase.PUBLISHING)
        stored = publish.store(deployment, attempt.job, encoded.path)
        proxy = publish.put(deployment, attempt.job, stored, measured, rules, others.result(), missing=lacks)
    publish.commit(attempt, proxy, measured.frames_decoded)
    log.info("published", frames=measured.frames_decoded, seconds=round(time.monotonic() - watch.started, 2))


@contextmanager
def _meanwhile(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Iterator["Future[T]"]:
    """Do a step while the block does another; what it gave, or raised, is in the future."""
    with ThreadPoolExecutor(1, "meanwhile") as thread:
        yield thread.submit(step, *args, **kwargs)


def worker_name(deployment: Deployment) -> str:
    """Give the name under which this host claims jobs and reports its load."""
    return deployment.config.worker_name or socket.gethostname()


@contextmanager
def _log_kept(deployment: Deployment, attempt: Attempt, folder: Path) -> Iterator[None]:
    """Keep the command and the log of ffmpeg, whatever came of the attempt; a job without one has not got that far."""
    try:
        yield
    finally:
        if text := runs.log_text(folder):
            key = publish.put_log(deployment, attempt.job, text)
            attempt.keep({"log_key": key})


@contextmanager
def _traced(deployment: Deployment, attempt: Attempt) -> Iterator[None]:
    """Trace the attempt and its phases, below the request that made the job."""
    job = attempt.job
    with traces.span("try", job.trace, kind="consumer", job_id=job.job_id, attempt=job.attempt) as span:
        yield
        row = attempt.job
        span.error = row.error.message if row.error else ""
        begun = {Phase.PROBING.value: row.started_at, **dict(row.phases)}
        known = {name: moment for name, moment in begun.items() if moment}
        traces.phases(span, known, row.finished_at or deployment.table.now())


def _end(attempt: Attempt, status: Status, error: VtsError) -> None:
    attempt.end(status, {"error": transitions.problem(error)})
    log.info("job_ended", status=status, code=error.code, message=error.message)


def _given_back(deployment: Deployment, attempt: Attempt, limits: settings.AppConfig, trouble: Exception) -> bool:
    """Give the job back for another attempt, or give it up after as many as are allowed; whether it was given back."""
    strikes = attempt.job.strikes - isinstance(
        trouble, BucketUnavailable
    )  # the job has no part in that, however long it lasts
    log.exception("attempt_failed", strikes=strikes)
    if strikes >= limits.max_attempts:
        _give_up(deployment, attempt, transitions.problem(trouble))
        return False
    attempt.release(strikes=strikes, error=transitions.problem(trouble))
    return True


def _give_up(deployment: Deployment, attempt: Attempt, last: Problem | None) -> None:
    """Fail a job that was tried as often as allowed, and leave a dead-letter document."""
    reason = f"The last time: {last.message}" if last else "Its worker was lost each time."
    _end(attempt, Status.FAILED, AttemptsExhausted(reason))
    job = attempt.job
    problems.dead_letter(deployment, job, reason)


def in_pieces(job: Job) -> bool:
    """Whether the job has been handed over to its pieces: nobody can claim it, and what begins it again sends a task."""
    return job.status is Status.RUNNING and job.lease_until is None


def busy(deployment: Deployment, job: Job) -> JobBusy:
    """Say who holds the job, and when its lease would be over if that worker were dead."""
    left = (job.lease_until - deployment.table.now()).total_seconds() if job.lease_until else 0
    return lease.busy(f"Attempt {job.attempt} is on {job.worker}.", left)
