"""The list of jobs with few and with many rows: two scratch deployments, the same API before each, asked in turn."""

import contextlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine

from functions.jobs.model import Job, Source, Status
from functions.jobs.sql import rows
from functions.jobs.sql import table as sql_table
from functions.plan import profile
from functions.plan.profile import Options, Profile
from local.base import ports
from local.bench.figures import Samples
from local.bench.measured_stack import ROOT, until
from local.bench.scale import Scale
from local.client import wire
from local.servers import definitions

_START_SECONDS = 60
_WARM_CALLS = 5
_LEASE = timedelta(days=1)
COLUMNS: Final = tuple(rows.JOBS.columns)


def lists(folder: Path, scale: Scale) -> tuple[Samples, Samples]:
    """Ask both lists in turn for their first page; milliseconds of the one with few rows, and of the one with many.

    The pages have from one job to as many as the small list has, so that no answer can be kept for the next question.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    with contextlib.ExitStack() as open_ones:
        urls = [open_ones.enter_context(api(folder, count)) for count in (scale.few_rows, scale.many_rows)]
        line_of = {url: open_ones.enter_context(contextlib.closing(wire.Line())) for url in urls}
        for number in range(scale.list_calls + _WARM_CALLS):
            for url, values in zip(urls, taken, strict=True):
                began = time.monotonic()
                line_of[url].call("GET", f"{url}/jobs/?limit={number % scale.few_rows + 1}")
                if number >= _WARM_CALLS:
                    values.append((time.monotonic() - began) * 1000)
    few, many = (tuple(values) for values in taken)
    return Samples(f"{scale.few_rows:,} rows", "ms", few), Samples(f"{scale.many_rows:,} rows", "ms", many)


@contextlib.contextmanager
def api(folder: Path, count: int) -> Iterator[str]:
    """Serve the API of a deployment with so many jobs in its table; its address."""
    database_url = f"sqlite:///{folder.absolute() / f'rows-{count}.sqlite3'}"
    insert(database_url, count)
    port = ports.free()
    env = {"DATABASE_URL": database_url, "AWS_REGION": "us-east-1", "SOURCE_BUCKET": "source", "PROXY_BUCKET": "proxy"}
    argv = [sys.executable, "-m", "uvicorn", "--factory", "functions.api.handler:create_app", "--port", str(port)]
    with subprocess.Popen(
        [*argv, "--log-level", "warning"], env={**os.environ, **env}, cwd=ROOT, stdin=subprocess.DEVNULL
    ) as served:
        try:
            until(lambda: definitions.answers(port, "/jobs/?limit=1"), "Starting the API", _START_SECONDS)
            yield f"http://{ports.LOOPBACK}:{port}"
        finally:
            served.terminate()


@contextlib.contextmanager
def site(folder: Path, count: int, environment: Mapping[str, str], page: Path) -> Iterator[str]:
    """Serve the built ``page`` of a deployment with so many jobs in its table; its address."""
    database_url = f"sqlite:///{folder.absolute() / f'rows-{count}.sqlite3'}"
    insert(database_url, count)
    with ports.listen(0, "") as api_socket, ports.listen(0, "") as page_socket:
        served = definitions.api({**environment, "DATABASE_URL": database_url}, api_socket, page_socket, page)
        passed = [each.fileno() for each in served.sockets]
        address = "http://{}:{}".format(*page_socket.getsockname())
        running = subprocess.Popen(served.argv, env=dict(served.env), pass_fds=passed, stdin=subprocess.DEVNULL)
    with running:
        try:
            port = int(address.rpartition(":")[2])
            until(lambda: definitions.answers(port, "/api/jobs/?limit=1"), "Starting the page", _START_SECONDS)
            yield address
        finally:
            running.terminate()


@contextlib.contextmanager
def running(database_url: str, count: int) -> Iterator[None]:
    """Let the table have so many jobs that run, during the block, though nobody works on them."""
    used = profile.load("web-720p")
    digest, now = profile.digest(used), datetime.now(UTC)
    busy = {"status": Status.RUNNING, "progress": 0.5, "finished_at": None, "lease_until": now + _LEASE}
    jobs = [_job(number, used, digest).model_copy(update=busy) for number in range(count)]
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(rows.JOBS.insert(), [rows.values(dict(job)) for job in jobs])
        yield
    finally:
        with engine.begin() as connection:
            ours = rows.JOBS.c.job_id.in_([job.job_id for job in jobs])
            connection.execute(rows.JOBS.delete().where(ours))
        engine.dispose()


def insert(database_url: str, count: int, changes: Mapping[str, Any] | None = None) -> list[str]:
    """Fill a new job table, in one transaction, with so many jobs that are done, one a second of the past; their ids.

    ``changes`` are what differs from that, the same for all.
    """
    sql_table.migrate(database_url)
    used = profile.load("web-720p")
    digest = profile.digest(used)
    jobs = [_job(number, used, digest).model_copy(update=changes) for number in range(count)]
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(rows.JOBS.insert(), [rows.values(dict(job)) for job in jobs])
    engine.dispose()
    return [job.job_id for job in jobs]


def _job(number: int, used: Profile, digest: str) -> Job:
    job_id, then = uuid.uuid4().hex, datetime.now(UTC) - timedelta(seconds=number)
    return Job(
        job_id=job_id,
        filename=f"Film {number}.mov",
        status=Status.DONE,
        progress=1,
        attempt=1,
        profile=used.name,
        profile_digest=digest,
        recipe=used,
        options=Options(),
        source=Source(bucket="source", key=f"uploads/{job_id}/source", size=number, etag=job_id),
        created_at=then,
        queued_at=then,
        started_at=then,
        finished_at=then,
    )
