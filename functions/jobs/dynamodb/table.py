"""The DynamoDB backend of the job table, for AWS.

Every write is one conditional write of one item, so there is nothing to lock and nothing half done: a claim or a fenced write
is one UpdateItem with a condition (conditions.py), answered with the new item (documents.py).

Reads of jobs and documents are strongly consistent. The lists come out of indexes that DynamoDB keeps up to date a moment later,
so a job made just now may be missing from them; what they show is read anew, so nothing that is no longer so is ever shown.

The search reads the names of the jobs it passes over, as the other makes do: 100,000 of them are some 15 MB, 1,900 read
units. By prefix it could be had for less, but that is not what the contract promises.
"""

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.common import filename
from functions.common.errors import JobUnreadable
from functions.jobs import cursor as cursors
from functions.jobs.dynamodb import items
from functions.jobs.dynamodb.client import Unmet, Wire
from functions.jobs.dynamodb.conditions import Condition, conditional, held, mark
from functions.jobs.dynamodb.documents import DynamoDbNotes
from functions.jobs.dynamodb.items import (
    BY_AGE,
    BY_DUE,
    BY_NEWS,
    BY_SOURCE,
    BY_STATUS,
    SHARDS,
    Attribute,
    Index,
    number,
    text,
)
from functions.jobs.model import (
    ACTIVE,
    TERMINAL,
    Changes,
    Guard,
    Job,
    Page,
    Phase,
    PhaseTimes,
    QueueStats,
    RetentionTarget,
    Status,
    Unreadable,
)

_BATCH = 100  # rows read at once behind an index
_ENDS = {
    RetentionTarget.SOURCE: items.BY_SOURCE_END,
    RetentionTarget.OUTPUTS: items.BY_OUTPUTS_END,
    RetentionTarget.ROW: items.BY_END,
}


