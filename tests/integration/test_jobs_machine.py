"""The life of jobs under any order of claims, lost leases, zombies, cancels, retries and reconciling, held against a model.

The model is what the contract says; hypothesis looks for a history in which the table answers otherwise. Time passes by
leases that run out when they begin (RUN_OUT), so no step waits. Few rules that choose among many acts, because hypothesis
leaves some rules out of each history, and what is looked for takes several acts on the same job.
"""

from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from functions.jobs import transitions
from functions.jobs.model import ACTIVE, TERMINAL, Guard, Status
from tests.support import long_forms
from tests.support.rows.table_rows import RUN_OUT, by, stored

# A call to PostgreSQL takes three times as long as one to SQLite, one to DynamoDB Local ten times.
HISTORIES = long_forms.or_long(
    {"sqlite": 50, "postgresql": 20, "dynamodb": 10}, {"sqlite": 100, "postgresql": 40, "dynamodb": 20}
)
STEPS = 30
LEASES = st.sampled_from([60.0, RUN_OUT])

# What an attempt does, whether it still holds the job or not: what it writes.
WORK = {
    "goes on": {"progress": 0.5},
    "publishes": {"status": Status.DONE},
    "fails": {"status": Status.FAILED},
    "refuses the file": {"status": Status.REJECTED},
    "hands it back": {"status": Status.QUEUED, "lease_until": None},
}
# What the API, events and the clock do: from which statuses, and what they write.
FROM_OUTSIDE = {
    "its upload arrives, perhaps late or again": ({Status.WAITING, Status.EXPIRED}, {"status": Status.QUEUED}),
    "its upload expires": ({Status.WAITING}, {"status": Status.EXPIRED}),
    "it is cancelled": (ACTIVE, {"status": Status.CANCELLED}),
    "it is retried": (
        {Status.FAILED, Status.REJECTED, Status.CANCELLED},
        {"status": Status.QUEUED, "strikes": 0},
    ),
}


@dataclass
class Model:
    """What the row of one job must be."""

    status: Status | None  # None: deleted
    attempt: int = 0
    strikes: int = 0
    leased: bool = False  # a lease that has not run out
    published_by: int | None = None

    @property
    def claimable(self) -> bool:
        return self.status is Status.QUEUED or (self.status is Status.RUNNING and not self.leased)


class Life(RuleBasedStateMachine):
    """Jobs, the attempts that hold or held them, and what users and the clock do to them."""

    ids = Bundle("ids")
    attempts = Bundle("attempts")  # every attempt that ever was, zombies among them

    table = None  # set for each backend of the table

    def __init__(self):
        super().__init__()
        self.models = {}

    def teardown(self):
        """Leave the table empty for the next history."""
        for job_id in self.models:
            self.table.delete(job_id, Guard(frozenset(Status)))

    @initialize(target=ids)
    def an_upload_and_an_arrival(self):
        for status in (Status.WAITING, Status.QUEUED):
            self.models[stored(self.table, status=status).job_id] = Model(status)
        return multiple(*self.models)

    # ------------------------------------------------------------ what happens

    @rule(target=attempts, job_id=ids, lease_seconds=LEASES)
    def claim(self, job_id, lease_seconds):
        model = self.models[job_id]
        job = self.table.claim(job_id, "worker", lease_seconds)
        assert (job is not None) == model.claimable
        if job is None:
            return multiple()
        model.status, model.leased = Status.RUNNING, lease_seconds > 0
        model.attempt, model.strikes = model.attempt + 1, model.strikes + 1
        assert (job.attempt, job.strikes, job.progress) == (model.attempt, model.strikes, 0)
        return job

    @rule(job=attempts, act=st.sampled_from(sorted(WORK)), lease_seconds=LEASES)
    def work_perhaps_as_a_zombie(self, job, act, lease_seconds):
        changes = dict(WORK[act])
        if act == "hands it back":
            changes["strikes"] = job.strikes - 1
        if act == "publishes":
            changes["log_key"] = f"of attempt {job.attempt}"
        if self.write(act, job.job_id, by(job), changes, lease_seconds) and act == "publishes":
            assert self.models[job.job_id].published_by is None
            self.models[job.job_id].published_by = job.attempt

    @rule(job_id=ids, act=st.sampled_from(sorted(FROM_OUTSIDE)))
    def something_from_outside(self, job_id, act):
        statuses, changes = FROM_OUTSIDE[act]
        self.write(act, job_id, Guard(statuses), changes)

    @rule()
    def reconcile(self):
        """Queue again what is due because its lease ran out, as the clock does."""
        due = [job for job in self.table.due() if job.status is Status.RUNNING]
        lost = {job_id for job_id, model in self.models.items() if model.status is Status.RUNNING and not model.leased}
        assert {job.job_id for job in due} == lost
        for job in due:
            requeued = {"status": Status.QUEUED, "lease_until": None, "due_at": None}
            assert self.write("its lease ran out", job.job_id, by(job), requeued)

    @rule(job_id=ids)
    def delete_if_it_ended(self, job_id):
        model = self.models[job_id]
        assert self.table.delete(job_id, Guard(TERMINAL)) == (model.status in TERMINAL)
        if model.status in TERMINAL:
            self.models[job_id] = Model(None)

    def write(self, act, job_id, guard, changes, lease_seconds=None):
        """Write, and hold the answer against the model: accepted exactly when the guard holds. Gives whether it did."""
        model = self.models[job_id]
        holds = model.status in guard.statuses and guard.attempt in {None, model.attempt}
        row = self.table.write(job_id, guard, changes, lease_seconds=lease_seconds)
        assert (row is not None) == holds
        if holds:
            assert row.status in {model.status, *transitions.ALLOWED[model.status]}, act
            model.status = changes.get("status", model.status)
            model.strikes = changes.get("strikes", model.strikes)
            model.leased = model.leased if lease_seconds is None else lease_seconds > 0
        return holds

    # ------------------------------------------------------------ what always holds

    @invariant()
    def every_row_is_as_promised(self):
        for job_id, model in self.models.items():
            row = self.table.get(job_id)
            if model.status is None:
                assert row is None
                continue
            assert (row.status, row.attempt, row.strikes) == (model.status, model.attempt, model.strikes)
            assert row.log_key == (f"of attempt {model.published_by}" if model.published_by else None)
            assert (row.finished_at is not None) == (row.status in TERMINAL)
            assert row.status in ACTIVE or (row.due_at, row.lease_until) == (None, None)


def test_no_history_breaks_the_contract(table, make):
    class OnThisTable(Life):
        def __init__(self):
            super().__init__()
            self.table = table

    run_state_machine_as_test(
        OnThisTable,
        settings=settings(
            max_examples=HISTORIES[make],
            stateful_step_count=STEPS,
            deadline=None,  # nothing here is about time
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
