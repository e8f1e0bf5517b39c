"""Figures of the bench: how rounds become a value, and a value a verdict."""

import io
import json

import pytest
from rich.console import Console

from local.bench.figures import Bar, Figure, Samples, difference, percentile, ratio
from local.bench.report import Report

AT_MOST = Bar(1.10, "at most")


def seconds(name: str, *values: float) -> Samples:
    return Samples(name, "s", values)


def test_a_ratio_is_the_median_of_the_rounds_so_a_slow_round_counts_on_both_sides() -> None:
    figure = ratio("r", "ours over theirs", AT_MOST, seconds("ours", 1.05, 10.5, 1.05), seconds("theirs", 1, 10, 1))

    assert figure.value == pytest.approx(1.05)
    assert figure.verdict == "pass"


def test_a_ratio_of_rounds_that_do_not_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio("r", "ours over theirs", AT_MOST, seconds("ours", 1, 2), seconds("theirs", 1))


def test_a_difference_is_the_median_of_the_rounds() -> None:
    figure = difference("d", "beyond", Bar(1, "at most", "s"), seconds("ours", 3, 9, 3.5), seconds("theirs", 2, 2, 2))

    assert figure.value == 1.5
    assert figure.verdict == "short"
    assert figure.shown_value == "1.50 s"


@pytest.mark.parametrize(
    ("bound", "value", "verdict"),
    [("at most", 1.1, "pass"), ("at most", 1.11, "short"), ("at least", 1.1, "pass"), ("at least", 1.09, "short")],
)
def test_a_bar_holds_up_to_and_including_its_limit(bound: str, value: float, verdict: str) -> None:
    assert Figure("f", "claim", Bar(1.1, bound), value).verdict == verdict  # type: ignore[arg-type]


def test_what_could_not_be_measured_is_neither_passed_nor_short_and_the_report_does_not_pass() -> None:
    figure = Figure("f", "claim", AT_MOST, note="There is no mc.")

    assert figure.verdict == "not measured"
    assert not Report({}, figures=[figure]).passed


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == expected


def test_the_99th_percentile_of_few_values_is_the_largest() -> None:
    assert percentile([3.0, 1.0, 2.0], 99) == 3.0


def test_samples_show_median_and_spread() -> None:
    assert str(seconds("ours", 3, 1, 2)) == "2.00 s (1.00 to 3.00)"
    assert str(Samples("rate", "jobs/s", (2.345,))) == "2.35 jobs/s"


def test_the_report_goes_into_json_and_back_with_every_value() -> None:
    figure = ratio("r", "ours over theirs", AT_MOST, seconds("ours", 1.0, 2.0), seconds("theirs", 1.0, 1.0), "a note")
    report = Report({"cores": 2}, figures=[figure])

    body = json.loads(json.dumps(report.as_dict()))

    assert body["passed"] is False
    assert body["machine"] == {"cores": 2}
    assert body["figures"][0]["value"] == 1.5
    assert body["figures"][0]["bar"] == {"bound": "at most", "limit": 1.1, "unit": ""}
    assert body["figures"][0]["samples"][0]["values"] == [1.0, 2.0]


def test_the_table_shows_value_bar_and_verdict_of_each_figure() -> None:
    figure = Figure("f", "event to claim", Bar(0.2, "at most", "s"), 0.03, (seconds("claims", 0.03),))
    screen = io.StringIO()

    Console(width=160, file=screen).print(Report({"cores": 2}, figures=[figure]).table())

    shown = screen.getvalue()
    assert "event to claim" in shown
    assert "0.03 s" in shown
    assert "≤ 0.20 s" in shown
    assert "pass" in shown
