"""Metrics: one call where something happened. On AWS each is a line that CloudWatch counts; elsewhere Prometheus asks for sums.

    metrics.count("jobs_ended", status="done")            how often
    metrics.observe("attempt_seconds", 12.5, status="…")  how long, in the seconds of BUCKETS
    metrics.state("jobs", {(("status", "queued"),): 3})   how it stands, in place of what was stated before; not on AWS

Names and labels are few and fixed: each combination of values is a series of its own, so no id and no file name is ever a label;
the only names are those of workers.
CloudWatch's lines are in its embedded metric format; they carry the job and the request as well, to be searched by.
"""

import json
import sys
import threading
import time
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final, Literal, Protocol

from functions.common import log

Kind = Literal["prometheus", "emf"]
PREFIX: Final = "vts"
BUCKETS: Final = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0)  # upper bounds, seconds
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus's text exposition format

HELP: Final = {
    "requests": "Requests answered by the API.",
    "request_seconds": "Time from a request to its answer.",
    "attempt_seconds": "Time from the claim of a job to the end of that try.",
    "jobs_ended": "Jobs that ended, by status and by the code of their error.",
    "cpu_seconds": "CPU time of ffmpeg and ffprobe.",
    "source_bytes": "Bytes of the sources of the tries.",
    "turns": "Turns of the clock.",
    "turn_seconds": "Time of a turn of the clock.",
    "webhook_seconds": "Time of a try to deliver a webhook's message, by what came of it.",
    "events_foreign": "Events that tell of no object that was created in the source bucket.",
    "webhooks_given_up": "Messages of webhooks that were not taken within 24 hours.",
    "mended": "What the clock mended or deleted, by kind.",
    "table_up": "Whether the job table answers: 1, or 0.",
    "jobs": "Jobs that have not ended, by status.",
    "queue_oldest_seconds": "For how long the oldest job of the queue has waited; 0 while none waits.",
    "workers": "Workers that reported lately.",
    "worker_jobs": "Jobs that each worker runs.",
    "worker_places": "Jobs that each worker may run at once; 0 while it is draining.",
    "unreadable": "Jobs and documents that are set aside as they cannot be read, by kind.",
    "events_waiting": "Events of the stream that no worker has taken yet, by priority.",
}
"""Every metric there is, and what it counts; those that end in _seconds and are observed have a distribution."""

COUNTED_BY_AWS: Final = frozenset({"requests", "request_seconds", "turns", "turn_seconds"})
"""What API Gateway and Lambda count for nothing: told again, each combination of labels would cost 0.30 USD a month."""

Labels = tuple[tuple[str, str], ...]


class Sink(Protocol):
    """What takes the metrics of this process."""

    def count(self, name: str, value: float, labels: Labels) -> None:
        """Add to a sum."""

    def observe(self, name: str, seconds: float, labels: Labels) -> None:
        """Add to a distribution."""


class Sums:
    """The sums and distributions since this process began, as Prometheus asks for them. Safe across threads."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._sums: dict[tuple[str, Labels], float] = {}
        self._spread: dict[tuple[str, Labels], list[int]] = {}
        self._states: dict[str, dict[Labels, float]] = {}

    def count(self, name: str, value: float, labels: Labels) -> None:
        """Add to a sum."""
        with self._lock:
            self._sums[name, labels] = self._sums.get((name, labels), 0.0) + value

    def observe(self, name: str, seconds: float, labels: Labels) -> None:
        """Add to a distribution."""
        with self._lock:
            counts = self._spread.setdefault((name, labels), [0] * (len(BUCKETS) + 1))
            counts[bisect_left(BUCKETS, seconds)] += 1
            self._sums[name, labels] = self._sums.get((name, labels), 0.0) + seconds

    def state(self, name: str, series: Mapping[Labels, float]) -> None:
        """Say how it stands, in place of what was stated before."""
        with self._lock:
            self._states[name] = dict(series)

    def text(self) -> str:
        """Write them in Prometheus's text exposition format."""
        with self._lock:
            states = {name: dict(series) for name, series in self._states.items() if series}
            sums, spread = dict(self._sums), {key: list(counts) for key, counts in self._spread.items()}
        lines: list[str] = []
        for name, what in HELP.items():
            if name in states:
                lines += [f"# HELP {PREFIX}_{name} {what}", f"# TYPE {PREFIX}_{name} gauge"]
                lines += [
                    f"{PREFIX}_{name}{_braced(labels)} {value!r}" for labels, value in sorted(states[name].items())
                ]
            of_name = sorted(labels for each, labels in sums if each == name)
            if not of_name:
                continue
            distributed = any((name, labels) in spread for labels in of_name)
            full = f"{PREFIX}_{name}" + ("" if distributed else "_total")
            lines += [f"# HELP {full} {what}", f"# TYPE {full} {'histogram' if distributed else 'counter'}"]
            for labels in of_name:
                if distributed:
                    lines += _histogram(full, labels, spread[name, labels], sums[name, labels])
                else:
                    lines.append(f"{full}{_braced(labels)} {sums[name, labels]!r}")
        return "\n".join([*lines, ""])


