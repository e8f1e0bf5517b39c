"""What stands around every request, from the outside in.

They are: stamp, crowd, authority (authority.py), CORS, last resort, body limit, changed, slashes, counted, HEAD (heads.py),
idempotency (idempotency.py), again (polled.py).
"""

import asyncio
import re
import time
import uuid
from collections.abc import Callable, Sequence
from http import HTTPMethod

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api import errors
from functions.api.authority import Authority
from functions.api.heads import Heads
from functions.api.idempotency import HEADER, REPLAYED, Idempotency
from functions.api.polled import Again, CachedAnswer
from functions.api.response_cache import Recent
from functions.common import log, metrics, traces
from functions.common.errors import BodyTooLarge, BodyTooSlow, Overloaded, VtsError
from functions.deployment import Deployment

BODY_SECONDS = 30.0  # for all of a body to come
MOST_AT_ONCE = 1000  # requests whose body is awaited or that are being answered
LONGEST_BODY = 1024 * 1024  # bytes; the longest useful one, 1,000 part numbers, has some 6,000
OTHER_METHOD = "_OTHER"  # as OpenTelemetry names it
_METHODS = frozenset(HTTPMethod)
_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
# Swagger UI comes from where FastAPI's page takes it, and starts with an inline script.
_DOCS_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data: https://fastapi.tiangolo.com; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; style-src 'unsafe-inline' https://cdn.jsdelivr.net; "
    "frame-ancestors 'none'"
)


def install(
    app: FastAPI, opened: Callable[[], Deployment], recents: Sequence[Recent[CachedAnswer]], *, gateway: bool = False
) -> None:
    """Stand the doors around the app; the one added last is the outermost.

    Behind a ``gateway`` of AWS hosts and origins are its matter: it answers no host but its own, and asks for a token.

    ``recents`` hold what may be answered again. They forget it before the answer of every request that may have written.
    """
    bare = frozenset(path for path in (app.docs_url, app.openapi_url, app.swagger_ui_oauth2_redirect_url) if path)
    app.add_middleware(Again, recents=recents)
    app.add_middleware(Idempotency, opened=opened)
    app.add_middleware(Heads)
    app.add_middleware(Counted)
    app.add_middleware(Slashes, bare=bare)
    app.add_middleware(Changed, changed=[each.forget for each in recents])
    app.add_middleware(BodyLimit)
    app.add_middleware(LastResort)
    app.add_middleware(Cors, opened=opened)
    if not gateway:
        app.add_middleware(Authority, config=lambda: opened().config)
    app.add_middleware(Crowd)
    app.add_middleware(Stamp, docs=app.docs_url or "")


class Stamp:
    """Gives every request an id, which its log lines and its answer carry, and every answer the security headers.

    A caller's own X-Request-Id is kept if it is one (64 letters, digits, `.`, `_`, `-` at most).
    """

    def __init__(self, app: ASGIApp, docs: str) -> None:
        self._app = app
        self._docs = docs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the id and the headers that the answer does not have itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        is_docs = scope["path"].rstrip("/").endswith(self._docs)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                if is_docs:
                    headers["Content-Security-Policy"] = _DOCS_POLICY
            await send(message)

        with log.bound(request_id=request_id):
            await self._app(scope, receive, stamped)


