"""The machine of the worker: what its ffmpeg can do, what its kernel can wall in, what its disks have left."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from functions.common.config import Config
from functions.common.errors import EncoderMissing, SetupError
from functions.ffmpeg import sandbox as kernel_sandbox
from functions.ffmpeg import tiers
from functions.ffmpeg.sandbox import Tools
from functions.fleet import hosts
from local.tools.ffmpeg import Pair, lacks

FILTERS = ("zscale", "tonemap", "bwdif", "scale", "aresample")
"""Filters that plans use (functions/plan/command.py): tone mapping, deinterlacing, scaling, sound."""

_ANSWER_SECONDS = 30


class DiskNearlyFull(SetupError):
    """A disk is nearly full."""

    hint = "Free space there, or lower retention_hours in the settings; full disks stop uploads and jobs."


def ffmpeg(worker: Config) -> str:
    """Look for what the profiles need. Raises EncoderMissing naming what is not there."""
    if lacking := lacks(Pair(worker.ffmpeg, worker.ffprobe)):
        raise EncoderMissing(f"{worker.ffmpeg} {lacking}.")
    there = set(re.findall(r"^ [A-Z.]+ +(\S+)", _answer(worker.ffmpeg, "-filters"), re.MULTILINE))
    if missing := [name for name in FILTERS if name not in there]:
        raise EncoderMissing(f"{worker.ffmpeg} lacks the filter {' and '.join(missing)}.")
    version = _answer(worker.ffmpeg, "-version").split()[2]
    return f"{worker.ffmpeg} {version} has all encoders and filters"


def sandbox(worker: Config) -> str:
    """Say which walls ffmpeg runs in. Raises SandboxMissing when the configuration asks for more than the kernel has."""
    tier = kernel_sandbox.require(Tools(worker.ffmpeg, worker.ffprobe, worker.sandbox))
    return f"{tier}: {tiers.WORDS[tier]}"


def disks(worker: Config) -> str:
    """Look at the free space where proxies are made and where the job table is. Raises DiskNearlyFull."""
    table = re.fullmatch(r"sqlite:///(.+)", worker.database_url)
    folders = {worker.work_dir: "work", **({Path(table[1]).parent: "data"} if table else {})}
    free = {name: shutil.disk_usage(_existing(folder)).free for folder, name in folders.items()}
    if low := [f"{name} has {left / 1024**3:.1f} GiB left" for name, left in free.items() if left < hosts.DISK_NEEDED]:
        raise DiskNearlyFull(f"{', '.join(low)}.")
    return ", ".join(f"{name} {left / 1024**3:.0f} GiB free" for name, left in free.items())


CHECKS: dict[str, Callable[[Config], str]] = {"ffmpeg": ffmpeg, "sandbox": sandbox, "disk": disks}


def _answer(binary: str, question: str) -> str:
    return subprocess.run(
        [binary, "-hide_banner", question], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False
    ).stdout


def _existing(folder: Path) -> Path:
    """Give the folder, or the nearest one above it that exists."""
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
