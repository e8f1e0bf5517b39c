"""Hosts: the load of every machine that works."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from functions.api import answers, polled
from functions.fleet import history, hosts

router = APIRouter(tags=["hosts"])


@router.get(
    "/system_load/", response_model=hosts.SystemLoad, summary="Load of the hosts", responses=answers.NOT_MODIFIED
)
async def system_load(request: Request) -> Response:
    """List the worker hosts that reported lately, and their mean; the silent ones are dropped.

    Hosts measure themselves and write it down. It is read at most once a second, however many ask.
    """
    loads: hosts.Loads = request.app.state.loads()
    return await polled.polled(request, request.app.state.statuses, loads.read)


class HostList(BaseModel):
    """The hosts that work."""

    hosts: tuple[hosts.HostLoad, ...]


@router.get("/hosts/", response_model=HostList, summary="The hosts that work", responses=answers.NOT_MODIFIED)
def list_hosts(request: Request) -> Response:
    """List the worker hosts that reported lately: what each can do (cores, ffmpeg, encoders), and what it does."""
    loads: hosts.Loads = request.app.state.loads()
    return answers.tagged(request, HostList(hosts=loads.read().hosts))


@router.get(
    "/system_load/history/",
    response_model=history.SystemHistory,
    summary="The hosts' last 15 minutes",
    responses=answers.NOT_MODIFIED,
)
def system_history(request: Request) -> Response:
    """List the worker hosts that reported within 15 minutes, the silent ones marked, with a sample each 15 seconds.

    It is read at most once in five seconds, however many ask.
    """
    histories: history.Histories = request.app.state.histories()
    return answers.tagged(request, histories.read())
