"""The built page over HTTP: what may be kept, compressed, found, and what it may load."""

import asyncio
import base64
import gzip
import hashlib
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from functions.common.config import Config
from local.page import policy
from local.page.files import Page

STORAGE = "http://127.0.0.1:9000"
SCRIPT = 'self.__next_f.push([1,"a < b"])'
INDEX = f'<!doctype html><script src="/_next/static/app.js"></script><script id="x">{SCRIPT}</script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A page as its build leaves it."""
    files = {
        "index.html": INDEX,
        "404.html": "there is nothing here",
        "job/index.html": "one job",
        "_next/static/chunks/app-0123.js": "alert(1);" * 500,
        "icon.png": "no letters",
    }
    for name, text in files.items():
        path = tmp_path / "page" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name in ("index.html", "_next/static/chunks/app-0123.js"):
        path = tmp_path / "page" / name
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    return tmp_path / "page"


def get(folder: Path, path: str, **headers: str) -> httpx.Response:
    app = Starlette(routes=[Mount("/", Page(folder, [STORAGE]))])

    async def ask() -> httpx.Response:
        asked = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://front") as client:
            return await client.get(path, headers=asked)

    return asyncio.run(ask())


# ---------------------------------------------------------------- what may be kept


def test_files_with_a_hash_in_their_name_are_kept_for_a_year_and_pages_are_asked_for_again(built: Path) -> None:
    assert get(built, "/_next/static/chunks/app-0123.js").headers["cache-control"] == (
        "public, max-age=31536000, immutable"
    )
    assert get(built, "/").headers["cache-control"] == "no-cache"
    assert get(built, "/icon.png").headers["cache-control"] == "no-cache"
    assert get(built, "/_next/static/chunks/gone.js").headers["cache-control"] == "no-cache"


def test_a_page_that_did_not_change_is_not_sent_again(built: Path) -> None:
    first = get(built, "/")

    again = get(built, "/", If_None_Match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")


def test_whoever_takes_gzip_gets_it_with_an_etag_of_its_own(built: Path) -> None:
    plain = get(built, "/_next/static/chunks/app-0123.js")
    zipped = get(built, "/_next/static/chunks/app-0123.js", Accept_Encoding="gzip, br")

    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 10
    assert zipped.text == plain.text
    assert zipped.headers["content-type"] == plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in get(built, "/job/", Accept_Encoding="gzip").headers  # there is none of it


# ---------------------------------------------------------------- what is found


def test_a_route_without_its_slash_leads_to_the_one_with_it_on_whatever_origin_one_is(built: Path) -> None:
    answer = get(built, "/job?id=4711")

    assert (answer.status_code, answer.headers["location"]) == (307, "/job/?id=4711")


def test_what_is_not_there_is_answered_with_the_page_of_its_own(built: Path) -> None:
    answer = get(built, "/no/such/place/")

    assert (answer.status_code, answer.text) == (404, "there is nothing here")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/../secrets.json", "/%2e%2e/secrets.json", "/_next/..%2f..%2fsecrets.json"])
def test_nothing_outside_of_the_page_is_given(built: Path, path: str) -> None:
    (built.parent / "secrets.json").write_text("secret")

    assert get(built, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/job", "/none", "/_next/static/chunks/app-0123.js"])
def test_every_answer_keeps_itself_out_of_frames_and_from_being_taken_for_something_else(
    built: Path, path: str
) -> None:
    headers = get(built, path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


# ---------------------------------------------------------------- what it may load


def test_only_the_scripts_that_were_built_into_the_page_may_run(built: Path) -> None:
    allowed = rules(get(built, "/").headers["content-security-policy"])["script-src"]

    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert allowed == ["'self'", f"'sha256-{digest}'"]


def test_the_page_reaches_its_own_origin_and_the_storage_and_nothing_else(built: Path) -> None:
    allowed = rules(get(built, "/").headers["content-security-policy"])

    assert allowed["default-src"] == allowed["frame-ancestors"] == allowed["base-uri"] == ["'none'"]
    assert allowed["connect-src"] == ["'self'", STORAGE]
    assert allowed["img-src"] == ["'self'", "blob:", "data:", STORAGE]
    assert allowed["media-src"] == ["'self'", "blob:", STORAGE]


def test_the_storage_is_at_its_public_address_or_where_aws_has_the_buckets() -> None:
    facts = {
        "aws_region": "eu-central-1",
        "source_bucket": "films",
        "proxy_bucket": "proxies",
        "database_url": "sqlite://",
    }
    inner = {"aws_endpoint_url_s3": "http://minio:9000"}

    assert policy.buckets(Config(**facts, **inner)) == ("http://minio:9000",)
    assert policy.buckets(Config(**facts, **inner, s3_public_endpoint="https://s3.example.org/")) == (
        "https://s3.example.org",
    )
    assert policy.buckets(Config(**facts)) == (
        "https://films.s3.eu-central-1.amazonaws.com",
        "https://proxies.s3.eu-central-1.amazonaws.com",
    )


def rules(header: str) -> dict[str, list[str]]:
    """Give each directive of a policy with what it allows."""
    return {name: allowed for name, *allowed in (re.split(" +", rule) for rule in header.split("; "))}
