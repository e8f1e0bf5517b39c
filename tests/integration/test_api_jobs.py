"""Jobs over HTTP: looked at, listed, converted, cancelled, tried again, deleted. The table and the buckets are real."""

import json

import httpx
import pytest

from functions.bucket import keys
from functions.common import errors
from functions.common.errors import BucketUnavailable, Rejection, VtsError
from functions.deployment import Deployment
from functions.jobs.model import Changes, Guard, Problem, Status
from tests.support.rows import jobs
from tests.support.rows.requests import failed, tasks_of, with_source
from tests.support.servers.api import code, serving

# ---------------------------------------------------------------- status and list


def test_a_job_is_shown_in_the_shape_of_the_contract(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.done(deployment)

    shown = api.get(f"/status/{job.job_id}/").json()

    assert set(shown) == {
        *("job_id", "filename", "status", "phase", "progress", "frames_done", "frames_total", "eta_seconds", "attempt"),
        *("profile", "options", "source", "proxy", "error", "created_at", "queued_at", "started_at", "finished_at"),
        *("expires_at", "worker", "phases", "estimate", "cost", "segments", "remedies", "folder", "missing"),
        "outputs",
    }
    assert set(shown["source"]) == {"bucket", "key", "size", "etag", "media"}
    assert set(shown["proxy"]) == {"key", "size", "media", "certificate"}
    assert shown["proxy"]["certificate"]["rules"][0]["passed"] is True
    assert shown["proxy"]["media"]["video"]["rate"] == "25/1"


@pytest.mark.parametrize(
    ("error", "remedies"),
    [
        (errors.TextFile(), []),
        (errors.TooLong(), ["retry", "convert"]),  # a setting may be raised
        (errors.SourceDamaged(), ["convert"]),
        (errors.EncoderFailed(), ["retry", "convert"]),
        (errors.SourceGone(), []),
    ],
    ids=lambda each: getattr(each, "code", ""),
)
def test_a_job_that_ended_without_a_proxy_says_what_may_help(
    api: httpx.Client, deployment: Deployment, error: VtsError, remedies: list[str]
) -> None:
    job = jobs.queued(deployment)
    status = Status.REJECTED if isinstance(error, Rejection) else Status.FAILED
    ended: Changes = {"status": status, "error": Problem(code=error.code, message=error.message, hint=error.hint)}
    deployment.table.write(job.job_id, Guard({Status.QUEUED}), ended)

    assert api.get(f"/status/{job.job_id}/").json()["remedies"] == remedies


def test_a_poller_that_knows_the_state_gets_304(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.queued(deployment)
    at = f"/status/{job.job_id}/"
    known = {"If-None-Match": api.get(at).headers["etag"]}

    unchanged = api.get(at, headers=known)
    deployment.table.claim(job.job_id, "tests", 30)
    changed = api.get(at, headers=known)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.json()["status"]) == (200, "running")


def test_the_list_is_newest_first_in_pages(api: httpx.Client, deployment: Deployment) -> None:
    made = [jobs.waiting(deployment).job_id for _ in range(5)]

    first = api.get("/jobs/", params={"limit": 3}).json()
    second = api.get("/jobs/", params={"limit": 3, "cursor": first["next_cursor"]}).json()

    assert [job["job_id"] for job in first["jobs"] + second["jobs"]] == made[::-1]
    assert second["next_cursor"] is None


def test_the_list_is_searched_by_name_and_state(api: httpx.Client, deployment: Deployment) -> None:
    jobs.waiting(deployment, filename="Ärger 50%.mov")
    jobs.waiting(deployment, filename="film.mov")
    jobs.queued(deployment)

    def names(**params: str) -> list[str]:
        return [job["filename"] for job in api.get("/jobs/", params=params).json()["jobs"]]

    assert names(q="ärger") == ["Ärger 50%.mov"]
    assert names(q="50%") == ["Ärger 50%.mov"]
    assert names(q="nothing") == []
    assert len(names(status="waiting")) == 2
    assert len(names(status="queued", q="", cursor="")) == 1


def test_the_list_answers_304_while_nothing_changes(api: httpx.Client, deployment: Deployment) -> None:
    known = {"If-None-Match": api.get("/jobs/").headers["etag"]}

    assert api.get("/jobs/", headers=known).status_code == 304
    jobs.waiting(deployment)
    assert api.get("/jobs/", headers=known).status_code == 200


def test_a_brief_list_has_what_a_line_shows_and_nothing_of_the_files(api: httpx.Client, deployment: Deployment) -> None:
    published, fresh = jobs.done(deployment), jobs.waiting(deployment)

    answer = api.get("/jobs/", params={"brief": True, "limit": 1}).json()
    rest = api.get("/jobs/", params={"brief": True, "cursor": answer["next_cursor"]}).json()

    (line, done) = answer["jobs"] + rest["jobs"]
    assert (line["job_id"], done["job_id"]) == (fresh.job_id, published.job_id)
    assert (line["size"], line["duration"], line["proxy_size"]) == (4, None, None)
    assert (done["status"], done["proxy_size"], done["expires_at"] is None) == ("done", 6, False)
    assert not {"source", "proxy", "phases"} & set(line)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_a_wrong_parameter_of_the_list_is_named(api: httpx.Client, params: dict[str, str], field: str) -> None:
    answer = api.get("/jobs/", params=params)

    assert code(answer) == (422, "invalid_request")
    assert list(answer.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/status/{}/"),
        ("POST", "/jobs/{}/cancel/"),
        ("POST", "/jobs/{}/retry/"),
        ("DELETE", "/jobs/{}/"),
        ("GET", "/jobs/{}/log/"),
        ("GET", "/download/{}/"),
        ("GET", "/upload/{}/parts/"),
        ("POST", "/upload/{}/complete/"),
        ("DELETE", "/upload/{}/"),
    ],
)
def test_a_job_that_is_not_there_is_not_found(api: httpx.Client, method: str, path: str) -> None:
    assert code(api.request(method, path.format("0" * 32))) == (404, "job_not_found")
    assert code(api.request(method, path.format("no-such-id"))) == (422, "invalid_request")


