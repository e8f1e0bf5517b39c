"""The DynamoDB make of the JobTable, for AWS.

Every write is one conditional write of one item, so there is nothing to lock and nothing half done: a claim or a fenced write
is one UpdateItem with a condition, answered with the new item. A write whose first try was done but whose answer was lost is
tried again by the client, and finds its own mark on the item instead of being told that its condition no longer holds.

Reads of jobs and notes are strongly consistent. The lists come out of indexes that DynamoDB keeps up to date a moment later,
so a job made just now may be missing from them; what they show is read anew, so nothing that is no longer so is ever shown.

The search reads the names of the jobs it passes over, as the other makes do: 100,000 of them are some 15 MB, 1,900 read
units. By prefix it could be had for less, but that is not what the contract promises.
"""

import heapq
import itertools
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from functions import cursor as cursors
from functions import filename, jobs_items
from functions.jobs import (
    ACTIVE,
    NOTE_LIFE,
    TERMINAL,
    Changes,
    Guard,
    Job,
    Kept,
    Note,
    Page,
    Phase,
    PhaseTimes,
    Standing,
    Status,
)
from functions.jobs_items import BY_AGE, BY_DUE, BY_SOURCE, BY_STATUS, SHARDS, Attribute, Index, number, text
from functions.jobs_wire import Units, Unmet, Wire

_BATCH = 100  # rows read at once behind an index
_ENDS = {
    Kept.SOURCE: jobs_items.BY_SOURCE_END,
    Kept.OUTPUTS: jobs_items.BY_OUTPUTS_END,
    Kept.ROW: jobs_items.BY_END,
}


class _Condition(NamedTuple):
    """A condition as UpdateItem takes it: the expression, its attributes, its values."""

    expression: str
    attributes: Collection[str] = ()
    values: Mapping[str, Attribute] = {}


