"""The API as it is reached from here, and what it says of what it depends on."""

import contextlib
import json
import time
from typing import Any

from functions.common.errors import Transient
from local.client import wire
from local.client.api import NoServer, NotOurServer
from local.doctor.clocks import Clocks
from local.terminal import words


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


class ClockStopped(Unwell):
    """The clock has not had its turn; it finds what events missed, and deletes what is past its retention."""

    hint = "Look whether the clock runs, and at its log; `./vts up` starts one."


class NotAllReadable(Unwell):
    """Something that is written down in the job table cannot be read; all else goes on."""

    hint = "`./vts jobs` names such jobs; another release may be able to read them, and they can be deleted."


class Api:
    """The API at an address. ``dependencies`` is what it said of each: ok, or the reason why not."""

    def __init__(self, url: str, clocks: Clocks) -> None:
        """Ask the API at ``url``; what its clock says is noted in ``clocks``."""
        self._url = url.rstrip("/")
        self._clocks = clocks
        self.dependencies: dict[str, str] = {}
        self._clock: dict[str, Any] | None = None
        self._signing: str | None = None
        self._unreadable: dict[str, int] = {}

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
            health = json.loads(answer.body)
            self.dependencies = dict(health["dependencies"])
            self._clock = health.get("clock")
            self._signing = health.get("signing")
            self._unreadable = dict(health.get("unreadable", {}).get("kinds", {}))
        except (ValueError, KeyError, TypeError, AttributeError) as foreign:
            raise NotOurServer(f"{self._url}.") from foreign
        return f"{self._url} answers in {(time.monotonic() - began) * 1000:.0f} ms"

    def dependency(self, name: str) -> str:
        """Give what it said of one dependency. Raises Unwell."""
        if (said := self.dependencies[name]) != "ok":
            raise _UNWELL.get(name, Unwell)(said)
        return "well, says the API"

    @property
    def reads_the_table(self) -> bool:
        """Whether it could read what is kept in the job table."""
        return self.dependencies.get("job_table") == "ok"

    def signing(self) -> str:
        """Say as whom addresses are signed."""
        if self._signing == "narrow":
            return "addresses are signed as users that can do nothing else"
        return (
            "addresses are signed with the keys of the functions; a storage that obeys headers which were not signed opens more "
            "than they name. S3_PUT_ACCESS_KEY and S3_GET_ACCESS_KEY name users that can do nothing else (docs/storage.md)"
        )

    def readable(self) -> str:
        """Say that all that was met in the job table can be read. Raises NotAllReadable, counting what cannot."""
        if self._unreadable:
            kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self._unreadable.items()))
            raise NotAllReadable(f"Set aside: {kinds}.")
        return "all that is written down can be read"

    def turn(self) -> str:
        """Give what the clock did last, as the API said. Raises ClockStopped."""
        if self._clock is None:
            raise ClockStopped("It never had one.")
        last, worked = self._clock["last"], self._clock["worked"]
        when = words.ago(last["ended_at"])
        if self._clock["late"]:
            raise ClockStopped(f"Its last one was {when}.")
        return f"last turn {when}; {_done(worked)}"


def _done(turn: dict[str, Any] | None) -> str:
    """Say what a turn found to do: row deleted 2, lost event 1, 3 h ago."""
    if turn is None:
        return "nothing to mend or delete yet"
    counts = ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in turn["done"].items())
    return f"last work: {counts}, {words.ago(turn['ended_at'])}"
