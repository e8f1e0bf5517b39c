"""The whole job in one command: a file goes in, its checked proxy lies beside it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from functions.common import filename, naming
from functions.common.errors import VtsError
from local.base import config
from local.client import download, follow
from local.client.api import Client, Faltered, Job, NoServer, NotOurServer, Refused
from local.client.patience import Patience
from local.client.proxies import Proxies
from local.client.push import Push, Pushed
from local.client.receipts import Film, Receipts, Wish
from local.client.wire import ConnectionCut
from local.commands import guest_stack, reach
from local.terminal import meter, show

_GLANCE_SECONDS = 3
PUBLISHED = frozenset({"done", "partial"})  # states of jobs that have a proxy


class ProxyIsFilm(VtsError):
    """The proxy would take the place of the film itself."""

    hint = "Give another folder or name with --out, or change name_template in the settings."


@dataclass(frozen=True)
class Order:
    """What `vts transcode` was asked: where to, over an existing file or not, and whether anew."""

    out: Path | None = None
    force: bool = False
    again: bool = False


class Result(NamedTuple):
    """How it ended. ``path`` is the proxy, None without one; ``fresh`` is false when it was there already."""

    job: Job
    path: Path | None
    fresh: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"job": self.job, "path": str(self.path) if self.path else None, "fresh": self.fresh}


def receipts() -> Receipts:
    """Open the receipts of this user."""
    return Receipts(config.load(os.environ).state / "pushes")


def proxies() -> Proxies:
    """Open the list of proxies that this user downloaded."""
    return Proxies(config.load(os.environ).state / "proxies")


@contextmanager
def server(address: str | None, data: Path) -> Iterator[reach.Reached]:
    """Give a server for one command: a running one, else a stack of its own that ends with the block."""
    with ExitStack() as until_the_end:
        reached = reach.server(address, data)
        if address is None and not reach.running(data) and not _answers(reached.client.url):
            reached = until_the_end.enter_context(guest_stack.running(data))
        yield reached


def run(reached: reach.Reached, film: Film, wish: Wish, order: Order) -> Result:
    """Push the file, follow its job to the end, and download the proxy.

    Raises FileExists before anything is sent when the proxy's name is taken by another file, and whatever push and download
    raise. A job that ends without a proxy is a Result without a path.
    """
    client = reached.client
    with meter.of_bytes(f"{film.path.name}  uploading") as bytes_seen:
        push = Push(client, receipts(), bytes_seen, name=reached.name)
        path = _foreseen(push, film, wish, order.out)
        if path and path.exists() and not order.force:
            job = push.known(film, wish)
            if job is None or order.again or not download.is_proxy_of(path, job):
                raise download.FileExists(str(path))
            proxies().keep(path, download.published_sha256(job), job["filename"])
            return Result(job, path, fresh=False)
        pushed = push.file(film, wish, again=order.again)
        if pushed.how == "there":
            pushed = _refreshed(push, film, wish, pushed)
    try:
        with meter.of_frames(film.path.name) as frames_seen:
            job = follow.to_end(client, pushed.job, frames_seen.seen)
    except KeyboardInterrupt:
        show.note("The film is there and its job goes on while the server runs; the same command finds it again.")
        raise
    if job["status"] not in PUBLISHED:
        return Result(job, None)
    path = _final(client, job, film, order.out)
    if job["status"] == "partial" and download.is_proxy_of(path, job):
        return Result(job, path, fresh=False)
    with meter.of_bytes(f"{film.path.name}  downloading") as bytes_seen:
        download.fetch(client, job, "proxy", path, bytes_seen.stands, force=order.force)
    proxies().keep(path, download.published_sha256(job), job["filename"])
    return Result(job, path)


def proxy_path(client: Client, film: Film, wish: Wish, out: Path | None, job: Job | None = None) -> Path | None:
    """Give the path that the proxy is going to have; None where that is known only once there is a job, and none was given.

    It is ``out``, or what the setting ``name_template`` says, below ``out`` or beside the film.
    """
    if out is not None and not out.is_dir():
        return out
    patience = Patience()
    template = patience.insist(client.settings).get("name_template", naming.DEFAULT)
    if job is None and naming.waits_for_job(template):
        return None
    profiles = patience.insist(client.profiles)
    used = next((p for p in profiles if p["name"] == wish.profile or (not wish.profile and p["is_default"])), None)
    name = os.fsencode(film.path.name).decode(errors="replace")  # as it is declared
    named = naming.Named(
        filename.clean(name),
        profile=used["name"] if used else wish.profile or "",
        job_id=job["job_id"] if job else "",
        created_at=datetime.fromisoformat(job["created_at"]) if job else None,
    )
    return (out or film.path.parent) / naming.path(template, named, f".{used['container'] if used else 'mp4'}")


def _foreseen(push: Push, film: Film, wish: Wish, out: Path | None) -> Path | None:
    """Give the path of the proxy as far as it is known before the film is sent. Raises ProxyIsFilm."""
    path = proxy_path(push.client, film, wish, out)
    if path is None and (job := push.known(film, wish)):
        path = proxy_path(push.client, film, wish, out, job)
    _spare(film, path)
    return path


def _final(client: Client, job: Job, film: Film, out: Path | None) -> Path:
    """Give the path of a proxy that is there, as the server names it, and make its folders. Raises ProxyIsFilm."""
    link = Patience().insist(lambda: client.link(job["job_id"], "proxy"))
    path = download.target(link, out, film.path.parent)
    _spare(film, path)
    download.make_folders(path, out or film.path.parent)
    return path


def _spare(film: Film, path: Path | None) -> None:
    """Refuse to put the proxy in the film's own place, also where files may be overwritten."""
    if path and path.exists() and path.samefile(film.path):
        raise ProxyIsFilm(str(path))


def _refreshed(push: Push, film: Film, wish: Wish, pushed: Pushed) -> Pushed:
    """Give the job of an earlier push another run if it has nothing to give: from the file, when its source is gone, too."""
    job_id, status = pushed.job["job_id"], pushed.job["status"]
    try:
        if status in {"failed", "rejected"}:
            return pushed._replace(job=push.client.retry(job_id))
        if status in PUBLISHED:
            push.client.link(job_id, "proxy")
    except Refused:
        return push.file(film, wish, again=True)
    return pushed


def _answers(address: str) -> bool:
    """Whether a vts server is at the address, however well it is."""
    try:
        Client(address, _GLANCE_SECONDS).settings()
    except (NoServer, NotOurServer, ConnectionCut):
        return False
    except (Faltered, Refused):
        return True
    return True


def show_result(result: Result) -> None:
    """Print how it ended, in short."""
    job = result.job
    if result.path is None:
        reason = job["error"] or {"code": job["status"], "message": f"The job is {job['status']}.", "hint": ""}
        show.problem(f"{job['filename']} {job['status']}: {reason['code']}: {reason['message']}", reason["hint"])
        return
    if not result.fresh:
        show.note(f"{result.path} is there already, byte for byte; --again --force makes it anew.")
    show.proxy(job, result.path)
