"""How a job in segments ends other than by its join: it fails, or begins again, and what it leaves is cleared away."""

from functions.bucket import keys
from functions.common.errors import EncoderCrashed
from functions.deployment import Deployment
from functions.jobs.model import Job, Status
from functions.segments import ending, pieces, progress
from functions.segments.pieces import Part, Piece
from tests.support.rows import jobs
from tests.support.rows.shelf import Shelf

Small = tuple[Deployment, Shelf]


def in_segments(small: Small) -> Job:
    """A job on its first attempt with two pieces, of which one is done, and an output of another job."""
    deployment, shelf = small
    job = jobs.running(deployment, lease_seconds=60)
    kind, parts = pieces.kind(job.job_id, job.attempt), keys.parts(job.job_id, job.attempt)
    done = Piece(state="done", tries=2, strikes=0, worker="w1", part=Part(key=f"{parts}0.mp4", log_key=f"{parts}0.txt"))
    deployment.table.put_document(kind, "00000", done.model_dump(mode="json"))
    deployment.table.put_document(kind, "00001", Piece(state="open", tries=0, strikes=0).model_dump(mode="json"))
    deployment.table.put_document(progress.RUN, progress.run_key(job.job_id, job.attempt), {})
    for key in (f"{parts}0.mp4", keys.output(job.job_id, 2, "parts/0.mp4")):
        shelf.put_bytes("proxies", key, b"film", "video/mp4")
    shelf.put_bytes("proxies", f"{parts}0.txt", b"log of the first\xff", "text/plain")
    return job


def left(small: Small, job: Job) -> tuple[list[str], int, int]:
    """Give the objects, the pieces and the runs that are left of its first attempt."""
    deployment, shelf = small
    return (
        shelf.keys("proxies", keys.parts(job.job_id, 1)),
        len(deployment.table.documents(pieces.kind(job.job_id, 1))),
        len(deployment.table.documents(progress.RUN, progress.run_key(job.job_id, 1))),
    )


def row(small: Small, job: Job) -> Job:
    found = small[0].table.get(job.job_id)
    assert found
    return found


def test_what_an_attempt_left_is_cleared_away_and_nothing_of_another(small: Small) -> None:
    job = in_segments(small)
    ending.clear(small[0], job.job_id, job.attempt)
    assert left(small, job) == ([], 0, 0)
    assert small[1].keys("proxies") == [keys.output(job.job_id, 2, "parts/0.mp4")]


def test_a_job_that_begins_again_is_queued_sent_and_cleared(small: Small) -> None:
    job = in_segments(small)
    ending.begin_again(small[0], job, "why")
    found = row(small, job)
    assert (found.status, found.phase, found.worker, found.eta_seconds) == (Status.QUEUED, None, None, None)
    assert len(small[1].keys("sources", keys.TASKS)) == 1
    assert left(small, job) == ([], 0, 0)


def test_a_film_that_must_be_made_in_one_pass_says_why_in_its_certificate(small: Small) -> None:
    job = in_segments(small)
    assert (ending.why_whole(small[0], job), ending.said(small[0], job)) == (None, ())
    ending.one_pass(small[0], job, "Its times jump.")
    assert ending.why_whole(small[0], job) == "Its times jump."
    (rule,) = ending.said(small[0], job)
    assert (rule.rule, rule.passed, rule.note) == ("one_pass", True, "Its times jump.")
    assert row(small, job).status is Status.QUEUED
    small[0].table.put_document(ending.WHOLE, job.job_id, {})
    assert ending.why_whole(small[0], job) == "not known"


def test_a_job_that_fails_keeps_the_logs_of_its_pieces_and_nothing_else(small: Small) -> None:
    job = in_segments(small)
    ending.fail(small[0], job, EncoderCrashed("Signal 11."))
    found = row(small, job)
    assert (found.status, found.phase) == (Status.FAILED, None)
    assert found.error
    assert "Signal 11." in found.error.message
    assert found.log_key == keys.output(job.job_id, 1, "log.txt")
    text = small[1].get_bytes("proxies", found.log_key).decode()
    assert text == "### 00000, by w1, try 2\nlog of the first\N{REPLACEMENT CHARACTER}"
    assert left(small, job) == ([], 0, 0)


def test_the_log_of_the_join_follows_and_a_log_that_is_gone_is_named(small: Small) -> None:
    job = in_segments(small)
    small[1].delete("proxies", [f"{keys.parts(job.job_id, 1)}0.txt"])
    text = small[1].get_bytes("proxies", ending.put_log(small[0], job, "joined")).decode()
    assert text == "### 00000, by w1, try 2\n(its log is gone)\n\n### join\njoined"


def test_whoever_is_on_an_older_attempt_changes_nothing(small: Small) -> None:
    job = in_segments(small)
    older = job.model_copy(update={"attempt": 7})
    ending.begin_again(small[0], older, "why")
    ending.fail(small[0], older, EncoderCrashed("x"))
    assert row(small, job).status is Status.RUNNING
    assert small[1].keys("sources", keys.TASKS) == []
    assert left(small, job)[1:] == (2, 1)


def test_pieces_are_cleared_once_their_job_runs_no_longer_on_that_attempt(small: Small) -> None:
    job = in_segments(small)
    assert not ending.clear_if_gone_on(small[0], job.job_id, 1)
    assert left(small, job)[1:] == (2, 1)
    assert ending.clear_if_gone_on(small[0], job.job_id, 2)
    ending.begin_again(small[0], job, "why")
    assert ending.clear_if_gone_on(small[0], job.job_id, 1)
    small[0].table.discard(job.job_id)
    assert ending.clear_if_gone_on(small[0], job.job_id, 1)
