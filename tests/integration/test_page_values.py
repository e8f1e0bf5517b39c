"""What the page has to be told when the API has more of a kind: of a state its meaning and words, of a setting its German."""

import re
from pathlib import Path

import pytest

from local.page import build
from local.tools import node as node_tool
from local.tools.node import Node
from tests.conftest import LOCAL, need
from tests.support.examples.tree import Tree

API = Path("ui/lib/api")
STATE = "paused"
STATE_IS_MISSED_IN = {
    "lib/jobs/states.ts",
    "components/jobs/StateCell.tsx",
    "components/jobs/Toolbar.tsx",
    "components/webhooks/DeliveryRow.tsx",
    "components/webhooks/WebhookCard.tsx",
    "components/webhooks/WebhookForm.tsx",
}
SETTING = "nap_seconds"
SETTING_IS_MISSED_IN = {"lib/strings/de/settings.ts"}


@pytest.fixture
def node() -> Node:
    need((build.SOURCES / "node_modules").is_dir() or None, "ui/node_modules")
    return need(node_tool.find(LOCAL), "Node.js")


def grow(tree: Tree) -> None:
    """Write the API's types and lists as they are when it has one more state and one more setting."""
    types, values = (tree.folder / API / name for name in ("schema.d.ts", "values.ts"))
    more = types.read_text().replace('"expired"', f'"expired" | "{STATE}"')
    types.write_text(re.sub(r"( +)SettingsAnswer: {", rf"\g<0>\n\1    {SETTING}: number;", more))
    values.write_text(values.read_text().replace('"expired"', f'"expired",\n  "{STATE}"'))


def errors(said: str) -> list[str]:
    """What the compiler says, one error each."""
    return re.split(r"\n(?=\S)", said.strip())


def test_what_examples_add_is_shown_and_what_has_no_words_is_missed(node: Node, tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    for example in ("output", "setting"):
        tree.apply(example)
    tree.write_types(node)
    grow(tree)

    found = errors(tree.check_types(node))

    assert {error.split("(")[0] for error in found} == STATE_IS_MISSED_IN | SETTING_IS_MISSED_IN
    assert any(f"Property '{STATE}' is missing" in error for error in found)
    assert any(f"Property '{SETTING}' is missing" in error for error in found)
