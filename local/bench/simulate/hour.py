"""One hour of video, alone, with a thousand workers: how long each step of it takes."""

from dataclasses import replace
from typing import NamedTuple

from local.bench.simulate.day import MIX
from local.bench.simulate.films import Film
from local.bench.simulate.replay import Replay
from local.bench.simulate.speeds import Host, Speeds

WORKERS, SECONDS, BAR = 1_000, 3_600.0, 60.0
FASTER = 1_250_000_000.0  # bytes a second: 10 Gbit/s
_LONGEST = 3_600.0  # seconds of the replay

_STEPS = (
    ("event to claim", "claimed"),
    ("probing, index, cut", "cut"),
    ("tasks put", "tasks sent"),
    ("first segment done", "segment done"),
    ("join begun", "join begun"),
    ("parts fetched", "parts fetched"),
    ("joined", "joined"),
    ("checked while it is put, published", "published"),
)


class Step(NamedTuple):
    """A step, when it was done, and how long after the one before; seconds."""

    name: str
    at: float
    took: float


class Hour(NamedTuple):
    """What the hour took: to its proxy; steps; and what the join waited for, which goes on side by side.

    Sound that is copied is done with the last segment.
    """

    seconds: float
    segments: int
    last_segment: float
    sound: float
    steps: tuple[Step, ...]


def each(speeds: Speeds, host: Host) -> dict[str, Hour]:
    """Replay the hour as things are, and as they would be otherwise; by name, the first one as they are."""
    faster = host._replace(network=FASTER)
    return {
        "as it is": run(speeds, host),
        "with 10 Gbit/s": run(speeds, faster),
        "with sound that has to be encoded": run(speeds, host, copied=False),
    }


def run(speeds: Speeds, host: Host, workers: int = WORKERS, *, copied: bool = True) -> Hour:
    """Replay an hour of 1080p, whose sound is ``copied`` or else encoded, that finds so many workers idle."""
    programme = replace(next(kind for kind in MIX if kind.name == "programme"), copied=copied)
    replay = Replay(workers, [(0.0, Film(programme, SECONDS))], speeds=speeds, host=host)
    replay.scene.telling = True
    replay.run(_LONGEST)
    ((_, told),) = replay.scene.log.items()
    when = {what: at for at, what in reversed(told)}  # of several, the first
    segments = [at for at, what in told if what == "segment done"]
    steps, before = [], 0.0
    for name, what in _STEPS:
        steps.append(Step(name, when[what], when[what] - before))
        before = when[what]
    return Hour(when["published"], len(segments), max(segments), when.get("sound done", max(segments)), tuple(steps))
