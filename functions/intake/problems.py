"""What is written down of a job, or a piece of one, that could not be done."""

from functions.deployment import Deployment
from functions.jobs.model import Job

DEAD_LETTER = "dead-letter"  # document kind: jobs that were tried as often as allowed


def dead_letter(deployment: Deployment, job: Job, reason: str) -> None:
    """Leave a dead-letter document of a job that was tried as often as allowed."""
    deployment.table.put_document(
        DEAD_LETTER, job.job_id, {"attempts": job.attempt, "reason": reason, "source": job.source.key}
    )
