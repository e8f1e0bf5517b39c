"""A full disk under the work folder: the attempt is tried again elsewhere, and nothing stays behind."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS
from tests.support.wait_until import until

KIB = 1024


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 200 KiB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def large_film(film: Path, ffmpeg, tmp_path: Path) -> bytes:
    """Half a minute, whose proxy is larger than the tiny disk."""
    path = tmp_path / "large.mp4"
    subprocess.run([ffmpeg.ffmpeg, "-v", "error", "-stream_loop", "14", "-i", film, "-c", "copy", path], check=True)
    return path.read_bytes()


def test_a_job_that_fills_the_disk_is_done_elsewhere_and_the_next_one_is_taken(
    stack, visitor, film, large_film, tiny_disk, settings
):
    visitor.change(max_concurrent_jobs=1, max_attempts=20)  # one after the other, however slowly they come
    with stack.worker_frozen():
        large = visitor.order(len(large_film))
        given = ("tests.support.stack.killed_worker", "committed", "SIGKILL", "no job")
        with stack.another_worker("cramped", *given, WORK_DIR=str(tiny_disk)) as cramped:
            visitor.put(large, large_film)
            until(lambda: '"attempt_failed"' in cramped.said, "the disk is full", JOB_SECONDS, LOOK_SECONDS)
            until(lambda: not list(tiny_disk.iterdir()), "nothing is left on it")
            waiting = visitor.in_status(large["job_id"], "queued", "running")
            assert waiting["error"] is None or waiting["error"]["code"] == "disk_full"
            small = visitor.done(visitor.upload(film))
            assert small["worker"] == "cramped"
            assert '"disk_full' in cramped.said

    job = visitor.done(large["job_id"])

    assert job["worker"] != "cramped"
    assert visitor.has_its_proxy(job)


def test_a_worker_whose_disk_has_no_room_takes_no_job_and_says_why(stack, visitor, film, tiny_disk):
    with stack.worker_frozen(), stack.another_worker("without-room", WORK_DIR=str(tiny_disk)) as worker:
        job_id = visitor.upload(film)

        def refusing() -> str | None:
            hosts = visitor.told("GET", "/system_load/")["hosts"]
            return next((host["refusing"] for host in hosts if host["host"] == "without-room"), None)

        assert "Its work folder has 0 MiB free" in until(refusing, "it says why it takes no job")
        assert '"attempt_started"' not in worker.said
        assert visitor.job(job_id)["attempt"] == 0
    assert visitor.done(job_id)["worker"] != "without-room"
