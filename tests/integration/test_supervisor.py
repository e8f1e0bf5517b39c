"""A server that is kept running, and a program that cannot outlive its parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from local.base import leash
from local.servers.definitions import Server
from local.servers.supervisor import CALM_SECONDS, Pauses, ServerDidNotStart, Supervisor
from tests.support.wait_until import until

LIVES = "import time; print('ready', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
FAILS = "import sys; print('first line', flush=True); sys.exit('no such disk')"
CHATTY = f"print('x' * 10_000_000); {LIVES}"


class Told(list[str]):
    """What the user was told."""

    def about(self, words: str) -> bool:
        return any(words in line for line in self)


def server(program: str, *, stop_seconds: float = 10) -> Server:
    return Server("sleeper", (sys.executable, "-c", program), {"GIVEN": "yes"}, "ready", stop_seconds=stop_seconds)


def supervised(
    program: str,
    logs: Path,
    told: Told,
    scene: Callable[[Supervisor], Awaitable[None]],
    *,
    stop_seconds: float = 10,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Play a scene with a supervisor, and stop its server in the end."""

    async def play() -> None:
        supervisor = Supervisor(server(program, stop_seconds=stop_seconds), logs, told.append, clock)
        try:
            await scene(supervisor)
        finally:
            await supervisor.stop()
        assert supervisor.pid is None

    asyncio.run(play())


async def until_true(look: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not look():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


def test_a_server_is_started_again_when_it_dies_and_that_is_told(tmp_path: Path) -> None:
    told = Told()

    async def scene(supervisor: Supervisor) -> None:
        await supervisor.start()
        first, changes = supervisor.pid, []
        assert first is not None
        keeping = asyncio.create_task(supervisor.keep(lambda: changes.append(supervisor.pid)))
        os.kill(first, signal.SIGKILL)
        await until_true(lambda: changes)
        keeping.cancel()

        assert changes == [supervisor.pid]
        assert supervisor.pid not in (None, first)

    supervised(LIVES, tmp_path, told, scene)
    assert told == ["sleeper was ended by SIGKILL; starting it again in 0.5 s", "sleeper is back"]


def test_a_server_that_is_killed_again_and_again_after_good_work_is_back_at_once_each_time(tmp_path: Path) -> None:
    told, now = Told(), [0.0]

    async def scene(supervisor: Supervisor) -> None:
        await supervisor.start()
        changes: list[int | None] = []
        keeping = asyncio.create_task(supervisor.keep(lambda: changes.append(supervisor.pid)))
        for kills in range(1, 4):
            now[0] += CALM_SECONDS
            assert supervisor.pid is not None
            os.kill(supervisor.pid, signal.SIGKILL)
            await until_true(lambda kills=kills: len(changes) == kills)  # type: ignore[misc]
        keeping.cancel()

    supervised(LIVES, tmp_path, told, scene, clock=lambda: now[0])
    assert told == ["sleeper was ended by SIGKILL; starting it again in 0.5 s", "sleeper is back"] * 3


def test_the_pause_grows_for_a_server_that_dies_soon_and_shrinks_after_good_work() -> None:
    now = [100.0]
    pauses = Pauses(lambda: now[0])

    def after(seconds: float) -> float:
        pauses.ready()
        now[0] += seconds
        return pauses.died()

    assert [after(1) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert [after(CALM_SECONDS), after(1), after(1)] == [0.5, 1, 2]


def test_a_server_that_does_not_get_ready_did_no_good_work_however_long_that_took() -> None:
    now = [0.0]
    pauses = Pauses(lambda: now[0])
    found = []
    for _ in range(3):
        now[0] += 60
        pauses.failed()
        found.append(pauses.died())

    assert found == [0.5, 1, 2]


def test_a_server_that_does_not_start_is_refused_with_its_last_line(tmp_path: Path) -> None:
    async def scene(supervisor: Supervisor) -> None:
        with pytest.raises(ServerDidNotStart, match="sleeper ended with exit code 1: no such disk"):
            await supervisor.start()

    supervised(FAILS, tmp_path, Told(), scene)
    assert (tmp_path / "sleeper.log").read_text() == "first line\nno such disk\n"


def test_a_server_that_does_not_listen_to_a_stop_is_ended(tmp_path: Path) -> None:
    told = Told()

    async def scene(supervisor: Supervisor) -> None:
        await supervisor.start()

    supervised(DEAF, tmp_path, told, scene, stop_seconds=0.2)
    assert told == ["sleeper did not stop within 0.2 s; ending it"]


def test_a_server_that_prints_much_is_not_held_up(tmp_path: Path) -> None:
    async def scene(supervisor: Supervisor) -> None:
        await supervisor.start()

    supervised(CHATTY, tmp_path, Told(), scene)


def test_a_server_gets_the_environment_it_was_given_and_nothing_else(tmp_path: Path) -> None:
    async def scene(supervisor: Supervisor) -> None:
        await supervisor.start()
        seen = psutil.Process(supervisor.pid).environ()
        assert {name: value for name, value in seen.items() if name != "LC_CTYPE"} == {
            "GIVEN": "yes"
        }  # PEP 538 sets that

    supervised(LIVES, tmp_path, Told(), scene)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
def test_a_tied_program_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent_program = (
        "import subprocess, sys\n"
        "from local.base import leash\n"
        f"child = subprocess.Popen(leash.tied([sys.executable, '-c', {LIVES!r}]), stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    root = Path(leash.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", parent_program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()

    until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE, "it ended")
