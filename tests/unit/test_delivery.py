"""How long an event waits before it is delivered again."""

import pytest

from functions.common.errors import BucketUnavailable, JobBusy
from local.run.delivery import BUSY_DELAY, delay


@pytest.mark.parametrize("trouble", [BucketUnavailable(), RuntimeError("a bug")])
def test_the_pause_doubles_up_to_a_minute(trouble: Exception) -> None:
    assert [delay(number, trouble) for number in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert delay(1_000_000, trouble) == 60


def test_an_error_that_knows_better_is_obeyed() -> None:
    trouble = BucketUnavailable()
    trouble.retry_after = 7.5

    assert delay(3, trouble) == 7.5


def test_an_event_of_a_busy_job_comes_again_when_the_lease_may_have_run_out() -> None:
    assert delay(1, JobBusy()) == delay(9, JobBusy()) == BUSY_DELAY
