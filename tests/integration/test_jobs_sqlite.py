"""What is particular to SQLite: its journal, its one writer, a full disk, and the plans of its queries."""

import resource
import sqlite3
import threading

import pytest
from sqlalchemy import Engine, event

from functions.common.errors import TableUnavailable
from functions.jobs.model import Guard, RetentionTarget, Status
from functions.jobs.sql import table as sql_table
from functions.jobs.sql.table import SqlJobTable
from tests.support.rows.table_rows import a_job, by, claimed, stored
from tests.support.servers.processes import apart


@pytest.fixture
def make():
    return "sqlite"


@pytest.fixture
def file(database_url):
    return database_url.removeprefix("sqlite:///")


@pytest.fixture
def locked(table, file):
    """Another program holds the file's write lock."""
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    yield holder
    holder.close()


def test_the_journal_is_written_ahead_and_every_commit_reaches_the_disk(table):
    stored(table)
    with table._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_a_file_locked_for_long_is_unavailable_for_writing_and_nothing_is_lost_or_done_twice(
    table, database_url, locked
):
    impatient = SqlJobTable(database_url, patience_seconds=0.05)
    locked.execute("COMMIT")
    job, fresh = claimed(table), a_job(table)
    locked.execute("BEGIN IMMEDIATE")

    for call in (
        lambda: impatient.insert(fresh),
        lambda: impatient.write(job.job_id, by(job), {"status": Status.DONE}),
        lambda: impatient.claim(job.job_id, "second", 60),
        lambda: impatient.put_document("kind", "key", {}),
    ):
        with pytest.raises(TableUnavailable, match="locked"):
            call()
    assert impatient.get(job.job_id) == job  # reading goes on

    locked.execute("COMMIT")
    assert table.get(fresh.job_id) is None
    assert table.get(job.job_id) == job
    assert impatient.insert(fresh)
    assert impatient.put_document("kind", "key", {}).version == 1
    impatient.close()


def test_a_write_waits_for_a_short_lock(table, locked):
    waiting = threading.Thread(target=lambda: stored(table, job_id="waited"))
    waiting.start()
    assert table.get("waited") is None

    locked.execute("COMMIT")
    waiting.join()

    assert table.get("waited")


def insert_on_a_full_disk(database_url):
    """Insert until the file may grow no further; the last job that was acknowledged, and the one that was not."""
    table = SqlJobTable(database_url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, resource.RLIM_INFINITY))
    acknowledged = None
    for _ in range(1000):
        job = a_job(table)
        try:
            table.insert(job)
        except TableUnavailable:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            again = table.get(job.job_id) is None and table.insert(job)
            table.close()
            return acknowledged, job.job_id, again
        acknowledged = job.job_id
    raise AssertionError("the disk never was full")


def test_a_full_disk_is_unavailable_and_goes_on_when_there_is_space(table, database_url, file):
    acknowledged, refused, again = apart(insert_on_a_full_disk, database_url)

    assert again is True
    assert table.get(acknowledged)
    assert table.get(refused)
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def plan(table, file):
    """Give SQLite's plan of the statement that a call runs."""
    statements = []

    def remember(_connection, _cursor, statement, parameters, _context, _many):
        statements.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", remember)

    def of(call):
        statements.clear()
        call()
        (last,) = statements
        reader = sqlite3.connect(file)
        steps = [row[3] for row in reader.execute(f"EXPLAIN QUERY PLAN {last[0]}", last[1])]
        reader.close()
        return steps

    yield of
    event.remove(Engine, "before_cursor_execute", remember)


@pytest.mark.parametrize(
    ("filters", "step"),
    [
        ({}, "SCAN jobs USING COVERING INDEX jobs_by_age"),  # read until the page is full
        ({"cursor": True}, "SEARCH jobs USING COVERING INDEX jobs_by_age ((created_at,job_id)<(?,?))"),
        ({"query": "x"}, "SCAN jobs USING COVERING INDEX jobs_by_age"),
        ({"status": Status.DONE}, "SEARCH jobs USING COVERING INDEX jobs_by_status (status=?)"),
        ({"status": Status.DONE, "query": "x"}, "SEARCH jobs USING COVERING INDEX jobs_by_status (status=?)"),
        (
            {"status": Status.DONE, "cursor": True},
            "SEARCH jobs USING COVERING INDEX jobs_by_status (status=? AND (created_at,job_id)<(?,?))",
        ),
        ({"source_key": "x"}, "SEARCH jobs USING COVERING INDEX jobs_by_source (source_key=?)"),
    ],
)
def test_a_page_is_found_in_an_index_and_only_its_rows_are_read(table, plan, filters, step):
    for _ in range(3):
        stored(table)
    if "cursor" in filters:
        filters = {**filters, "cursor": table.find(limit=1).next_cursor}

    steps = plan(lambda: table.find(**filters))

    # The sort at the end is of the page's own rows: the index gives their ids in order already.
    rows_of_the_page = "SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (job_id=?)"
    assert steps == [rows_of_the_page, "LIST SUBQUERY 1", step, "USE TEMP B-TREE FOR ORDER BY"]


def test_the_turns_of_the_clock_read_only_what_they_are_for(table, plan):
    now = table.now()

    assert plan(table.due) == ["SEARCH jobs USING INDEX jobs_by_due (due_at<?)"]
    assert plan(lambda: table.finished(now, RetentionTarget.ROW)) == [
        "SEARCH jobs USING INDEX jobs_by_end (finished_at<?)"
    ]
    assert plan(lambda: table.finished(now, RetentionTarget.SOURCE)) == [
        "SEARCH jobs USING INDEX jobs_by_source_end (keeps_source=? AND finished_at<?)"
    ]
    assert plan(lambda: table.finished(now, RetentionTarget.OUTPUTS)) == [
        "SEARCH jobs USING INDEX jobs_by_outputs_end (keeps_outputs=? AND finished_at<?)"
    ]


def test_a_claim_and_a_fenced_write_are_one_statement_each(table, plan):
    one_row = ["SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (job_id=?)"]

    claim = plan(lambda: table.claim("x", "first", 60))
    assert claim[:1] == one_row
    assert all(step.startswith(("SCALAR SUBQUERY", "SEARCH notes USING")) for step in claim[1:])  # is there a webhook?
    assert plan(lambda: table.write("x", Guard({Status.RUNNING}, 1), {"progress": 0.5}, lease_seconds=60)) == one_row
    assert plan(lambda: table.delete("x", Guard({Status.RUNNING}, 1))) == one_row


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path):
    with pytest.raises(TableUnavailable, match="unable to open"):
        sql_table.migrate(f"sqlite:///{tmp_path / 'not' / 'there.sqlite3'}")
