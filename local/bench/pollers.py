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
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

POLLING = "polling"
"""Printed once all clients poll."""

_PERIOD_SECONDS = 1.0
_FINE = frozenset({200, 304})


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


async def poll(url: str, paths: list[str], tally: Tally) -> None:
    """Be one client, until cancelled."""
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port or 80)
    etags: dict[str, str] = {}
    try:
        while True:
            began = time.monotonic()
            for path in paths:
                sent = time.monotonic()
                known = f"If-None-Match: {etags[path]}\r\n" if path in etags else ""
                writer.write(f"GET {at.path.rstrip('/')}{path} HTTP/1.1\r\nHost: {at.netloc}\r\n{known}\r\n".encode())
                status, etag = await _answer(reader)
                if etag:
                    etags[path] = etag
                tally.count(status, time.monotonic() - sent)
            await asyncio.sleep(max(0.0, began + _PERIOD_SECONDS - time.monotonic()))
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):  # the server hung up first
            await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Read an answer whole; its status and its ETag."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await reader.readexactly(int(headers.get("content-length", "0")))
    return int(first.split()[1]), headers.get("etag", "")


async def crowd(url: str, job_id: str, clients: int, seconds: float) -> Tally:
    """Poll with so many clients until the time is over or standard input is closed."""
    tally = Tally()
    paths = [f"/status/{job_id}/", "/jobs/", "/system_load/"]

    async def client() -> None:
        while True:
            await asyncio.sleep(random.uniform(0, _PERIOD_SECONDS))  # noqa: S311  no secret
            try:
                await poll(url, paths, tally)
            except (OSError, EOFError):
                tally.wrong += 1

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
