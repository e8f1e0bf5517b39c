"""The items of the DynamoDB job table: one a job, one a document.

What is searched, sorted or conditioned on is an attribute of its own. What is only carried (the recipe, the media, the proxy with
its certificate, …) is JSON, compressed: an item may have 400 KB, and each write costs by the size of the whole item.

    pk           sk           item
    job#<id>     job          a job, so that every promise of the JobTable is one conditional write of one item
    document#<kind>  key#<key>    a document; those of a kind lie together and are listed with one strongly consistent query

The indexes are sparse: an item is in one only while it has both of its attributes. None holds what progress and leases
change each second, so those writes cost the item alone. No partition takes all writes: a job's items and entries are spread
over SHARDS by a hash of its id, and a list merges the shards.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from functions.common import folders
from functions.common.errors import InvalidRequest
from functions.jobs import unreadable
from functions.jobs.model import Document, Job, News, Status, Unreadable
from functions.jobs.unreadable import Broken

Attribute = dict[str, Any]
"""A value as DynamoDB's API has it: {"S": "text"}, {"N": "1.5"} or {"B": b"bytes"}."""

SHARDS: Final = ("0", "1", "2", "3")
"""One partition takes 1,000 writes a second; a job makes about 20 that count here in its life. More may be added at any time."""

SLOT_SECONDS: Final = 30
"""The index of due rows keeps due_at rounded down to this, so that a lease renewed each second moves its entry twice a minute."""


EXPIRY: Final = "expires_at"
"""The attribute of DynamoDB's time to live. Only documents have it: a row never goes before its files."""


class Index(NamedTuple):
    """A global secondary index: the attribute that names the partition, the one that sorts in it, and what it carries beside."""

    name: str
    partition: str
    sort: str
    carried: tuple[str, ...] = ()


# The lists, with the name in the entry so that a search reads these narrow entries alone.
BY_AGE: Final = Index("by_age", "shard", "place", ("folded_filename",))
BY_STATUS: Final = Index("by_status", "status_shard", "place", ("folded_filename",))
BY_SOURCE: Final = Index("by_source", "source_key", "place", ("folded_filename",))
# The clock's turns: what is due, and what retention may delete.
BY_DUE: Final = Index("by_due", "shard", "due_slot")
BY_NEWS: Final = Index("by_news", "shard", "news_at")  # rows that webhooks are to be told of
BY_END: Final = Index("by_end", "shard", "finished_at")
BY_SOURCE_END: Final = Index("by_source_end", "keeps_source", "finished_at")
BY_OUTPUTS_END: Final = Index("by_outputs_end", "keeps_outputs", "finished_at")
INDEXES: Final = (BY_AGE, BY_STATUS, BY_SOURCE, BY_DUE, BY_NEWS, BY_END, BY_SOURCE_END, BY_OUTPUTS_END)

_NOTED: Final = ("body", "version", "written_at")
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
_KEPT: Final = frozenset({"keeps_source", "keeps_outputs"})  # there, with the shard as value, while true


def definition(table: str) -> dict[str, Any]:
    """Describe the table as CreateTable takes it; template.yaml has the same."""
    names = sorted({"pk", "sk"} | {name for index in INDEXES for name in (index.partition, index.sort)})
    return {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _schema("pk", "sk"),
        "GlobalSecondaryIndexes": [
            {"IndexName": i.name, "KeySchema": _schema(i.partition, i.sort), "Projection": _projection(i)}
            for i in INDEXES
        ],
    }


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def _projection(index: Index) -> dict[str, Any]:
    if not index.carried:
        return {"ProjectionType": "KEYS_ONLY"}
    return {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.carried)}


# ---------------------------------------------------------------- keys


def job_key(job_id: str) -> dict[str, Attribute]:
    """Give the key of a job's item. Raises InvalidRequest for text that cannot be stored."""
    return {"pk": text(f"job#{job_id}"), "sk": text("job")}


def document_key(kind: str, key: str) -> dict[str, Attribute]:
    """Give the key of a document's item. Raises InvalidRequest for text that cannot be stored."""
    return {"pk": text(f"note#{kind}"), "sk": text(f"key#{key}")}


def job_id_of(item: Mapping[str, Attribute]) -> str:
    """Give the job that an item, or an entry of an index, is of."""
    return str(item["pk"]["S"]).removeprefix("job#")


def shard(job_id: str) -> str:
    """Give the shard that a job is in."""
    return SHARDS[zlib.crc32(job_id.encode(errors="replace")) % len(SHARDS)]


def place(created_at: datetime, job_id: str) -> str:
    """Give the place of a job in the lists: in their order, text sorts as (created_at, job_id) do."""
    return f"{moment(created_at)}#{job_id}"


def moment(when: datetime) -> str:
    """Write a moment so that text sorts as time does: UTC, always with microseconds."""
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def slot(due_at: datetime) -> str:
    """Give the slot of the index of due rows: due_at rounded down."""
    seconds = due_at.timestamp() // SLOT_SECONDS * SLOT_SECONDS
    return moment(datetime.fromtimestamp(seconds, UTC))


