"""kill -9 of a worker at each point of its work: the job ends done, with one proxy, and nothing is left behind."""

import os
import signal
from contextlib import ExitStack

import pytest

from functions.bucket.outputs import RECORD
from tests.support.films import clips
from tests.support.repeats import SOAK, often
from tests.support.stack import killed_worker
from tests.support.stack.client import Job, Visitor
from tests.support.stack.running_stack import asleep
from tests.support.wait_until import until

PUBLISHED = {f"{each.kind}{each.extension or '.mp4'}" for each in RECORD.values()}


def published_once(visitor: Visitor, job: Job) -> bool:
    """Whether the bucket has the outputs of the attempt that the job names, and of no other."""
    attempt = job["proxy"]["certificate"]["attempt"]
    outputs = visitor.outputs(job["job_id"])
    return (
        {f"{attempt}/{name}" for name in PUBLISHED}
        <= outputs
        <= {f"{attempt}/{name}" for name in {*PUBLISHED, "log.txt"}}
    )


@pytest.fixture(scope="module", params=range(SOAK))
def killed(stack, a_while_ago, ffmpeg, clip_folder) -> dict[str, str]:
    """For each point, the id of a job whose worker was killed there."""
    visitor, body = Visitor(stack), clips.make("h264_mp4", clip_folder).read_bytes()
    with stack.worker_frozen(), ExitStack() as workers:
        orders = {point: visitor.order(len(body)) for point in killed_worker.POINTS}
        victims = [
            workers.enter_context(
                stack.another_worker(
                    f"struck-{point}", "tests.support.stack.killed_worker", point, "SIGKILL", order["job_id"], "only"
                )
            )
            for point, order in orders.items()
        ]
        for order in orders.values():
            assert visitor.put(order, body).is_success
        assert [victim.end() for victim in victims] == [-signal.SIGKILL] * len(victims)
        until(lambda: not stack.encoders, "every ffmpeg went with its worker")
    visitor.close()
    return {point: order["job_id"] for point, order in orders.items()}


@pytest.mark.parametrize("point", killed_worker.POINTS)
def test_a_job_whose_worker_is_killed_is_done_by_another(stack, visitor, killed, point):
    job = visitor.done(killed[point])

    assert visitor.has_its_proxy(job)
    until(lambda: published_once(visitor, job), "no output of a lost attempt is left")


def test_nothing_of_the_killed_workers_is_left_in_the_work_folder(stack, visitor, killed):
    for job_id in killed.values():
        visitor.done(job_id)
    until(lambda: not stack.work_files, "the work folder is empty")


@often
@pytest.mark.parametrize("point", ["encoding-50", "uploaded"])
def test_a_worker_that_wakes_after_its_lease_publishes_nothing(stack, visitor, film, point, turn):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker("zombie", "tests.support.stack.killed_worker", point, "SIGSTOP", job_id) as zombie:
            assert visitor.put(order, body).is_success
            until(lambda: asleep(zombie.process.pid), "it sleeps")
            os.kill(stack.pid("worker"), signal.SIGCONT)
            job = visitor.done(job_id)

            os.kill(zombie.process.pid, signal.SIGCONT)

            until(lambda: '"lease_lost"' in zombie.said, "it has noticed")
            assert '"published"' not in zombie.said
            zombie.process.terminate()
            assert zombie.end() == 0
    assert job["worker"] != "zombie"
    assert visitor.job(job_id) == job
    assert visitor.has_its_proxy(job)
    until(lambda: published_once(visitor, job), "no output of the zombie is left")


@often
@pytest.mark.parametrize("point", ["probing", "encoding-50"])  # a short film is verified before anybody asks
def test_a_worker_that_is_told_to_stop_hands_its_job_back_at_once(stack, visitor, film, point, turn):
    body, slow_lease = (
        film.read_bytes(),
        {"LEASE_SECONDS": "3600", "DRAIN_SECONDS": "2"},
    )  # all of which is for handing back
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker(
            "leaving", "tests.support.stack.killed_worker", point, "SIGTERM", job_id, **slow_lease
        ) as leaving:
            assert visitor.put(order, body).is_success
            assert leaving.end() == 0
        handed_back = visitor.job(job_id)
        assert (handed_back["status"], handed_back["attempt"], handed_back["error"]) == ("queued", 1, None)

    job = visitor.done(job_id)  # although the lease of the first would have lasted an hour

    assert job["worker"] != "leaving"
    assert visitor.has_its_proxy(job)


def test_a_worker_that_is_told_to_stop_finishes_what_ends_soon(stack, visitor, film):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker(
            "last", "tests.support.stack.killed_worker", "encoding-50", "SIGTERM", job_id, DRAIN_SECONDS="60"
        ) as last:
            assert visitor.put(order, body).is_success
            assert last.end() == 0
        job = visitor.job(job_id)

    assert (job["status"], job["attempt"], job["worker"]) == ("done", 1, "last")
