"""Work folders: gone when the work is over, and swept when the process that had one is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from functions.ffmpeg import workdir

HOLDER = """
import sys, pathlib
from functions.ffmpeg import workdir
with workdir.folder(pathlib.Path(sys.argv[1])) as folder:
    (folder / "proxy.mp4").write_bytes(b"half a proxy")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that works in a folder under tmp_path; the process, and its folder."""
    argv = [sys.executable, "-c", HOLDER, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    with subprocess.Popen(argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_folder_is_gone_with_all_in_it_once_the_work_is_over(tmp_path):
    with workdir.folder(tmp_path) as folder:
        (folder / "proxy.mp4").write_bytes(b"a proxy")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_worked_in_is_not_swept(tmp_path, holder):
    _, folder = holder
    assert workdir.sweep(tmp_path) == 0
    assert (folder / "proxy.mp4").exists()


def test_what_a_killed_process_left_is_deleted_by_the_next_that_works_there(tmp_path, holder):
    process, folder = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    with workdir.folder(tmp_path) as own:
        assert not folder.exists()
        assert own.exists()


def test_a_folder_whose_deletion_was_cut_short_is_deleted_by_the_next_sweep(tmp_path):
    left = tmp_path / "vts-work-abc" / "out"
    left.mkdir(parents=True)
    (left / "proxy.mp4").write_bytes(b"half a proxy")
    assert workdir.sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
