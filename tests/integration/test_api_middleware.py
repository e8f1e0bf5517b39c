"""What stands around every request: one shape of error, ids, limits, slashes, CORS, and the schema."""

import json
import logging

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from functions.api.answers import JobAnswer
from functions.api.handler import create_app
from functions.api.middleware import LONGEST_BODY
from functions.common.errors import TableUnavailable
from functions.deployment import Deployment
from tests.support.rows import jobs
from tests.support.servers.api import code, serving, serving_app

PAGE = "https://page.example.org"
JSON = {"Content-Type": "application/json"}


# ---------------------------------------------------------------- slashes


@pytest.mark.parametrize("path", ["/jobs", "/settings", "/profiles", "/docs", "/openapi.json"])
def test_a_path_answers_with_and_without_its_slash(api: httpx.Client, path: str) -> None:
    bare, slashed = api.get(path), api.get(f"{path}/")

    assert bare.status_code == slashed.status_code == 200
    assert bare.content == slashed.content


def test_a_post_without_the_slash_keeps_its_body(api: httpx.Client) -> None:
    started = api.post("/upload", json={"filename": "film.mp4", "size": 4})

    assert started.status_code == 201
    assert api.get(f"/status/{started.json()['job_id']}").json()["filename"] == "film.mp4"


def test_the_api_answers_the_same_under_a_prefix(deployment: Deployment) -> None:
    with serving_app(Starlette(routes=[Mount("/api", create_app(deployment))])) as api:
        docs, listed, lost = api.get("/api/docs/"), api.get("/api/jobs"), api.get("/api/nothing")

    assert "/api/openapi.json" in docs.text
    assert listed.json() == {"jobs": [], "next_cursor": None, "unreadable": []}
    assert code(lost) == (404, "route_not_found")


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/jobs/x/y/z", "/status//", "/docs/nothing", "/..%2f..%2fetc/passwd"]
)
def test_an_address_that_is_not_there(api: httpx.Client, path: str) -> None:
    assert code(api.get(path)) == (404, "route_not_found")


