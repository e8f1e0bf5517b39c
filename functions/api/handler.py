"""The handler that Lambda calls for requests: the application behind Mangum, built at the first one."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from mangum import Mangum

from functions.api.app import create_app
from functions.common import traces

__all__ = ["app_of", "create_app", "handler"]

BASE_PATH = "/api"  # the stage of the HTTP API (template.yaml), which stands before each path


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request of an API Gateway (HTTP API 2.0, stage ``api`` or ``$default``). The first one builds the app."""
    try:
        return _lambda()(event, context)  # type: ignore[arg-type]
    finally:
        traces.flush()


@cache
def app_of() -> FastAPI:
    """Give the app that ``handler`` answers from."""
    return create_app(gateway=True)


@cache
def _lambda() -> Mangum:
    app = app_of()
    app.state.opened()
    return Mangum(app, lifespan="off", api_gateway_base_path=BASE_PATH)
