"""The workers of a replay, as local/run/worker.py has them take events: each its one job at a time; and how they may be lost."""

from functions.common.errors import Transient
from functions.fleet import history
from local.bench.simulate import way
from local.bench.simulate.clock import Doing
from local.bench.simulate.deployment import Scene
from local.bench.simulate.stream import Event
from local.run.stream import PULL_SECONDS
from local.run.worker import REPORT_SECONDS

DAY = 86_400.0
BACK_SECONDS = 60.0
"""Until a worker that was lost is there again: a new process, or a new machine from an image."""


class Worker:
    """One worker."""

    def __init__(self, scene: Scene, number: int, losses_a_day: float) -> None:
        """Begin to work; it is lost, and comes back, so many times on an average day."""
        self._scene, self._name, self._losses = scene, f"worker-{number:05}", losses_a_day
        self._event: Event | None = None
        self._doing: Doing | None = None
        self._since = 0.0
        self._busy = 0.0
        self._begin()

    @property
    def worked(self) -> float:
        """How many seconds it has worked until now."""
        return self._busy + (self._scene.clock.seconds - self._since if self._event else 0.0)

    def _begin(self) -> None:
        self._wait()
        if self._losses:
            self._scene.clock.after(self._scene.chance.expovariate(self._losses / DAY), self._lose)

    def _wait(self) -> None:
        self._event = self._doing = None
        self._scene.idle += 1
        self._scene.stream.take(self._take)

    def _take(self, event: Event) -> None:
        self._scene.idle -= 1
        self._event, self._since = event, self._scene.clock.seconds
        course = way.settle(self._scene, self._name, event.arrival)
        self._doing = Doing(self._scene.clock, course, self._ended)

    def _ended(self, trouble: Transient | None) -> None:
        self._busy += self._scene.clock.seconds - self._since
        assert self._event is not None  # noqa: S101  it had one
        self._scene.stream.settle(self._event, trouble)
        self._wait()

    def _lose(self) -> None:
        if self._doing is None or self._event is None:
            self._scene.idle -= 1
            self._scene.stream.leave(self._take)
        else:
            self._busy += self._scene.clock.seconds - self._since
            self._doing.lose()
            self._scene.stream.lose(self._event)
        self._event = self._doing = None
        self._scene.clock.after(BACK_SECONDS, self._begin)


def hire(scene: Scene, count: int, losses_a_day: float = 0.0) -> list[Worker]:
    """Let so many workers work, and count what they ask all the time: the settings each second, and their reports."""
    scene.meter.always(("table", "documents, workers"), count / PULL_SECONDS)
    scene.meter.always(
        ("table", "put_document, workers"), count * (1 / REPORT_SECONDS + 1 / history.EVERY.total_seconds())
    )
    scene.meter.always(("stream", "pull"), count / PULL_SECONDS)
    return [Worker(scene, number, losses_a_day) for number in range(count)]
