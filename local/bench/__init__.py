"""Measures what is promised, on this machine: `./vts bench`. Each figure is a ratio of things measured side by side.

    overhead.py    upload complete to done, over the same ffmpeg by hand; event to claim
    uploads.py     our presigned multipart client against boto3 and mc
    polling.py     an upload while clients poll (pollers.py: the clients)
    latency.py     the status while the machine is saturated; the list of many jobs (rows.py: scratch deployments)
    memory.py      the worker's own memory and disk for a large source
    crowd.py       a thousand clips at once
    entry_points.py       the functions as Lambda opens them: cold imports, the size of their zip, a warm answer
    segments.py    a film in segments: by one worker and by two, against one pass (likeness.py: PSNR)
    kills.py       workers killed in the middle of one (workers.py: more workers, and what they log)
    units.py       what a job consumes of DynamoDB
    claims.py      32 processes claim on PostgreSQL; plans.py: its way to a million rows (postgres.py: the server)
    page.py        the page in a real browser: browser.py runs what is in ui/bench

    figures.py     what a figure is       scale.py     how much is measured
    measured_stack.py       the stack measured     clips.py     what it is measured with     machine.py   what on
    report.py      table and JSON

What is measured in turn is measured in rounds, so that what else the machine does meanwhile falls on both sides.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from functions.common.errors import InvalidRequest
from local.bench import (
    claims,
    crowd,
    entry_points,
    kills,
    latency,
    machine,
    measured_stack,
    memory,
    overhead,
    page,
    plans,
    polling,
    segments,
    units,
    uploads,
)
from local.bench.figures import Figure
from local.bench.measured_stack import MeasuredStack
from local.bench.report import Report
from local.bench.scale import FULL, QUICK, Scale

Measure = Callable[[MeasuredStack, Scale], Iterator[Figure]]
Say = Callable[[str], None]

BENCHES: dict[str, Measure] = {
    "overhead": overhead.measure,
    "uploads": uploads.measure,
    "polling": polling.measure,
    "latency": latency.measure,
    "memory": memory.measure,
    "crowd": crowd.measure,
    "doors": entry_points.measure,
    "segments": segments.measure,
    "kills": kills.measure,
    "units": units.measure,
    "claims": claims.measure,
    "plans": plans.measure,
    "page": page.measure,
}


def run(
    names: Sequence[str] = (), *, data: Path | None = None, folder: Path | None = None, quick: bool = False, say: Say
) -> Report:
    """Measure the benches named, or all, and give the report; ``say`` takes a line about what is being done.

    ``data`` is the data folder of a stack that runs on this machine; without it one is started on free ports, and stopped
    at the end. ``folder`` keeps the clips for another run (6 GB); without it they are thrown away. Raises InvalidRequest for
    a name that is none.
    """
    if unknown := sorted(set(names) - set(BENCHES)):
        raise InvalidRequest(fields={name: f"is none of {', '.join(BENCHES)}" for name in unknown})
    scale = QUICK if quick else FULL
    with _stack(data, folder, say, page="page" in (names or BENCHES)) as measured:
        report = Report(machine.describe(binaries(measured)), quick=quick)
        for name in names or BENCHES:
            say(f"measuring {name}")
            for figure in BENCHES[name](measured, scale):
                report.figures.append(figure)
                say(report.line(figure))
    return report


def binaries(measured: MeasuredStack) -> dict[str, str]:
    """Name the programs whose versions belong to the figures."""
    import psutil

    servers: dict[str, str] = {
        name: psutil.Process(pid).exe()
        for name, pid in measured.running.pids.items()
        if name in {"nats", measured.running.storage}
    }
    return {"ffmpeg": measured.running.ffmpeg, **servers}


@contextmanager
def _stack(data: Path | None, folder: Path | None, say: Say, *, page: bool) -> Iterator[MeasuredStack]:
    """Give the stack to measure, one with the page if that is wanted, and a folder on the same disk for what measuring leaves."""
    with tempfile.TemporaryDirectory(prefix="vts-bench-", ignore_cleanup_errors=True) as fresh:
        room = folder or Path(fresh)
        room.mkdir(parents=True, exist_ok=True)
        if data is not None:
            yield measured_stack.at(data, room)
        else:
            with measured_stack.own(room, say, page=page) as started:
                yield started
