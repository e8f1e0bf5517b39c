"""The way of a video through the transcode function, on a real bucket, a real table and a real ffmpeg."""

import base64
import hashlib
import json
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from functions import transcode
from functions.bucket import keys
from functions.common.errors import BucketUnavailable, DeadlineReached, HandedBack, JobBusy
from functions.common.watch import Stop
from functions.fleet import child_limits
from functions.intake import admission, inbox, problems, tasks
from functions.jobs import settings
from functions.jobs.model import Guard, Source, Status
from functions.plan.profile import Options
from functions.steps import publish
from tests.support.films import bad_files, clips, endless
from tests.support.rows import jobs
from tests.support.wait_until import until


def event_of(bucket, key):
    what = {"key": key.replace(" ", "+"), "size": 1, "eTag": "not looked at"}
    return {
        "Records": [
            {
                "eventVersion": "2.0",
                "eventName": "s3:ObjectCreated:Put",
                "s3": {"bucket": {"name": bucket}, "object": what},
            }
        ]
    }


def upload(deployment, clip: Path, **more):
    """A waiting job whose source has just been put."""
    job = jobs.waiting(deployment, filename=clip.name, **more)
    deployment.storage.put_file(job.source.bucket, job.source.key, clip, "video/mp4")
    return job


def arrive(job):
    return transcode.handler(event_of(job.source.bucket, job.source.key))


def published(deployment):
    return {stored.key for stored in deployment.storage.listing(deployment.config.proxy_bucket, keys.PROXIES)}


def left_in_work_dir(deployment):
    return [path for path in deployment.config.work_dir.rglob("*") if path.is_file()]


@pytest.fixture
def clip(clip_folder):
    return lambda name: clips.make(name, clip_folder)


@pytest.fixture
def short(clip):
    return clip("h264_mp4")


def test_a_film_that_arrives_becomes_a_certified_proxy(deployment, short):
    job = upload(deployment, short)

    answer = arrive(job)

    assert answer == {"batchItemFailures": [], "settled": 1, "foreign": 0}
    row = deployment.table.get(job.job_id)
    assert (row.status, row.phase, row.progress, row.attempt, row.error) == (Status.DONE, None, 1.0, 1, None)
    assert row.frames_done == row.frames_total == row.source.media.video.frames
    assert row.proxy.certificate.rules
    assert row.proxy.certificate.refused == ()
    assert published(deployment) == {row.proxy.key, row.proxy.poster_key, row.proxy.certificate_key, row.log_key}
    certificate = json.loads(deployment.storage.get_bytes(deployment.config.proxy_bucket, row.proxy.certificate_key))
    assert certificate["job_id"] == job.job_id
    assert certificate["proxy_size"] == row.proxy.size
    assert deployment.storage.get_bytes(deployment.config.proxy_bucket, row.proxy.poster_key).startswith(
        b"\xff\xd8\xff"
    )
    assert b"ffmpeg" in deployment.storage.get_bytes(deployment.config.proxy_bucket, row.log_key)
    assert left_in_work_dir(deployment) == []


def test_the_certificate_names_the_bytes_that_are_downloaded(deployment, short):
    job = upload(deployment, short)
    arrive(job)
    row = deployment.table.get(job.job_id)
    body = deployment.storage.get_bytes(deployment.config.proxy_bucket, row.proxy.key, limit=1 << 30)
    assert hashlib.sha256(body).hexdigest() == row.proxy.certificate.proxy_sha256


def test_the_same_event_many_times_makes_one_proxy(deployment, short):
    job = upload(deployment, short)
    for _ in range(3):
        arrive(job)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 1)
    assert len(published(deployment)) == 4


def test_an_upload_that_came_after_it_expired_is_welcome_and_its_source_is_kept_again(deployment, short):
    job = upload(deployment, short)
    deployment.table.write(job.job_id, Guard({Status.WAITING}), {"status": Status.EXPIRED, "keeps_source": False})

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.keeps_source) == (Status.DONE, True)


