"""An attempt of a job: what it writes together, what it still may write, and what it tells of its end."""

from datetime import timedelta

import pytest

from functions.common.errors import Cancelled, LeaseLost
from functions.deployment import Deployment
from functions.jobs import lease
from functions.jobs.lease import Attempt
from functions.jobs.model import Changes, Guard, Job, Phase, Problem, Status
from tests.support.rows import jobs
from tests.support.rows.shelf import Shelf

Small = tuple[Deployment, Shelf]
PROBLEM = Problem(code="x", message="It went wrong.", hint="Try again.")


@pytest.fixture
def held(small: Small, monkeypatch: pytest.MonkeyPatch) -> Attempt:
    """An attempt whose thread looks so seldom that only the test writes."""
    monkeypatch.setattr(lease, "LOOK_SECONDS", 3600)
    deployment, _ = small
    return Attempt(deployment.table, jobs.running(deployment, lease_seconds=60), lease_seconds=60)


def row(attempt: Attempt) -> Job:
    found = attempt._table.get(attempt.job.job_id)
    assert found
    return found


def test_a_write_renews_the_lease_and_is_what_the_attempt_knows(held: Attempt) -> None:
    before = held.job
    after = held.write({"log_key": "log"})
    assert (after, row(held)) == (held.job, held.job)
    assert after.log_key == "log"
    assert after.lease_until
    assert before.lease_until
    assert after.lease_until >= before.lease_until


def test_a_phase_is_written_with_its_beginning_and_with_what_became_known(held: Attempt) -> None:
    held.enter(Phase.ENCODING, {"frames_total": 100})
    assert (row(held).phase, row(held).frames_total) == (Phase.ENCODING, 100)
    assert row(held).phases.encoding
    held.enter(Phase.VERIFYING)
    assert row(held).phases.encoding
    assert row(held).phases.verifying


def test_progress_waits_for_the_next_write_and_never_goes_back(held: Attempt) -> None:
    held.enter(Phase.ENCODING, {"frames_total": 100})
    held.frames(60)
    held.frames(40)
    assert row(held).frames_done == 0
    held.write()
    assert (row(held).frames_done, row(held).progress) == (60, 0.6)
    held.frames(50)
    held.write()
    assert (row(held).frames_done, row(held).progress) == (60, 0.6)
    held.frames(130)
    held.write()
    assert (row(held).frames_done, row(held).progress) == (130, 1.0)


def test_of_unknown_length_only_frames_are_told(held: Attempt) -> None:
    held.frames(60)
    held.write()
    assert (row(held).frames_done, row(held).progress, row(held).eta_seconds) == (60, 0, None)


def test_what_is_kept_goes_with_the_next_write_and_gives_way_to_it(held: Attempt) -> None:
    held.keep({"log_key": "kept", "frames_total": 7})
    assert row(held).log_key is None
    held.write({"frames_total": 8})
    assert (row(held).log_key, row(held).frames_total) == ("kept", 8)
    held.write({"log_key": "new"})
    held.write()
    assert row(held).log_key == "new"


def test_an_end_settles_the_job_and_says_when(held: Attempt) -> None:
    ended = held.end(Status.FAILED, {"error": PROBLEM})
    assert (ended.status, ended.phase, ended.error, ended.lease_until) == (Status.FAILED, None, PROBLEM, None)
    assert ended.finished_at
    with pytest.raises(LeaseLost):
        held.write({"log_key": "late"})


def test_what_ends_an_attempt_says_what_it_cost_and_other_writes_do_not(held: Attempt) -> None:
    told: list[Changes] = []

    def closing(last: Changes) -> Changes:
        told.append(last)
        return {"log_key": "billed"}

    held.bill(closing)
    held.write({"frames_total": 1})
    assert told == []
    held.end(Status.FAILED, {"error": PROBLEM})
    assert [last.get("status") for last in told] == [Status.FAILED]
    assert row(held).log_key == "billed"


