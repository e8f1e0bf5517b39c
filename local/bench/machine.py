"""What the figures were measured on: cores, memory, kernel, versions, date and load. A figure without them says nothing."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

_PACKAGES = ("boto3", "fastapi", "uvicorn")
_ANSWER_SECONDS = 30


def describe(binaries: Mapping[str, str]) -> dict[str, Any]:
    """Describe this machine and the versions of ``binaries`` (name to path)."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 1024**3, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: _version(path) for name, path in binaries.items()},
        **{name: version(name) for name in _PACKAGES},
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def _processor() -> str:
    """Name the processor; /proc/cpuinfo knows it where the platform module does not."""
    known = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", known.read_text(), re.M) if known.is_file() else None
    return found[1] if found else platform.processor() or platform.machine()


def _version(binary: str) -> str:
    """Give what the program calls its version; a Go program built from its pinned source says DEVELOPMENT."""
    answer = subprocess.run([binary, "-version"], capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False)
    found = re.search(r"(?:version|server:)\s+(\S+)", answer.stdout)
    return found[1] if found else "unknown"
