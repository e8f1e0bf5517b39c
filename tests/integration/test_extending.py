"""The examples of docs/extending.md, each applied to a copy of the tree, with no more files than it promises."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = dict(re.findall(r"^```diff (\w+)\n(.*?)^```", (ROOT / "docs" / "extending.md").read_text(), re.M | re.S))
MOST_FILES = {"profile": 1, "encoder": 4, "container": 3}
CARRIED = """
import sys
from pathlib import Path
from functions.ffmpeg.sandbox import Tools
from tests.support.films.pipeline import Workshop

folder, profile, suffix, ffmpeg, ffprobe, *codecs = sys.argv[1:]
workshop = Workshop(Tools(ffmpeg=ffmpeg, ffprobe=ffprobe), Path(folder), Path(folder))
film = Path(folder) / f"film.{suffix}"
workshop.make("-f", "lavfi", "-i", "testsrc2=s=960x640:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1", *codecs, film)
made = workshop.carry(film, profile)
made.judge()
(picture,) = workshop.streams(made.path, "video")
print(made.media.container, picture["codec_name"], picture["height"])
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the functions are, beside this tree's tests."""
    copy = tmp_path / "tree"
    shutil.copytree(ROOT / "functions", copy / "functions", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tests", "local"):
        (copy / name).symlink_to(ROOT / name)
    return copy


@pytest.mark.parametrize(
    ("example", "profile", "film", "expected"),
    [
        ("profile", "web-480p", ("mp4", "-c:v", "libx264"), "mov h264 480"),
        ("encoder", "web-hevc", ("mp4", "-c:v", "libx264"), "mov hevc 640"),
        ("container", "web-720p", ("wtv", "-c:v", "mpeg2video", "-c:a", "mp2"), "wtv h264 640"),
    ],
)
def test_an_example_is_all_that_has_to_be_done(example, profile, film, expected, tree, tmp_path, ffmpeg):
    change = tmp_path / "example.diff"
    change.write_text(EXAMPLES[example])

    subprocess.run(
        ["git", "apply", str(change)], cwd=tree, check=True, env={**os.environ, "GIT_CEILING_DIRECTORIES": "/"}
    )
    suffix, *codecs = film
    argv = [sys.executable, "-c", CARRIED, str(tmp_path), profile, suffix, ffmpeg.ffmpeg, ffmpeg.ffprobe, *codecs]
    carried = subprocess.run(
        argv, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False
    )

    assert carried.stdout.strip() == expected, carried.stderr
    assert len(re.findall(r"^\+\+\+ ", EXAMPLES[example], re.M)) <= MOST_FILES[example]


def test_every_example_is_tried() -> None:
    assert set(EXAMPLES) == set(MOST_FILES)
