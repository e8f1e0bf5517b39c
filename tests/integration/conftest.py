"""The makes of the job table that the same tests run against (SQLite, and PostgreSQL where its binaries are), and the API."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from functions import jobs_sql
from functions.confine import Tools
from functions.deployment import Deployment
from local.tools import ffmpeg as ffmpeg_tool
from tests.api_client import serving
from tests.postgres import Postgres, binaries
from tests.workshop import Workshop


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


@pytest.fixture(scope="session")
def postgres_tables(postgres: Postgres) -> str:
    """Give the URL of a PostgreSQL database with tables, made once: to make one takes longer than most tests."""
    url = postgres.database()
    jobs_sql.migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest) -> str:
    """Name each make of database in turn."""
    return str(request.param)


@pytest.fixture
def empty_database_url(make: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database without tables."""
    if make == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def database_url(make: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database with empty tables."""
    if make == "sqlite":
        url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
        jobs_sql.migrate(url)
        return url
    url = str(request.getfixturevalue("postgres_tables"))
    server: Postgres = request.getfixturevalue("postgres")
    server.run(url.rpartition("/")[2], "DELETE FROM jobs")
    server.run(url.rpartition("/")[2], "DELETE FROM notes")
    return url


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


@pytest.fixture
def workshop(ffmpeg: ffmpeg_tool.Pair, clip_folder: Path, tmp_path: Path) -> Workshop:
    """Give the media path by itself, with the ffmpeg that was found."""
    return Workshop(Tools(ffmpeg.ffmpeg, ffmpeg.ffprobe), clip_folder, tmp_path)
