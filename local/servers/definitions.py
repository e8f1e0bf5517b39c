"""The servers of one machine: the command that starts each, and how one knows that it is ready."""

import http.client
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from functions.common.priority import Priority
from local.base.ports import LOOPBACK

OBJECTS_SUBJECT = "vts.objects"
"""Subject that object events are published to."""

SUBJECTS: Final[dict[Priority, str]] = {
    "high": f"{OBJECTS_SUBJECT}.high",
    "normal": OBJECTS_SUBJECT,
    "low": f"{OBJECTS_SUBJECT}.low",
}
"""The subject of each lane."""

UNSORTED_SUBJECT = f"{OBJECTS_SUBJECT}.unsorted"
"""Subject for a storage that tells of all its objects on one; sorting.py sorts them into the lanes."""

WORKER_READY, CLOCK_READY = "worker_ready", "clock_ready"
"""What the worker and the clock log once they work."""

_ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class Server:
    """A process to keep running. ``env`` is all of its environment.

    ``ready`` answers within a few seconds whether it is ready, or is a word that it prints once it is.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    ready: Callable[[], bool] | str
    sockets: tuple[socket.socket, ...] = ()
    needs_events: bool = False
    """Does not start while the event stream is away."""
    hidden: tuple[str, ...] = field(default=(), repr=False)
    """What it prints, and must not be in its log."""
    stop_seconds: float = 10.0


@dataclass(frozen=True)
class NatsAt:
    """Where NATS listens, and the one user it knows."""

    port: int
    user: str
    password: str = field(repr=False)
    address: str = LOOPBACK

    @property
    def url(self) -> str:
        """The address with user and password, as NATS clients take it."""
        return f"nats://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{self.address}:{self.port}"


def nats(binary: str, folder: Path, at: NatsAt) -> Server:
    """Give NATS with JetStream under ``folder``; a message is on disk before it is acknowledged (``sync_interval``)."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "host": at.address,
        "port": at.port,
        "server_name": "vts",
        "authorization": {"user": at.user, "password": at.password},
        "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
    }
    # The configuration language of nats-server is a superset of JSON.
    config = folder / "nats-server.conf"
    config.touch(mode=0o600)
    config.write_text(json.dumps(settings, indent=2))
    return Server("nats", (binary, "--config", str(config)), {"HOME": str(folder)}, lambda: greets(at.address, at.port))


def provision(environment: Mapping[str, str]) -> Server:
    """Give what makes that which the others must hold, and then ends."""
    return Server("provision", _python("local.servers.provision"), _python_environment(environment), "")


def api(
    environment: Mapping[str, str], api_socket: socket.socket, page_socket: socket.socket, page: Path | None = None
) -> Server:
    """Give the API and the page in the folder ``page``, on sockets that listen already.

    It is ready even while what it depends on, or the page, is not.
    """
    address, port = api_socket.getsockname()[:2]
    sockets = (api_socket, page_socket)
    argv = _python("local.servers.front", *(str(each.fileno()) for each in sockets), *([str(page)] if page else []))
    return Server(
        "api",
        argv,
        _python_environment(environment),
        lambda: answers(port, "/health/", also=503, host=address),
        sockets,
    )


def worker(environment: Mapping[str, str]) -> Server:
    """Give the worker; it gives its jobs back when it is told to stop."""
    named = {"WORKER_NAME": socket.gethostname(), **environment}
    return Server("worker", _python("local.run.worker"), _python_environment(named), WORKER_READY)


def clock(environment: Mapping[str, str]) -> Server:
    """Give the clock."""
    return Server("clock", _python("local.run.clock"), _python_environment(environment), CLOCK_READY)


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", module, *arguments)


def _python_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Add what Python itself needs. The home folder is one without any AWS settings of the user's own."""
    root = str(Path(__file__).parents[2])
    return {
        "PATH": os.defpath,
        "HOME": environment["WORK_DIR"],
        "PYTHONPATH": root,
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        **environment,
    }


def answers(port: int, path: str, also: int = http.client.OK, host: str = LOOPBACK) -> bool:
    """Whether an HTTP server on this port answers 200, or with the status ``also``."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status in {http.client.OK, also}
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greets(host: str, port: int) -> bool:
    """Whether NATS with JetStream is there: it greets each connection with what it offers, JetStream once its store is read."""
    try:
        with socket.create_connection((host, port), timeout=_ANSWER_SECONDS) as connection:
            greeting = connection.makefile("rb").readline()
    except OSError:
        return False
    return greeting.startswith(b"INFO ") and json.loads(greeting[5:]).get("jetstream") is True
