"""Requests that never end: each is given up after a while, and those of others are answered all the while."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from functions.api import middleware
from functions.api.handler import create_app
from functions.deployment import Deployment
from local.servers import request_limits
from tests.support.servers.api import code, serving_app

SECONDS = 0.5
HALF = b"POST /settings/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"


@pytest.fixture
def api(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """The API as it is served, in more of a hurry."""
    monkeypatch.setattr(request_limits.Protocol, "head_seconds", SECONDS)
    monkeypatch.setattr(request_limits.Protocol, "body_seconds", 2 * SECONDS)
    monkeypatch.setattr(middleware, "BODY_SECONDS", SECONDS)
    with serving_app(create_app(deployment, memory_seconds=0), **request_limits.options()) as client:
        yield client


@contextmanager
def line(api: httpx.Client, *sent: bytes) -> Iterator[socket.socket]:
    with socket.create_connection((api.base_url.host, api.base_url.port or 80), timeout=20) as opened:
        for part in sent:
            opened.sendall(part)
        yield opened


def ended(opened: socket.socket) -> bytes:
    """Read to the end of the connection."""
    said = b""
    try:
        while more := opened.recv(65536):
            said += more
    except ConnectionResetError:
        pass
    return said


@pytest.mark.parametrize(
    "sent", [b"", b"G", b"GET /jobs/ HTTP/1.1\r\n", b"GET /jobs/ HTTP/1.1\r\nHost: localhost\r\nX-A: "]
)
def test_a_head_that_does_not_come_is_given_up(api: httpx.Client, sent: bytes) -> None:
    began = time.monotonic()
    with line(api, sent) as opened:
        assert ended(opened) == b""

    assert time.monotonic() - began < 10 * SECONDS


def test_a_head_that_trickles_is_given_up(api: httpx.Client) -> None:
    with line(api, b"GET /jobs/ HTTP/1.1\r\n") as opened:
        opened.settimeout(0.05)
        end = time.monotonic() + 20 * SECONDS
        while time.monotonic() < end:
            try:
                opened.sendall(b"X")
                if opened.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
    pytest.fail("it was listened to all the time")


def test_a_body_that_does_not_come_is_answered_so_and_the_connection_closed(api: httpx.Client) -> None:
    with line(api, HALF) as opened:
        said = ended(opened)

    assert said.startswith(b"HTTP/1.1 408")
    assert b'"body_too_slow"' in said


def test_a_body_that_is_sent_in_time_is_taken_and_a_second_request_on_the_connection_too(api: httpx.Client) -> None:
    told = http.client.HTTPConnection(api.base_url.host, api.base_url.port or 80, timeout=20)
    for _ in range(2):
        told.request("POST", "/settings/", body=b"{}", headers={"Content-Type": "application/json"})
        answer = told.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)
    told.close()


def test_a_second_request_whose_head_does_not_come_is_given_up(api: httpx.Client) -> None:
    with line(api, b"GET /profiles/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /profiles/ HT") as opened:
        assert ended(opened).startswith(b"HTTP/1.1 200")


def test_a_body_that_nobody_reads_is_given_up_as_well(api: httpx.Client) -> None:
    refused = HALF.replace(b"Host: localhost", b"Host: evil.example")
    with line(api, refused) as opened:
        assert ended(opened).startswith(b"HTTP/1.1 421")


def test_many_half_sent_bodies_keep_nobody_out_and_are_all_given_up(api: httpx.Client) -> None:
    with ExitStack() as held:
        opened = [held.enter_context(line(api, HALF)) for _ in range(100)]
        assert api.get("/jobs/").status_code == 200
        assert all(ended(each).startswith(b"HTTP/1.1 408") for each in opened)
    assert api.get("/jobs/").status_code == 200


def test_beyond_what_it_can_answer_at_once_it_says_so(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MOST_AT_ONCE", 1)
    with line(api, HALF):
        refused = httpx.get(f"{api.base_url}/jobs/", headers={"Connection": "close"})

        assert code(refused) == (503, "overloaded")
        assert refused.headers["retry-after"]


def test_beyond_the_most_connections_no_more_are_taken(api: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "most_connections", lambda: 2)
    with line(api, b"G"), line(api, b"G"), line(api, b"G") as one_too_many:
        began = time.monotonic()
        assert ended(one_too_many) == b""
        assert time.monotonic() - began < SECONDS
