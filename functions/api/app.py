"""The application: its routers, and what stands around them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from functions import deployment as deployments
from functions.api import (
    answers,
    conversions,
    costs,
    downloads,
    errors,
    health,
    hosts,
    idempotency,
    jobs,
    join,
    metrics,
    middleware,
    profiles,
    settings,
    sign_in,
    uploads,
    webhooks,
)
from functions.api.polled import CachedAnswer
from functions.api.response_cache import Recent
from functions.common.release import RELEASE
from functions.common.ttl_cache import TtlCache
from functions.deployment import Deployment
from functions.fleet import history
from functions.fleet import hosts as loads
from functions.upkeep import audit, clock_status
from functions.upkeep.queue_stats import Backlog

DESCRIPTION = """
Films go straight into object storage by signed URLs; checked proxies come out. Times are RFC 3339 UTC, sizes bytes, durations
seconds. Every path answers with and without its trailing slash. Every error has the shape
`{"error": {"code", "message", "hint"}}`, with `fields` where inputs are wrong; `code` is stable.
"""

TAGS = [
    {"name": "uploads", "description": "Signed URLs for sending a file into the bucket."},
    {"name": "jobs", "description": "One source, one profile, at most one published proxy."},
    {"name": "downloads", "description": "Signed URLs of what a job made."},
    {"name": "settings", "description": "What users change while it runs, and the profiles they choose from."},
    {"name": "costs", "description": "What jobs have cost, day by day."},
    {"name": "webhooks", "description": "Addresses that are told of the states of jobs, and the log of that."},
    {"name": "hosts", "description": "The machines that work, and whether everything they need is there."},
    {"name": "users", "description": "Where users sign in, where they have to."},
]


class _Documented(FastAPI):
    """Puts into the schema what FastAPI leaves out: the one shape of error, and nulls in an example."""

    def openapi(self) -> dict[str, Any]:
        """Describe the API."""
        schema = super().openapi()
        schema["components"]["schemas"] |= errors.schemas()
        idempotency.document(schema)
        schema["components"]["schemas"]["JobAnswer"]["examples"] = [answers.EXAMPLE_JOB]
        return schema


MEMORY_SECONDS = 1.0
"""How long a page of the list of jobs is given again; a status and the load of the hosts are half as long."""


def create_app(
    deployment: Deployment | None = None, *, memory_seconds: float = MEMORY_SECONDS, gateway: bool = False
) -> FastAPI:
    """Build the API of ``deployment``; by default of this process's environment, which is read with the first request.

    Behind a ``gateway`` of AWS it does not ask by which host it was called, and from which page.

    A server that runs the app's lifespan opens the deployment when it starts, and does not start when the environment is
    not complete: InvalidConfig names the variables.
    """
    opened: Callable[[], Deployment] = (lambda: deployment) if deployment else deployments.current
    app = _Documented(
        title="Video Transcode Server",
        version=RELEASE,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        redoc_url=None,
        redirect_slashes=False,
        responses=errors.COMMON,
        generate_unique_id_function=_operation_id,
        lifespan=_open_at_start,
    )
    app.state.opened = opened
    pages, statuses = Recent[CachedAnswer](memory_seconds), Recent[CachedAnswer](memory_seconds / 2)
    app.state.pages, app.state.statuses = pages, statuses
    app.state.loads = cache(lambda: loads.Loads(opened().table))
    app.state.histories = cache(lambda: history.Histories(opened().table))
    app.state.backlog = cache(lambda: Backlog(opened(), 5 * memory_seconds))
    app.state.clock = cache(lambda: TtlCache(lambda: clock_status.read(opened().table), memory_seconds))
    app.state.unreadable = cache(lambda: TtlCache(lambda: audit.count(opened().table), memory_seconds))
    app.state.probes = cache(lambda: health.probes(opened(), app.state.loads()))
    for room in (
        uploads,
        conversions,
        jobs,
        downloads,
        hosts,
        settings,
        profiles,
        costs,
        webhooks,
        metrics,
        health,
        sign_in,
        join,
    ):
        app.include_router(room.router)
    errors.install(app)
    middleware.install(app, opened, recents=(pages, statuses), gateway=gateway)
    return app


@asynccontextmanager
async def _open_at_start(app: FastAPI) -> AsyncIterator[None]:
    app.state.opened()
    yield


def _operation_id(route: APIRoute) -> str:
    """Name an operation by its function, so that generated clients keep their names when paths move."""
    return route.name