def test_a_raw_stream_without_a_rate_asks_for_it_and_with_it_is_done(deployment, tmp_path):
    raw = tmp_path / "film.hevc"
    made = f"{clips.PICTURE} -frames:v 10 -c:v libx265 -preset ultrafast -x265-params log-level=error:vui-timing-info=0"
    subprocess.run([clips.ffmpeg(), "-v", "error", *made.split(), str(raw)], check=True)
    refused, job = upload(deployment, raw), upload(deployment, raw, options=Options(rate="24000/1001"))

    arrive(refused)
    arrive(job)

    row = deployment.table.get(refused.job_id)
    assert (row.status, row.error.code) == (Status.REJECTED, "rate_not_stated")
    assert "--set rate=25" in row.error.hint
    row = deployment.table.get(job.job_id)
    assert (row.status, row.proxy.media.video.rate, row.proxy.media.video.frames) == (Status.DONE, "24000/1001", 10)


def test_a_file_put_into_the_inbox_is_a_job_with_its_own_name(deployment, short):
    bucket, key = deployment.config.source_bucket, "inbox/day 1/Ünïcode film.mp4"
    deployment.storage.put_file(bucket, key, short, "video/mp4")

    transcode.handler(event_of(bucket, key))
    transcode.handler(event_of(bucket, key))

    (job,) = deployment.table.find().jobs
    assert (job.filename, job.status) == ("Ünïcode film.mp4", Status.DONE)


def test_an_event_of_a_deleted_job_brings_nothing_back(deployment, short):
    bucket, key = deployment.config.source_bucket, "inbox/a.mp4"
    deployment.storage.put_file(bucket, key, short, "video/mp4")
    job_id = keys.job_of_inbox(bucket, key, deployment.storage.head(bucket, key).etag)
    deployment.table.put_document(inbox.TOMBSTONE, job_id, {})

    transcode.handler(event_of(bucket, key))

    assert deployment.table.find().jobs == []


def test_a_task_runs_its_job_and_is_then_deleted(deployment, short):
    done = upload(deployment, short)
    arrive(done)
    again = jobs.queued(deployment, source=deployment.table.get(done.job_id).source)
    tasks.send(deployment, again)
    (task,) = deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)

    transcode.handler(event_of(deployment.config.source_bucket, task.key))

    assert deployment.table.get(again.job_id).status is Status.DONE
    assert list(deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)) == []


def test_an_event_of_an_object_that_is_gone_is_no_error(deployment):
    job = jobs.waiting(deployment)
    assert arrive(job)["settled"] == 0
    assert deployment.table.get(job.job_id).status is Status.WAITING


@pytest.mark.parametrize("key", ["inbox/\0\r\n.mp4", "inbox/../../x.mp4", "inbox//a.mp4", "inbox/" + "n" * 300])
def test_an_event_of_a_name_that_no_object_of_the_bucket_can_have_is_no_error(deployment, key):
    assert transcode.handler(event_of(deployment.config.source_bucket, quote_plus(key)))["settled"] == 0
    assert deployment.table.find().jobs == []


@pytest.mark.parametrize("body", [{}, {"Event": "s3:TestEvent"}, {"Records": ["x"]}, {"Records": []}])
def test_foreign_events_are_counted_and_start_nothing(deployment, body):
    assert transcode.handler(body)["foreign"] == 1
    assert deployment.table.find().jobs == []


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, (_, code) in bad_files.REFUSED.items()])
def test_what_is_no_video_is_rejected_with_its_own_code_and_a_way_out(deployment, clip, name, code):
    job = upload(deployment, clip(name))

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code, row.attempt) == (Status.REJECTED, code, 1)
    assert row.error.message
    assert row.error.hint
    assert row.proxy is None
    assert left_in_work_dir(deployment) == []


@pytest.mark.parametrize("name", bad_files.SPOILED)
def test_a_damaged_film_fails_says_how_much_is_readable_and_publishes_nothing(deployment, clip, name):
    job = upload(deployment, clip(name))

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code, row.proxy) == (Status.FAILED, "source_damaged", None)
    assert "can be read" in row.error.message
    assert published(deployment) <= {row.log_key}


def test_a_film_that_meets_the_limits_of_its_plan_fails_at_once_and_is_not_tried_again(deployment, short, monkeypatch):
    monkeypatch.setattr(child_limits, "of", lambda *_, **__: {"CPU": 0})
    job = upload(deployment, short)

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.strikes, row.error.code) == (Status.FAILED, 1, 1, "took_too_long")
    assert "many times the computing time" in row.error.message
    assert published(deployment) <= {row.log_key}
    assert left_in_work_dir(deployment) == []


