"""The load of the hosts, as the page shows it."""

import signal
import socket
import uuid

from tests.patience import until
from tests.visitor import LOOK_SECONDS, Visitor


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


def test_a_host_names_the_jobs_it_runs(stack, visitor, film):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker("reporting", "tests.struck", "encoding-50", "SIGSTOP", job_id) as struck:
            visitor.put(order, body)
            until(lambda: job_id in hosts(visitor)["reporting"]["jobs"], "the job is listed", pause=LOOK_SECONDS)
            struck.process.kill()
    assert visitor.done(job_id)["worker"] == socket.gethostname()
