"""A host's diary: one sample each 15 seconds, of 15 minutes, whatever happens to the table."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.common.errors import TableUnavailable
from functions.fleet import history
from functions.fleet.history import EVERY, SPAN, Sampler
from functions.fleet.hosts import HostLoad

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Written:
    """A table that keeps what the diary writes."""

    def __init__(self):
        self.bodies, self.away = [], False

    def documents(self, kind, key):
        assert (kind, key) == (history.KIND, "worker/worker-1")
        return []

    def put_document(self, kind, key, body):
        if self.away:
            raise TableUnavailable
        self.bodies.append(body["samples"])


@pytest.fixture
def table():
    return Written()


def load(cpu_percent=10.0, memory_percent=20.0, **fields):
    usual = {
        "host": "worker-1",
        "memory_total": 8,
        "memory_available": 4,
        "disk_free": 100,
        "load_average": (1.234, 0, 0),
    }
    return HostLoad(cpu_percent=cpu_percent, memory_percent=memory_percent, **{**usual, **fields})


def test_the_first_report_is_a_sample_and_the_next_ones_wait_until_another_is_due(table):
    sampler = Sampler(table)

    for seconds in range(0, 31, 2):
        sampler.add(load(), NOON + timedelta(seconds=seconds))

    assert [len(samples) for samples in table.bodies] == [1, 2]
    assert [sample["at"] for sample in table.bodies[-1]] == ["2026-11-23T12:00:00Z", "2026-11-23T12:00:16Z"]


def test_a_sample_is_the_mean_of_the_reports_since_the_one_before_and_the_rest_as_it_is(table):
    sampler = Sampler(table)
    sampler.add(load(100, 100), NOON)
    sampler.add(load(10, 20, disk_free=200), NOON + EVERY / 2)
    sampler.add(load(30, 40, disk_free=50, jobs=("a", "b")), NOON + EVERY)

    assert table.bodies[-1][-1] == {
        "at": "2026-11-23T12:00:15Z",
        "cpu_percent": 20.0,
        "memory_percent": 30.0,
        "disk_free": 50,
        "load_average": 1.23,
        "jobs": 2,
    }


def test_a_diary_holds_fifteen_minutes_and_no_more(table):
    sampler = Sampler(table)

    for number in range(200):
        sampler.add(load(), NOON + number * EVERY)

    assert len(table.bodies[-1]) == SPAN / EVERY


def test_what_could_not_be_written_is_written_with_the_next_sample(table):
    sampler = Sampler(table)
    sampler.add(load(), NOON)
    table.away = True
    with pytest.raises(TableUnavailable):
        sampler.add(load(), NOON + EVERY)
    table.away = False

    sampler.add(load(), NOON + 2 * EVERY)

    assert len(table.bodies[-1]) == 3


def test_a_table_whose_clock_is_set_back_does_not_stop_the_samples(table):
    sampler = Sampler(table)
    sampler.add(load(), NOON)

    sampler.add(load(), NOON - timedelta(hours=1))

    assert len(table.bodies) == 2