def test_a_small_film_of_endless_frames_is_refused_before_anything_is_encoded(deployment, workshop, tmp_path):
    film = endless.make(workshop, tmp_path, frames=60_000)
    assert film.stat().st_size < 2_000_000
    job = upload(deployment, film)

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code) == (Status.REJECTED, "job_too_dear")
    assert "a file of 1.8 MB may take" in row.error.message
    assert row.log_key is None
    assert row.cost.cpu_seconds < 20


def test_a_short_animation_that_expands_as_much_is_made(deployment, workshop, tmp_path):
    film = endless.make(workshop, tmp_path, frames=150, size="640x360")
    assert film.stat().st_size < 20_000
    job = upload(deployment, film)

    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.proxy.media.video.frames) == (Status.DONE, 150)


def test_no_child_of_a_job_is_without_limits(deployment, short, children_limits):
    job = upload(deployment, short)

    arrive(job)

    assert deployment.table.get(job.job_id).status is Status.DONE
    assert len(children_limits) >= 6
    assert [command for command, limit in children_limits if set(limit) != {"CPU", "DATA", "FSIZE"}] == []


def test_a_film_that_is_too_long_or_too_large_is_refused_and_the_limit_is_named(deployment, short):
    settings.change(deployment.table, {"max_duration_seconds": 1})
    job = upload(deployment, short)
    arrive(job)
    assert deployment.table.get(job.job_id).error.code == "too_long"

    settings.change(deployment.table, {"max_upload_bytes": 10})
    job = upload(deployment, short)
    arrive(job)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code) == (Status.REJECTED, "too_large")
    assert "10" in row.error.message


def declare(deployment, job, digest: bytes):
    ticket = job.upload.model_copy(update={"method": "multipart", "checksum_sha256": base64.b64encode(digest).decode()})
    deployment.table.write(job.job_id, Guard({Status.WAITING}), {"upload": ticket})


def test_a_declared_checksum_is_held_against_the_bytes_in_the_bucket(deployment, short):
    good, bad = upload(deployment, short), upload(deployment, short)
    declare(deployment, good, hashlib.sha256(short.read_bytes()).digest())
    declare(deployment, bad, hashlib.sha256(b"another film").digest())

    arrive(good)
    arrive(bad)

    assert deployment.table.get(good.job_id).status is Status.DONE
    row = deployment.table.get(bad.job_id)
    assert (row.status, row.error.code) == (Status.REJECTED, "checksum_mismatch")


def test_a_source_that_was_replaced_is_not_mixed_with_its_first_content(deployment, short):
    job = upload(deployment, short)
    stored = deployment.storage.head(job.source.bucket, job.source.key)
    source = Source(bucket=job.source.bucket, key=job.source.key, size=stored.size, etag=stored.etag)
    queued = jobs.queued(deployment, source=source)
    deployment.storage.put_bytes(job.source.bucket, job.source.key, short.read_bytes() + b"x", "video/mp4")
    tasks.send(deployment, queued)
    (task,) = deployment.storage.listing(job.source.bucket, keys.TASKS)

    transcode.handler(event_of(job.source.bucket, task.key))

    row = deployment.table.get(queued.job_id)
    assert (row.status, row.error.code, row.proxy) == (Status.FAILED, "source_changed", None)


def test_a_job_that_another_attempt_holds_is_put_off(deployment, short):
    job = upload(deployment, short)
    arrived = admission.arrived(deployment, job, deployment.storage.head(job.source.bucket, job.source.key))
    deployment.table.claim(arrived.job_id, "another", 60)

    with pytest.raises(JobBusy):
        arrive(job)

    assert deployment.table.get(job.job_id).attempt == 1


@pytest.fixture
def minutes():
    """As many as take longer to encode than a test takes to interfere."""
    return 10


@pytest.fixture
def long(short, tmp_path, minutes):
    """A film of so many minutes."""
    path = tmp_path / "long.mp4"
    looped = ["-stream_loop", str(30 * minutes - 1), "-i", str(short), "-c", "copy", str(path)]
    subprocess.run([clips.ffmpeg(), "-v", "error", *looped], check=True)
    return path


@pytest.fixture
def running(deployment, long):
    """A long film being encoded in one pass in a thread; the job, and what the handler raised or answered."""
    settings.change(deployment.table, {"segment_from_seconds": 0})
    job = upload(deployment, long)
    outcome = {}

    def run():
        try:
            outcome["answer"] = arrive(job)
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcome["error"] = error

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: deployment.table.get(job.job_id).frames_done > 0, "encoding")
    yield job, thread, outcome
    transcode.stopping.set()
    thread.join(30)
    transcode.stopping.clear()


