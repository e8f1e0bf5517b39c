"""Proves an installation by using it as its users do: `./vts doctor`. Each check ends in a line: ok, or what to do.

    host.py       the machine of the worker: ffmpeg, sandbox, disk
    api.py        the API, and what it says of what it depends on
    passage.py    a clip on its way: upload, event, transcode, download; then the same in parts
    bucket.py     what its signed URLs lead to, as a page at another origin sees it
    clocks.py     the clocks of all that answered

Only the public doors are used, so it may run anywhere; the checks of the host run where the worker runs. What it puts into
the installation it deletes again.
"""

from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple

from functions.common.config import Config
from functions.common.errors import VtsError
from local.client import wire
from local.doctor import clocks, host
from local.doctor.api import Api
from local.doctor.bucket import Bucket
from local.doctor.clocks import Clock, Clocks
from local.doctor.passage import Passage


class Finding(NamedTuple):
    """What one check found: that all is well, with a figure or a fact, or what is wrong and what to do."""

    check: str
    ok: bool
    text: str
    todo: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return self._asdict()


def run(
    url: str, *, origin: str | None = None, worker: Config | None = None, clock: Clock = clocks.here
) -> Iterator[Finding]:
    """Examine the installation whose API is at ``url``; gives a finding as soon as its check has ended.

    ``origin`` is that of the page that is to upload (default: the API's own). ``worker`` is the configuration of a worker
    on this machine; without it the checks of the host are left out. ``clock`` is this machine's. Raises NotAnAddress.
    """
    seen = Clocks(clock)
    bucket, api = Bucket(origin or wire.origin(url), seen), Api(url, seen)
    if worker is not None:
        for name, check in host.CHECKS.items():
            yield from _look(name, lambda check=check: check(worker))  # type: ignore[misc]
    if (yield from _look("api", api.reach)):
        for name in api.dependencies:
            yield from _look(name, lambda name=name: api.dependency(name))  # type: ignore[misc]
        yield from _look("signing", api.signing)
        if api.reads_the_table:
            yield from _look("cleanup", api.turn)
            yield from _look("records", api.readable)
        yield from _pass(Passage(url, bucket))
        yield from _look("clocks", seen.compare)


def _pass(passage: Passage) -> Iterator[Finding]:
    """Go the way of a clip, step by step until one fails; then delete what was sent."""
    try:
        for name, step in passage.steps.items():
            if not (yield from _look(name, step)):
                break
    except BaseException:
        passage.clean_up()
        raise
    yield from _look("clean-up", passage.clean_up)


def _look(check: str, look: Callable[[], str]) -> Generator[Finding, None, bool]:
    """Give the finding of one check; return whether all was well."""
    try:
        found = Finding(check, True, look())
    except VtsError as wrong:
        found = Finding(check, False, wrong.message, wrong.hint)
    yield found
    return found.ok