def test_a_method_that_an_address_does_not_take(api: httpx.Client) -> None:
    refused = api.put("/settings/", json={})

    assert code(refused) == (405, "method_not_allowed")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert api.delete("/docs").headers["allow"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"size": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'"text"',
        b"null",
        b'{"a": 1, "a": 2}',
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_refused(api: httpx.Client, body: bytes) -> None:
    assert code(api.post("/upload/", content=body, headers=JSON)) == (422, "invalid_request")


def test_a_body_that_is_not_said_to_be_json_is_refused(api: httpx.Client) -> None:
    body = json.dumps({"filename": "film.mp4", "size": 4}).encode()

    assert code(api.post("/upload/", content=body, headers={"Content-Type": "text/plain"})) == (422, "invalid_request")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_above_the_limit_is_refused_before_it_is_read(api: httpx.Client, declared: bool) -> None:
    body = b'"' + b"x" * LONGEST_BODY + b'"'

    refused = api.post("/settings/", content=body if declared else iter([body[:1000], body[1000:]]), headers=JSON)

    assert code(refused) == (413, "body_too_large")


def test_what_is_echoed_of_a_request_is_short(api: httpx.Client) -> None:
    unknown = {("x" * 10_000 + str(n)): 1 for n in range(60)} | {"\ud800": 1}

    refused = api.post("/settings/", content=json.dumps(unknown), headers=JSON)

    assert code(refused) == (422, "invalid_request")
    assert len(refused.content) < 30_000


def test_a_table_that_is_away_is_503_and_says_when_to_come_back(
    api: httpx.Client, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise TableUnavailable

    monkeypatch.setattr(deployment.table, "get", away)

    answer = api.get(f"/status/{'0' * 32}/")

    assert code(answer) == (503, "table_unavailable")
    assert answer.headers["retry-after"] == "5"


def test_what_nobody_expected_is_500_with_an_id_whose_log_line_has_the_traceback(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(deployment.table, "get", breaks)
    changed = jobs.with_config(deployment, allowed_origins=(PAGE,))

    with serving(changed) as api, caplog.at_level(logging.ERROR, "vts"):
        answer = api.get(f"/status/{'0' * 32}/", headers={"Origin": PAGE})

    assert code(answer) == (500, "internal")
    assert "secret detail" not in answer.text
    assert answer.headers["access-control-allow-origin"] == PAGE
    (line,) = [record for record in caplog.records if record.getMessage() == "request_failed"]
    assert line.exc_info
    assert getattr(line, "fields", {})["request_id"] == answer.headers["x-request-id"]
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


# ---------------------------------------------------------------- headers


def test_a_caller_may_bring_the_id_of_its_request(api: httpx.Client) -> None:
    assert api.get("/jobs/", headers={"X-Request-Id": "mine-1"}).headers["x-request-id"] == "mine-1"


@pytest.mark.parametrize("given", ["", "x" * 65, "two words", "a\tb"])
def test_an_id_that_is_none_is_replaced(api: httpx.Client, given: str) -> None:
    made = api.get("/nothing/", headers={"X-Request-Id": given}).headers["x-request-id"]

    assert made != given
    assert len(made) == 32


def test_every_answer_has_an_id_and_keeps_browsers_from_guessing(api: httpx.Client) -> None:
    for answer in (api.get("/jobs/"), api.get("/nothing/"), api.put("/jobs/"), api.post("/upload/", content=b"{")):
        assert answer.headers["x-request-id"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_page_of_an_allowed_origin_may_call_and_read_what_it_needs(deployment: Deployment) -> None:
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,if-match",
    }

    with serving(jobs.with_config(deployment, allowed_origins=(PAGE,))) as api:
        preflight = api.options("/settings/", headers=asked)
        answer = api.get("/settings/", headers={"Origin": PAGE})

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == answer.headers["access-control-allow-origin"] == PAGE
    assert preflight.headers["x-request-id"]
    assert {"ETag", "X-Request-Id", "Retry-After"} <= set(answer.headers["access-control-expose-headers"].split(", "))


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "https://page.example.org.evil.org", "null", "http://page.example.org"]
)
def test_a_page_of_another_origin_may_not(deployment: Deployment, origin: str) -> None:
    with serving(jobs.with_config(deployment, allowed_origins=(PAGE,))) as api:
        preflight = api.options("/settings/", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        answer = api.get("/settings/", headers={"Origin": origin})

    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers
    assert "access-control-allow-origin" not in answer.headers


# ---------------------------------------------------------------- the schema


def test_the_schema_documents_every_call_with_an_example_and_its_errors() -> None:
    schema = create_app().openapi()
    calls = [call for path in schema["paths"].values() for call in path.values()]

    assert all(path.endswith("/") for path in schema["paths"])
    assert len({call["operationId"] for call in calls}) == len(calls)
    for call in calls:
        assert call["summary"]
        assert call["description"]
        assert {"413", "422", "500", "503"} <= set(call["responses"])
        for status, answer in call["responses"].items():
            if int(status) >= 400:
                media = answer["content"]["application/json"]
                assert media["schema"]["$ref"].endswith(("/ErrorAnswer", "/HealthAnswer"))
                assert all(one["value"]["error"]["code"] for one in media.get("examples", {}).values())


def test_the_example_of_a_job_is_one() -> None:
    example = create_app().openapi()["components"]["schemas"]["JobAnswer"]["examples"][0]

    assert JobAnswer.model_validate(example).model_dump(mode="json") == example


def test_the_calls_are_those_of_the_contract() -> None:
    schema = create_app().openapi()

    calls = {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}

    assert calls == {
        "POST /upload/",
        "POST /upload/{job_id}/parts/",
        "GET /upload/{job_id}/parts/",
        "POST /upload/{job_id}/put/",
        "POST /upload/{job_id}/complete/",
        "DELETE /upload/{job_id}/",
        "POST /convert/",
        "GET /status/{job_id}/",
        "GET /jobs/",
        "POST /jobs/{job_id}/cancel/",
        "POST /jobs/{job_id}/retry/",
        "DELETE /jobs/{job_id}/",
        "GET /jobs/{job_id}/log/",
        "GET /download/{job_id}/",
        "GET /hosts/",
        "GET /system_load/",
        "GET /system_load/history/",
        "GET /settings/",
        "GET /settings/fields/",
        "POST /settings/",
        "GET /profiles/",
        "GET /health/",
        "GET /costs/",
        "GET /sign-in/",
        "POST /join/",
        "GET /metrics/",
        "GET /webhooks/",
        "POST /webhooks/",
        "GET /webhooks/{webhook_id}/",
        "POST /webhooks/{webhook_id}/",
        "DELETE /webhooks/{webhook_id}/",
        "POST /webhooks/{webhook_id}/secret/",
        "POST /webhooks/{webhook_id}/test/",
        "GET /deliveries/",
        "GET /deliveries/{delivery_id}/",
        "POST /deliveries/{delivery_id}/replay/",
    }
