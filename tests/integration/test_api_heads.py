"""HEAD, wherever GET answers: the same status and headers, and no body."""

import http.client
from pathlib import Path

import httpx
import pytest

from functions.api.handler import create_app
from functions.deployment import Deployment
from local.servers.front import door
from tests.support.rows import jobs
from tests.support.servers.api import code, serving_app

SAME_FOR_ALL = {"content-type", "content-length", "etag", "cache-control", "content-security-policy", "allow"}


def same(api: httpx.Client, path: str) -> httpx.Response:
    """Ask for it both ways; the answer to HEAD."""
    got, head = api.get(path), api.head(path)

    assert head.status_code == got.status_code
    assert {name: head.headers.get(name) for name in SAME_FOR_ALL} == {
        name: got.headers.get(name) for name in SAME_FOR_ALL
    }
    assert head.content == b""
    return head


@pytest.mark.parametrize(
    "path",
    [
        *("/health/", "/jobs/", "/jobs", "/jobs/?limit=1&brief=true", "/settings/", "/profiles/", "/hosts/", "/costs/"),
        *("/webhooks/", "/docs", "/openapi.json", "/sign-in/", "/nothing/", "/jobs/?limit=x", "/status/x/"),
    ],
)
def test_what_answers_get_answers_head(api: httpx.Client, path: str) -> None:
    same(api, path)


def test_a_job_and_its_outputs_answer_head(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.done(deployment)

    etag = same(api, f"/status/{job.job_id}/").headers["etag"]
    assert api.head(f"/status/{job.job_id}/", headers={"If-None-Match": etag}).status_code == 304
    same(api, f"/download/{job.job_id}/?redirect=false")
    assert code(api.get(f"/download/{'0' * 32}/")) == (404, "job_not_found")
    same(api, f"/download/{'0' * 32}/")


def test_who_follows_the_head_of_a_download_is_answered_by_the_bucket(
    api: httpx.Client, deployment: Deployment
) -> None:
    job = jobs.done(deployment)

    followed = api.head(f"/download/{job.job_id}/", follow_redirects=True)

    assert [each.status_code for each in followed.history] == [307]
    assert (followed.status_code, followed.headers["content-length"]) == (200, "6")
    assert "film_proxy.mp4" in followed.headers["content-disposition"]
    assert api.get(f"/download/{job.job_id}/", follow_redirects=True).content == b"output"


def test_only_what_takes_no_get_refuses_head(api: httpx.Client) -> None:
    refused = api.head("/convert/")

    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_connection_goes_on_after_a_head(api: httpx.Client) -> None:
    line = http.client.HTTPConnection(api.base_url.host, api.base_url.port or 80, timeout=10)
    for method in ("HEAD", "GET", "HEAD", "GET"):
        line.request(method, "/profiles/")
        answer = line.getresponse()
        assert (answer.status, answer.read() == b"") == (200, method == "HEAD")
    line.close()


def test_the_page_answers_head(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page")
    with serving_app(door(create_app(deployment), tmp_path)) as front:
        same(front, "/")
        same(front, "/api/jobs/")
