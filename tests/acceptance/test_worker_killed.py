"""kill -9 of a worker at each point of its work: the job ends done, with one proxy, and nothing is left behind."""

import os
import signal

import pytest

from tests import struck
from tests.patience import until
from tests.running_stack import asleep
from tests.soak import often
from tests.visitor import Job, Visitor

PUBLISHED = {"proxy.mp4", "poster.jpg", "certificate.json"}


def published_once(visitor: Visitor, job: Job) -> bool:
    """Whether the bucket has the outputs of the attempt that the job names, and of no other."""
    attempt = job["proxy"]["certificate"]["attempt"]
    outputs = visitor.outputs(job["job_id"])
    return (
        {f"{attempt}/{name}" for name in PUBLISHED}
        <= outputs
        <= {f"{attempt}/{name}" for name in {*PUBLISHED, "log.txt"}}
    )


@often
@pytest.mark.parametrize("point", struck.POINTS)
def test_a_job_whose_worker_is_killed_is_done_by_another(stack, visitor, film, point, turn):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker("struck", "tests.struck", point, "SIGKILL", job_id) as victim:
            assert visitor.put(order, body).is_success
            assert victim.end() == -signal.SIGKILL
        until(lambda: not stack.encoders, "ffmpeg went with its worker")

    job = visitor.done(job_id)

    assert visitor.has_its_proxy(job)
    until(lambda: published_once(visitor, job), "no output of a lost attempt is left")
    until(lambda: not stack.work_files, "the work folder is empty")


@often
@pytest.mark.parametrize("point", ["encoding-50", "uploaded"])
def test_a_worker_that_wakes_after_its_lease_publishes_nothing(stack, visitor, film, point, turn):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker("zombie", "tests.struck", point, "SIGSTOP", job_id) as zombie:
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
@pytest.mark.parametrize("point", ["probing", "encoding-50", "verifying"])
def test_a_worker_that_is_told_to_stop_hands_its_job_back_at_once(stack, visitor, film, point, turn):
    body, hours = film.read_bytes(), str(3600)
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker("leaving", "tests.struck", point, "SIGTERM", job_id, LEASE_SECONDS=hours) as leaving:
            assert visitor.put(order, body).is_success
            assert leaving.end() == 0
        handed_back = visitor.job(job_id)
        assert (handed_back["status"], handed_back["attempt"], handed_back["error"]) == ("queued", 1, None)

    job = visitor.done(job_id)  # although the lease of the first would have lasted an hour

    assert job["worker"] != "leaving"
    assert visitor.has_its_proxy(job)
