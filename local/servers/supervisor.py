"""Keeps one server running: starts it, waits until it is ready, starts it again when it dies, stops it."""

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from functions.common import log
from functions.common.errors import SetupError
from local.base import leash
from local.base.logbook import Logbook
from local.servers.definitions import Server

READY_SECONDS = 60.0
"""A server that is not ready by then is taken for broken."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
CALM_SECONDS = 10.0
"""A server that was ready for this long did good work: when it dies, it is started again after the first, short pause."""

_LOOK_SECONDS = 0.05
_CHUNK = 64 * 1024

Tell = Callable[[str], None]


class Pauses:
    """How long to wait before a server is started again: longer each time, but for one that did good work in between.

    A worker that is killed now and then holds jobs whose leases have to run out: no further pause is to come on top of that.
    One that dies at once, again and again, is to leave the machine to others.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with the shortest; ``clock`` gives seconds."""
        self._clock, self._next, self._ready_at = clock, FIRST_PAUSE, clock()

    def ready(self) -> None:
        """Be told that the server is ready, from now on."""
        self._ready_at = self._clock()

    def died(self) -> float:
        """Be told that it died; the pause, seconds."""
        calm = self._clock() - self._ready_at >= CALM_SECONDS
        pause = FIRST_PAUSE if calm else self._next
        self._next = min(pause * 2, LONGEST_PAUSE)
        return pause

    def failed(self) -> None:
        """Be told that it did not get ready, so that what went before counts no more."""
        self._ready_at = self._clock()


class ServerDidNotStart(SetupError):
    """A server of the stack did not start."""

    hint = "Its log, in the logs folder of the data folder, says more."


class Supervisor:
    """Keeps one server running. All methods are for the event loop of the main thread, which the server's life is tied to."""

    def __init__(self, server: Server, logs: Path, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare to run ``server`` with its output in ``logs``; ``tell`` takes a line when it dies and when it is back.

        ``clock`` gives the seconds by which it is known how long the server ran.
        """
        self.server = server
        self._book = Logbook(logs / f"{server.name}.log", hidden=server.hidden)
        self._tell = tell
        self._pauses = Pauses(clock)
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the server and wait until it is ready. Raises ServerDidNotStart with the last line it printed."""
        process = await self._spawn()
        end = time.monotonic() + READY_SECONDS
        while not await self._is_ready():
            if process.returncode is not None:
                await self._raise_how_it_ended(process.returncode)
            if time.monotonic() > end:
                raise ServerDidNotStart(
                    f"{self.server.name} is not ready after {READY_SECONDS:.0f} s: {self._book.last_line}"
                )
            await asyncio.sleep(_LOOK_SECONDS)
        self._pauses.ready()

    async def once(self) -> None:
        """Run it to its end. Raises ServerDidNotStart with the last line it printed, if that is not a good one."""
        process = await self._spawn()
        if code := await process.wait():
            await self._raise_how_it_ended(code)

    async def keep(self, changed: Callable[[], None]) -> None:
        """Start the server again whenever it dies, after a pause that doubles; never returns. ``changed``: it has a new pid."""
        while True:
            code = await self._gone()
            pause = self._pauses.died()
            self._tell(f"{self.server.name} {_how(code)}; starting it again in {pause:g} s")
            log.warning("server_died", server=self.server.name, returncode=code, last_line=self._book.last_line)
            await asyncio.sleep(pause)
            try:
                await self.start()
                self._tell(f"{self.server.name} is back")
            except ServerDidNotStart as failed:
                self._tell(failed.message)
                self._pauses.failed()
                await self.stop()
            changed()

    async def stop(self) -> None:
        """Ask the server to end; kill it when it has not within its time. Nothing happens if it is not running."""
        if self._process is None:
            return
        for signal_number, seconds in ((signal.SIGTERM, self.server.stop_seconds), (signal.SIGKILL, None)):
            if self._process.returncode is not None:
                break
            self._process.send_signal(signal_number)
            try:
                await asyncio.wait_for(self._process.wait(), seconds)
            except TimeoutError:
                self._tell(f"{self.server.name} did not stop within {seconds:g} s; ending it")
        if self._reading is not None:
            await self._reading
        self._book.close()

    async def _spawn(self) -> asyncio.subprocess.Process:
        self._book.turn_page()
        self._process = await asyncio.create_subprocess_exec(
            *leash.tied(self.server.argv),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(self.server.env),
            pass_fds=[each.fileno() for each in self.server.sockets],
            start_new_session=True,  # Ctrl-C goes to the stack alone, which stops its servers in order
        )
        self._reading = asyncio.create_task(self._read(self._process))
        return self._process

    async def _raise_how_it_ended(self, code: int) -> NoReturn:
        if self._reading is not None:
            await self._reading
        raise ServerDidNotStart(f"{self.server.name} {_how(code)}: {self._book.last_line}")

    async def _gone(self) -> int:
        assert self._process is not None  # noqa: S101  it was started
        return await self._process.wait()

    async def _is_ready(self) -> bool:
        if isinstance(self.server.ready, str):
            return self.server.ready in self._book.recent
        return await asyncio.to_thread(self.server.ready)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        while chunk := await process.stdout.read(_CHUNK):
            self._book.write(chunk)


def _how(code: int) -> str:
    """Say how a process ended."""
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