class DynamoDbJobTable:
    """The JobTable in a DynamoDB table made as ``jobs_items.definition`` says. Safe across threads and forks."""

    def __init__(self, url: str, region: str, *, patience_seconds: float = 5.0, units: Units | None = None) -> None:
        """Remember where the table is, as Wire takes it; connections are made on first use."""
        self._wire = Wire(url, region, patience_seconds=patience_seconds, units=units)

    def now(self) -> datetime:
        """Give the table's clock: the host's, held against the Date of the table's answers."""
        return self._wire.now()

    # ------------------------------------------------------------ jobs

    def insert(self, job: Job) -> bool:
        """Store a new row; False, changing nothing, when one with this id is there."""
        mark = _mark()
        try:
            self._wire.call(
                "put_item",
                Item={**jobs_items.item(job), "mark": mark},
                ConditionExpression="attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except Unmet as there:
            return there.item.get("mark") == mark
        return True

    def get(self, job_id: str) -> Job | None:
        """Read one job."""
        found = self._wire.call("get_item", Key=jobs_items.job_key(job_id), ConsistentRead=True).get("Item")
        return jobs_items.job(found) if found else None

    def find(
        self,
        *,
        status: Status | None = None,
        query: str = "",
        source_key: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page:
        """List jobs, newest first. A page costs what its jobs cost; a search reads the names of the jobs it passes over."""
        words = filename.folded(query)
        text(words)  # raises InvalidRequest for what cannot be stored
        before = None if cursor is None else _place(cursor)
        if source_key is not None:
            index, partitions = BY_SOURCE, [source_key] if source_key else []
        elif status is not None:
            index, partitions = BY_STATUS, [f"{status}#{shard}" for shard in SHARDS]
        else:
            index, partitions = BY_AGE, list(SHARDS)
        entries = self._merged(index, partitions, until=before, newest_first=True, words=words, batch=limit + 1)
        found: list[Job] = []
        while len(found) <= limit and (batch := list(itertools.islice(entries, limit + 1 - len(found)))):
            found += [job for job in self._rows(batch) if status in {None, job.status}]
        return Page(found[:limit], cursors.after(found[limit - 1]) if len(found) > limit else None)

    def standing(self) -> dict[Status, Standing]:
        """Count the jobs of each active status that has any; each of them is read."""
        found: dict[Status, Standing] = {}
        for status in sorted(ACTIVE):
            entries = self._merged(BY_STATUS, [f"{status}#{shard}" for shard in SHARDS])
            jobs = [job for batch in _batches(entries) for job in self._rows(batch) if job.status is status]
            if jobs:
                found[status] = Standing(len(jobs), min(job.queued_at or job.created_at for job in jobs))
        return found

    def claim(self, job_id: str, worker: str, lease_seconds: float) -> Job | None:
        """Take the job if it is queued, or running with its lease run out; None otherwise."""
        now = self.now()
        free = _Condition(
            "#status = :queued OR (#status = :running AND #lease_until <= :now)",
            ("status", "lease_until"),
            {
                ":queued": text(Status.QUEUED),
                ":running": text(Status.RUNNING),
                ":now": text(jobs_items.moment(now)),
            },
        )
        taken = {
            "status": Status.RUNNING,
            "phase": Phase.PROBING,
            "progress": 0,
            "frames_done": 0,
            "eta_seconds": None,
            "error": None,
            "phases": PhaseTimes(),
            "worker": worker,
            "started_at": now,
            **_leased(now, lease_seconds),
        }
        return self._changed(job_id, free, taken, grown=("attempt", "strikes"))

    def write(self, job_id: str, guard: Guard, changes: Changes, *, lease_seconds: float | None = None) -> Job | None:
        """Apply ``changes`` if ``guard`` holds, in one step; the new row, or None, changing nothing."""
        now = self.now()
        fields: dict[str, Any] = dict(changes)
        if lease_seconds is not None:
            fields |= _leased(now, lease_seconds)
        if changes.get("status") in TERMINAL:
            fields = {"finished_at": now, **fields, "lease_until": None, "due_at": None, "eta_seconds": None}
        elif "status" in changes:
            fields["finished_at"] = None
        return self._changed(job_id, _held(guard), fields)

    def due(self, limit: int = 100) -> list[Job]:
        """List rows whose due_at has passed, longest overdue first."""
        now = self.now()
        # The entries are in the order of slots, so what is due is known once all rows of a slot were read.
        entries = self._merged(BY_DUE, SHARDS, until=jobs_items.slot(now) + "~")
        found: list[Job] = []
        for _, slot in itertools.groupby(entries, key=lambda entry: entry[BY_DUE.sort]["S"]):
            rows = [job for batch in _batches(slot) for job in self._rows(batch)]
            found += sorted(
                (job for job in rows if job.due_at and job.due_at <= now), key=lambda job: job.due_at or now
            )
            if len(found) >= limit:
                break
        return found[:limit]

    def finished(self, before: datetime, kept: Kept, limit: int = 100) -> list[Job]:
        """List terminal rows finished before that moment of which ``kept`` is still there, oldest first."""
        found: list[Job] = []
        for batch in _batches(self._merged(_ENDS[kept], SHARDS, until=jobs_items.moment(before))):
            found += [job for job in self._rows(batch) if _still(job, before, kept)]
            if len(found) >= limit:
                break
        return found[:limit]

    def delete(self, job_id: str, guard: Guard) -> bool:
        """Delete the row if ``guard`` holds."""
        held = _held(guard)
        try:
            self._wire.call("delete_item", Key=jobs_items.job_key(job_id), **_conditional(held))
        except Unmet:
            return False
        return True

    # ------------------------------------------------------------ notes

    def put_note(self, kind: str, key: str, body: dict[str, Any], *, if_version: int | None = None) -> Note | None:
        """Write a note; with ``if_version`` (0: it must not exist) only over that version, else None, changing nothing."""
        now = self.now()
        kept = {"body": jobs_items.packed(body), "written_at": text(jobs_items.moment(now))}
        if kind in NOTE_LIFE:
            kept[jobs_items.EXPIRY] = number(int((now + NOTE_LIFE[kind]).timestamp()))
        only = _Condition("")
        if if_version is not None:
            only = _Condition("#version = :if_version", ("version",), {":if_version": number(if_version)})
        if if_version == 0:
            only = _Condition("attribute_not_exists(#version)", ("version",))
        written = self._update(jobs_items.note_key(kind, key), only, kept, grown=("version",))
        return jobs_items.note(written) if written else None

    def notes(self, kind: str, key: str | None = None) -> list[Note]:
        """Read the notes of a kind, or the one with this key, newest first."""
        if key is not None:
            found = self._wire.call("get_item", Key=jobs_items.note_key(kind, key), ConsistentRead=True).get("Item")
            return [jobs_items.note(found)] if found else []
        items = self._wire.pages(
            "query",
            KeyConditionExpression="pk = :kind",
            ExpressionAttributeValues={":kind": jobs_items.note_key(kind, "")["pk"]},
            ConsistentRead=True,
        )
        return sorted(map(jobs_items.note, items), key=lambda note: (-note.written_at.timestamp(), note.key))

    def delete_note(self, kind: str, key: str) -> None:
        """Delete a note; nothing happens if it is not there."""
        self._wire.call("delete_item", Key=jobs_items.note_key(kind, key))

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        self._wire.close()

    # ------------------------------------------------------------ how

    def _changed(
        self, job_id: str, condition: _Condition, fields: Mapping[str, Any], grown: Sequence[str] = ()
    ) -> Job | None:
        """Set these fields of a job, and add one to those ``grown``, if the condition holds; the new row, or None."""
        kept = jobs_items.attributes(job_id, fields)
        item = self._update(jobs_items.job_key(job_id), condition, kept, grown)
        return jobs_items.job(item) if item else None

    def _update(
        self,
        key: dict[str, Attribute],
        condition: _Condition,
        attributes: Mapping[str, Attribute | None],
        grown: Sequence[str] = (),
    ) -> Mapping[str, Attribute] | None:
        """Set these attributes, take away those that are None, and add one to those ``grown``, if the condition holds.

        Gives the new item, or None where the condition did not hold.
        """
        mark = _mark()
        there = {name: value for name, value in attributes.items() if value is not None} | {"mark": mark}
        counts = {":none": number(0), ":one": number(1)} if grown else {}
        sets = [f"#{name} = :{name}" for name in there]
        sets += [f"#{name} = if_not_exists(#{name}, :none) + :one" for name in grown]
        gone = [f"#{name}" for name, value in attributes.items() if value is None]
        try:
            answer = self._wire.call(
                "update_item",
                Key=key,
                UpdateExpression=f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(gone)}" if gone else ""),
                ReturnValues="ALL_NEW",
                **_conditional(condition, (*attributes, "mark", *grown), {**_values(there), **counts}),
            )
        except Unmet as other:
            return other.item if other.item.get("mark") == mark else None
        item: Mapping[str, Attribute] = answer["Attributes"]
        return item

    def _rows(self, entries: Sequence[Mapping[str, Attribute]]) -> list[Job]:
        """Read the rows of these entries that are still there, in their order."""
        found = {job.job_id: job for job in map(jobs_items.job, self._wire.read([_key(entry) for entry in entries]))}
        ids = dict.fromkeys(jobs_items.job_id_of(entry) for entry in entries)
        return [found[job_id] for job_id in ids if job_id in found]

    def _merged(
        self,
        index: Index,
        partitions: Sequence[str],
        *,
        until: str | None = None,
        newest_first: bool = False,
        words: str = "",
        batch: int = _BATCH,
    ) -> Iterator[dict[str, Attribute]]:
        """Walk the entries of these partitions in one order, those that sort before ``until``; ``words`` are in their names."""
        wanted: dict[str, Any] = {"IndexName": index.name, "ScanIndexForward": not newest_first}
        condition, names, values = "#partition = :partition", {"#partition": index.partition}, {}
        if until is not None:
            condition, names = f"{condition} AND #sort < :until", {**names, "#sort": index.sort}
            values[":until"] = text(until)
        if words:
            wanted["FilterExpression"], names["#name"] = "contains(#name, :words)", "folded_filename"
            values[":words"] = text(words)
        else:
            wanted["Limit"] = batch
        walks = [
            self._wire.pages(
                "query",
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={**values, ":partition": text(partition)},
                **wanted,
            )
            for partition in partitions
        ]
        return heapq.merge(*walks, key=lambda entry: str(entry[index.sort]["S"]), reverse=newest_first)


def create(url: str, region: str) -> None:
    """Make the table as template.yaml does, unless it is there: for servers that speak DynamoDB where there is no template.

    Raises TableUnavailable when it is not ready within a minute.
    """
    wire = Wire(url, region)
    wire.make(jobs_items.definition(wire.table), jobs_items.EXPIRY)
    wire.close()


def _mark() -> Attribute:
    """Make what a write is known by when it is tried again."""
    return {"B": secrets.token_bytes(9)}


def _leased(now: datetime, lease_seconds: float) -> dict[str, datetime]:
    until = now + timedelta(seconds=lease_seconds)
    return {"lease_until": until, "due_at": until}


def _held(guard: Guard) -> _Condition:
    """Put a guard as a condition."""
    statuses = {f":if_{status.value}": text(status) for status in guard.statuses}
    if not statuses:
        return _Condition("attribute_not_exists(#pk) AND attribute_exists(#pk)", ("pk",))  # which never holds
    among = f"#status IN ({', '.join(statuses)})"
    if guard.attempt is None:
        return _Condition(among, ("status",), statuses)
    return _Condition(
        f"{among} AND #attempt = :if_attempt",
        ("status", "attempt"),
        {**statuses, ":if_attempt": number(guard.attempt)},
    )


def _conditional(
    condition: _Condition, names: Iterable[str] = (), values: Mapping[str, Attribute] | None = None
) -> dict[str, Any]:
    """Give the parameters of a conditional write that also speaks of these names and values.

    All names are placeholders, since many of them are words of DynamoDB's own.
    """
    spoken: dict[str, Any] = {
        "ExpressionAttributeNames": {f"#{name}": name for name in {*condition.attributes, *names}}
    }
    if given := {**condition.values, **(values or {})}:
        spoken["ExpressionAttributeValues"] = given
    if not condition.expression:
        return spoken
    return {
        **spoken,
        "ConditionExpression": condition.expression,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def _values(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {f":{name}": value for name, value in attributes.items()}


def _key(entry: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {"pk": entry["pk"], "sk": entry["sk"]}


def _batches(entries: Iterable[dict[str, Attribute]]) -> Iterator[list[dict[str, Attribute]]]:
    rest = iter(entries)
    while batch := list(itertools.islice(rest, _BATCH)):
        yield batch


def _still(job: Job, before: datetime, kept: Kept) -> bool:
    """Whether the row is what the entry of the index promised."""
    there = {Kept.SOURCE: job.keeps_source, Kept.OUTPUTS: job.keeps_outputs, Kept.ROW: True}[kept]
    return there and job.finished_at is not None and job.finished_at < before


def _place(cursor: str) -> str:
    """Read a cursor as a place in the lists. Raises InvalidRequest."""
    last = cursors.read(cursor)
    try:
        created_at = datetime.fromtimestamp(last.created_at, UTC)
    except (OverflowError, ValueError, OSError) as never:
        raise cursors.refused() from never
    return jobs_items.place(created_at, last.job_id)
