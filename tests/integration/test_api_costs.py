"""The price of a job before it runs, and the bill of a month, over HTTP."""

import pytest

from functions.intake import billing
from functions.jobs import settings
from functions.plan import estimate
from functions.plan.estimate import Place, Retention
from tests.support.rows import jobs

FILM = {"filename": "film.mp4", "size": len(jobs.FILM)}


@pytest.fixture
def spent(deployment):
    """Ten CPU-seconds, on this day."""
    billing.record(deployment.table, estimate.measured(Place(estimate.prices("own")), 10, 10, Retention(0, 0, 0, 0)))


def uploaded(api, deployment):
    """Start an upload, and put its bytes past the URL."""
    job_id = api.post("/upload/", json=FILM).json()["job_id"]
    jobs.put_source(deployment, deployment.table.get(job_id))
    return job_id


def test_a_completed_upload_is_answered_with_what_it_is_going_to_cost(api, deployment):
    job_id = uploaded(api, deployment)

    job = api.post(f"/upload/{job_id}/complete/").json()

    assert (job["estimate"]["basis"], job["estimate"]["unit"]) == ("size", "CPU-s")
    assert job["estimate"]["amount"] > 0
    assert job["cost"] is None


def test_a_conversion_of_what_was_probed_before_is_estimated_by_its_contents(api, deployment):
    earlier = jobs.queued(deployment)
    jobs.put_source(deployment, earlier)
    deployment.table.write(
        earlier.job_id,
        jobs.Guard({earlier.status}),
        {"source": earlier.source.model_copy(update={"media": jobs.MEDIA})},
    )

    job = api.post("/convert/", json={"job_id": earlier.job_id}).json()

    assert job["estimate"]["basis"] == "probe"


def test_the_bill_of_this_month_says_its_days_and_the_list_it_is_counted_by(api, deployment, spent):
    bill = api.get("/costs/").json()

    today = deployment.table.now().date().isoformat()
    day = {"day": today, "tries": 1, "amount": 10.0, "cpu_seconds": 10.0, "gb_seconds": 0.0}
    assert bill["days"] == [day]
    assert (bill["month"], bill["amount"], bill["unit"], bill["ceiling"]) == (today[:7], 10.0, "CPU-s", None)
    assert bill["prices"]["as_of"]


def test_another_month_is_asked_for_by_name_and_what_is_none_is_refused(api, spent):
    assert api.get("/costs/", params={"month": "2001-02"}).json()["amount"] == 0
    assert api.get("/costs/", params={"month": "2001-13"}).status_code == 422


def test_a_bill_that_has_not_changed_is_not_sent_twice(api, spent):
    first = api.get("/costs/")

    again = api.get("/costs/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_where_the_month_is_spent_and_jobs_are_refused_no_upload_is_started(api, deployment, spent):
    settings.change(deployment.table, {"month_ceiling": 10, "over_month_ceiling": "refuse"})

    refused = api.post("/upload/", json=FILM)

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "month_spent")
    assert deployment.table.find().jobs == []


def test_where_jobs_wait_for_the_next_month_uploads_are_taken(api, deployment, spent):
    settings.change(deployment.table, {"month_ceiling": 10})

    assert api.post("/upload/", json=FILM).status_code == 201
