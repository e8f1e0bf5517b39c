"""Follows a job to its end."""

import threading
from collections.abc import Callable

from local.client.api import Client, Job
from local.client.patience import Patience

ENDED = frozenset({"done", "partial", "failed", "rejected", "cancelled", "expired"})

_LOOK_SECONDS = (0.1, 0.2, 0.5, 1.0)  # soon after the start, when short clips are done; then once a second


def to_end(client: Client, job: Job, seen: Callable[[Job], None], patience: Patience | None = None) -> Job:
    """Look at the job until it has ended, and tell ``seen`` of every look, the first included; the job as it ended.

    While the server is away it is asked again. Raises what the client refuses, or the Transient that lasted too long.
    """
    patience = patience or Patience()
    job_id, pause, looks = job["job_id"], threading.Event(), 0
    seen(job)
    while job["status"] not in ENDED:
        pause.wait(_LOOK_SECONDS[min(looks, len(_LOOK_SECONDS) - 1)])
        looks += 1
        job = patience.insist(lambda: client.job(job_id))
        seen(job)
    return job
