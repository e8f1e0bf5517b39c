"""What a change of a job's state writes: one function for each, so that no field is forgotten in one of the places. Pure.

What a claim writes is the table's own (``JobTable.claim``), in one statement with its condition.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from functions.common.errors import VtsError
from functions.jobs.model import ACTIVE, TERMINAL, Changes, Problem, Source, Status
from functions.plan.estimate import Cost

RETRIED: Final = frozenset({Status.FAILED, Status.REJECTED, Status.CANCELLED})
"""What a user may have tried again."""

ALLOWED: Final[Mapping[Status, frozenset[Status]]] = MappingProxyType(
    {
        Status.WAITING: frozenset({Status.QUEUED, Status.CANCELLED, Status.EXPIRED, Status.REJECTED}),
        Status.QUEUED: frozenset({Status.RUNNING, Status.CANCELLED, Status.FAILED, Status.REJECTED}),
        Status.RUNNING: TERMINAL - {Status.EXPIRED} | {Status.QUEUED},
        Status.DONE: frozenset(),
        Status.PARTIAL: frozenset(),
        Status.FAILED: frozenset({Status.QUEUED}),
        Status.REJECTED: frozenset({Status.QUEUED}),
        Status.CANCELLED: frozenset({Status.QUEUED}),
        Status.EXPIRED: frozenset({Status.QUEUED, Status.REJECTED}),  # the upload came after all
    }
)
"""The states that may follow each one."""


def problem(error: BaseException) -> Problem:
    """Give the words of an error for a row; what is not of the catalogue is ``internal``, with its own words."""
    known = error if isinstance(error, VtsError) else VtsError(f"{type(error).__name__}: {error}")
    return Problem(code=known.code, message=known.message, hint=known.hint)


def arrived(source: Source, estimate: Cost | None, now: datetime, due: datetime) -> Changes:
    """Queue a job whose source has come; the reconciler looks at it when it is due, should its event be lost."""
    return {
        "status": Status.QUEUED,
        "source": source,
        "estimate": estimate,
        "keeps_source": True,
        "queued_at": now,
        "due_at": due,
        "error": None,
        "finished_at": None,
    }


def retried(source: Source, now: datetime, due: datetime) -> Changes:
    """Queue a job that had ended, as if it had just arrived."""
    return {
        **_again(due),
        "source": source,
        "keeps_source": True,
        "strikes": 0,
        "error": None,
        "progress": 0.0,
        "frames_done": 0,
        "finished_at": None,
        "queued_at": now,
    }


def requeued(due: datetime) -> Changes:
    """Queue a job whose attempt came to nothing for another one; what was tried, and why it ended, stays in the row."""
    return {**_again(due), "lease_until": None}


def _again(due: datetime) -> Changes:
    return {"status": Status.QUEUED, "phase": None, "worker": None, "eta_seconds": None, "due_at": due}


def settled(status: Status, now: datetime, error: BaseException | Problem | None = None) -> Changes:
    """End a job, for good or until a user retries it. Raises ValueError for a status that is no end."""
    if status in ACTIVE:
        raise ValueError(f"{status} is no end")
    reason = problem(error) if isinstance(error, BaseException) else error
    return {"status": status, "phase": None, "finished_at": now, "error": reason}
