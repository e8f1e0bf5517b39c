"""Long films made in segments while workers are killed, sources are replaced, and workers of another build come along."""

import re
import subprocess
from pathlib import Path

import pytest

from functions.bucket.outputs import RECORD
from local.servers.definitions import WORKER_READY
from tests.support.films import long_films
from tests.support.repeats import SOAK
from tests.support.stack.client import ENDED, Job, Visitor
from tests.support.stack.running_stack import ExtraWorker, RunningStack
from tests.support.wait_until import until

SEGMENTS, KILLS = (40, SOAK) if SOAK > 1 else (8, 2)
SECONDS = 900.0  # far more than all segments take on a busy machine
OUTPUTS = {f"{each.kind}{each.extension or '.mp4'}" for each in RECORD.values()}
TITLE = re.compile(r"^### (\w+), by (\S+), try (\d+)$", re.MULTILINE)


@pytest.fixture
def in_segments(visitor: Visitor, settings: object) -> None:
    """Films of three seconds and more are cut each second; a worker makes one piece at a time."""
    visitor.change(segment_from_seconds=3, segment_seconds=1, max_concurrent_jobs=1)


@pytest.fixture
def long_film(clip_folder: Path) -> bytes:
    """As many seconds of film as there are to be segments."""
    return long_films.make("h264_mp4", clip_folder, SEGMENTS).read_bytes()


def at_work(said: str, job_id: str) -> bool:
    """Whether a worker has begun a piece of this job, and not ended it, since it was last started."""
    lately = [line for line in said.rpartition(WORKER_READY)[2].splitlines() if job_id in line]
    begun, ended = (sum(f'"{event}"' in line for line in lately) for event in ("piece_started", "piece_done"))
    return begun > ended


def is_ready(worker: ExtraWorker) -> None:
    """Wait until it takes events."""
    until(lambda: WORKER_READY in worker.said, "it is ready", SECONDS)


def done(visitor: Visitor, job_id: str) -> Job:
    """Wait until the job has ended, which has to be well."""
    job = visitor.in_status(job_id, *ENDED, seconds=SECONDS)
    assert job["status"] == "done", job["error"]
    return job


def makers(visitor: Visitor, job: Job) -> list[tuple[str, str, int]]:
    """List by the log who made each piece, and at which try."""
    log = visitor.ask("GET", f"/jobs/{job['job_id']}/log/").text
    return [(piece, worker, int(tries)) for piece, worker, tries in TITLE.findall(log)]


def left_of(visitor: Visitor, job_id: str) -> set[str]:
    """List what is in the bucket of a job beside the log and the outputs of a join: what they were made from."""
    return {name for name in visitor.outputs(job_id) if not re.fullmatch(r"1/(log\.txt|joined-\d+/[a-z.0-9]+)", name)}


# ---------------------------------------------------------------- workers are killed


def test_workers_are_killed_and_the_film_is_done_with_no_more_made_again_than_they_held(
    stack: RunningStack, visitor: Visitor, long_film: bytes, in_segments: None
) -> None:
    job_id = ""
    with stack.worker_frozen():
        for number in range(KILLS - 1):
            with stack.another_worker(f"victim-{number}") as victim:
                is_ready(victim)
                job_id = job_id or visitor.upload(long_film)
                until(lambda: at_work(victim.said, job_id), "the victim is at work", SECONDS)  # noqa: B023
                victim.process.kill()
    until(lambda: at_work(stack.log("worker"), job_id), "the stack's own worker is at work", SECONDS)
    stack.until_back("worker", stack.kill("worker"))

    job = done(visitor, job_id)
    assert (job["attempt"], job["frames_done"]) == (1, SEGMENTS * 25)
    assert visitor.has_its_proxy(job)
    made = makers(visitor, job)
    assert len(made) == SEGMENTS  # each with its share of the sound
    assert sum(tries - 1 for _, _, tries in made) <= KILLS
    until(lambda: left_of(visitor, job_id) == set(), "what it was made from is cleared away", SECONDS)
    until(lambda: not stack.work_files, "nothing of the killed workers is left in the work folder", SECONDS)


