"""The job table locked by somebody else for longer than anybody waits for it: nothing is lost."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.support.repeats import often
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, TEXT
from tests.support.stack.running_stack import RunningStack, asleep
from tests.support.wait_until import until


@contextmanager
def locked(stack: RunningStack) -> Iterator[None]:
    """Keep everybody from writing to the table."""
    with closing(sqlite3.connect(stack.data / "jobs.sqlite3", timeout=60, isolation_level=None)) as table:
        table.execute("BEGIN IMMEDIATE")
        yield
        table.execute("ROLLBACK")


@often
def test_a_locked_table_is_answered_as_unavailable_and_loses_nothing(stack, visitor, film, turn):
    body = film.read_bytes()
    running = visitor.order(len(body))
    with stack.worker_frozen():
        visitor.put(running, body)
    before = len(stack.log("worker"))
    with locked(stack):
        refused = visitor.ask("POST", "/upload/", json={"filename": "film.mp4", "size": len(TEXT)})
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "table_unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert visitor.ask("GET", f"/status/{running['job_id']}/").is_success  # reading goes on
        visitor.drop("while locked.mp4", film)
        until(
            lambda: "table_unavailable" in stack.log("worker")[before:],
            "the worker met the lock",
            JOB_SECONDS,
            LOOK_SECONDS,
        )

    for job_id in (running["job_id"], visitor.named("while locked.mp4")["job_id"]):
        assert visitor.has_its_proxy(visitor.done(job_id))
    visitor.told("DELETE", f"/jobs/{visitor.named('while locked.mp4')['job_id']}/")


@often
def test_an_attempt_that_the_lock_kept_from_its_lease_publishes_once_or_leaves_it_to_the_next(
    stack, visitor, film, turn
):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker(
            "locked-out", "tests.support.stack.killed_worker", "encoding-50", "SIGSTOP", job_id
        ) as worker:
            assert visitor.put(order, body).is_success
            until(lambda: asleep(worker.process.pid), "it is in the middle of its work")
            with locked(stack):
                os.kill(worker.process.pid, signal.SIGCONT)
                until(lambda: "table_unavailable" in worker.said, "it met the lock", JOB_SECONDS, LOOK_SECONDS)

            job = visitor.done(job_id)

            assert visitor.has_its_proxy(job)
            until(lambda: visitor.attempts(job) == {job["attempt"]}, "one proxy is left")
