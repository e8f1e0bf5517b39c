"""The deliveries: one record for each state and endpoint, which is also the log, and the queue of what is due.

A record's id follows from its job, state and endpoint, and begins with the time, so that it cannot be made twice and the log
is read in order. The queue holds, for each record that is to be sent, a small document whose key begins with the endpoint and
with when it is due. It is written before the record says so, hence no record is ever due without one; one that its record
still does not speak of a minute after it was due is dropped where it is met.
"""

import hashlib
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from functions.common.errors import DeliveryNotFound, JobUnreadable, WebhookGivenUp
from functions.jobs import unreadable
from functions.jobs.model import DOCUMENT_LIFE, LAST_KEY, Document, Job, JobTable, Status
from functions.webhooks import endpoints, message
from functions.webhooks.endpoints import Endpoint
from functions.webhooks.post import Answer

RECORD, DUE = "delivery", "delivery-due"  # document kinds
KINDS: Final = frozenset({RECORD, DUE})

RETRIED_FOR: Final = timedelta(hours=24)
FIRST_PAUSE, GROWTH, LONGEST_PAUSE = timedelta(seconds=5), 3.0, timedelta(hours=4)
JITTER: Final = 0.2
"""A pause is up to this part shorter or longer, so that what failed together does not come back together."""

MOST_TRIES: Final = 30  # tries that a record keeps, the latest
_SWEEP: Final = 200
_SETTLING: Final = timedelta(minutes=1)
"""A place in the queue comes before what its record says of it; so much longer it is left there, as its writer may be slow."""
_UNSPOKEN: Final = 16  # places without a record that one look passes over
_TIME_DIGITS, _ID_DIGITS = 12, 32


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Try(BaseModel):
    """One POST, and what came of it."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    seconds: float = Field(description="How long it took.")
    status: int | None = Field(description="HTTP status of the answer; null where none came.")
    error: str = Field(description="Why the message does not count as taken; empty when it does.")
    answer: str = Field(description="The first 500 characters of the answer's body.")


class Delivery(BaseModel):
    """One state of one job, as one endpoint is told of it."""

    model_config = ConfigDict(frozen=True)

    delivery_id: str = Field(description="32 hex digits; what is sent has it as webhook-id.")
    webhook_id: str
    job_id: str | None = Field(description="Null for a message that was sent to try the endpoint.")
    status: Status | None = Field(description="State of the job that is told of.")
    sequence: int = Field(description="Number of that state in the life of the job.")
    state: State = State.PENDING
    body: str = Field(description="What is sent, byte by byte.")
    created_at: datetime
    since: datetime = Field(description="When the 24 hours began in which it is tried: when it was made, or sent anew.")
    next_at: datetime | None = Field(description="When it is tried next; null once it has ended.")
    tries_made: int = 0
    tries: tuple[Try, ...] = Field((), description="The latest 30 tries, the oldest of them first.")
    error: str = Field("", description="Why it was given up; empty while it was not.")


# ---------------------------------------------------------------- what makes them


def tell(table: JobTable, job: Job, hooks: Sequence[Endpoint]) -> None:
    """Make a delivery of each of a row's news for each endpoint that wants it, then forget the news. Again is the same."""
    first = job.sequence - len(job.news) + 1
    for sequence, news in enumerate(job.news, first):
        for hook in hooks:
            if hook.wants(news.status, news.at):
                delivery_id = _id(news.at, f"{job.job_id}/{sequence}/{hook.webhook_id}")
                body = message.of_state(job, news, sequence)
                _make(table, delivery_id, hook, body, news.at, job.job_id, sequence)
    table.told(job.job_id, job.sequence)


def tell_before_it_goes(table: JobTable, job_id: str) -> None:
    """Make deliveries of what is news of a row that is about to be deleted."""
    try:
        job = table.get(job_id)
    except JobUnreadable:  # nobody can say what became of it
        return
    if job and job.news:
        tell(table, job, endpoints.every(table))


def test(table: JobTable, hook: Endpoint) -> Delivery:
    """Make a delivery that says nothing, to see whether it arrives; it is tried at once, even while the endpoint rests."""
    now = table.now()
    endpoints.reset_backoff(table, hook.webhook_id)
    body = message.of_test(hook.webhook_id, now)
    return _make(table, _id(now, f"test/{hook.webhook_id}/{secrets.token_hex(8)}"), hook, body, now)


