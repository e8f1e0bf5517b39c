"""The clock: calls functions.cleanup.handler on its schedule, as EventBridge would, and has a courier for the webhooks.

python -m local.run.clock
"""

import os
import signal
import threading
import time
from collections.abc import Callable

from functions import cleanup
from functions import deployment as deployments
from functions.common import log
from functions.common.errors import Transient
from functions.jobs import settings
from functions.jobs.model import JobTable
from functions.upkeep.queue_stats import Backlog
from functions.webhooks import courier
from local.base import config
from local.run import scrape
from local.servers.definitions import CLOCK_READY

LOOK_SECONDS = 1.0
"""The setting is read this often, so that a shortened interval takes effect at once."""


def main() -> int:
    """Run until SIGTERM or SIGINT; a turn that is being done is finished first. Raises InvalidConfig naming what is missing."""
    log.start()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    deployment = deployments.current()
    telling = threading.Thread(target=courier.run, args=(deployment, stop), name="webhooks")
    with scrape.answering(config.load(os.environ).metrics_address, Backlog(deployment).tell):
        telling.start()
        log.info(CLOCK_READY)
        tick(deployment.table, lambda: cleanup.handler(None, None), stop)
        telling.join()
    return 0


def tick(table: JobTable, turn: Callable[[], object], stop: threading.Event) -> None:
    """Do a turn at once, and then one each ``cleanup_interval_seconds`` after the last began, until ``stop`` is set.

    A turn that fails is logged, and is due again after the interval.
    """
    began: float | None = None
    while not stop.is_set():
        try:
            interval = settings.read(table).settings.cleanup_interval_seconds
            if began is None or time.monotonic() - began >= interval:
                began = time.monotonic()
                turn()
        except Transient as away:
            log.warning("turn_delayed", reason=away.message)
        except Exception:  # noqa: BLE001  one bad turn must not end the clock
            log.exception("turn_failed")
        stop.wait(LOOK_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
