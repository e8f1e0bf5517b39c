"""Clients that poll as pages do: every second the status of a job, the list of jobs and the load of the hosts, with ETags.

    python -I -S pollers.py URL JOB_ID CLIENTS SECONDS

All of them in one process of its own, each with its own connection, spread over the second. Prints a line once all of them
poll. Ends after SECONDS, or when its standard input is closed, with a line of JSON: requests, answers that were not as they
must be, and the slowest, ms.
"""

import asyncio
import contextlib
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast
from urllib.parse import urlsplit

POLLING = "polling"
"""Printed once all clients poll."""

_PERIOD_SECONDS = 1.0
_NOT_MODIFIED = 304  # has no body, whatever length it names
_FINE = frozenset({200, _NOT_MODIFIED})


@dataclass
class Tally:
    """What the clients met."""

    requests: int = 0
    wrong: int = 0
    slowest_ms: float = 0.0

    def count(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self.requests += 1
        self.wrong += status not in _FINE
        self.slowest_ms = max(self.slowest_ms, seconds * 1000)


class _Client(asyncio.Protocol):
    """One client, with a connection of its own. ``ended`` is done once that is lost.

    As little as can be between two system calls: what the clients themselves take is taken from what is measured.
    """

    def __init__(self, host: str, paths: Sequence[str], tally: Tally) -> None:
        self._asked = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n".encode() for path in paths]
        self._etags = [b""] * len(paths)
        self._tally = tally
        self._got = b""
        self._at = 0
        self._loop = asyncio.get_running_loop()
        self.ended = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  whatever it was, it is gone
        if not self.ended.done():
            self.ended.set_result(None)

    def _begin(self) -> None:
        self._at, self._began = 0, self._loop.time()
        self._ask()

    def _ask(self) -> None:
        self._sent = self._loop.time()
        known = self._etags[self._at]
        self._transport.write(self._asked[self._at] + (b"If-None-Match: %s\r\n\r\n" % known if known else b"\r\n"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        status = int(head[9:12]) if end else 0
        if not end or (status != _NOT_MODIFIED and len(body) < int(_field(head, b"content-length") or b"0")):
            return
        self._got = b""
        self._etags[self._at] = _field(head, b"etag")
        self._tally.count(status, self._loop.time() - self._sent)
        self._at += 1
        if self._at < len(self._asked):
            self._ask()
        elif not self._transport.is_closing():
            self._loop.call_at(self._began + _PERIOD_SECONDS, self._begin)


def _field(head: bytes, name: bytes) -> bytes:
    """Give a header field of an answer of uvicorn, which sends their names in small letters; empty if it is not there."""
    return head.partition(b"\r\n" + name + b": ")[2].partition(b"\r\n")[0]


async def poll(url: str, paths: Sequence[str], tally: Tally) -> None:
    """Be one client until the connection is lost, or this is cancelled. Raises OSError where there is no connecting."""
    at = urlsplit(url)
    whole = [at.path.rstrip("/") + path for path in paths]
    transport, client = await asyncio.get_running_loop().create_connection(
        lambda: _Client(at.netloc, whole, tally), at.hostname or "", at.port or 80
    )
    try:
        await client.ended
    finally:
        transport.close()


async def crowd(url: str, job_id: str, clients: int, seconds: float) -> Tally:
    """Poll with so many clients until the time is over or standard input is closed."""
    tally = Tally()
    paths = [f"/status/{job_id}/", "/jobs/", "/system_load/"]

    async def client() -> None:
        while True:
            await asyncio.sleep(random.uniform(0, _PERIOD_SECONDS))  # noqa: S311  no secret
            with contextlib.suppress(OSError):
                await poll(url, paths, tally)
            tally.wrong += 1  # neither should end

    until_closed = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(until_closed)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    working = [asyncio.create_task(client()) for _ in range(clients)]
    await asyncio.sleep(_PERIOD_SECONDS)
    print(POLLING, flush=True)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(until_closed.read(), seconds)
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    return tally


if __name__ == "__main__":
    met = asyncio.run(crowd(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
    print(json.dumps(asdict(met)))
