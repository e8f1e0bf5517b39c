"""The reconciler: what events missed is found and mended, on a real bucket and a real table."""

from datetime import timedelta

import httpx
import pytest

from functions.bucket import keys
from functions.intake import inbox
from functions.jobs import settings
from functions.jobs.model import Guard, Source, Status
from functions.upkeep import reconcile
from tests.support.rows import jobs


def turn(deployment):
    return reconcile.Reconciler(deployment, settings.read(deployment.table).settings).turn()


def tasks_of(deployment, job):
    return [
        o.key
        for o in deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)
        if keys.job_of_task(o.key) == job.job_id
    ]


def test_an_upload_whose_event_was_lost_is_queued_and_gets_a_task(deployment):
    job = jobs.waiting(deployment, due=True)
    jobs.put_source(deployment, job)

    assert turn(deployment)["lost_event"] == 1

    row = deployment.table.get(job.job_id)
    assert row.status is Status.QUEUED
    assert row.source.etag
    assert len(tasks_of(deployment, job)) == 1


def test_an_upload_that_never_came_expires_and_its_parts_are_gone(deployment):
    job = jobs.waiting(deployment, due=True, age=timedelta(hours=25), multipart=True)

    assert turn(deployment)["upload_expired"] == 1

    assert deployment.table.get(job.job_id).status is Status.EXPIRED
    assert list(deployment.storage.open_multiparts()) == []


def test_an_upload_that_may_still_come_is_asked_about_ever_more_seldom(deployment):
    job = jobs.waiting(deployment, due=True, age=timedelta(minutes=10))

    assert turn(deployment).total() == 0

    row = deployment.table.get(job.job_id)
    assert row.status is Status.WAITING
    assert row.due_at - deployment.table.now() > timedelta(minutes=9)


def test_an_upload_is_looked_at_no_later_than_it_expires(deployment):
    job = jobs.waiting(deployment, due=True, age=timedelta(hours=23, minutes=50))

    turn(deployment)

    assert deployment.table.get(job.job_id).due_at == job.created_at + timedelta(hours=24)


def test_a_queued_job_whose_event_was_lost_gets_one_task_not_one_a_turn(deployment):
    job = jobs.queued(deployment, due=True)
    jobs.put_source(deployment, job)

    assert turn(deployment)["queued_again"] == 1
    assert turn(deployment).total() == 0

    assert len(tasks_of(deployment, job)) == 1


def test_how_soon_a_lost_event_is_asked_for_again_follows_the_settings(deployment):
    settings.change(deployment.table, {"cleanup_interval_seconds": 5})
    job = jobs.queued(deployment, due=True)
    jobs.put_source(deployment, job)

    turn(deployment)

    assert deployment.table.get(job.job_id).due_at - deployment.table.now() < timedelta(seconds=10)


def test_a_queued_job_whose_source_is_gone_fails_and_says_so(deployment):
    job = jobs.queued(deployment, due=True)

    assert turn(deployment)["source_gone"] == 1

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code) == (Status.FAILED, "source_gone")


def test_a_job_whose_lease_ran_out_is_queued_again(deployment):
    job = jobs.running(deployment, lease_seconds=-1)

    assert turn(deployment)["lease_expired"] == 1

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.strikes) == (Status.QUEUED, 1, 1)
    assert len(tasks_of(deployment, job)) == 1


def test_a_job_that_lost_its_worker_too_often_fails_instead(deployment):
    job = jobs.running(deployment, lease_seconds=-1)
    settings.change(deployment.table, {"max_attempts": 1})

    assert turn(deployment)["attempts_exhausted"] == 1

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code) == (Status.FAILED, "attempts_exhausted")


def test_a_running_job_with_a_live_lease_is_left_alone(deployment):
    job = jobs.running(deployment, lease_seconds=60)

    assert turn(deployment).total() == 0

    assert deployment.table.get(job.job_id) == job


def test_an_inbox_object_without_a_job_becomes_one_with_its_own_name(deployment):
    bucket, key = deployment.config.source_bucket, "inbox/day 1/Ünïcode film.mp4"
    deployment.storage.put_bytes(bucket, key, b"film", "video/mp4")

    assert turn(deployment)["object_without_job"] == 1
    assert turn(deployment)["object_without_job"] == 0

    (job,) = deployment.table.find().jobs
    assert (job.filename, job.status, job.source.key) == ("Ünïcode film.mp4", Status.QUEUED, key)


def test_an_upload_whose_row_was_lost_gets_one_again_after_a_grace(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(0))
    job = jobs.waiting(deployment)
    jobs.put_source(deployment, job)
    deployment.table.delete(job.job_id, Guard({Status.WAITING}))

    assert turn(deployment)["object_without_job"] == 1

    assert deployment.table.get(job.job_id).status is Status.QUEUED


