"""`vts up`: what a user sees of it starting, running, stopping, and being killed."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import psutil
import pytest
from botocore.exceptions import ClientError
from mypy_boto3_s3 import S3Client

from tests.conftest import LOCAL
from tests.support.stack.running_stack import ROOT, RunningStack, start_stack
from tests.support.wait_until import until

STORAGE = LOCAL.vts_storage
SERVERS = {"nats", STORAGE, "api", "clock", "worker"}


def vts(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "local.cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def client(stack: RunningStack) -> Iterator[httpx.Client]:
    """An HTTP client of the stack's API."""
    with httpx.Client(base_url=stack.api, timeout=30) as opened:
        yield opened


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def clip(folder: Path, ffmpeg: str) -> Path:
    """A small film."""
    made = folder / "ein Fïlm.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=1"]
    subprocess.run([ffmpeg, "-v", "error", *source, "-pix_fmt", "yuv420p", str(made)], check=True, timeout=60)
    return made


# ---------------------------------------------------------------- running


def test_all_servers_run_and_listen_on_loopback_alone(stack: RunningStack) -> None:
    assert set(stack.running.pids) == SERVERS
    for server in SERVERS:
        process = psutil.Process(stack.pid(server))
        listening = {each.laddr.ip for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN}
        assert listening <= {"127.0.0.1", "::1"}, server


def test_the_front_door_serves_the_api_on_its_own_origin(stack: RunningStack) -> None:
    assert httpx.get(f"{stack.page}/api/health/").json() == httpx.get(f"{stack.api}/health/").json()
    assert httpx.get(f"{stack.page}/", follow_redirects=True).status_code == 200


def test_what_only_its_owner_may_read_is_readable_by_its_owner_alone(stack: RunningStack) -> None:
    for path in (stack.data, stack.data / "secrets.json", stack.data / "nats" / "nats-server.conf"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_no_secret_is_in_a_command_line_or_a_log(stack: RunningStack) -> None:
    secrets = stack.installation.secrets
    seen = " ".join(" ".join(psutil.Process(pid).cmdline()) for pid in stack.running.pids.values())
    seen += " ".join(path.read_text(errors="replace") for path in (stack.data / "logs").iterdir())
    assert secrets.secret_key not in seen
    assert secrets.root_secret not in seen
    assert secrets.nats_password not in seen


def test_each_server_has_only_the_environment_it_needs(stack: RunningStack) -> None:
    password, key = stack.installation.secrets.nats_password, stack.installation.secrets.secret_key
    environments = {server: psutil.Process(stack.pid(server)).environ() for server in SERVERS}

    assert {name for name, values in environments.items() if password in str(values)} == {STORAGE, "worker"}
    assert {name for name, values in environments.items() if key in str(values)} == {"api", "clock", "worker"}
    owner = stack.installation.secrets.root_secret
    assert {name for name, values in environments.items() if owner in str(values)} == {STORAGE}
    assert not any("PYTEST_CURRENT_TEST" in values for values in environments.values())


def s3_of(stack: RunningStack) -> tuple[S3Client, str]:
    """Give a client with the keys that `vts env` prints, and the source bucket."""
    environment = stack.installation.s3_environment(stack.running)
    s3 = boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL_S3"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    return s3, environment["SOURCE_BUCKET"]


def test_the_keys_that_are_given_out_open_the_objects_of_both_buckets_and_nothing_else(stack: RunningStack) -> None:
    s3, bucket = s3_of(stack)

    assert s3.list_objects_v2(Bucket=bucket)["Name"] == bucket
    for forbidden in (
        lambda: s3.create_bucket(Bucket="another"),
        lambda: s3.delete_bucket(Bucket=bucket),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            forbidden()
    refused = "NotImplemented" if STORAGE == "versitygw" else "AccessDenied"  # the one to everybody (docs/storage.md)
    with pytest.raises(ClientError, match=refused):
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})


def test_a_file_that_any_s3_client_puts_into_the_inbox_becomes_a_proxy(
    stack: RunningStack, client: httpx.Client, tmp_path: Path
) -> None:
    s3, bucket = s3_of(stack)
    film = clip(tmp_path, stack.running.ffmpeg)
    s3.upload_file(str(film), bucket, f"inbox/{film.name}")

    def ended() -> dict[str, object] | None:
        found = client.get("/jobs/", params={"q": film.name}).json()["jobs"]
        return found[0] if found and found[0]["status"] in {"done", "failed", "rejected"} else None

    job = until(ended, "the job ends", 60)
    assert (job["status"], job["filename"]) == ("done", film.name), job["error"]


def test_the_worker_is_listed_among_the_hosts(client: httpx.Client) -> None:
    hosts = until(lambda: client.get("/system_load/").json()["hosts"], "a host reports")

    assert [host["host"] for host in hosts] == [socket.gethostname()]


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_a_server_that_is_killed_comes_back_and_the_user_is_told(stack: RunningStack, server: str) -> None:
    killed = stack.kill(server)

    stack.until_back(server, killed)

    assert f"{server} was ended by SIGKILL; starting it again in" in stack.output.read_text()
    until(lambda: httpx.get(f"{stack.api}/health/").status_code == 200, "everything is well again")


# ---------------------------------------------------------------- refusing


def test_a_second_stack_on_the_same_data_is_refused_in_one_sentence(stack: RunningStack) -> None:
    refused = vts("up", "--data", str(stack.data), "--port", "0", "--ui-port", "0")

    assert refused.returncode != 0
    assert "A stack is running on this data folder already" in refused.stdout + refused.stderr
    assert stack.api in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("option", ["--port", "--ui-port"])
def test_a_busy_port_is_named_with_the_option_that_changes_it(option: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ports = {"--port": "0", "--ui-port": "0", option: port}
        refused = vts("up", "--data", str(tmp_path / "data"), *(word for pair in ports.items() for word in pair))

    assert refused.returncode != 0
    assert f"Port {port}" in refused.stdout + refused.stderr
    assert option in refused.stdout + refused.stderr


# ---------------------------------------------------------------- stopping and starting again


def test_an_installation_lives_through_a_stop_and_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = start_stack(data)  # with the sample: it is empty
    sample = until(lambda: httpx.get(f"{first.api}/jobs/").json()["jobs"], "the sample is a job", 60)[0]
    until(lambda: httpx.get(f"{first.api}/status/{sample['job_id']}/").json()["status"] == "done", "it is done", 60)
    until(lambda: list((data / "sample").glob("*_proxy.mp4")), "its proxy is here")
    httpx.post(f"{first.api}/settings/", json={"retention_hours": 5}).raise_for_status()
    servers = first.running.pids

    assert first.stop() == 0
    assert all(gone(pid) for pid in servers.values())
    assert first.installation.running() is None
    assert f"{first.output.read_text()}".rstrip().endswith("stopped")

    second = start_stack(data)
    assert [job["job_id"] for job in httpx.get(f"{second.api}/jobs/").json()["jobs"]] == [sample["job_id"]]
    assert httpx.get(f"{second.api}/settings/").json()["retention_hours"] == 5
    servers = second.running.pids
    second.process.send_signal(signal.SIGKILL)
    second.process.wait(timeout=120)
    until(lambda: all(gone(pid) for pid in servers.values()), "no server outlives its stack")

    third = start_stack(data)
    link = httpx.get(f"{third.api}/download/{sample['job_id']}/", params={"redirect": "false"}).json()
    assert len(httpx.get(link["url"]).content) == link["size"]
    third.process.send_signal(signal.SIGTERM)
    assert third.process.wait(timeout=60) == 0
