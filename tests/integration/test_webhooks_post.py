"""One POST over real sockets: what is sent, what is kept of the answer, and where it never goes."""

import socket
import time
from ipaddress import ip_network

import pytest

from functions.webhooks.post import post
from tests.support.servers.receiver import receiving

LOOPBACK = (ip_network("127.0.0.1/32"),)
HEADERS = {"webhook-id": "a1", "Content-Type": "application/json"}


@pytest.fixture
def receiver():
    with receiving() as taking:
        yield taking


@pytest.fixture
def canary():
    """What only this network can reach: on loopback too, at an address that nobody allowed."""
    with receiving("127.0.0.2") as taking:
        yield taking


def at(*addresses):
    """A resolver that knows one name, and counts how often it is asked."""

    def look_up(host, port):
        look_up.asked += 1
        return [addresses[min(look_up.asked, len(addresses)) - 1]]

    look_up.asked = 0
    return look_up


def test_a_message_arrives_as_it_is_and_its_answer_is_kept(receiver):
    answer = post(receiver.url, HEADERS, b'{"a":1}', LOOPBACK)

    (received,) = receiver.received
    assert (answer.status, answer.error, answer.body) == (200, "", "heard\n")
    assert (received.path, received.body) == ("/hook?of=tests", '{"a":1}')
    assert received.headers["webhook-id"] == "a1"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_other_answers_are_errors_and_say_when_to_come_back(receiver):
    receiver.answers = [
        500,
        (503, {"Retry-After": "120"}),
        (429, {"Retry-After": "999999"}),
        (503, {"Retry-After": "soon"}),
    ]

    answers = [post(receiver.url, HEADERS, b"{}", LOOPBACK) for _ in range(4)]

    assert [each.error for each in answers] == [f"It answered {status}." for status in (500, 503, 429, 503)]
    assert [each.retry_after for each in answers] == [None, 120, 3600, None]


def test_a_redirect_is_not_followed(receiver, canary):
    receiver.answers = [(status, {"Location": canary.url}) for status in (301, 302, 303, 307, 308)]

    answers = [post(receiver.url, HEADERS, b"{}", LOOPBACK) for _ in range(5)]

    assert {each.status for each in answers} == {301, 302, 303, 307, 308}
    assert answers[0].error == "It answered 301, and redirects are not followed."
    assert all(each.error for each in answers)
    assert canary.received == []


def test_what_is_not_allowed_is_not_even_connected_to(canary):
    answer = post(canary.url, HEADERS, b"{}", LOOPBACK)

    assert answer.status is None
    assert "only this network can reach" in answer.error
    assert canary.received == []


def test_a_name_that_leads_inside_is_refused(canary):
    answer = post(f"http://studio.test:{canary.port}/", HEADERS, b"{}", LOOPBACK, lookup=at("127.0.0.2"))

    assert answer.error == "The address may not be reached from here. studio.test is at 127.0.0.2."
    assert canary.received == []


def test_a_name_that_changes_its_mind_gains_nothing(receiver, canary):
    """Rebinding: the first answer passes the check, the second leads inside. There is no second question."""
    rebinding = at("127.0.0.1", "127.0.0.2")

    answer = post(f"http://studio.test:{receiver.port}/", HEADERS, b"{}", LOOPBACK, lookup=rebinding)

    assert (answer.error, rebinding.asked) == ("", 1)
    assert receiver.received[0].headers["host"] == f"studio.test:{receiver.port}"
    assert canary.received == []


def test_no_proxy_of_the_environment_is_asked(receiver, canary, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{canary.port}")

    assert post(receiver.url, HEADERS, b"{}", LOOPBACK).error == ""
    assert canary.received == []


def test_one_that_sends_a_byte_now_and_then_is_given_its_time_and_no_more(receiver):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            time.sleep(0.05)
            try:
                handler.wfile.write(b"X-Slow: 1\r\n")
            except OSError:
                return

    receiver.answers = [drip]

    answer = post(receiver.url, HEADERS, b"{}", LOOPBACK, seconds=0.5)

    assert (answer.status, answer.error) == (None, "No answer within 0.5 s.")
    assert answer.seconds < 5


def test_of_an_endless_answer_only_the_first_of_it_is_read(receiver):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    receiver.answers = [endless]

    answer = post(receiver.url, HEADERS, b"{}", LOOPBACK)

    assert (answer.status, answer.error, answer.body) == (200, "", "x" * 500)


def test_one_that_speaks_no_http_or_no_tls_is_an_error_of_one_sentence(receiver):
    receiver.answers = [lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n"), lambda _: None]

    for _ in range(2):
        assert post(receiver.url, HEADERS, b"{}", LOOPBACK).error.startswith("No answer: ")
    assert post(receiver.url.replace("http:", "https:"), HEADERS, b"{}", LOOPBACK).error.startswith("No answer: ")


def test_one_that_is_not_there_is_an_error_of_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    answer = post(f"http://127.0.0.1:{port}/", HEADERS, b"{}", LOOPBACK)

    assert (answer.status, answer.error) == (None, "No answer: Connection refused.")
