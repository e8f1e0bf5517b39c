"""The examples of docs/extending.md, each applied to a copy of the tree, with no more files than it promises."""

import json
from pathlib import Path

import pytest

from local.page import build
from local.tools import node as node_tool
from local.tools.ffmpeg import Pair
from local.tools.node import Node
from tests.conftest import LOCAL, need
from tests.support.examples.tree import EXAMPLES, Tree

MOST_FILES = {"profile": 1, "encoder": 4, "output": 6, "container": 3, "setting": 4}
"""In functions/ and ui/ together, with what `npm run types` writes anew."""


@pytest.fixture
def node() -> Node:
    need((build.SOURCES / "node_modules").is_dir() or None, "ui/node_modules")
    return need(node_tool.find(LOCAL), "Node.js")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "tree")


@pytest.mark.parametrize(
    ("example", "profile", "film", "expected"),
    [
        ("profile", "web-480p", ("mp4", "-c:v", "libx264"), "mov h264 480"),
        ("encoder", "web-hevc", ("mp4", "-c:v", "libx264"), "mov hevc 640"),
        ("container", "web-720p", ("wtv", "-c:v", "mpeg2video", "-c:a", "mp2"), "wtv h264 640"),
    ],
)
def test_an_example_of_a_film_is_all_that_has_to_be_done(
    example: str, profile: str, film: tuple[str, ...], expected: str, tree: Tree, tmp_path: Path, ffmpeg: Pair
) -> None:
    tree.apply(example)

    suffix, *codecs = film
    tools = (ffmpeg.ffmpeg, ffmpeg.ffprobe)
    carried = tree.run("-m", "tests.support.examples.film", str(tmp_path), profile, suffix, *tools, *codecs)

    assert carried == expected
    assert 0 < len(tree.changed()) <= MOST_FILES[example]


@pytest.mark.usefixtures("environment")
def test_an_output_is_kept_listed_downloaded_and_deleted(tree: Tree, node: Node, clip_folder: Path) -> None:
    tree.apply("output")
    tree.write_types(node)

    told = json.loads(tree.run("-m", "tests.support.examples.output", str(clip_folder)).splitlines()[-1])

    assert told == {
        "orphans": 0,
        "kept": ["certificate.json", "first_frame.jpg", "log.txt", "poster.jpg", "proxy.mp4"],
        "listed": ["proxy", "poster", "first_frame", "certificate", "source"],
        "filename": "film_first_frame.jpg",
        "type": "image/jpeg",
        "is_jpeg": True,
        "left": [],
    }
    assert 0 < len(tree.changed()) <= MOST_FILES["output"]


@pytest.mark.usefixtures("environment")
def test_a_setting_is_described_saved_and_heeded(tree: Tree, node: Node) -> None:
    tree.apply("setting")
    tree.write_types(node)

    told = json.loads(tree.run("-m", "tests.support.examples.setting"))

    described = {"title": "Call the clock late after", "group": "retention", "unit": "seconds", "default": 60}
    assert told["field"].items() >= described.items()
    assert told["late"] == {"60": True, "600": False}
    assert 0 < len(tree.changed()) <= MOST_FILES["setting"]


def test_every_example_is_tried() -> None:
    assert set(EXAMPLES) == set(MOST_FILES)
