"""Jobs over HTTP: looked at, listed, converted, cancelled, tried again, deleted. The table and the buckets are real."""

import json

import httpx
import pytest

from functions import admission, keys
from functions.deployment import Deployment
from functions.errors import BucketUnavailable, SourceDamaged
from functions.jobs import Guard, Job, Problem, Source, Status
from tests import rows


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def with_source(house: Deployment, key: str = "inbox/film.mp4", body: bytes = b"film") -> Source:
    """Put an object; it as a job's source."""
    bucket = house.config.source_bucket
    house.storage.put_bytes(bucket, key, body, "video/mp4")
    stored = house.storage.head(bucket, key)
    assert stored
    return Source(bucket=bucket, key=key, size=stored.size, etag=stored.etag)


def failed(house: Deployment, source: Source | None = None) -> Job:
    job = rows.running(house, lease_seconds=30, source=source or with_source(house))
    problem = Problem(**SourceDamaged().as_dict())
    written = house.table.write(
        job.job_id,
        Guard({Status.RUNNING}),
        {"status": Status.FAILED, "error": problem, "frames_done": 7, "progress": 0.5},
    )
    assert written
    return written


def tasks_of(house: Deployment, job_id: str) -> list[str]:
    return [stored.key for stored in house.storage.listing(house.config.source_bucket, f"{keys.TASKS}{job_id}/")]


def objects(house: Deployment, bucket: str) -> list[str]:
    return [stored.key for stored in house.storage.listing(bucket, "")]


# ---------------------------------------------------------------- status and list


def test_a_job_is_shown_in_the_shape_of_the_contract(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.done(deployment)

    shown = api.get(f"/status/{job.job_id}/").json()

    assert set(shown) == {
        *("job_id", "filename", "status", "phase", "progress", "frames_done", "frames_total", "eta_seconds", "attempt"),
        *("profile", "options", "source", "proxy", "error", "created_at", "queued_at", "started_at", "finished_at"),
        *("expires_at", "worker"),
    }
    assert set(shown["source"]) == {"bucket", "key", "size", "etag", "media"}
    assert set(shown["proxy"]) == {"key", "size", "media", "certificate"}
    assert shown["proxy"]["certificate"]["rules"][0]["passed"] is True
    assert shown["proxy"]["media"]["video"]["rate"] == "25/1"


def test_a_poller_that_knows_the_state_gets_304(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.queued(deployment)
    at = f"/status/{job.job_id}/"
    known = {"If-None-Match": api.get(at).headers["etag"]}

    unchanged = api.get(at, headers=known)
    deployment.table.claim(job.job_id, "tests", 30)
    changed = api.get(at, headers=known)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (changed.status_code, changed.json()["status"]) == (200, "running")


def test_the_list_is_newest_first_in_pages(api: httpx.Client, deployment: Deployment) -> None:
    made = [rows.waiting(deployment).job_id for _ in range(5)]

    first = api.get("/jobs/", params={"limit": 3}).json()
    second = api.get("/jobs/", params={"limit": 3, "cursor": first["next_cursor"]}).json()

    assert [job["job_id"] for job in first["jobs"] + second["jobs"]] == made[::-1]
    assert second["next_cursor"] is None


def test_the_list_is_searched_by_name_and_state(api: httpx.Client, deployment: Deployment) -> None:
    rows.waiting(deployment, filename="Ärger 50%.mov")
    rows.waiting(deployment, filename="film.mov")
    rows.queued(deployment)

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
    rows.waiting(deployment)
    assert api.get("/jobs/", headers=known).status_code == 200


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
        "waiting": lambda: rows.waiting(deployment, multipart=True),
        "queued": lambda: rows.queued(deployment),
        "running": lambda: rows.running(deployment, lease_seconds=30),
    }[state]()

    first, second = (api.post(f"/jobs/{job.job_id}/cancel/") for _ in range(2))

    assert first.status_code == 200
    assert (first.json()["status"], first.json()["error"]["code"]) == ("cancelled", "cancelled")
    assert first.json()["finished_at"] is not None
    assert second.json() == first.json()
    assert list(deployment.storage.open_multiparts()) == []


def test_a_job_that_has_ended_cannot_be_cancelled(api: httpx.Client, deployment: Deployment) -> None:
    assert code(api.post(f"/jobs/{rows.done(deployment).job_id}/cancel/")) == (409, "not_in_this_state")


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
        "waiting": lambda: rows.waiting(deployment),
        "queued": lambda: rows.queued(deployment),
        "running": lambda: rows.running(deployment, lease_seconds=30),
        "done": lambda: rows.done(deployment),
    }[state]()

    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (409, "not_in_this_state")
    assert tasks_of(deployment, job.job_id) == []


def test_a_job_whose_source_is_gone_or_replaced_cannot_be_retried(api: httpx.Client, deployment: Deployment) -> None:
    job = failed(deployment)
    with_source(deployment, body=b"another film")
    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (404, "source_not_found")

    deployment.storage.delete(job.source.bucket, [job.source.key])
    assert code(api.post(f"/jobs/{job.job_id}/retry/")) == (404, "source_not_found")