class DynamoDbJobTable(DynamoDbNotes):
    """The JobTable in a DynamoDB table made as ``jobs_items.definition`` says. Safe across threads and forks."""

    # ------------------------------------------------------------ jobs

    def insert(self, job: Job) -> bool:
        """Store a new row; False, changing nothing, when one with this id is there."""
        own, news = mark(), {}
        if self._watched.read():
            now = self.now()
            news = {"news": items.mention(job.status, now), "news_at": text(items.moment(now))}
        try:
            self._wire.call(
                "put_item",
                Item={**items.item(job), **news, "mark": own},
                ConditionExpression="attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except Unmet as there:
            return there.item.get("mark") == own
        return True

    def get(self, job_id: str) -> Job | None:
        """Read one job."""
        found = self._wire.call("get_item", Key=items.job_key(job_id), ConsistentRead=True).get("Item")
        return _job(found) if found else None

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
        words = filename.folded(query)
        text(words + begins)  # raises InvalidRequest for what cannot be stored
        before = None if cursor is None else _place(cursor)
        if source_key is not None:
            index, partitions = BY_SOURCE, [source_key] if source_key else []
        elif status is not None:
            index, partitions = BY_STATUS, [f"{status}#{shard}" for shard in SHARDS]
        else:
            index, partitions = BY_AGE, list(SHARDS)
        entries = self._merged(
            index, partitions, until=before, newest_first=True, words=words, begins=begins, batch=limit + 1
        )
        found: list[Job | Unreadable] = []
        while len(found) <= limit and (batch := list(itertools.islice(entries, limit + 1 - len(found)))):
            found += [row for row in self._read(batch) if status in {None, row.status}]
        return Page.of(found, limit, cursors.after)

    def standing(self) -> dict[Status, QueueStats]:
        """Count the jobs of each active status that has any; each of them is read."""
        found: dict[Status, QueueStats] = {}
        for status in sorted(ACTIVE):
            entries = self._merged(BY_STATUS, [f"{status}#{shard}" for shard in SHARDS])
            jobs = [job for batch in _batches(entries) for job in self._rows(batch) if job.status is status]
            if jobs:
                found[status] = QueueStats(len(jobs), min(job.queued_at or job.created_at for job in jobs))
        return found

    def claim(self, job_id: str, worker: str, lease_seconds: float) -> Job | None:
        """Take the job if it is queued, or running with its lease run out; None otherwise."""
        now = self.now()
        free = Condition(
            "#status = :queued OR (#status = :running AND #lease_until <= :now)",
            ("status", "lease_until"),
            {
                ":queued": text(Status.QUEUED),
                ":running": text(Status.RUNNING),
                ":now": text(items.moment(now)),
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
        return self._changed(job_id, free, taken, grown=("attempt", "strikes"), entered=Status.RUNNING)

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
        return self._changed(job_id, held(guard), fields, entered=changes.get("status"))

    def due(self, limit: int = 100) -> list[Job]:
        """List rows whose due_at has passed, longest overdue first."""
        now = self.now()
        # The entries are in the order of slots, so what is due is known once all rows of a slot were read.
        entries = self._merged(BY_DUE, SHARDS, until=items.slot(now) + "~")
        found: list[Job] = []
        for _, slot in itertools.groupby(entries, key=lambda entry: entry[BY_DUE.sort]["S"]):
            rows = [job for batch in _batches(slot) for job in self._rows(batch)]
            found += sorted(
                (job for job in rows if job.due_at and job.due_at <= now), key=lambda job: job.due_at or now
            )
            if len(found) >= limit:
                break
        return found[:limit]

    def finished(self, before: datetime, kept: RetentionTarget, limit: int = 100) -> list[Job]:
        """List terminal rows finished before that moment of which ``kept`` is still there, oldest first."""
        found: list[Job] = []
        for batch in _batches(self._merged(_ENDS[kept], SHARDS, until=items.moment(before))):
            found += [job for job in self._rows(batch) if _still(job, before, kept)]
            if len(found) >= limit:
                break
        return found[:limit]

    def delete(self, job_id: str, guard: Guard) -> bool:
        """Delete the row if ``guard`` holds."""
        only = held(guard)
        try:
            self._wire.call("delete_item", Key=items.job_key(job_id), **conditional(only))
        except Unmet:
            return False
        return True

    def discard(self, job_id: str) -> bool:
        """Delete a row whatever is in it; whether it was there."""
        answer = self._wire.call("delete_item", Key=items.job_key(job_id), ReturnValues="ALL_OLD")
        return bool(answer.get("Attributes"))

    def news(self, limit: int = 100) -> list[Job]:
        """List rows that have news, for longest first."""
        found: list[Job] = []
        for batch in _batches(self._merged(BY_NEWS, SHARDS, batch=limit)):
            found += [job for job in self._rows(batch) if job.news]
            if len(found) >= limit:
                break
        return found[:limit]

    def told(self, job_id: str, sequence: int) -> bool:
        """Forget the news of a row that is in the state of this number; False, changing nothing, when it has gone on."""
        same = Condition("#sequence = :if_sequence", ("sequence",), {":if_sequence": number(sequence)})
        return self._update(items.job_key(job_id), same, {"news": None, "news_at": None}) is not None

    # ------------------------------------------------------------ how

    def _changed(
        self,
        job_id: str,
        condition: Condition,
        fields: Mapping[str, Any],
        grown: Sequence[str] = (),
        entered: Status | None = None,
    ) -> Job | None:
        """Set these fields of a job, and add one to those ``grown``, if the condition holds; the new row, or None.

        ``entered`` is the state that it comes into with that.
        """
        kept = items.attributes(job_id, fields)
        news = None
        if entered is not None:
            grown = (*grown, "sequence")
            news = items.mention(entered, self.now()) if self._watched.read() else None
        item = self._update(items.job_key(job_id), condition, kept, grown, news)
        return _job(item) if item else None

    def _rows(self, entries: Sequence[Mapping[str, Attribute]]) -> list[Job]:
        """Read the rows of these entries that are still there and can be read, in their order."""
        return [row for row in self._read(entries) if isinstance(row, Job)]

    def _read(self, entries: Sequence[Mapping[str, Attribute]]) -> list[Job | Unreadable]:
        """Read the rows of these entries that are still there, in their order."""
        found = {row.job_id: row for row in map(items.job, self._wire.read([_key(entry) for entry in entries]))}
        ids = dict.fromkeys(items.job_id_of(entry) for entry in entries)
        return [found[job_id] for job_id in ids if job_id in found]

    def _merged(
        self,
        index: Index,
        partitions: Sequence[str],
        *,
        until: str | None = None,
        newest_first: bool = False,
        words: str = "",
        begins: str = "",
        batch: int = _BATCH,
    ) -> Iterator[dict[str, Attribute]]:
        """Walk the entries of these partitions in one order: those that sort before ``until``.

        ``words`` are in their names, ``begins`` is how their ids begin.
        """
        wanted: dict[str, Any] = {"IndexName": index.name, "ScanIndexForward": not newest_first}
        condition, names, values = "#partition = :partition", {"#partition": index.partition}, {}
        if until is not None:
            condition, names = f"{condition} AND #sort < :until", {**names, "#sort": index.sort}
            values[":until"] = text(until)
        filters = []
        if words:
            filters.append("contains(#name, :words)")
            names, values[":words"] = {**names, "#name": "folded_filename"}, text(words)
        if begins:
            filters.append("begins_with(#pk, :begins)")
            names, values[":begins"] = {**names, "#pk": "pk"}, items.job_key(begins)["pk"]
        if filters:
            wanted["FilterExpression"] = " AND ".join(filters)
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
    wire.make(items.definition(wire.table), items.EXPIRY)
    wire.close()


def _job(item: Mapping[str, Attribute]) -> Job:
    """Read a job that was asked for. Raises JobUnreadable."""
    found = items.job(item)
    if isinstance(found, Unreadable):
        raise JobUnreadable(found.reason)
    return found


def _leased(now: datetime, lease_seconds: float) -> dict[str, datetime]:
    until = now + timedelta(seconds=lease_seconds)
    return {"lease_until": until, "due_at": until}


def _key(entry: Mapping[str, Attribute]) -> dict[str, Attribute]:
    return {"pk": entry["pk"], "sk": entry["sk"]}


def _batches(entries: Iterable[dict[str, Attribute]]) -> Iterator[list[dict[str, Attribute]]]:
    rest = iter(entries)
    while batch := list(itertools.islice(rest, _BATCH)):
        yield batch


def _still(job: Job, before: datetime, kept: RetentionTarget) -> bool:
    """Whether the row is what the entry of the index promised."""
    there = {
        RetentionTarget.SOURCE: job.keeps_source,
        RetentionTarget.OUTPUTS: job.keeps_outputs,
        RetentionTarget.ROW: True,
    }[kept]
    return there and job.finished_at is not None and job.finished_at < before


def _place(cursor: str) -> str:
    """Read a cursor as a place in the lists. Raises InvalidRequest."""
    last = cursors.read(cursor)
    try:
        created_at = datetime.fromtimestamp(last.created_at, UTC)
    except (OverflowError, ValueError, OSError) as never:
        raise cursors.refused() from never
    return items.place(created_at, last.job_id)
