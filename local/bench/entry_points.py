"""The doors as Lambda opens them: how long they take to import, how large their zip is, and how fast the warm API answers.

The zip is the one that AWS gets (tools/package.py), bytecode included. Each import is a process of its own, which knows only
what is in the zip; the transcode door, which is an image, finds beside the same code the packages of this environment. What is
counted is CPU time, of several runs the least: an import waits for nothing, so it is what the clock would show on a processor
that does nothing else, and what it takes beyond that is the doing of others (Python's timeit takes the least, too).
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, cast

from mangum import Mangum

from functions.api import handler
from functions.api.answers import EXAMPLE_JOB
from functions.bucket.s3 import Storage
from functions.common import config
from functions.common.errors import Failure
from functions.deployment import Deployment
from functions.jobs.model import Document, Job, JobTable
from functions.plan import profile
from local.bench.figures import Bar, Figure, Samples, percentile
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import Scale
from local.tools import package

_IMPORT = """
import sys, time
began = time.process_time(), time.perf_counter()
__import__(sys.argv[1])
print(time.process_time() - began[0], time.perf_counter() - began[1])
"""
_WARM_CALLS = 20
_MB = 1_000_000
_ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "SOURCE_BUCKET": "source",
    "PROXY_BUCKET": "proxy",
    "DATABASE_URL": "dynamodb://jobs",
}


class DoorShut(Failure):
    """A door of the functions could not be opened."""


_CLAIMS = {
    "api_import": ("CPU time of the cold import of the API's door", Bar(350, "at most", "ms")),
    "transcode_import": ("CPU time of the cold import of the transcode door", Bar(300, "at most", "ms")),
    "zip_size": ("size of the zip that the API and the clock run from", Bar(15, "at most", "MB")),
    "status_warm": ("CPU time of GET /status/ through Mangum, warm, its job in memory", Bar(2, "at most", "ms")),
}


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give four figures: the imports of both doors, the size of their zip, and a warm answer."""
    try:
        made = package.make(deployment.folder / "package")
    except package.PackageNotMade as refused:
        yield from (_figure(name, None, note=refused.message) for name in _CLAIMS if name != "status_warm")
    else:
        beside = [path for path in sys.path if path.endswith("site-packages")]
        cpu, clock = imports("functions.api.snapstart", [str(made)], scale.short_rounds)
        yield _figure("api_import", min(cpu.values), cpu, clock)
        cpu, clock = imports("functions.transcode", [str(made), *beside], scale.short_rounds)
        yield _figure("transcode_import", min(cpu.values), cpu, clock)
        size = package.zipped(made, deployment.folder / "functions.zip").stat().st_size / _MB
        yield _figure("zip_size", size, Samples("zip", "MB", (size,)))
    taken = answers(scale.status_calls)
    yield _figure("status_warm", min(taken.values), taken, note=f"p99 {percentile(taken.values, 99):.2f} ms")


def _figure(name: str, value: float | None, *samples: Samples, note: str = "") -> Figure:
    claim, bar = _CLAIMS[name]
    return Figure(name, claim, bar, value, samples, note)


def imports(module: str, places: Sequence[str], rounds: int) -> tuple[Samples, Samples]:
    """Import a module in fresh processes that find it in ``places`` alone; milliseconds of CPU, and by the clock.

    The first one, which brings the files into memory, does not count. Raises DoorShut.
    """
    argv = [sys.executable, "-I", "-S", "-B", "-c", f"import sys; sys.path[:0] = {list(places)!r}\n{_IMPORT}", module]
    taken = []
    for _ in range(rounds + 1):
        done = subprocess.run(argv, capture_output=True, text=True, env={}, check=False)
        if done.returncode:
            raise DoorShut(f"{module}: {done.stderr.strip()[-500:]}")
        taken.append([float(word) * 1000 for word in done.stdout.split()])
    cpu, clock = zip(*taken[1:], strict=True)
    return Samples("CPU", "ms", cpu), Samples("clock", "ms", clock)


def answers(calls: int) -> Samples:
    """Ask for a status as the HTTP API does, again and again; milliseconds of CPU of each answer. Raises DoorShut."""
    settled = config.load(_ENVIRONMENT)
    row = _OneRow()
    deployment = Deployment(settled, cast(JobTable, row), Storage(settled))
    event, taken = _asking(f"{handler.BASE_PATH}/status/{row.job.job_id}/"), []
    loop = asyncio.new_event_loop()  # Mangum would make one otherwise, and never close it
    asyncio.set_event_loop(loop)
    try:
        door = Mangum(
            handler.create_app(deployment, memory_seconds=0, gateway=True),
            lifespan="off",
            api_gateway_base_path=handler.BASE_PATH,
        )
        for number in range(calls + _WARM_CALLS):
            began = time.process_time()
            answer = door(event, None)  # type: ignore[arg-type]
            if number >= _WARM_CALLS:
                taken.append((time.process_time() - began) * 1000)
            if answer["statusCode"] != 200:  # noqa: PLR2004
                raise DoorShut(json.dumps(answer)[:500])
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return Samples("status", "ms", tuple(taken))


class _OneRow:
    """A job table with one job in it, the one that the API's schema shows, in memory: no server is asked."""

    def __init__(self) -> None:
        recipe = profile.load("web-720p")
        shown = {name: value for name, value in EXAMPLE_JOB.items() if name in Job.model_fields}
        self.job = Job.model_validate({**shown, "profile_digest": profile.digest(recipe), "recipe": recipe})

    def get(self, job_id: str) -> Job | None:
        """Give the job."""
        return self.job if job_id == self.job.job_id else None

    def documents(self, kind: str, key: str | None = None) -> list[Document]:  # noqa: ARG002  the table's
        """Give none: the settings are as they come."""
        return []


def _asking(path: str) -> dict[str, Any]:
    """Give the event of a GET (HTTP API, payload format 2.0)."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "abc.execute-api.us-east-1.amazonaws.com", "accept": "application/json"},
        "requestContext": {
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": "id",
            "stage": "api",
        },
        "isBase64Encoded": False,
    }
