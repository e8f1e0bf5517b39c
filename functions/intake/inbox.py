"""Which job an object under inbox/ belongs to: the same bytes put again after their job ended are another job.

The first job of some bytes under a name has an id made of bucket, key and etag; the next ones of these and of a number. An
event only says that something was put, and it may come late or twice, so what is asked is the object: was it put after the job
of these bytes had ended, or was deleted? Whoever asks finds the same number, so any number of events make one job.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from functions.bucket import keys
from functions.bucket.s3 import Stored
from functions.deployment import Deployment
from functions.jobs.model import ACTIVE, EPOCH, Job, Source

TOMBSTONE = "tombstone"  # document kind: jobs that were deleted, so that a late event does not bring them back
GENERATION = "inbox-generation"  # document kind: how often the same bytes were put again, by the id of their first job

_TICK = timedelta(seconds=1)  # S3 gives times in whole seconds


class Found(NamedTuple):
    """The job of an object: ``job`` is None where it is still to be made under ``job_id``."""

    job_id: str
    job: Job | None
    late: bool = False  # its job was deleted, and it was not put again since
    first: str = ""
    generation: int = 0


class _End(NamedTuple):
    at: datetime
    modified: datetime | None  # of the object that the job read, where that was written down


def find(deployment: Deployment, bucket: str, stored: Stored) -> Found:
    """Find the job of an inbox object, or the id that it is to have. Raises JobUnreadable, TableUnavailable."""
    first = keys.job_of_inbox(bucket, stored.key, stored.etag)
    job = deployment.table.get(first)
    if job and (job.status in ACTIVE or _same_put(stored, job.source.modified)):
        return Found(first, job)
    generation = _generation(deployment, first)
    while True:
        job_id = keys.job_of_inbox(bucket, stored.key, stored.etag, generation)
        job = deployment.table.get(job_id)
        if job and job.status in ACTIVE:
            return Found(job_id, job)
        end = _end(deployment, job_id, job)
        if end is None:
            return Found(job_id, None, first=first, generation=generation)
        if not _put_after(deployment, stored, end):
            return Found(job_id, job, late=job is None)
        generation += 1


def made(deployment: Deployment, found: Found) -> None:
    """Write down how often these bytes were put again, so that rows which retention deletes need not be there to count."""
    if found.generation:
        deployment.table.put_document(GENERATION, found.first, {"generation": found.generation})


def tombstone(source: Source) -> dict[str, str]:
    """Give what is left of a job that is deleted: which put it was made of."""
    return {"modified": source.modified.isoformat()} if source.modified else {}


def put_again(deployment: Deployment, job: Job, stored: Stored) -> bool:
    """Whether the source of an ended job is there anew, put after its end: it is another job's then."""
    if not keys.is_inbox_file(stored.key) or job.finished_at is None:
        return False
    return _put_after(deployment, stored, _End(job.finished_at, job.source.modified))


def _generation(deployment: Deployment, first: str) -> int:
    for document in deployment.table.documents(GENERATION, first):
        known = document.body.get("generation")
        return known if isinstance(known, int) and known > 0 else 0
    return 0


def _end(deployment: Deployment, job_id: str, job: Job | None) -> _End | None:
    """Say when a job that is not active ended; None where there never was one, or retention has forgotten it."""
    if job:
        return _End(job.finished_at or job.created_at, job.source.modified)
    for document in deployment.table.documents(TOMBSTONE, job_id):
        # Where nobody can read when it was deleted, nothing is later: the tombstone itself is gone after eight days.
        at = document.written_at if document.written_at > EPOCH else deployment.table.now() + timedelta(days=1)
        return _End(at, _moment(document.body.get("modified")))
    return None


def _put_after(deployment: Deployment, stored: Stored, end: _End) -> bool:
    """Whether the object was put after that end, by the table's clock: the storage's may go wrong, so its ages count."""
    if _same_put(stored, end.modified):
        return False
    put_at = deployment.table.now() - (stored.told_at - stored.modified) if stored.told_at else stored.modified
    margin = -_TICK if end.modified else _TICK  # where nobody knows which put the job read, a late event is likelier
    return put_at > end.at + margin


def _same_put(stored: Stored, modified: datetime | None) -> bool:
    return modified is not None and abs(stored.modified - modified) < _TICK


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
