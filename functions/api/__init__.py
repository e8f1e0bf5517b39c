"""The door that requests come through: FastAPI, and Mangum's handler for Lambda beside it.

    app.py                       the application
    doors.py                     around every request: request id, CORS, body limit, slashes, the answer of last resort
    authority.py                 which hosts are answered, and which pages may write
    heads.py  idempotency.py     HEAD as GET; a POST that is sent again
    errors.py                    every error in one shape, and documented
    access.py                    the deployment and the job that a request is about; who may see it
    answers.py                   what a job looks like from outside; ETags
    again.py  recent.py          what clients poll, answered again from memory before it is routed
    orders.py                    what can be asked of a job, and the row that is made of it
    uploads.py, tickets.py       signed URLs in
    downloads.py                 signed URLs out
    jobs.py, conversions.py      status, list, cancel, retry, delete; a new job from a source that is there
    settings.py, profiles.py     what users change, and what they choose from; fields.py: what a form has to know of it
    hosts.py, health.py          load of the workers; each dependency
    costs.py  metrics.py         what a month has cost; what Prometheus asks for
    sign_in.py                   where users sign in

No bytes of a video pass through here, and nothing here runs one: rows are written, URLs are signed, tasks are put.
"""

from functools import cache
from typing import Any

from fastapi import FastAPI
from mangum import Mangum

from functions import traces
from functions.api.app import create_app

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
