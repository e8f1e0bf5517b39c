"""The job table on PostgreSQL: many processes claim at once, each job is claimed once; no statement reads a whole table.

The server is Debian's, as its package sets it up: what is committed is on the disk.
"""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from typing import NamedTuple

from functions.jobs.model import Status
from functions.jobs.sql.table import SqlJobTable
from local.bench import postgres, rows
from local.bench.figures import Bar, Figure, Samples
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import Scale

_PATIENCE = 60.0  # seconds; on a busy machine 32 processes may wait long for each other
_LEASE_SECONDS = 3600.0

_forking = multiprocessing.get_context("forkserver")


class Race(NamedTuple):
    """How a race ended: how many jobs were not claimed exactly once, of how many, and in how many seconds."""

    wrong: int
    jobs: int
    calls: int
    seconds: float


class _Run(NamedTuple):
    """What one process did, and when, by the machine's monotonic clock."""

    won: list[tuple[str, int]]
    began: float
    ended: float


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:  # noqa: ARG001  it brings a server of its own
    """Give one figure: jobs not claimed exactly once, with the claims a second of two races."""
    claim = f"{scale.claimers} processes claim {scale.claimed_jobs:,} jobs on PostgreSQL: not claimed exactly once"
    bar = Bar(0, "at most")
    try:
        with postgres.serving() as server:
            races = [
                race(server.database(), scale.claimed_jobs, everybody=every, claimers=scale.claimers)
                for every in (False, True)
            ]
    except postgres.PostgresMissing as missing:
        yield Figure("claims_once", claim, bar, note=missing.message)
        return
    shared, contested = races
    speeds = (
        Samples("each its share", "claims/s", (shared.jobs / shared.seconds,)),
        Samples("all want all", "claims/s", (contested.jobs / contested.seconds,)),
        Samples("refusals among them", "calls/s", (contested.calls / contested.seconds,)),
    )
    yield Figure("claims_once", claim, bar, shared.wrong + contested.wrong, speeds)


def race(database_url: str, count: int, *, everybody: bool, claimers: int) -> Race:
    """Let processes claim ``count`` queued jobs of a table: each its share, or everybody all of them in the same order."""
    queued = {"status": Status.QUEUED, "attempt": 0, "progress": 0.0, "started_at": None, "finished_at": None}
    ids = rows.insert(database_url, count, queued)
    lists = [ids if everybody else ids[number::claimers] for number in range(claimers)]
    _forking.set_forkserver_preload([__name__, "sqlalchemy.dialects.postgresql", "psycopg"])
    ready = _forking.Barrier(claimers, timeout=_PATIENCE)
    with ProcessPoolExecutor(claimers, mp_context=_forking, initializer=ready.wait) as processes:
        runs = list(processes.map(_claim, [database_url] * claimers, map(str, range(claimers)), lists))
    claimed = Counter(chain.from_iterable(run.won for run in runs))
    wrong = Counter({(job_id, 1): 1 for job_id in ids})
    wrong.subtract(claimed)
    seconds = max(run.ended for run in runs) - min(run.began for run in runs)
    return Race(sum(map(abs, wrong.values())), count, sum(map(len, lists)), seconds)


def _claim(database_url: str, worker: str, ids: Sequence[str]) -> _Run:
    """Claim every job of a list, in a process of its own; what was won, with the number of its attempt."""
    table = SqlJobTable(database_url, patience_seconds=_PATIENCE)
    table.now()  # a connection, before the time is taken
    began = time.monotonic()
    rows_won = [table.claim(job_id, worker, _LEASE_SECONDS) for job_id in ids]
    ended = time.monotonic()
    table.close()
    return _Run([(job.job_id, job.attempt) for job in rows_won if job], began, ended)
