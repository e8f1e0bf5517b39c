"""Finds the pieces that events missed: tasks that were lost, workers that were lost, joins that nobody began."""

from datetime import timedelta

from functions.common import log
from functions.common.errors import SourceGone
from functions.deployment import Deployment
from functions.intake import tasks
from functions.jobs.model import Guard, Job, Status
from functions.segments import ending, manifest, pieces, progress
from functions.segments.manifest import JOIN
from functions.segments.pieces import Seen

PATIENCE = timedelta(seconds=60)
"""Time in which a task that was sent is expected to be taken, while nobody works on this job; doubled with each sending, as
the queue may be long."""

_MOST_DOUBLED = 20


def look(deployment: Deployment, job: Job, every: timedelta) -> int:
    """Send tasks again for pieces of a running job that seem lost; how many. It is looked at again after ``every``."""
    if deployment.table.write(job.job_id, _same(job), {"due_at": deployment.table.now() + every}) is None:
        return 0
    try:
        made = manifest.of(deployment, job)
    except SourceGone:
        ending.begin_again(deployment, job, "What its pieces go by is gone.")
        return 1
    seen = pieces.read(deployment, job)
    wanted = [name for name in made.pieces if not (name in seen and seen[name].piece.part)] or [JOIN]
    expired = [name for name in wanted if name in seen and _expired(deployment, seen[name])]
    busy = any(found.piece.state == "held" for name, found in seen.items() if name not in expired)
    lost = expired if busy or not _waited(deployment, job) else wanted
    if lost:
        log.info("mended", what="pieces_sent_again", job_id=job.job_id, count=len(lost))
        tasks.send_pieces(deployment, job, made.tasks(tuple(lost)))
    return len(lost)


def clear_ended(deployment: Deployment) -> int:
    """Clear away the pieces of jobs that have ended, or were begun again; how many jobs that were."""
    cleared = 0
    for document in deployment.table.documents(progress.RUN):
        job_id, _, attempt = document.key.partition("/")
        if attempt.isdecimal():
            cleared += ending.clear_if_gone_on(deployment, job_id, int(attempt))
    return cleared


def _expired(deployment: Deployment, found: Seen) -> bool:
    return found.piece.state == "held" and found.age > deployment.config.lease_seconds


def _waited(deployment: Deployment, job: Job) -> bool:
    """Whether it is time to send again what nobody has taken; if so, write down that it is done."""
    key = progress.run_key(job.job_id, job.attempt)
    run = next(iter(deployment.table.documents(progress.RUN, key)), None)
    if run is None:
        return True
    times = _count(run.body.get("sent_again"))
    if deployment.table.now() - run.written_at < PATIENCE * 2**times:
        return False
    again = {**run.body, "sent_again": times + 1}
    return deployment.table.put_document(progress.RUN, key, again, if_version=run.version) is not None


def _count(value: object) -> int:
    """Read how often it was sent; what cannot be read counts as never."""
    return min(max(value, 0), _MOST_DOUBLED) if isinstance(value, int) else 0


def _same(job: Job) -> Guard:
    return Guard({Status.RUNNING}, job.attempt)
