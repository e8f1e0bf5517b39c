"""The data folder of an installation: what lies where in it, who runs on it, and the environment of what works with it.

jobs.sqlite3     jobs and settings              work/          proxies being made
minio/           objects                        logs/          one log a server
nats/            events not yet worked off      ports.json     the inner ports it had
secrets.json     keys and password, mode 0600   run/           stack.json and lock of the running stack
join-token       by which workers on other machines join; mode 0600, made when it is first needed
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field

from functions.common.errors import SetupError
from local.base import ports, secrets
from local.base.config import StorageName
from local.servers.definitions import NatsAt
from local.servers.storages import StorageAt

SOURCE_BUCKET, PROXY_BUCKET = "vts-source", "vts-proxy"
REGION = "us-east-1"
NATS_PORT, S3_PORT = 4222, 9000
_NATS_USER = "vts"
_IS_FILE = "It is a file."
_LOCK_SECONDS = 0.5  # a command that only looks holds the lock for a moment


class DataFolderUnusable(SetupError):
    """The data folder cannot be used."""

    hint = "Give a folder that can be written with --data; one that is not there is made."


class AlreadyRunning(SetupError):
    """A stack is running on this data folder already."""

    hint = "Use that one, stop it with Ctrl-C, or give another data folder (--data)."


class NotRunning(SetupError):
    """No stack is running on this data folder."""

    hint = "Start one with `./vts up`, or name the data folder with --data."


class OtherStorage(SetupError):
    """The objects in this data folder are in another object storage."""

    hint = "Leave VTS_STORAGE as it was when the folder was made, or give another data folder (--data)."


class Running(BaseModel):
    """What run/stack.json says of a running stack; only its owner can read it."""

    model_config = ConfigDict(frozen=True)

    pid: int
    api: str = Field(description="Address of the API.")
    page: str = Field(description="Address of the page; the API is under /api there, too.")
    endpoint: str = Field(description="Address of the object storage (S3).")
    storage: StorageName = Field("minio", description="Which object storage it is.")
    s3_port: int
    nats_port: int
    ffmpeg: str
    ffprobe: str
    address: str = Field(ports.LOOPBACK, description="Where all of it listens.")
    database_url: str | None = Field(None, repr=False, description="The job table, where it is not the folder's own.")
    chosen: dict[str, str] = Field({}, description="What the user chose in the environment, see local/base/config.py.")
    pids: dict[str, int] = Field({}, description="Process id of each server that runs, by name.")


@dataclass(frozen=True)
class Installation:
    """One data folder."""

    folder: Path

    @property
    def logs(self) -> Path:
        """Folder of the servers' logs."""
        return self.folder / "logs"

    @property
    def stack_file(self) -> Path:
        """File that describes the running stack."""
        return self.folder / "run" / "stack.json"

    @property
    def _lock_file(self) -> Path:
        return self.stack_file.with_name("lock")

    def prepare(self) -> None:
        """Make the folders, readable by their owner alone. Raises DataFolderUnusable."""
        try:
            for folder in (self.folder, self.logs, self.stack_file.parent, self.folder / "work"):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as reason:
            what = f"{reason.filename or self.folder}: {reason.strerror}."
            raise DataFolderUnusable(_IS_FILE if self.folder.is_file() else what) from reason

    def keeps_to(self, storage: StorageName) -> None:
        """See that the objects that are here, if any, are in this storage. Raises OtherStorage."""
        for other in get_args(StorageName):
            if other != storage and (self.folder / other).exists():
                raise OtherStorage(f"They are in {other}, and {storage} was asked for.")

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the folder for the one stack that may run on it; the kernel lets go when the process ends.

        Raises AlreadyRunning.
        """
        held = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            end = time.monotonic() + _LOCK_SECONDS
            while not _locked(held, fcntl.LOCK_EX):
                if time.monotonic() > end:
                    running = self._described()
                    raise AlreadyRunning(f"Its API is at {running.api} (process {running.pid})." if running else "")
                time.sleep(_LOCK_SECONDS / 10)
            self.stack_file.unlink(missing_ok=True)
            yield
        finally:
            os.close(held)

    def running(self) -> Running | None:
        """Read what runs on this folder; None when nothing does, or when it is still starting.

        Raises DataFolderUnusable where it is a file, or another user's.
        """
        if self.folder.is_file():
            raise DataFolderUnusable(_IS_FILE)
        try:
            if not self._lock_file.exists():
                return None
            held = os.open(self._lock_file, os.O_RDWR)
        except OSError as reason:
            raise DataFolderUnusable(f"{reason.filename or self.folder}: {reason.strerror}.") from reason
        try:
            return None if _locked(held, fcntl.LOCK_SH) else self._described()
        finally:
            os.close(held)

    def describe(self, running: Running) -> None:
        """Write down what runs, for the other commands."""
        draft = self.stack_file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(running.model_dump_json(indent=2))
        draft.replace(self.stack_file)

    def inner_ports(self, address: str = ports.LOOPBACK) -> tuple[int, int]:
        """Choose the ports of NATS and of the object storage: those of the last time, the usual ones, else free ones."""
        memory = self.folder / "ports.json"
        known = json.loads(memory.read_text()) if memory.exists() else {}
        usual = {"nats": NATS_PORT, "s3": S3_PORT}
        chosen = {name: ports.prefer(known.get(name, port), address) for name, port in usual.items()}
        memory.write_text(json.dumps(chosen))
        return chosen["nats"], chosen["s3"]

    @property
    def secrets(self) -> secrets.Secrets:
        """The secrets; made when asked for the first time."""
        return secrets.load_or_make(self.folder / "secrets.json")

    def join_token(self, *, make: bool) -> str | None:
        """Give the token by which workers on other machines join; None if it was not made yet, and is not to be."""
        return secrets.token(self.folder / "join-token", make=make)

    def database_url(self, running: Running) -> str:
        """Give the job table: one file, unless the user named a server."""
        return running.database_url or f"sqlite:///{self.folder.absolute() / 'jobs.sqlite3'}"

    def nats(self, running: Running) -> NatsAt:
        """Where the event stream of the running stack is."""
        return NatsAt(running.nats_port, _NATS_USER, self.secrets.nats_password, running.address)

    def storage(self, running: Running) -> StorageAt:
        """Where the object storage of the running stack is."""
        return StorageAt(running.s3_port, self.secrets.root_key, self.secrets.root_secret, running.address)

    def s3_environment(self, running: Running) -> dict[str, str]:
        """Give what any S3 client needs to work with the buckets of the running stack."""
        return {
            "AWS_ENDPOINT_URL_S3": running.endpoint,
            "AWS_ACCESS_KEY_ID": self.secrets.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secrets.secret_key,
            "AWS_REGION": REGION,
            "SOURCE_BUCKET": SOURCE_BUCKET,
            "PROXY_BUCKET": PROXY_BUCKET,
        }

    def environment(self, running: Running) -> dict[str, str]:
        """Give the whole environment of the functions on this installation; see functions/common/config.py."""
        return {
            **running.chosen,
            **self.s3_environment(running),
            **self._signing(),
            "DATABASE_URL": self.database_url(running),
            "PRIORITIES": "true",
            "ALLOWED_ORIGINS": ",".join(origins(running)),
            "ALLOWED_HOSTS": ",".join(filter(None, (running.address, running.chosen.get("ALLOWED_HOSTS")))),
            "WORK_DIR": str(self.folder.absolute() / "work"),
            "FFMPEG": running.ffmpeg,
            "FFPROBE": running.ffprobe,
        }

    def _signing(self) -> dict[str, str]:
        """Give the keys that addresses are signed with."""
        puts, gets = self.secrets.put_keys, self.secrets.get_keys
        return {
            "S3_PUT_ACCESS_KEY": puts[0],
            "S3_PUT_SECRET_KEY": puts[1],
            "S3_GET_ACCESS_KEY": gets[0],
            "S3_GET_SECRET_KEY": gets[1],
        }

    def worker_environment(self, running: Running) -> dict[str, str]:
        """Give the whole environment of a worker on this installation."""
        return {**self.environment(running), "NATS_URL": self.nats(running).url}

    def api_environment(self, running: Running) -> dict[str, str]:
        """Give the environment of the API: with what it tells workers elsewhere, if any may join.

        They may where others can reach it, and where somebody has asked for the token before it was started.
        """
        token = self.join_token(make=running.address != ports.LOOPBACK)
        joining = {"JOIN_TOKEN": token, "JOIN_NATS_URL": self.nats(running).url} if token else {}
        return {**self.environment(running), **joining}

    def provision_environment(self, running: Running) -> dict[str, str]:
        """Give the environment of provision.py: it works as the storage's owner, and makes the user that all others are."""
        return {
            **self.worker_environment(running),
            "AWS_ACCESS_KEY_ID": self.secrets.root_key,
            "AWS_SECRET_ACCESS_KEY": self.secrets.root_secret,
            "VTS_STORAGE": running.storage,
            "S3_USER_KEY": self.secrets.access_key,
            "S3_USER_SECRET": self.secrets.secret_key,
        }

    def _described(self) -> Running | None:
        try:
            return Running.model_validate_json(self.stack_file.read_text())
        except FileNotFoundError:
            return None


def _locked(file: int, kind: int) -> bool:
    """Try to lock an open file; whether it worked."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def origins(running: Running) -> list[str]:
    """Give the origins of the pages that may call the API and upload into the bucket.

    Those that a browser on this machine opens, both addresses under both names of the machine; and those the user named.
    """
    own = (running.page, running.api)
    named = (each.strip().rstrip("/") for each in running.chosen.get("ALLOWED_ORIGINS", "").split(","))
    return [*own, *(each.replace(ports.LOOPBACK, "localhost") for each in own), *filter(None, named)]
