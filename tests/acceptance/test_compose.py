"""docker-compose.yml for real, where a Docker engine is there: four workers, and films that go all the way."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.base import ports, secrets
from local.tools import ffmpeg as ffmpeg_tool
from tests.support.wait_until import until

ROOT = Path(__file__).parent.parent.parent
WORKERS = 4
BUILD_SECONDS, START_SECONDS, FILM_SECONDS = 1_800, 300, 300

pytestmark = pytest.mark.xdist_group("compose")


def compose_command() -> list[str] | None:
    """How Compose is called here; None where there is no engine that runs."""
    if not shutil.which("docker") or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        return None
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else None


@dataclass(frozen=True)
class Composed:
    """A project of its own, on free ports."""

    argv: Sequence[str]
    environment: dict[str, str]
    api: str
    page: str

    def run(self, *words: str, seconds: float = START_SECONDS) -> str:
        done = subprocess.run(
            [*self.argv, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stderr[-2000:]}"
        return done.stdout

    def status(self, name: str) -> str:
        """What the engine says of a service: ` healthy` is among it once its health check passed."""
        inspected = ["docker", "inspect", "--format", " {{.State.Health.Status}}", self.run("ps", "-q", name).strip()]
        return subprocess.run(inspected, capture_output=True, text=True, timeout=START_SECONDS, check=True).stdout

    def vts(self, *words: object) -> "subprocess.Popen[str]":
        argv = [sys.executable, "-P", "-m", "local.cli", *map(str, words), "--server", self.api]
        environment = {**self.environment, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def get(self, path: str) -> Any:
        return httpx.get(self.api + path, timeout=10).raise_for_status().json()


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    command = compose_command()
    if command is None:
        pytest.skip("no Docker engine runs here")
    folder = tmp_path_factory.mktemp("compose")
    s3, api, page = (ports.free() for _ in range(3))
    environment = {
        **os.environ,
        **secrets.for_containers(),
        "XDG_STATE_HOME": str(folder),
        "VTS_S3_PORT": str(s3),
        "VTS_API_PORT": str(api),
        "VTS_PAGE_PORT": str(page),
        "S3_PUBLIC_ENDPOINT": f"http://127.0.0.1:{s3}",
        "PAGE_ORIGIN": f"http://127.0.0.1:{page}",
        "WORKER_MEMORY": "1g",
    }
    project = ["--project-name", f"vts-test-{os.getpid()}", "--project-directory", str(ROOT)]
    here = Composed([*command, *project], environment, f"http://127.0.0.1:{api}", f"http://127.0.0.1:{page}")
    here.run("build", seconds=BUILD_SECONDS)
    try:
        here.run("up", "--detach", "--scale", f"worker={WORKERS}")
        until(lambda: " healthy" in here.status("api"), "the API", seconds=START_SECONDS)
        yield here
    finally:
        here.run("down", "--volumes", "--timeout", "20")


def test_all_four_workers_report(composed: Composed) -> None:
    until(lambda: len(composed.get("/system_load/")["hosts"]) == WORKERS, "four workers", seconds=START_SECONDS)


def test_films_go_all_the_way(composed: Composed, ffmpeg: ffmpeg_tool.Pair, tmp_path: Path) -> None:
    films = [tmp_path / f"film {number}.mp4" for number in range(WORKERS)]
    for number, film in enumerate(films):
        picture = f"testsrc2=size=640x360:rate=25:duration={number + 2}"
        argv = [ffmpeg.ffmpeg, "-v", "error", "-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", str(film)]
        subprocess.run(argv, check=True, timeout=60)

    running = [composed.vts("transcode", film, "--json") for film in films]
    said = [one.communicate(timeout=FILM_SECONDS) for one in running]

    assert [one.returncode for one in running] == [0] * WORKERS, said
    assert all((tmp_path / f"{film.stem}_proxy.mp4").stat().st_size for film in films)
    jobs = composed.get("/jobs/")["jobs"]
    assert [job["status"] for job in jobs] == ["done"] * WORKERS
    assert all(rule["passed"] for job in jobs for rule in job["proxy"]["certificate"]["rules"])


def test_the_page_and_its_api_are_one_origin(composed: Composed) -> None:
    until(lambda: " healthy" in composed.status("ui"), "the page", seconds=START_SECONDS)
    assert "<html" in httpx.get(f"{composed.page}/", timeout=10).raise_for_status().text
    assert httpx.get(f"{composed.page}/api/health/", timeout=10).is_success


def test_no_container_runs_as_root_but_postgres_to_begin_with(composed: Composed) -> None:
    names = composed.run("ps", "--services").split()
    users = {name: composed.run("exec", "-T", name, "id", "-u").strip() for name in names if name != "provision"}

    assert {name: user for name, user in users.items() if user == "0"}.keys() <= {"postgres"}
