"""The makes of the job table that the same tests run against (SQLite, and PostgreSQL where its binaries are), and the API."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from functions import jobs_sql
from functions.deployment import Deployment
from tests.api_client import serving
from tests.postgres import Postgres, binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL of our own, or skip, saying what is missing."""
    folder = binaries()
    if folder is None:
        pytest.skip("PostgreSQL's initdb is neither on PATH nor under /usr/lib/postgresql; apt-get install postgresql")
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed; pip install 'psycopg[binary]'")
    server = Postgres(folder)
    server.start()
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database without tables, of each make in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """Give the URL of a database that is ready for a job table."""
    jobs_sql.migrate(empty_database_url)
    return empty_database_url


@pytest.fixture
def table(database_url: str) -> Iterator[jobs_sql.SqlJobTable]:
    """Give an empty job table, of each make in turn."""
    opened = jobs_sql.SqlJobTable(database_url)
    yield opened
    opened.close()


@pytest.fixture
def api(deployment: Deployment) -> Iterator[httpx.Client]:
    """Give a client of the API of a fresh installation, served on loopback."""
    with serving(deployment) as client:
        yield client
