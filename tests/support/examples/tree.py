"""A copy of the tree, the examples that are applied to it, and what there is in it that was not before."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from local.tools.node import Node

ROOT = Path(__file__).parents[3]
EXAMPLES = dict(re.findall(r"^```diff (\w+)\n(.*?)^```", (ROOT / "docs" / "extending.md").read_text(), re.M | re.S))
_PARTS = ("functions", "ui")
_MADE = ("__pycache__", "node_modules", ".next", "out", "test-results", "*.tsbuildinfo")


class Tree:
    """A copy of what the functions and the page are, beside this tree's tests."""

    def __init__(self, folder: Path) -> None:
        """Make the copy."""
        self.folder = folder
        for name in _PARTS:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*_MADE))
        for name in ("tests", "local"):
            (folder / name).symlink_to(ROOT / name)
        self._environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHON": sys.executable}

    def apply(self, example: str) -> None:
        """Apply an example as ``git apply`` does."""
        self._run(["git", "apply", "-"], self.folder, EXAMPLES[example], GIT_CEILING_DIRECTORIES="/")

    def run(self, *argv: str) -> str:
        """Run a program of Python in the copy; what it says."""
        return self._run([sys.executable, *argv], self.folder).strip()

    def write_types(self, node: Node) -> None:
        """Write what the page knows of the API anew: ``npm run types``."""
        self._link_packages()
        self._run([node.node, "scripts/types.mjs"], self.folder / "ui")

    def check_types(self, node: Node) -> str:
        """Check the page's types: ``npm run typecheck``; what the compiler says."""
        self._link_packages()
        compiler = self.folder / "ui" / "node_modules" / "typescript" / "bin" / "tsc"
        argv = [node.node, str(compiler), "--noEmit", "--incremental", "false"]
        return subprocess.run(
            argv, cwd=self.folder / "ui", capture_output=True, text=True, timeout=300, check=False
        ).stdout

    def changed(self) -> set[str]:
        """Name the files that are not as in this tree."""
        files = (path.relative_to(self.folder) for part in _PARTS for path in (self.folder / part).rglob("*"))
        return {str(path) for path in files if _is_source(path) and self._differs(path)}

    def _differs(self, path: Path) -> bool:
        here, there = self.folder / path, ROOT / path
        return here.is_file() and not (there.is_file() and here.read_bytes() == there.read_bytes())

    def _link_packages(self) -> None:
        link = self.folder / "ui" / "node_modules"
        if not link.exists():
            link.symlink_to(ROOT / "ui" / "node_modules")

    def _run(self, argv: list[str], folder: Path, given: str | None = None, **environment: str) -> str:
        """Run it with the installation that the test has set up; what it says. Raises AssertionError with what went wrong."""
        told = subprocess.run(
            argv,
            cwd=folder,
            input=given,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout


def _is_source(path: Path) -> bool:
    return not any(part in _MADE for part in path.parts) and path.suffix != ".tsbuildinfo"
