"""The object storages that a machine may run, as servers of it (definitions.py): MinIO, and VersityGW."""

import errno
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from functions.common.priority import Priority
from local.base.ports import LOOPBACK
from local.servers.definitions import SUBJECTS, UNSORTED_SUBJECT, NatsAt, Server, answers

NOTIFICATIONS: Final[dict[Priority, str]] = {"high": "vtshigh", "normal": "vts", "low": "vtslow"}
"""Ids of MinIO's notification targets, by lane; the ARN of one is ``arn:minio:sqs::vts:nats``."""


@dataclass(frozen=True)
class StorageAt:
    """Where the object storage listens, and its owner's keys."""

    port: int
    access_key: str
    secret_key: str = field(repr=False)
    address: str = LOOPBACK

    @property
    def endpoint(self) -> str:
        """The S3 address."""
        return f"http://{self.address}:{self.port}"


def minio(binary: str, folder: Path, at: StorageAt, events: NatsAt, origins: Sequence[str] = ()) -> Server:
    """Give MinIO with its objects under ``folder``, which notifies the stream behind ``events``.

    Pages of ``origins`` may use it; of any origin if none is named.

    Events are sent before a PUT is answered (sync): a crash of MinIO then loses none that was acknowledged. While NATS is
    away a PUT is answered at once all the same, while it hangs after 2 s; the event is lost, and the reconciler mends that.
    """
    objects = folder / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    notify = {
        "ENABLE": "on",
        "ADDRESS": f"{events.address}:{events.port}",
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
        **({"MINIO_API_CORS_ALLOW_ORIGIN": ",".join(origins)} if origins else {}),
        **{
            f"MINIO_NOTIFY_NATS_{name}_{target}": value
            for lane, target in NOTIFICATIONS.items()
            for name, value in {**notify, "SUBJECT": SUBJECTS[lane]}.items()
        },
    }
    argv = (
        binary,
        "server",
        "--quiet",
        "--address",
        f"{at.address}:{at.port}",
        "--certs-dir",
        str(folder / "certs"),
        str(objects),
    )
    return Server("minio", argv, env, lambda: answers(at.port, "/minio/health/ready", host=at.address))


def versitygw(binary: str, folder: Path, at: StorageAt, events: NatsAt) -> Server:
    """Give VersityGW with its objects under ``folder``, which tells the stream behind ``events`` of all of them.

    It tells of an object after its PUT was answered: a crash loses what it did not tell yet, and the reconciler mends that. It
    prints the address of the stream with its password.
    """
    objects, metadata, users, wanted = (folder / name for name in ("objects", "metadata", "users", "events.json"))
    for each in (objects, metadata, users):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted.write_text(json.dumps({"s3:ObjectCreated:*": True}))
    env = {
        "HOME": str(folder),
        "PATH": os.defpath,
        "ROOT_ACCESS_KEY_ID": at.access_key,
        "ROOT_SECRET_ACCESS_KEY": at.secret_key,
        "VGW_PORT": f"{at.address}:{at.port}",
        "VGW_HEALTH": _VERSITYGW_HEALTH,
        "VGW_QUIET": "true",
        "VGW_KEEP_ALIVE": "true",
        "VGW_IAM_DIR": str(users),
        "VGW_EVENT_NATS_URL": events.url,
        "VGW_EVENT_NATS_TOPIC": UNSORTED_SUBJECT,
        "VGW_EVENT_FILTER": str(wanted),
        **({} if _keeps_attributes(objects) else {"VGW_META_SIDECAR": str(metadata)}),
    }
    return Server(
        "versitygw",
        (binary, "posix", str(objects)),
        env,
        lambda: answers(at.port, _VERSITYGW_HEALTH, host=at.address),
        needs_events=True,
        hidden=(quote(events.password, safe=""),),
    )


_VERSITYGW_HEALTH = "/health"


def _keeps_attributes(folder: Path) -> bool:
    """Whether the file system keeps extended attributes, which VersityGW replaces together with the object they belong to."""
    try:
        os.setxattr(folder, "user.vts", b"1")
    except OSError as lacking:
        if lacking.errno != errno.ENOTSUP:
            raise
        return False
    return True
