"""What jobs and days have cost, as it is written down; and the ceilings, before anything is encoded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from functions import transcode
from functions.bucket.notifications import Arrival
from functions.intake import billing, tasks
from functions.jobs import settings
from functions.jobs.model import Status
from functions.plan import estimate
from functions.plan.estimate import Place, Retention
from tests.support.films import clips
from tests.support.rows import jobs

HOSTS = Place(estimate.prices("own"))


def took(cpu_seconds):
    return estimate.measured(HOSTS, cpu_seconds, cpu_seconds, Retention(0, 0, 0, 0))


@pytest.fixture
def film(deployment, clip_folder):
    """A job whose source, a film of two seconds, has just been put."""
    job = jobs.waiting(deployment)
    deployment.storage.put_file(job.source.bucket, job.source.key, clips.make("h264_mp4", clip_folder), "video/mp4")
    return job


@pytest.fixture
def settled(deployment):
    """Settle the arrival of a job's source, and give the row as it is then."""

    def settle(job):
        transcode.settle(deployment, Arrival(job.source.bucket, job.source.key, 0, ""))
        return deployment.table.get(job.job_id)

    return settle


def spent(deployment):
    return billing.month(deployment, settings.read(deployment.table).settings)


# ---------------------------------------------------------------- days


def test_a_day_adds_up_what_the_tries_took(table):
    for cpu_seconds in (1.5, 2.0, 4.0):
        billing.record(table, took(cpu_seconds))

    (document,) = table.documents(billing.KIND)
    assert document.key == table.now().date().isoformat()
    assert (document.body["tries"], document.body["amount"], document.body["cpu_seconds"]) == (3, 7.5, 7.5)


def test_of_many_that_write_at_once_none_is_lost(table):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: billing.record(table, took(1)), range(24)))

    assert sum(document.body["tries"] for document in table.documents(billing.KIND)) == 24


def test_who_meets_another_in_the_days_note_goes_on_with_a_further_one(deployment):
    table = deployment.table
    billing.record(table, took(1))

    class Met:
        """Another writes the day's document between the reading and the writing of ours."""

        now, put_document = table.now, table.put_document

        def documents(self, kind, key):
            found = table.documents(kind, key)
            if found and "/" not in key:
                table.put_document(kind, key, found[0].body)
            return found

    billing.record(Met(), took(2))

    first, further = sorted(table.documents(billing.KIND), key=lambda document: document.key)
    assert (first.body["tries"], further.body["tries"]) == (1, 1)
    assert further.key.startswith(f"{first.key}/")
    (day,) = spent(deployment).days
    assert (day.tries, day.amount) == (2, 3)


def test_a_day_begun_in_another_unit_begins_anew(table):
    billing.record(table, estimate.measured(Place(estimate.prices("aws"), 1769), 10, 10, Retention(0, 0, 0, 0)))
    billing.record(table, took(2))

    (document,) = table.documents(billing.KIND)
    assert (document.body["unit"], document.body["amount"]) == ("CPU-s", 2)


def test_a_month_has_its_own_days_only_and_what_runs_in_it(deployment):
    now = deployment.table.now()
    billing.record(deployment.table, took(3))
    last_month = (now.replace(day=1) - timedelta(days=1)).date()
    deployment.table.put_document(billing.KIND, last_month.isoformat(), {"unit": "CPU-s", "tries": 1, "amount": 99.0})
    running = jobs.running(deployment, lease_seconds=60)
    attempt_of = transcode.Attempt(deployment.table, running, 60)
    attempt_of.write({"estimate": took(7)})

    month = spent(deployment)

    assert (month.month, month.unit, month.amount, month.running) == (f"{now:%Y-%m}", "CPU-s", 3, 7)
    assert [(day.day, day.tries) for day in month.days] == [(now.date(), 1)]
    earlier = billing.month(deployment, settings.AppConfig(), f"{last_month:%Y-%m}")
    assert (earlier.amount, earlier.running) == (99, 0)


# ---------------------------------------------------------------- jobs


