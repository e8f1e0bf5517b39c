"""Tasks: small objects whose creation event fires the transcode function, as the creation of a source does.

So there is one way that work is delivered, tried again and given up, whoever asks for it. The transcode function deletes
a task once it has settled its job.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from functions.bucket import keys
from functions.bucket.keys import PieceTask
from functions.common import priority
from functions.common.priority import Priority
from functions.deployment import Deployment
from functions.jobs.model import Job

AT_ONCE = 16  # tasks that are put at the same time; a long film has hundreds


def send(deployment: Deployment, job: Job) -> None:
    """Put a task for this job beside its source, in the lane of its priority. Raises BucketUnavailable.

    Sending twice does no harm: the job is claimed once.
    """
    body = json.dumps({"job_id": job.job_id}).encode()
    deployment.storage.put_bytes(
        job.source.bucket, keys.new_task(job.job_id, _lane(deployment, job)), body, "application/json"
    )


def send_pieces(deployment: Deployment, job: Job, pieces: Iterable[PieceTask]) -> None:
    """Put a task for each of these pieces of the job, as ``send`` does. Raises BucketUnavailable; some may have been put.

    Sending twice does no harm: each piece is claimed once.
    """
    lane = _lane(deployment, job)

    def put(task: PieceTask) -> None:
        body = json.dumps(task._asdict()).encode()
        deployment.storage.put_bytes(job.source.bucket, keys.new_piece_task(task, lane), body, "application/json")

    with ThreadPoolExecutor(AT_ONCE, "tasks") as threads:
        list(threads.map(put, pieces))


def _lane(deployment: Deployment, job: Job) -> Priority:
    return priority.of_job(job.options.priority, job.source.key, lanes=deployment.config.priorities)
