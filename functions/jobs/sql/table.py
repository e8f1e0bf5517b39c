"""The SQL backend of the job table: SQLite for one machine, PostgreSQL for many.

Every call is one statement in autocommit, hence one transaction as short as can be: nothing is read first and written
later, so there is nothing to lock in between. A claim or a fenced write is one UPDATE … WHERE condition … RETURNING.

SQLite runs in WAL, so readers never wait for the writer, and with synchronous=FULL: a row is on the disk before the call
returns. NORMAL would survive a killed process too, but forget the last commits when the power fails, and a row is often
the only trace of an upload whose URL the client already holds.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Engine,
    Row,
    Select,
    and_,
    case,
    create_engine,
    delete,
    event,
    exc,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.sql import ColumnElement, Executable

from functions.common import filename
from functions.common.errors import InvalidRequest, JobUnreadable, TableNotMigrated, TableUnavailable
from functions.jobs import cursor as cursors
from functions.jobs import unreadable
from functions.jobs.model import (
    ACTIVE,
    LAST_KEY,
    TERMINAL,
    UNKNOWN_VERSION,
    UNREADABLE,
    Changes,
    Document,
    Guard,
    Job,
    Page,
    Phase,
    QueueStats,
    RetentionTarget,
    Status,
    Unreadable,
)
from functions.jobs.sql.rows import (
    DOCUMENT_COLUMNS,
    DOCUMENTS,
    JOB_COLUMNS,
    JOBS,
    Now,
    document,
    entered,
    first,
    job,
    values,
)

PATIENCE_SECONDS = 5.0
_UNSTORABLE = "The text holds characters that cannot be stored."


class SqlJobTable:
    """The JobTable in the database of a SQLAlchemy URL, which ``migrate`` has made ready. Safe across threads and forks."""

    def __init__(self, database_url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Remember where the database is; connections are made on first use.

        A call waits ``patience_seconds`` for a lock, and as long for a connection, before it raises TableUnavailable.
        """
        self._url = database_url
        self._patience = patience_seconds
        self._engines: dict[int, Engine] = {}

    def now(self) -> datetime:
        """Give the database's clock."""
        return datetime.fromtimestamp(self._run(select(Now()))[0][0], UTC)

    # ------------------------------------------------------------ jobs

    def insert(self, new: Job) -> bool:
        """Store a new row; False, changing nothing, when one with this id is there."""
        columns = values({name: getattr(new, name) for name in Job.model_fields})
        statement = self._insert(JOBS).values({**columns, **first(new.status)})
        return bool(self._run(statement.on_conflict_do_nothing(index_elements=["job_id"]).returning(JOBS.c.job_id)))

    def get(self, job_id: str) -> Job | None:
        """Read one job."""
        return _first(self._run(select(*JOB_COLUMNS).where(JOBS.c.job_id == job_id)))

    def find(
        self,
        *,
        status: Status | None = None,
        query: str = "",
        begins: str = "",
        source_key: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """List jobs, newest first. A page costs what its jobs cost; a search reads the names of the jobs it passes over."""
        wanted: list[ColumnElement[bool]] = []
        if status is not None:
            wanted.append(JOBS.c.status == status)
        if "\0" in query + begins:  # would end SQLite's pattern early
            raise InvalidRequest(_UNSTORABLE)
        if query:
            wanted.append(JOBS.c.folded_filename.contains(filename.folded(query), autoescape=True))
        if begins:
            wanted.append(JOBS.c.job_id.startswith(begins, autoescape=True))
        if source_key is not None:
            wanted.append(JOBS.c.source_key == source_key)
        if cursor is not None:
            created_at, job_id = cursors.read(cursor)
            wanted.append(tuple_(JOBS.c.created_at, JOBS.c.job_id) < tuple_(literal(created_at), literal(job_id)))
        newest_first = (JOBS.c.created_at.desc(), JOBS.c.job_id.desc())
        # The ids come out of an index alone; only the rows of the page are read whole.
        ids = select(JOBS.c.job_id).where(*wanted).order_by(*newest_first).limit(limit + 1)
        rows = self._run(select(*JOB_COLUMNS).where(JOBS.c.job_id.in_(ids)).order_by(*newest_first))
        return Page.of([job(row) for row in rows], limit, cursors.after)

    def standing(self) -> dict[Status, QueueStats]:
        """Count the jobs of each active status that has any."""
        columns = (
            JOBS.c.status,
            func.count().label("jobs"),
            func.min(func.coalesce(JOBS.c.queued_at, JOBS.c.created_at)).label("oldest"),
        )
        # One that nobody can read is never taken: it would be waited for, and machines started, for ever.
        known = select(DOCUMENTS.c.key).where(DOCUMENTS.c.kind == UNREADABLE)
        wanted = (JOBS.c.status.in_(ACTIVE), JOBS.c.job_id.not_in(known))
        found = [row._mapping for row in self._run(select(*columns).where(*wanted).group_by(JOBS.c.status))]
        return {
            Status(each["status"]): QueueStats(each["jobs"], each["oldest"])
            for each in found
            if isinstance(each["oldest"], datetime)
        }

    def claim(self, job_id: str, worker: str, lease_seconds: float) -> Job | None:
        """Take the job if it is queued, or running with its lease run out; None otherwise."""
        free = or_(JOBS.c.status == Status.QUEUED, and_(JOBS.c.status == Status.RUNNING, JOBS.c.lease_until <= Now()))
        taken: dict[str, Any] = {
            "status": Status.RUNNING,
            "phase": Phase.PROBING,
            "attempt": JOBS.c.attempt + 1,
            "strikes": JOBS.c.strikes + 1,
            "progress": 0.0,
            "frames_done": 0,
            "eta_seconds": None,
            "error": None,
            "phases": {},
            "worker": worker,
            "started_at": Now(),
            **entered(Status.RUNNING),
            **_leased(lease_seconds),
        }
        return _first(
            self._run(update(JOBS).where(JOBS.c.job_id == job_id, free).values(taken).returning(*JOB_COLUMNS))
        )

    def write(self, job_id: str, guard: Guard, changes: Changes, *, lease_seconds: float | None = None) -> Job | None:
        """Apply ``changes`` if ``guard`` holds, in one step; the new row, or None, changing nothing."""
        columns = values(changes)
        if lease_seconds is not None:
            columns |= _leased(lease_seconds)
        if changes.get("status") in TERMINAL:
            columns = {"finished_at": Now(), **columns, "lease_until": None, "due_at": None, "eta_seconds": None}
        elif "status" in changes:
            columns["finished_at"] = None
        if "status" in changes:
            columns |= entered(changes["status"])
        columns = columns or {"job_id": JOBS.c.job_id}  # nothing to change: still answers whether the guard holds
        return _first(self._run(update(JOBS).where(*_held(job_id, guard)).values(columns).returning(*JOB_COLUMNS)))

    def due(self, limit: int = 100) -> list[Job]:
        """List rows whose due_at has passed, longest overdue first."""
        return self._readable(_selected(JOBS.c.due_at <= Now()).order_by(JOBS.c.due_at), limit)

    def finished(self, before: datetime, kept: RetentionTarget, limit: int = 100) -> list[Job]:
        """List terminal rows finished before that moment of which ``kept`` is still there, oldest first."""
        there = {
            RetentionTarget.SOURCE: [JOBS.c.keeps_source.is_(True)],
            RetentionTarget.OUTPUTS: [JOBS.c.keeps_outputs.is_(True)],
            RetentionTarget.ROW: [],
        }[kept]
        ended = _selected(JOBS.c.finished_at < before, *there)
        return self._readable(ended.order_by(JOBS.c.finished_at), limit)

    def delete(self, job_id: str, guard: Guard) -> bool:
        """Delete the row if ``guard`` holds."""
        return bool(self._run(delete(JOBS).where(*_held(job_id, guard)).returning(JOBS.c.job_id)))

    def discard(self, job_id: str) -> bool:
        """Delete a row whatever is in it; whether it was there."""
        return bool(self._run(delete(JOBS).where(JOBS.c.job_id == job_id).returning(JOBS.c.job_id)))

    def news(self, limit: int = 100) -> list[Job]:
        """List rows that have news, for longest first."""
        return self._readable(_selected(JOBS.c.news_at <= Now()).order_by(JOBS.c.news_at), limit)

    def told(self, job_id: str, sequence: int) -> bool:
        """Forget the news of a row that is in the state of this number; False, changing nothing, when it has gone on."""
        same = (JOBS.c.job_id == job_id, JOBS.c.sequence == sequence)
        nothing = {"news": "", "news_at": None}
        return bool(self._run(update(JOBS).where(*same).values(nothing).returning(JOBS.c.job_id)))

    # ------------------------------------------------------------ documents

    def put_document(
        self, kind: str, key: str, body: dict[str, Any], *, if_version: int | None = None
    ) -> Document | None:
        """Write a document; with ``if_version`` (0: it must not exist) only over that version, else None, changing nothing."""
        if if_version == UNKNOWN_VERSION:
            self.delete_document(kind, key)
            if_version = 0
        same = (DOCUMENTS.c.kind == kind, DOCUMENTS.c.key == key)
        following = case(
            (DOCUMENTS.c.version >= 1, DOCUMENTS.c.version + 1), else_=1
        )  # over one that cannot be read: anew
        again = {"body": body, "version": following, "written_at": Now()}
        if if_version:
            rows = self._run(
                update(DOCUMENTS)
                .where(*same, DOCUMENTS.c.version == if_version)
                .values(again)
                .returning(*DOCUMENT_COLUMNS)
            )
        else:
            new = self._insert(DOCUMENTS).values(kind=kind, key=key, body=body, version=1, written_at=Now())
            names = ["kind", "key"]
            written = new.on_conflict_do_nothing(index_elements=names)
            if if_version is None:
                written = new.on_conflict_do_update(index_elements=names, set_=again)
            rows = self._run(written.returning(*DOCUMENT_COLUMNS))
        return document(rows[0]) if rows else None

    def documents(self, kind: str, key: str | None = None) -> list[Document]:
        """Read the documents of a kind, or the one with this key, newest first."""
        wanted = [DOCUMENTS.c.kind == kind, *([DOCUMENTS.c.key == key] if key is not None else [])]
        newest_first = (DOCUMENTS.c.written_at.desc(), DOCUMENTS.c.key)
        return [document(row) for row in self._run(select(*DOCUMENT_COLUMNS).where(*wanted).order_by(*newest_first))]

    def document_range(
        self, kind: str, *, after: str = "", before: str = LAST_KEY, newest_first: bool = False, limit: int = 100
    ) -> list[Document]:
        """Read documents whose keys lie between the two, both left out, in the order of their keys."""
        wanted = (DOCUMENTS.c.kind == kind, DOCUMENTS.c.key > after, DOCUMENTS.c.key < before)
        order = DOCUMENTS.c.key.desc() if newest_first else DOCUMENTS.c.key
        return [
            document(row) for row in self._run(select(*DOCUMENT_COLUMNS).where(*wanted).order_by(order).limit(limit))
        ]

    def delete_document(self, kind: str, key: str) -> None:
        """Delete a document; nothing happens if it is not there."""
        self._run(delete(DOCUMENTS).where(DOCUMENTS.c.kind == kind, DOCUMENTS.c.key == key).returning(DOCUMENTS.c.key))

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        if engine := self._engines.pop(os.getpid(), None):
            engine.dispose()

    # ------------------------------------------------------------ the database

    def _readable(self, statement: Select[Any], limit: int) -> list[Job]:
        """Read jobs in their order, past those that cannot be read, however many these are."""
        found: list[Job] = []
        passed = 0
        while True:
            rows = self._run(statement.limit(limit).offset(passed))
            found += [read for row in rows if isinstance(read := job(row), Job)]
            if len(rows) < limit or len(found) >= limit:
                return found[:limit]
            passed += len(rows)

    def _run(self, statement: Executable) -> Sequence[Row[Any]]:
        with _answering(), self._engine.connect() as connection:
            # Read to the end: SQLite commits with the last row, and what goes wrong there must be raised here.
            return connection.execute(statement).all()

    @property
    def _engine(self) -> Engine:
        """This process's engine: connections don't survive a fork, so a child opens its own and leaves its parent's be."""
        if (pid := os.getpid()) not in self._engines:
            self._engines.setdefault(pid, _pool(self._url, self._patience))
        return self._engines[pid]

    def _insert(self, table: Any) -> Any:  # noqa: ANN401  the two makes share ON CONFLICT but no type
        return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[self._engine.dialect.name](table)


def _pool(database_url: str, patience: float) -> Engine:
    """Make a pool of autocommitting connections, enough for the 40 threads of an API process."""
    url = make_url(database_url)
    options: dict[str, Any] = {
        "isolation_level": "AUTOCOMMIT",
        "pool_size": 8,
        "max_overflow": 40,
        "pool_timeout": patience,
        "json_deserializer": unreadable.from_json,
    }
    if url.get_backend_name() == "sqlite":
        made = create_engine(url, connect_args={"timeout": patience}, **options)
        event.listen(made, "connect", _prepare_sqlite)
        return made
    milliseconds = round(1000 * patience)
    waits = {
        "connect_timeout": max(round(patience), 2),  # seconds; libpq takes no less
        "tcp_user_timeout": 2 * milliseconds,  # a server that went without a word is given up
        "options": f"-c lock_timeout={milliseconds}",
    }
    return create_engine(url, pool_pre_ping=True, connect_args=waits, **options)


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401  a connection of the sqlite3 module
    connection.execute("PRAGMA synchronous=FULL").close()
    connection.text_factory = _text


def _text(stored: bytes) -> str | bytes:
    """Read text; what is not UTF-8 stays bytes, which no field takes, as an error here would take the other rows with it."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def migrate(database_url: str) -> None:
    """Bring the database to this release's schema; nothing happens if it is there. Several processes may do so at once."""
    from functions.jobs.sql import migrations

    with _answering():
        migrations.upgrade(database_url)


@contextmanager
def _answering() -> Iterator[None]:
    """Turn the database's errors into the catalogue's: what may pass is TableUnavailable."""
    try:
        yield
    except exc.TimeoutError as busy:
        raise TableUnavailable("All connections are in use.") from busy
    except (exc.DataError, UnicodeEncodeError) as wrong:
        raise InvalidRequest(_UNSTORABLE) from wrong
    except exc.DBAPIError as error:
        if "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01":  # undefined_table
            raise TableNotMigrated(str(error.orig)) from error
        if error.connection_invalidated or isinstance(error, exc.OperationalError | exc.InterfaceError):
            raise TableUnavailable(str(error.orig)) from error
        raise


def _selected(*wanted: ColumnElement[bool]) -> Select[Any]:
    return select(*JOB_COLUMNS).where(*wanted)


def _held(job_id: str, guard: Guard) -> list[ColumnElement[bool]]:
    held = [JOBS.c.job_id == job_id, JOBS.c.status.in_(guard.statuses)]
    return held if guard.attempt is None else [*held, JOBS.c.attempt == guard.attempt]


def _leased(lease_seconds: float) -> dict[str, ColumnElement[float]]:
    until = Now() + literal(lease_seconds)
    return {"lease_until": until, "due_at": until}


def _first(rows: Sequence[Row[Any]]) -> Job | None:
    """Read the one row; None where there is none. Raises JobUnreadable."""
    found = job(rows[0]) if rows else None
    if isinstance(found, Unreadable):
        raise JobUnreadable(found.reason)
    return found
