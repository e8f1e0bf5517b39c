"""The endpoints: who is told, of which states, and the secrets that it is signed with. Each is a document of its own."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from functions.common.errors import TooManyWebhooks, WebhookNotFound, WebhookUnreadable
from functions.jobs import unreadable
from functions.jobs.model import TERMINAL, WEBHOOK, Document, JobTable, Status
from functions.webhooks import address, message
from functions.webhooks.address import Network

MOST: Final = 16
"""Endpoints of one installation; each has threads of its own, so that none waits for another."""
OLD_SECRET_LIFE: Final = timedelta(hours=24)

_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
_PATIENCE: Final = 3  # failures in a row after which an endpoint is left alone for a while
_ID_BYTES: Final = 8


class Trouble(BaseModel):
    """An endpoint that has been failing: since when, how often, why, and until when it is left alone."""

    model_config = ConfigDict(frozen=True)

    since: datetime
    failures: int = Field(description="Tries in a row that failed.")
    reason: str = Field(description="Why the last one did.")
    until: datetime | None = Field(description="Nothing is sent to it before then; null: it is tried as it comes.")


class Endpoint(BaseModel):
    """Who is told of what."""

    model_config = ConfigDict(frozen=True)

    webhook_id: str
    url: str
    states: tuple[Status, ...] = Field(description="States of a job that it is told of.")
    description: str = ""
    enabled: bool = True
    created_at: datetime
    secrets: tuple[str, ...] = Field(description="The current one first, then those that are still valid.")
    old_until: datetime | None = Field(None, description="When all secrets but the current one end.")
    trouble: Trouble | None = None

    def wants(self, status: Status, at: datetime) -> bool:
        """Whether it is to be told of a state that a job came into then."""
        return self.enabled and status in self.states and at >= self.created_at

    def valid(self, now: datetime) -> Sequence[str]:
        """Give the secrets to sign with."""
        return self.secrets if self.old_until and now < self.old_until else self.secrets[:1]

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone at the moment, because it kept failing."""
        return bool(self.trouble and self.trouble.until and now < self.trouble.until)


def add(
    table: JobTable,
    url: str,
    states: Sequence[Status] | None = None,
    description: str = "",
    *,
    allowed: Sequence[Network] = (),
) -> Endpoint:
    """Make an endpoint, with a new secret; without ``states`` it is told of those that jobs end in.

    Raises InvalidRequest for a URL that nothing is ever sent to, and TooManyWebhooks.
    """
    address.read(url, allowed)
    if len(ids(table)) >= MOST:
        raise TooManyWebhooks(f"There are {MOST}.")
    made = Endpoint(
        webhook_id=secrets.token_hex(_ID_BYTES),
        url=url,
        states=tuple(sorted(TERMINAL if states is None else set(states))),
        description=description,
        created_at=table.now(),
        secrets=(message.secret(),),
    )
    table.put_document(WEBHOOK, made.webhook_id, made.model_dump(mode="json"), if_version=0)
    return made


def every(table: JobTable) -> list[Endpoint]:
    """List the endpoints, oldest first."""
    found = unreadable.readable(table.documents(WEBHOOK), endpoint_of)
    return sorted(found, key=lambda each: (each.created_at, each.webhook_id))


def ids(table: JobTable) -> list[str]:
    """List the ids of all endpoints, those that cannot be read among them."""
    return sorted(document.key for document in table.documents(WEBHOOK))


def endpoint_of(document: Document) -> Endpoint:
    """Read an endpoint. Raises ValidationError or ValueError for what is none."""
    found = Endpoint.model_validate(document.body)
    moments = (
        found.created_at,
        found.old_until,
        found.trouble and found.trouble.since,
        found.trouble and found.trouble.until,
    )
    if found.webhook_id != document.key or not found.secrets or any(at and at.tzinfo is None for at in moments):
        raise ValueError("it is not an endpoint as this release writes them")
    return found


def get(table: JobTable, webhook_id: str) -> Endpoint:
    """Read one. Raises WebhookNotFound, WebhookUnreadable."""
    for document in table.documents(WEBHOOK, webhook_id):
        return _read(document)
    raise WebhookNotFound


def _read(document: Document) -> Endpoint:
    found = unreadable.first([document], endpoint_of)
    if found is None:
        raise WebhookUnreadable
    return found


def change(table: JobTable, webhook_id: str, changes: dict[str, Any], allowed: Sequence[Network] = ()) -> Endpoint:
    """Change url, states, description or enabled, and forget how it fared. Raises WebhookNotFound, InvalidRequest."""
    if "url" in changes:
        address.read(changes["url"], allowed)
    if "states" in changes:
        changes = {**changes, "states": tuple(sorted(set(changes["states"])))}
    return _changed(table, webhook_id, lambda before: before.model_copy(update={**changes, "trouble": None}))


def remove(table: JobTable, webhook_id: str) -> None:
    """Take an endpoint away; the next turn of the clock gives up what was still to be sent. Raises WebhookNotFound."""
    if not table.documents(WEBHOOK, webhook_id):
        raise WebhookNotFound
    table.delete_document(WEBHOOK, webhook_id)


def renew_secret(table: JobTable, webhook_id: str) -> Endpoint:
    """Make a new secret; the one before is valid beside it for a day. Raises WebhookNotFound."""
    until = table.now() + OLD_SECRET_LIFE
    return _changed(
        table,
        webhook_id,
        lambda before: before.model_copy(update={"secrets": (message.secret(), before.secrets[0]), "old_until": until}),
    )


# ---------------------------------------------------------------- how it fares


def record_result(table: JobTable, webhook_id: str, error: str, *, gone: bool = False) -> None:
    """Write down how a try ended: ``error`` is empty when it was taken. One that is ``gone`` for good is switched off.

    After three failures in a row the endpoint is left alone for half a minute, then, while its one try keeps failing, ever
    longer, up to ten minutes: a dead endpoint costs little, and is noticed soon once it lives again.
    """
    now = table.now()

    def after(before: Endpoint) -> Endpoint:
        if not error:
            return before.model_copy(update={"trouble": None})
        known = before.trouble or Trouble(since=now, failures=0, reason="", until=None)
        failures = known.failures + 1
        pause = min(_PAUSE * 2 ** min(max(failures - _PATIENCE, 0), 10), _LONGEST_PAUSE)
        until = now + pause if failures >= _PATIENCE else None
        trouble = Trouble(since=known.since, failures=failures, reason=error, until=until)
        return before.model_copy(update={"trouble": trouble, "enabled": before.enabled and not gone})

    try:
        if error or get(table, webhook_id).trouble:
            _changed(table, webhook_id, after)
    except (WebhookNotFound, WebhookUnreadable):  # it was taken away or broken meanwhile
        return


def reset_backoff(table: JobTable, webhook_id: str) -> None:
    """Try an endpoint again at once, as somebody asked for it. Raises WebhookNotFound."""
    if get(table, webhook_id).trouble:
        _changed(table, webhook_id, lambda before: before.model_copy(update={"trouble": None}))


def _changed(table: JobTable, webhook_id: str, after: Callable[[Endpoint], Endpoint]) -> Endpoint:
    """Write an endpoint over the version that was read, as often as it takes."""
    while True:
        for document in table.documents(WEBHOOK, webhook_id):
            changed = after(_read(document))
            if table.put_document(WEBHOOK, webhook_id, changed.model_dump(mode="json"), if_version=document.version):
                return changed
            break
        else:
            raise WebhookNotFound
