"""The whole system as a subprocess, reached through its outer doors only."""

import site
import subprocess
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.page import build
from local.tools import aws as aws_tool
from local.tools import browsers as browser_tools
from local.tools import node as node_tool
from local.tools.browsers import Browsers
from local.tools.ffmpeg import Pair
from local.tools.node import Node
from tests.conftest import LOCAL, need
from tests.support.aws import emulator as aws
from tests.support.aws import user
from tests.support.aws.emulator import Aws, Stack
from tests.support.films import clips
from tests.support.stack.client import Visitor
from tests.support.stack.running_stack import RunningStack, start_stack

LAST_LOGS, LAST_LINES = 8, 40


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """One running stack for all tests, without the sample. Who kills a part of it waits until that is back.

    It is stopped when these tests are over, and not at the end of all: its clock has a turn each second.
    """
    started = start_stack(
        tmp_path_factory.mktemp("stack") / "data", "--no-sample", WEBHOOK_ALLOWED_NETWORKS="127.0.0.1/32"
    )
    httpx.post(f"{started.api}/settings/", json={"cleanup_interval_seconds": 1}).raise_for_status()
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture
def visitor(stack: RunningStack, a_while_ago: str) -> Iterator[Visitor]:
    """Someone who uses the stack."""
    came = Visitor(stack)
    yield came
    came.close()


@pytest.fixture
def film(ffmpeg: Pair, clip_folder: Path) -> Path:
    """Two seconds of film, 320 by 180, with sound."""
    return clips.make("h264_mp4", clip_folder)


@pytest.fixture
def long_film(film: Path, ffmpeg: Pair, tmp_path: Path) -> Path:
    """Ten minutes of film, which take longer to encode than it takes to interfere."""
    path = tmp_path / "long.mp4"
    subprocess.run(
        [ffmpeg.ffmpeg, "-v", "error", "-stream_loop", "299", "-i", str(film), "-c", "copy", str(path)], check=True
    )
    return path


@pytest.fixture(scope="package")
def a_while_ago(stack: RunningStack, ffmpeg: Pair, clip_folder: Path) -> str:
    """A job as old as this run of the tests, so that its time is over soon."""
    visitor = Visitor(stack)
    job_id = visitor.upload(clips.make("h264_mp4", clip_folder))
    visitor.close()
    return job_id


@pytest.fixture
def settings(visitor: Visitor) -> Iterator[dict[str, Any]]:
    """The settings as they are before and after the test."""
    before = visitor.told("GET", "/settings/")
    del before["version"]
    yield before
    visitor.change(**before)


@pytest.fixture(scope="package")
def an_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An AWS on this machine, with nothing in it."""
    with aws.running(need(aws_tool.find(LOCAL, "ministack"), "ministack"), tmp_path_factory.mktemp("aws")) as emulator:
        yield emulator


@pytest.fixture(scope="package")
def deploy(an_aws: Aws, ffmpeg: Pair) -> Callable[[str], Stack]:
    """Deploys as the README says, into a region, but that the transcode function is a zip and gives up sooner."""
    sam = need(aws_tool.find(LOCAL, "sam"), "the SAM CLI")
    code = aws.build(an_aws.folder)
    tools = {
        "FFMPEG": ffmpeg.ffmpeg,
        "FFPROBE": ffmpeg.ffprobe,
        "LEASE_SECONDS": str(aws.LEASE_SECONDS),
        "PYTHONPATH": site.getsitepackages()[0],  # what the image has beyond the zip
    }
    receivers = {"WEBHOOK_ALLOWED_NETWORKS": "127.0.0.1/32"}
    environment = {"Api": receivers, "Cleanup": receivers, "Transcode": tools}

    def into(region: str) -> Stack:
        return an_aws.deploy(sam, code, environment, region, MaxReceives=aws.MAX_RECEIVES, TranscodeConcurrency=4)

    return into


@pytest.fixture(scope="package")
def deployed(deploy: Callable[[str], Stack]) -> Stack:
    """The stack in the region that is the first for most."""
    made = deploy(aws.REGION)
    user.make(made)
    return made


@pytest.fixture(scope="session")
def node() -> Node:
    """Find the Node.js that `./vts test` has found or fetched, with the page's packages installed."""
    found = need(node_tool.find(LOCAL), "Node.js")
    return need(found if (build.SOURCES / "node_modules").is_dir() else None, "ui/node_modules")


@pytest.fixture(scope="session")
def browsers() -> Browsers:
    return need(browser_tools.find(LOCAL), "a browser (chromium and firefox-esr)")


@pytest.fixture
def socket_folder() -> Iterator[str]:
    """A folder for temporary files whose name is short: Chromium puts a socket there, and such a name has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="vts-", ignore_cleanup_errors=True) as folder:
        yield folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one stack in one process, and those of one AWS; those with stacks of their own may run beside them.

    Before pytest-xdist, which writes each test's group into its name at the same time.
    """
    for item in items:
        used = getattr(item, "fixturenames", ())
        for shared in [shared for shared in ("an_aws", "stack") if shared in used][
            :1
        ]:  # a stack on AWS is not the other one
            item.add_marker(pytest.mark.xdist_group(shared))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a test that failed what the servers of its stack said last."""
    report = yield
    stacks = [each for each in getattr(item, "funcargs", {}).values() if isinstance(each, RunningStack)]
    for log in [log for stack in stacks if report.failed for log in stack.logs[-LAST_LOGS:]]:
        report.sections.append((f"last words of {log.stem}", "\n".join(log.read_text().splitlines()[-LAST_LINES:])))
    return report
