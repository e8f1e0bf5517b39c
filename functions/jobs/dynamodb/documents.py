"""The DynamoDB backend of the job table, half of it: how an item is written, and the documents."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.common.errors import InvalidRequest
from functions.common.ttl_cache import TtlCache
from functions.jobs.dynamodb import items as job_items
from functions.jobs.dynamodb.client import Units, Unmet, Wire
from functions.jobs.dynamodb.conditions import Condition, conditional, mark
from functions.jobs.dynamodb.items import Attribute, number, text
from functions.jobs.model import DOCUMENT_LIFE, LAST_KEY, UNKNOWN_VERSION, WEBHOOK, Document

_WATCHED_SECONDS = 10.0


class DynamoDbNotes:
    """The documents of the table, and how an item of it is written. Safe across threads and forks."""

    def __init__(self, url: str, region: str, *, patience_seconds: float = 5.0, units: Units | None = None) -> None:
        """Remember where the table is, as Wire takes it; connections are made on first use."""
        self._wire = Wire(url, region, patience_seconds=patience_seconds, units=units)
        self._watched = TtlCache(self._there_is_a_webhook, _WATCHED_SECONDS)

    def now(self) -> datetime:
        """Give the table's clock: the host's, held against the Date of the table's answers."""
        return self._wire.now()

    # ------------------------------------------------------------ documents

    def put_document(
        self, kind: str, key: str, body: dict[str, Any], *, if_version: int | None = None
    ) -> Document | None:
        """Write a document; with ``if_version`` (0: it must not exist) only over that version, else None, changing nothing."""
        if kind == WEBHOOK:
            self._watched = TtlCache(self._there_is_a_webhook, _WATCHED_SECONDS)
        if if_version == UNKNOWN_VERSION:
            self.delete_document(kind, key)
            if_version = 0
        now = self.now()
        kept = {"body": job_items.packed(body), "written_at": text(job_items.moment(now))}
        if kind in DOCUMENT_LIFE:
            kept[job_items.EXPIRY] = number(int((now + DOCUMENT_LIFE[kind]).timestamp()))
        only = Condition("")
        if if_version is not None:
            only = Condition("#version = :if_version", ("version",), {":if_version": number(if_version)})
        if if_version == 0:
            only = Condition("attribute_not_exists(#version)", ("version",))
        place = job_items.document_key(kind, key)
        try:
            written = self._update(place, only, kept, grown=("version",))
        except InvalidRequest:  # what it has for a version cannot be added to
            if if_version is not None:
                raise
            self.delete_document(kind, key)
            written = self._update(place, only, kept, grown=("version",))
        return job_items.document(written) if written else None

    def documents(self, kind: str, key: str | None = None) -> list[Document]:
        """Read the documents of a kind, or the one with this key, newest first."""
        if key is not None:
            found = self._wire.call("get_item", Key=job_items.document_key(kind, key), ConsistentRead=True).get("Item")
            return [job_items.document(found)] if found else []
        items = self._wire.pages(
            "query",
            KeyConditionExpression="pk = :kind",
            ExpressionAttributeValues={":kind": job_items.document_key(kind, "")["pk"]},
            ConsistentRead=True,
        )
        return sorted(
            map(job_items.document, items), key=lambda document: (-document.written_at.timestamp(), document.key)
        )

    def document_range(
        self, kind: str, *, after: str = "", before: str = LAST_KEY, newest_first: bool = False, limit: int = 100
    ) -> list[Document]:
        """Read documents whose keys lie between the two, both left out, in the order of their keys."""
        low, high = (job_items.document_key(kind, key)["sk"] for key in (after, before))
        if low["S"] >= high["S"]:
            return []
        items = self._wire.pages(
            "query",
            KeyConditionExpression="pk = :kind AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues={":kind": job_items.document_key(kind, "")["pk"], ":low": low, ":high": high},
            ScanIndexForward=not newest_first,
            ConsistentRead=True,
            Limit=limit + 2,
        )
        between = (job_items.document(item) for item in items if item["sk"] not in (low, high))
        return list(itertools.islice(between, limit))

    def delete_document(self, kind: str, key: str) -> None:
        """Delete a document; nothing happens if it is not there."""
        if kind == WEBHOOK:
            self._watched = TtlCache(self._there_is_a_webhook, _WATCHED_SECONDS)
        self._wire.call("delete_item", Key=job_items.document_key(kind, key))

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        self._wire.close()

    # ------------------------------------------------------------ how

    def _there_is_a_webhook(self) -> bool:
        """Look whether states are news. A condition can only speak of the item it is on, so this is known some seconds late."""
        return bool(self.document_range(WEBHOOK, limit=1))

    def _update(
        self,
        key: dict[str, Attribute],
        condition: Condition,
        attributes: Mapping[str, Attribute | None],
        grown: Sequence[str] = (),
        news: Attribute | None = None,
    ) -> Mapping[str, Attribute] | None:
        """Set these attributes, take away those that are None, and add one to those ``grown``, if the condition holds.

        ``news`` are put behind those there are.
        Gives the new item, or None where the condition did not hold.
        """
        own = mark()
        there = {name: value for name, value in attributes.items() if value is not None} | {"mark": own}
        counts = {":none": number(0), ":one": number(1)} if grown else {}
        sets = [f"#{name} = :{name}" for name in there]
        sets += [f"#{name} = if_not_exists(#{name}, :none) + :one" for name in grown]
        gone = [f"#{name}" for name, value in attributes.items() if value is None]
        told: dict[str, Attribute] = {}
        if news:
            told = {":news": news, ":no_news": {"L": []}, ":news_at": text(job_items.moment(self.now()))}
            sets.append("#news = list_append(if_not_exists(#news, :no_news), :news)")
            sets.append("#news_at = if_not_exists(#news_at, :news_at)")
            grown = (*grown, "news", "news_at")
        try:
            answer = self._wire.call(
                "update_item",
                Key=key,
                UpdateExpression=f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(gone)}" if gone else ""),
                ReturnValues="ALL_NEW",
                **conditional(condition, (*attributes, "mark", *grown), {**_values(there), **counts, **told}),
            )
        except Unmet as other:
            return other.item if other.item.get("mark") == own else None
        item: Mapping[str, Attribute] = answer["Attributes"]
        return item


def _values(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {f":{name}": value for name, value in attributes.items()}
