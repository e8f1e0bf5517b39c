"""The stack: all servers of one machine, started, watched and stopped by one process in the foreground.

    nats, storage, provision   side by side; the last makes what the first two must hold, and ends
    api, clock, worker         side by side, once that is done

They are stopped in reverse order. The kernel ends them if this process is killed (leash.py). The page is built beside all this
when it has changed (local/page); nothing waits for it, and without it nothing else is lacking.
"""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from functions.common import config as functions_config
from functions.common.errors import VtsError
from local import tools
from local.base import config, ports
from local.page import build
from local.servers import definitions, sample, storages
from local.servers.installation import Installation, Running, origins
from local.servers.supervisor import Supervisor
from local.terminal.screen import Screen

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class StackOptions:
    """What `vts up` may be told. Port 0 is any free one; run/stack.json in the data folder says which."""

    data: Path = Path(".vts")
    port: int = 8000
    ui_port: int = 3000
    sample: bool = True
    page: bool = True
    listen: str = ports.LOOPBACK
    database: str | None = field(default=None, repr=False)
    open: bool = False


def up(options: StackOptions) -> None:
    """Run the stack until SIGINT, SIGTERM or SIGHUP; must be called in the main thread.

    Raises SetupError (AlreadyRunning, PortBusy, …) when it cannot be started; then nothing is left running.
    """
    began = time.monotonic()
    ports.refuse_strangers(options.listen, is_open=options.open)
    installation = Installation(options.data.absolute())
    installation.prepare()
    with (
        installation.taken(),
        ports.listen(options.port, "--port", options.listen) as api_socket,
        ports.listen(options.ui_port, "--ui-port", options.listen) as page_socket,
    ):
        screen, chosen = Screen(), config.load(os.environ)
        installation.keeps_to(chosen.vts_storage)
        page = _page(chosen, installation, screen) if options.page and build.there_is_one() else None
        with screen.busy("looking for tools"):
            found = tools.gather(chosen, screen.progress)
        running = _plan(installation, found, options, chosen.vts_storage, _address(api_socket), _address(page_socket))
        stack = Stack(installation, running, found, (api_socket, page_socket), screen, page)
        asyncio.run(stack.run(began, with_sample=options.sample))


class Building(NamedTuple):
    """A page that is there or is being built: the folder it will be in, and the end of its building."""

    folder: Path
    end: "Future[Path]"


def _page(chosen: config.LocalConfig, installation: Installation, screen: Screen) -> Building:
    """Begin to build the page, unless it is there."""

    def say(line: str) -> None:
        screen.progress("page", line)

    log = installation.logs / "page.log"
    return Building(build.folder(chosen), tools.aside(lambda: build.prepare(chosen, log, say)))


def _plan(
    installation: Installation,
    found: tools.Tools,
    options: StackOptions,
    storage: config.StorageName,
    api: str,
    page: str,
) -> Running:
    """Settle where everything will be. Raises InvalidConfig when what the user chose is wrong."""
    nats_port, s3_port = installation.inner_ports(options.listen)
    running = Running(
        pid=os.getpid(),
        api=api,
        page=page,
        endpoint=f"http://{options.listen}:{s3_port}",
        s3_port=s3_port,
        nats_port=nats_port,
        storage=storage,
        ffmpeg=found.ffmpeg,
        ffprobe=found.ffprobe,
        address=options.listen,
        database_url=options.database,
        chosen=config.chosen(os.environ),
    )
    functions_config.load(installation.environment(running))
    return running