def test_a_job_that_is_released_waits_for_another_attempt(held: Attempt) -> None:
    held.frames(5)
    released = held.release(strikes=2, error=PROBLEM)
    assert (released.status, released.strikes, released.error) == (Status.QUEUED, 2, PROBLEM)
    assert (released.phase, released.lease_until, released.worker, released.eta_seconds) == (None, None, None, None)
    assert released.due_at
    assert timedelta(seconds=50) < released.due_at - held._table.now() <= timedelta(seconds=60)
    again = held._table.claim(held.job.job_id, "another", 60)
    assert again
    assert again.attempt == held._guard.attempt + 1  # type: ignore[operator]


def test_a_job_that_is_delegated_runs_on_without_a_lease_and_takes_no_more_writes(held: Attempt) -> None:
    held.bill(lambda _: {"cost": None, "log_key": "billed"})
    held.keep({"frames_total": 7})
    delegated = held.delegate({"frames_done": 3}, timedelta(minutes=5))
    assert (delegated.status, delegated.lease_until, delegated.worker) == (Status.RUNNING, None, None)
    assert (delegated.frames_total, delegated.frames_done, delegated.log_key) == (7, 3, "billed")
    assert delegated.due_at
    assert timedelta(minutes=4) < delegated.due_at - held._table.now() <= timedelta(minutes=5)
    held.write({"frames_done": 99})
    assert row(held).frames_done == 3


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"status": Status.CANCELLED}, Cancelled, ""),
        ({"status": Status.QUEUED}, LeaseLost, "It is queued on attempt 1."),
        ({"status": Status.FAILED}, LeaseLost, "It is failed on attempt 1."),
    ],
)
def test_an_attempt_that_lost_its_job_writes_nothing_and_says_why(
    held: Attempt, changes: Changes, error: type[Exception], said: str
) -> None:
    held._table.write(held.job.job_id, Guard({Status.RUNNING}), changes)
    for write in (held.write, lambda: held.delegate({}, timedelta(0))):
        with pytest.raises(error) as raised:
            write()
        assert said in str(raised.value)
    assert isinstance(held.stopped(), error)
    assert row(held).status == changes["status"]


def test_an_attempt_whose_job_was_taken_over_or_deleted_is_lost(held: Attempt) -> None:
    held._table.write(held.job.job_id, Guard({Status.RUNNING}), {}, lease_seconds=-1)
    held._table.claim(held.job.job_id, "another", 60)
    with pytest.raises(LeaseLost, match="running on attempt 2"):
        held.write()
    held._table.discard(held.job.job_id)
    with pytest.raises(LeaseLost):
        held.write()
    assert isinstance(lease.why_lost(held._table, held.job), LeaseLost)


def test_while_it_holds_its_job_nothing_stops_it_and_the_process_knows(held: Attempt) -> None:
    with held:
        assert held.stopped() is None
        assert lease.why_lost(held._table, held.job) is None
        assert lease.here() == (held.job.job_id,)
    assert lease.here() == ()


# ---------------------------------------------------------------- when its thread writes


@pytest.mark.parametrize(
    ("pending", "seconds", "writes"),
    [(False, 0.0, False), (True, 0.9, False), (True, 1.1, True), (False, 19.0, False), (False, 21.0, True)],
)
def test_progress_is_written_each_second_and_a_lease_renewed_at_a_third_of_its_life(
    held: Attempt, monkeypatch: pytest.MonkeyPatch, pending: bool, seconds: float, writes: bool
) -> None:
    calls: list[Changes | None] = []
    monkeypatch.setattr(held, "write", lambda changes=None: calls.append(changes))
    now = held._written
    monkeypatch.setattr(lease.time, "monotonic", lambda: now + seconds)
    if pending:
        held.keep({"log_key": "x"})
    held._look()
    assert bool(calls) is writes


def test_looking_finds_a_job_that_was_cancelled(held: Attempt) -> None:
    held._table.write(held.job.job_id, Guard({Status.RUNNING}), {"status": Status.CANCELLED})
    held._look()
    assert isinstance(held.stopped(), Cancelled)


def test_what_is_left_is_told_once_there_is_a_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(lease.time, "monotonic", lambda: clock[0])
    pace = lease._Pace()
    clock[0] = 101.0
    assert pace.remaining(10, 100) is None
    clock[0] = 104.0
    assert pace.remaining(0, 100) is None
    assert pace.remaining(10, 100) == 36.0
    assert pace.remaining(100, 100) == 0.0
