"""Hosts: the load of every machine that works."""

from fastapi import APIRouter, Request, Response

from functions import hosts
from functions.api import answers

router = APIRouter(tags=["hosts"])


@router.get(
    "/system_load/", response_model=hosts.SystemLoad, summary="Load of the hosts", responses=answers.NOT_MODIFIED
)
def system_load(request: Request) -> Response:
    """List the worker hosts that reported lately, and their mean; the silent ones are dropped.

    Hosts measure themselves and write it down. It is read at most once a second, however many ask.
    """
    loads: hosts.Loads = request.app.state.loads()
    return answers.tagged(request, loads.read())
