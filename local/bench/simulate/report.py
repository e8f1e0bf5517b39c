"""What replays showed: tables for people, JSON for programs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.bench.figures import Bar, Figure, percentile
from local.bench.simulate import bounds
from local.bench.simulate.hour import BAR, Hour
from local.bench.simulate.replay import Outcome
from local.bench.simulate.speeds import Host, Speeds

if TYPE_CHECKING:
    from rich.table import Table


@dataclass
class Report:
    """The machine, what was measured on it, and what was replayed from that."""

    machine: dict[str, Any]
    speeds: Speeds
    host: Host
    load: float
    outcomes: list[Outcome] = field(default_factory=list)
    hours: dict[str, Hour] = field(default_factory=dict)

    @property
    def figure(self) -> Figure:
        """The figure: one hour of video on a thousand workers."""
        claim = "one hour of 1080p with 1,000 idle workers of one processor, simulated: last byte to proxy"
        hour = next(iter(self.hours.values()))
        took = ", ".join(f"{step.name} {step.took:.1f}" for step in hour.steps)
        return Figure("simulated_hour", claim, Bar(BAR, "at most", "s"), hour.seconds, note=took)

    @property
    def line(self) -> str:
        """The figure in one line."""
        figure = self.figure
        return f"{figure.claim}: {figure.shown_value} ({figure.bar}, {figure.verdict})"

    @property
    def passed(self) -> bool:
        """Whether the figure reaches its bar, and every film that arrived came to an end as it should."""
        return self.figure.verdict == "pass" and all(each.done == each.arrived for each in self.outcomes)

    def as_dict(self) -> dict[str, Any]:
        """Give everything as JSON has it."""
        return {
            "machine": self.machine,
            "speeds": self.speeds._asdict(),
            "host": self.host._asdict(),
            "load": self.load,
            "replays": [_told(outcome, self.load) for outcome in self.outcomes],
            "hours": {
                name: {**hour._asdict(), "steps": [step._asdict() for step in hour.steps]}
                for name, hour in self.hours.items()
            },
            "figure": self.figure.as_dict(),
            "passed": self.passed,
        }

    def tables(self) -> "list[Table]":
        """Give the tables: replays, what they asked of the servers, and the hour."""
        return [self._days(), self._asked(), *(_hour(*named) for named in self.hours.items())]

    def _days(self) -> "Table":
        table = _table("workers", "films", "clip", "short", "programme", "film", "busy", "oldest event", "full at")
        table.title = "Time to proxy, p50 / p99"
        for each in self.outcomes:
            times = [_span(each.seconds[name]) for name in ("clip", "short", "programme", "film")]
            full = f"{bounds.full_at(each, self.load):,.0f} a day"
            rest = (f"{each.utilisation:.0%}", _time(each.longest_wait), full)
            table.add_row(f"{each.workers:,}", f"{each.done:,} of {each.arrived:,}", *times, *rest)
        return table

    def _asked(self) -> "Table":
        table = _table("workers", "of", "mean a second", "busiest minute", "bears", "reached at", "says")
        table.title = "Asked of the servers"
        for outcome in self.outcomes:
            for met in bounds.met(outcome):
                bears, at = f"{met.bound.a_second:,.0f}", f"{met.workers:,.0f} workers"
                numbers = (f"{met.mean:,.1f}", f"{met.peak:,.1f}", bears, at)
                table.add_row(f"{outcome.workers:,}", met.bound.name, *numbers, met.bound.source)
        return table


def _hour(name: str, hour: Hour) -> "Table":
    table = _table("step", "took", "at")
    table.title = f"One hour of 1080p, 1,000 workers, {hour.segments} segments, {name}: {hour.seconds:.1f} s"
    for step in hour.steps:
        table.add_row(step.name, f"{step.took:.1f} s", f"{step.at:.1f} s")
    table.caption = f"Before the join: the last segment at {hour.last_segment:.1f} s, the sound at {hour.sound:.1f} s."
    return table


def _table(*headings: str) -> "Table":
    from rich.table import Table

    table = Table()
    for heading in headings:
        table.add_column(heading, justify="left" if heading in {"of", "says", "step"} else "right")
    return table


def _told(outcome: Outcome, load: float) -> dict[str, Any]:
    asked = {
        "/".join(kind): {"mean": outcome.meter.mean([kind], outcome.length), "peak": outcome.meter.peak([kind])}
        for kind in outcome.meter.kinds
    }
    met = {
        one.bound.name: {"mean": one.mean, "peak": one.peak, "bound": one.bound.a_second, "workers": one.workers}
        for one in bounds.met(outcome)
    }
    return {
        "workers": outcome.workers,
        "seconds": outcome.length,
        "arrived": outcome.arrived,
        "done": outcome.done,
        "failed": outcome.failed,
        "attempts": outcome.attempts,
        "taken_over": outcome.taken_over,
        "utilisation": outcome.utilisation,
        "oldest_event_seconds": outcome.longest_wait,
        "full_at_a_day": bounds.full_at(outcome, load),
        "time_to_proxy": {
            name: {"count": len(taken), "p50": percentile(taken, 50), "p99": percentile(taken, 99)}
            for name, taken in outcome.seconds.items()
            if taken
        },
        "asked_a_second": asked,
        "bounds": met,
    }


def _span(taken: list[float]) -> str:
    return f"{_time(percentile(taken, 50))} / {_time(percentile(taken, 99))}" if taken else "-"


def _time(seconds: float) -> str:
    if seconds < 120:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004
