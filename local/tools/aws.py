"""What template.yaml is checked and tried with: the SAM CLI, checkov, and ministack, an AWS on this machine.

Each is Python packages in a folder of its own in the cache, with the versions of its lock file: they ask for other versions of
what the functions use, and nothing that serves a film needs them.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SetupError
from functions.ffmpeg import workdir
from local.base.config import LocalConfig
from local.tools import wheels
from local.tools.golang import Say

NAMES = ("sam", "checkov", "ministack")
_MODULES = {"sam": "samcli", "checkov": "checkov.main", "ministack": "ministack"}


class AwsToolMissing(SetupError):
    """A tool that template.yaml is checked or tried with is not there."""

    hint = "Look at the network and at pip's configuration."


class AwsTool(NamedTuple):
    """A tool in its folder."""

    name: str
    folder: Path

    @property
    def argv(self) -> list[str]:
        """Give the program and its first arguments; to be run in ``environment``."""
        return [*self.python, "-m", _MODULES[self.name]]

    @property
    def python(self) -> list[str]:
        """Give a Python that has the tool's packages, and those of no environment; to be run in ``environment``."""
        return [sys._base_executable, "-P", "-s"]  # type: ignore[attr-defined]  # the one that venvs are made of

    @property
    def environment(self) -> dict[str, str]:
        """The user's environment, in which Python finds the tool; nobody is told that it runs."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
        return {**inherited, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "SAM_CLI_TELEMETRY": "0"}


def find(config: LocalConfig, name: str) -> AwsTool | None:
    """Look for the tool in the cache; fetches nothing."""
    tool = AwsTool(name, _cached(config, name))
    return tool if tool.folder.is_dir() else None


def get(config: LocalConfig, name: str, say: Say) -> AwsTool:
    """Install the tool into the cache. Raises AwsToolMissing with pip's reason."""
    say(f"fetching {name}, once")
    target = _cached(config, name)
    with workdir.folder(config.cache) as folder:
        try:
            wheels.install(_lock(name), folder / name)
        except wheels.WheelsMissing as refused:
            raise AwsToolMissing(refused.detail) from refused
        if not target.is_dir():  # someone who started at the same time may have been first
            (folder / name).rename(target)
    return AwsTool(name, target)


def _cached(config: LocalConfig, name: str) -> Path:
    """Give the folder of these very versions, for this very Python."""
    digest = hashlib.sha256(_lock(name).read_bytes()).hexdigest()[:12]
    return config.cache / f"{name}-{digest}-{sys.implementation.cache_tag}"


def _lock(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.lock")
