"""Admission: the job row that an arrival belongs to, with its source in the bucket.

Whatever order events come in, and however often, an object has one job: uploads carry their job's id in the key, inbox
objects get theirs from bucket, key and etag, tasks name the job they are for.
"""

from functions.bucket import keys
from functions.bucket.notifications import Arrival
from functions.bucket.s3 import Stored
from functions.common import filename, ignored, log
from functions.common.errors import JobUnreadable, SourceGone, TooLarge
from functions.deployment import Deployment
from functions.intake import billing, inbox
from functions.intake.inbox import TOMBSTONE
from functions.jobs import settings, transitions
from functions.jobs.model import ACTIVE, Guard, Job, Source, Status
from functions.plan import profile


def admit(deployment: Deployment, arrival: Arrival) -> Job | None:
    """Find or make the job this object asks for; None, with a log line that says why, when there is nothing to do."""
    try:
        if job_id := keys.job_of_task(arrival.key):
            return _of_task(deployment, job_id)
        if job_id := keys.job_of_upload(arrival.key):
            return _of_upload(deployment, job_id, arrival)
        if keys.is_inbox_file(arrival.key):
            return _of_inbox(deployment, arrival)
    except JobUnreadable as broken:  # a release that can read its row finds it due
        log.warning("arrival_ignored", key=arrival.key, reason=broken.message)
        return None
    log.info("arrival_ignored", key=arrival.key, reason="no job is made of objects here")
    return None


def arrived(deployment: Deployment, job: Job, stored: Stored) -> Job | None:
    """Write down that a waiting job's source is there; the queued row, or None when another did so first.

    A source larger than the settings allow is refused here: the row is then ``rejected`` and None is returned.
    """
    source = job.source.model_copy(update={"size": stored.size, "etag": stored.etag, "modified": stored.modified})
    before = Guard({Status.WAITING, Status.EXPIRED})
    current = settings.read(deployment.table).settings
    limit = current.max_upload_bytes
    now = deployment.table.now()
    if stored.size > limit:
        refused = TooLarge(f"It has {stored.size} bytes; the limit is {limit}.")
        rejected = transitions.settled(Status.REJECTED, now, refused)
        deployment.table.write(job.job_id, before, {**rejected, "source": source, "queued_at": now})
        return None
    estimate = billing.guess(deployment.config, stored.size, job.recipe, current)
    return deployment.table.write(job.job_id, before, transitions.arrived(source, estimate, now, now))


def adopt(deployment: Deployment, bucket: str, stored: Stored, job_id: str, name: str) -> Job | None:
    """Make a queued job of an object that has none; None when it was deleted on purpose or has a row by now."""
    if deployment.table.documents(TOMBSTONE, job_id):
        log.info("arrival_ignored", key=stored.key, reason="its job was deleted")
        return None
    current = settings.read(deployment.table).settings
    recipe = current.recipe(None, profile.Options())
    now = deployment.table.now()
    job = Job(
        job_id=job_id,
        filename=filename.clean(name) or "unnamed",
        folder=keys.folder_of_inbox(stored.key),
        status=Status.WAITING,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=profile.Options(),
        source=Source(bucket=bucket, key=stored.key, size=stored.size, etag=stored.etag, modified=stored.modified),
        created_at=now,
        due_at=now,
    )
    deployment.table.insert(job)
    return arrived(deployment, job, stored)


def adopt_inbox(deployment: Deployment, bucket: str, stored: Stored, found: inbox.Found) -> Job | None:
    """Make the job of an inbox object that has none; None when another did so first."""
    job = adopt(deployment, bucket, stored, found.job_id, stored.key.rsplit("/", 1)[-1])
    inbox.made(deployment, found)
    return job


def _of_task(deployment: Deployment, job_id: str) -> Job | None:
    return _active(deployment.table.get(job_id), job_id)


def _of_upload(deployment: Deployment, job_id: str, arrival: Arrival) -> Job | None:
    job = deployment.table.get(job_id)
    if job is None:
        log.warning("arrival_ignored", key=arrival.key, job_id=job_id, reason="no row; the reconciler looks at it")
        return None
    if job.status in {Status.WAITING, Status.EXPIRED}:
        arrived(deployment, job, _stored(deployment, arrival))
        job = deployment.table.get(job_id)
    return _active(job, job_id)


def _of_inbox(deployment: Deployment, arrival: Arrival) -> Job | None:
    if ignored.matches(arrival.key, settings.read(deployment.table).settings.ignored_files):
        log.info("arrival_ignored", key=arrival.key, reason="its name is on the list of files that are no films")
        return None
    stored = _stored(deployment, arrival)
    found = inbox.find(deployment, arrival.bucket, stored)
    job = found.job
    if job is None and not found.late:
        adopt_inbox(deployment, arrival.bucket, stored, found)
        job = deployment.table.get(found.job_id)
    elif job and job.status is Status.WAITING:  # made, but its maker was killed before it was queued
        arrived(deployment, job, stored)
        job = deployment.table.get(found.job_id)
    return _active(job, found.job_id)


def _stored(deployment: Deployment, arrival: Arrival) -> Stored:
    stored = deployment.storage.head(arrival.bucket, arrival.key)
    if stored is None:
        raise SourceGone(arrival.key)
    return stored


def _active(job: Job | None, job_id: str) -> Job | None:
    if job is None or job.status not in ACTIVE:
        log.info("arrival_ignored", job_id=job_id, reason=f"the job is {job.status}" if job else "there is no such job")
        return None
    return job
