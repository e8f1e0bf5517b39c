"""What waits and what works, in the numbers that one scales and alerts by. They are read when somebody asks for the metrics.

Every process of the API and every worker that is asked tells the same, so one takes the largest of what they tell.
"""

from functions.common import metrics
from functions.common.errors import TableUnavailable
from functions.common.ttl_cache import TtlCache
from functions.deployment import Deployment
from functions.fleet import hosts
from functions.jobs import settings
from functions.jobs.model import ACTIVE, Status
from functions.upkeep import audit

FRESH_SECONDS = 5.0


class Backlog:
    """The numbers of one deployment, read at most once in five seconds, however many ask."""

    def __init__(self, deployment: Deployment, seconds: float = FRESH_SECONDS) -> None:
        """Read the job table of ``deployment`` when first asked."""
        self._deployment = deployment
        self._fresh = TtlCache(self._look, seconds)

    def tell(self) -> None:
        """State the numbers anew. While the job table is away, that alone is told."""
        try:
            numbers = self._fresh.read()
        except TableUnavailable:
            numbers = {name: {} for name in NAMES} | {"table_up": {(): 0.0}}
        for name, series in numbers.items():
            metrics.state(name, series)

    def _look(self) -> dict[str, dict[metrics.Labels, float]]:
        table = self._deployment.table
        standing, now = table.standing(), table.now()
        queued = standing.get(Status.QUEUED)
        places = settings.read(table).settings.max_concurrent_jobs
        workers = [host for host in hosts.live(table).hosts if host.role == "worker"]
        return {
            "table_up": {(): 1.0},
            "jobs": {
                (("status", status.value),): float(standing[status].jobs if status in standing else 0)
                for status in sorted(ACTIVE)
            },
            "queue_oldest_seconds": {(): max((now - queued.oldest).total_seconds(), 0.0) if queued else 0.0},
            "workers": {(): float(len(workers))},
            "unreadable": {(("kind", kind),): float(number) for kind, number in audit.count(table).kinds.items()},
            "worker_jobs": {(("worker", each.host),): float(len(each.jobs)) for each in workers},
            "worker_places": {(("worker", each.host),): 0.0 if each.draining else float(places) for each in workers},
        }


NAMES = ("table_up", "jobs", "queue_oldest_seconds", "workers", "worker_jobs", "worker_places", "unreadable")
