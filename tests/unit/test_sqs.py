"""When an event that could not be settled is delivered again."""

import pytest

from functions.bucket import sqs
from functions.common.errors import BucketUnavailable, DeadlineReached, HandedBack, JobBusy


@pytest.mark.parametrize("trouble", [DeadlineReached(), BucketUnavailable(), ValueError("unexpected")])
def test_the_first_time_soon_then_ever_later_up_to_a_minute(trouble: Exception) -> None:
    assert [sqs.pause(deliveries, trouble) for deliveries in (1, 2, 3, 6, 7, 8, 1000)] == [1, 2, 4, 32, 60, 60, 60]


def test_what_a_stopping_worker_handed_back_at_once() -> None:
    assert sqs.pause(5, HandedBack()) == 0


def test_a_job_that_another_attempt_holds_is_waited_for_as_long_as_an_attempt_may_take_within_few_deliveries() -> None:
    busy = JobBusy()
    busy.retry_after = 12.5

    pauses = [sqs.pause(deliveries, busy) for deliveries in range(1, 6)]

    assert pauses == [30, 60, 120, 240, 480]
    assert sum(pauses) > 900
    assert sqs.pause(12, busy) == 900
