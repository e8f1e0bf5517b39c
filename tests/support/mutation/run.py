"""Runs unit tests in processes of their own, each with one module changed in its memory.

A mutant's process is forked from this one, which has imported the libraries but none of the project, so the module that is
changed is imported anew by it. A process has limits of its CPU time, its time and
its memory: a fault that makes a loop endless is found.
"""

import gc
import importlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import pytest

from tests.support.mutation import operators
from tests.support.mutation.choose import Mutant
from tests.support.mutation.covering import Covering, Some

ARGUMENTS = ("-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary")
LIBRARIES = ("boto3", "fastapi", "ffmpeg", "httpx", "hypothesis", "moto", "pydantic", "sqlalchemy", "typer", "yaml")
LEAST_SECONDS, TIMES = 10, 5  # of CPU a mutant has: so many, and so many times what its tests take without it
MOST_MEMORY = 4 * 1024**3  # bytes that a mutant may have
WAITS = 6  # times that, before a mutant that only waits is ended
NO_TESTS = 5  # what pytest ends with where it found none


class Mutated(MetaPathFinder):
    """Imports one module from the tree that is given instead of its file."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        """Take what the module is to be."""
        self._module, self._path, self._code = module, path, code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find that module alone."""
        if fullname != self._module:
            return None
        code = self._code

        class Loader(SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return code

        return spec_from_file_location(fullname, self._path, loader=Loader(fullname, str(self._path)))


class Ended(NamedTuple):
    """How a mutant ended."""

    mutant: Mutant
    killed: bool
    tests: int
    seconds: float


class _Running(NamedTuple):
    mutant: Mutant
    tests: int
    began: float
    until: float


def prepare() -> None:
    """Import what all mutants need and none changes."""
    for name in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()


def cover(root: Path, tests: Sequence[str], files: Sequence[Path]) -> dict[str, Any]:
    """Run tests once, without a fault; give what Covering tells."""
    with tempfile.TemporaryDirectory(prefix="vts-mutate-") as folder:
        told = Path(folder, "told")

        def watch() -> int:
            watching = Covering(files)
            code = pytest.main([*ARGUMENTS, f"--basetemp={folder}/tests", *tests], plugins=[watching])
            told.write_bytes(pickle.dumps(watching.told()))
            return int(code)

        os.waitpid(_forked(root, watch), 0)
        found: dict[str, Any] = pickle.loads(told.read_bytes())  # noqa: S301
        return found


def all_of(
    root: Path, mutants: Sequence[Mutant], tests_of: Mapping[Mutant, Sequence[str]], seconds: Mapping[str, float]
) -> Iterator[Ended]:
    """Run each mutant's tests, as many mutants at once as there are cores; give how they end."""
    waiting, running = list(reversed(mutants)), dict[int, _Running]()
    with tempfile.TemporaryDirectory(prefix="vts-mutate-") as folder:
        try:
            while waiting or running:
                while waiting and len(running) < (os.cpu_count() or 1):
                    mutant = waiting.pop()
                    tests = tests_of[mutant]
                    if not tests:
                        yield Ended(mutant, killed=False, tests=0, seconds=0.0)
                        continue
                    limit = LEAST_SECONDS + TIMES * sum(seconds[test] for test in tests)
                    pid = _forked(root, _tried(root, mutant, tests, Path(folder, str(len(waiting))), int(limit)))
                    began = time.monotonic()
                    running[pid] = _Running(mutant, len(tests), began, began + WAITS * limit)
                yield from _reaped(running)
        finally:
            for pid in running:
                os.killpg(pid, signal.SIGKILL)


def _reaped(running: dict[int, _Running]) -> Iterator[Ended]:
    """Wait for one that ends, or for the moment at which one has had its time."""
    if not running:
        return
    now = time.monotonic()
    for pid, each in list(running.items()):
        late = now > each.until
        if late:
            os.killpg(pid, signal.SIGKILL)
        ended, status = os.waitpid(pid, 0 if late else os.WNOHANG)
        if ended:
            del running[pid]
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # what a test of it has started
            survived = os.WIFEXITED(status) and os.WEXITSTATUS(status) in {0, NO_TESTS}
            yield Ended(each.mutant, not survived, each.tests, now - each.began)
    time.sleep(0.02)


def _tried(root: Path, mutant: Mutant, tests: Sequence[str], folder: Path, limit: int) -> Callable[[], int]:
    def run() -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        with suppress(ValueError, OSError):  # not every system has it
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        path = root / mutant.path
        tree = operators.mutated(path.read_text(encoding="utf-8"), mutant.number)
        sys.meta_path.insert(0, Mutated(mutant.module, path, compile(tree, str(path), "exec")))
        files = list(dict.fromkeys(test.split("::")[0] for test in tests))
        return int(pytest.main([*ARGUMENTS, "-x", f"--basetemp={folder}", *files], plugins=[Some(tests)]))

    return run


def _forked(root: Path, run: Callable[[], int]) -> int:
    """Run in a process of its own that says nothing; its id, which is that of its group, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: pytest-xdist, which tests this, has one
        pid = os.fork()
    if pid:
        with suppress(OSError):
            os.setpgid(pid, pid)
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(root)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        _plain_properties()
        code = run()
    except BaseException:  # noqa: BLE001 - there is nobody above
        traceback.print_exc()
    finally:
        os._exit(code)


def _plain_properties() -> None:
    """Have hypothesis draw the same examples each time, keep none, and not look for a shorter one: that one fails is enough."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutation",
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")
