"""A server that says what a test has written down, byte for byte."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Talk = Callable[[socket.socket], None]
Start = Callable[..., str]


@contextlib.contextmanager
def talking() -> Iterator[Start]:
    """Give a function that starts a server: its connections are handed to the talks, one after the other; its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads = []

    def start(*talks: Talk) -> str:
        def serve() -> None:
            for each in talks:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    each(connection)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for thread in threads:
        thread.join(timeout=30)
    listener.close()


def head(connection: socket.socket) -> bytes:
    """Read the head of a request."""
    read = b""
    while not read.endswith(b"\r\n\r\n"):
        read += connection.recv(1)
    return read


def answering(status: str, body: bytes = b"") -> Talk:
    """A talk that answers one request without a body."""

    def answer(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    return answer
