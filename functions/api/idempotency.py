"""Idempotency-Key: a POST that is sent again, because its answer did not come, makes nothing a second time.

The first request with a key takes it by a conditional write, so of several at once one is carried out. Its answer is kept for a
day and given again to the same request; a request that differs is refused. What was not answered with success made nothing,
and lets its key go.
"""

import contextlib
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.api import errors
from functions.common.errors import IdempotencyKeyBusy, IdempotencyKeyReused, InvalidRequest, VtsError
from functions.deployment import Deployment
from functions.jobs import idempotency
from functions.jobs.model import Document

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST}}}")
_MAKES = re.compile(
    r"/(upload|convert|webhooks)/?|/jobs/[^/]+/retry/?|/webhooks/[^/]+/(secret|test)/?|/deliveries/[^/]+/replay/?"
)
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    "description": "A word of the caller's own, such as a UUID. Sent again within 24 hours with the same body, the request makes "
    f"nothing more and is answered as the first time, with `{REPLAYED}: true`.",
}


def document(schema: dict[str, Any]) -> None:
    """Add the header, and what is answered because of it, to each operation of an OpenAPI schema that makes something."""
    refused = errors.documented(IdempotencyKeyBusy, IdempotencyKeyReused)
    for path, operations in schema["paths"].items():
        operation = operations.get("post")
        if operation is None or not _MAKES.fullmatch(path) or PARAMETER in operation.get("parameters", []):
            continue
        operation["parameters"] = [*operation.get("parameters", []), PARAMETER]
        for status, told in refused.items():
            there = operation["responses"].setdefault(str(status), told)
            if there is not told:
                media = there.setdefault("content", {}).setdefault("application/json", {})
                media.setdefault("examples", {}).update(told["content"]["application/json"]["examples"])
                there["description"] += f" Or: {told['description']}"


class Idempotency:
    """Carries out a POST with a key that is new, and answers one with a known key as before."""

    def __init__(self, app: ASGIApp, opened: Callable[[], Deployment]) -> None:
        self._app = app
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; the body is read whole already (doors.BodyLimit)."""
        given = Headers(scope=scope).getlist(HEADER) if scope["type"] == "http" and scope["method"] == "POST" else []
        if not given or not _MAKES.fullmatch(scope["path"].removeprefix(scope.get("root_path", ""))):
            await self._app(scope, receive, send)
            return
        if len(given) > 1 or not _KEY.fullmatch(given[0]):
            wrong = InvalidRequest(
                fields={HEADER: f"must be 1 to {LONGEST} printable ASCII characters, without spaces"}
            )
            await errors.answer(wrong)(scope, receive, send)
            return
        message = await receive()
        fingerprint = _fingerprint(scope, message.get("body", b""))
        key = hashlib.sha256(given[0].encode()).hexdigest()
        table = self._opened().table
        try:
            taken = await run_in_threadpool(idempotency.claim, table, key, fingerprint)
        except VtsError as away:
            await errors.answer(away, scope["state"]["request_id"])(scope, receive, send)
            return
        if taken:
            await _again(taken, fingerprint)(scope, receive, send)
            return
        await self._first(scope, message, send, (key, fingerprint))

    async def _first(self, scope: Scope, message: Message, send: Send, claimed: tuple[str, str]) -> None:
        """Carry it out, and keep what is answered before it is sent."""
        sent: list[Message] = []

        async def body() -> Message:
            return message

        async def held(part: Message) -> None:
            sent.append(part)

        table, (key, fingerprint) = self._opened().table, claimed
        try:
            await self._app(scope, body, held)
        except BaseException:
            await run_in_threadpool(idempotency.give_up, table, key)
            raise
        status = int(sent[0]["status"])
        if 200 <= status < 300:  # noqa: PLR2004
            await run_in_threadpool(idempotency.keep, table, key, fingerprint, _kept(sent))
        else:
            await run_in_threadpool(idempotency.give_up, table, key)
        for part in sent:
            await send(part)


def _kept(sent: list[Message]) -> dict[str, str]:
    body = b"".join(part.get("body", b"") for part in sent[1:])
    return {"status": str(sent[0]["status"]), "answer": body.decode()}


def _again(taken: Document, fingerprint: str) -> Response:
    """Answer a request whose key somebody has taken before."""
    if taken.body["fingerprint"] != fingerprint:
        return errors.answer(IdempotencyKeyReused())
    if "status" not in taken.body:
        return errors.answer(IdempotencyKeyBusy())
    answer = Response(taken.body["answer"], int(taken.body["status"]), media_type="application/json")
    answer.headers[REPLAYED] = "true"
    return answer


def _fingerprint(scope: Scope, body: bytes) -> str:
    """Name a request by what it asks for, whatever the order and the spaces of its JSON."""
    with contextlib.suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), sort_keys=True).encode()
    path = scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/")
    asked = b"\n".join((path.encode(errors="replace"), scope["query_string"], body))
    return hashlib.sha256(asked).hexdigest()
