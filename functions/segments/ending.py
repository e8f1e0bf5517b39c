"""How a job in segments ends other than by its join: in failure, or begun again; and what is cleared away afterwards."""

from concurrent.futures import ThreadPoolExecutor

from functions.bucket import keys
from functions.common import log
from functions.common.errors import JobUnreadable, SourceGone, VtsError
from functions.deployment import Deployment
from functions.intake import tasks
from functions.jobs import transitions
from functions.jobs.model import Changes, Guard, Job, Status
from functions.media.certificate import Rule
from functions.segments import pieces, progress

WHOLE = "one-pass"  # document kind: jobs that are not to be made in segments again, and why
AT_ONCE = 8  # logs that are read at the same time


def why_whole(deployment: Deployment, job: Job) -> str | None:
    """Say why an earlier attempt found that the film must be made in one pass; None when none did."""
    return next(
        (str(found.body.get("reason") or "not known") for found in deployment.table.documents(WHOLE, job.job_id)), None
    )


def said(deployment: Deployment, job: Job) -> tuple[Rule, ...]:
    """Give the line of the certificate that says why segments were given up for one pass; none where they were not."""
    reason = why_whole(deployment, job)
    return (Rule(rule="one_pass", expected="one pass", found="one pass", passed=True, note=reason),) if reason else ()


def one_pass(deployment: Deployment, job: Job, reason: str) -> None:
    """Begin again in one pass, and say why."""
    deployment.table.put_document(WHOLE, job.job_id, {"reason": reason})
    begin_again(deployment, job, reason)


def begin_again(deployment: Deployment, job: Job, reason: str) -> None:
    """Queue the job for another attempt, if it still is on this one; its pieces are gone."""
    if _write(deployment, job, transitions.requeued(deployment.table.now())):
        log.warning("segments_given_up", job_id=job.job_id, attempt=job.attempt, reason=reason)
        tasks.send(deployment, job)
        clear(deployment, job.job_id, job.attempt)


def fail(deployment: Deployment, job: Job, error: VtsError) -> None:
    """End the job ``failed``, if it still is on this attempt, with the log of what was done; its pieces are gone."""
    key = put_log(deployment, job)
    failed = transitions.settled(Status.FAILED, deployment.table.now(), error)
    if _write(deployment, job, {**failed, "log_key": key}):
        log.info("job_ended", status=Status.FAILED, code=error.code, message=error.message)
        clear(deployment, job.job_id, job.attempt)


def put_log(deployment: Deployment, job: Job, joined: str = "") -> str:
    """Store the logs of all pieces so far, and that of the join, as the job's; its key. Raises BucketUnavailable."""
    bucket, seen = deployment.config.proxy_bucket, sorted(pieces.read(deployment, job).items())
    kept = [(name, found.piece) for name, found in seen if found.piece.part]

    def text(key: str) -> str:
        try:
            return deployment.storage.get_bytes(bucket, key).decode(errors="replace")
        except SourceGone:
            return "(its log is gone)\n"

    with ThreadPoolExecutor(AT_ONCE, "logs") as threads:
        texts = list(threads.map(text, (piece.part.log_key for _, piece in kept if piece.part)))
    titled = [
        f"### {name}, by {piece.worker}, try {piece.tries}\n{body}"
        for (name, piece), body in zip(kept, texts, strict=True)
    ]
    whole = "\n".join([*titled, *([f"### join\n{joined}"] if joined else [])])
    key = keys.output(job.job_id, job.attempt, "log.txt")
    deployment.storage.put_bytes(bucket, key, whole.encode(errors="replace"), "text/plain; charset=utf-8")
    return key


def clear(deployment: Deployment, job_id: str, attempt: int) -> None:
    """Delete the pieces of an attempt, and what was made from them; the document of the run last, so that it is done again."""
    bucket, kind = deployment.config.proxy_bucket, pieces.kind(job_id, attempt)
    parts = [found.key for found in deployment.storage.listing(bucket, keys.parts(job_id, attempt))]
    deployment.storage.delete(bucket, parts)
    for document in deployment.table.documents(kind):
        deployment.table.delete_document(kind, document.key)
    deployment.table.delete_document(progress.RUN, progress.run_key(job_id, attempt))


def clear_if_gone_on(deployment: Deployment, job_id: str, attempt: int) -> bool:
    """Clear away the pieces of an attempt if the job no longer runs on it; whether that was so.

    Whoever is stopped does this too: what it put last may have come after the others had cleared.
    """
    try:
        job = deployment.table.get(job_id)
    except JobUnreadable:  # nobody can say; a release that can read it goes on with its pieces
        return False
    gone_on = job is None or job.status is not Status.RUNNING or job.attempt != attempt
    if gone_on:
        clear(deployment, job_id, attempt)
    return gone_on


def _write(deployment: Deployment, job: Job, changes: Changes) -> bool:
    """Write if the job still runs on this attempt."""
    return deployment.table.write(job.job_id, Guard({Status.RUNNING}, job.attempt), changes) is not None
