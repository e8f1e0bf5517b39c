"""What the clock did last, written down beside the jobs, so that the API, the doctor and the page can tell."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from functions.jobs import settings, unreadable
from functions.jobs.model import Document, JobTable

KIND = "turn"  # document kind: the last turn of the clock; there is one
PATIENCE = timedelta(seconds=60)
"""How long after it was due a turn is called late: a busy one takes seconds, and a schedule of minutes may be some behind."""


class Turn(BaseModel):
    """One turn: what was lost and mended, and what was past its retention and deleted."""

    model_config = ConfigDict(frozen=True)

    ended_at: datetime
    seconds: float = Field(description="How long it took.")
    done: dict[str, int] = Field(
        description="What it mended and deleted, counted by kind; empty where there was nothing to do.",
        examples=[{"outputs_deleted": 2}],
    )


class Clock(BaseModel):
    """The clock, as its last turns tell."""

    model_config = ConfigDict(frozen=True)

    last: Turn
    worked: Turn | None = Field(description="The last turn that found something to do.")
    late: bool = Field(False, description="The next turn is more than a minute overdue.")


def write(table: JobTable, began_at: datetime, done: Mapping[str, int]) -> None:
    """Write down a turn that has just ended. Raises TableUnavailable."""
    now, before = table.now(), _read(table)
    counts = {kind: count for kind, count in done.items() if count}
    turn = Turn(ended_at=now, seconds=round((now - began_at).total_seconds(), 3), done=counts)
    after = Clock(last=turn, worked=turn if counts else before and before.worked)
    table.put_document(KIND, KIND, after.model_dump(mode="json", exclude={"late"}))


def read(table: JobTable) -> Clock | None:
    """Read what the clock did last, and whether it is late; None while it has not had a turn. Raises TableUnavailable."""
    clock = _read(table)
    if clock is None:
        return None
    interval = timedelta(seconds=settings.read(table).settings.cleanup_interval_seconds)
    return clock.model_copy(update={"late": table.now() - clock.last.ended_at > interval + PATIENCE})


def _read(table: JobTable) -> Clock | None:
    return unreadable.first(table.documents(KIND, KIND), clock_of)


def clock_of(document: Document) -> Clock:
    """Read what the clock did. Raises ValidationError or ValueError for what is none."""
    clock = Clock.model_validate(document.body)
    if clock.last.ended_at.tzinfo is None:
        raise ValueError("last.ended_at: a moment without its offset from UTC")
    return clock
