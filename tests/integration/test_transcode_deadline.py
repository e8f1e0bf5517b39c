"""A function whose time is limited: stopped before it ends, handed back soon, tried so often, or refused at once."""

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from functions import transcode
from functions.bucket import sqs
from functions.common import watch
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import Job, Status
from tests.support.aws import s3_events
from tests.support.films import clips
from tests.support.rows import jobs
from tests.support.wait_until import until


class Lambda:
    """A run that is ended after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._end - time.monotonic()) * 1000))


class Queue(sqs.Queue):
    """A queue that only notes what is put off."""

    def __init__(self) -> None:
        super().__init__("https://queue", "us-east-1")
        self.put_off_for: list[float] = []

    def put_off(self, receipt: str, seconds: float) -> None:
        assert receipt
        self.put_off_for.append(seconds)


@pytest.fixture
def events(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """The queue of a deployment on AWS, whose function has two processors."""
    noted = Queue()
    config = deployment.config.model_copy(update={"transcode_memory_mb": 3538})
    changed = replace(deployment, queue=noted, config=config)
    monkeypatch.setattr(transcode, "deployments", SimpleNamespace(current=lambda: changed))
    return noted


@pytest.fixture
def job(deployment: Deployment, clip_folder: Path) -> Job:
    """A film that takes some seconds on any machine."""
    clip = clips.of("minute", clips.Film("mp4", MINUTE), clip_folder)
    sent = jobs.waiting(deployment, filename=clip.name)
    deployment.storage.put_file(sent.source.bucket, sent.source.key, clip, "video/mp4")
    return sent


MINUTE = "-f lavfi -i testsrc2=s=640x360:r=25:d=60 -c:v libx264 -preset ultrafast -g 250"


def delivered(job: Job, number: int, run: Lambda) -> list[dict[str, str]]:
    """Deliver the job's event for the so manieth time to a run; what is to be delivered again."""
    record = s3_events.record("2.1", job.source.key)
    record["s3"]["bucket"]["name"] = job.source.bucket
    message = s3_events.delivered({"Records": [record]}, deliveries=number)
    return list(transcode.handler({"Records": [message]}, run)["batchItemFailures"])


def test_ffmpeg_is_ended_before_the_time_is_and_the_job_handed_back_soon_until_it_was_tried_often_enough(
    deployment: Deployment, events: Queue, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.change(deployment.table, {"max_attempts": 2, "segment_from_seconds": 0})
    monkeypatch.setattr(watch, "DEADLINE_MARGIN", 9.0)
    monkeypatch.setattr(transcode.resources, "refuse", lambda *_: None)  # the estimate would know

    run = Lambda(10.5)
    again = delivered(job, 1, run)

    row = deployment.table.get(job.job_id)
    assert row is not None
    assert run.get_remaining_time_in_millis() > 0
    assert (len(again), events.put_off_for) == (1, [1.0])
    assert (row.status, row.error and row.error.code) == (Status.QUEUED, "deadline_reached")
    until(lambda: not [each for each in psutil.Process().children() if each.name() == "ffmpeg"], "ffmpeg is gone")

    assert delivered(job, 2, Lambda(10.5)) == []

    row = deployment.table.get(job.job_id)
    assert row is not None
    assert (row.status, row.error and row.error.code) == (Status.FAILED, "attempts_exhausted")
    assert row.error is not None
    assert "The time for this attempt is over." in row.error.message


def test_what_cannot_be_done_in_time_by_the_estimate_is_refused_before_anything_is_encoded(
    deployment: Deployment, events: Queue, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.change(deployment.table, {"segment_from_seconds": 0})
    monkeypatch.setattr(transcode.encode, "run", None)

    assert delivered(job, 1, Lambda(watch.DEADLINE_MARGIN + 2)) == []

    row = deployment.table.get(job.job_id)
    assert row is not None
    assert (row.status, row.error and row.error.code) == (Status.REJECTED, "time_too_short")
    assert row.error is not None
    assert "a run has " in row.error.message
    assert "TranscodeMemory" in row.error.hint
    assert events.put_off_for == []
