"""What a change of a job's state writes, whoever makes it."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.common.errors import SourceGone
from functions.jobs import transitions
from functions.jobs.model import ACTIVE, TERMINAL, Source, Status

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
DUE = NOW + timedelta(minutes=1)
SOURCE = Source(bucket="films", key="inbox/film.mov", size=10, etag="e")


def test_a_source_that_came_queues_its_job_and_takes_back_that_it_was_late() -> None:
    changes = transitions.arrived(SOURCE, None, NOW, DUE)

    assert changes["status"] is Status.QUEUED
    assert (changes["queued_at"], changes["due_at"]) == (NOW, DUE)
    assert (changes["error"], changes["finished_at"], changes["keeps_source"]) == (None, None, True)


def test_a_retry_begins_with_all_tries_left_and_nothing_of_the_last_one() -> None:
    changes = transitions.retried(SOURCE, NOW, DUE)

    assert changes["strikes"] == changes["progress"] == changes["frames_done"] == 0
    assert [changes[name] for name in ("error", "phase", "worker", "eta_seconds", "finished_at")] == [None] * 5
    assert changes["status"] is Status.QUEUED


def test_another_attempt_keeps_what_was_tried_and_why_it_ended() -> None:
    changes = transitions.requeued(DUE)

    assert changes["status"] is Status.QUEUED
    assert (changes["lease_until"], changes["worker"], changes["phase"], changes["due_at"]) == (None, None, None, DUE)
    assert not {"strikes", "error", "queued_at", "estimate"} & set(changes)


def test_whatever_ends_a_job_says_when() -> None:
    for status in TERMINAL:
        changes = transitions.settled(status, NOW)

        assert (changes["status"], changes["finished_at"], changes["phase"], changes["error"]) == (
            status,
            NOW,
            None,
            None,
        )


def test_an_end_is_given_its_reason_in_the_words_of_the_catalogue() -> None:
    error = transitions.settled(Status.FAILED, NOW, SourceGone())["error"]

    assert error
    assert (error.code, bool(error.message), bool(error.hint)) == ("source_gone", True, True)
    assert transitions.problem(KeyError("x")).code == "internal"


@pytest.mark.parametrize("status", sorted(ACTIVE))
def test_what_is_no_end_ends_nothing(status: Status) -> None:
    with pytest.raises(ValueError, match="is no end"):
        transitions.settled(status, NOW)


def test_each_state_says_what_may_follow_it_and_only_a_retry_leaves_an_end() -> None:
    assert set(transitions.ALLOWED) == set(Status)
    assert {status for status in TERMINAL if Status.QUEUED in transitions.ALLOWED[status]} == transitions.RETRIED | {
        Status.EXPIRED
    }
    assert not any(transitions.ALLOWED[status] for status in (Status.DONE, Status.PARTIAL))
    assert all(status not in after for status, after in transitions.ALLOWED.items())
