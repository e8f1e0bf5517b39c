"""NATS killed, restarted and wiped, with jobs under way and objects coming in: nothing is lost."""

import os
import shutil
import signal
import uuid

from tests.support.repeats import often
from tests.support.stack.running_stack import asleep, dead
from tests.support.wait_until import until


@often
def test_jobs_under_way_outlive_nats(stack, visitor, film, turn):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker(
            "bereft", "tests.support.stack.killed_worker", "encoding-50", "SIGSTOP", job_id, LEASE_SECONDS="3600"
        ) as bereft:
            assert visitor.put(order, body).is_success
            until(lambda: asleep(bereft.process.pid), "it is in the middle of its work")
            stack.until_back("nats", stack.kill("nats"))
            os.kill(bereft.process.pid, signal.SIGCONT)

            job = visitor.done(job_id)

            assert (job["attempt"], job["worker"]) == (1, "bereft")
            visitor.drop(name := f"{uuid.uuid4().hex}.mp4", film)
            next_one = visitor.done(visitor.named(name)["job_id"])
            assert next_one["worker"] == "bereft"  # it is connected again: nobody else is awake
            bereft.process.terminate()
            assert bereft.end() == 0


@often
def test_objects_that_come_while_nats_is_away_and_wiped_become_jobs(stack, visitor, film, turn):
    mark = uuid.uuid4().hex[:8]
    with stack.worker_frozen():
        visitor.drop(f"{mark} before.mp4", film)  # its event is in the stream, and goes with that
        jobs = [visitor.upload(film, f"{mark} upload before.mp4")]
    with stack.frozen():
        nats = stack.kill("nats")
        until(lambda: dead(nats), "NATS is dead")
        shutil.rmtree(stack.data / "nats" / "jetstream")
        visitor.drop(f"{mark} meanwhile.mp4", film)
        jobs += [visitor.upload(film, f"{mark} upload meanwhile.mp4")]
    stack.until_back("nats", nats)

    names = {f"{mark} before.mp4", f"{mark} meanwhile.mp4"}
    for job_id in [*jobs, *(visitor.named(name)["job_id"] for name in names)]:
        assert visitor.has_its_proxy(visitor.done(job_id))
    assert len(visitor.jobs(mark)) == 4
