"""Writes into a job table what no release writes, behind its back: each backend by its own means."""

import sqlite3
from typing import Any

import psycopg

from functions.jobs.dynamodb import items
from functions.jobs.dynamodb.client import Wire
from functions.jobs.model import Job
from tests.support.servers import dynamodb

# What each kind of damage does to a row: SQL for its column, or attributes of its item.
SQL_ROWS = {
    "unknown status": "status = 'paused'",
    "unknown phase": "phase = 'dreaming'",
    "a part that is no object": "source = '[1]'",
    "a part without its fields": "source = '{}'",
    "a part that is null": "recipe = 'null'",
    "fields of a later release in the recipe": """recipe = '{"name": "web-720p", "grain": 7}'""",
    "a wrong type": """proxy = '"proxy.mp4"'""",
    "news that are none": "news = 'done@soon;', news_at = 1",
    "a moment that is none": "started_at = 1e300",
}
SQLITE_ROWS = {
    **SQL_ROWS,
    "JSON that is broken": "source = '{\"bucket\": '",
    "JSON without an end": f"options = '{'[' * 100_000}'",
    "bytes that are no text": "filename = CAST(x'ff00fe' AS TEXT)",
    "a made moment that is none": "created_at = 'yesterday'",
    "text for a number": "attempt = 'two'",
}
POSTGRES_ROWS = {
    **SQL_ROWS,
    "JSON without an end": f"options = '{'[' * 3000}{']' * 3000}'",
    "a made moment that is none": "created_at = 'NaN'",
    "a made moment at the end of time": "created_at = 'Infinity'",
}
PACKED = items.packed
ITEMS: dict[str, dict[str, Any]] = {
    "unknown status": {"status": {"S": "paused"}},
    "unknown phase": {"phase": {"S": "dreaming"}},
    "a part that is no object": {"source": PACKED([1])},
    "a part without its fields": {"source": PACKED({})},
    "a part that is null": {"recipe": {"NULL": True}},
    "a part that is missing": {"recipe": None},
    "fields of a later release in the recipe": {"recipe": PACKED({"name": "web-720p", "grain": 7})},
    "a wrong type": {"proxy": {"S": "proxy.mp4"}},
    "a corrupt blob": {"source": {"B": b"no zlib at all"}},
    "a blob that is cut short": {"source": {"B": PACKED({"bucket": "b" * 1000})["B"][:20]}},
    "news that are none": {"news": {"L": [{"S": "done@soon"}]}, "news_at": {"S": "2020-01-01T00:00:00.000000Z"}},
    "a moment that is none": {"started_at": {"S": "yesterday"}},
    "a place that is none": {"place": {"S": "yesterday#x"}},
    "an attribute of another kind": {"attempt": {"S": "two"}},
}


def kinds_of_rows(make: str) -> tuple[str, ...]:
    """Name the kinds of damage that a row of this backend can have."""
    return tuple({"sqlite": SQLITE_ROWS, "postgresql": POSTGRES_ROWS, "dynamodb": ITEMS}[make])


def row(url: str, job: Job, damage: str) -> None:
    """Damage the row of a job."""
    if url.startswith("dynamodb:"):
        _item(url, items.job_key(job.job_id), ITEMS[damage])
    else:
        sets = (SQLITE_ROWS if url.startswith("sqlite") else POSTGRES_ROWS)[damage]
        sql(url, f"UPDATE jobs SET {sets} WHERE job_id = '{job.job_id}'")  # noqa: S608


def mend_phase(url: str, job: Job) -> None:
    """Give a queued job its phase back, which is none."""
    if url.startswith("dynamodb:"):
        _item(url, items.job_key(job.job_id), {"phase": None})
    else:
        sql(url, f"UPDATE jobs SET phase = NULL WHERE job_id = '{job.job_id}'")  # noqa: S608


def document(url: str, kind: str, key: str, damage: str) -> None:
    """Damage a document: its ``body`` is not one, ``foreign``, or its ``version`` or ``time`` is none."""
    if url.startswith("dynamodb:"):
        broken = {
            "body": {"body": {"B": b"no zlib at all"}},
            "foreign": {"body": PACKED({"of": "another kind"})},
            "version": {"version": {"S": "two"}},
            "time": {"written_at": {"S": "yesterday"}},
        }[damage]
        _item(url, items.document_key(kind, key), broken)
        return
    broken_json = "body = '[1]'" if url.startswith("postgresql") else "body = '{\"'"
    sets = {
        "body": broken_json,
        "foreign": """body = '{"of": "another kind"}'""",
        "version": "version = -7" if url.startswith("postgresql") else "version = 'two'",
        "time": "written_at = 'NaN'" if url.startswith("postgresql") else "written_at = 'yesterday'",
    }[damage]
    sql(url, f"UPDATE notes SET {sets} WHERE kind = '{kind}' AND key = '{key}'")  # noqa: S608


def sql(url: str, statement: str) -> None:
    """Run a statement; it has to find something."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            assert connection.execute(statement).rowcount
        connection.close()
        return
    with psycopg.connect(url.replace("+psycopg", "")) as session:
        assert session.execute(statement.encode()).rowcount


def _item(url: str, key: dict[str, Any], attributes: dict[str, Any]) -> None:
    sets = [(f"#n{at}", name, value) for at, (name, value) in enumerate(attributes.items()) if value is not None]
    gone = [(f"#g{at}", name) for at, (name, value) in enumerate(attributes.items()) if value is None]
    change = f"SET {', '.join(f'{mark} = :{mark[1:]}' for mark, *_ in sets)}" if sets else ""
    change += f" REMOVE {', '.join(mark for mark, _ in gone)}" if gone else ""
    values = {f":{mark[1:]}": value for mark, _, value in sets}
    wire = Wire(url, dynamodb.REGION)
    wire.call(
        "update_item",
        Key=key,
        UpdateExpression=change,
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeNames={mark: name for mark, name, *_ in [*sets, *gone]},
        **({"ExpressionAttributeValues": values} if values else {}),
    )
    wire.close()
