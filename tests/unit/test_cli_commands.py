"""The command line without a server: its help, its refusals, its environment."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from functions.common.release import RELEASE
from local import cli
from local.base import ports
from local.servers.installation import Installation, Running
from local.terminal import show

ROOT = Path(__file__).parent.parent.parent
FILMS = ("up", "transcode", "push", "download")
JOBS = ("status", "jobs", "cancel", "retry", "settings", "hosts")
MACHINE = ("env", "worker", "doctor", "bench")
HEAVY = {"boto3", "botocore", "sqlalchemy", "fastapi", "pydantic", "httpx", "uvicorn", "nats", "psutil"}


@pytest.fixture
def run() -> Iterator[CliRunner]:
    """Give a runner whose commands print to the streams that it catches."""
    show.out.cache_clear()
    show.err.cache_clear()
    yield CliRunner(env={"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1", "VTS_SERVER": "", "VTS_DATA": ""})
    show.out.cache_clear()
    show.err.cache_clear()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Installation]:
    """Give a data folder as a running stack leaves it."""
    installation = Installation(tmp_path / "it's data")
    installation.prepare()
    with installation.taken():
        installation.describe(
            Running(
                pid=os.getpid(),
                api="http://127.0.0.1:1",
                page="http://127.0.0.1:2",
                endpoint="http://127.0.0.1:3",
                s3_port=3,
                nats_port=4,
                ffmpeg="ffmpeg",
                ffprobe="ffprobe",
                pids={"api": 1},
            )
        )
        yield installation


def test_help_names_every_command_with_what_it_does(run: CliRunner) -> None:
    shown = run.invoke(cli.app, ["--help"])

    assert shown.exit_code == 0
    for command in (*FILMS, *JOBS, *MACHINE, "test"):
        assert f" {command} " in shown.stdout


def test_the_help_of_the_tests_names_the_options_that_are_not_pytests(run: CliRunner) -> None:
    shown = run.invoke(cli.app, ["test", "--help"])

    assert "--all" in shown.stdout
    assert "--mutate" in shown.stdout


@pytest.mark.parametrize("command", [*FILMS, *JOBS, *MACHINE])
def test_every_command_explains_itself(run: CliRunner, command: str) -> None:
    shown = run.invoke(cli.app, [command, "--help"])

    assert shown.exit_code == 0
    assert f"vts {command}" in shown.stdout


def test_help_imports_nothing_heavy() -> None:
    program = "import sys; from local import cli; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert HEAVY.isdisjoint(loaded.stdout.split())


def test_the_version_is_that_of_the_project(run: CliRunner) -> None:
    assert run.invoke(cli.app, ["--version"]).stdout == f"vts {RELEASE}\n"


@pytest.mark.parametrize("arguments", [["jobs"], ["status", "a" * 32], ["settings"], ["hosts"]])
def test_without_a_server_one_sentence_says_what_to_do(run: CliRunner, arguments: list[str]) -> None:
    nowhere = f"http://127.0.0.1:{ports.free()}"

    refused = run.invoke(cli.app, [*arguments, "--server", nowhere])

    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines() == [
        f"vts: No server answers at this address. {nowhere}: Connection refused.",
        "     Start one with `./vts up`, or name one with --server.",
    ]


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://host", "http://", "http://host:port"])
def test_what_is_no_address_is_said_so(run: CliRunner, address: str) -> None:
    refused = run.invoke(cli.app, ["jobs", "--server", address])

    assert refused.exit_code == 1
    assert refused.stderr.startswith("vts: This is not the address of a server.")


def test_a_film_that_is_not_there_is_said_so_before_anything_is_started(run: CliRunner, tmp_path: Path) -> None:
    refused = run.invoke(cli.app, ["transcode", str(tmp_path / "missing.mp4"), "--data", str(tmp_path / "data")])

    assert refused.exit_code == 1
    assert refused.stderr.startswith("vts: This file cannot be read.")
    assert not (tmp_path / "data").exists()


def test_an_option_without_a_value_is_a_mistake_in_usage(run: CliRunner, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()

    assert run.invoke(cli.app, ["push", str(film), "--set", "resolution"]).exit_code == 2
    assert run.invoke(cli.app, ["download", "abcd", "--output", "soundtrack"]).exit_code == 2


def test_env_can_be_read_by_a_shell_and_by_programs(run: CliRunner, running: Installation) -> None:
    exports = run.invoke(cli.app, ["env", "--data", str(running.folder)])
    as_json = run.invoke(cli.app, ["env", "--data", str(running.folder), "--json"])

    wanted = json.loads(as_json.stdout)
    assert set(wanted) == {
        "AWS_ENDPOINT_URL_S3",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "SOURCE_BUCKET",
        "PROXY_BUCKET",
    }
    script = exports.stdout + "".join(f'printf "%s\\n" "${name}"\n' for name in wanted)
    shell = subprocess.run(["sh", "-eu", "-c", script], env={}, capture_output=True, text=True, check=True)
    assert shell.stdout.splitlines() == list(wanted.values())


def test_env_without_a_running_stack_says_how_to_start_one(run: CliRunner, tmp_path: Path) -> None:
    refused = run.invoke(cli.app, ["env", "--data", str(tmp_path / "data")])

    assert refused.exit_code == 1
    assert "./vts up" in refused.stderr
    assert refused.stdout == ""


def test_commands_find_the_stack_that_runs_on_the_data_folder(run: CliRunner, running: Installation) -> None:
    refused = run.invoke(cli.app, ["jobs", "--data", str(running.folder)])

    assert "http://127.0.0.1:1: Connection refused" in refused.stderr
