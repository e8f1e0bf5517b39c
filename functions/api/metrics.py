"""Metrics: what Prometheus asks this process of the API for."""

from fastapi import APIRouter, Response

from functions import metrics
from functions.api.errors import documented
from functions.errors import RouteNotFound

router = APIRouter(tags=["hosts"])


@router.get(
    "/metrics/",
    summary="Metrics of this process",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **documented(RouteNotFound)},
)
def process_metrics() -> Response:
    """Give the sums since this process began, as Prometheus reads them; on AWS they go to CloudWatch instead."""
    text = metrics.text()
    if text is None:
        raise RouteNotFound
    return Response(text, media_type=metrics.CONTENT_TYPE)
