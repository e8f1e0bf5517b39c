"""What a job consumes of DynamoDB: the same film once more, by the same code, with its job in a DynamoDB table.

The stack's worker does the film first, with its job in the stack's own table. Then this process settles the same object with the
job in DynamoDB Local, which counts capacity units as DynamoDB does. What a page consumes that follows the job is not in it.
"""

import contextlib
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping

from functions import deployment as deployments
from functions import transcode
from functions.bucket.notifications import Arrival
from functions.bucket.s3 import Storage
from functions.common import config
from functions.deployment import Deployment
from functions.jobs.dynamodb import table as dynamodb_table
from functions.jobs.dynamodb.client import Units
from functions.jobs.dynamodb.table import DynamoDbJobTable
from functions.jobs.model import Job, Status
from functions.plan import estimate
from local.base import config as local_config
from local.base import leash, ports
from local.bench import clips
from local.bench.figures import Bar, Figure, Samples
from local.bench.measured_stack import JobEndedOtherwise, MeasuredStack, until
from local.bench.scale import Scale
from local.servers import definitions
from local.tools import dynamodb as dynamodb_tool
from local.tools.dynamodb import DynamoDbLocal, DynamoDbMissing

MEMORY_MB = 3538  # of the function, as template.yaml has it by default: two processors
_START_SECONDS = 120
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give one figure: the price of the table's units of a job, over that of the function's time."""
    claim = f"DynamoDB's units of a job over its function's time, by price: {scale.film_seconds:g} s of 1080p"
    bar = Bar(0.1, "at most")
    try:
        tool = _tool()
    except DynamoDbMissing as missing:
        yield Figure("table_units", claim, bar, note=missing.message)
        return
    film = clips.film(deployment.running.ffmpeg, deployment.folder, scale.film_seconds)
    sent = deployment.send(film)
    deployment.done(sent.job_id)
    with _served(tool) as url:
        units, seconds = _again(deployment, sent.job_id, url)
    deployment.clear(sent.job_id)
    writes, reads = sum(units.writes.values()), sum(units.reads.values())
    prices = estimate.prices("aws")
    table = writes * prices.table_write + reads * prices.table_read
    function = seconds * MEMORY_MB / 1024 * prices.gb_second
    told = (Samples("written", "units", (writes,)), Samples("read", "units", (reads,)), Samples("ran", "s", (seconds,)))
    yield Figure("table_units", claim, bar, table / function, told, _listed(units.writes) + "; " + _listed(units.reads))


def _again(deployment: MeasuredStack, job_id: str, url: str) -> tuple[Units, float]:
    """Settle the object of a job once more, its job in the table of this URL; what was consumed, and for how many seconds."""
    units, environment = Units(), config.load({**deployment.environment, "DATABASE_URL": url})
    table = DynamoDbJobTable(url, environment.aws_region, units=units)
    twin = Deployment(environment, table, Storage(environment))
    job = _as_it_was_made(deployment, job_id)
    with _allowed({}):
        table.insert(job)  # a client keeps the keys that it was made with
    began = time.monotonic()
    with _allowed(deployment.environment):
        transcode.settle(twin, Arrival(job.source.bucket, job.source.key, job.source.size, job.source.etag or ""))
    seconds = time.monotonic() - began
    done = table.get(job_id)
    table.close()
    if done is None or done.status is not Status.DONE:
        raise JobEndedOtherwise(f"{done.status}: {done.error and done.error.message}" if done else "It is gone.")
    return units, seconds


def _as_it_was_made(deployment: MeasuredStack, job_id: str) -> Job:
    """Read the stack's row of a job, and give it as it was before its upload arrived."""
    environment = deployment.environment
    done = deployments.open_table(environment["DATABASE_URL"], environment["AWS_REGION"]).get(job_id)
    if done is None:
        raise JobEndedOtherwise("Its row is gone.")
    kept = {"job_id", "filename", "profile", "profile_digest", "recipe", "options", "upload", "created_at"}
    fields = {name: getattr(done, name) for name in kept}
    return Job(**fields, status=Status.WAITING, source=done.source.model_copy(update={"media": None}))


def _tool() -> DynamoDbLocal:
    """Find DynamoDB Local, or get it. Raises DynamoDbMissing."""
    machine = local_config.load(os.environ)
    return dynamodb_tool.find(machine) or dynamodb_tool.get(machine, lambda _: None)


@contextlib.contextmanager
def _served(tool: DynamoDbLocal) -> Iterator[str]:
    """Run DynamoDB Local during the block, with an empty table; its URL."""
    port = ports.free()
    url = f"dynamodb://jobs?endpoint=http://{ports.LOOPBACK}:{port}"
    with tempfile.TemporaryDirectory(prefix="vts-dynamodb-") as folder:
        argv, nothing = leash.tied(tool.argv(port)), subprocess.DEVNULL
        with subprocess.Popen(argv, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing) as server:
            try:
                until(lambda: definitions.answers(port, "/", also=400), "Starting DynamoDB Local", _START_SECONDS)
                with _allowed({}):
                    dynamodb_table.create(url, "us-east-1")
                yield url
            finally:
                server.terminate()


@contextlib.contextmanager
def _allowed(environment: Mapping[str, str]) -> Iterator[None]:
    """Let clients that are made during the block sign with these keys; DynamoDB Local takes any word."""
    before = {name: os.environ.get(name) for name in _KEYS}
    os.environ.update({name: environment.get(name, "bench") for name in _KEYS})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in counted.most_common())
