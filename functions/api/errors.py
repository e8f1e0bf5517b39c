"""Every error in one shape, and documented in the schema."""

import math
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from functions.common import log
from functions.common.errors import (
    BodyTooLarge,
    BodyTooSlow,
    HostNotAllowed,
    InvalidRequest,
    MethodNotAllowed,
    OriginNotAllowed,
    RequestError,
    RouteNotFound,
    Transient,
    VtsError,
)

RETRY_AFTER = 5  # seconds, where the error does not know better; a restarted server is back by then
_MOST_FIELDS, _LONGEST_TEXT = 50, 300  # of what is echoed of a request


class ErrorBody(BaseModel):
    """What went wrong, and what to do about it."""

    code: str = Field(description="Stable name of the cause, for programs.")
    message: str = Field(description="One sentence for people.")
    hint: str = Field(description="What to do.")
    fields: dict[str, str] | None = Field(None, description="Wrong inputs by path, such as options.resolution.")
    request_id: str | None = Field(None, description="Names the log lines of this request.")


class ErrorAnswer(BaseModel):
    """The answer of every call that was not carried out."""

    error: ErrorBody


# Not by `model`: FastAPI gives that the media type of the route's good answer.
_REFERENCE = {"$ref": "#/components/schemas/ErrorAnswer"}


def schemas() -> dict[str, Any]:
    """Describe the shape of errors, for the components of the API's schema."""
    from pydantic.json_schema import models_json_schema

    wanted = models_json_schema([(ErrorAnswer, "serialization")], ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = wanted[1]["$defs"]
    return found


def documented(*causes: type[VtsError]) -> dict[int | str, dict[str, Any]]:
    """Describe these causes as responses of an operation, each with an example."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for cause in causes:
        entry = by_status.setdefault(cause.status, {"description": "", "content": {}})
        entry["description"] = " Or: ".join(filter(None, [entry["description"], cause().message]))
        media = entry["content"].setdefault("application/json", {"schema": _REFERENCE, "examples": {}})
        media["examples"][cause.code] = {"summary": cause().message, "value": {"error": cause().as_dict()}}
    return by_status


COMMON = documented(InvalidRequest, OriginNotAllowed, BodyTooSlow, BodyTooLarge, HostNotAllowed, Transient, VtsError)


def answer(error: VtsError, request_id: str | None = None) -> JSONResponse:
    """Give the error as a response; what it echoes of the request is cut short."""
    body = error.as_dict()
    body["message"] = _short(body["message"])
    if "fields" in body:
        wrong = list(body["fields"].items())[:_MOST_FIELDS]
        body["fields"] = {_short(name): _short(reason) for name, reason in wrong}
    if request_id:
        body["request_id"] = request_id
    headers = None
    if isinstance(error, Transient):
        headers = {"Retry-After": str(math.ceil(RETRY_AFTER if error.retry_after is None else error.retry_after))}
    return JSONResponse({"error": body}, error.status, headers)


def install(app: FastAPI) -> None:
    """Answer the catalogue's errors, the framework's and pydantic's in the one shape."""
    app.add_exception_handler(VtsError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_framework)


async def _expected(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, VtsError):
        raise error
    if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer(error)
    tell = log.warning if isinstance(error, Transient) else log.exception
    tell("request_not_served", method=request.method, path=request.url.path, reason=str(error))
    return answer(error, request.state.request_id)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    fields = {_path(e["loc"], e["type"]): e["msg"] for e in error.errors()[:_MOST_FIELDS]}
    return answer(InvalidRequest(fields=fields))


async def _of_framework(request: Request, error: Exception) -> JSONResponse:
    """Answer what routing and body parsing refuse; a body that cannot be parsed is FastAPI's only 400."""
    if not isinstance(error, HTTPException):
        raise error
    by_status: dict[int, VtsError] = {
        400: InvalidRequest(fields={"body": "cannot be read as JSON"}),
        404: RouteNotFound(),
        405: MethodNotAllowed(),
    }
    response = answer(by_status.get(error.status_code, RequestError(error.detail)))
    response.headers.update(error.headers or {})
    # The framework's Allow names the methods of the first route of this path only.
    if methods := request.app.openapi()["paths"].get(getattr(request.scope.get("route"), "path", None)):
        named = [method.upper() for method in methods]
        response.headers["Allow"] = ", ".join([*named, *(["HEAD"] if "GET" in named else [])])
    return response


def _path(location: tuple[int | str, ...], kind: str) -> str:
    """Name an input by its path inside the body, or by its name; the body itself when that is what is wrong."""
    inside = [] if kind == "json_invalid" else location[1:]
    return ".".join(map(str, inside)) or str(location[0])


def _short(text: str) -> str:
    """Cut what is echoed, and give lone surrogates a form that UTF-8 has."""
    return (text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…").encode(errors="replace").decode()
