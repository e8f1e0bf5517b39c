"""Sources converted again, over HTTP."""

import httpx
import pytest

from functions.deployment import Deployment
from tests.support.rows import jobs
from tests.support.rows.requests import tasks_of, with_source
from tests.support.servers.api import code


def test_a_source_is_converted_again_with_another_profile(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "uploads/" + "1" * 32 + "/source")
    job = jobs.queued(deployment, source=source)

    answer = api.post("/convert/", json={"job_id": job.job_id, "profile": "web-1080p", "options": {"quality": "low"}})

    assert answer.status_code == 202
    new = answer.json()
    assert new["job_id"] != job.job_id
    assert (new["status"], new["profile"], new["options"]["quality"]) == ("queued", "web-1080p", "low")
    assert (new["filename"], new["source"]["key"], new["source"]["etag"]) == (job.filename, source.key, source.etag)
    assert len(tasks_of(deployment, new["job_id"])) == 1


def test_a_programme_and_the_rate_of_a_raw_stream_are_options(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "inbox/mux.ts")

    new = api.post("/convert/", json={"key": source.key, "options": {"programme": 2, "rate": "30000/1001"}}).json()

    assert (new["options"]["programme"], new["options"]["rate"]) == (2, "30000/1001")


@pytest.mark.parametrize(
    "options",
    [{"programme": 0}, {"programme": 65_536}, {"programme": "2"}, {"rate": "0"}, {"rate": "1/0"}, {"rate": 25}],
    ids=str,
)
def test_a_programme_or_a_rate_that_cannot_be_is_named(
    options: dict[str, object], api: httpx.Client, deployment: Deployment
) -> None:
    source = with_source(deployment, "inbox/mux.ts")
    refused = api.post("/convert/", json={"key": source.key, "options": options})
    assert refused.status_code == 422
    assert f"options.{next(iter(options))}" in refused.json()["error"]["fields"]


def test_an_object_is_converted_by_its_key(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "inbox/Übung 1.mov")

    new = api.post("/convert/", json={"key": source.key}).json()

    assert (new["filename"], new["source"]["size"], new["source"]["etag"]) == ("Übung 1.mov", 4, source.etag)


def test_an_upload_converted_by_its_key_keeps_the_name_of_its_job(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment, "uploads/" + "1" * 32 + "/source")
    jobs.waiting(deployment, filename="Zoë.mov", source=source)

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
