"""What the reconciler finds and mends: rows that are due, objects without rows, and outputs that belong to nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.bucket import keys
from functions.bucket.s3 import Stored
from functions.deployment import Deployment
from functions.jobs.model import Document, Guard, Job, Status
from functions.jobs.settings import AppConfig
from functions.upkeep import reconcile
from functions.upkeep.reconcile import Reconciler
from tests.support.rows import jobs
from tests.support.rows.shelf import Shelf

Small = tuple[Deployment, Shelf]
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def looking(small: Small, **changes: object) -> Reconciler:
    return Reconciler(small[0], AppConfig().model_copy(update=changes))


def row(small: Small, job: Job) -> Job:
    found = small[0].table.get(job.job_id)
    assert found
    return found


def tasks(small: Small) -> int:
    return len(small[1].keys("sources", keys.TASKS))


def put(small: Small, job: Job) -> None:
    jobs.put_source(small[0], job)


# ---------------------------------------------------------------- rows


def test_an_upload_whose_event_was_lost_is_queued_and_sent(small: Small) -> None:
    job = jobs.waiting(small[0], due=True)
    put(small, job)
    looked = looking(small)
    looked.due_rows()
    assert row(small, job).status is Status.QUEUED
    assert (looked.mended["lost_event"], tasks(small)) == (1, 1)


def test_an_upload_that_never_came_expires_after_its_hours_and_not_before(small: Small) -> None:
    early, late = (jobs.waiting(small[0], due=True, age=age, multipart=False) for age in (HOUR * 0.9, HOUR * 1.1))
    looked = looking(small, upload_expiry_hours=1)
    looked.due_rows()
    assert (row(small, early).status, row(small, late).status) == (Status.WAITING, Status.EXPIRED)
    assert row(small, late).finished_at
    assert not row(small, late).keeps_source
    assert looked.mended == {"upload_expired": 1}
    assert tasks(small) == 0


def test_a_waiting_row_is_looked_at_again_when_it_is_twice_as_old_but_no_later_than_it_expires(small: Small) -> None:
    young, old = (jobs.waiting(small[0], due=True, age=timedelta(minutes=m)) for m in (10, 50))
    looked = looking(small, upload_expiry_hours=1, cleanup_interval_seconds=60)
    looked.due_rows()
    due = row(small, young).due_at
    assert due
    assert abs(due - looked._now - timedelta(minutes=10)) < timedelta(seconds=5)
    expires = row(small, old).due_at
    assert expires
    assert abs(expires - looked._now - timedelta(minutes=10)) < timedelta(seconds=5)


def test_a_queued_row_whose_event_was_lost_is_sent_again(small: Small) -> None:
    job = jobs.queued(small[0], due=True)
    put(small, job)
    looked = looking(small)
    looked.due_rows()
    assert (row(small, job).status, looked.mended["queued_again"], tasks(small)) == (Status.QUEUED, 1, 1)
    due = row(small, job).due_at
    assert due
    assert due > looked._now


def test_a_queued_row_whose_source_is_gone_fails(small: Small) -> None:
    job = jobs.queued(small[0], due=True)
    looked = looking(small)
    looked.due_rows()
    ended = row(small, job)
    assert (ended.status, ended.keeps_source, looked.mended["source_gone"]) == (Status.FAILED, False, 1)
    assert ended.error
    assert ended.error.code == "source_gone"
    assert ended.finished_at


@pytest.mark.parametrize(("strikes", "status"), [(2, Status.QUEUED), (3, Status.FAILED)])
def test_a_job_whose_worker_was_lost_is_tried_again_as_often_as_the_settings_say(
    small: Small, strikes: int, status: Status
) -> None:
    job = jobs.running(small[0], lease_seconds=-1)
    small[0].table.write(job.job_id, Guard({Status.RUNNING}), {"strikes": strikes})
    looked = looking(small, max_attempts=3)
    looked.due_rows()
    found = row(small, job)
    assert found.status is status
    if status is Status.QUEUED:
        assert (found.phase, found.worker, found.lease_until) == (None, None, None)
        assert (looked.mended, tasks(small)) == ({"lease_expired": 1}, 1)
    else:
        assert found.error
        assert (looked.mended, tasks(small)) == ({"attempts_exhausted": 1}, 0)


def test_one_row_in_trouble_does_not_keep_the_others_waiting_and_three_stop_the_turn(small: Small) -> None:
    whole, broken = (jobs.queued(small[0], due=True) for _ in range(2))
    put(small, whole)
    small[1].away = broken.job_id
    looked = looking(small)
    looked.due_rows()
    assert (looked.mended["queued_again"], looked.mended["interrupted"]) == (1, 1)
    due = row(small, broken).due_at
    assert due
    assert abs(due - looked._now) < timedelta(seconds=1)
    small[1].away = "uploads"
    for _ in range(reconcile.MOST_IN_TROUBLE):
        jobs.queued(small[0], due=True)
    again = looking(small)
    again._look(again.due_rows)
    assert again.mended["interrupted"] == reconcile.MOST_IN_TROUBLE


def test_one_look_that_fails_is_counted_and_the_others_go_on(small: Small) -> None:
    looked = looking(small)

    def fails() -> None:
        raise ZeroDivisionError

    looked._look(fails)
    assert looked.mended == {"interrupted": 1}


# ---------------------------------------------------------------- buckets


def test_an_inbox_object_whose_event_was_lost_becomes_a_job_once(small: Small) -> None:
    small[1].put_bytes("sources", "inbox/film.mov", b"film", "video/mp4")
    small[1].put_bytes("sources", "inbox/._film.mov", b"film", "video/mp4")
    for count in (1, 0):
        looked = looking(small)
        looked.inbox()
        assert looked.mended["object_without_job"] == count
    assert (len(small[0].table.find().jobs), tasks(small)) == (1, 1)


def test_an_object_that_an_earlier_turn_saw_is_not_asked_about_again(small: Small) -> None:
    looked = looking(small)
    small[1].put_bytes("sources", "inbox/new.mov", b"new", "video/mp4")
    looked.inbox()
    small[1].put_bytes("sources", "inbox/old.mov", b"old", "video/mp4", age=reconcile.CLOCK_SKEW * 2)
    small[1].put_bytes("sources", "inbox/skewed.mov", b"skewed", "video/mp4", age=reconcile.CLOCK_SKEW / 2)
    again = looking(small)
    again.inbox()
    assert {job.filename for job in small[0].table.find().jobs} == {"new.mov", "skewed.mov"}


def test_a_task_whose_event_was_lost_is_deleted_after_a_day(small: Small) -> None:
    for age in (23, 25):
        small[1].put_bytes("sources", keys.new_task("a" * 32), b"{}", "application/json", age=timedelta(hours=age))
    looked = looking(small)
    looked.stale_tasks()
    assert (tasks(small), looked.mended["task_deleted"]) == (1, 1)


def test_outputs_that_no_job_points_to_are_deleted_and_those_of_jobs_are_kept(small: Small) -> None:
    deployment, shelf = small
    done = jobs.done(deployment)
    at_work = jobs.running(deployment, lease_seconds=60)
    old = timedelta(hours=deployment.config.orphan_hours + 1)
    proxy = done.proxy
    assert proxy
    kept = [proxy.key, proxy.poster_key, proxy.certificate_key, keys.output(at_work.job_id, 1, "proxy.mp4")]
    gone = [
        keys.output(done.job_id, 2, "proxy.mp4"),
        keys.output(at_work.job_id, 7, "proxy.mp4"),
        keys.output("f" * 32, 1, "proxy.mp4"),
    ]
    for key in (*kept, *gone):
        shelf.put_bytes("proxies", key, b"output", "video/mp4", age=old)
    young = keys.output("e" * 32, 1, "proxy.mp4")
    shelf.put_bytes("proxies", young, b"output", "video/mp4")
    looked = looking(small)
    looked.orphaned_outputs()
    assert shelf.keys("proxies") == sorted([*kept, young])
    assert looked.mended["orphan_deleted"] == 3


def test_an_upload_whose_row_was_lost_is_a_job_again_once_it_has_lain_a_minute(small: Small) -> None:
    young, old = (keys.source_of_upload(letter * 32) for letter in "ab")
    small[1].put_bytes("sources", young, b"film", "video/mp4", age=timedelta(seconds=30))
    small[1].put_bytes("sources", old, b"film", "video/mp4", age=timedelta(seconds=90))
    looked = looking(small)
    looked.uploads()
    assert small[0].table.get("a" * 32) is None
    found = small[0].table.get("b" * 32)
    assert found
    assert (found.status, looked.mended["object_without_job"], tasks(small)) == (Status.QUEUED, 1, 1)


def test_an_upload_that_came_after_its_job_was_deleted_is_deleted(small: Small) -> None:
    key = keys.source_of_upload("a" * 32)
    small[1].put_bytes("sources", key, b"film", "video/mp4", age=HOUR)
    small[0].table.put_document("tombstone", "a" * 32, {})
    looked = looking(small)
    looked.uploads()
    assert (small[1].keys("sources"), looked.mended) == ([], {"late_upload_deleted": 1})


def test_an_upload_that_came_after_its_job_was_cancelled_is_deleted_and_one_that_was_read_is_kept(small: Small) -> None:
    never_read, read = jobs.waiting(small[0]), jobs.queued(small[0])
    for job in (never_read, read):
        small[1].put_bytes("sources", job.source.key, b"film", "video/mp4", age=HOUR)
        small[0].table.write(job.job_id, Guard({job.status}), {"status": Status.CANCELLED})
    looked = looking(small)
    looked.uploads()
    assert small[1].keys("sources") == [read.source.key]
    assert looked.mended == {"late_upload_deleted": 1}


def test_buckets_are_walked_in_slices_round_and_round(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "SLICE", 2)
    names = [f"tasks/{letter}" for letter in "abcde"]
    for name in names:
        small[1].put_bytes("sources", name, b"", "application/json")
    walked = []
    for _ in range(4):
        looked = looking(small)
        walked.append(([found.key[-1] for found in looked._slice("tasks", "sources", "tasks/")], looked._unfinished))
    assert walked == [(["a", "b"], True), (["c", "d"], True), (["e"], False), (["a", "b"], True)]


# ---------------------------------------------------------------- small things


def test_what_is_waited_for_is_looked_at_ever_later_but_at_least_each_hour(small: Small) -> None:
    looked = looking(small, cleanup_interval_seconds=60)
    ages = (timedelta(0), timedelta(seconds=60), timedelta(minutes=20), timedelta(hours=5))
    waits = [looked._later(looked._now - age) - looked._now for age in ages]
    assert waits == [timedelta(seconds=60), timedelta(seconds=60), timedelta(minutes=20), HOUR]


@pytest.mark.parametrize(("ahead", "future"), [(11, True), (10, False), (-5, False)])
def test_an_object_of_the_future_is_told_by_the_storages_own_clock(ahead: int, future: bool) -> None:
    stored = Stored("key", 1, "etag", NOW + timedelta(minutes=ahead), told_at=NOW)
    assert reconcile._from_the_future(stored) is future
    assert not reconcile._from_the_future(stored._replace(told_at=None))


def test_an_object_is_not_the_source_of_a_job_that_never_had_one_or_had_it_deleted(small: Small) -> None:
    job = jobs.queued(small[0])
    assert not reconcile._is_not_its_source(job)
    assert reconcile._is_not_its_source(job.model_copy(update={"keeps_source": False}))
    assert reconcile._is_not_its_source(jobs.waiting(small[0]))


def document(**body: object) -> Document:
    return Document(kind="sweep", key="inbox", body=body, version=1, written_at=NOW)


def test_where_a_walk_stopped_is_read_and_anything_else_is_refused() -> None:
    assert reconcile._place(document(after="key")) == "key"
    for broken in ({}, {"after": 3}):
        with pytest.raises((KeyError, TypeError)):
            reconcile._place(document(**broken))


def test_until_when_objects_were_seen_is_a_moment_with_its_offset() -> None:
    assert reconcile._checked(document(checked="2026-03-01T00:00:00+00:00")) == NOW
    for broken in ({}, {"checked": 3}, {"checked": "soon"}, {"checked": "2026-03-01T00:00:00"}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            reconcile._checked(document(**broken))
