"""`vts transcode` as a person uses it: on a machine where nothing runs."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.servers.installation import Installation
from local.tools import ffmpeg as ffmpeg_tool
from tests.support.wait_until import until

ROOT = Path(__file__).parent.parent.parent
SECONDS = 300


@dataclass
class Person:
    """Somebody with a terminal, a home of their own and a data folder."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        argv: Sequence[str] = [sys.executable, "-P", "-m", "local.cli", *map(str, arguments)]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "VTS_DATA": str(self.data),
            "XDG_STATE_HOME": str(self.home / "state"),
        }
        environment.pop("VTS_SERVER", None)
        return subprocess.Popen(
            argv, cwd=self.home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        running = self.start(*arguments)
        stdout, stderr = running.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(running.args, running.returncode, stdout, stderr)


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Person:
    return Person(tmp_path_factory.mktemp("person"))


@pytest.fixture(scope="module")
def film(person: Person, ffmpeg: ffmpeg_tool.Pair) -> Path:
    path = person.home / "Zoë's film.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=2"]
    sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"]
    subprocess.run([ffmpeg.ffmpeg, "-v", "error", *picture, *sound, "-pix_fmt", "yuv420p", str(path)], check=True)
    return path


@pytest.mark.xdist_group("command_line")
def test_a_film_becomes_a_proxy_beside_it_once_and_nothing_is_left_running(
    person: Person, film: Path, ffmpeg: ffmpeg_tool.Pair
) -> None:
    done = person.run("transcode", film, "--set", "resolution=360p")

    assert done.returncode == 0, done.stderr
    proxy = film.with_name("Zoë's film_proxy.mp4")
    assert done.stdout.splitlines()[0] == str(proxy)
    assert "rules passed: frame count 50, frame rate 25/1" in done.stdout
    counted = ["-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames"]
    frames = subprocess.run(
        [ffmpeg.ffprobe, *counted, "-of", "csv=p=0", str(proxy)], capture_output=True, text=True, check=True
    )
    assert frames.stdout.strip() == "50"
    assert Installation(person.data).running() is None

    again = person.run("transcode", film, "--set", "resolution=360p", "--json")

    assert again.returncode == 0, again.stderr
    found = json.loads(again.stdout)
    assert (found["path"], found["fresh"]) == (str(proxy), False)


@pytest.mark.xdist_group("command_line")
def test_what_is_no_film_is_rejected_with_code_sentence_and_hint(person: Person) -> None:
    text = person.home / "notes.mp4"
    text.write_text("not a film\n" * 10)

    rejected = person.run("transcode", text)

    assert rejected.returncode == 3
    assert rejected.stdout == ""
    assert (
        "vts: notes.mp4 rejected: text_file: The file is text, not video.\n     Send the video itself."
        in rejected.stderr
    )
    assert not text.with_name("notes_proxy.mp4").exists()


@pytest.mark.xdist_group("command_line")
def test_ctrl_c_ends_the_command_and_its_servers(person: Person, film: Path) -> None:
    running = person.start("transcode", film, "--set", "resolution=360p", "--set", "quality=high", "--force")
    until(Installation(person.data).running, "its servers run", 60)

    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=60)

    assert running.returncode == 130
    assert "Traceback" not in stderr
    assert Installation(person.data).running() is None
