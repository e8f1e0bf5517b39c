"""Serves the API on its own port, and on another one the page with the same API under /api: one origin, no CORS.

    python -m local.front API_SOCKET PAGE_SOCKET

The sockets are listening ones, inherited as file descriptors: while this process is restarted, callers wait in their queue.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from functions import log
from functions.api import create_app

PAGE = Path(__file__).parent.parent / "ui" / "out"
"""The page as its build exports it."""

_DRAIN_SECONDS = 5


def door(api: FastAPI, page: Path) -> Starlette:
    """Join page and API on one origin. Without a built page, / leads to the API's documentation."""
    first: BaseRoute
    if page.is_dir():
        first = Mount("/", StaticFiles(directory=page, html=True))
    else:
        first = Route("/", lambda _: RedirectResponse("/api/docs"))
    return Starlette(routes=[Mount("/api", api), first])


class _Quiet(uvicorn.Server):
    """A server that leaves signals to ``serve``, because two of them share one process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(api_socket: socket.socket, page_socket: socket.socket) -> None:
    """Serve both until SIGTERM or SIGINT; then finish the requests that are being answered."""
    api = create_app()
    servers = [(_server(api), api_socket), (_server(door(api, PAGE)), page_socket)]

    def stop() -> None:
        for server, _ in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve([listening]) for server, listening in servers))


def _server(app: ASGIApp) -> uvicorn.Server:
    return _Quiet(
        uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=_DRAIN_SECONDS
        )
    )


def main() -> None:
    """Serve on the inherited sockets."""
    log.start()
    api_socket, page_socket = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    asyncio.run(serve(api_socket, page_socket))


if __name__ == "__main__":
    main()
