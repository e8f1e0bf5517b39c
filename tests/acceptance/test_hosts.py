"""The load of the hosts, as the page shows it."""

import signal
import socket
import uuid

from tests.support.films import clips
from tests.support.stack.client import LOOK_SECONDS, Visitor
from tests.support.wait_until import until


def hosts(visitor: Visitor) -> dict[str, dict[str, object]]:
    return {host["host"]: host for host in visitor.told("GET", "/system_load/")["hosts"]}


def test_every_worker_is_listed_with_its_load_and_a_killed_one_drops_out(stack, visitor):
    name = f"second-{uuid.uuid4().hex[:8]}"
    with stack.another_worker(name) as second:
        seen = until(lambda: hosts(visitor).get(name), "the second worker reports")
        assert 0 <= seen["cpu_percent"] <= 100
        assert 0 < seen["memory_percent"] < 100
        assert seen["memory_total"] > seen["memory_available"] > 0
        assert seen["disk_free"] > 0
        assert len(seen["load_average"]) == 3
        second.process.send_signal(signal.SIGKILL)
        second.end()

    until(lambda: name not in hosts(visitor), "it dropped out", pause=LOOK_SECONDS)

    assert socket.gethostname() in hosts(visitor)


def test_a_host_names_the_jobs_it_runs(stack, visitor, clip_folder):
    body = clips.make("joined", clip_folder).read_bytes()  # six seconds, and this worker reads no faster than it plays
    with (
        stack.worker_frozen(),
        stack.another_worker("reporting", "tests.support.stack.killed_worker", "fetched", "SIGKILL", "no job"),
    ):
        job_id = visitor.upload(body)
        until(
            lambda: job_id in hosts(visitor).get("reporting", {"jobs": []})["jobs"],
            "the job is listed",
            pause=LOOK_SECONDS,
        )
        visitor.done(job_id)
        until(lambda: hosts(visitor)["reporting"]["jobs"] == [], "it is not any more", pause=LOOK_SECONDS)