# ---------------------------------------------------------------- cancel


@pytest.mark.parametrize("state", ["waiting", "queued", "running"])
def test_a_job_that_has_not_ended_is_cancelled(api: httpx.Client, deployment: Deployment, state: str) -> None:
    job = {
        "waiting": lambda: jobs.waiting(deployment, multipart=True),
        "queued": lambda: jobs.queued(deployment),
        "running": lambda: jobs.running(deployment, lease_seconds=30),
    }[state]()

    first, second = (api.post(f"/jobs/{job.job_id}/cancel/") for _ in range(2))

    assert first.status_code == 200
    assert (first.json()["status"], first.json()["error"]["code"]) == ("cancelled", "cancelled")
    assert first.json()["finished_at"] is not None
    assert second.json() == first.json()
    assert list(deployment.storage.open_multiparts()) == []


def test_a_job_that_has_ended_cannot_be_cancelled(api: httpx.Client, deployment: Deployment) -> None:
    assert code(api.post(f"/jobs/{jobs.done(deployment).job_id}/cancel/")) == (409, "not_in_this_state")


# ---------------------------------------------------------------- retry


def test_a_failed_job_is_queued_anew_and_a_task_asks_for_it(api: httpx.Client, deployment: Deployment) -> None:
    job = failed(deployment)

    answer = api.post(f"/jobs/{job.job_id}/retry/")

    row = deployment.table.get(job.job_id)
    assert row
    assert answer.status_code == 202
    assert (row.status, row.strikes, row.attempt, row.error, row.progress) == (Status.QUEUED, 0, 1, None, 0)
    assert (row.finished_at, row.worker) == (None, None)
    assert row.due_at is not None
    (task,) = tasks_of(deployment, job.job_id)
    assert keys.job_of_task(task) == job.job_id


def test_a_retry_whose_task_cannot_be_put_is_left_to_the_reconciler(
    api: httpx.Client, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = failed(deployment)

    def away(*_: object) -> None:
        raise BucketUnavailable

    monkeypatch.setattr(deployment.storage, "put_bytes", away)

    assert api.post(f"/jobs/{job.job_id}/retry/").status_code == 202
    row = deployment.table.get(job.job_id)
    assert row
    assert (row.status, row.due_at is not None) == (Status.QUEUED, True)


@pytest.mark.parametrize("state", ["waiting", "queued", "running", "done"])
def test_a_job_that_did_not_fail_cannot_be_retried(api: httpx.Client, deployment: Deployment, state: str) -> None:
    job = {
        "waiting": lambda: jobs.waiting(deployment),
        "queued": lambda: jobs.queued(deployment),
        "running": lambda: jobs.running(deployment, lease_seconds=30),
        "done": lambda: jobs.done(deployment),
    }[state]()

    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (409, "not_in_this_state")
    assert tasks_of(deployment, job.job_id) == []


def test_a_job_whose_source_is_gone_or_replaced_cannot_be_retried(api: httpx.Client, deployment: Deployment) -> None:
    job = failed(deployment)
    with_source(deployment, body=b"another film")
    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (404, "source_not_found")

    deployment.storage.delete(job.source.bucket, [job.source.key])
    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (404, "source_not_found")


# ---------------------------------------------------------------- what stays inside


def test_what_is_for_the_workers_is_not_shown(api: httpx.Client, deployment: Deployment) -> None:
    shown = json.dumps(api.get(f"/status/{jobs.done(deployment).job_id}/").json())

    assert not [name for name in ("recipe", "strikes", "due_at", "lease_until", "keeps_source") if f'"{name}"' in shown]


def test_pollers_are_answered_from_memory_and_never_miss_a_change_of_their_own(deployment: Deployment) -> None:
    with serving(deployment, memory_seconds=600) as api:
        job = jobs.queued(deployment)
        page, status = api.get("/jobs/"), api.get(f"/status/{job.job_id}/")
        jobs.waiting(deployment)
        again = api.get("/jobs/")
        assert (again.content, again.headers["etag"]) == (page.content, page.headers["etag"])
        assert api.get("/jobs", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
        assert api.get(f"/status/{job.job_id}/").content == status.content
        assert len(api.get("/jobs/?limit=50").json()["jobs"]) == 2  # another question

        api.post(f"/jobs/{job.job_id}/cancel/")

        assert len(api.get("/jobs/").json()["jobs"]) == 2
        assert api.get(f"/status/{job.job_id}/").json()["status"] == "cancelled"
