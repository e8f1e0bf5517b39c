"""The page's own checks, as its developers run them in ui/: style, types, that these are the API's, and its unit tests."""

import subprocess

import pytest

from local.page import build
from local.tools import node as node_tool
from tests.conftest import LOCAL, need


@pytest.mark.parametrize("script", ["lint", "format:check", "typecheck", "types:check", "test"])
def test_the_page_passes(script: str) -> None:
    node = need(node_tool.find(LOCAL), "Node.js")
    need((build.SOURCES / "node_modules").is_dir() or None, "ui/node_modules")

    told = subprocess.run(
        [*node.npm, "run", "--silent", script],
        cwd=build.SOURCES,
        env=node.environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
