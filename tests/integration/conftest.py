"""The backends of the job table that the same tests run against, each where its server is, and the API."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import moto
import pytest

from functions.deployment import Deployment
from functions.ffmpeg import sandbox
from functions.ffmpeg.sandbox import Tools
from functions.jobs.dynamodb import table as dynamodb_table
from functions.jobs.dynamodb.table import DynamoDbJobTable
from functions.jobs.sql import table as sql_table
from functions.jobs.sql.table import SqlJobTable
from local.bench.simulate.table import MemoryJobTable
from local.tools import dynamodb as dynamodb_tool
from local.tools import ffmpeg as ffmpeg_tool
from tests.conftest import LOCAL, need
from tests.support.films.pipeline import Workshop
from tests.support.rows import table_rows
from tests.support.servers import dynamodb
from tests.support.servers.api import serving
from tests.support.servers.postgres import Postgres, binaries


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
    sql_table.migrate(url)
    return url


@pytest.fixture(scope="session")
def dynamodb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dynamodb.DynamoDb]:
    """Start a DynamoDB Local of our own."""
    server = dynamodb.DynamoDb(need(dynamodb_tool.find(LOCAL), "DynamoDB Local"), tmp_path_factory.mktemp("dynamodb"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def dynamodb_tables(dynamodb_server: dynamodb.DynamoDb) -> str:
    """Give the URL of a table on it, made once: to make one takes longer than most tests."""
    return dynamodb_server.table()


@pytest.fixture(params=["sqlite", "postgresql", "dynamodb"])
def make(request: pytest.FixtureRequest) -> str:
    """Name each make in turn."""
    return str(request.param)


@pytest.fixture
def empty_database_url(make: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database without tables."""
    match make:
        case "sqlite":
            return f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
        case "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            return server.database()
        case "dynamodb":
            local: dynamodb.DynamoDb = request.getfixturevalue("dynamodb_server")
            return local.url()
        case "memory":
            pytest.skip("what is in memory has no tables to be without")
        case _:
            request.getfixturevalue("moto_dynamodb")
            return "dynamodb://not-there"


@pytest.fixture
def database_url(make: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a database with empty tables."""
    match make:
        case "sqlite":
            path = tmp_path / "jobs.sqlite3"
            shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
            url = f"sqlite:///{path}"
        case "postgresql":
            url = str(request.getfixturevalue("postgres_tables"))
            server: Postgres = request.getfixturevalue("postgres")
            server.run(url.rpartition("/")[2], "DELETE FROM jobs")
            server.run(url.rpartition("/")[2], "DELETE FROM notes")
        case "dynamodb":
            url = str(request.getfixturevalue("dynamodb_tables"))
            dynamodb.empty(url)
        case "memory":
            url = "memory:"
        case _:
            request.getfixturevalue("moto_dynamodb")
            url = "dynamodb://jobs"
            dynamodb_table.create(url, dynamodb.REGION)
    return url


@pytest.fixture
def moto_dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let moto answer in place of AWS, within this process."""
    for name, value in dynamodb.KEYS.items():
        monkeypatch.setenv(name, value)
    with moto.mock_aws():
        yield


@pytest.fixture
def table(database_url: str) -> Iterator[SqlJobTable | DynamoDbJobTable | MemoryJobTable]:
    """Give an empty job table, of each make in turn."""
    opened = table_rows.opened(database_url)
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


@pytest.fixture
def children_limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, int]]]:
    """Tell of each child that is started its command, and what it may take."""
    seen: list[tuple[str, dict[str, int]]] = []
    start = sandbox.start

    def noted(argv: list[str], *, tools: Tools, limits: dict[sandbox.Limit, int] | None = None, **more: Any) -> object:
        seen.append((" ".join(argv), {**tools.limits, **(limits or {})}))
        return start(argv, tools=tools, limits=limits or {}, **more)

    monkeypatch.setattr(sandbox, "start", noted)
    return seen
