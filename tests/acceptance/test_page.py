"""The page in real browsers, against a stack of its own: each file of ui/e2e is a test here (Playwright runs it)."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.base import ports
from local.page import build
from local.tools import minio as minio_tool
from local.tools.browsers import Browsers
from local.tools.ffmpeg import Pair
from local.tools.node import Node
from tests.conftest import LOCAL, need
from tests.support.stack.running_stack import ROOT, RunningStack, start_stack
from tests.support.wait_until import until

SPECS = sorted(path.relative_to(build.SOURCES).as_posix() for path in (build.SOURCES / "e2e").glob("*.spec.ts"))
BUILT_SECONDS = 600
SPECS_SECONDS = 1800


@pytest.fixture(scope="session")
def other_origin() -> str:
    """An origin beside the page's own that may use the stack."""
    return f"http://127.0.0.1:{ports.free()}"


@pytest.fixture(scope="module")
def page_stack(node: Node, other_origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack with the page, which its start builds if its sources have changed."""
    data = tmp_path_factory.mktemp("page") / "data"
    started = start_stack(
        data,
        "--no-sample",
        page=True,
        ALLOWED_ORIGINS=other_origin,
        ALLOWED_HOSTS="films.test",  # a name of the page that the storage is not told of: e2e/upload-origin.spec.ts
        WEBHOOK_ALLOWED_NETWORKS="127.0.0.1/32",
    )
    until(lambda: served(started) or failed(started), "the page is built", BUILT_SECONDS, pause=0.2)
    assert served(started), started.output.read_text()
    yield started
    started.stop()


def served(stack: RunningStack) -> bool:
    return httpx.get(f"{stack.page}/").status_code == httpx.codes.OK


def failed(stack: RunningStack) -> bool:
    return "The page could not be built" in stack.output.read_text()


@pytest.fixture(scope="module")
def met(
    request: pytest.FixtureRequest,
    page_stack: RunningStack,
    node: Node,
    browsers: Browsers,
    ffmpeg: Pair,
    other_origin: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[str]]:
    """What went wrong in each file that is to be tested, as Playwright tells it. One run for all, as each starts a browser."""
    chosen = {item.callspec.params.get("spec") for item in request.session.items if hasattr(item, "callspec")}
    folder = tmp_path_factory.mktemp("browsers")
    playwright = build.SOURCES / "node_modules" / "@playwright" / "test" / "cli.js"
    with tempfile.TemporaryDirectory(prefix="vts-", ignore_cleanup_errors=True) as sockets:
        environment = node.environment | {
            "BASE_URL": page_stack.page,
            "API_URL": page_stack.api,
            "OTHER_ORIGIN": other_origin,
            "VTS_DATA": str(page_stack.data),
            "PYTHON": sys.executable,
            "CHROMIUM": browsers.chromium,
            "FIREFOX": browsers.firefox,
            "FFMPEG": ffmpeg.ffmpeg,
            "FFPROBE": ffmpeg.ffprobe,
            "E2E_OUTPUT": str(folder / "output"),
            "PLAYWRIGHT_JSON_OUTPUT_FILE": str(folder / "report.json"),
            "NO_COLOR": "1",
            "TMPDIR": sockets,
            "HOME": os.environ.get("HOME", str(folder)),
        }
        limit = f"--global-timeout={SPECS_SECONDS * 1000}"  # what is not done by then is reported as such
        told = subprocess.run(
            [node.node, str(playwright), "test", "--reporter=json", limit, *(spec for spec in SPECS if spec in chosen)],
            cwd=build.SOURCES,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SPECS_SECONDS + 60,
            check=False,
        )
    assert (folder / "report.json").is_file(), told.stdout + told.stderr
    report = json.loads((folder / "report.json").read_text())
    assert not report["errors"], "\n\n".join(error["message"] for error in report["errors"])
    return {f"e2e/{suite['file']}": list(failures(suite)) for suite in report["suites"]}


def failures(suite: dict[str, Any]) -> Iterator[str]:
    """Name the tests that did not pass in a suite of Playwright's report, each with its errors."""
    for spec in suite["specs"]:
        for result in [result for test in spec["tests"] for result in test["results"]] if not spec["ok"] else []:
            yield "\n".join([f"{spec['title']}: {result['status']}", *(error["message"] for error in result["errors"])])
    for inner in suite.get("suites", []):
        yield from failures(inner)


@pytest.mark.xdist_group("page")
@pytest.mark.parametrize("spec", SPECS)
def test_in_the_browser(spec: str, met: dict[str, list[str]]) -> None:
    assert not met[spec], "\n\n".join(met[spec])


@pytest.mark.xdist_group("page")
def test_a_quick_bench_measures_the_page(
    page_stack: RunningStack, node: Node, browsers: Browsers, tmp_path: Path
) -> None:
    argv = ["bench", "page", "--quick", "--json", "--data", str(page_stack.data), "--folder", str(tmp_path)]

    told = subprocess.run(
        [sys.executable, "-m", "local.cli", *argv], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )

    assert told.stdout, told.stderr
    figures = {figure["name"]: figure["value"] for figure in json.loads(told.stdout)["figures"]}
    assert list(figures) == ["page_load", "page_build", "page_scroll", "page_upload", "page_polling"]
    assert figures.pop("page_build") is None  # measured in a full run
    assert None not in figures.values()


def test_a_page_that_cannot_be_built_is_said_in_one_sentence_and_everything_else_works(tmp_path: Path) -> None:
    programs, cache = tmp_path / "bin", tmp_path / "cache" / "vts"
    for folder in (programs, cache):
        folder.mkdir(parents=True)
    minio = Path(need(minio_tool.find(LOCAL), "MinIO"))
    nothing_but_a_version = (
        "#!/bin/sh\n[ \"$1\" = --version ] && echo v22.1.0 && exit\necho 'Error: out of paper' && exit 1\n"
    )
    for name, text in {"node": nothing_but_a_version, "npm": "#!/bin/sh\n"}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (programs / "minio").symlink_to(minio)

    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    elsewhere = {"PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache"), "VTS_STORAGE": "minio"}
    started = start_stack(tmp_path / "data", "--no-sample", page=True, **elsewhere)

    try:
        until(lambda: failed(started), "the stack says that the page failed")
        log = tmp_path / "data" / "logs" / "page.log"
        assert (
            f"The page could not be built; the API and the command line work without it. Error: out of paper (log: {log})"
            in (started.output.read_text())
        )
        until(lambda: httpx.get(f"{started.api}/health/").is_success, "the worker has reported, so all is well")
        assert "The page is being built" in httpx.get(f"{started.page}/").text
    finally:
        started.stop()
