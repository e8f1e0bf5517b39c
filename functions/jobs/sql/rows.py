"""The rows of the SQL job table: columns for what is searched, sorted or conditioned on, JSON for what is only carried.

migrations/ makes these tables; tests/integration/test_jobs_table.py holds the two against each other.
"""

import math
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    null,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from functions.common import folders
from functions.jobs import unreadable
from functions.jobs.model import WEBHOOK, Document, Job, News, Status, Unreadable
from functions.jobs.unreadable import Broken


class Timestamp(TypeDecorator[datetime]):
    """A moment as seconds since 1970 UTC in a double: every database adds to it and compares it alike.

    A double holds this century's microseconds exactly enough that a datetime comes back as it went in.
    """

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> float | None:  # noqa: ARG002
        """Give the seconds of a datetime."""
        return None if value is None else value.timestamp()

    def process_result_value(self, value: float | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Give the datetime, in UTC; Broken where it is none: what is raised here would take the other rows with it."""
        try:
            return None if value is None else datetime.fromtimestamp(value, UTC)
        except unreadable.FAULTS:
            return Broken(value)


class Now(FunctionElement[float]):
    """The database's clock, seconds since 1970 UTC: one moment throughout a statement."""

    type = Double()
    inherit_cache = True


@compiles(Now, "sqlite")
def _sqlite_now(element: Now, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401, ARG001
    return "((julianday('now') - 2440587.5) * 86400.0)"  # 2440587.5: the Julian day of 1970-01-01T00:00Z


@compiles(Now, "postgresql")
def _postgresql_now(element: Now, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401, ARG001
    # Not clock_timestamp(): that is volatile, so no index can be searched by it and each mention is another moment. What a
    # statement waits for a row lock shortens the lease it grants, which is the safe side.
    return "extract(epoch from statement_timestamp())::double precision"


_metadata: Final = MetaData()
# Plain JSON, not JSONB: nothing looks inside, and JSONB refuses NUL and half surrogates, which media tags may hold.
_carried: Final = JSON(none_as_null=True)

JOBS: Final = Table(
    "jobs",
    _metadata,
    Column("job_id", Text, primary_key=True),
    Column("filename", Text, nullable=False),
    Column("folded_filename", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("phase", Text),
    Column("progress", Double, nullable=False),
    Column("frames_done", BigInteger, nullable=False),
    Column("frames_total", BigInteger),
    Column("eta_seconds", Double),
    Column("attempt", Integer, nullable=False),
    Column("strikes", Integer, nullable=False),
    Column("folder", Text, nullable=False, server_default=""),
    Column("profile", Text, nullable=False),
    Column("profile_digest", Text, nullable=False),
    Column("recipe", _carried, nullable=False),
    Column("options", _carried, nullable=False),
    Column("source", _carried, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("upload", _carried),
    Column("proxy", _carried),
    Column("estimate", _carried),
    Column("cost", _carried),
    Column("trace", Text),
    Column("log_key", Text),
    Column("error", _carried),
    Column("worker", Text),
    Column("lease_until", Timestamp),
    Column("created_at", Timestamp, nullable=False),
    Column("queued_at", Timestamp),
    Column("started_at", Timestamp),
    Column("finished_at", Timestamp),
    Column("phases", _carried, nullable=False, server_default="{}"),
    Column("sequence", Integer, nullable=False, server_default="1"),
    Column("news", Text, nullable=False, server_default=""),  # each state as News.of reads it, and a semicolon
    Column("news_at", Timestamp),
    Column("due_at", Timestamp),
    Column("keeps_source", Boolean, nullable=False),
    Column("keeps_outputs", Boolean, nullable=False),
    # The lists: in the order they are shown, with the name at the end so that a search reads these narrow entries alone.
    Index("jobs_by_age", "created_at", "job_id", "folded_filename"),
    Index("jobs_by_status", "status", "created_at", "job_id", "folded_filename"),
    Index("jobs_by_source", "source_key", "created_at", "job_id", "folded_filename"),
    # The clock's turns: what is due, and what retention may delete.
    Index("jobs_by_due", "due_at"),
    Index("jobs_by_news", "news_at"),
    Index("jobs_by_end", "finished_at"),
    Index("jobs_by_source_end", "keeps_source", "finished_at"),
    Index("jobs_by_outputs_end", "keeps_outputs", "finished_at"),
)

DOCUMENTS: Final = Table(
    "notes",
    _metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body", _carried, nullable=False),
    Column("version", Integer, nullable=False),
    Column("written_at", Timestamp, nullable=False),
    Index("notes_by_age", "kind", "written_at"),
)

JOB_COLUMNS: Final = tuple(JOBS.c[name] for name in Job.model_fields)
DOCUMENT_COLUMNS: Final = tuple(DOCUMENTS.c)


def metadata() -> MetaData:
    """Give the tables as this release expects them."""
    return _metadata


def entered(status: Status) -> dict[str, ColumnElement[Any]]:
    """Give what comes with a state: its number, and its place among the news while there is a webhook."""
    watched = exists().where(DOCUMENTS.c.kind == WEBHOOK)
    return {
        "sequence": JOBS.c.sequence + 1,
        "news": case((watched, JOBS.c.news + _mention(status)), else_=JOBS.c.news),
        "news_at": case((watched, func.coalesce(JOBS.c.news_at, Now())), else_=JOBS.c.news_at),
    }


def first(status: Status) -> dict[str, ColumnElement[Any]]:
    """Give the same for the state that a row is made in, whose number it brings."""
    watched = exists().where(DOCUMENTS.c.kind == WEBHOOK)
    return {"news": case((watched, _mention(status)), else_=""), "news_at": case((watched, Now()), else_=null())}


def _mention(status: Status) -> ColumnElement[str]:
    return literal(f"{status}@") + cast(Now(), Text) + literal(";")


def values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Turn fields of a Job into the columns that keep them."""
    columns = {name: v.model_dump(mode="json") if isinstance(v, BaseModel) else v for name, v in fields.items()}
    columns.pop("news", None)  # the table writes them itself: ``first`` and ``entered``
    if "source" in fields:
        columns["source_key"] = fields["source"].key
    if "filename" in fields:
        columns["folded_filename"] = folders.searched(fields.get("folder", ""), fields["filename"])
    return columns


def job(row: Row[Any]) -> Job | Unreadable:
    """Read a job from a row of JOB_COLUMNS."""
    try:
        news = tuple(map(News.of, filter(None, row.news.split(";"))))
        return Job.model_validate({**row._mapping, "news": news})
    except unreadable.FAULTS as fault:
        return _set_aside(row, unreadable.reason(fault))


def _set_aside(row: Row[Any], why: str) -> Unreadable:
    job_id, created_at = str(row.job_id), row.created_at
    unreadable.met("job", job_id, why)
    return Unreadable(
        job_id,
        why,
        row.filename if isinstance(row.filename, str) else None,
        row.status if isinstance(row.status, str) else None,
        created_at if isinstance(created_at, datetime) else None,
        _place(created_at),
    )


def _place(created_at: object) -> float:
    """Give the place in the lists: databases sort text, NaN and what is no moment above all moments, and NULL below."""
    if isinstance(created_at, datetime):
        return created_at.timestamp()
    raw = created_at.raw if isinstance(created_at, Broken) else None
    if isinstance(raw, int | float) and math.isfinite(raw):
        return float(raw)
    return -sys.float_info.max if raw is None else sys.float_info.max


def document(row: Row[Any]) -> Document:
    """Read a document from a row of DOCUMENT_COLUMNS."""
    fields = dict(row._mapping)
    return unreadable.as_document(str(fields["kind"]), str(fields["key"]), fields)