# ---------------------------------------------------------------- jobs


def attributes(job_id: str, fields: Mapping[str, Any]) -> dict[str, Attribute | None]:
    """Turn fields of a Job into the attributes that keep them; None where the attribute is not to be there."""
    kept: dict[str, Attribute | None] = {
        name: _held(job_id, value) if name in _KEPT else _attribute(value) for name, value in fields.items()
    }
    if "status" in fields:
        kept["status_shard"] = text(f"{fields['status']}#{shard(job_id)}")
    if "source" in fields:
        kept["source_key"] = text(fields["source"].key)
    if "due_at" in fields:
        kept["due_slot"] = None if fields["due_at"] is None else text(slot(fields["due_at"]))
    if "filename" in fields:
        kept["folded_filename"] = text(folders.searched(fields.get("folder", ""), fields["filename"]))
    return kept


def item(job: Job) -> dict[str, Attribute]:
    """Give the whole item of a new job."""
    fields = {name: getattr(job, name) for name in Job.model_fields if name not in {"job_id", "created_at", "news"}}
    key = {**job_key(job.job_id), "shard": text(shard(job.job_id)), "place": text(place(job.created_at, job.job_id))}
    return {**key, **{name: value for name, value in attributes(job.job_id, fields).items() if value is not None}}


def job(found: Mapping[str, Attribute]) -> Job | Unreadable:
    """Read a job from its item."""
    try:
        created_at, _, _ = found["place"]["S"].partition("#")
        fields = {
            name: _value(value) for name, value in found.items() if name in Job.model_fields and name not in _KEPT
        }
        fields["news"] = tuple(map(News.of, fields.get("news", ())))
        kept = {name: name in found for name in _KEPT}
        return Job.model_validate({**fields, **kept, "job_id": job_id_of(found), "created_at": created_at})
    except unreadable.FAULTS as fault:
        return _set_aside(found, unreadable.reason(fault))


def _set_aside(found: Mapping[str, Attribute], why: str) -> Unreadable:
    job_id = job_id_of(found)
    unreadable.met("job", job_id, why)

    def said(name: str) -> str | None:
        value = found.get(name, {}).get("S")
        return value if isinstance(value, str) else None

    stands = said("place") or ""
    try:
        created_at = datetime.fromisoformat(stands.partition("#")[0])
        at = created_at.timestamp()
    except unreadable.FAULTS:  # text sorts it before or behind all that have a moment
        created_at, at = None, (_LAST if stands > "9" else _FIRST).timestamp()
    return Unreadable(job_id, why, said("filename"), said("status"), created_at, at)


def mention(status: Status, now: datetime) -> Attribute:
    """Give a state as a row's list of news keeps it."""
    return {"L": [text(f"{status}@{now.timestamp()!r}")]}


def document(found: Mapping[str, Attribute]) -> Document:
    """Read a document from its item."""
    fields = {name: _readable(value) for name, value in found.items() if name in _NOTED}
    kind, key = found["pk"]["S"].removeprefix("note#"), found["sk"]["S"].removeprefix("key#")
    return unreadable.as_document(kind, key, fields)


# ---------------------------------------------------------------- values


def text(value: str) -> Attribute:
    """Give text as an attribute. Raises InvalidRequest for what is no text: half a surrogate pair, or NUL."""
    if "\0" in value or not _encodes(value):
        raise InvalidRequest("The text holds characters that cannot be stored.")
    return {"S": value}


def number(value: float) -> Attribute:
    """Give a number as an attribute; repr keeps all of a double, and 38 digits are kept of it."""
    return {"N": repr(value)}


def packed(value: Any) -> Attribute:  # noqa: ANN401  any JSON value
    """Give a JSON value as an attribute. Escapes keep what is no text, such as half a pair in a media tag."""
    return {"B": zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 9)}


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _readable(attribute: Attribute) -> Any:  # noqa: ANN401
    try:
        return _value(attribute)
    except unreadable.FAULTS:
        return Broken(attribute)


def _held(job_id: str, value: bool) -> Attribute | None:
    return text(shard(job_id)) if value else None


def _attribute(value: Any) -> Attribute | None:  # noqa: ANN401  any field of a Job
    match value:
        case None:
            return None
        case BaseModel():
            return packed(value.model_dump(mode="json"))
        case datetime():
            return text(moment(value))
        case int() | float():
            return number(value)
        case _:
            return text(str(value))


def _value(attribute: Attribute) -> Any:  # noqa: ANN401  whatever the field takes
    ((kind, value),) = attribute.items()
    match kind:
        case "B":
            return json.loads(unreadable.inflated(bytes(value)))
        case "N":
            return json.loads(value)
        case "L":
            return [_value(each) for each in value]
        case _:
            return value
