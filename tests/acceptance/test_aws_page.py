"""The page as a stack on AWS serves it, in a real browser: by CloudFront, for those who have signed in."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.page import build, publish
from local.tools.browsers import Browsers
from local.tools.ffmpeg import Pair
from local.tools.node import Node
from tests import aws, aws_user
from tests.aws import Stack
from tests.conftest import LOCAL, need

SECONDS = 600


@pytest.fixture
def published(deployed: Stack, monkeypatch: pytest.MonkeyPatch) -> int:
    """Publish the page as `vts publish-page` does; how many files."""
    folder = need(build.folder(LOCAL) if build.folder(LOCAL).is_dir() else None, "the page, built,")
    for name, value in {"ACCESS_KEY_ID": aws.ACCOUNT, "SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(deployed.aws.certificate))
    monkeypatch.setattr(publish, "_discovered", lambda issuer: discovered(deployed, issuer))
    to = publish.target("vts", aws.REGION, deployed.aws.endpoint)
    return publish.put(folder, to, aws.REGION, deployed.aws.endpoint)


def discovered(deployed: Stack, issuer: str) -> dict[str, Any]:
    """Ask the emulator for what the user pool tells under AWS's name."""
    with deployed.aws.http() as http:
        found: dict[str, Any] = http.get(f"/{issuer.rpartition('/')[2]}/.well-known/openid-configuration").json()
    return found


def test_the_page_signs_users_in_and_works_for_them(
    deployed: Stack, published: int, node: Node, browsers: Browsers, ffmpeg: Pair, socket_folder: str, tmp_path: Path
) -> None:
    assert published > 10
    playwright = build.SOURCES / "node_modules" / "@playwright" / "test" / "cli.js"
    environment = node.environment | {
        "AWS_PAGE": deployed.outputs["Page"],
        "AWS_AT": f"127.0.0.1:{deployed.aws.port}",
        "AWS_USER": aws_user.NAME,
        "AWS_PASSWORD": aws_user.PASSWORD,
        "CHROMIUM": browsers.chromium,
        "FFMPEG": ffmpeg.ffmpeg,
        "FFPROBE": ffmpeg.ffprobe,
        "E2E_OUTPUT": str(tmp_path / "output"),
        "TMPDIR": socket_folder,
        "HOME": os.environ.get("HOME", str(tmp_path)),
    }

    told = subprocess.run(
        [node.node, str(playwright), "test", "--config", "playwright.aws.config.ts"],
        cwd=build.SOURCES,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
