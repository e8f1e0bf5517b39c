"""Settings changed while it runs: the next job and the next turn of the clock follow, without a restart."""

import uuid
from pathlib import Path

import pytest

from tests.support.films import clips
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, PROXIES, Job
from tests.support.wait_until import until


@pytest.fixture
def large_film(clip_folder) -> Path:
    """A second of film, 576 lines of it."""
    return clips.make("anamorphic", clip_folder)


def height(job: Job) -> int:
    return int(job["proxy"]["media"]["video"]["height"])


def test_the_next_job_has_the_new_resolution_and_quality(visitor, large_film, settings):
    before = visitor.done(visitor.upload(large_film))
    visitor.change(resolution="360p")
    smaller = visitor.done(visitor.upload(large_film))
    visitor.change(quality="low")
    coarser = visitor.done(visitor.upload(large_film))

    assert (height(before), height(smaller), height(coarser)) == (576, 360, 360)
    assert coarser["proxy"]["size"] < smaller["proxy"]["size"] < before["proxy"]["size"]
    assert visitor.job(before["job_id"])["proxy"] == before["proxy"]


def test_a_job_keeps_the_recipe_it_was_ordered_with(stack, visitor, film, settings):
    with stack.worker_frozen():
        visitor.change(profile="edit-prores-proxy")
        ordered = visitor.upload(film)
        visitor.change(profile="web-720p")

    assert visitor.done(ordered)["proxy"]["media"]["video"]["codec"] == "prores"
    assert visitor.done(visitor.upload(film))["proxy"]["media"]["video"]["codec"] == "h264"


def test_the_next_file_meets_the_new_limits(visitor, film, settings):
    visitor.change(max_duration_seconds=1)
    long = visitor.ended(visitor.upload(film))
    assert (long["status"], long["error"]["code"]) == ("rejected", "too_long")
    assert "1 s are allowed" in long["error"]["message"]

    visitor.change(max_upload_bytes=1000)
    refused = visitor.ask("POST", "/upload/", json={"filename": "a.mp4", "size": 1001})
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "upload_too_large")
    visitor.drop("too large.mp4", film)
    large = visitor.ended(visitor.named("too large.mp4")["job_id"])
    assert (large["status"], large["error"]["code"]) == ("rejected", "too_large")
    assert "1000" in large["error"]["message"]


def test_the_worker_runs_no_more_jobs_at_once_than_it_may(visitor, film, settings):
    mark, at_once = uuid.uuid4().hex, []

    def all_done() -> bool:
        statuses = [job["status"] for job in visitor.jobs(mark)]
        at_once.append(statuses.count("running"))
        return statuses == ["done"] * 3

    visitor.change(max_concurrent_jobs=1)
    for _ in range(3):
        visitor.upload(film, f"{mark}.mp4")
    until(all_done, "all are done", JOB_SECONDS, LOOK_SECONDS)

    assert max(at_once) == 1


def test_the_clock_turns_at_the_new_interval(visitor, settings):
    orphan = f"proxies/{uuid.uuid4().hex}/1/proxy.mp4"
    visitor.change(cleanup_interval_seconds=86_400)
    visitor.s3.put_object(Bucket=PROXIES, Key=orphan, Body=b"an output that no job points to")

    visitor.change(cleanup_interval_seconds=1)

    until(lambda: not visitor.keys(PROXIES, orphan), "it was deleted a day early")


def test_the_next_turn_of_the_clock_keeps_things_as_long_as_the_settings_now_say(visitor, settings, a_while_ago):
    job = visitor.done(a_while_ago)
    assert visitor.has_its_proxy(job)

    visitor.change(retention_hours=0.01)  # the shortest: 36 seconds

    until(lambda: not visitor.outputs(job["job_id"]), "its outputs are deleted", JOB_SECONDS, LOOK_SECONDS)
    gone = visitor.ask("GET", f"/download/{job['job_id']}/")
    assert (gone.status_code, gone.json()["error"]["code"]) == (410, "output_expired")
    assert visitor.fetch(job["job_id"], "source").is_success
    visitor.change(source_retention_hours=0.01, retention_hours=settings["retention_hours"])
    until(
        lambda: visitor.ask("GET", f"/download/{job['job_id']}/?output=source").status_code == 410, "so is its source"
    )
    assert visitor.job(job["job_id"])["status"] == "done"


def test_wrong_settings_are_named_each_and_nothing_is_changed(visitor, settings):
    wrong = {
        "quality": "best",
        "retention_hours": -1,
        "max_attempts": "many",
        "colour": "red",
        "max_concurrent_jobs": 3,
    }

    refused = visitor.ask("POST", "/settings/", json=wrong)

    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {"quality", "retention_hours", "max_attempts", "colour"}
    now = visitor.told("GET", "/settings/")
    assert {name: now[name] for name in settings} == settings


def test_wrong_options_are_named_each_and_no_job_is_made(visitor):
    mark = uuid.uuid4().hex
    wrong = {"filename": f"{mark}.mp4", "size": 5, "options": {"resolution": "huge", "colour": "red"}}

    refused = visitor.ask("POST", "/upload/", json=wrong)

    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {"options.resolution", "options.colour"}
    assert visitor.jobs(mark) == []
