"""A TCP proxy that tests put before a server, to count bytes, hold them back and cut connections."""

import contextlib
import re
import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

_BLOCK = 64 * 1024


class FaultProxy:
    """Forwards to ``upstream`` (an http URL) and does to the connections what the test asks for.

    ``sent`` counts the bytes that clients sent, ``answered`` those they were sent, ``answers`` the answers by status, ``cuts``
    the connections it cut.
    """

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.sent = self.answered = 0
        self.cuts = 0
        self.answers: Counter[int] = Counter()
        self.gate = threading.Event()
        self.gate.set()
        self._hold_after: int | None = None
        self._cut_after: deque[int] = deque()
        self._cut_answers_after: deque[int] = deque()
        self._flip_at: deque[int] = deque()
        self._flip_every = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, name="faults")]
        self._threads[0].start()

    @property
    def idle(self) -> bool:
        """Whether no connection is open."""
        with self._lock:
            return not self._open

    def cut_next(self, *after: int) -> None:
        """Cut the next connections, each once the client has sent so many bytes over it."""
        self._cut_after.extend(after)

    def cut_answers_after(self, *after: int) -> None:
        """Cut the next connections, each once the client was sent so many bytes over it."""
        self._cut_answers_after.extend(after)

    def flip_next(self, *at: int) -> None:
        """Change one byte in each of the next connections: the one that the client sent after so many others."""
        self._flip_at.extend(at)

    def flip_every(self, count: int) -> None:
        """Change one byte in so many of each connection that is still to come, until ``spare``."""
        self._flip_every = count

    def hold_after(self, count: int) -> None:
        """Hold everything back once clients have sent so many bytes in all, until ``release``."""
        self._hold_after = count

    def release(self) -> None:
        """Let everything pass."""
        self._hold_after = None
        self.gate.set()

    def spare(self) -> None:
        """Cut no connection that is still to come."""
        self._cut_after.clear()
        self._cut_answers_after.clear()
        self._flip_at.clear()
        self._flip_every = 0

    def cut_all(self) -> None:
        """Cut every connection that is open."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.gate.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_all()
        for thread in self._threads:
            thread.join(timeout=30)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            budgets = [each.popleft() if each else None for each in (self._cut_after, self._cut_answers_after)]
            budgets.append(self._flip_at.popleft() if self._flip_at else self._flip_every or None)
            thread = threading.Thread(target=self._serve, args=(client, *budgets), name="faults")
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket, budget: int | None, back_budget: int | None, flip_at: int | None) -> None:
        with client, contextlib.suppress(ConnectionRefusedError), socket.create_connection(self._upstream) as server:
            with self._lock:
                self._open |= {client, server}
            back = threading.Thread(target=self._back, args=(server, client, back_budget), name="faults")
            back.start()
            self._forward(client, server, budget, flip_at)
            back.join()
            with self._lock:
                self._open -= {client, server}

    def _forward(self, client: socket.socket, server: socket.socket, budget: int | None, flip_at: int | None) -> None:
        passed = 0
        with _ending(client, server):
            while block := client.recv(_BLOCK):
                with self._lock:
                    self.sent += len(block)
                    if self._hold_after is not None and self.sent > self._hold_after:
                        self.gate.clear()
                self.gate.wait()
                if flip_at is not None and passed <= flip_at < passed + len(block):
                    changed = bytearray(block)
                    changed[flip_at - passed] ^= 1
                    block = bytes(changed)
                    flip_at = flip_at + self._flip_every if self._flip_every else None
                passed += len(block)
                if self._is_over(passed, budget):
                    return
                server.sendall(block)

    def _back(self, server: socket.socket, client: socket.socket, budget: int | None) -> None:
        passed = 0
        with _ending(client, server):
            while block := server.recv(_BLOCK):
                self.answers.update(int(status) for status in re.findall(rb"HTTP/1\.1 ([2-5]\d\d)", block))
                passed += len(block)
                if self._is_over(passed, budget):
                    return
                client.sendall(block)
                with self._lock:
                    self.answered += len(block)

    def _is_over(self, passed: int, budget: int | None) -> bool:
        over = budget is not None and passed > budget
        with self._lock:
            self.cuts += over
        return over


@contextlib.contextmanager
def _ending(*connections: socket.socket) -> Iterator[None]:
    """Shut the connections when one side is through with them, or broken."""
    with contextlib.suppress(OSError):
        yield
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
