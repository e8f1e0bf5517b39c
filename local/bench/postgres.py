"""A PostgreSQL server for a while: Debian's `postgresql` package, a folder of its own, a free port."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from functions.common.errors import SetupError
from local.base import ports
from local.bench.measured_stack import until

PLAIN = ("max_connections=200", "shared_buffers=128MB", f"listen_addresses={ports.LOOPBACK}")
FORGETFUL = ("fsync=off", "full_page_writes=off")  # for what does not have to outlast the machine
EXPLAINED = (  # every statement's plan goes to the log
    "shared_preload_libraries=auto_explain",
    "auto_explain.log_min_duration=0",
    "auto_explain.log_format=json",
)
_START_SECONDS, _STOP_SECONDS = 60, 30


class PostgresMissing(SetupError):
    """There is no PostgreSQL server on this machine."""

    hint = "Install Debian's package `postgresql`, or put initdb and postgres on PATH."


class PostgresDidNotStart(SetupError):
    """The PostgreSQL server could not be made."""


def binaries() -> Path:
    """Find the folder with initdb and postgres: on PATH, else the newest that Debian installed. Raises PostgresMissing."""
    on_path = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    for folder in [*on_path, *debian]:
        if (folder / "initdb").exists():
            return folder
    raise PostgresMissing


@contextlib.contextmanager
def serving(settings: Sequence[str] = ()) -> Iterator["Postgres"]:
    """Run a server during the block. Raises PostgresMissing, PostgresDidNotStart."""
    server = Postgres(binaries(), settings)
    try:
        server.start()
        yield server
    finally:
        server.remove()


class Postgres:
    """One server; ``database`` makes empty databases on it."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        """Make the cluster in a temporary folder, owned by an ordinary user: PostgreSQL refuses to run as root.

        Raises PostgresDidNotStart with what initdb said.
        """
        self._binaries = folder
        self._settings = (*PLAIN, *settings)
        self._user = ordinary_user() if os.geteuid() == 0 else None
        self.home = Path(tempfile.mkdtemp(prefix="vts-postgres-"))
        self.log = self.home / "log"
        if self._user:
            shutil.chown(self.home, self._user.pw_uid, self._user.pw_gid)
        self.port = ports.free()
        self._server: subprocess.Popen[bytes] | None = None
        if self._start("initdb", "-D", "data", "-U", "vts", "-A", "trust", "-E", "UTF8", "--no-sync").wait():
            said = self.log.read_text(errors="replace")
            shutil.rmtree(self.home)
            raise PostgresDidNotStart(said[-500:])

    def start(self) -> None:
        """Start it and wait until it answers. Raises NotInTime."""
        options = [f"-c{setting}" for setting in [*self._settings, f"unix_socket_directories={self.home}"]]
        self._server = self._start("postgres", "-D", "data", "-p", str(self.port), *options)
        until(self._answers, "Starting PostgreSQL", _START_SECONDS)

    def crash(self) -> None:
        """End it as a power cut would: SIGQUIT lets it write nothing, but takes its children along."""
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(_STOP_SECONDS)

    def remove(self) -> None:
        """End it and delete all of it."""
        self.crash()
        shutil.rmtree(self.home)

    def database(self) -> str:
        """Make an empty database and give its SQLAlchemy URL."""
        name = f"t{uuid.uuid4().hex}"
        self.run("postgres", f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://vts@{ports.LOOPBACK}:{self.port}/{name}"

    def run(self, database: str, statement: str) -> None:
        """Run one statement in a database."""
        import psycopg

        with psycopg.connect(
            host=ports.LOOPBACK, port=self.port, user="vts", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(
                host=ports.LOOPBACK, port=self.port, user="vts", dbname="postgres", connect_timeout=2
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def _start(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start one of its programs as its user, its output in the log."""
        argv = [str(self._binaries / program), *arguments]
        ids = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        with self.log.open("ab") as log:
            return subprocess.Popen(argv, cwd=self.home, stdout=log, stderr=log, env={"LC_ALL": "C.UTF-8"}, **ids)  # type: ignore[call-overload, no-any-return]


def ordinary_user() -> pwd.struct_passwd:
    """Find the user that root's PostgreSQL runs as."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
