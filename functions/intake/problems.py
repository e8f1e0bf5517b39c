"""What is written down of a job, or a piece of one, that could not be done."""

from functions.common.errors import VtsError
from functions.deployment import Deployment
from functions.jobs.model import Job, Problem

DEAD_LETTER = "dead-letter"  # document kind: jobs that were tried as often as allowed


def of(error: BaseException) -> Problem:
    """Give the words of an error for a row; what is not of the catalogue is ``internal``, with its own words."""
    known = error if isinstance(error, VtsError) else VtsError(f"{type(error).__name__}: {error}")
    return Problem(code=known.code, message=known.message, hint=known.hint)


def dead_letter(deployment: Deployment, job: Job, reason: str) -> None:
    """Leave a dead-letter document of a job that was tried as often as allowed."""
    deployment.table.put_document(
        DEAD_LETTER, job.job_id, {"attempts": job.attempt, "reason": reason, "source": job.source.key}
    )
