"""Which build of ffmpeg a host has: it is written into certificates, and different builds give different bytes."""

import subprocess
from functools import cache

from functions import confine
from functions.confine import Tools
from functions.errors import ToolMissing

PATIENCE_SECONDS = 10


@cache
def of(tools: Tools) -> str:
    """Give the version as ffmpeg states it, such as ``5.1.9-0+deb12u1``. Raises ToolMissing when it does not answer."""
    process = confine.start([tools.ffmpeg, "-version"], tools=tools)
    try:
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as silent:
        raise ToolMissing(f"{tools.ffmpeg} did not answer.") from silent
    finally:
        confine.stop(process)
    words = said.decode(errors="replace").split(maxsplit=3)
    if words[:2] != ["ffmpeg", "version"]:
        raise ToolMissing(f"{tools.ffmpeg} is not ffmpeg.")
    return words[2]
