"""Requests that are sent again with an Idempotency-Key, on every backend of the job table."""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from functions.api.handler import create_app
from functions.deployment import Deployment
from functions.jobs import idempotency, model, settings
from functions.jobs.model import IDEMPOTENCY, Guard, Status
from functions.upkeep import retention
from tests.support.rows import jobs
from tests.support.servers.api import code, serving

FILM = {"filename": "film.mp4", "size": 4}


@pytest.fixture
def deployment(deployment: Deployment, table: model.JobTable) -> Deployment:
    """The deployment on the table of this make."""
    return Deployment(deployment.config, table, deployment.storage)


@pytest.fixture
def api(deployment: Deployment) -> Iterator[httpx.Client]:
    with serving(deployment) as client:
        yield client


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def stored(deployment: Deployment) -> str:
    deployment.storage.put_bytes(deployment.config.source_bucket, "inbox/film.mp4", b"film", "video/mp4")
    return "inbox/film.mp4"


def test_a_conversion_that_is_sent_twice_makes_one_job(api: httpx.Client, deployment: Deployment) -> None:
    order, named = {"key": stored(deployment)}, key()

    first = api.post("/convert/", json=order, headers=named)
    again = api.post(
        "/convert", content=b'{ "key":\n"inbox/film.mp4" }', headers={**named, "Content-Type": "application/json"}
    )

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert [job.job_id for job in deployment.table.find().jobs] == [first.json()["job_id"]]


def test_another_key_or_none_makes_another_job(api: httpx.Client, deployment: Deployment) -> None:
    order = {"key": stored(deployment)}

    made = {api.post("/convert/", json=order, headers=sent).json()["job_id"] for sent in (key(), key(), {}, {})}

    assert len(made) == 4


def test_the_same_key_for_something_else_is_refused(api: httpx.Client, deployment: Deployment) -> None:
    named = key()
    api.post("/upload/", json=FILM, headers=named)

    assert code(api.post("/upload/", json={**FILM, "size": 5}, headers=named)) == (422, "idempotency_key_reused")
    assert code(api.post("/convert/", json=FILM, headers=named)) == (422, "idempotency_key_reused")
    assert len(deployment.table.find().jobs) == 1


def test_of_many_at_once_one_is_carried_out(api: httpx.Client, deployment: Deployment) -> None:
    order, named, together = {"key": stored(deployment)}, key(), threading.Barrier(8)

    def send(_: int) -> httpx.Response:
        together.wait()
        return httpx.post(f"{api.base_url}/convert/", json=order, headers=named, timeout=60)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["job_id"] for answer in answers if answer.status_code == 202}) == 1
    assert all(code(answer) == (409, "idempotency_key_busy") for answer in answers if answer.status_code == 409)
    assert len(deployment.table.find().jobs) == 1


def test_what_was_refused_made_nothing_and_may_be_sent_again(api: httpx.Client, deployment: Deployment) -> None:
    named = key()

    assert code(api.post("/convert/", json={"key": "inbox/film.mp4"}, headers=named)) == (404, "source_not_found")
    stored(deployment)
    assert api.post("/convert/", json={"key": "inbox/film.mp4"}, headers=named).status_code == 202


def test_a_retry_that_is_sent_twice_is_one(api: httpx.Client, deployment: Deployment) -> None:
    job, named = jobs.queued(deployment), key()
    jobs.put_source(deployment, job)
    deployment.table.write(job.job_id, Guard({Status.QUEUED}), {"status": Status.FAILED})

    first = api.post(f"/jobs/{job.job_id}/retry/", headers=named)
    deployment.table.write(job.job_id, Guard({Status.QUEUED}), {"status": Status.FAILED})

    assert api.post(f"/jobs/{job.job_id}/retry/", headers=named).json() == first.json()
    ended = deployment.table.get(job.job_id)
    assert ended
    assert ended.status is Status.FAILED


def test_a_webhook_that_is_added_twice_is_one_with_one_secret(api: httpx.Client) -> None:
    named, hook = key(), {"url": "https://studio.example.org/hook"}

    first = api.post("/webhooks/", json=hook, headers=named).json()

    assert api.post("/webhooks/", json=hook, headers=named).json() == first
    assert len(api.get("/webhooks/").json()["webhooks"]) == 1


def test_a_key_is_forgotten_after_a_day(
    api: httpx.Client, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = key()
    first = api.post("/upload/", json=FILM, headers=named).json()["job_id"]
    monkeypatch.setitem(model.DOCUMENT_LIFE, IDEMPOTENCY, timedelta(seconds=-1))

    second = api.post("/upload/", json=FILM, headers=named).json()["job_id"]
    retention.retain(deployment, settings.read(deployment.table).settings)

    assert first != second
    assert deployment.table.documents(IDEMPOTENCY) == []


def test_a_request_that_was_lost_with_its_process_may_be_sent_again(
    api: httpx.Client, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "keep", lambda *_: None)  # as where it is killed in the middle
    named = key()
    api.post("/upload/", json=FILM, headers=named)

    assert code(api.post("/upload/", json=FILM, headers=named)) == (409, "idempotency_key_busy")
    monkeypatch.setattr(idempotency, "CLAIM_LIFE", timedelta(seconds=-1))
    assert api.post("/upload/", json=FILM, headers=named).status_code == 201


@pytest.mark.parametrize("wrong", ["", "a b", "x" * 256])
def test_a_key_that_is_none_is_refused_by_name(api: httpx.Client, wrong: str) -> None:
    refused = api.post("/upload/", json=FILM, headers={"Idempotency-Key": wrong})

    assert code(refused) == (422, "invalid_request")
    assert set(refused.json()["error"]["fields"]) == {"Idempotency-Key"}


def test_the_schema_says_where_it_is_taken() -> None:
    schema = create_app().openapi()

    taken = {
        path
        for path, operations in schema["paths"].items()
        if any(each.get("name") == "Idempotency-Key" for each in operations.get("post", {}).get("parameters", []))
    }
    assert taken == {
        *("/upload/", "/convert/", "/webhooks/", "/jobs/{job_id}/retry/"),
        *("/webhooks/{webhook_id}/secret/", "/webhooks/{webhook_id}/test/", "/deliveries/{delivery_id}/replay/"),
    }
    examples = schema["paths"]["/convert/"]["post"]["responses"]["422"]["content"]["application/json"]["examples"]
    assert "idempotency_key_reused" in examples