def test_an_upload_that_came_after_its_job_was_deleted_is_deleted_too(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(0))
    job = jobs.waiting(deployment)
    jobs.put_source(deployment, job)
    deployment.table.put_document(inbox.TOMBSTONE, job.job_id, {})
    deployment.table.delete(job.job_id, Guard({Status.WAITING}))

    assert turn(deployment)["late_upload_deleted"] == 1

    assert deployment.storage.head(job.source.bucket, job.source.key) is None
    assert deployment.table.get(job.job_id) is None


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.FAILED, Status.DONE])
def test_an_upload_that_comes_after_its_job_was_over_is_deleted_each_time_that_it_comes(
    deployment, monkeypatch, status
):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(seconds=-1))
    job = jobs.waiting(deployment)
    kept = {} if status is Status.CANCELLED else {"keeps_source": False}
    deployment.table.write(job.job_id, Guard({Status.WAITING}), {"status": status, **kept})

    for _ in range(2):
        jobs.put_source(deployment, job)
        assert turn(deployment)["late_upload_deleted"] == 1
        assert deployment.storage.head(job.source.bucket, job.source.key) is None
    assert deployment.table.get(job.job_id).status is status


def test_parts_that_are_joined_while_their_upload_is_aborted_leave_nothing(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(seconds=-1))
    job = jobs.waiting(deployment, multipart=True)
    httpx.put(
        deployment.storage.sign_part(job.source.key, job.upload.upload_id, 1, 4)[0], content=b"film"
    ).raise_for_status()
    deployment.table.write(job.job_id, Guard({Status.WAITING}), {"status": Status.CANCELLED})
    there = deployment.storage.list_parts(job.source.key, job.upload.upload_id)
    deployment.storage.complete_multipart(job.source.key, job.upload.upload_id, there)

    assert turn(deployment)["late_upload_deleted"] == 1
    assert list(deployment.storage.listing(job.source.bucket, keys.UPLOADS)) == []


def test_a_late_upload_is_left_for_a_grace_and_one_dated_ahead_is_not(deployment):
    job, ahead = jobs.waiting(deployment), jobs.waiting(deployment)
    for each, dated in ((job, {}), (ahead, {"X-Minio-Source-Mtime": "2100-01-01T00:00:00Z"})):
        deployment.table.write(each.job_id, Guard({Status.WAITING}), {"status": Status.CANCELLED})
        url, headers = deployment.storage.sign_put(each.source.key, 4, "video/mp4")
        httpx.put(url, content=b"film", headers={**headers, **dated}).raise_for_status()

    assert turn(deployment)["late_upload_deleted"] == 1
    assert deployment.storage.head(job.source.bucket, job.source.key)


def test_what_a_cancelled_or_failed_job_has_read_is_kept_for_another_try(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(seconds=-1))
    job = jobs.queued(deployment)
    jobs.put_source(deployment, job)
    deployment.table.write(job.job_id, Guard({Status.QUEUED}), {"status": Status.CANCELLED})

    assert turn(deployment)["late_upload_deleted"] == 0
    assert deployment.storage.head(job.source.bucket, job.source.key)


def test_an_upload_that_came_after_it_expired_and_whose_event_was_lost_is_queued(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(seconds=-1))
    job = jobs.waiting(deployment)
    deployment.table.write(job.job_id, Guard({Status.WAITING}), {"status": Status.EXPIRED, "keeps_source": False})
    jobs.put_source(deployment, job)

    assert turn(deployment)["lost_event"] == 1
    assert deployment.table.get(job.job_id).status is Status.QUEUED
    assert len(tasks_of(deployment, job)) == 1


def test_an_upload_that_a_conversion_still_reads_outlives_its_own_job(deployment, monkeypatch):
    monkeypatch.setattr(reconcile, "FIRST_LOOK", timedelta(0))
    job = jobs.waiting(deployment)
    jobs.put_source(deployment, job)
    conversion = jobs.queued(deployment, source=job.source)
    deployment.table.put_document(inbox.TOMBSTONE, job.job_id, {})
    deployment.table.delete(job.job_id, Guard({Status.WAITING}))

    mended = turn(deployment)

    assert (mended["late_upload_deleted"], mended["object_without_job"]) == (0, 0)
    assert deployment.storage.head(job.source.bucket, job.source.key)
    assert [row.job_id for row in deployment.table.find().jobs] == [conversion.job_id]


def test_multipart_uploads_nobody_waits_for_are_aborted_and_others_are_not(deployment):
    waited_for = jobs.waiting(deployment, multipart=True)
    ended = jobs.waiting(deployment, multipart=True)
    deployment.table.write(ended.job_id, Guard({Status.WAITING}), {"status": Status.CANCELLED})

    assert turn(deployment)["multipart_aborted"] == 1

    assert [u.key for u in deployment.storage.open_multiparts()] == [waited_for.source.key]