class Cors:
    """Lets the pages of the configured origins in, and no others. The configuration is read with the first request."""

    def __init__(self, app: ASGIApp, opened: Callable[[], Deployment]) -> None:
        self._app = app
        self._opened = opened
        self._cors: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights; mark the other answers."""
        if scope["type"] != "http" or "origin" not in Headers(scope=scope):
            await self._app(scope, receive, send)
            return
        if self._cors is None:
            self._cors = CORSMiddleware(
                self._app,
                allow_origins=self._opened().config.allowed_origins,
                allow_methods=["GET", "POST", "DELETE"],
                allow_headers=["Content-Type", HEADER, "If-Match", "If-None-Match", "X-Request-Id"],
                expose_headers=["ETag", REPLAYED, "X-Request-Id", "Retry-After"],
                max_age=600,
            )
        await self._cors(scope, receive, send)


class Crowd:
    """Answers 503 at once where too many requests wait for an answer, so that those that are being answered end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, one more at a time."""
        if scope["type"] == "http" and self._inside >= MOST_AT_ONCE:
            full = errors.answer(Overloaded(), scope["state"]["request_id"])
            full.headers["Connection"] = "close"
            await full(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1


class LastResort:
    """Answers what nobody expected with 500 and the request id; the log line of that id has the traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the app when it fails; once its answer has begun, the connection has to break."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            log.exception("request_failed", method=scope["method"], path=scope["path"])
            if begun:
                raise
            await errors.answer(VtsError(), scope["state"]["request_id"])(scope, receive, send)


class BodyLimit:
    """Refuses bodies of more than 1 MiB, whether their length was declared or not, before they are parsed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit and hand it on whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(scope, receive)
        except TimeoutError:
            late = errors.answer(BodyTooSlow(f"The limit is {BODY_SECONDS:.0f} s."))
            late.headers["Connection"] = "close"
            await late(scope, receive, send)
            return
        if body is None:
            await errors.answer(BodyTooLarge(f"The limit is {LONGEST_BODY} bytes."))(scope, receive, send)
            return
        unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replayed() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, replayed, send)


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    """Read the body; None when it is too long."""
    declared = Headers(scope=scope).get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > LONGEST_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LONGEST_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


class Changed:
    """Tells of each request that may have written, before its sender has the answer."""

    def __init__(self, app: ASGIApp, changed: Sequence[Callable[[], None]]) -> None:
        self._app = app
        self._changed = changed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; all but GET and HEAD may write."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                for tell in self._changed:
                    tell()
            await send(message)

        writes = scope["type"] == "http" and scope["method"] not in {"GET", "HEAD"}
        await self._app(scope, receive, told if writes else send)


class Counted:
    """Counts every request by its method, its route as it is written in the code, and the status of its answer; and times it.

    Those that may write, and those that come with a trace, are traced; polling is not, it would drown everything else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer. What fails is answered 500 further out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("traceparent")
        if given is None and scope["method"] in {"GET", "HEAD"}:
            await self._counted(scope, receive, send)
            return
        with traces.span(_method(scope), given, kind="server") as span:
            status = await self._counted(scope, receive, send)
            span.name = f"{_method(scope)} {_route(scope)}"
            span.attributes |= {"http.request.method": _method(scope), "http.response.status_code": status}

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Answer, and give the status."""
        began, status = time.monotonic(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            metrics.count("requests", method=_method(scope), route=_route(scope), status=str(status))
            metrics.observe("request_seconds", time.monotonic() - began, route=_route(scope))
        return status


def _method(scope: Scope) -> str:
    """Give the method, or one word for all that HTTP does not have: whoever invents some must not make a series of each."""
    return str(scope["method"]) if scope["method"] in _METHODS else OTHER_METHOD


def _route(scope: Scope) -> str:
    """Give the route as it is written in the code, once the router has written it down."""
    return str(getattr(scope.get("route"), "path", "none"))


class Slashes:
    """Makes a path the same with and without its trailing slash, without a redirect (which would lose bodies)."""

    def __init__(self, app: ASGIApp, bare: frozenset[str]) -> None:
        """Take the paths that are routed without a slash."""
        self._app = app
        self._bare = bare

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route to the form that is routed."""
        if scope["type"] == "http":
            prefix: str = scope.get("root_path", "")
            path: str = scope["path"]
            bare = path.removesuffix("/")
            scope = {**scope, "path": bare if bare.removeprefix(prefix) in self._bare else f"{bare}/"}
        await self._app(scope, receive, send)
