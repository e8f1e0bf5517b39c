"""One attempt of one job: renewed, fenced, lost."""

import threading

import pytest

from functions.common.errors import Cancelled, LeaseLost, TableUnavailable
from functions.jobs import lease
from functions.jobs.lease import Attempt
from functions.jobs.model import Guard, Phase, PhaseTimes, Status
from tests.support.rows import jobs
from tests.support.wait_until import until


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Look and write often, so that a test sees in milliseconds what takes seconds in life."""
    monkeypatch.setattr(lease, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(lease, "WRITE_SECONDS", 0.02)


def test_a_lease_is_renewed_for_as_long_as_the_block_lasts(deployment):
    job = jobs.running(deployment, lease_seconds=1)
    with Attempt(deployment.table, job, lease_seconds=1):
        until(lambda: deployment.table.get(job.job_id).lease_until > job.lease_until, "renewed")
        assert deployment.table.claim(job.job_id, "another", 60) is None


def test_a_lease_is_no_longer_renewed_after_the_block(deployment):
    job = jobs.running(deployment, lease_seconds=0.05)
    with Attempt(deployment.table, job, lease_seconds=0.05):
        pass
    taken = until(lambda: deployment.table.claim(job.job_id, "another", 60), "free for another")
    assert taken.attempt == job.attempt + 1


def test_a_process_knows_which_jobs_it_holds_without_asking_the_table(deployment):
    first, second = (jobs.running(deployment, lease_seconds=60) for _ in range(2))
    assert lease.here() == ()
    with Attempt(deployment.table, first, lease_seconds=60):
        with Attempt(deployment.table, second, lease_seconds=60):
            assert lease.here() == (first.job_id, second.job_id)
        assert lease.here() == (first.job_id,)
    assert lease.here() == ()


def test_progress_is_written_by_itself_and_never_goes_back(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        attempt.enter(Phase.ENCODING, {"frames_total": 100})
        attempt.frames(60)
        until(lambda: deployment.table.get(job.job_id).frames_done == 60, "written")
        attempt.frames(40)
        attempt.write()
    row = deployment.table.get(job.job_id)
    assert (row.phase, row.frames_done, row.progress) == (Phase.ENCODING, 60, 0.6)


def test_each_phase_says_when_it_began_and_a_new_attempt_forgets(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        attempt.enter(Phase.ENCODING)
        attempt.enter(Phase.VERIFYING)
        phases = deployment.table.get(job.job_id).phases
        attempt.release(strikes=0, error=None)
    assert job.started_at <= phases.encoding <= phases.verifying <= deployment.table.now()
    assert phases.publishing is None
    assert deployment.table.claim(job.job_id, "another", 60).phases == PhaseTimes()


def test_more_frames_than_planned_are_not_more_than_all_of_it(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        attempt.enter(Phase.ENCODING, {"frames_total": 10})
        attempt.frames(12)
        assert attempt.write().progress == 1.0


def test_a_cancelled_job_stops_its_attempt_and_takes_no_more_writes(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        deployment.table.write(job.job_id, Guard({Status.RUNNING}), {"status": Status.CANCELLED})
        stopped = until(attempt.stopped, "seen")
        assert isinstance(stopped, Cancelled)
        with pytest.raises(Cancelled):
            attempt.end(Status.DONE, {})
    assert deployment.table.get(job.job_id).status is Status.CANCELLED


def test_a_zombie_cannot_publish_over_its_successor(deployment):
    job = jobs.running(deployment, lease_seconds=-1)
    zombie = Attempt(deployment.table, job, lease_seconds=60)
    successor = deployment.table.claim(job.job_id, "another", 60)

    with pytest.raises(LeaseLost):
        zombie.end(Status.DONE, {"proxy": jobs.published(job)})

    assert deployment.table.get(job.job_id) == successor


def test_a_deleted_job_stops_its_attempt(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        deployment.table.delete(job.job_id, Guard({Status.RUNNING}))
        assert isinstance(until(attempt.stopped, "seen"), LeaseLost)


def test_a_table_that_is_away_is_borne_for_the_life_of_the_lease_and_no_longer(deployment, monkeypatch):
    job = jobs.running(deployment, lease_seconds=0.3)
    away = threading.Event()

    def refuse(*_args, **_more):
        away.set()
        raise TableUnavailable

    with Attempt(deployment.table, job, lease_seconds=0.3) as attempt:
        monkeypatch.setattr(deployment.table, "write", refuse)
        monkeypatch.setattr(deployment.table, "get", refuse)
        assert away.wait(10)
        assert isinstance(until(attempt.stopped, "lost"), LeaseLost)


def test_a_job_given_back_is_queued_at_once_and_asks_to_be_looked_at(deployment):
    job = jobs.running(deployment, lease_seconds=60)
    with Attempt(deployment.table, job, lease_seconds=60) as attempt:
        attempt.release(strikes=0, error=None)
    row = deployment.table.get(job.job_id)
    assert (row.status, row.strikes, row.worker, row.lease_until) == (Status.QUEUED, 0, None, None)
    assert row.due_at > deployment.table.now()
    assert deployment.table.claim(job.job_id, "another", 60).attempt == 2
