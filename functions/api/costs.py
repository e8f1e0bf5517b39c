"""Costs: what a month has cost, day by day, and by which prices it is counted."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from functions.api import answers
from functions.api.dependencies import DeploymentDep
from functions.api.errors import documented
from functions.common.errors import InvalidRequest
from functions.intake import billing
from functions.jobs import settings

router = APIRouter(tags=["costs"])

Wanted = Annotated[
    str, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Year and month, UTC; by default this one.")
]


@router.get(
    "/costs/",
    response_model=billing.Month,
    summary="What a month has cost",
    responses=answers.NOT_MODIFIED | documented(InvalidRequest),
)
def month_costs(request: Request, deployment: DeploymentDep, month: Wanted | None = None) -> Response:
    """Add up what the tries of jobs took that ended in a month, whatever came of them; days are kept for 400 days.

    On AWS it is what their functions, calls and storage come to by list prices, not AWS's bill; elsewhere CPU-seconds.
    """
    return answers.tagged(request, billing.month(deployment, settings.read(deployment.table).settings, month))
