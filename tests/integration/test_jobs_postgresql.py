"""What is particular to PostgreSQL: row locks of others, and a server that goes away."""

import psycopg
import pytest

from functions.common.errors import TableUnavailable
from functions.jobs.model import Status
from functions.jobs.sql.table import SqlJobTable
from local.bench import claims, plans, postgres
from tests.support.rows.table_rows import by, claimed


@pytest.fixture
def make():
    return "postgresql"


def test_a_row_locked_for_long_is_unavailable_and_nothing_is_lost_or_done_twice(table, database_url):
    job, impatient = claimed(table), SqlJobTable(database_url, patience_seconds=0.05)
    with psycopg.connect(database_url.replace("+psycopg", "")) as holder:
        holder.execute("SELECT * FROM jobs FOR UPDATE")
        with pytest.raises(TableUnavailable, match="lock timeout"):
            impatient.write(job.job_id, by(job), {"status": Status.DONE})
        assert impatient.get(job.job_id) == job

    assert table.get(job.job_id) == job
    assert impatient.write(job.job_id, by(job), {"status": Status.DONE}).status is Status.DONE
    impatient.close()


def test_a_server_that_crashed_is_unavailable_and_found_again_with_what_it_acknowledged(table, postgres):
    job = claimed(table)

    postgres.crash()
    with pytest.raises(TableUnavailable):
        table.get(job.job_id)
    with pytest.raises(TableUnavailable):
        table.write(job.job_id, by(job), {"progress": 0.5})
    postgres.start()

    assert table.get(job.job_id) == job
    assert table.write(job.job_id, by(job), {"progress": 0.5})


def test_of_32_processes_that_claim_at_once_each_job_has_one(database_url):
    race = claims.race(database_url, 320, everybody=True, claimers=32)

    assert (race.wrong, race.jobs, race.calls) == (0, 320, 320 * 32)


def test_no_call_reads_a_whole_table():
    with postgres.serving((*postgres.FORGETFUL, *postgres.EXPLAINED)) as server:
        asked = plans.ask(server, server.database(), 20_000)

    assert {name for name, (_, whole) in asked.items() if whole} == set()
    assert len(asked) == 14
    assert plans.whole(EXPLAINED_SCAN)


EXPLAINED_SCAN = """2026-11-23 09:00:00.000 UTC [1] LOG:  duration: 0.006 ms  plan:
\t{
\t  "Query Text": "SELECT 1 FROM jobs",
\t  "Plan": {"Node Type": "Limit", "Plans": [{"Node Type": "Seq Scan", "Relation Name": "jobs"}]}
\t}
"""
