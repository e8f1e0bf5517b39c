"""Whether watching costs uploads: the same upload with and without clients that poll every second."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator

from functions.common.errors import Failure
from local.bench import clips, crowd, pollers, uploads
from local.bench.figures import Bar, Figure, Samples, ratio
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import MIB, Scale

_SECONDS = 600
_END_SECONDS = 30


class PollingFailed(Failure):
    """Clients that polled were not answered as they must be."""


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give the figure: speed of the upload while the clients poll, as a part of its speed without them.

    The list of jobs is filled first, with jobs that are done: a list that is polled is seldom empty.
    """
    polled = crowd.fill(deployment, scale.listed_jobs)
    path = clips.no_film(deployment.folder, scale.upload_size)
    quiet, watched, asked = [], [], 0
    uploads.ours(deployment, path)
    for number in range(scale.upload_rounds):
        for with_clients in (number % 2 == 0, number % 2 == 1):
            if with_clients:
                with clients(deployment.running.api, polled, scale.pollers) as answers:
                    watched.append(uploads.ours(deployment, path))
                asked += answers["requests"]
            else:
                quiet.append(uploads.ours(deployment, path))
    yield ratio(
        "upload_while_polled",
        f"speed of an upload of {scale.upload_size // MIB} MiB while {scale.pollers} clients poll, to that without",
        Bar(0.9, "at least"),
        Samples("without", "s", tuple(quiet)),
        Samples("polled", "s", tuple(watched)),
        f"{asked} requests answered; {scale.listed_jobs} done jobs in the list",
    )


@contextlib.contextmanager
def clients(url: str, job_id: str, count: int) -> Iterator[dict[str, int]]:
    """Let so many clients poll during the block; afterwards the dictionary has what they met. Raises PollingFailed."""
    argv = [sys.executable, "-I", "-S", pollers.__file__, url, job_id, str(count), str(_SECONDS)]
    met: dict[str, int] = {}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as polling:
        try:
            if polling.stdout is None or polling.stdout.readline().strip() != pollers.POLLING:
                raise PollingFailed("They did not start.")
            yield met
            said, _ = polling.communicate(timeout=_END_SECONDS)
        finally:
            polling.kill()
    met.update(json.loads(said))
    if met["wrong"]:
        raise PollingFailed(f"{met['wrong']} of {met['requests']}.")
