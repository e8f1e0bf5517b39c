"""The load model: a day of arrivals replayed through the real scheduling and claiming: `./vts bench --simulate`.

    calibrate.py            what encoding, sound and joining take on this machine, in CPU-seconds
    speeds.py               those numbers, and what a worker's host is taken to be
    day.py  films.py        what arrives: a seeded day, and what its films are
    replay.py               a replay: arrivals, workers, the clock's turns; what came of it
    crew.py                 workers that take events, and may be lost
    way.py  pieces_way.py   the steps of transcode.py and segments/work.py: their calls are made, their pictures waited for
    deployment.py           the deployment that all this happens in
    table.py  bucket.py  stream.py      a job table in memory, buckets without bytes, a work queue
    clock.py  meter.py      virtual time; what was asked, by the minute
    hour.py                 one hour of video with a thousand workers
    bounds.py  report.py    what breaks first; tables and JSON

Admission, claim, lease, settings, plan, cut, pieces, join, publishing, cost and reconciler are the functions' own code. What is
counted and not made are a lease's looks at its row, which are many and change nothing.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from local.bench import machine
from local.bench.simulate import calibrate, day, hour
from local.bench.simulate.replay import Replay
from local.bench.simulate.report import Report
from local.bench.simulate.speeds import RECORDED, Host
from local.tools.ffmpeg import Pair

WORKERS = (1, 10, 100, 1_000)
LOAD = 0.6
"""Part of the workers' time that an average day asks for; the busiest hour asks for all but a tenth of it."""

_QUICK_WORKERS, _QUICK_SECONDS, _QUICK_BEGIN = (1, 10), 7_200.0, 8 * 3600.0
Say = Callable[[str], None]


def run(
    ffmpeg: Pair,
    *,
    workers: Sequence[int] = WORKERS,
    load: float = LOAD,
    losses_a_day: float = 0.0,
    seed: int = 1,
    quick: bool = False,
    say: Say,
) -> Report:
    """Calibrate, and replay a day for each number of workers; ``quick`` replays two hours with numbers that were recorded.

    ``losses_a_day`` is how often each worker is lost on an average day. Raises what ffmpeg's runs raise.
    """
    host = Host()
    if quick:
        speeds = RECORDED
    else:
        say("measuring what a short film takes")
        with tempfile.TemporaryDirectory(prefix="vts-simulate-") as folder:
            speeds = calibrate.measure(ffmpeg, Path(folder))
    length, begin = (_QUICK_SECONDS, _QUICK_BEGIN) if quick else (day.DAY, 0.0)
    report = Report(machine.describe({"ffmpeg": ffmpeg.ffmpeg}), speeds, host, load, hours=hour.each(speeds, host))
    for count in _QUICK_WORKERS if quick else workers:
        say(f"replaying {length / 3600:.0f} h with {count:,} workers")
        a_day = load * count * day.DAY / day.mean_work(speeds)
        arrivals = day.arrivals(a_day, seed, length, begin)
        replay = Replay(count, arrivals, speeds=speeds, host=host, seed=seed, losses_a_day=losses_a_day)
        report.outcomes.append(replay.run(length))
    return report
