"""Runs a file of ui/bench in a real browser, and reads what it measured."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from functions.common.errors import Failure, SetupError
from local.base import config
from local.page import build
from local.tools import browsers
from local.tools import node as node_tool

_SECONDS = 1_800


class NotMeasurable(SetupError):
    """The page cannot be measured here."""

    hint = "Have the page served (`./vts up` without --no-page), and run `./vts test` once: it gets the browsers."


class PageFailed(Failure):
    """The page did not do what was to be measured."""


class Browser:
    """Chromium, as Playwright drives it for the bench."""

    def __init__(self, folder: Path) -> None:
        """Keep what is measured under ``folder``. Raises NotMeasurable where something that it takes is lacking."""
        machine = config.load(os.environ)
        node, found = node_tool.find(machine), browsers.find(machine)
        playwright = build.SOURCES / "node_modules" / "@playwright" / "test" / "cli.js"
        if node is None or found is None or not playwright.is_file():
            raise NotMeasurable("Node.js, npm's packages or the browsers are not there.")
        self.node, self._folder = node, folder
        self._argv = (node.node, str(playwright), "test", "--config", "playwright.bench.config.ts")
        self._environment = node.environment | {"CHROMIUM": found.chromium}

    def measure(self, what: str, page: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401  as JSON has it
        """Run ui/bench/WHAT.bench.ts against the page at this address; what it answers. Raises PageFailed."""
        answer = self._folder / f"{what}.json"
        asked = {"BASE_URL": page, "BENCH_GIVEN": json.dumps(given), "BENCH_ANSWER": str(answer)}
        done = subprocess.run(
            [*self._argv, f"bench/{what}.bench.ts"],
            cwd=build.SOURCES,
            env={**self._environment, **asked},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode:
            raise PageFailed(f"{what}: {build.reason(done.stdout + done.stderr)}")
        measured: dict[str, Any] = json.loads(answer.read_text())
        return measured