# ---------------------------------------------------------------- convert


def test_a_source_is_converted_again_with_another_profile(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "uploads/" + "1" * 32 + "/source")
    job = rows.queued(deployment, source=source)

    answer = api.post("/convert/", json={"job_id": job.job_id, "profile": "web-1080p", "options": {"quality": "low"}})

    assert answer.status_code == 202
    new = answer.json()
    assert new["job_id"] != job.job_id
    assert (new["status"], new["profile"], new["options"]["quality"]) == ("queued", "web-1080p", "low")
    assert (new["filename"], new["source"]["key"], new["source"]["etag"]) == (job.filename, source.key, source.etag)
    assert len(tasks_of(deployment, new["job_id"])) == 1


def test_an_object_is_converted_by_its_key(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "inbox/Übung 1.mov")

    new = api.post("/convert/", json={"key": source.key}).json()

    assert (new["filename"], new["source"]["size"], new["source"]["etag"]) == ("Übung 1.mov", 4, source.etag)


def test_an_upload_converted_by_its_key_keeps_the_name_of_its_job(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "uploads/" + "1" * 32 + "/source")
    rows.waiting(deployment, filename="Zoë.mov", source=source)

    assert api.post("/convert/", json={"key": source.key}).json()["filename"] == "Zoë.mov"


@pytest.mark.parametrize(
    "key",
    [
        "inbox/nothing.mp4",
        "inbox/../x",
        "inbox//x",
        "inbox/.",
        "inbox/" + "x" * 300,
        "inbox/" + "é" * 600,
        "inbox/a\\b",
    ],
)
def test_a_key_under_which_nothing_is_or_can_be_is_not_found(api: httpx.Client, key: str) -> None:
    assert code(api.post("/convert/", json={"key": key})) == (404, "source_not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"job_id": "0" * 32, "key": "inbox/a"}, "body"),
        ({"key": "tasks/x"}, "key"),
        ({"key": "/etc/passwd"}, "key"),
        ({"key": "inbox/a\x00b"}, "key"),
        ({"key": "inbox/" + "x" * 1020}, "key"),
        ({"job_id": "x"}, "job_id"),
        ([], "body"),
    ],
)
def test_an_order_that_names_no_source_is_refused(api: httpx.Client, body: object, field: str) -> None:
    answer = api.post("/convert/", json=body)

    assert code(answer) == (422, "invalid_request")
    assert list(answer.json()["error"]["fields"]) == [field]


# ---------------------------------------------------------------- delete


def test_a_deleted_job_takes_its_outputs_and_its_source_along(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.done(deployment)
    bucket = deployment.config.source_bucket
    deployment.storage.put_bytes(bucket, job.source.key, b"film", "video/mp4")
    stored = deployment.storage.head(bucket, job.source.key)
    assert stored
    deployment.table.write(
        job.job_id, Guard({Status.DONE}), {"source": job.source.model_copy(update={"etag": stored.etag})}
    )

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204

    assert objects(deployment, bucket) == []
    assert objects(deployment, deployment.config.proxy_bucket) == []
    assert deployment.table.get(job.job_id) is None
    assert deployment.table.notes(admission.TOMBSTONE, job.job_id)
    assert code(api.delete(f"/jobs/{job.job_id}/")) == (404, "job_not_found")


def test_a_source_that_another_job_uses_is_kept(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment)
    first, second = failed(deployment, source), failed(deployment, source)

    api.delete(f"/jobs/{first.job_id}/")
    assert objects(deployment, source.bucket) == [source.key]
    api.delete(f"/jobs/{second.job_id}/")
    assert objects(deployment, source.bucket) == []


def test_a_file_that_took_the_place_of_the_source_is_kept(api: httpx.Client, deployment: Deployment) -> None:
    job = failed(deployment)
    with_source(deployment, body=b"another film")

    api.delete(f"/jobs/{job.job_id}/")

    assert objects(deployment, deployment.config.source_bucket) == [job.source.key]


def test_a_queued_job_is_deleted_and_a_late_claim_finds_nothing(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.queued(deployment, source=with_source(deployment))

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    assert deployment.table.claim(job.job_id, "tests", 30) is None


def test_a_job_that_waits_is_deleted_with_its_parts(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.waiting(deployment, multipart=True)

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    assert list(deployment.storage.open_multiparts()) == []


def test_a_running_job_cannot_be_deleted(api: httpx.Client, deployment: Deployment) -> None:
    job = rows.running(deployment, lease_seconds=30)

    assert code(api.delete(f"/jobs/{job.job_id}/")) == (409, "not_in_this_state")
    assert deployment.table.get(job.job_id) is not None


# ---------------------------------------------------------------- what stays inside


def test_what_is_for_the_workers_is_not_shown(api: httpx.Client, deployment: Deployment) -> None:
    shown = json.dumps(api.get(f"/status/{rows.done(deployment).job_id}/").json())

    assert not [name for name in ("recipe", "strikes", "due_at", "lease_until", "keeps_source") if f'"{name}"' in shown]
