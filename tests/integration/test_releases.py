"""Rows and documents that the last two releases wrote are read on each backend, and the work on them goes on."""

import base64
import itertools
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from functions import cleanup
from functions.fleet import hosts
from functions.intake import billing
from functions.jobs import settings
from functions.jobs.dynamodb.client import Wire
from functions.jobs.model import ACTIVE, WEBHOOK, Status
from functions.jobs.sql import table as sql_table
from functions.upkeep import audit, clock_status
from functions.webhooks import deliveries, endpoints
from local.servers import provision
from tests.support.rows import table_rows
from tests.support.servers import dynamodb
from tests.support.servers.api import serving

FOLDER = Path(__file__).parents[1] / "releases"
KNOWN = {*ACTIVE, Status.DONE, Status.FAILED, Status.REJECTED, Status.CANCELLED, Status.EXPIRED}
RELEASES = ("0.1.0", "0.2.0")


def sqlite(release: str, folder: Path) -> str:
    """The database of a release, brought to today's schema as an upgrade does."""
    file = folder / f"{release}.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.executescript((FOLDER / f"{release}.sql").read_text())
    connection.close()
    url = f"sqlite:///{file}"
    sql_table.migrate(url)
    return url


def postgresql(release: str, folder: Path, url: str) -> str:
    """The same columns, in the tables of PostgreSQL."""
    connection = sqlite3.connect(sqlite(release, folder).removeprefix("sqlite:///"))
    connection.row_factory = sqlite3.Row
    with psycopg.connect(url.replace("+psycopg", "")) as session:
        for table in ("jobs", "notes"):
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                booleans = {"keeps_source", "keeps_outputs"}
                values = [bool(row[name]) if name in booleans else row[name] for name in row.keys()]  # noqa: SIM118
                marks = ", ".join(["%s"] * len(values))
                session.execute(f"INSERT INTO {table} ({', '.join(row.keys())}) VALUES ({marks})".encode(), values)  # noqa: S608
    connection.close()
    return url


def in_dynamodb(release: str, url: str) -> str:
    """The items of a release, in a table of today."""
    wire = Wire(url, dynamodb.REGION)
    for item in json.loads((FOLDER / f"{release}.dynamodb.json").read_text()):
        wire.call("put_item", Item={name: _value(value) for name, value in item.items()})
    wire.close()
    return url


def _value(attribute: dict[str, Any]) -> dict[str, Any]:
    ((kind, value),) = attribute.items()
    if kind == "B":
        return {"B": base64.b64decode(value)}
    return {"L": [_value(each) for each in value]} if kind == "L" else {kind: value}


@pytest.fixture(params=list(itertools.product(("sqlite", "postgresql", "dynamodb"), RELEASES)))
def release(request) -> tuple[str, str]:
    if request.param == ("dynamodb", "0.1.0"):
        pytest.skip("release 0.1.0 had no DynamoDB")
    return request.param


@pytest.fixture
def make(release) -> str:
    return release[0]


@pytest.fixture
def deployment(deployment, release, database_url, tmp_path):
    """An installation that was upgraded from a release."""
    kind, name = release
    match kind:
        case "sqlite":
            url = sqlite(name, tmp_path)
        case "postgresql":
            url = postgresql(name, tmp_path, database_url)
        case _:
            url = in_dynamodb(name, database_url)
    provision.buckets(deployment.config.model_copy(update={"source_bucket": "source"}))  # where their sources were
    table = table_rows.opened(url)
    yield replace(deployment, table=table)
    table.close()


def test_what_an_earlier_release_wrote_is_read_and_worked_on(deployment, release):
    table = deployment.table

    page = table.find(limit=200)

    assert page.unreadable == []
    assert {job.status for job in page.jobs} == KNOWN
    assert all(table.get(job.job_id) == job for job in page.jobs)
    (done,) = [job for job in page.jobs if job.status is Status.DONE]
    assert done.proxy.certificate.rules
    assert done.proxy.media.video.frames == done.source.media.video.frames == 50
    assert settings.read(table).settings.retention_hours == 5
    assert table.documents("tombstone", "a" * 32)[0].broken == ""
    assert hosts.live(table, 10**9).hosts[0].host == "studio-1"
    if release[1] != "0.1.0":
        assert clock_status.read(table).last.done == {"row_deleted": 1}
        month = table.documents(billing.KIND)[0].key[:7]
        assert billing.month(deployment, settings.read(table).settings, month).days[0].cpu_seconds == 2
        assert [hook.url for hook in endpoints.every(table)] == ["https://example.org/"]
        assert len(endpoints.ids(table)) == len(table.documents(WEBHOOK))
        assert len(list(deliveries.walk(table))) == 1

    with serving(deployment) as client:
        for brief in ("true", "false"):
            answer = client.get("/jobs/", params={"brief": brief, "limit": 200}).json()
            assert len(answer["jobs"]) == len(page.jobs)
            assert answer["unreadable"] == []
    done = cleanup.turn(deployment)
    assert done["interrupted"] == done["unreadable_found"] == 0
    assert audit.count(table) == audit.Count()


def test_a_queued_job_of_an_earlier_release_is_claimed_and_written(deployment):
    (queued,) = deployment.table.find(status=Status.QUEUED).jobs

    claimed = deployment.table.claim(queued.job_id, "studio-1", 30)

    assert claimed.attempt == 1
    assert claimed.status in ACTIVE
