"""A worker on another machine than the rest: it asks the API, with the token of the installation, for all that it needs.

The worker then runs in place of this process, in an environment of nothing else: what the user of this machine has set for
other programs (AWS_PROFILE, a home folder with keys) is not his installation's.
"""

import getpass
import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from functions.common.errors import SetupError
from local.base import config, ports
from local.client.api import Client
from local.servers import definitions
from local.servers.installation import Installation
from local.tools import ffmpeg as ffmpeg_tool
from local.tools.golang import Say


class NoToken(SetupError):
    """Joining needs the token of the installation."""

    hint = "Set VTS_JOIN_TOKEN, or give it on standard input; `./vts worker --show-token` prints it where the installation runs."


def run(url: str, token: str, data: Path, say: Say) -> None:
    """Become a worker of the installation whose API is at ``url``; does not return.

    Raises NoToken, what the API refuses with (Refused: a wrong token, say), NoServer, FfmpegMissing.
    """
    environment = prepared(url, token, data, say)
    if urlsplit(url).scheme == "http" and not is_near(urlsplit(url).hostname or ""):
        say("keys and passwords have crossed the network in the clear; docs/hosts.md says how they do not")
    worker = definitions.worker(environment)
    os.chdir(environment["WORK_DIR"])
    os.execve(worker.argv[0], worker.argv, dict(worker.env))  # noqa: S606  our own interpreter, no shell


def asked() -> str:
    """Ask for the token: unseen at a terminal, else the first line of standard input."""
    return getpass.getpass("Token of the installation: ") if sys.stdin.isatty() else sys.stdin.readline()


def prepared(url: str, token: str, data: Path, say: Say) -> dict[str, str]:
    """Ask the API, find or get an ffmpeg, and make the folder: the whole environment of the worker."""
    if not token.strip():
        raise NoToken
    given = Client(url).join(token.strip())
    own = config.load(os.environ)
    tools = ffmpeg_tool.find(own) or ffmpeg_tool.get(own, say)
    installation = Installation(data.absolute())
    installation.prepare()
    metrics = {"METRICS_ADDRESS": own.metrics_address} if own.metrics_address else {}
    threads = {"FFMPEG_THREADS": str(own.ffmpeg_threads)} if own.ffmpeg_threads else {}
    name = own.worker_name or f"{socket.gethostname()}-{os.getpid()}"
    work = {"WORK_DIR": str(installation.folder / "work"), "WORKER_NAME": name}
    return {**given, **work, **metrics, **threads, "FFMPEG": tools.ffmpeg, "FFPROBE": tools.ffprobe}


def is_near(host: str) -> bool:
    """Whether an address is this machine's own, so that nothing crosses a network."""
    return host in {"localhost", "::1"} or host.startswith(ports.LOOPBACK.split(".", maxsplit=1)[0] + ".")
