"""Workers that are killed in the middle of a film in segments: whether it is done, and what is made again."""

import os
import random
import re
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.bench import clips, workers
from local.bench.figures import Bar, Figure, Samples
from local.bench.measured_stack import MeasuredStack, until
from local.bench.scale import Scale
from local.client.api import Job

_TURN_SECONDS = 600
_LONGEST = 0.5  # seconds in a piece after which a worker is killed, at most: no piece of these films is done sooner
_FILMS = 5  # at most; one is meant to be enough
_TITLE = re.compile(r"^### (\w+), by \S+, try (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Film:
    """A film whose workers were killed: how often, how many segments it has, and how many pieces were made again."""

    job: Job
    kills: int
    segments: int
    again: int

    @property
    def done(self) -> bool:
        """Whether it is done, at the one attempt that cut it."""
        return self.job["status"] == "done" and self.job["attempt"] == 1


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give two figures: the part of the films that is done, which has to be all, and what is made again for a kill.

    The stack's own worker works on; beside it there is always one more, which is killed in the middle of a piece, with all
    that it holds: one piece. Ends when that was done so often, or after five films.
    """
    source = clips.film(deployment.running.ffmpeg, deployment.folder, scale.killed_seconds)
    films: list[Film] = []
    moments = random.Random(0)  # noqa: S311  nothing to guess
    with deployment.settings(
        segment_from_seconds=1, segment_seconds=scale.killed_segment_seconds, max_concurrent_jobs=1
    ):
        while (left := scale.kills - sum(film.kills for film in films)) > 0 and len(films) < _FILMS:
            films.append(_film(deployment, source, left, moments))
    yield from figures(films)


def figures(films: Sequence[Film]) -> Iterator[Figure]:
    """Say of these films, at least one, how many are done, and what was made again for each worker that was killed."""
    kills, done = sum(film.kills for film in films), sum(film.done for film in films)
    claim = f"film in {films[0].segments} segments, of which {kills} workers were killed (kill -9)"
    note = "; ".join(f"{film.job['status']}: {film.kills} kills, {film.again} pieces made again" for film in films)
    worst = max((film.again / film.kills for film in films if film.kills), default=None)
    again = Samples("made again", "pieces", tuple(float(film.again) for film in films))
    share = done / len(films) if kills else None
    yield Figure("kills_done", f"{claim}: part that is done", Bar(1, "at least"), share, note=note)
    yield Figure("kills_again", f"{claim}: pieces made again for each", Bar(1, "at most"), worst, (again,))


def made_again(log: str) -> tuple[int, int]:
    """Read in a job's log how many segments there were, and how many tries more than one of each piece."""
    tries = {piece: int(number) for piece, number in _TITLE.findall(log)}
    return sum(piece.isdigit() for piece in tries), sum(tries.values()) - len(tries)


def _film(deployment: MeasuredStack, source: Path, most: int, moments: random.Random) -> Film:
    """Send a film, and kill workers, one after another, each in the middle of a piece of it, until there were so many."""
    kills, job_id = 0, ""
    while kills < most:
        with workers.another(deployment, f"victim-{kills}") as victim:
            job_id = job_id or deployment.send(source).job_id  # the first is there before the film
            if not _at_work(deployment, victim, job_id):
                break
            time.sleep(moments.uniform(0, _LONGEST))
            if not _at_work(deployment, victim, job_id):
                break
            os.kill(victim.pid, signal.SIGKILL)
            kills += 1
    job = deployment.wait(job_id)
    segments, again = made_again(deployment.log(job_id))
    deployment.clear(job_id)
    return Film(job, kills, segments, again)


def _at_work(deployment: MeasuredStack, victim: workers.Worker, job_id: str) -> bool:
    """Wait until the worker is in the middle of a piece; False if the job ends before. Raises NotInTime."""

    def look() -> str | None:
        if victim.at_work(job_id):
            return "at work"
        return None if deployment.client.job(job_id)["status"] in {"waiting", "queued", "running"} else "ended"

    return until(look, "A piece for a worker to be killed", _TURN_SECONDS) == "at work"
