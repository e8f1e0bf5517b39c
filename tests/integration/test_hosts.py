"""Hosts in a real job table: reports replace each other, and age by the table's clock."""

from functions import hosts
from functions.jobs import Guard, Status
from tests.tables import claimed, stored


def test_a_report_is_read_back_with_the_moment_the_table_got_it(table, tmp_path):
    before = table.now()
    load = hosts.measure(tmp_path, ["job"], host="worker-1").model_copy(update={"refusing": "Its disk is full."})

    hosts.report(table, load)

    (found,) = hosts.live(table).hosts
    assert before <= found.seen_at <= table.now()
    assert found.model_copy(update={"seen_at": None}) == load


def test_a_host_that_reports_again_is_one_host_and_a_silent_one_is_none(table, tmp_path):
    for name in ("worker-1", "worker-2", "worker-1"):
        hosts.report(table, hosts.measure(tmp_path, host=name))

    assert [host.host for host in hosts.live(table).hosts] == ["worker-1", "worker-2"]
    assert hosts.live(table, silent_after_seconds=-1).hosts == ()


def test_the_jobs_of_a_host_are_those_its_workers_hold(table):
    first, second, ended = (claimed(table) for _ in range(3))
    stored(table)
    other = stored(table)
    table.claim(other.job_id, "somebody else", 60)
    table.write(ended.job_id, Guard({Status.RUNNING}), {"status": Status.DONE})

    assert hosts.running_on(table, "first") == (first.job_id, second.job_id)
