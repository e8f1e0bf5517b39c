"""One HTTP connection: kept alive, cut, refused early."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.base import ports
from local.client import wire
from tests.support.servers.scripted_server import Start, head, talking

MIB = 1024 * 1024


@pytest.fixture
def talk() -> Iterator[Start]:
    with talking() as start:
        yield start


def test_two_calls_go_over_one_connection(talk: Start) -> None:
    def twice(connection: socket.socket) -> None:
        for word in (b"one", b"two"):
            head(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + word)

    url = talk(twice)
    with contextlib.closing(wire.Line()) as line:
        assert [line.call("GET", url).body for _ in range(2)] == [b"one", b"two"]


def test_a_connection_that_ended_is_opened_again(talk: Start) -> None:
    def once(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")

    url = talk(once, once)
    with contextlib.closing(wire.Line()) as line:
        assert [line.call("GET", url).body for _ in range(2)] == [b"ok", b"ok"]


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"SSH-2.0-x\r\n"]
)
def test_an_answer_that_is_not_whole_is_a_cut(talk: Start, answer: bytes) -> None:
    def half(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(answer)

    url = talk(half)
    with contextlib.closing(wire.Line()) as line, pytest.raises(wire.ConnectionCut):
        line.call("GET", url)


def test_a_body_that_ends_early_is_a_cut_when_it_is_read_in_pieces(talk: Start) -> None:
    def half(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")

    url = talk(half)
    pieces = memoryview(bytearray(4))
    with contextlib.closing(wire.Line()) as line, line.ask("GET", url) as incoming:
        assert incoming.readinto(pieces) == 4
        with pytest.raises(wire.ConnectionCut):
            incoming.readinto(pieces)


def test_a_refusal_that_comes_before_the_body_was_read_is_heard(talk: Start, tmp_path: Path) -> None:
    def refuse(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nexpired")
        connection.shutdown(socket.SHUT_RD)
        while connection.recv(MIB):
            pass

    url = talk(refuse)
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(32 * MIB))
    with contextlib.closing(wire.Line()) as line, film.open("rb", buffering=0) as file:
        answer = line.call("PUT", url, {}, wire.Slice(file, 0, 32 * MIB))
    assert (answer.status, answer.body) == (403, b"expired")


def test_a_slice_is_sent_from_its_place_with_its_length(talk: Start, tmp_path: Path) -> None:
    came: list[bytes] = []

    def take(connection: socket.socket) -> None:
        came.append(head(connection))
        body = b""
        while len(body) < 6:
            body += connection.recv(100)
        came.append(body)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    url = talk(take)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"0123456789")
    with contextlib.closing(wire.Line()) as line, film.open("rb", buffering=0) as file:
        line.call("PUT", f"{url}/key?part=2", {"If-None-Match": "*"}, wire.Slice(file, 3, 6))
    assert came[0].startswith(b"PUT /key?part=2 HTTP/1.1\r\n")
    assert b"Content-Length: 6\r\n" in came[0]
    assert b"If-None-Match: *\r\n" in came[0]
    assert came[1] == b"345678"


def test_a_slice_beyond_the_end_of_the_file_is_noticed(talk: Start, tmp_path: Path) -> None:
    url = talk(lambda connection: head(connection) and None)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"short")
    with contextlib.closing(wire.Line()) as line, film.open("rb", buffering=0) as file, pytest.raises(wire.FileEnded):
        line.call("PUT", url, {}, wire.Slice(file, 0, 6))


def test_a_silent_server_is_a_cut(talk: Start) -> None:
    heard = threading.Event()

    def silent(connection: socket.socket) -> None:
        head(connection)
        heard.wait(30)

    url = talk(silent)
    with (
        contextlib.closing(wire.Line(silence_seconds=0.05)) as line,
        pytest.raises(wire.ConnectionCut, match="timed out"),
    ):
        line.call("GET", url)
    heard.set()


def test_cutting_a_line_ends_the_call_that_waits_on_it_and_all_later_ones(talk: Start) -> None:
    line = wire.Line()

    def cut(connection: socket.socket) -> None:
        head(connection)
        line.cut()
        connection.recv(1)

    url = talk(cut, lambda connection: connection.recv(1) and None)
    with pytest.raises(wire.ConnectionCut):
        line.call("GET", url)
    with pytest.raises(wire.ConnectionCut):
        line.call("GET", url)


def test_where_nobody_listens_nothing_answers() -> None:
    with pytest.raises(wire.NothingAnswers, match="Connection refused"):
        wire.Line().call("GET", f"http://127.0.0.1:{ports.free()}")


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("http://host", "http://host", "/"),
        ("https://host:8443/a/b?c=d%20e#f", "https://host:8443", "/a/b?c=d%20e"),
        ("http://user@host/x", "http://host", "/x"),
        ("http://[::1]:9000/k", "http://[::1]:9000", "/k"),
    ],
)
def test_a_url_is_taken_apart(url: str, origin: str, target: str) -> None:
    assert (wire.origin(url), wire.target(url)) == (origin, target)
