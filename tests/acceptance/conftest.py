"""The whole house as a subprocess, reached through its outer doors only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.tools.ffmpeg import Pair
from tests import clips
from tests.running_stack import RunningStack, start_stack
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """One running stack for all tests, without the sample. Who kills a part of it waits until that is back."""
    started = start_stack(tmp_path_factory.mktemp("stack") / "data", "--no-sample")
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


@pytest.fixture(scope="session")
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the one stack in one process; those with stacks of their own may run beside them."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("stack"))
