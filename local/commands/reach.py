"""Which server a command talks to, and under which name this machine remembers it."""

from pathlib import Path
from typing import NamedTuple

from functions.common.errors import RequestError
from local.client.api import Client
from local.servers.installation import Installation, NotRunning, Running

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder of the `vts` script."""

DEFAULT_DATA = ROOT / ".vts"
DEFAULT_SERVER = "http://127.0.0.1:8000"

_ID_DIGITS = 32
_FEWEST_DIGITS = 4
_NAMED = 5  # ids that are named where several begin alike


class NoSuchJob(RequestError):
    """No job has an id that begins like this."""

    hint = "`./vts jobs` lists the jobs; the first digits of an id are enough."


class AmbiguousJob(RequestError):
    """Several jobs have an id that begins like this."""

    hint = "Give more digits of the id."


class Reached(NamedTuple):
    """A server. ``name`` stays the same while its address changes: the data folder where it runs on one of this machine."""

    client: Client
    name: str


def server(address: str | None, data: Path) -> Reached:
    """Find the server: the given one, else the stack that runs on the data folder, else the usual address.

    Nothing is asked of it yet. Raises NotAnAddress.
    """
    if address is None and (stack := running(data)):
        return Reached(Client(stack.api), str(data.absolute()))
    client = Client(address or DEFAULT_SERVER)
    return Reached(client, client.url)


def running(data: Path) -> Running | None:
    """Give what runs on the data folder; None when nothing does."""
    return Installation(data.absolute()).running()


def stack(data: Path) -> tuple[Installation, Running]:
    """Give the installation in the data folder and what runs on it. Raises NotRunning."""
    installation = Installation(data.absolute())
    if (found := installation.running()) is None:
        raise NotRunning(f"The folder is {data}.")
    return installation, found


def job_id(client: Client, given: str) -> str:
    """Give the whole id of a job from its first digits. Raises NoSuchJob or AmbiguousJob."""
    begin = given.strip().lower()
    if len(begin) == _ID_DIGITS:
        return begin
    if len(begin) < _FEWEST_DIGITS or begin.strip("0123456789abcdef"):
        raise NoSuchJob(
            f"{given!r} is no id; it has {_ID_DIGITS} hex digits, of which the first {_FEWEST_DIGITS} are enough."
        )
    found = [job["job_id"] for job in client.jobs(begins=begin, limit=_NAMED)["jobs"]]
    if not found:
        raise NoSuchJob(f"{given!r} was given.")
    if len(found) > 1:
        raise AmbiguousJob(", ".join(found))
    return found[0]
