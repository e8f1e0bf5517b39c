"""Fetches an output of a job by its signed URL: resumable, checked, and never over another file unasked."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from functions.common import folders
from functions.common.errors import RequestError, Transient, VtsError
from local.client import wire
from local.client.api import Client, Job, Link
from local.client.patience import Pace, Patience

_BLOCK = 1024 * 1024

Received = Callable[[int, int], None]
"""Is told how many bytes are there, and how many there will be."""


class FileExists(VtsError):
    """There is a file of this name already."""

    hint = "Give another name with --out, or overwrite it with --force."


class NotWritable(VtsError):
    """The file cannot be written."""

    hint = "Give a folder that can be written with --out, and look at the space on its disk."


class DownloadRefused(RequestError):
    """The object storage refused the download."""

    hint = "Run the command again; if it stays so, run `./vts doctor` beside the server."


class DownloadFaltered(Transient):
    """The object storage could not send the file at the moment."""


class DownloadDiffers(VtsError):
    """What was downloaded is not what the server published, so it was thrown away."""

    hint = "Run the command again; if it stays so, something between here and the storage changes bytes."


def target(link: Link, out: Path | None, folder: Path) -> Path:
    """Give the path that a download goes to: ``out``, or the server's name for it, with its folders, in ``out`` or ``folder``."""
    if out is not None and not out.is_dir():
        return out
    said = link.get("path") or ""
    below = said if said and folders.clean(said) == said else Path(link["filename"]).name  # never out of the folder
    return (out or folder) / (below or "download")


def make_folders(path: Path, below: Path) -> None:
    """Make the folders of a path that lie below a folder, which has to be there. Raises NotWritable."""
    try:
        if below.is_dir() and path.is_relative_to(below):
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise NotWritable(f"{path}: {reason.strerror}.") from reason


def fetch(
    client: Client,
    job: Job,
    output: str,
    path: Path,
    received: Received = lambda _there, _total: None,
    *,
    force: bool = False,
    pace: Pace | None = None,
) -> Path:
    """Download the output to ``path``, which appears whole or not at all; a download that was broken off goes on.

    Its size is checked against the link, a proxy's sha256 against its certificate. Raises FileExists unless ``force``,
    NotWritable, DownloadDiffers, DownloadRefused, what the client raises, or the Transient that lasted too long.
    """
    if path.exists() and not force:
        raise FileExists(str(path))
    patience = Patience(pace)
    link = patience.insist(lambda: client.link(job["job_id"], output))
    part = _part(path, link)
    try:
        with part.open("ab") as file:
            _fill(file, client, job, output, link, patience, received)
        _check(part, job if output == "proxy" else None, link)
        _publish(part, path, force=force)
    except OSError as reason:
        raise NotWritable(f"{path}: {reason.strerror}.") from reason
    return path


def is_proxy_of(path: Path, job: Job) -> bool:
    """Whether the file at ``path`` is, byte for byte, the proxy of this job."""
    return path.is_file() and _sha256(path) == published_sha256(job)


def _part(path: Path, link: Link) -> Path:
    """Name the unfinished file after the object, whose key is never used for other bytes."""
    version = hashlib.sha256(urlsplit(link["url"]).path.encode()).hexdigest()[:12]
    return path.with_name(f".vts-{version}.part")


def _fill(
    file: BinaryIO, client: Client, job: Job, output: str, link: Link, patience: Patience, received: Received
) -> None:
    """Append what is missing, over as many connections as it takes."""
    failures, refused = 0, False
    with contextlib.closing(wire.Line()) as line:
        while (there := file.tell()) < link["size"]:
            received(there, link["size"])
            try:
                _receive(file, line, link, received)
            except DownloadRefused:
                if refused:  # a fresh URL, too: it is not its age
                    raise
                refused = True
                link = client.link(job["job_id"], output)
            except Transient as failure:
                refused = False
                if file.tell() > there:
                    failures = 0
                    patience.renew()
                failures += 1
                patience.wait(failure, failures)
    received(link["size"], link["size"])


def _receive(file: BinaryIO, line: wire.Line, link: Link, received: Received) -> None:
    """Append the bytes of one answer."""
    buffer = memoryview(bytearray(_BLOCK))
    with line.ask("GET", link["url"], {"Range": f"bytes={file.tell()}-"}) as incoming:
        if incoming.status == HTTPStatus.OK:  # a server without ranges begins anew
            file.seek(0)
            file.truncate()
        elif incoming.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise DownloadFaltered(f"It answered {incoming.status}.")
        elif incoming.status != HTTPStatus.PARTIAL_CONTENT:
            raise DownloadRefused(f"It answered {incoming.status}.")
        while count := incoming.readinto(buffer):
            file.write(buffer[:count])
            received(file.tell(), link["size"])


def _check(part: Path, job: Job | None, link: Link) -> None:
    expected = published_sha256(job) if job else None
    if part.stat().st_size != link["size"] or (expected and _sha256(part) != expected):
        part.unlink()
        raise DownloadDiffers(link["filename"])


def _publish(part: Path, path: Path, *, force: bool) -> None:
    """Give the finished file its name, in one step."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    if force:
        part.replace(path)
        return
    try:
        path.hardlink_to(part)  # fails if somebody made the file meanwhile, where a rename would replace it
    except FileExistsError as exists:
        raise FileExists(str(path)) from exists
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExists(str(path)) from None
        part.replace(path)
    else:
        part.unlink()


def published_sha256(job: Job) -> str | None:
    """Give the SHA-256 that the certificate states of the proxy, in hex; None where there is none."""
    certificate = (job["proxy"] or {}).get("certificate") or {}
    found = certificate.get("proxy_sha256")
    return str(found) if found else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
