"""Which job an object that arrived belongs to: one each, whatever order events come in and however often."""

from datetime import timedelta

import pytest

from functions.bucket import keys
from functions.bucket.notifications import Arrival
from functions.common.errors import SourceGone
from functions.deployment import Deployment
from functions.intake import admission
from functions.intake.inbox import TOMBSTONE
from functions.jobs import settings
from functions.jobs.model import Guard, Job, Status
from tests.support.rows import jobs
from tests.support.rows.shelf import Shelf

Small = tuple[Deployment, Shelf]


def arrive(small: Small, key: str, data: bytes = b"film") -> Job | None:
    deployment, shelf = small
    shelf.put_bytes("sources", key, data, "video/mp4")
    return admission.admit(deployment, Arrival("sources", key, len(data), "etag"))


def row(small: Small, job_id: str) -> Job:
    found = small[0].table.get(job_id)
    assert found
    return found


def test_an_upload_queues_the_job_that_waited_for_it(small: Small) -> None:
    job = jobs.waiting(small[0])
    admitted = arrive(small, job.source.key)
    assert admitted
    assert (admitted.job_id, admitted.status, admitted.source.size) == (job.job_id, Status.QUEUED, 4)
    assert admitted.source.etag
    assert admitted.source.modified
    assert admitted.queued_at
    assert admitted.queued_at == admitted.due_at
    assert admitted.keeps_source
    assert admitted.estimate
    assert admitted.estimate.basis == "size"


def test_an_upload_that_comes_after_its_time_is_taken_all_the_same(small: Small) -> None:
    job = jobs.waiting(small[0])
    expired = {"status": Status.EXPIRED, "finished_at": small[0].table.now(), "keeps_source": False}
    small[0].table.write(job.job_id, Guard({Status.WAITING}), expired)  # type: ignore[arg-type]
    admitted = arrive(small, job.source.key)
    assert admitted
    assert (admitted.status, admitted.finished_at, admitted.keeps_source) == (Status.QUEUED, None, True)


def test_a_second_event_of_an_upload_changes_nothing(small: Small) -> None:
    job = jobs.waiting(small[0])
    first = arrive(small, job.source.key)
    assert arrive(small, job.source.key) == first


def test_a_source_that_is_too_large_is_refused_and_the_limit_itself_is_not(small: Small) -> None:
    settings.change(small[0].table, {"max_upload_bytes": 1024})
    small_enough, too_large = jobs.waiting(small[0]), jobs.waiting(small[0])
    assert arrive(small, small_enough.source.key, bytes(1024))
    assert arrive(small, too_large.source.key, bytes(1025)) is None
    refused = row(small, too_large.job_id)
    assert (refused.status, refused.source.size) == (Status.REJECTED, 1025)
    assert refused.error
    assert "1025 bytes; the limit is 1024" in refused.error.message
    assert refused.finished_at


def test_an_upload_without_a_row_is_left_to_the_reconciler(small: Small) -> None:
    assert arrive(small, keys.source_of_upload("a" * 32)) is None
    assert small[0].table.get("a" * 32) is None


def test_an_event_whose_object_is_gone_is_an_error_that_is_tried_again(small: Small) -> None:
    job = jobs.waiting(small[0])
    with pytest.raises(SourceGone):
        admission.admit(small[0], Arrival("sources", job.source.key, 4, "etag"))


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.DONE, Status.FAILED])
def test_a_job_that_has_ended_is_not_worked_on(small: Small, status: Status) -> None:
    job = jobs.queued(small[0])
    small[0].table.write(job.job_id, Guard({Status.QUEUED}), {"status": status})
    assert arrive(small, job.source.key) is None
    assert arrive(small, keys.new_task(job.job_id)) is None


def test_a_task_is_for_the_job_that_it_names(small: Small) -> None:
    job = jobs.queued(small[0])
    assert arrive(small, keys.new_task(job.job_id)) == job
    assert arrive(small, keys.new_task("b" * 32)) is None


def test_objects_that_nobody_waits_for_are_left_alone(small: Small) -> None:
    assert arrive(small, "elsewhere/film.mov") is None
    assert arrive(small, "inbox/") is None
    assert small[0].table.find().jobs == []


# ---------------------------------------------------------------- inbox


def test_an_object_in_the_inbox_becomes_a_job_of_its_name_and_folder(small: Small) -> None:
    job = arrive(small, "inbox/A001/Clips/film.mov")
    assert job
    assert (job.filename, job.folder, job.status, job.profile) == ("film.mov", "A001/Clips", Status.QUEUED, "web-720p")
    assert (job.source.bucket, job.source.key, job.source.size) == ("sources", "inbox/A001/Clips/film.mov", 4)
    assert job.recipe.name == job.profile
    again = arrive(small, "inbox/A001/Clips/film.mov")
    assert again
    assert again.job_id == job.job_id


def test_other_bytes_under_the_same_name_are_another_job(small: Small) -> None:
    first, second = (arrive(small, "inbox/film.mov", data) for data in (b"one", b"two"))
    assert first
    assert second
    assert first.job_id != second.job_id


def test_what_cameras_lay_beside_films_is_no_job(small: Small) -> None:
    assert arrive(small, "inbox/.DS_Store") is None
    assert arrive(small, "inbox/._film.mov") is None
    assert small[0].table.find().jobs == []


def test_a_job_that_was_made_but_not_queued_is_queued_by_the_next_event(small: Small) -> None:
    deployment, shelf = small
    shelf.put_bytes("sources", "inbox/film.mov", b"film", "video/mp4")
    stored = shelf.head("sources", "inbox/film.mov")
    assert stored
    made = jobs.waiting(deployment).model_copy(update={"job_id": keys.job_of_inbox("sources", stored.key, stored.etag)})
    deployment.table.insert(made)
    admitted = arrive(small, "inbox/film.mov")
    assert admitted
    assert (admitted.job_id, admitted.status) == (made.job_id, Status.QUEUED)


def test_a_job_that_was_deleted_does_not_come_back_by_a_late_event(small: Small) -> None:
    deployment, shelf = small
    shelf.put_bytes("sources", "inbox/film.mov", b"film", "video/mp4", age=timedelta(minutes=5))
    stored = shelf.head("sources", "inbox/film.mov")
    assert stored
    job_id = keys.job_of_inbox("sources", stored.key, stored.etag)
    deployment.table.put_document(TOMBSTONE, job_id, {})
    assert admission.admit(deployment, Arrival("sources", stored.key, 4, stored.etag)) is None
    assert admission.adopt(deployment, "sources", stored, job_id, "film.mov") is None
    assert deployment.table.get(job_id) is None


def test_an_object_without_a_name_that_can_be_shown_is_called_unnamed(small: Small) -> None:
    deployment, shelf = small
    shelf.put_bytes("sources", "inbox/film.mov", b"film", "video/mp4")
    stored = shelf.head("sources", "inbox/film.mov")
    assert stored
    job = admission.adopt(deployment, "sources", stored, "c" * 32, "\n")
    assert job
    assert job.filename == "unnamed"
    assert admission.adopt(deployment, "sources", stored, "c" * 32, "film.mov") is None  # another did so first