def test_outputs_that_no_job_points_to_are_deleted_and_published_ones_are_kept(deployment, monkeypatch):
    changed = jobs.with_config(deployment, orphan_hours=0)
    job = jobs.done(changed, attempt=2)
    of_a_try_that_lost = keys.output(job.job_id, 1, "proxy.mp4")
    put_after_all_was_cleared = keys.output(job.job_id, 2, "parts/0000-1.mp4")
    for lost in (of_a_try_that_lost, put_after_all_was_cleared):
        changed.storage.put_bytes(changed.config.proxy_bucket, lost, b"half", "video/mp4")

    assert turn(changed)["orphan_deleted"] == 2

    left = {o.key for o in changed.storage.listing(changed.config.proxy_bucket, keys.PROXIES)}
    assert left == {job.proxy.key, job.proxy.poster_key, job.proxy.certificate_key}


def test_what_the_attempt_at_work_has_stored_so_far_is_kept(deployment):
    changed = jobs.with_config(deployment, orphan_hours=0)
    job = jobs.running(changed, lease_seconds=60)
    stored = keys.output(job.job_id, job.attempt, "parts/0000-1.mp4")
    changed.storage.put_bytes(changed.config.proxy_bucket, stored, b"a piece", "video/mp4")

    assert turn(changed)["orphan_deleted"] == 0

    assert changed.storage.head(changed.config.proxy_bucket, stored) is not None


@pytest.mark.parametrize("gone", ["bucket", "nothing"])
def test_one_kind_of_trouble_does_not_keep_the_others_from_being_mended(deployment, gone):
    bucket = "no-such-bucket" if gone == "bucket" else deployment.config.proxy_bucket
    changed = jobs.with_config(deployment, orphan_hours=0, proxy_bucket=bucket)
    job = jobs.running(changed, lease_seconds=-1)

    mended = turn(changed)

    assert mended["lease_expired"] == 1
    assert mended["interrupted"] == (1 if gone == "bucket" else 0)
    assert changed.table.get(job.job_id).status is Status.QUEUED


@pytest.mark.parametrize("in_trouble", [1, reconcile.MOST_IN_TROUBLE])
def test_rows_whose_storage_refuses_every_question_do_not_keep_the_others_from_being_mended(deployment, in_trouble):
    refused = Source(bucket="No_Bucket_Has_This_Name", key="film.mp4", size=4)
    for _ in range(in_trouble):
        jobs.waiting(deployment, due=True, age=timedelta(hours=25), source=refused)
    lost = jobs.running(deployment, lease_seconds=-0.5)  # overdue for the shortest time

    turns = [turn(deployment)["lease_expired"] for _ in range(2)]

    assert turns == ([1, 0] if in_trouble < reconcile.MOST_IN_TROUBLE else [0, 1])
    assert deployment.table.get(lost.job_id).status is Status.QUEUED


# ---------------------------------------------------------------- what it costs


@pytest.fixture
def listings(deployment):
    """Give the listings that the storage was asked for, by their prefix."""
    asked = []

    def hear(params, **_):
        asked.append(params.get("Prefix", "open uploads"))

    events = deployment.storage._s3.meta.events
    calls = ["provide-client-params.s3.ListObjectsV2", "provide-client-params.s3.ListMultipartUploads"]
    for call in calls:
        events.register(call, hear)
    yield asked
    for call in calls:
        events.unregister(call, hear)


def test_a_turn_that_finds_nothing_costs_two_listings_and_four_of_them_look_everywhere(deployment, listings):
    assert turn(deployment).total() == 0  # the first of a table looks everywhere

    everywhere, turns = set(listings), []
    for _ in range(4):
        listings.clear()
        assert turn(deployment).total() == 0
        turns.append(list(listings))

    assert [len(asked) for asked in turns] == [2, 2, 2, 2]
    assert all(asked[0] == keys.INBOX for asked in turns)
    assert {prefix for asked in turns for prefix in asked} == everywhere
    assert everywhere == {keys.INBOX, keys.UPLOADS, keys.TASKS, keys.PROXIES, "open uploads"}


def test_after_a_turn_that_found_something_the_next_one_looks_everywhere(deployment, listings, monkeypatch):
    for _ in range(2):
        turn(deployment)
    monkeypatch.setattr(reconcile, "TASK_LIFE", timedelta(0))
    deployment.storage.put_bytes(deployment.config.source_bucket, keys.new_task("0" * 32), b"{}", "application/json")
    while not turn(deployment)["task_deleted"]:
        pass

    listings.clear()
    turn(deployment)

    assert len(listings) == 5


def test_lanes_are_looked_through_where_there_are_some(deployment, listings):
    turn(jobs.with_config(deployment, priorities=True))

    assert {"high/inbox/", "low/uploads/", "high/tasks/"} <= set(listings)
