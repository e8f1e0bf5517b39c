"""Strangers in the network call the API and the page: by names that are not ours, and from pages that are not ours."""

import http.client
from pathlib import Path

import httpx
import pytest

from functions.api.handler import create_app
from functions.deployment import Deployment
from local.servers.front import door
from tests.support.rows import jobs
from tests.support.servers.api import code, serving, serving_app

PAGE = "https://page.example"
EVIL = "https://evil.example"
READS = ("/health/", "/jobs/", "/settings/", "/docs", "/openapi.json", "/metrics/", "/nothing/")


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.nip.io", "192.0.2.1", "localhost@evil.example"]
)
def test_a_name_that_is_not_ours_is_told_nothing(api: httpx.Client, host: str, path: str) -> None:
    refused = api.get(path, headers={"Host": host})

    assert code(refused) == (421, "host_not_allowed")
    assert "ALLOWED_HOSTS" in refused.json()["error"]["hint"]
    assert refused.headers["x-request-id"]


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:8000", "[::1]:8000"])
def test_loopback_is_answered_by_any_of_its_names_and_ports(api: httpx.Client, host: str) -> None:
    assert api.get("/jobs/", headers={"Host": host}).status_code == 200


def test_a_page_that_lets_its_own_name_lead_here_changes_nothing(api: httpx.Client, deployment: Deployment) -> None:
    rebound = {"Host": "evil.example:8000", "Origin": "http://evil.example:8000", "Sec-Fetch-Site": "same-origin"}

    assert code(api.post("/settings/", json={"retention_hours": 1}, headers=rebound)) == (421, "host_not_allowed")
    assert code(api.post("/webhooks/", json={"url": "https://evil.example/"}, headers=rebound)) == (
        421,
        "host_not_allowed",
    )
    assert api.options("/settings/", headers={**rebound, "Access-Control-Request-Method": "POST"}).status_code == 421
    assert api.get("/webhooks/").json()["webhooks"] == []


@pytest.mark.parametrize(
    "sent",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_page_of_another_site_changes_nothing_even_without_a_body(
    api: httpx.Client, deployment: Deployment, sent: dict[str, str]
) -> None:
    job = jobs.queued(deployment)

    calls = (
        ("POST", f"/jobs/{job.job_id}/cancel/"),
        ("POST", f"/jobs/{job.job_id}/retry"),
        ("DELETE", f"/jobs/{job.job_id}/"),
        ("POST", f"/upload/{job.job_id}/complete/"),
        ("DELETE", f"/upload/{job.job_id}/"),
        ("PUT", "/settings/"),
        ("PATCH", "/settings/"),
        ("POST", "/nothing/"),
    )
    for method, path in calls:
        assert code(api.request(method, path, headers=sent)) == (403, "origin_not_allowed"), (method, path)
    assert api.get(f"/status/{job.job_id}/", headers=sent).json()["status"] == "queued"


def test_programs_and_our_own_pages_write(deployment: Deployment) -> None:
    with serving(jobs.with_config(deployment, allowed_origins=(PAGE,), allowed_hosts=("studio",))) as api:
        own = str(api.base_url).rstrip("/")
        for sent in (
            {},
            {"Origin": own},
            {"Origin": PAGE},
            {"Host": "studio", "Origin": "http://studio"},
            {"Host": "page.example"},
        ):
            assert api.post("/settings/", json={"retention_hours": 100}, headers=sent).status_code == 200, sent


def test_what_a_proxy_says_of_the_host_is_not_believed(api: httpx.Client) -> None:
    told = {"X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}

    assert api.get("/jobs/", headers={"Host": "evil.example", **told}).status_code == 421
    assert api.get("/jobs/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200


def test_a_request_that_names_two_hosts_is_refused(api: httpx.Client) -> None:
    line = http.client.HTTPConnection(api.base_url.host, api.base_url.port or 80, timeout=10)
    line.putrequest("GET", "/jobs/", skip_host=True)
    line.putheader("Host", "127.0.0.1")
    line.putheader("Host", "evil.example")
    line.endheaders()

    assert line.getresponse().status in {400, 421}
    line.close()


def test_the_page_and_the_api_beside_it_are_answered_by_the_same_names(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page")
    with serving_app(door(create_app(deployment), tmp_path)) as front:
        own = str(front.base_url).rstrip("/")

        assert front.get("/").text == "the page"
        for path in ("/", "/index.html", "/api/jobs/", "/nothing"):
            assert code(front.get(path, headers={"Host": "evil.example"})) == (421, "host_not_allowed")
        assert front.post("/api/settings/", json={}, headers={"Origin": own}).status_code == 200
        assert code(front.post("/api/settings/", json={}, headers={"Origin": EVIL})) == (403, "origin_not_allowed")


def test_a_page_on_another_port_of_loopback_is_another_site_unless_it_is_named(deployment: Deployment) -> None:
    with serving(jobs.with_config(deployment, allowed_origins=("http://localhost:3000",))) as api:
        assert api.post("/settings/", json={}, headers={"Origin": "http://localhost:3000"}).status_code == 200
        assert code(api.post("/settings/", json={}, headers={"Origin": "http://localhost:3001"})) == (
            403,
            "origin_not_allowed",
        )