class Lines:
    """A line for each on standard output, as CloudWatch's specification of its embedded metric format has it."""

    def count(self, name: str, value: float, labels: Labels) -> None:
        """Write a line."""
        self._write(name, value, labels, "Count")

    def observe(self, name: str, seconds: float, labels: Labels) -> None:
        """Write a line."""
        self._write(name, seconds, labels, "Seconds")

    def _write(self, name: str, value: float, labels: Labels, unit: str) -> None:
        if name in COUNTED_BY_AWS:
            return
        told = {"Name": name, "Unit": unit}
        metric = {"Namespace": PREFIX, "Dimensions": [[label for label, _ in labels]], "Metrics": [told]}
        head = {"Timestamp": round(time.time() * 1000), "CloudWatchMetrics": [metric]}
        line = {**log.fields(), **dict(labels), name: value, "_aws": head}
        sys.stdout.write(json.dumps(line, default=str) + "\n")
        sys.stdout.flush()


class _Chosen:
    """Where this process's metrics go."""

    sink: Sink = Sums()


def start(kind: Kind) -> None:
    """Say where the metrics of this process go; until then they are summed up. Sums go on from where they are."""
    if kind == "emf":
        _Chosen.sink = Lines()
    elif not isinstance(_Chosen.sink, Sums):
        _Chosen.sink = Sums()


def count(name: str, value: float = 1, **labels: str) -> None:
    """Count that something happened, ``value`` times; ``name`` is one of HELP."""
    _Chosen.sink.count(name, value, tuple(sorted(labels.items())))


def observe(name: str, seconds: float, **labels: str) -> None:
    """Tell how long something took; ``name`` is one of HELP."""
    _Chosen.sink.observe(name, seconds, tuple(sorted(labels.items())))


def state(name: str, series: Mapping[Labels, float]) -> None:
    """Say how it stands, in place of what was stated before; ``name`` is one of HELP. On AWS nobody asks, and nothing is kept."""
    if isinstance(_Chosen.sink, Sums):
        _Chosen.sink.state(name, series)


def text() -> str | None:
    """Give the sums as Prometheus asks for them; None where they go to CloudWatch."""
    return _Chosen.sink.text() if isinstance(_Chosen.sink, Sums) else None


def _histogram(name: str, labels: Labels, counts: list[int], total: float) -> list[str]:
    lines, below = [], 0
    for bound, number in zip((*map(repr, BUCKETS), "+Inf"), counts, strict=True):
        below += number
        lines.append(f"{name}_bucket{_braced((*labels, ('le', bound)))} {below}")
    return [*lines, f"{name}_sum{_braced(labels)} {total!r}", f"{name}_count{_braced(labels)} {below}"]


def _braced(labels: Labels) -> str:
    """Write labels; backslash, quote and line end are escaped."""
    escaped = ((label, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for label, value in labels)
    return "{" + ",".join(f'{label}="{value}"' for label, value in escaped) + "}" if labels else ""
