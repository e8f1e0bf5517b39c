"""MinIO's client mc, which `./vts bench` is held against: on the path or in the cache, else built from its pinned source.

The vendor publishes no binaries any more. The source is fetched as a Go module, which Go checks against its public
checksum database.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools.golang import Say
from local.tools.wheels import last_line

VERSION = "v0.0.0-20250313080218-cf909e1063a9"
MODULE = f"github.com/minio/mc@{VERSION}"
_BUILD_SECONDS = 900


class McMissing(SetupError):
    """MinIO's client mc is not there and could not be built."""

    hint = "Put an `mc` binary on the PATH, or Go 1.24 or newer to build it with."


def find(config: LocalConfig) -> str | None:
    """Look for mc on the path, then in the cache; starts and fetches nothing. Midnight Commander's mc is not taken for it."""
    for found in (shutil.which("mc", path=config.path), str(_cached(config))):
        if found and Path(found).is_file() and _is_minios(found):
            return found
    return None


def get(config: LocalConfig, say: Say) -> str:
    """Build mc into the cache: about half a minute on two cores, 30 MB. Raises McMissing with the reason."""
    go = shutil.which("go", path=config.path)
    if go is None:
        raise McMissing("There is no Go.")
    target = _cached(config)
    target.parent.mkdir(parents=True, exist_ok=True)
    say("building mc from source, about a minute, once")
    with tempfile.TemporaryDirectory(prefix="build-mc-", dir=config.cache, ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        environment = {
            **os.environ,
            "GOTOOLCHAIN": "local",  # the Go that is there fetches no other one
            "GOPATH": str(work / "path"),
            "GOBIN": str(work / "bin"),
            "GOCACHE": str(work / "cache"),
            "GOFLAGS": "-modcacherw",
            "CGO_ENABLED": "0",
        }
        argv = [go, "install", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", MODULE]
        try:
            built = subprocess.run(
                argv, env=environment, cwd=work, capture_output=True, text=True, timeout=_BUILD_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as slow:
            raise McMissing(f"Building took more than {_BUILD_SECONDS} s.") from slow
        if built.returncode or not (work / "bin" / "mc").is_file():
            raise McMissing(f"`go install {MODULE}` says: {last_line(built.stderr)}.")
        (work / "bin" / "mc").replace(target)
    return str(target)


def _cached(config: LocalConfig) -> Path:
    return config.cache / f"mc-{VERSION}" / "mc"


def _is_minios(binary: str) -> bool:
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    return "MinIO" in said
