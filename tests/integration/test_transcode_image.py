"""The transcode function as Lambda runs it: its process asks the runtime API for events. By itself, and in its image."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from functions import deployment as deployments
from functions.common import config
from functions.deployment import Deployment
from functions.jobs.model import Status
from local.servers import provision
from local.tools.ffmpeg import Pair
from local.tools.package import FUNCTIONS
from tests.support.aws import runtime_api, s3_events
from tests.support.aws.runtime_api import RuntimeApi
from tests.support.films import clips
from tests.support.servers import dynamodb

BUILD_SECONDS = 1_800
NOT_ROOT = "993:990"  # Lambda runs functions as a user who owns nothing


@pytest.fixture
def settled(environment: dict[str, str], dynamodb_tables: str) -> dict[str, str]:
    """The environment of an installation whose job table is DynamoDB's and whose workers do not report, as on AWS."""
    dynamodb.empty(dynamodb_tables)
    return {**environment, "DATABASE_URL": dynamodb_tables, "WORKERS_REPORT": "false"}


@pytest.fixture
def deployment(settled: dict[str, str]) -> Deployment:
    opened = deployments.open_from(config.load(settled))
    provision.buckets(opened.config)
    return opened


@pytest.fixture
def runtime() -> Iterator[RuntimeApi]:
    with runtime_api.serving() as served:
        yield served


@pytest.fixture(scope="session")
def image() -> Iterator[str]:
    """Build the image as `sam build` does, where a Docker engine runs; its name."""
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker engine runs here")
    name = f"vts-transcode-test-{os.getpid()}"
    built = subprocess.run(
        ["docker", "build", "--tag", name, str(FUNCTIONS)],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    yield name
    subprocess.run(["docker", "rmi", "--force", name], capture_output=True, check=True)


def settles_a_film(deployment: Deployment, runtime: RuntimeApi, film: Path) -> None:
    """Tell of a film in the inbox, and then of what S3 sends once; both are settled, and the film is done."""
    deployment.storage.put_file(deployment.config.source_bucket, "inbox/film.mp4", film, "video/mp4")
    record = s3_events.record("2.6", "inbox/film.mp4")
    record["s3"]["bucket"]["name"] = deployment.config.source_bucket

    answers = [runtime.call(s3_events.batch(body)) for body in ({"Records": [record]}, s3_events.TEST_EVENT)]

    (job,) = deployment.table.find().jobs
    assert (job.status, job.attempt) == (Status.DONE, 1), job.error
    assert [answer["batchItemFailures"] for answer in answers] == [[], []]
    assert job.proxy is not None
    assert deployment.storage.head(deployment.config.proxy_bucket, job.proxy.key) is not None


def test_the_runtime_client_finds_the_handler_and_brings_it_events(
    deployment: Deployment, settled: dict[str, str], runtime: RuntimeApi, ffmpeg: Pair, clip_folder: Path
) -> None:
    argv = [sys.executable, "-m", "awslambdaric", "functions.transcode.handler"]
    environment = {**os.environ, **settled, "AWS_LAMBDA_RUNTIME_API": runtime.address}

    with subprocess.Popen(argv, env=environment, cwd=FUNCTIONS.parent) as function:
        try:
            settles_a_film(deployment, runtime, clips.make("h264_mp4", clip_folder))
        finally:
            function.kill()


def test_the_image_settles_a_film_as_nobody_on_a_disk_that_is_read_only(
    deployment: Deployment, settled: dict[str, str], runtime: RuntimeApi, image: str, clip_folder: Path
) -> None:
    given = {name: value for name, value in settled.items() if name not in {"FFMPEG", "FFPROBE", "WORK_DIR"}}
    container = running(image, {**given, "AWS_LAMBDA_RUNTIME_API": runtime.address})

    try:
        settles_a_film(deployment, runtime, clips.make("h264_mp4", clip_folder))
    except Exception:
        logs = subprocess.run(["docker", "logs", container], capture_output=True, text=True, check=False)
        print(logs.stdout + logs.stderr)
        raise
    finally:
        subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=True)


def running(image: str, environment: Mapping[str, str]) -> str:
    """Start the image as Lambda does: only /tmp can be written to. Its container."""
    confined = ["--network", "host", "--read-only", "--tmpfs", "/tmp:mode=1777", "--user", NOT_ROOT, "--memory", "2g"]
    variables = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
    started = subprocess.run(
        ["docker", "run", "--detach", *confined, *variables, image], capture_output=True, text=True, check=False
    )
    assert started.returncode == 0, started.stderr
    return started.stdout.strip()
