"""Which build of ffmpeg a host has: it is written into certificates, and different builds give different bytes."""

import hashlib
import subprocess
from functools import cache

from functions import confine
from functions.confine import Tools
from functions.errors import ToolMissing

PATIENCE_SECONDS = 10


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
def _said(tools: Tools) -> str:
    process = confine.start([tools.ffmpeg, "-version"], tools=tools)
    try:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as silent:
        raise ToolMissing(f"{tools.ffmpeg} did not answer.") from silent
    finally:
        confine.stop(process)
    return said.decode(errors="replace")