class Stack:
    """The servers of one installation."""

    def __init__(
        self,
        installation: Installation,
        running: Running,
        found: tools.Tools,
        doors: tuple[socket.socket, socket.socket],
        screen: Screen,
        page: Building | None,
    ) -> None:
        """Prepare the servers; ``doors`` are the listening sockets of API and page."""
        self._installation, self._running, self._screen, self._page = installation, running, screen, page
        nats = installation.nats(running)
        folder, environment = installation.folder, installation.environment(running)
        working = installation.worker_environment(running)
        self._nats = self._supervise(definitions.nats(found.nats_server, folder / "nats", nats))
        self._storage = self._supervise(_storage(installation, running, found.storage))
        self._provision = self._supervise(definitions.provision(installation.provision_environment(running)))
        self._api = self._supervise(
            definitions.api(installation.api_environment(running), *doors, page.folder if page else None)
        )
        self._clock = self._supervise(definitions.clock(environment))
        self._worker = self._supervise(definitions.worker(working))
        self._servers = (self._nats, self._storage, self._api, self._clock, self._worker)
        self._stop, self._stopped = asyncio.Event(), threading.Event()

    async def run(self, began: float, *, with_sample: bool) -> None:
        """Start everything, watch it until a signal comes, stop everything. Raises ServerDidNotStart."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._on_signal)
        try:
            with self._screen.busy("starting the servers"):
                if not await self._unless_stopped(self._start()):
                    return
            self._welcome(time.monotonic() - began)
            await self._unless_stopped(self._watch(), self._show_first(with_sample=with_sample))
        finally:
            await self._end()

    def _supervise(self, server: definitions.Server) -> Supervisor:
        return Supervisor(server, self._installation.logs, self._screen.tell)

    def _on_signal(self) -> None:
        """Stop in order; a second signal ends at once, and the kernel ends the servers."""
        if self._stop.is_set():
            os._exit(130)
        self._stop.set()
        self._stopped.set()

    async def _start(self) -> None:
        events = asyncio.ensure_future(self._nats.start())
        if self._storage.server.needs_events:
            await events
        await asyncio.gather(events, self._storage.start(), self._provision.once())
        await asyncio.gather(self._api.start(), self._clock.start(), self._worker.start())
        self._describe()

    def _describe(self) -> None:
        pids = {each.server.name: each.pid for each in self._servers if each.pid is not None}
        self._installation.describe(self._running.model_copy(update={"pids": pids}))

    async def _watch(self) -> None:
        await asyncio.gather(*(each.keep(self._describe) for each in self._servers))

    async def _show_first(self, *, with_sample: bool) -> None:
        """Show what a first start goes on to make: the page, and a proxy, unless this installation has made one."""
        showing = [self._show_page(self._page)] if self._page and not self._page.end.done() else []
        folder = self._installation.folder / "sample"
        if with_sample and not folder.exists():
            showing.append(self._show_sample(folder))
        if showing:
            with self._screen.busy("working"):
                await asyncio.gather(*showing)

    async def _show_page(self, page: Building) -> None:
        """Wait for the page, and say that it is there, or why it is not."""
        try:
            await asyncio.wrap_future(page.end)
        except VtsError as failed:
            self._screen.tell(f"page: {failed.message}")
            return
        self._screen.line(f"[green]page[/green]    built: {self._running.page}")

    async def _show_sample(self, folder: Path) -> None:
        """Push a clip through the new pipeline."""

        def progress(line: str) -> None:
            self._screen.progress("sample", line)

        try:
            proxy = await asyncio.to_thread(
                sample.run, self._running.api, self._running.ffmpeg, folder, progress, self._stopped
            )
        except (VtsError, OSError) as failed:
            self._screen.tell(f"sample: {getattr(failed, 'message', failed)}")
            return
        if proxy is not None:
            self._screen.line(
                f"[green]sample[/green]  a proxy made on this machine, checked frame by frame: {_short(proxy)}"
            )

    async def _unless_stopped(self, *wanted: Coroutine[Any, Any, None]) -> bool:
        """Do all of it, or as much as a stop leaves time for; whether all was done. Raises what it raises."""
        doing: asyncio.Future[Any] = asyncio.gather(*wanted)
        stopping: asyncio.Future[Any] = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait([doing, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if doing.done():
            doing.result()
            return True
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return False

    async def _end(self) -> None:
        self._screen.tell("stopping")
        self._stopped.set()
        for each in (*reversed(self._servers), self._provision):
            await each.stop()
        self._installation.stack_file.unlink(missing_ok=True)
        self._screen.tell("stopped")

    def _welcome(self, seconds: float) -> None:
        running, folder = self._running, _short(self._installation.folder)
        lines = (
            f"[green]up[/green]      in {seconds:.1f} s",
            f"[bold]page[/bold]    {running.page}{self._of_the_page()}",
            f"[bold]API[/bold]     {running.api}  (try it at {running.api}/docs)",
            f"[bold]S3[/bold]      {running.endpoint}  (any client: put files under vts-source/inbox/; keys: ./vts env)",
            f"[bold]data[/bold]    {folder}  (logs in {folder}/logs)",
            *self._of_joining(),
            "[bold]next[/bold]    ./vts transcode FILE in another terminal; Ctrl-C here stops everything",
        )
        for line in lines:
            self._screen.line(line)

    def _of_joining(self) -> tuple[str, ...]:
        """Say how other machines work for this one, where they can reach it."""
        if self._running.address == ports.LOOPBACK:
            return ()
        return (f"[bold]join[/bold]    ./vts worker --join {self._running.api}  (token: ./vts worker --show-token)",)

    def _of_the_page(self) -> str:
        """Say what is to be said of the page when the servers are up."""
        if self._page is None:
            return "  (without the page: the API alone)"
        if not self._page.end.done():
            return "  (being built; it shows itself when it is there)"
        return f"  ({failed})" if (failed := self._page.end.exception()) else ""


def _storage(installation: Installation, running: Running, binary: str) -> definitions.Server:
    """Give the object storage that was chosen."""
    folder = installation.folder / running.storage
    at, events = installation.storage(running), installation.nats(running)
    if running.storage == "versitygw":
        return storages.versitygw(binary, folder, at, events)
    return storages.minio(binary, folder, at, events, origins(running))


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()
    return f"http://{host}:{port}"


def _short(path: Path) -> str:
    """Give a path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
