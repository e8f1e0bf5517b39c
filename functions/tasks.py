"""Tasks: small objects whose creation event fires the transcode function, as the creation of a source does.

So there is one way that work is delivered, tried again and given up, whoever asks for it. The transcode function deletes
a task once it has settled its job.
"""

import json

from functions import keys
from functions.storage import Storage


def send(storage: Storage, bucket: str, job_id: str) -> None:
    """Put a task for this job into the source bucket. Raises BucketUnavailable.

    Sending twice does no harm: the job is claimed once.
    """
    storage.put_bytes(bucket, keys.new_task(job_id), json.dumps({"job_id": job_id}).encode(), "application/json")
