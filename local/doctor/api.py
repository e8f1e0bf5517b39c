"""The API as it is reached from here, and what it says of what it depends on."""

import contextlib
import json
import time

from functions.errors import Transient
from local.client import wire
from local.client.api import NoServer, NotOurServer
from local.doctor.clocks import Clocks


class Unwell(Transient):
    """The API says that something it needs is not well."""


class TableUnwell(Unwell):
    """The API does not reach its job table."""

    hint = "Look at the log of the API, and at DATABASE_URL."


class BucketUnwell(Unwell):
    """The API does not reach its buckets."""

    hint = "Look whether the object storage runs, at AWS_ENDPOINT_URL_S3 and at the keys."


class WorkersUnwell(Unwell):
    """No worker is at work."""

    hint = "Look whether a worker runs; `./vts worker` starts one."


_UNWELL = {"job_table": TableUnwell, "bucket": BucketUnwell, "workers": WorkersUnwell}


class Api:
    """The API at an address. ``dependencies`` is what it said of each: ok, or the reason why not."""

    def __init__(self, url: str, clocks: Clocks) -> None:
        """Ask the API at ``url``; what its clock says is noted in ``clocks``."""
        self._url = url.rstrip("/")
        self._clocks = clocks
        self.dependencies: dict[str, str] = {}

    def reach(self) -> str:
        """Ask for its health. Raises NoServer, NotOurServer."""
        began = time.monotonic()
        try:
            with contextlib.closing(wire.Line()) as line:
                answer = line.call("GET", f"{self._url}/health/")
        except (wire.NothingAnswers, wire.ConnectionCut) as away:
            raise NoServer(away.detail) from away
        self._clocks.see("the API", answer.headers)
        try:
            self.dependencies = dict(json.loads(answer.body)["dependencies"])
        except (ValueError, KeyError, TypeError) as foreign:
            raise NotOurServer(f"{self._url}.") from foreign
        return f"{self._url} answers in {(time.monotonic() - began) * 1000:.0f} ms"

    def dependency(self, name: str) -> str:
        """Give what it said of one dependency. Raises Unwell."""
        if (said := self.dependencies[name]) != "ok":
            raise _UNWELL.get(name, Unwell)(said)
        return "well, says the API"
