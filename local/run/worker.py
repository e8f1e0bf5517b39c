"""The worker: takes events from the stream and calls functions.transcode.handler with each, as Lambda would.

It takes an event only while it runs fewer jobs than the settings allow and its host has room for another, so that events
wait in the stream, where any worker can take them.

    python -m local.run.worker
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from functions import deployment as deployments
from functions import transcode
from functions.common import log, metrics
from functions.common.errors import Transient
from functions.deployment import Deployment
from functions.ffmpeg import sandbox, workdir
from functions.fleet import history, hosts, placement
from functions.jobs import lease, settings
from functions.segments import pieces
from functions.upkeep.queue_stats import Backlog
from local.base import config
from local.run import scrape, sorting, stream
from local.run.delivery import Delivery, Event
from local.servers.definitions import WORKER_READY

if TYPE_CHECKING:
    from nats.aio.msg import Msg

REPORT_SECONDS = 2.0
HAND_BACK_SECONDS = 2.0
"""Time kept of the drain for handing back what did not end by then."""

_GOODBYE_SECONDS = 1.0  # a job table that is away must not keep a worker from stopping
_TURN_SECONDS = 1.0  # without room for another job, this often it is looked again
_COUNT_SECONDS = 5.0
_MOST_JOBS = 64  # the settings allow no more
_FEWEST_DELIVERIES = 5

Handler = Callable[[Event, None], object]


def main(environment: Mapping[str, str] | None = None) -> int:
    """Run a worker until SIGTERM or SIGINT; its exit code.

    ``environment`` is added to that of this process, which functions/common/config.py and local/base/config.py describe. Raises
    InvalidConfig naming what is missing. Without WORKER_NAME its name is made of those of host and process, so that each
    worker is one entry among the hosts. Jobs that are not handed back in time end with the process: their leases run
    out, and others take them over.
    """
    os.environ.update(environment or {})
    nats_url = config.nats_url(os.environ)
    os.environ.setdefault("WORKER_NAME", f"{socket.gethostname()}-{os.getpid()}")
    log.start()
    placement.say_sandbox(sandbox.Tools.of(deployments.current().config))
    work_dir = deployments.current().config.work_dir
    work_dir.mkdir(parents=True, exist_ok=True)
    workdir.sweep(work_dir)  # else what a killed worker left may be what keeps this one from taking a job
    chosen = config.load(os.environ)
    with scrape.answering(chosen.metrics_address, Backlog(deployments.current()).tell):
        worker = Worker(deployments.current(), transcode.handler, drain_seconds=chosen.drain_seconds)
        all_handed_back = asyncio.run(worker.run(nats_url))
    log.info("worker_stopped", all_handed_back=all_handed_back)
    if not all_handed_back:
        os._exit(1)  # the interpreter would wait for the threads of those jobs
    return 0


class Worker:
    """One worker process: one entry among the hosts."""

    def __init__(self, deployment: Deployment, handler: Handler, *, drain_seconds: float = 7) -> None:
        """Prepare to call ``handler`` with events, each in a thread of its own.

        Told to stop, it finishes what ends within ``drain_seconds``, and hands back all else at once.
        """
        self._deployment = deployment
        self._drain_seconds = drain_seconds
        self._handler = handler
        self._pool = ThreadPoolExecutor(_MOST_JOBS, thread_name_prefix="job")
        self._running: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._gone = asyncio.Event()
        self._news = asyncio.Event()  # something that the others should know before the next report is due
        self._sampler = history.Sampler(deployment.table)
        self._measure = partial(
            hosts.measure,
            deployment.config.work_dir,
            host=transcode.worker_name(deployment),
            skills=placement.skills(sandbox.Tools.of(deployment.config)),
        )
        self._load = self._measure()
        self._refusing: str | None = None

    async def run(self, nats_url: str) -> bool:
        """Work until a signal says stop; whether all running jobs were done or handed back by then."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        stopped = asyncio.create_task(self._stop.wait())
        reporting = asyncio.create_task(self._report())
        connecting = asyncio.create_task(stream.connect(nats_url))
        await asyncio.wait({stopped, connecting}, return_when=asyncio.FIRST_COMPLETED)
        all_handed_back = True
        if connecting.done():
            events = connecting.result()
            beside = [
                asyncio.create_task(self._count(events)),
                asyncio.create_task(sorting.sort(events.js, self._deployment.config)),
            ]
            await self._work(events)
            await events.let_go(wait=True)
            all_handed_back = await self._drain()
            for task in beside:
                task.cancel()
            await events.close()
        connecting.cancel()
        self._gone.set()
        self._news.set()
        await asyncio.wait({reporting}, timeout=_GOODBYE_SECONDS)
        return all_handed_back

    def stop(self) -> None:
        """Take no more events; let running jobs end that end in time, and have the others handed back."""
        log.info("worker_stopping", jobs=len(self._running))
        self._stop.set()
        self._news.set()
        transcode.stopping.set(max(self._drain_seconds - HAND_BACK_SECONDS, 0))

    async def _work(self, events: stream.Stream) -> None:
        """Take events, and settle each in a task of its own, until told to stop."""
        delivery = Delivery(events.js, self._call)
        while not self._stop.is_set() and not await events.ready():
            log.info("worker_waits", reason="The event stream is not ready.")
        log.info(WORKER_READY)
        while not self._stop.is_set():
            limits = await self._limits_if_room()
            if limits is None:
                await events.let_go()
                await self._some_end()
            elif message := await events.next():
                if self._stop.is_set():  # perhaps just the one that was handed back
                    await message.nak()
                else:
                    self._begin(delivery, message, max(_FEWEST_DELIVERIES, limits.max_attempts + 1))

    async def _count(self, events: stream.Stream) -> None:
        """State again and again how many events wait in each lane."""
        while True:
            metrics.state("events_waiting", {(("priority", lane),): n for lane, n in (await events.waiting()).items()})
            await asyncio.sleep(_COUNT_SECONDS)

    async def _limits_if_room(self) -> settings.AppConfig | None:
        """Read the settings; None while there is no room for another job, or while the table is away."""
        try:
            limits = (await asyncio.to_thread(settings.read, self._deployment.table)).settings
        except Transient as away:
            log.warning("worker_waits", reason=away.message)
            return None
        self._refusing = hosts.room_for_another(self._load, limits, len(self._running))
        return None if self._refusing else limits

    def _begin(self, delivery: Delivery, message: "Msg", most_deliveries: int) -> None:
        task = asyncio.create_task(delivery.settle(message, most_deliveries))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled() and (trouble := task.exception()):
            log.warning("event_not_settled", reason=repr(trouble))  # NATS delivers it again when its time is over

    async def _call(self, event: Event) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._handler, event, None)

    async def _some_end(self) -> None:
        """Wait until a job ends, or a moment."""
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({stopped, *self._running}, timeout=_TURN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()

    async def _drain(self) -> bool:
        """Wait for the running jobs to end or to be handed back; whether all were in time."""
        if not self._running:
            return True
        _, late = await asyncio.wait(self._running, timeout=self._drain_seconds)
        return not late

    async def _report(self) -> None:
        """Tell the others, again and again, how this host is; also while it is busy. At the end, say goodbye."""

        def tell() -> None:
            self._load = self._measure()
            jobs = tuple(dict.fromkeys((*lease.here(), *pieces.here())))
            draining = self._stop.is_set()
            refusing = "It was told to stop." if draining else self._refusing
            load = self._load.model_copy(update={"jobs": jobs, "refusing": refusing, "draining": draining})
            self._sampler.add(load, hosts.report(self._deployment.table, load))

        while not self._gone.is_set():
            await self._told(tell)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), REPORT_SECONDS)
            self._news.clear()
        await self._told(lambda: hosts.leave(self._deployment.table, self._load))

    async def _told(self, tell: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(tell)
        except Transient as away:
            log.warning("report_failed", reason=away.message)


if __name__ == "__main__":
    raise SystemExit(main())
