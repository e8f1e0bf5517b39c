"""Debian's packages, where they can be installed without a password."""

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence

from local.base.config import LocalConfig

_SECONDS = 900
_ONE_AT_A_TIME = threading.Lock()  # tools are got side by side, and apt-get lets only one in


def command(config: LocalConfig) -> list[str]:
    """Give the apt-get command that needs no password; empty where there is none."""
    apt = shutil.which("apt-get", path=config.path)
    if not apt:
        return []
    if os.geteuid() == 0:
        return [apt]
    sudo = shutil.which("sudo", path=config.path)
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, timeout=30, check=False).returncode == 0:
        return [sudo, "-n", apt]
    return []


def install(apt: Sequence[str], packages: Sequence[str]) -> None:
    """Try to install the packages; whether it helped is seen by looking for what they bring."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ("update", "-q"),
        ("install", "-q", "-y", "--no-install-recommends", "-o", f"DPkg::Lock::Timeout={_SECONDS}", *packages),
    )
    with _ONE_AT_A_TIME:
        for step in steps:
            subprocess.run([*apt, *step], capture_output=True, timeout=_SECONDS, check=False, env=quiet)