# ---------------------------------------------------------------- nobody is killed


def test_workers_share_a_film(stack: RunningStack, visitor: Visitor, long_film: bytes, in_segments: None) -> None:
    with stack.another_worker("one-more") as more:
        is_ready(more)
        job = done(visitor, visitor.upload(long_film))

    assert visitor.has_its_proxy(job)
    assert visitor.outputs(job["job_id"]) == {"1/log.txt", *(f"1/joined-1/{name}" for name in OUTPUTS)}
    rules = {rule["rule"]: rule for rule in job["proxy"]["certificate"]["rules"]}
    assert f"{SEGMENTS} segments" in rules["joined_packets"]["note"]
    assert len({worker for _, worker, _ in makers(visitor, job)}) == 2


def test_a_film_in_segments_is_cancelled_with_all_its_pieces(
    stack: RunningStack, visitor: Visitor, long_film: bytes, in_segments: None
) -> None:
    job_id = visitor.upload(long_film)
    until(lambda: at_work(stack.log("worker"), job_id), "the worker is at work", SECONDS)

    visitor.told("POST", f"/jobs/{job_id}/cancel/")

    until(lambda: not stack.encoders, "no ffmpeg is left", SECONDS)
    until(lambda: visitor.outputs(job_id) == set(), "nothing is left of it", SECONDS)
    job = visitor.job(job_id)
    assert job
    assert (job["status"], job["segments"]) == ("cancelled", None)


def test_a_source_that_is_replaced_while_its_segments_are_made_ends_with_nothing_published(
    stack: RunningStack, visitor: Visitor, long_film: bytes, in_segments: None
) -> None:
    job_id = visitor.upload(long_film)
    until(lambda: at_work(stack.log("worker"), job_id), "the worker is at work", SECONDS)

    source = visitor.told("GET", f"/status/{job_id}/")["source"]
    visitor.s3.put_object(Bucket=source["bucket"], Key=source["key"], Body=long_film + b"another take")

    job = visitor.in_status(job_id, *ENDED, seconds=SECONDS)
    assert (job["status"], job["error"]["code"], job["proxy"]) == ("failed", "source_changed", None)
    until(lambda: visitor.outputs(job_id) == {"1/log.txt"}, "what was made of the first take is gone", SECONDS)


# ---------------------------------------------------------------- another build of ffmpeg


@pytest.fixture
def another_build(stack: RunningStack, tmp_path: Path) -> str:
    """The stack's ffmpeg, but for the version that it states."""
    real = stack.running.ffmpeg
    version = subprocess.run([real, "-version"], capture_output=True, check=True).stdout.split()[2]
    other = tmp_path / "ffmpeg"
    other.write_bytes(Path(real).read_bytes().replace(version, version[:-1] + b"X"))
    other.chmod(0o755)
    return str(other)


def test_a_worker_with_another_ffmpeg_is_refused_until_the_settings_allow_it(
    stack: RunningStack, visitor: Visitor, clip_folder: Path, in_segments: None, another_build: str
) -> None:
    film = long_films.make("h264_mp4", clip_folder, 5)
    with stack.worker_frozen():
        with stack.another_worker("beginner") as beginner:
            is_ready(beginner)
            job_id = visitor.upload(film)
            until(lambda: at_work(beginner.said, job_id), "it has begun", SECONDS)
        with stack.another_worker("other", FFMPEG=another_build) as other:
            until(lambda: '"another_build"' in other.said, "it was refused", SECONDS)
            assert "piece_started" not in other.said

            visitor.change(mixed_builds=True)

            job = done(visitor, job_id)
    assert "other" in {worker for _, worker, _ in makers(visitor, job)}
    assert visitor.has_its_proxy(job)