def test_a_job_that_ran_says_what_it_was_estimated_to_cost_and_what_it_has_cost(deployment, film, settled):
    job = settled(film)

    assert job.status is Status.DONE
    assert (job.estimate.basis, job.estimate.unit) == ("probe", "CPU-s")
    assert (job.cost.basis, job.cost.unit) == ("measured", "CPU-s")
    assert 0.1 < job.cost.cpu_seconds < 60
    assert job.cost.amount == pytest.approx(job.cost.cpu_seconds)
    assert spent(deployment).amount == pytest.approx(job.cost.amount, abs=0.01)


def test_what_failed_has_cost_something_too(deployment, clip_folder, settled):
    job = jobs.waiting(deployment)
    deployment.storage.put_file(job.source.bucket, job.source.key, clips.make("audio_only", clip_folder), "video/mp4")

    refused = settled(job)

    assert refused.status is Status.REJECTED
    assert 0 < refused.cost.cpu_seconds == pytest.approx(spent(deployment).days[0].cpu_seconds, abs=0.01)


def test_a_second_try_adds_to_the_cost_of_the_first(deployment, film, settled):
    once = settled(film)
    deployment.table.write(film.job_id, jobs.Guard({Status.DONE}), {"status": Status.QUEUED})
    tasks.send(deployment, film)
    task = next(iter(deployment.storage.listing(film.source.bucket, f"tasks/{film.job_id}")))

    transcode.settle(deployment, Arrival(film.source.bucket, task.key, 0, ""))

    twice = deployment.table.get(film.job_id)
    assert twice.attempt == 2
    assert twice.cost.cpu_seconds > 1.3 * once.cost.cpu_seconds
    assert spent(deployment).days[0].tries == 2


# ---------------------------------------------------------------- ceilings


def test_a_job_estimated_above_its_ceiling_is_refused_before_anything_is_encoded(deployment, film, settled):
    settings.change(deployment.table, {"job_ceiling": 0.5})

    job = settled(film)

    assert (job.status, job.error.code) == (Status.REJECTED, "job_too_dear")
    assert "the ceiling is 0.5" in job.error.message
    assert job.estimate.amount > 0.5
    assert job.log_key is None


def test_without_a_ceiling_a_job_that_is_large_for_its_file_is_refused(deployment, film, settled, monkeypatch):
    monkeypatch.setattr(estimate, "most", lambda _: 0.5)

    job = settled(film)

    assert (job.status, job.error.code) == (Status.REJECTED, "job_too_dear")
    assert "as long as job_ceiling is not set" in job.error.message

    settings.change(deployment.table, {"job_ceiling": 1000})  # whoever sets one, knows
    billing.refuse_too_dear(settings.read(deployment.table).settings, film.source.size, job.estimate)


def test_a_job_within_the_ceilings_is_made(deployment, film, settled):
    settings.change(deployment.table, {"job_ceiling": 100, "month_ceiling": 1000})

    assert settled(film).status is Status.DONE


def test_a_job_beyond_the_months_ceiling_waits_and_is_made_once_that_is_raised(deployment, film, settled):
    settings.change(deployment.table, {"month_ceiling": 0})

    held = settled(film)

    assert (held.status, held.error.code, held.strikes, held.attempt) == (Status.QUEUED, "month_held", 0, 1)
    assert held.due_at > held.queued_at
    assert settled(film).attempt == 1  # asked for again, it is not even claimed

    settings.change(deployment.table, {"month_ceiling": 1000})
    assert settled(film).status is Status.DONE


def test_what_other_jobs_are_about_to_cost_counts_to_the_month(deployment, film, settled):
    settings.change(deployment.table, {"month_ceiling": 100})
    other = jobs.running(deployment, lease_seconds=60)
    transcode.Attempt(deployment.table, other, 60).write({"estimate": took(100)})

    assert settled(film).error.code == "month_held"


def test_where_the_settings_refuse_beyond_the_month_jobs_are_refused(deployment, film, settled):
    settings.change(deployment.table, {"month_ceiling": 0, "over_month_ceiling": "refuse"})

    job = settled(film)

    assert (job.status, job.error.code) == (Status.REJECTED, "month_spent")
