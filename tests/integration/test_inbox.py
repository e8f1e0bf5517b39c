"""The same bytes put into the inbox again: a job anew when the one before has ended, nothing when only an event is late."""

from datetime import timedelta

import pytest

from functions.bucket import keys
from functions.bucket.notifications import Arrival
from functions.common import priority
from functions.common.errors import InvalidSettings
from functions.intake import admission, inbox
from functions.jobs import settings
from functions.jobs.model import Guard, Status
from functions.upkeep import reconcile, retention
from tests.support.rows import jobs as rows

HOUR = timedelta(hours=1)
ENDS = (Status.DONE, Status.FAILED, Status.REJECTED, Status.CANCELLED)


def put(deployment, key="inbox/a.mp4", body=rows.FILM):
    """Put an object, as any S3 client does; its event."""
    deployment.storage.put_bytes(deployment.config.source_bucket, key, body, "video/mp4")
    return event(deployment, key)


def event(deployment, key="inbox/a.mp4"):
    stored = deployment.storage.head(deployment.config.source_bucket, key)
    return Arrival(deployment.config.source_bucket, key, stored.size, stored.etag)


def turn(deployment):
    return reconcile.Reconciler(deployment, settings.read(deployment.table).settings).turn()


def ended(deployment, job, status=Status.DONE, ago=HOUR):
    """Let a job have ended so long ago, made of a put an hour before that."""
    moment = deployment.table.now() - ago
    source = job.source.model_copy(update={"modified": moment - HOUR})
    written = deployment.table.write(
        job.job_id, Guard(set(Status)), {"status": status, "finished_at": moment, "source": source}
    )
    assert written
    return written


def jobs(deployment):
    return deployment.table.find().jobs


@pytest.mark.parametrize("status", ENDS)
@pytest.mark.parametrize("lane", priority.PRIORITIES)
def test_bytes_put_again_after_their_job_ended_are_one_new_job_however_many_events_come(deployment, status, lane):
    key = f"{priority.folder(lane)}inbox/day 1/a.mp4"
    before = ended(deployment, admission.admit(deployment, put(deployment, key)), status)

    made = [admission.admit(deployment, event(deployment, key)) for _ in range(3)]

    assert {job.job_id for job in made} == {made[0].job_id} != {before.job_id}
    assert made[0].status is Status.QUEUED
    assert len(jobs(deployment)) == 2


def test_bytes_put_again_whose_event_was_lost_are_found_by_the_reconciler_once(deployment):
    ended(deployment, admission.admit(deployment, put(deployment)))

    assert turn(deployment)["object_without_job"] == 1
    assert turn(deployment)["object_without_job"] == 0

    assert [job.status for job in jobs(deployment)] == [Status.QUEUED, Status.DONE]


@pytest.mark.parametrize("status", ENDS)
def test_a_late_event_of_a_put_whose_job_ended_brings_nothing(deployment, status):
    arrival = put(deployment)
    job = admission.admit(deployment, arrival)
    deployment.table.write(job.job_id, Guard({Status.QUEUED}), {"status": status})

    assert admission.admit(deployment, arrival) is None
    assert turn(deployment)["object_without_job"] == 0

    assert len(jobs(deployment)) == 1


def test_a_put_while_its_job_was_at_work_is_that_jobs_even_when_its_event_comes_after_the_end(deployment):
    job = admission.admit(deployment, put(deployment))
    earlier = job.source.model_copy(update={"modified": job.source.modified - HOUR})
    later = deployment.table.now() + HOUR  # it ended an hour after the object was put
    deployment.table.write(
        job.job_id, Guard({Status.QUEUED}), {"status": Status.DONE, "source": earlier, "finished_at": later}
    )

    assert admission.admit(deployment, event(deployment)) is None

    assert len(jobs(deployment)) == 1


def test_bytes_are_a_new_job_each_time_they_are_put_after_the_end(deployment):
    first = admission.admit(deployment, put(deployment))
    ended(deployment, first, ago=3 * HOUR)
    second = admission.admit(deployment, event(deployment))
    ended(deployment, second, ago=HOUR)

    third = admission.admit(deployment, event(deployment))

    assert len({first.job_id, second.job_id, third.job_id}) == 3


def test_what_was_put_after_its_job_was_deleted_is_a_new_job_and_a_late_event_is_not(deployment):
    arrival = put(deployment)
    job = admission.admit(deployment, arrival)
    ended(deployment, job)
    deployment.table.delete(job.job_id, Guard({Status.DONE}))
    deployment.table.put_document(inbox.TOMBSTONE, job.job_id, inbox.tombstone(job.source))

    assert admission.admit(deployment, arrival) is None  # the put that the job was made of

    old = job.source.model_copy(update={"modified": job.source.modified - HOUR})
    deployment.table.put_document(inbox.TOMBSTONE, job.job_id, inbox.tombstone(old))
    put(deployment)

    assert admission.admit(deployment, event(deployment)).job_id != job.job_id


