"""A day replayed: films arrive, workers take their events, the clock turns; and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions import cleanup
from functions.api import presign
from functions.bucket import keys
from functions.intake import admission
from functions.jobs import settings
from functions.jobs.model import ACTIVE, Job, JobTable, Source, Status
from functions.plan import profile
from functions.plan.profile import Options
from functions.upkeep.reconcile import FIRST_LOOK
from local.bench.simulate import crew, day, deployment
from local.bench.simulate.clock import Clock
from local.bench.simulate.deployment import SOURCE, Scene
from local.bench.simulate.films import Film, Name
from local.bench.simulate.meter import Meter
from local.bench.simulate.speeds import Host, Speeds

_AFTER = 2 * day.DAY
"""How long after its end a replay goes on for what still waits."""


@dataclass(frozen=True)
class Outcome:
    """What came of a replay. ``seconds`` are those from a film's last byte to its proxy, by kind, of all that were done."""

    workers: int
    length: float
    arrived: int
    seconds: dict[Name, list[float]]
    failed: int
    attempts: int
    taken_over: int
    utilisation: float
    longest_wait: float
    meter: Meter

    @property
    def done(self) -> int:
        """How many films have a proxy."""
        return sum(map(len, self.seconds.values()))


class Replay:
    """One replay: so many workers, and what arrives."""

    def __init__(
        self,
        workers: int,
        arrivals: Iterable[tuple[float, Film]],
        *,
        speeds: Speeds,
        host: Host,
        seed: int = 1,
        losses_a_day: float = 0.0,
        table: JobTable | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make ready; ``table``, if given, is the backend of the job table, and goes by ``clock``."""
        self.scene = deployment.scene(speeds, host, seed, table, clock)
        self._crew = crew.hire(self.scene, workers, losses_a_day)
        self._arrivals = iter(arrivals)
        self._coming = False
        self._next()

    def run(self, length: float = day.DAY) -> Outcome:
        """Let so many seconds go by, and then as many more as it takes until nothing waits any more."""
        clock, every = self.scene.clock, settings.AppConfig().cleanup_interval_seconds
        clock.after(every, lambda: self._turn(every))
        clock.run(length)
        clock.seconds = length
        worked = sum(worker.worked for worker in self._crew)
        while (self._coming or self._waiting()) and clock.seconds < length + _AFTER:
            clock.run(clock.seconds + every)
        return self._outcome(length, worked / len(self._crew) / length)

    def _next(self) -> None:
        arrival = next(self._arrivals, None)
        self._coming = arrival is not None
        if arrival:
            at, film = arrival
            self.scene.clock.after(at - self.scene.clock.seconds, lambda: self._arrive(film))

    def _arrive(self, film: Film) -> None:
        arrive(self.scene, film)
        self._next()

    def _turn(self, every: float) -> None:
        cleanup.turn(self.scene.deployment)
        self.scene.clock.after(every, lambda: self._turn(every))

    def _waiting(self) -> bool:
        table = self.scene.table
        return any(table.find(status=status, limit=1).jobs for status in sorted(ACTIVE))

    def _outcome(self, length: float, utilisation: float) -> Outcome:
        scene, seconds, failed, attempts = self.scene, {kind.name: list[float]() for kind in day.MIX}, 0, 0
        for job_id, film in scene.films.items():
            job = scene.table.get(job_id)
            if job is None:
                continue
            attempts += job.attempt
            failed += job.status is Status.FAILED
            if job.status is Status.DONE and job.finished_at and job.queued_at:
                seconds[film.kind.name].append((job.finished_at - job.queued_at).total_seconds())
        return Outcome(
            len(self._crew),
            length,
            len(scene.films),
            seconds,
            failed,
            attempts,
            scene.lost,
            utilisation,
            scene.stream.longest_wait,
            scene.meter,
        )


def arrive(scene: Scene, film: Film, *, told: bool = True) -> str:
    """Let a film come in by the API: its row, its bytes, and, with ``told``, the call that says they are there; the job's id.

    As api/uploads.py does it. Signing needs neither table nor bucket.
    """
    deployment, job_id = scene.deployment, f"{scene.chance.getrandbits(128):032x}"
    recipe = settings.read(deployment.table).settings.recipe(None, Options())
    ticket, now = presign.ticket(film.size, "video/mp4"), deployment.table.now()
    job = Job(
        job_id=job_id,
        filename=f"{film.kind.name}.mp4",
        status=Status.WAITING,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=Options(),
        source=Source(bucket=SOURCE, key=keys.source_of_upload(job_id), size=film.size),
        upload=ticket,
        created_at=now,
        due_at=now + FIRST_LOOK,
    )
    scene.films[job_id] = film
    deployment.table.insert(job)
    scene.bucket.put(SOURCE, job.source.key, film.size, ticket.part_size)
    stored = deployment.storage.head(SOURCE, job.source.key) if told else None
    if stored and deployment.table.get(job_id):
        admission.arrived(deployment, job, stored)
    return job_id
