"""Real processes for races: forked off a server that has imported the code once, so that eight cost little more than one."""

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
WORKERS = 8

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(
    [
        "functions.jobs.sql.migrations",
        "tests.support.rows.table_rows",
        "pytest",
        "psycopg",
        "sqlalchemy.dialects.postgresql",
    ]
)


def at_once(work: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """Let eight processes do the work, each with its own arguments, once all of them are ready; their answers in order."""
    ready = _forking.Barrier(WORKERS, timeout=60)
    with ProcessPoolExecutor(WORKERS, mp_context=_forking, initializer=ready.wait) as processes:
        return list(processes.map(work, *arguments))


def apart(work: Callable[..., T], *arguments: Any) -> T:
    """Let one process of its own do it, with what it does to its limits; its answer."""
    with ProcessPoolExecutor(1, mp_context=_forking) as process:
        return process.submit(work, *arguments).result()