def test_a_cancelled_job_stops_encoding_and_stays_cancelled(deployment, running):
    job, thread, outcome = running
    deployment.table.write(job.job_id, Guard({Status.RUNNING}), {"status": Status.CANCELLED})
    thread.join(10)
    assert not thread.is_alive()
    assert outcome["answer"]["settled"] == 1
    assert deployment.table.get(job.job_id).status is Status.CANCELLED
    assert left_in_work_dir(deployment) == []


def test_a_worker_that_is_told_to_stop_hands_its_job_back_without_a_strike(deployment, running):
    job, thread, outcome = running
    transcode.stopping.set()
    thread.join(10)
    assert isinstance(outcome["error"], HandedBack)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.strikes, row.attempt) == (Status.QUEUED, 0, 1)


@pytest.mark.parametrize("minutes", [2])
def test_a_worker_that_is_told_to_stop_finishes_what_ends_in_time(deployment, running):
    job, thread, outcome = running
    transcode.stopping.set(600)
    thread.join(120)
    assert outcome["answer"]["settled"] == 1
    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 1)


def test_a_worker_that_is_stopping_claims_nothing(deployment, short, monkeypatch):
    monkeypatch.setattr(transcode, "stopping", Stop())
    transcode.stopping.set()
    job = upload(deployment, short)
    with pytest.raises(HandedBack):
        arrive(job)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt) == (Status.QUEUED, 0)


def test_a_zombie_that_wakes_after_its_lease_publishes_nothing(deployment, running):
    job, thread, _ = running
    deployment.table.write(job.job_id, Guard({Status.RUNNING}), {}, lease_seconds=-1)
    successor = until(lambda: deployment.table.claim(job.job_id, "another", 60), "taken over")
    thread.join(10)
    assert not thread.is_alive()
    assert deployment.table.get(job.job_id) == successor
    assert published(deployment) <= {keys.output(job.job_id, 1, "log.txt")}


class Hurry:
    """A context whose time is nearly over, as Lambda's is before it ends a function."""

    def get_remaining_time_in_millis(self):
        return 0


def test_a_deadline_gives_the_job_back_and_too_many_fail_it_with_the_reason(deployment, short):
    settings.change(deployment.table, {"max_attempts": 2})
    job = upload(deployment, short)
    event = event_of(job.source.bucket, job.source.key)

    with pytest.raises(DeadlineReached):
        transcode.handler(event, Hurry())
    row = deployment.table.get(job.job_id)
    assert (row.status, row.strikes, row.error.code) == (Status.QUEUED, 1, "deadline_reached")

    transcode.handler(event, Hurry())

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code) == (Status.FAILED, "attempts_exhausted")
    assert "time for this attempt" in row.error.message
    (letter,) = deployment.table.documents(problems.DEAD_LETTER)
    assert (letter.key, letter.body["attempts"]) == (job.job_id, 2)


def test_a_bucket_that_is_away_while_publishing_is_tried_again_and_published_once(deployment, short, monkeypatch):
    settings.change(deployment.table, {"max_attempts": 1})  # however long it is away: that is no fault of the job
    job = upload(deployment, short)
    real = publish.put

    def away(*_args, **_more):
        raise BucketUnavailable("Connection refused.")

    monkeypatch.setattr(publish, "put", away)
    for _ in range(2):
        with pytest.raises(BucketUnavailable):
            arrive(job)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.strikes, row.error.code, row.proxy) == (Status.QUEUED, 0, "bucket_unavailable", None)

    monkeypatch.setattr(publish, "put", real)
    arrive(job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.error) == (Status.DONE, 3, None)


def test_an_sqs_batch_names_only_the_messages_to_deliver_again(deployment, short):
    good, busy = upload(deployment, short), upload(deployment, short)
    admission.arrived(deployment, busy, deployment.storage.head(busy.source.bucket, busy.source.key))
    deployment.table.claim(busy.job_id, "another", 60)
    batch = {
        "Records": [
            {
                "eventSource": "aws:sqs",
                "messageId": message,
                "body": json.dumps(event_of(job.source.bucket, job.source.key)),
            }
            for message, job in (("m1", good), ("m2", busy))
        ]
    }

    answer = transcode.handler(batch)

    assert answer["batchItemFailures"] == [{"itemIdentifier": "m2"}]
    assert deployment.table.get(good.job_id).status is Status.DONE
