"""Retention: what is kept of jobs that have ended is deleted when its time is over."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from functions.bucket import keys
from functions.deployment import Deployment
from functions.intake import inbox
from functions.jobs import idempotency, unreadable
from functions.jobs.model import DOCUMENT_LIFE, EPOCH, IDEMPOTENCY, TERMINAL, Guard, Job, RetentionTarget
from functions.jobs.settings import AppConfig
from functions.webhooks import deliveries


def retain(deployment: Deployment, current: AppConfig) -> Counter[str]:
    """Delete sources, outputs and rows of jobs that ended longer ago than the settings keep them."""
    done: Counter[str] = Counter()
    now = deployment.table.now()
    kept = (
        (RetentionTarget.OUTPUTS, current.retention_hours, drop_outputs),
        (RetentionTarget.SOURCE, current.source_retention_hours, drop_source),
    )
    for what, hours, drop in kept:
        for job in deployment.table.finished(now - timedelta(hours=hours), what):
            with _alone(job, done):
                drop(deployment, job)
                done[f"{what}_deleted"] += 1
    longest = max(current.history_hours, current.retention_hours, current.source_retention_hours)
    for job in deployment.table.finished(now - timedelta(hours=longest), RetentionTarget.ROW):
        with _alone(job, done):
            drop_outputs(deployment, job)
            drop_source(deployment, job)
            deliveries.tell_before_it_goes(deployment.table, job.job_id)
            done["row_deleted"] += deployment.table.delete(job.job_id, Guard(TERMINAL, job.attempt))
    done["deliveries_swept"] += deliveries.sweep(deployment.table)
    done["idempotency_swept"] += idempotency.sweep(deployment.table)
    for kind, life in DOCUMENT_LIFE.items():
        if kind in {*deliveries.KINDS, IDEMPOTENCY}:
            continue  # they may be many, and are swept in slices
        for document in deployment.table.documents(kind):
            if document.written_at > EPOCH and now - document.written_at > life:
                deployment.table.delete_document(kind, document.key)
                done[f"{kind}_deleted"] += 1
    return done


@contextmanager
def _alone(job: Job, done: Counter[str]) -> Iterator[None]:
    """Let what is wrong with one job keep no other from being deleted; a storage or table that is away ends the turn."""
    try:
        yield
    except unreadable.FAULTS as fault:
        unreadable.met("job", job.job_id, unreadable.reason(fault))
        done["interrupted"] += 1


def drop_outputs(deployment: Deployment, job: Job) -> None:
    """Delete all outputs of all attempts of a job, and write down that they are gone."""
    drop_files(deployment, job.job_id)
    deployment.table.write(job.job_id, Guard(TERMINAL, job.attempt), {"keeps_outputs": False, "log_key": None})


def drop_files(deployment: Deployment, job_id: str) -> None:
    """Delete all outputs of all attempts of a job, whatever is in its row."""
    bucket = deployment.config.proxy_bucket
    deployment.storage.delete(
        bucket, [found.key for found in deployment.storage.listing(bucket, keys.outputs_of_job(job_id))]
    )


def drop_source(deployment: Deployment, job: Job) -> None:
    """Delete a job's source, unless another job still keeps it or it was replaced, and write down that this one does not."""
    others = deployment.table.find(source_key=job.source.key, limit=200)
    shared = others.unreadable or any(other.job_id != job.job_id and other.keeps_source for other in others.jobs)
    stored = None if shared or not job.keeps_source else deployment.storage.head(job.source.bucket, job.source.key)
    if stored and stored.etag == (job.source.etag or stored.etag) and not inbox.put_again(deployment, job, stored):
        deployment.storage.delete(job.source.bucket, [job.source.key])
    deployment.table.write(job.job_id, Guard(TERMINAL, job.attempt), {"keeps_source": False})
