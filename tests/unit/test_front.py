"""The front door: the page and the API on one origin."""

import asyncio
import socket
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette

from functions.api.handler import create_app
from local.servers.front import door, listening


def get(app: Starlette, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(ask())


@pytest.fixture
def api() -> FastAPI:
    return create_app()


def test_without_a_page_the_door_leads_to_the_documentation_of_the_api(api: FastAPI) -> None:
    front = door(api, None)

    answer = get(front, "/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/api/docs")
    assert "/api/openapi.json" in get(front, "/api/docs").text


def test_the_schema_under_the_door_sends_its_callers_to_the_same_origin(api: FastAPI, tmp_path: Path) -> None:
    assert get(door(api, tmp_path / "out"), "/api/openapi.json").json()["servers"] == [{"url": "/api"}]
    assert "servers" not in get(Starlette(routes=[*api.routes]), "/openapi.json").json()


def test_a_built_page_is_served_with_the_api_beside_it(api: FastAPI, tmp_path: Path) -> None:
    (tmp_path / "out" / "jobs").mkdir(parents=True)
    (tmp_path / "out" / "index.html").write_text("the page")
    (tmp_path / "out" / "jobs" / "index.html").write_text("the jobs")
    front = door(api, tmp_path / "out")

    assert get(front, "/").text == "the page"
    assert get(front, "/jobs/").text == "the jobs"
    assert get(front, "/api/openapi.json").json()["info"]["title"] == "Video Transcode Server"
    assert get(front, "/../secrets.json").status_code == 404


def test_a_page_that_is_being_built_says_so_and_shows_itself_once_it_is_there(api: FastAPI, tmp_path: Path) -> None:
    front = door(api, tmp_path / "page")

    first = get(front, "/")
    assert (first.status_code, first.headers["retry-after"]) == (503, "2")
    assert "The page is being built" in first.text
    assert '<meta http-equiv="refresh"' in first.text
    assert get(front, "/api/openapi.json").status_code == 200

    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("the page")
    assert get(front, "/").text == "the page"


def test_a_door_listens_where_its_argument_says() -> None:
    with socket.create_server(("127.0.0.1", 0)) as inherited, listening("127.0.0.1:0") or inherited as opened:
        same = listening(str(inherited.fileno()))
        assert opened is not inherited
        assert opened.getsockname()[0] == "127.0.0.1"
        assert same is not None
        assert same.detach() == inherited.fileno()


def test_a_door_that_is_not_wanted_does_not_listen() -> None:
    assert listening("-") is None
