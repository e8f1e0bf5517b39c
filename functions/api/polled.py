"""What clients poll, answered again from memory before it is routed: routing and reading parameters costs more than the answer.

A route that is polled answers by ``polled``; the door ``Again`` stands in front of the router and knows its latest answers by
the address that was asked for.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.api.answers import Tagged
from functions.api.response_cache import Recent


class CachedAnswer(NamedTuple):
    """An answer, and the route that gave it, by which requests are counted."""

    body: Tagged
    route: object


async def polled(request: Request, recent: Recent[CachedAnswer], make: Callable[[], BaseModel]) -> Response:
    """Answer what ``make`` makes, or what it made a moment ago; 304 when the caller has it already."""

    def kept() -> CachedAnswer:
        return CachedAnswer(Tagged.of(make()), request.scope.get("route"))

    answer = await recent.answer(_target(request.scope), kept)
    return answer.body.answer(request.headers.get("if-none-match", ""))


class Again:
    """Answers a GET of what was answered a moment ago; the router answers all others."""

    def __init__(self, app: ASGIApp, recents: Sequence[Recent[CachedAnswer]]) -> None:
        """Look into ``recents``, in turn."""
        self._app = app
        self._recents = recents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and say which route would have."""
        if scope["type"] == "http" and scope["method"] == "GET":
            target = _target(scope)
            for recent in self._recents:
                if kept := recent.peek(target):
                    scope["route"] = kept.route
                    await kept.body.answer(Headers(scope=scope).get("if-none-match", ""))(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def _target(scope: Scope) -> tuple[str, bytes]:
    """Give what was asked for: the path below the app's own root, and the query as it was sent."""
    path: str = scope["path"]
    query: bytes = scope["query_string"]
    return path.removeprefix(scope.get("root_path", "")), query