def _make(
    table: JobTable,
    delivery_id: str,
    hook: Endpoint,
    body: str,
    at: datetime,
    job_id: str | None = None,
    sequence: int = 0,
) -> Delivery:
    """Put it into the queue, then write the record unless it is there; its place in the queue is then dropped there."""
    made = Delivery(
        delivery_id=delivery_id,
        webhook_id=hook.webhook_id,
        job_id=job_id,
        status=message.status_of(body),
        sequence=sequence,
        body=body,
        created_at=at,
        since=at,
        next_at=at,
    )
    _queue(table, made)
    table.put_document(RECORD, delivery_id, made.model_dump(mode="json"), if_version=0)
    return made


# ---------------------------------------------------------------- the queue


def due(table: JobTable, webhook_id: str, limit: int) -> Iterator[Document]:
    """Walk the records whose time has come for an endpoint, longest overdue first, as documents with their versions."""
    now, found = table.now(), 0
    settled = f"{webhook_id}{_time(now - _SETTLING)}"
    before = f"{webhook_id}{_time(now)}{LAST_KEY}"
    for place in table.document_range(DUE, after=webhook_id, before=before, limit=limit + _UNSPOKEN):
        delivery_id = place.key[-_ID_DIGITS:]
        record = next(iter(table.documents(RECORD, delivery_id)), None)
        known = unreadable.first([record], delivery_of) if record else None
        if record and known and _place(known) == place.key:
            yield record
            found += 1
            if found == limit:
                return
        elif place.key < settled:
            table.delete_document(DUE, place.key)


def take(table: JobTable, record: Document, hold: timedelta) -> Delivery | None:
    """Take a due record to send it; None when another has. It is due again after ``hold``, should its sender be killed."""
    before = Delivery.model_validate(record.body)
    held = before.model_copy(update={"next_at": table.now() + hold})
    _queue(table, held)
    if table.put_document(RECORD, before.delivery_id, held.model_dump(mode="json"), if_version=record.version) is None:
        return None
    _unqueue(table, before, held)
    return held


def ended(table: JobTable, taken: Delivery, answer: Answer, at: datetime) -> Delivery:
    """Write down how a try ended: delivered, to be tried again after a pause, or given up when its 24 hours are over."""
    tried = Try(at=at, seconds=answer.seconds, status=answer.status, error=answer.error, answer=answer.body)
    now = table.now()

    def after(before: Delivery) -> Delivery:
        tries = (*before.tries, tried)[-MOST_TRIES:]
        told = before.model_copy(update={"tries": tries, "tries_made": before.tries_made + 1})
        if not answer.error:
            return told.model_copy(update={"state": State.DELIVERED, "next_at": None, "error": ""})
        last = before.since + RETRIED_FOR
        if now >= last:
            return _given_up(told, f"It was tried for 24 hours. {answer.error}")
        again = now + pause(told.tries_made, answer.retry_after)
        return told.model_copy(update={"next_at": min(again, last)})

    return _changed(table, taken.delivery_id, after)


def give_up(table: JobTable, delivery: Delivery, reason: str) -> Delivery:
    """End a delivery that came to nothing."""
    return _changed(table, delivery.delivery_id, lambda before: _given_up(before, reason))


def pause(tries_made: int, wished: float | None = None, chance: Callable[[], float] = random.random) -> timedelta:
    """Give the pause after so many tries: 5 s, 15 s, 45 s … up to 4 h, each a fifth shorter or longer by chance.

    ``wished`` are the seconds of a Retry-After, which may make it longer. ``chance`` gives 0 to 1.
    """
    grown = min(FIRST_PAUSE.total_seconds() * GROWTH ** min(tries_made - 1, 20), LONGEST_PAUSE.total_seconds())
    return timedelta(seconds=max(grown * (1 + JITTER * (2 * chance() - 1)), wished or 0))


# ---------------------------------------------------------------- the log


def get(table: JobTable, delivery_id: str) -> Delivery:
    """Read one. Raises DeliveryNotFound."""
    found = unreadable.first(table.documents(RECORD, delivery_id), delivery_of)
    if found is None:
        raise DeliveryNotFound
    return found


