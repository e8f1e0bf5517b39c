"""The page as a stack on AWS serves it, in a real browser: by CloudFront, for those who have signed in, under its own policy.

Buckets, page and API have the hosts that they have on AWS, in each of some regions: what the policy does not name is blocked.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.page import build, publish
from local.tools.browsers import Browsers
from local.tools.ffmpeg import Pair
from local.tools.node import Node
from tests.conftest import LOCAL, need
from tests.support.aws import emulator, user
from tests.support.aws.emulator import Stack

SECONDS = 600
AGAIN = emulator.REGIONS[-1]


@pytest.fixture(params=emulator.REGIONS)
def stack(request: pytest.FixtureRequest, deploy: Callable[[str], Stack]) -> Iterator[Stack]:
    """A stack in each region; that in the last one was deployed, used and deleted before."""
    if request.param == emulator.REGION:
        yield request.getfixturevalue("deployed")
        return
    made = deploy(request.param)
    if request.param == AGAIN:
        made = deployed_again(made, deploy)
    user.make(made)
    yield made
    made.delete()


def deployed_again(first: Stack, deploy: Callable[[str], Stack]) -> Stack:
    """Put something into each bucket, delete the stack, and deploy it under the same name: what was kept is not in the way.

    The emulator makes the same names up each time, and takes what is there, where AWS would make other ones up.
    """
    s3 = first.aws.client("s3", first.region)
    buckets = [first.outputs[f"{name}BucketName"] for name in ("Source", "Proxy", "Page")]
    for bucket in buckets:
        s3.put_object(Bucket=bucket, Key="kept/film", Body=b"film")
    first.delete()
    again = deploy(first.region)

    assert again.outputs["Page"] != first.outputs["Page"]
    for bucket in buckets:
        assert s3.get_object(Bucket=bucket, Key="kept/film")["Body"].read() == b"film"
    return again


@pytest.fixture
def published(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> int:
    """Publish the page as `vts publish-page` does; how many files."""
    folder = need(build.folder(LOCAL) if build.folder(LOCAL).is_dir() else None, "the page, built,")
    for name, value in stack.aws.administrator(stack.region).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SSL_CERT_FILE", str(stack.aws.certificate))
    return publish.put(folder, publish.target(emulator.NAME, stack.region), stack.region)


def test_the_page_signs_users_in_and_works_for_them(
    stack: Stack, published: int, node: Node, browsers: Browsers, ffmpeg: Pair, socket_folder: str, tmp_path: Path
) -> None:
    assert published > 10
    playwright = build.SOURCES / "node_modules" / "@playwright" / "test" / "cli.js"
    environment = node.environment | {
        "AWS_PAGE": stack.outputs["Page"],
        "AWS_AT": f"127.0.0.1:{stack.aws.port}",
        "AWS_PAGE_REGION": stack.region,
        "AWS_USER": user.NAME,
        "AWS_PASSWORD": user.PASSWORD,
        "CHROMIUM": browsers.chromium,
        "FFMPEG": ffmpeg.ffmpeg,
        "FFPROBE": ffmpeg.ffprobe,
        "E2E_OUTPUT": str(tmp_path / "output"),
        "TMPDIR": socket_folder,
        "HOME": os.environ.get("HOME", str(tmp_path)),
    }
    of_regions = [] if stack.region == emulator.REGION else ["films.ts"]  # signing in is the same everywhere

    told = subprocess.run(
        [node.node, str(playwright), "test", "--config", "playwright.aws.config.ts", *of_regions],
        cwd=build.SOURCES,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
