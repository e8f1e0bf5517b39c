"""Hosts: what a machine says of itself, when it takes a job, and what pollers are answered."""

import threading
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from functions.common.errors import TableUnavailable
from functions.fleet import hosts
from functions.fleet.hosts import DISK_NEEDED, MEMORY_NEEDED, HostLoad, Loads
from functions.jobs.model import Document
from functions.jobs.settings import AppConfig

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = AppConfig(max_concurrent_jobs=2)


def load(**fields):
    usual = {
        "host": "worker-1",
        "cpu_percent": 10.0,
        "memory_percent": 20.0,
        "memory_total": 8 * MEMORY_NEEDED,
        "memory_available": MEMORY_NEEDED,
        "disk_free": DISK_NEEDED,
        "load_average": (0.1, 0.2, 0.3),
    }
    return HostLoad(**{**usual, **fields})


class Notes:
    """A table that holds reports of given ages in seconds, and counts how often it is read."""

    def __init__(self, *reports):
        self.reports, self.reads, self.away = reports, 0, False

    def now(self):
        return NOW

    def documents(self, kind):
        assert kind == hosts.KIND
        self.reads += 1
        if self.away:
            raise TableUnavailable("It is being restarted.")
        return [
            Document(
                kind=kind,
                key=str(n),
                version=1,
                body=report.model_dump(mode="json"),
                written_at=NOW - timedelta(seconds=age),
            )
            for n, (report, age) in enumerate(self.reports)
        ]


# ---------------------------------------------------------------- measuring


def test_a_host_says_what_the_machine_is_and_runs(tmp_path):
    measured = hosts.measure(tmp_path, ["job-1", "job-2"], host="worker-1")

    assert (measured.host, measured.role, measured.jobs) == ("worker-1", "worker", ("job-1", "job-2"))
    assert 0 <= measured.cpu_percent <= 100
    assert 0 < measured.memory_percent < 100
    assert 0 < measured.memory_available < measured.memory_total
    assert measured.disk_free > 0
    assert len(measured.load_average) == 3
    assert (measured.refusing, measured.seen_at) == (None, None)


def test_a_work_folder_that_is_not_made_yet_is_measured_by_the_disk_it_will_be_on(tmp_path):
    assert hosts.measure(tmp_path / "not" / "yet").disk_free > 0


def test_cpu_is_what_was_busy_since_the_last_call_whichever_thread_asks(monkeypatch):
    times = type(psutil.cpu_times())
    zero = dict.fromkeys(times._fields, 0.0)
    processor = hosts._Processor()
    answers = []

    def ask(**spent):
        monkeypatch.setattr(psutil, "cpu_times", lambda: times(**{**zero, **spent}))
        thread = threading.Thread(target=lambda: answers.append(processor.percent()))
        thread.start()
        thread.join()

    ask(user=50.0, idle=50.0)
    ask(user=80.0, idle=60.0, iowait=10.0)  # 30 busy, 20 not
    ask(user=80.0, idle=60.0, iowait=10.0)  # no time has passed
    ask(user=90.0, guest=10.0, idle=70.0, iowait=10.0)  # guests are in user already

    assert answers == [50.0, 60.0, 60.0, 50.0]


# ---------------------------------------------------------------- room for another job


@pytest.mark.parametrize("running", [0, 1])
def test_a_host_with_room_takes_another_job(running):
    assert hosts.room_for_another(load(), SETTINGS, running) is None


@pytest.mark.parametrize(
    ("short", "running", "named"),
    [
        ({}, 2, "max_concurrent_jobs is 2"),
        ({}, 3, "It runs 3 jobs"),
        ({"memory_available": MEMORY_NEEDED - 1}, 0, "511 MiB of memory"),
        ({"disk_free": DISK_NEEDED - 1}, 0, "1023 MiB free"),
    ],
)
def test_a_host_that_is_full_says_why(short, running, named):
    assert named in (hosts.room_for_another(load(**short), SETTINGS, running) or "")


# ---------------------------------------------------------------- asking


def test_hosts_that_went_silent_are_left_out_of_the_list_and_the_mean():
    table = Notes(
        (load(host="b", cpu_percent=20.0, memory_percent=40.0), 1),
        (load(host="a", cpu_percent=40.0, memory_percent=80.0), 15),
        (load(host="gone", cpu_percent=100.0, memory_percent=100.0), 15.1),
    )

    found = hosts.live(table, silent_after_seconds=15)

    assert [host.host for host in found.hosts] == ["a", "b"]
    assert found.hosts[1].seen_at == NOW - timedelta(seconds=1)
    assert (found.cpu_percent, found.memory_percent) == (30.0, 60.0)


def test_without_any_host_the_mean_is_unknown():
    assert hosts.live(Notes()) == hosts.SystemLoad(cpu_percent=None, memory_percent=None, hosts=())


def test_a_thousand_polls_of_many_threads_read_the_table_once_and_never_measure(monkeypatch):
    for name in ("cpu_times", "cpu_percent", "virtual_memory", "disk_usage", "getloadavg"):
        monkeypatch.setattr(psutil, name, lambda *_: pytest.fail("a poll asked the operating system"))
    table = Notes((load(), 1))
    loads = Loads(table, clock=lambda: 0.0)
    answers = []

    def poll():
        answers.extend(loads.read() for _ in range(100))

    threads = [threading.Thread(target=poll) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert table.reads == 1
    assert len(answers) == 1000
    assert all(answer is answers[0] for answer in answers)


def test_an_answer_is_renewed_once_it_is_no_longer_fresh():
    table, time = Notes((load(cpu_percent=1.0), 1)), [0.0]
    loads = Loads(table, fresh_seconds=1.0, clock=lambda: time[0])
    loads.read()
    table.reports = ((load(cpu_percent=2.0), 1),)

    time[0] = 0.9
    assert loads.read().cpu_percent == 1.0
    time[0] = 1.0
    assert loads.read().cpu_percent == 2.0


def test_a_table_that_is_away_is_asked_no_more_often_and_found_again():
    table, time = Notes((load(), 1)), [0.0]
    table.away = True
    loads = Loads(table, clock=lambda: time[0])
    for _ in range(5):
        with pytest.raises(TableUnavailable, match="being restarted"):
            loads.read()
    assert table.reads == 1

    table.away, time[0] = False, 1.0

    assert len(loads.read().hosts) == 1
