"""The scheduled door: retention and the reconciler. The settings are read anew in every turn."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from functions import deployment, idempotency, inbox, keys, log, metrics, reconcile, settings, turns, unreadable
from functions.deployment import Deployment
from functions.jobs import EPOCH, IDEMPOTENCY, NOTE_LIFE, TERMINAL, Guard, Job, Kept
from functions.settings import AppConfig
from functions.watch import Context
from functions.webhooks import courier, deliveries

TURN = "clock"  # note kind: who does the current turn
TURN_SECONDS = 20.0
"""A turn that has not ended by then is taken for lost with its process. Another then begins: two at once mend nothing twice,
since every write has its condition, so waiting longer would only keep what a crash left from being mended."""


DELIVERY_SECONDS = 40.0
_FAREWELL_SECONDS = 10.0


def handler(event: object = None, context: Context | None = None) -> dict[str, int]:  # noqa: ARG001  the schedule's event says nothing
    """Do one turn, unless another process is doing one, and write it down; what was deleted and mended, counted by kind.

    On AWS, where there is a context, what webhooks are to be told is sent, too; elsewhere the clock has a courier for it.
    """
    house = deployment.current()
    try:
        return _turned(house)
    finally:
        if context is not None:
            left = context.get_remaining_time_in_millis() / 1000 - _FAREWELL_SECONDS
            courier.deliver(house, min(DELIVERY_SECONDS, left))


def _turned(house: Deployment) -> dict[str, int]:
    if not _take_turn(house):
        return {"skipped": 1}
    began = time.monotonic()
    try:
        began_at = house.table.now()
        done = turn(house)
        turns.write(house.table, began_at, done)
    finally:
        house.table.delete_note(TURN, TURN)
    log.info("turn", **done)
    metrics.count("turns")
    metrics.observe("turn_seconds", time.monotonic() - began)
    for kind, number in done.items():
        if number:  # on AWS each kind that is told of is paid for
            metrics.count("mended", number, kind=kind)
    return dict(done)


def turn(house: Deployment) -> Counter[str]:
    """Mend what was lost, then delete what is past its retention."""
    current = settings.read(house.table).settings
    done = reconcile.Reconciler(house, current).turn()
    done += retain(house, current)
    return done


def retain(house: Deployment, current: AppConfig) -> Counter[str]:
    """Delete sources, outputs and rows of jobs that ended longer ago than the settings keep them."""
    done: Counter[str] = Counter()
    now = house.table.now()
    kept = (
        (Kept.OUTPUTS, current.retention_hours, drop_outputs),
        (Kept.SOURCE, current.source_retention_hours, drop_source),
    )
    for what, hours, drop in kept:
        for job in house.table.finished(now - timedelta(hours=hours), what):
            with _alone(job, done):
                drop(house, job)
                done[f"{what}_deleted"] += 1
    longest = max(current.history_hours, current.retention_hours, current.source_retention_hours)
    for job in house.table.finished(now - timedelta(hours=longest), Kept.ROW):
        with _alone(job, done):
            drop_outputs(house, job)
            drop_source(house, job)
            deliveries.tell_before_it_goes(house.table, job.job_id)
            done["row_deleted"] += house.table.delete(job.job_id, Guard(TERMINAL, job.attempt))
    done["deliveries_swept"] += deliveries.sweep(house.table)
    done["idempotency_swept"] += idempotency.sweep(house.table)
    for kind, life in NOTE_LIFE.items():
        if kind in {*deliveries.KINDS, IDEMPOTENCY}:
            continue  # they may be many, and are swept in slices
        for note in house.table.notes(kind):
            if note.written_at > EPOCH and now - note.written_at > life:
                house.table.delete_note(kind, note.key)
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


def drop_outputs(house: Deployment, job: Job) -> None:
    """Delete all outputs of all attempts of a job, and write down that they are gone."""
    drop_files(house, job.job_id)
    house.table.write(job.job_id, Guard(TERMINAL, job.attempt), {"keeps_outputs": False, "log_key": None})


def drop_files(house: Deployment, job_id: str) -> None:
    """Delete all outputs of all attempts of a job, whatever is in its row."""
    bucket = house.config.proxy_bucket
    house.storage.delete(bucket, [found.key for found in house.storage.listing(bucket, keys.outputs_of_job(job_id))])


def drop_source(house: Deployment, job: Job) -> None:
    """Delete a job's source, unless another job still keeps it or it was replaced, and write down that this one does not."""
    others = house.table.find(source_key=job.source.key, limit=200)
    shared = others.unreadable or any(other.job_id != job.job_id and other.keeps_source for other in others.jobs)
    stored = None if shared or not job.keeps_source else house.storage.head(job.source.bucket, job.source.key)
    if stored and stored.etag == (job.source.etag or stored.etag) and not inbox.put_again(house, job, stored):
        house.storage.delete(job.source.bucket, [job.source.key])
    house.table.write(job.job_id, Guard(TERMINAL, job.attempt), {"keeps_source": False})


def _take_turn(house: Deployment) -> bool:
    """Of several clocks one does the turn: the one whose conditional write of the note wins."""
    now = house.table.now()
    held = next(iter(house.table.notes(TURN, TURN)), None)
    if held and (now - held.written_at).total_seconds() < TURN_SECONDS:
        return False
    return house.table.put_note(TURN, TURN, {}, if_version=held.version if held else 0) is not None
