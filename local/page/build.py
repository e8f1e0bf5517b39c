"""The page as files: built from ui/ with Next.js when its sources have changed, and kept in the cache.

What is built is named by a digest of its sources, and put into place whole: a stack that serves one is never disturbed by the
building of another, and two checkouts with the same sources build once. The build works on a copy of the sources, so that
`npm run dev` in ui/ goes on meanwhile, and a file that is saved during the build is not half in it. npm's packages stay in
ui/node_modules, where npm, editors and tests look for them.
"""

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from functions.common.errors import SetupError
from functions.ffmpeg import workdir
from local.base import leash
from local.base.config import LocalConfig
from local.tools import node as node_tool
from local.tools.golang import Say
from local.tools.node import Node
from local.tools.wheels import last_line

SOURCES = Path(__file__).parent.parent.parent / "ui"
"""The page's sources; where they are not shipped, there is no page."""

COMPRESSED = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt"})
"""Files of these kinds have a gzip beside them, of the same name and `.gz`."""

_BUILT_FROM = ("app", "components", "lib", "public", "theme")
_AND_FROM = ("next.config.ts", "package.json", "package-lock.json", "tsconfig.json")
_LOCK = "package-lock.json"
_PREFIX = "page-"
_KEPT = 5  # pages in the cache: that of another branch is there when one comes back to it,
_KEPT_DAYS = 30  # and that of a stack that has run for long is not taken from under it
_SECONDS = 900


class PageNotBuilt(SetupError):
    """The page could not be built; the API and the command line work without it."""

    hint = "Read the log named, mend what it says, and start again; `./vts up --no-page` leaves the page out."


def there_is_one(sources: Path = SOURCES) -> bool:
    """Whether this checkout has a page to build."""
    return (sources / _LOCK).is_file()


def folder(config: LocalConfig, sources: Path = SOURCES) -> Path:
    """Name the folder that the page of these sources is in, once it is built.

    The version of Node.js does not count: it changes nothing in what comes out.
    """
    digest = hashlib.sha256()
    for path in _files(sources):
        digest.update(f"{path.relative_to(sources)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return config.cache / f"{_PREFIX}{digest.hexdigest()[:16]}"


def prepare(config: LocalConfig, log: Path, say: Say, sources: Path = SOURCES) -> Path:
    """Build the page unless it is there, fetching Node.js and npm's packages where they are missing; its folder.

    What the programs print goes into ``log``. Raises PageNotBuilt, NodeMissing.
    """
    target = folder(config, sources)
    if not target.is_dir():
        node = node_tool.find(config) or node_tool.get(config, say)
        packages(node, log, say, sources)
        with _reasons(log), workdir.folder(config.cache) as work:
            if not target.is_dir():  # another start may have built it meanwhile
                say("building it, about a minute, once")
                make(node, work, log, sources).rename(target)
                say("built")
    os.utime(target)
    _forget(config, target)
    return target


def packages(node: Node, log: Path, say: Say, sources: Path = SOURCES) -> None:
    """Let npm install what the lock file names into node_modules, unless it has. Raises PageNotBuilt.

    No package runs a script of its own while it is installed. Not by `npm ci`: it refuses a lock file in which the packages of
    other platforms are missing, and a registry that does not carry those writes such a one.
    """
    with _reasons(log), _alone(sources, say):
        if not _are_there(sources):
            say("fetching its packages with npm")
            quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--logs-max=0")
            _run((*node.npm, "install", "--no-save", "--include=dev", *quietly), node, sources, log)


def _are_there(sources: Path) -> bool:
    """Whether npm has installed what the lock file names; it notes that itself, when it is done.

    Packages for other kinds of machine, which are optional, need not be there.
    """
    noted = sources / "node_modules" / ".package-lock.json"
    if not noted.is_file():
        return False
    wanted, there = (json.loads(path.read_text()).get("packages", {}) for path in (sources / _LOCK, noted))
    needed = {path: package["version"] for path, package in wanted.items() if path and not package.get("optional")}
    return all(path in there and there[path]["version"] == version for path, version in needed.items())


def make(node: Node, work: Path, log: Path, sources: Path = SOURCES) -> Path:
    """Build from clean in the folder ``work``, with npm's packages being there; the folder of what comes out.

    Raises PageNotBuilt.
    """
    for path in _files(sources):
        copy = work / path.relative_to(sources)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (work / "node_modules").symlink_to(sources / "node_modules")
    next_js = sources / "node_modules" / "next" / "dist" / "bin" / "next"
    _run((node.node, str(next_js), "build"), node, work, log)
    made = work / "out"
    for path in [path for path in made.rglob("*") if path.suffix in COMPRESSED]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    return made


def _files(sources: Path) -> list[Path]:
    """List every file that the page is made of, in a fixed order; its tests are not among them."""
    inside = (path for name in _BUILT_FROM for path in sorted((sources / name).rglob("*")))
    beside = (sources / name for name in _AND_FROM)
    return [path for path in (*inside, *beside) if ".test." not in path.name and path.is_file()]


def _run(argv: Sequence[str], node: Node, where: Path, log: Path) -> None:
    """Run a program to its end. Raises PageNotBuilt with what it gave as its reason."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w+b") as out:
        done = subprocess.run(
            leash.tied(argv),
            cwd=where,
            env=node.environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
            check=False,
        )
    if done.returncode:
        raise PageNotBuilt(f"{reason(log.read_text(errors='replace'))} (log: {log})")


def reason(text: str) -> str:
    """Give the first line that says what is wrong: compilers go on after it, and end with that they ended."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    wrong = (line.strip() for line in plain.splitlines() if re.search(r"\berror\b|\bcannot\b", line, re.I))
    return next(wrong, "") or last_line(plain)


@contextmanager
def _reasons(log: Path) -> Iterator[None]:
    """Say as PageNotBuilt what the system refuses: no room on the disk, no right to write, no end in sight."""
    try:
        yield
    except subprocess.TimeoutExpired as late:
        raise PageNotBuilt(f"It took longer than {_SECONDS} s. (log: {log})") from late
    except OSError as refused:
        raise PageNotBuilt(str(refused)) from refused


@contextmanager
def _alone(sources: Path, say: Say) -> Iterator[None]:
    """Keep other starts from node_modules; the kernel lets go when this process ends, however it ends."""
    with (sources / _LOCK).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start that fetches its packages")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget(config: LocalConfig, current: Path) -> None:
    """Delete the pages that no start has used for long."""
    used = {page: page.stat().st_mtime for page in config.cache.glob(f"{_PREFIX}*")}
    long_ago = time.time() - _KEPT_DAYS * 86_400
    for page in sorted(used, key=lambda each: used[each], reverse=True)[_KEPT:]:
        if used[page] < long_ago and page != current:
            shutil.rmtree(page, ignore_errors=True)
