"""The layout of the buckets."""

import pytest

from functions.bucket import keys

JOB = "0123456789abcdef0123456789abcdef"


def test_every_key_we_make_is_read_back_to_its_job():
    assert keys.job_of_upload(keys.source_of_upload(JOB)) == JOB
    assert keys.job_of_task(keys.new_task(JOB)) == JOB
    assert keys.attempt_of_output(keys.output(JOB, 3, "proxy.mp4")) == (JOB, 3)
    assert keys.output(JOB, 3, "proxy.mp4").startswith(keys.outputs_of_job(JOB))


def test_two_tasks_of_one_job_do_not_replace_each_other():
    assert keys.new_task(JOB) != keys.new_task(JOB)


@pytest.mark.parametrize(
    "key",
    [
        "uploads/x/source",
        f"uploads/{JOB}/source/../other",
        f"uploads/{JOB.upper()}/source",
        f"uploads/{JOB}/sourcex",
        f"inbox/uploads/{JOB}/source",
        f"uploads/{JOB}/source\n",
        "",
    ],
)
def test_a_key_that_only_looks_like_an_upload_names_no_job(key):
    assert keys.job_of_upload(key) is None


def test_an_inbox_object_has_one_job_for_each_content():
    first = keys.job_of_inbox("b", "inbox/a.mp4", "e1")
    assert first == keys.job_of_inbox("b", "inbox/a.mp4", "e1")
    assert len({first, keys.job_of_inbox("b", "inbox/a.mp4", "e2"), keys.job_of_inbox("b", "inbox/b.mp4", "e1")}) == 3


def test_folder_markers_are_no_inbox_files():
    assert keys.is_inbox_file("inbox/day 1/a.mp4")
    assert not keys.is_inbox_file("inbox/")
    assert not keys.is_inbox_file("inbox/day 1/")
    assert not keys.is_inbox_file("outbox/a.mp4")
