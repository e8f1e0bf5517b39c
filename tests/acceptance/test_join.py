"""Workers on other machines: one that has nothing but an address and a token works for an installation."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.base import ports
from tests.conftest import need
from tests.support.servers.postgres import Postgres, binaries
from tests.support.stack.client import Visitor
from tests.support.stack.running_stack import ROOT, RunningStack, dead, start_stack
from tests.support.wait_until import until

ADDRESS = "127.0.0.2"  # another address than the usual one, as that of a network would be
BACK_SECONDS = 60

with_the_shared_one = pytest.mark.xdist_group("join")  # not the last test: that is done on the stack of the others


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """An installation that listens for others, its job table in a PostgreSQL, without a worker of its own."""
    postgres = Postgres(need(binaries(), "PostgreSQL"))
    postgres.start()
    data = tmp_path_factory.mktemp("shared") / "data"
    stack = start_stack(data, "--no-sample", "--listen", ADDRESS, VTS_DATABASE_URL=postgres.database())
    own = stack.pid("worker")
    with stack.frozen():  # so that nobody starts the worker again
        os.kill(own, signal.SIGTERM)
        until(lambda: dead(own), "its own worker has stopped")
        yield stack
    stack.stop()
    postgres.remove()


def token_of(stack: RunningStack) -> str:
    """What `./vts worker --show-token` prints where the installation runs."""
    argv = [sys.executable, "-P", "-m", "local.cli", "worker", "--show-token", "--data", str(stack.data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(argv, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def join(stack: RunningStack, folder: Path, token: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a worker on a machine with an empty home and an empty folder."""
    folder.mkdir()
    argv = [sys.executable, "-P", "-m", "local.cli", "worker", "--join", stack.api, "--data", str(folder / "data")]
    given = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "VTS_JOIN_TOKEN": token,
        **environment,
    }
    out = (folder / "out").open("w")
    with out:
        return subprocess.Popen(argv, env=given, cwd=folder, stdout=out, stderr=out, text=True)


@with_the_shared_one
def test_a_worker_that_has_an_address_and_a_token_works_is_measured_and_drains(
    shared: RunningStack, tmp_path: Path, film: Path
) -> None:
    visitor, metrics = Visitor(shared), ports.free()
    worker = join(
        shared, tmp_path / "elsewhere", token_of(shared), WORKER_NAME="elsewhere", METRICS_ADDRESS=str(metrics)
    )

    def seen() -> dict[str, object]:
        return {host["host"]: host for host in visitor.told("GET", "/hosts/")["hosts"]}

    until(lambda: "elsewhere" in seen(), "it reports", BACK_SECONDS)
    host = seen()["elsewhere"]
    assert host["cores"] >= 1
    assert host["ffmpeg"]
    assert "libx264" in host["encoders"]
    assert host["draining"] is False

    job = visitor.done(visitor.upload(film, options={"priority": "high"}))
    assert job["worker"] == "elsewhere"
    assert job["source"]["key"].startswith("high/uploads/")
    assert visitor.fetch(job["job_id"]).is_success

    told = httpx.get(f"http://127.0.0.1:{metrics}/metrics").text
    assert 'vts_worker_jobs{worker="elsewhere"}' in told
    assert 'vts_events_waiting{priority="low"}' in told
    assert 'vts_jobs_ended_total{code="",status="done"} 1.0' in told

    worker.terminate()
    assert worker.wait(BACK_SECONDS) == 0, (tmp_path / "elsewhere" / "out").read_text()
    until(lambda: "elsewhere" not in seen(), "it said goodbye")
    visitor.close()


@with_the_shared_one
def test_a_token_that_is_not_the_installations_is_refused_in_words(shared: RunningStack, tmp_path: Path) -> None:
    stranger = join(shared, tmp_path / "stranger", "x" * 40)

    assert stranger.wait(BACK_SECONDS) == 1
    said = (tmp_path / "stranger" / "out").read_text()
    assert "This is not the token by which workers join this installation." in said
    assert "--show-token" in said


def test_an_installation_for_one_machine_lets_nobody_join(stack: RunningStack) -> None:
    refused = httpx.post(f"{stack.api}/join/", headers={"Authorization": f"Bearer {'x' * 40}"})

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "join_off"