def delivery_of(document: Document) -> Delivery:
    """Read a record. Raises ValidationError or ValueError for what is none."""
    found = Delivery.model_validate(document.body)
    if found.delivery_id != document.key or any(at and at.tzinfo is None for at in (found.since, found.next_at)):
        raise ValueError("it is not a delivery as this release writes them")
    return found


def walk(table: JobTable, before: str = LAST_KEY) -> Iterator[Delivery]:
    """Walk the log, newest first, from behind the delivery of the id ``before``."""
    while found := table.document_range(RECORD, before=before, newest_first=True, limit=_SWEEP):
        yield from unreadable.readable(found, delivery_of)
        before = found[-1].key


def replay(table: JobTable, delivery_id: str) -> Delivery:
    """Send a delivery once more, at once, whatever came of it: the same id and body, newly signed, for another 24 hours.

    Raises DeliveryNotFound, and WebhookNotFound when its endpoint is gone.
    """
    endpoints.reset_backoff(table, get(table, delivery_id).webhook_id)
    now = table.now()
    anew = {"state": State.PENDING, "since": now, "next_at": now, "error": ""}
    return _changed(table, delivery_id, lambda before: before.model_copy(update=anew))


def sweep(table: JobTable) -> int:
    """Delete records older than the log is kept, and give up what is meant for endpoints that are gone; how many were."""
    now, done = table.now(), 0
    oldest = _time(now - DOCUMENT_LIFE[RECORD])
    while found := table.document_range(RECORD, before=oldest, limit=_SWEEP):
        for document in found:
            table.delete_document(RECORD, document.key)
        done += len(found)
    known = endpoints.ids(table)  # what is for one that cannot be read waits until it can be, or is too old
    for after, before in zip(
        ["", *(f"{each}{LAST_KEY}" for each in sorted(known))], [*sorted(known), LAST_KEY], strict=True
    ):
        while orphans := table.document_range(DUE, after=after, before=before, limit=_SWEEP):
            for place in orphans:
                _orphaned(table, place)
            done += len(orphans)
    return done


# ---------------------------------------------------------------- how


def _orphaned(table: JobTable, place: Document) -> None:
    with suppress(DeliveryNotFound):  # the record was past its time
        give_up(table, get(table, place.key[-_ID_DIGITS:]), "The webhook was taken away.")
    table.delete_document(DUE, place.key)


def _changed(table: JobTable, delivery_id: str, after: Callable[[Delivery], Delivery]) -> Delivery:
    """Write a record over the version that was read, as often as it takes, and its place in the queue with it."""
    while True:
        document = next(iter(table.documents(RECORD, delivery_id)), None)
        if document is None:
            raise DeliveryNotFound
        before = unreadable.first([document], delivery_of)
        if before is None:
            raise DeliveryNotFound
        changed = after(before)
        _queue(table, changed)
        if table.put_document(RECORD, delivery_id, changed.model_dump(mode="json"), if_version=document.version):
            _unqueue(table, before, changed)
            return changed


def _given_up(delivery: Delivery, reason: str) -> Delivery:
    error = WebhookGivenUp(reason).message
    return delivery.model_copy(update={"state": State.GIVEN_UP, "next_at": None, "error": error})


def _queue(table: JobTable, delivery: Delivery) -> None:
    if place := _place(delivery):
        table.put_document(DUE, place, {})


def _unqueue(table: JobTable, before: Delivery, after: Delivery) -> None:
    """Take away the place that it had before, if it has another now."""
    if (place := _place(before)) and place != _place(after):
        table.delete_document(DUE, place)


def _place(delivery: Delivery) -> str:
    """Give the key of its place in the queue; none when it is not to be sent."""
    at = delivery.next_at
    return f"{delivery.webhook_id}{_time(at)}{delivery.delivery_id}" if at else ""


def _id(at: datetime, what: str) -> str:
    return f"{_time(at)}{hashlib.sha256(what.encode()).hexdigest()}"[:_ID_DIGITS]


def _time(at: datetime) -> str:
    """Write a moment as milliseconds in hex, so that text sorts as time does."""
    return f"{int(at.timestamp() * 1000):0{_TIME_DIGITS}x}"
