"""What the page has to be told when the API has more of a kind: of an output nothing, of a state its meaning and its words."""

import shutil
import subprocess
from pathlib import Path

import pytest

from local.page import build
from local.tools import node as node_tool
from local.tools.node import Node
from tests.conftest import LOCAL, need

API = Path("lib/api")
OUTPUT = ('"certificate"', '"contact_sheet"')
STATE = ('"expired"', '"paused"')


@pytest.fixture
def node() -> Node:
    need((build.SOURCES / "node_modules").is_dir() or None, "ui/node_modules")
    return need(node_tool.find(LOCAL), "Node.js")


def grown(folder: Path, *additions: tuple[str, str]) -> Path:
    """Copy the page's sources, with the API's types and lists as they are written when it has one more of a kind."""
    left_out = shutil.ignore_patterns("node_modules", ".next", "out", "*.tsbuildinfo")
    page = folder / "ui"
    shutil.copytree(build.SOURCES, page, ignore=left_out)
    (page / "node_modules").symlink_to(build.SOURCES / "node_modules")
    for after, new in additions:
        for name, between in (("schema.d.ts", " | "), ("values.ts", ",\n  ")):
            path = page / API / name
            text = path.read_text()
            assert after in text
            path.write_text(text.replace(after, f"{after}{between}{new}"))
    return page


def types(page: Path, node: Node) -> str:
    """Check the types; what the compiler says."""
    compiler = page / "node_modules" / "typescript" / "bin" / "tsc"
    argv = [node.node, str(compiler), "--noEmit", "--incremental", "false"]
    told = subprocess.run(
        argv, cwd=page, env=node.environment, capture_output=True, text=True, timeout=300, check=False
    )
    return told.stdout + told.stderr


def test_an_output_that_the_api_adds_is_shown_and_a_state_is_missed_until_it_has_a_meaning_and_words(
    node: Node, tmp_path: Path
) -> None:
    said = types(grown(tmp_path, OUTPUT, STATE), node)

    assert "contact_sheet" not in said
    assert "lib/jobs/states.ts" in said
    assert "Property 'paused' is missing" in said
    assert "components/jobs/Toolbar.tsx" in said  # its word
