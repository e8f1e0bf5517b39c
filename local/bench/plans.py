"""Which way PostgreSQL goes to what the job table asks for, with a million rows: by an index, or through the whole table.

The server itself tells how it went (auto_explain), so what is looked at are the statements that the table really sends.
A search for part of a name is not among them: it reads the names in an index, as the contract says.
"""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from functions.jobs.model import Guard, JobTable, RetentionTarget, Status
from functions.jobs.sql.table import SqlJobTable
from local.bench import postgres, rows
from local.bench.figures import Bar, Figure, Samples
from local.bench.measured_stack import MeasuredStack
from local.bench.postgres import Postgres
from local.bench.scale import Scale

_WHOLE = frozenset({"Seq Scan", "Parallel Seq Scan"})
_DOCUMENT = re.compile(r"plan:\n(\t\{.*?^\t\})$", re.DOTALL | re.MULTILINE)
_NOTES = 20_000


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:  # noqa: ARG001  it brings a server of its own
    """Give one figure: how many of the table's calls read a whole table, with the milliseconds of each."""
    claim = f"calls of the job table on PostgreSQL that read a whole table, of {scale.planned_rows:,} jobs"
    bar = Bar(0, "at most")
    try:
        with postgres.serving((*postgres.FORGETFUL, *postgres.EXPLAINED)) as server:
            asked = ask(server, server.database(), scale.planned_rows)
    except postgres.PostgresMissing as missing:
        yield Figure("table_plans", claim, bar, note=missing.message)
        return
    wrong = [name for name, (_, whole) in asked.items() if whole]
    samples = tuple(Samples(name, "ms", (milliseconds,)) for name, (milliseconds, _) in asked.items())
    yield Figure("table_plans", claim, bar, len(wrong), samples, ", ".join(wrong))


def ask(server: Postgres, database_url: str, count: int) -> dict[str, tuple[float, bool]]:
    """Fill a table with ``count`` jobs, and make each call: its milliseconds, and whether it read a whole table."""
    fill(server, database_url, count)
    found = {}
    with contextlib.closing(SqlJobTable(database_url)) as table:
        for name, call in calls(table).items():
            call()  # connections and caches
            at = server.log.stat().st_size
            began = time.monotonic()
            call()
            milliseconds = (time.monotonic() - began) * 1000
            with server.log.open("rb") as log:
                log.seek(at)
                found[name] = (milliseconds, whole(log.read().decode(errors="replace")))
    return found


def calls(table: JobTable) -> dict[str, Callable[[], object]]:
    """Name the calls that workers, pages and the clock make again and again."""
    now = table.now()
    page = table.find(limit=50)
    job = page.jobs[0]
    held = Guard({Status.RUNNING}, 99)
    return {
        "get": lambda: table.get(job.job_id),
        "claim": lambda: table.claim(job.job_id, "worker", 30),
        "write": lambda: table.write(job.job_id, held, {"progress": 0.5}, lease_seconds=30),
        "first page": lambda: table.find(limit=50),
        "next page": lambda: table.find(limit=50, cursor=page.next_cursor),
        "running": lambda: table.find(status=Status.RUNNING, limit=200),
        "of a source": lambda: table.find(source_key=job.source.key),
        "due": table.due,
        "sources past retention": lambda: table.finished(now - timedelta(days=7), RetentionTarget.SOURCE),
        "outputs past retention": lambda: table.finished(now - timedelta(days=7), RetentionTarget.OUTPUTS),
        "rows past retention": lambda: table.finished(now - timedelta(days=30), RetentionTarget.ROW),
        "one note": lambda: table.documents("piece/of a job/1", "0007"),
        "notes of a kind": lambda: table.documents("piece/of a job/1"),
        "write a note": lambda: table.put_document("piece/of a job/1", "0007", {}, if_version=99),
    }


def fill(server: Postgres, database_url: str, count: int) -> None:
    """Copy one row within the server: a second apart, one in 1,000 queued or running and due, the rest done."""
    (model,) = rows.insert(database_url, 1)
    database = database_url.rpartition("/")[2]
    age = "extract(epoch from now()) - n"
    copied = {
        "job_id": "md5(n::text)",
        "source_key": "'uploads/' || md5(n::text) || '/source'",
        "created_at": age,
        "finished_at": f"CASE WHEN n % 1000 > 1 THEN {age} END",
        "status": "CASE n % 1000 WHEN 0 THEN 'queued' WHEN 1 THEN 'running' ELSE 'done' END",
        "due_at": f"CASE WHEN n % 1000 < 2 THEN {age} END",
        "keeps_source": "n < 604800",
        "keeps_outputs": "n < 604800",
    }
    names = [column.name for column in rows.COLUMNS]
    chosen = ", ".join(copied.get(name, f'"{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    series = f"generate_series(1, {count}) AS n"
    rest = f"SELECT {chosen} FROM jobs, {series} WHERE job_id = '{model}'"  # noqa: S608  nothing here is anybody's input
    server.run(database, f"INSERT INTO jobs ({quoted}) {rest}")
    notes = f"SELECT 'piece/' || (n / 100) || '/1', n::text, '{{}}', 1, {age} FROM generate_series(1, {_NOTES}) AS n"  # noqa: S608
    server.run(database, f"INSERT INTO notes (kind, key, body, version, written_at) {notes}")
    server.run(database, "ANALYZE")


def whole(said: str) -> bool:
    """Whether a plan in what the server wrote to its log reads a whole table."""
    return any(_reads_all(json.loads(found[1])["Plan"]) for found in _DOCUMENT.finditer(said))


def _reads_all(node: dict[str, Any]) -> bool:
    return node["Node Type"] in _WHOLE or any(_reads_all(below) for below in node.get("Plans", []))
