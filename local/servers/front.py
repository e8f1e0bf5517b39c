"""Serves the API on its own port, and on another one the page with the same API under /api: one origin, no CORS.

    python -m local.servers.front API_SOCKET PAGE_SOCKET [PAGE_FOLDER]

A socket is a listening one, inherited as a file descriptor (while this process is restarted, callers wait in its queue), or
HOST:PORT to listen on (with OPEN=1 where other machines reach it), or - for none. The folder is the built page's
(local/page), which may come later; without one there is no page.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from functions.api.authority import Authority
from functions.api.handler import create_app
from functions.common import config, log
from functions.common.config import Config
from local.base import config as local_config
from local.base import ports
from local.page import policy
from local.page.files import Page
from local.servers import request_limits

_DRAIN_SECONDS = 5


def door(api: FastAPI, page: Path | None, storage: Sequence[str] = (), sign_in: Sequence[str] = ()) -> Starlette:
    """Join page and API on one origin; the page may reach the ``storage`` and the ``sign_in`` origins, too.

    Without a page, / leads to the API's documentation. The page is answered by the names that the API is answered by.
    """

    def known() -> Config:
        chosen: Config = api.state.opened().config
        return chosen

    to_docs = Route("/", lambda _: RedirectResponse("/api/docs"))
    shown = Mount("/", Authority(Page(page, storage, sign_in), known)) if page else to_docs
    return Starlette(routes=[Mount("/api", api), shown])


class _Quiet(uvicorn.Server):
    """A server that leaves signals to ``serve``, because two of them share one process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(api_socket: socket.socket | None, page_socket: socket.socket | None, page: Path | None) -> None:
    """Serve what has a socket until SIGTERM or SIGINT; then finish the requests that are being answered.

    Raises InvalidConfig when the environment is not complete.
    """
    api, chosen = create_app(), config.load(os.environ)
    joined = door(api, page, policy.buckets(chosen), policy.issuer(chosen))
    doors = ((api, api_socket), (joined, page_socket))
    servers = [(_server(app), listening) for app, listening in doors if listening]

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
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
            **request_limits.options(),
        )
    )


def listening(named: str) -> socket.socket | None:
    """Give the socket that an argument names; None for none. Raises OpenToEverybody."""
    if named == "-":
        return None
    host, _, port = named.rpartition(":")
    if not host:
        return socket.socket(fileno=int(port))
    chosen = local_config.load(os.environ)
    ports.refuse_strangers(chosen.published_on or host, is_open=chosen.open)
    return socket.create_server((host, int(port)))


def main() -> None:
    """Serve on the sockets that the command line names."""
    log.start()
    try:
        api_socket, page_socket = (listening(named) for named in sys.argv[1:3])
    except ports.OpenToEverybody as refused:
        sys.exit(f"{refused.message} {refused.hint}")
    asyncio.run(serve(api_socket, page_socket, Path(sys.argv[3]) if len(sys.argv) > 3 else None))  # noqa: PLR2004


if __name__ == "__main__":
    main()
