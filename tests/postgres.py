"""A real PostgreSQL for the tests of the job table: Debian's `postgresql` package, a folder of its own, a free port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

from local import ports
from tests.patience import until

# A cluster that lives for minutes: nothing has to outlast the machine.
SETTINGS = [
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=32MB",
    "listen_addresses=127.0.0.1",
]


def binaries() -> Path | None:
    """Find the folder with initdb and postgres: on PATH, else the newest that Debian installed."""
    on_path = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True
    )
    return next((folder for folder in [*on_path, *debian] if (folder / "initdb").exists()), None)


class Postgres:
    """One server; ``database`` makes empty databases on it."""

    def __init__(self, folder: Path) -> None:
        """Make the cluster in a temporary folder, owned by an ordinary user: PostgreSQL refuses to run as root."""
        self._binaries = folder
        self._user = ordinary_user() if os.geteuid() == 0 else None
        self.home = Path(tempfile.mkdtemp(prefix="vts-postgres-"))
        if self._user:
            shutil.chown(self.home, self._user.pw_uid, self._user.pw_gid)
        self.port = ports.free()
        self._server: subprocess.Popen[bytes] | None = None
        made = self._start("initdb", "-D", "data", "-U", "vts", "-A", "trust", "-E", "UTF8", "--no-sync").wait()
        assert made == 0, (self.home / "log").read_text()

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [f"-c{setting}" for setting in [*SETTINGS, f"unix_socket_directories={self.home}"]]
        self._server = self._start("postgres", "-D", "data", "-p", str(self.port), *options)
        until(self._answers, "PostgreSQL ready")

    def crash(self) -> None:
        """End it as a power cut would: SIGQUIT lets it write nothing, but takes its children along."""
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(timeout=30)

    def remove(self) -> None:
        """End it and delete all of it."""
        self.crash()
        shutil.rmtree(self.home)

    def database(self) -> str:
        """Make an empty database and give its SQLAlchemy URL."""
        name = f"t{uuid.uuid4().hex}"
        self.run("postgres", f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://vts@127.0.0.1:{self.port}/{name}"

    def run(self, database: str, statement: str) -> None:
        """Run one statement in a database."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="vts", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(host="127.0.0.1", port=self.port, user="vts", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        ids = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        with (self.home / "log").open("ab") as log:
            argv = [str(self._binaries / program), *arguments]
            return subprocess.Popen(argv, cwd=self.home, stdout=log, stderr=log, env={"LC_ALL": "C.UTF-8"}, **ids)


def ordinary_user() -> pwd.struct_passwd:
    """Find the user that root's PostgreSQL runs as."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
