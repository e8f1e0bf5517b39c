"""The whole house as a subprocess, reached through its outer doors only."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from local.installation import Installation, Running
from tests.patience import until

ROOT = Path(__file__).parent.parent.parent
UP_SECONDS = 90


@dataclass
class RunningStack:
    """`vts up` in a process of its own, on free ports, with a data folder of its own."""

    process: subprocess.Popen[bytes]
    data: Path
    output: Path

    @property
    def installation(self) -> Installation:
        return Installation(self.data)

    @property
    def running(self) -> Running:
        """What run/stack.json says now: addresses, ports, process ids."""
        return until(self.installation.running, "the stack is described")

    @property
    def api(self) -> str:
        """Address of the API."""
        return self.running.api

    @property
    def page(self) -> str:
        """Address of the page, with the API under /api."""
        return self.running.page

    def pid(self, server: str) -> int:
        """Process id of nats, minio, api, clock or worker."""
        return self.running.pids[server]

    def kill(self, server: str) -> int:
        """Kill one of the servers as a power cut would; the id of the process that was killed."""
        pid = self.pid(server)
        os.kill(pid, signal.SIGKILL)
        return pid

    def until_back(self, server: str, killed: int) -> int:
        """Wait until the stack has started it again and it is ready; its new process id."""
        return until(lambda: (pid := self.running.pids.get(server)) != killed and pid, f"{server} is back", 60)

    def stop(self) -> int:
        """Stop the stack as Ctrl-C does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


def start_stack(data: Path, *options: str) -> RunningStack:
    """Run `vts up` on ``data`` and wait until it is up."""
    output = data.with_suffix(".out")
    argv = [
        sys.executable,
        "-P",
        "-m",
        "local.cli",
        "up",
        "--data",
        str(data),
        "--port",
        "0",
        "--ui-port",
        "0",
        *options,
    ]
    with output.open("ab") as out:
        process = subprocess.Popen(argv, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out)
    stack = RunningStack(process, data, output)
    until(lambda: stack.installation.running() or process.poll() is not None, "the stack is up", UP_SECONDS)
    assert process.poll() is None, output.read_text()
    return stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """One running stack for all tests, without the sample. Who kills a part of it waits until that is back."""
    started = start_stack(tmp_path_factory.mktemp("stack") / "data", "--no-sample")
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture
def client(stack: RunningStack) -> Iterator[httpx.Client]:
    """An HTTP client of the stack's API."""
    with httpx.Client(base_url=stack.api, timeout=30) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all of these tests in one process, so that there is one stack."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stack"))
