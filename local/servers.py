"""The servers of one machine: the command that starts each, and how one knows that it is ready."""

import http.client
import json
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from local.ports import LOOPBACK

NOTIFICATION = "vts"
"""Id of MinIO's notification target; its ARN is ``arn:minio:sqs::vts:nats``."""

OBJECTS_SUBJECT = "vts.objects"
"""Subject that MinIO publishes object events to."""

_ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class Server:
    """A process to keep running. ``env`` is all of its environment; ``ready`` answers within a few seconds."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    ready: Callable[[], bool]
    sockets: tuple[socket.socket, ...] = ()
    stop_seconds: float = 10.0


@dataclass(frozen=True)
class NatsAt:
    """Where NATS listens, and the one user it knows."""

    port: int
    user: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        """The address with user and password, as NATS clients take it."""
        return f"nats://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{LOOPBACK}:{self.port}"


@dataclass(frozen=True)
class MinioAt:
    """Where MinIO listens, and its keys."""

    port: int
    access_key: str
    secret_key: str = field(repr=False)

    @property
    def endpoint(self) -> str:
        """The S3 address."""
        return f"http://{LOOPBACK}:{self.port}"


def nats(binary: str, folder: Path, at: NatsAt) -> Server:
    """NATS with JetStream under ``folder``. Every message is on disk before it is acknowledged (``sync_interval: always``)."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "host": LOOPBACK,
        "port": at.port,
        "server_name": "vts",
        "authorization": {"user": at.user, "password": at.password},
        "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
    }
    # The configuration language of nats-server is a superset of JSON.
    config = folder / "nats-server.conf"
    config.touch(mode=0o600)
    config.write_text(json.dumps(settings, indent=2))
    return Server("nats", (binary, "--config", str(config)), {"HOME": str(folder)}, lambda: _nats_ready(at.port))


def minio(binary: str, folder: Path, at: MinioAt, events: NatsAt) -> Server:
    """MinIO with its objects under ``folder``, notifying the stream behind ``events``.

    Events are sent before a PUT is answered (sync): a crash of MinIO then loses none that was acknowledged. While NATS is
    away a PUT is answered at once all the same and its event is lost, which the reconciler mends.
    """
    objects = folder / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    notify = {
        "ENABLE": "on",
        "ADDRESS": f"{LOOPBACK}:{events.port}",
        "SUBJECT": OBJECTS_SUBJECT,
        "JETSTREAM": "on",
        "USERNAME": events.user,
        "PASSWORD": events.password,
    }
    env = {
        "HOME": str(folder),
        "PATH": os.defpath,
        "MINIO_ROOT_USER": at.access_key,
        "MINIO_ROOT_PASSWORD": at.secret_key,
        "MINIO_BROWSER": "off",
        "MINIO_UPDATE": "off",
        "MINIO_API_SYNC_EVENTS": "on",
        **{f"MINIO_NOTIFY_NATS_{name}_{NOTIFICATION}": value for name, value in notify.items()},
    }
    argv = (
        binary,
        "server",
        "--quiet",
        "--address",
        f"{LOOPBACK}:{at.port}",
        "--certs-dir",
        str(folder / "certs"),
        str(objects),
    )
    return Server("minio", argv, env, lambda: answers(at.port, "/minio/health/ready"))


def answers(port: int, path: str) -> bool:
    """Whether an HTTP server on this port answers 200."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _nats_ready(port: int) -> bool:
    """NATS greets each connection with what it offers; JetStream is in it once its store is read."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=_ANSWER_SECONDS) as connection:
            greeting = connection.makefile("rb").readline()
    except OSError:
        return False
    return greeting.startswith(b"INFO ") and json.loads(greeting[5:]).get("jetstream") is True
