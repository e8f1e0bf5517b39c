"""Metrics: the same calls, summed up for Prometheus or written as lines for CloudWatch."""

import json

import pytest

from functions.common import log, metrics
from functions.common.metrics import BUCKETS, HELP, Lines, Sums


@pytest.fixture
def sums(monkeypatch):
    """The sums of a process that has just begun."""
    monkeypatch.setattr(metrics._Chosen, "sink", Sums())
    return metrics._Chosen.sink


@pytest.fixture
def lines(monkeypatch, capsys):
    monkeypatch.setattr(metrics._Chosen, "sink", Lines())
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def told():
    return [line for line in metrics.text().splitlines() if not line.startswith("#")]


def test_a_process_that_did_nothing_has_nothing_to_tell(sums):
    assert metrics.text() == ""


def test_what_happens_is_summed_up_by_its_labels(sums):
    metrics.count("jobs_ended", status="done", code="")
    metrics.count("jobs_ended", status="done", code="")
    metrics.count("jobs_ended", status="failed", code="source_gone")

    assert told() == [
        'vts_jobs_ended_total{code="",status="done"} 2.0',
        'vts_jobs_ended_total{code="source_gone",status="failed"} 1.0',
    ]


def test_times_are_counted_into_buckets_that_hold_the_shorter_ones_too(sums):
    for seconds in (0.004, 0.1, 7.0, 10_000.0):
        metrics.observe("turn_seconds", seconds)

    shown = dict(line.rsplit(" ", 1) for line in told())
    assert shown['vts_turn_seconds_bucket{le="0.005"}'] == "1"
    assert shown['vts_turn_seconds_bucket{le="0.1"}'] == "2"  # its upper bound belongs to a bucket
    assert shown['vts_turn_seconds_bucket{le="30.0"}'] == "3"
    assert shown['vts_turn_seconds_bucket{le="3600.0"}'] == "3"
    assert shown['vts_turn_seconds_bucket{le="+Inf"}'] == shown["vts_turn_seconds_count"] == "4"
    assert float(shown["vts_turn_seconds_sum"]) == pytest.approx(10_007.104)
    assert len(shown) == len(BUCKETS) + 3


def test_each_metric_says_once_what_it_is(sums):
    metrics.count("turns")
    metrics.count("mended", kind="a")
    metrics.count("mended", kind="b")

    head = [line for line in metrics.text().splitlines() if line.startswith("#")]
    assert head == [
        f"# HELP vts_turns_total {HELP['turns']}",
        "# TYPE vts_turns_total counter",
        f"# HELP vts_mended_total {HELP['mended']}",
        "# TYPE vts_mended_total counter",
    ]


def test_what_would_break_a_line_is_escaped(sums):
    metrics.count("mended", kind='a"b\\c\nd')

    assert told() == ['vts_mended_total{kind="a\\"b\\\\c\\nd"} 1.0']


def test_on_aws_each_is_a_line_with_its_dimensions_and_what_it_is_about(lines):
    with log.bound(job_id="j", attempt=2):
        metrics.count("jobs_ended", 3, status="done")

    (line,) = lines()
    head = line.pop("_aws")
    assert line == {"job_id": "j", "attempt": 2, "status": "done", "jobs_ended": 3}
    assert head["CloudWatchMetrics"] == [
        {"Namespace": "vts", "Dimensions": [["status"]], "Metrics": [{"Name": "jobs_ended", "Unit": "Count"}]}
    ]
    assert head["Timestamp"] > 1.6e12  # milliseconds


def test_on_aws_times_are_in_seconds_and_there_are_no_sums(lines):
    metrics.observe("attempt_seconds", 1.5)

    (line,) = lines()
    assert line["attempt_seconds"] == 1.5
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Unit"] == "Seconds"
    assert metrics.text() is None


def test_a_process_chooses_once_and_keeps_its_sums(sums):
    metrics.count("turns")
    metrics.start("prometheus")
    assert told() == ["vts_turns_total 1.0"]

    metrics.start("emf")
    assert metrics.text() is None


def test_what_aws_counts_itself_is_not_told_again(lines):
    metrics.count("turns")
    metrics.observe("turn_seconds", 0.5)
    metrics.count("requests", method="GET", route="/jobs/", status="200")
    metrics.observe("request_seconds", 0.1, route="/jobs/")

    assert lines() == []
