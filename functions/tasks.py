"""Tasks: small objects whose creation event fires the transcode function, as the creation of a source does.

So there is one way that work is delivered, tried again and given up, whoever asks for it. The transcode function deletes
a task once it has settled its job.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from functions import keys
from functions.keys import PieceTask
from functions.storage import Storage

AT_ONCE = 16  # tasks that are put at the same time; a long film has hundreds


def send(storage: Storage, bucket: str, job_id: str) -> None:
    """Put a task for this job into the source bucket. Raises BucketUnavailable.

    Sending twice does no harm: the job is claimed once.
    """
    storage.put_bytes(bucket, keys.new_task(job_id), json.dumps({"job_id": job_id}).encode(), "application/json")


def send_pieces(storage: Storage, bucket: str, pieces: Iterable[PieceTask]) -> None:
    """Put a task for each of these pieces into the source bucket. Raises BucketUnavailable; some may have been put.

    Sending twice does no harm: each piece is claimed once.
    """

    def put(task: PieceTask) -> None:
        storage.put_bytes(bucket, keys.new_piece_task(task), json.dumps(task._asdict()).encode(), "application/json")

    with ThreadPoolExecutor(AT_ONCE, "tasks") as threads:
        list(threads.map(put, pieces))
