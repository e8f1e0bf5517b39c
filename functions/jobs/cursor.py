"""Places in the list of jobs, as clients hold them: which page comes next. The same for every backend of the table."""

import base64
import binascii
import json
import math
from typing import NamedTuple

from functions.common.errors import InvalidRequest
from functions.jobs.model import Job, Unreadable


class Place(NamedTuple):
    """A place in the list: after the job made at ``created_at``, seconds since 1970 UTC, with this id."""

    created_at: float
    job_id: str


def after(last: Job | Unreadable) -> str:
    """Name the place after this row."""
    at = last.place if isinstance(last, Unreadable) else last.created_at.timestamp()
    return base64.urlsafe_b64encode(json.dumps([at, last.job_id]).encode()).decode()


def read(cursor: str) -> Place:
    """Read a place. Raises InvalidRequest for what ``after`` did not make."""
    try:
        created_at, job_id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise refused() from wrong
    if not (isinstance(created_at, float) and math.isfinite(created_at) and isinstance(job_id, str)):
        raise refused()
    return Place(created_at, job_id)


def refused() -> InvalidRequest:
    """Give the error for a cursor that is none."""
    return InvalidRequest(fields={"cursor": "is not one that this list gave"})
