"""The whole stack killed at once, as by a power cut, with jobs in every state; started again, it goes on."""

import signal
import uuid

from tests.support.repeats import often
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, TEXT, Visitor
from tests.support.stack.running_stack import dead, start_stack
from tests.support.wait_until import until


@often
def test_a_stack_that_lost_its_power_goes_on_where_it_was(tmp_path, film, turn):
    first = start_stack(tmp_path / "data", "--no-sample")
    before = Visitor(first)
    before.change(cleanup_interval_seconds=1, max_concurrent_jobs=2)
    done = before.done(before.upload(film))
    ordered = before.order(len(TEXT), "sent later.mp4")
    mark = uuid.uuid4().hex[:8]
    for n in range(4):
        before.drop(f"{mark} {n}.mp4", film)
    until(
        lambda: any(job["status"] == "running" for job in before.jobs(mark)), "work goes on", JOB_SECONDS, LOOK_SECONDS
    )
    servers = first.running.pids.values()

    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    until(lambda: all(dead(server) for server in servers), "no server outlives it")
    before.close()

    second = start_stack(tmp_path / "data", "--no-sample")
    after = Visitor(second)
    assert after.job(done["job_id"])["proxy"] == done["proxy"]
    assert after.has_its_proxy(done)
    assert after.told("GET", "/settings/")["cleanup_interval_seconds"] == 1
    for n in range(4):
        job = after.done(after.named(f"{mark} {n}.mp4")["job_id"])
        assert after.has_its_proxy(job)
        until(lambda job=job: after.attempts(job) == {job["attempt"]}, "it has one proxy")
    assert len(after.jobs(mark)) == 4
    assert after.job(ordered["job_id"])["status"] == "waiting"
    until(lambda: not second.work_files, "the work folder is empty")
    after.close()
    assert second.stop() == 0
