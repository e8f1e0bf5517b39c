"""Metrics: what Prometheus asks this process of the API for."""

from fastapi import APIRouter, Request, Response

from functions.api.errors import documented
from functions.common import metrics
from functions.common.errors import RouteNotFound
from functions.upkeep.queue_stats import Backlog

router = APIRouter(tags=["hosts"])


@router.get(
    "/metrics/",
    summary="Metrics of this process",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **documented(RouteNotFound)},
)
def process_metrics(request: Request) -> Response:
    """Give the sums since this process began, and how the queue and the workers stand, as Prometheus reads them.

    On AWS the sums go to CloudWatch instead.
    """
    if metrics.text() is None:
        raise RouteNotFound
    backlog: Backlog = request.app.state.backlog()
    backlog.tell()
    return Response(metrics.text(), media_type=metrics.CONTENT_TYPE)