def test_the_count_goes_on_where_retention_has_forgotten_the_first_jobs(deployment):
    first = admission.admit(deployment, put(deployment))
    ended(deployment, first, ago=3 * HOUR)
    second = admission.admit(deployment, event(deployment))
    deployment.table.delete(first.job_id, Guard({Status.DONE}))

    assert admission.admit(deployment, event(deployment)).job_id == second.job_id

    assert len(jobs(deployment)) == 1


def test_retention_leaves_the_source_that_was_put_again_to_its_own_job(deployment):
    before = ended(deployment, admission.admit(deployment, put(deployment)))

    retention.drop_source(deployment, before)  # before the event of the second put was seen

    assert admission.admit(deployment, event(deployment)).status is Status.QUEUED


def test_retention_deletes_a_source_that_was_put_again_while_its_job_was_at_work(deployment):
    job = admission.admit(deployment, put(deployment))
    earlier = job.source.model_copy(update={"modified": job.source.modified - HOUR})
    later = deployment.table.now() + HOUR
    done = deployment.table.write(
        job.job_id, Guard({Status.QUEUED}), {"status": Status.DONE, "source": earlier, "finished_at": later}
    )

    retention.drop_source(deployment, done)

    assert deployment.storage.head(deployment.config.source_bucket, "inbox/a.mp4") is None


def test_a_storage_whose_clock_is_wrong_does_not_change_what_is_late(deployment):
    """Its clock is a day ahead or behind: the age that it tells of an object is right all the same."""
    job = admission.admit(deployment, put(deployment))
    ended(deployment, job, ago=HOUR)
    stored = deployment.storage.head(deployment.config.source_bucket, "inbox/a.mp4")
    for wrong in (timedelta(days=1), -timedelta(days=1)):
        now = stored.told_at + wrong
        fresh = stored._replace(modified=now, told_at=now)
        old = stored._replace(modified=now - 2 * HOUR, told_at=now)

        assert inbox.find(deployment, deployment.config.source_bucket, fresh).job is None
        assert inbox.find(deployment, deployment.config.source_bucket, old).job.job_id == job.job_id


def test_other_bytes_of_the_same_name_are_a_job_of_their_own(deployment):
    first = admission.admit(deployment, put(deployment))
    second = admission.admit(deployment, put(deployment, body=b"another film"))

    assert first.job_id != second.job_id
    assert second.job_id == keys.job_of_inbox(second.source.bucket, second.source.key, second.source.etag)


@pytest.mark.parametrize("name", ["._A001.mov", ".DS_Store", "Thumbs.db", "DESKTOP.INI", "C0001M01.XML", "MVI_1.THM"])
def test_what_systems_and_cameras_lay_beside_films_is_no_job(deployment, name):
    for lane in priority.PRIORITIES:
        arrival = put(deployment, f"{priority.folder(lane)}inbox/card/{name}")
        assert admission.admit(deployment, arrival) is None

    assert turn(deployment)["object_without_job"] == 0
    assert jobs(deployment) == []


def test_what_is_left_out_is_a_setting(deployment):
    settings.change(deployment.table, {"ignored_files": "*.lrv, draft-?.mp4"})

    assert admission.admit(deployment, put(deployment, "inbox/GX01.LRV")) is None
    assert admission.admit(deployment, put(deployment, "inbox/Draft-1.mp4", b"1")) is None
    assert admission.admit(deployment, put(deployment, "inbox/a.xml", b"2")).filename == "a.xml"


@pytest.mark.parametrize("wrong", ["*", "*.*", "inbox/*", "[a-", "a" * 101 + ".mov"])
def test_a_pattern_that_is_none_or_leaves_out_films_is_refused(deployment, wrong):
    with pytest.raises(InvalidSettings):
        settings.change(deployment.table, {"ignored_files": f"*.xml, {wrong}"})


def test_the_folder_that_a_file_of_the_inbox_lies_in_is_kept_and_found(deployment):
    job = admission.admit(deployment, put(deployment, "inbox/A001/Clips/film.mov"))

    assert (job.filename, job.folder) == ("film.mov", "A001/Clips")
    assert [found.job_id for found in deployment.table.find(query="a001/cl").jobs] == [job.job_id]
    assert deployment.table.find(query="a002").jobs == []
