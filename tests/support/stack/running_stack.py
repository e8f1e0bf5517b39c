"""A running stack as tests hold it: with handles to kill, freeze and restart its parts, and to add workers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from local.base import ports
from local.servers.installation import Installation, Running
from tests.support.stack import event_stream
from tests.support.wait_until import until

ROOT = Path(__file__).parents[3]
UP_SECONDS = 90
BACK_SECONDS = 60
LEASE_SECONDS = 3


@dataclass
class RunningStack:
    """`vts up` in a process of its own, on free ports, with a data folder of its own."""

    process: subprocess.Popen[bytes]
    data: Path
    output: Path
    _returns: dict[int, int] = field(default_factory=dict)

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

    @property
    def storage(self) -> str:
        """Name of the server that is the object storage: minio, unless VTS_STORAGE says otherwise."""
        return self.running.storage

    def pid(self, server: str) -> int:
        """Process id of nats, the storage, api, clock or worker."""
        return self.running.pids[server]

    def kill(self, server: str) -> int:
        """Kill one of the servers as a power cut would; the id of the process that was killed."""
        pid = self.pid(server)
        self._returns[pid] = self._times_back(server) + 1
        os.kill(pid, signal.SIGKILL)
        return pid

    def until_back(self, server: str, killed: int) -> int:
        """Wait until the stack has started it again and it is ready; its new process id."""
        until(lambda: self._times_back(server) >= self._returns[killed], f"{server} is back", BACK_SECONDS)
        return until(lambda: (pid := self.running.pids.get(server)) != killed and pid, f"{server} is described")

    def _times_back(self, server: str) -> int:
        return self.output.read_text().count(f"{server} is back")

    @contextmanager
    def frozen(self, *servers: str) -> Iterator[None]:
        """Let these do nothing while the block runs; without a name the stack itself, so that nothing killed is started."""
        pids = [self.pid(server) for server in servers] or [self.process.pid]
        until(lambda: self._froze(pids), "they are frozen, and none in the middle of a write to the job table")
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def _froze(self, pids: list[int]) -> bool:
        """Freeze them; but let them go on, and answer False, if one of them holds the table's lock: nobody else could write."""
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        until(lambda: all(asleep(pid) for pid in pids), "they are frozen")
        try:
            with closing(sqlite3.connect(self.data / "jobs.sqlite3", timeout=1, isolation_level=None)) as table:
                table.execute("BEGIN IMMEDIATE").execute("ROLLBACK")
        except sqlite3.OperationalError:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
            return False
        return True

    @contextmanager
    def worker_frozen(self) -> Iterator[None]:
        """The same for the worker, once no event can go to it any more."""
        with self.frozen("worker"):
            until(lambda: event_stream.waiting_workers(self.events) == 0, "the worker waits for nothing", pause=0.1)
            yield

    @property
    def events(self) -> str:
        """Address of the event stream."""
        return self.installation.nats(self.running).url

    @property
    def work_files(self) -> list[Path]:
        """What lies in the folder of the proxies being made."""
        return list((self.data / "work").glob("vts-work-*"))

    @property
    def encoders(self) -> list[int]:
        """Process ids of the ffmpegs that write there."""
        work = str(self.data / "work")
        return [
            p.pid for p in psutil.process_iter(["cmdline"]) if any(work in part for part in p.info["cmdline"] or [])
        ]

    def log(self, server: str) -> str:
        """What a server has logged."""
        return (self.data / "logs" / f"{server}.log").read_text()

    @property
    def logs(self) -> list[Path]:
        """The logs of all its servers and of the workers beside it, the one written to last at the end."""
        return sorted((self.data / "logs").glob("*.log"), key=lambda log: log.stat().st_mtime)

    @contextmanager
    def another_worker(self, name: str, *module: str, **environment: str) -> Iterator["ExtraWorker"]:
        """Run one more worker while the block runs: the usual one, or a module that stands for it, with its arguments."""
        given = {
            "LEASE_SECONDS": str(LEASE_SECONDS),
            **self.installation.worker_environment(self.running),
            "WORKER_NAME": name,
        }
        log = self.data / "logs" / f"{name}-{uuid.uuid4().hex[:8]}.log"
        argv = [sys.executable, "-P", "-m", *(module or ("local.run.worker",))]
        with log.open("wb") as out:
            environment = {"PATH": os.defpath, "HOME": str(self.data), "PYTHONPATH": str(ROOT), **given, **environment}
            started = ExtraWorker(subprocess.Popen(argv, env=environment, stdout=out, stderr=out), log)
        try:
            yield started
        finally:
            started.process.kill()
            started.process.wait()

    def stop(self) -> int:
        """Stop the stack as Ctrl-C does; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@dataclass
class ExtraWorker:
    """A worker beside that of the stack."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """What it has logged."""
        return self.log.read_text()

    def end(self) -> int:
        """Wait until it has ended; its exit code, minus the signal that ended it."""
        return self.process.wait(timeout=BACK_SECONDS)


def dead(pid: int) -> bool:
    """Whether a process has ended, looked after or not."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def asleep(pid: int) -> bool:
    """Whether a process was stopped by a signal."""
    return psutil.Process(pid).status() == psutil.STATUS_STOPPED


def start_stack(data: Path, *options: str, page: bool = False, **environment: str) -> RunningStack:
    """Run `vts up` on ``data`` and wait until it is up, without the page unless that is wanted."""
    output = data.with_suffix(".out")
    remembered = data / "ports.json"
    if not remembered.exists():  # others on this machine are starting stacks, too, and would like the usual ports
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        remembered.write_text(json.dumps({"nats": ports.free(), "s3": ports.free()}))
    argv = [sys.executable, "-P", "-m", "local.cli", "up", "--data", str(data), "--port=0", "--ui-port=0", *options]
    argv += [] if page else ["--no-page"]
    # What a crash leaves is to be mended within seconds, and at once where it is deleted.
    chosen = {"LEASE_SECONDS": str(LEASE_SECONDS), "ORPHAN_HOURS": "0", **environment, "PYTHONPATH": str(ROOT)}
    with output.open("ab") as out:
        process = subprocess.Popen(argv, env={**os.environ, **chosen}, stdout=out, stderr=out)
    stack = RunningStack(process, data, output)
    until(lambda: stack.installation.running() or process.poll() is not None, "the stack is up", UP_SECONDS)
    assert process.poll() is None, output.read_text()
    return stack
