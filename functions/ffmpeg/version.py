"""Which ffmpeg a host has, and what that can encode. Builds are in certificates, as different ones give different bytes."""

import hashlib
import re
import subprocess
from functools import cache
from typing import Final

from functions.common.errors import ToolMissing
from functions.ffmpeg import sandbox
from functions.ffmpeg.sandbox import Tools
from functions.plan import profile

PATIENCE_SECONDS = 10
LIMITS: Final[dict[sandbox.Limit, int]] = {"CPU": 10, "DATA": 1024**3, "FSIZE": 0}  # what it says goes through a pipe


def of(tools: Tools) -> str:
    """Give the version as ffmpeg states it, such as ``5.1.9-0+deb12u1``. Raises ToolMissing when it does not answer."""
    words = _said(tools).split(maxsplit=3)
    if words[:2] != ["ffmpeg", "version"]:
        raise ToolMissing(f"{tools.ffmpeg} is not ffmpeg.")
    return words[2]


def digest(tools: Tools) -> str:
    """Tell builds apart: SHA-256 of the version, configuration and libraries that ffmpeg states, first 16 hex digits.

    Raises ToolMissing as ``of`` does.
    """
    return hashlib.sha256(_said(tools).encode()).hexdigest()[:16]


@cache
def encoders(tools: Tools) -> tuple[str, ...]:
    """List those encoders that profiles ask for and this ffmpeg has, by name. Raises ToolMissing when it does not answer."""
    there = set(re.findall(r"^ [A-Z.]{6} (\S+)", _said(tools, "-encoders"), re.MULTILINE))
    wanted = [profile.load(name) for name in profile.names()]
    return tuple(sorted(there & {each for made in wanted for each in (made.video.encoder, made.audio.codec)}))


@cache
def _said(tools: Tools, question: str = "-version") -> str:
    process = sandbox.start([tools.ffmpeg, "-hide_banner", question], tools=tools, limits=LIMITS)
    try:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as silent:
        raise ToolMissing(f"{tools.ffmpeg} did not answer.") from silent
    finally:
        sandbox.stop(process)
    return said.decode(errors="replace")
