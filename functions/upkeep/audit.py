"""Looks for rows and documents that cannot be read, and keeps a list of them: for the page, health, the doctor and the metrics.

The clock walks the rows, a slice a turn, and rests an hour after each round; whoever meets one meanwhile adds it. What is on the
list is read again in each turn, and taken off once it can be read or is gone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from functions.common.errors import InvalidRequest, JobUnreadable
from functions.fleet import history, hosts
from functions.intake import billing
from functions.jobs import unreadable
from functions.jobs.model import DOCUMENT_LIFE, IDEMPOTENCY, SWEEP, UNREADABLE, WEBHOOK, Document, JobTable, Unreadable
from functions.segments import progress, shown
from functions.upkeep import clock_status
from functions.webhooks import deliveries, endpoints

JOB: Final = "job"
_ROWS = "rows"  # key of the document that says how far the walk has come
_SLICE = 200  # rows of a turn, and as many of the list
_REST = timedelta(hours=1)
_PIECES = "piece/"

_Read = Callable[[Document], object]


def _body(document: Document) -> object:
    """Take any document that is one at all."""
    if document.broken:
        raise ValueError(document.broken)
    return document.body


READ: Final[Mapping[str, _Read]] = {
    **dict.fromkeys(DOCUMENT_LIFE, _body),
    **dict.fromkeys(("settings", "clock", SWEEP), _body),
    hosts.KIND: hosts.load_of,
    history.KIND: history.samples_of,
    clock_status.KIND: clock_status.clock_of,
    billing.KIND: billing.day_of,
    WEBHOOK: endpoints.endpoint_of,
    deliveries.RECORD: deliveries.delivery_of,
    progress.RUN: shown.counts_of,
}
"""How documents of each kind are read; what that raises says that one cannot be."""


class Count(BaseModel):
    """How much cannot be read, as far as it was met."""

    model_config = ConfigDict(frozen=True)

    jobs: int = Field(0, description="Jobs whose row cannot be read; GET /jobs/ names them.")
    documents: int = Field(0, description="Documents beside the jobs, such as a host's report, that cannot be read.")
    kinds: dict[str, int] = Field({}, description="The same by kind.", examples=[{"job": 1}])


def look(table: JobTable) -> Counter[str]:
    """Do what is to be done in one turn; how many were found anew, and how many can be read again or are gone."""
    done: Counter[str] = Counter()
    known = {document.key for document in table.documents(UNREADABLE)}
    done["readable_again"] = sum(_forget(table, document) for document in table.documents(UNREADABLE)[-_SLICE:])
    found = list(_walk(table))
    write(table, ((JOB, row.job_id, row.reason) for row in found), known)
    done["unreadable_found"] = sum(_key(JOB, row.job_id) not in known for row in found)
    return done


def write(table: JobTable, found: Iterable[tuple[str, str, str]], known: Iterable[str] = ()) -> None:
    """Put these (kind, key, reason) on the list, unless they are on it."""
    listed = set(known)
    for kind, key, why in found:
        name = _key(kind, key)
        if name not in listed:
            listed.add(name)
            table.put_document(UNREADABLE, name, {"kind": kind, "key": key, "reason": why})


def met(table: JobTable, rows: Iterable[Unreadable]) -> None:
    """Put rows that were met in a list on the list of those that cannot be read."""
    found = [(JOB, row.job_id, row.reason) for row in rows]
    if found:
        write(table, found, (document.key for document in table.documents(UNREADABLE)))


def forget(table: JobTable, job_id: str) -> None:
    """Take a job that was deleted off the list."""
    table.delete_document(UNREADABLE, _key(JOB, job_id))


def count(table: JobTable) -> Count:
    """Count what is on the list. Raises TableUnavailable."""
    kinds = Counter(document.key.partition("|")[0].partition("/")[0] for document in table.documents(UNREADABLE))
    jobs = kinds[JOB]
    return Count(jobs=jobs, documents=kinds.total() - jobs, kinds=dict(kinds))


def _key(kind: str, key: str) -> str:
    return f"{kind}|{key}"


def _forget(table: JobTable, listed: Document) -> bool:
    """Take off the list what can be read or is gone; whether it was."""
    kind, _, key = listed.key.partition("|")
    if kind == JOB:
        try:
            table.get(key)
        except JobUnreadable:
            return False
    elif any(not _reads(document) for document in table.documents(kind, key)):
        return False
    table.delete_document(UNREADABLE, listed.key)
    return True


def _reads(document: Document) -> bool:
    read = READ.get(document.kind, _body)
    return any(True for _ in unreadable.readable([document], lambda each: (_body(each), read(each))))


def _walk(table: JobTable) -> Iterable[Unreadable]:
    """Walk the next slice of rows; at the start of a round the documents as well, which go on the list at once."""
    place = next(iter(table.documents(SWEEP, _ROWS)), None)
    cursor, rests_until = _where(place)
    now = table.now()
    if rests_until and now < rests_until:
        return ()
    if not cursor:
        _documents(table)
    try:
        page = table.find(cursor=cursor or None, limit=_SLICE)
    except InvalidRequest:  # what was kept is no cursor
        page = table.find(limit=_SLICE)
    rest = "" if page.next_cursor else (now + _REST).isoformat()
    table.put_document(SWEEP, _ROWS, {"after": page.next_cursor or "", "rests_until": rest})
    return page.unreadable


def _documents(table: JobTable) -> None:
    for kind in READ:
        documents = (
            table.document_range(kind, limit=_SLICE)
            if kind in {*deliveries.KINDS, IDEMPOTENCY}
            else table.documents(kind)
        )
        write(
            table,
            (
                (kind, document.key, document.broken or "it says nothing of its kind")
                for document in documents
                if not _reads(document)
            ),
        )


def _where(place: Document | None) -> tuple[str, datetime | None]:
    """Read how far the walk has come, and until when it rests; from the start where that cannot be read."""
    body = place.body if place else {}
    cursor = body.get("after")
    try:
        rests_until = datetime.fromisoformat(str(body.get("rests_until")))
    except ValueError:
        rests_until = None
    aware = rests_until if rests_until and rests_until.tzinfo else None
    return (cursor if isinstance(cursor, str) else ""), aware
