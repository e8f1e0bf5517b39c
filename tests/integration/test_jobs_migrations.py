"""The schema: made by steps, the same that the code expects, by one process of many, and down again."""

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from functions.jobs.sql import migrations, rows
from functions.jobs.sql import table as sql_table
from tests.support.rows.table_rows import stored
from tests.support.servers.processes import WORKERS, at_once


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request):
    return request.param  # a DynamoDB table has no steps


def tables_of(database_url):
    engine = sqlalchemy.create_engine(database_url)
    names = set(sqlalchemy.inspect(engine).get_table_names())
    engine.dispose()
    return names


def columns_of(database_url):
    engine = sqlalchemy.create_engine(database_url)
    names = {column["name"] for column in sqlalchemy.inspect(engine).get_columns("jobs")}
    engine.dispose()
    return names


def test_the_steps_lead_to_the_tables_that_the_code_expects(database_url):
    engine = sqlalchemy.create_engine(database_url)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), rows.metadata())
    engine.dispose()

    assert difference == []


def test_migrating_again_changes_nothing(table, database_url):
    job = stored(table)

    sql_table.migrate(database_url)

    assert table.get(job.job_id) == job


def test_processes_that_start_at_once_all_find_the_tables(empty_database_url):
    at_once(sql_table.migrate, [empty_database_url] * WORKERS)

    table = sql_table.SqlJobTable(empty_database_url)
    stored(table)
    table.close()


def test_going_down_takes_the_tables_away_and_going_up_brings_them_back(empty_database_url):
    migrations.upgrade(empty_database_url)
    assert tables_of(empty_database_url) == {"jobs", "notes", "alembic_version"}

    migrations.downgrade(empty_database_url, "base")
    assert tables_of(empty_database_url) == {"alembic_version"}

    migrations.upgrade(empty_database_url)
    table = sql_table.SqlJobTable(empty_database_url)
    stored(table)
    table.close()


def test_a_job_of_before_the_phase_times_is_read_after_the_step_and_kept_by_the_way_back(database_url, table):
    job = stored(table)
    migrations.downgrade(database_url, "0001")
    assert "phases" not in columns_of(database_url)

    migrations.upgrade(database_url)

    assert table.get(job.job_id) == job


def test_a_job_of_before_the_folders_is_read_after_the_step_as_one_of_none(database_url, table):
    job = stored(table)
    migrations.downgrade(database_url, "0005")
    assert "folder" not in columns_of(database_url)

    migrations.upgrade(database_url)

    assert table.get(job.job_id) == job
    assert job.folder == ""
