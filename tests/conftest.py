"""Real servers for everyone's tests, on free ports, with handles to kill them and bring them back (support/servers/programs.py).

Tools are found through local/tools.py. Without them a laptop skips the test; where CI is set it fails.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import botocore.session
import pytest

from functions.common.config import Config
from functions.deployment import Deployment
from local import tools
from local.base import config as local_config
from local.servers import provision
from local.tools import ffmpeg as ffmpeg_tool
from local.tools import minio as minio_tool
from tests.support.servers.programs import Minio, Nats

T = TypeVar("T")
LOCAL = local_config.load(os.environ)


botocore.session.create_loader = cache(botocore.session.create_loader)
"""The description of S3 is read once for all clients of a process: to read it is most of what making one takes."""


def need(found: T | None, what: str) -> T:
    """Give the tool, or skip the test on a laptop, or fail it in CI."""
    if found is None:
        (pytest.fail if LOCAL.ci else pytest.skip)(f"{what} is not here; `./vts test` gets it")
    return found


@pytest.fixture(scope="session")
def ffmpeg() -> ffmpeg_tool.Pair:
    """Find an ffmpeg and an ffprobe that can do what the profiles need."""
    return need(ffmpeg_tool.find(LOCAL), "ffmpeg")


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    running = Nats(need(tools.find_nats(LOCAL), "nats-server"), tmp_path_factory.mktemp("nats"))
    running.start()
    running.provision()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def minio_server(nats_server: Nats, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Minio]:
    running = Minio(need(minio_tool.find(LOCAL), "MinIO"), tmp_path_factory.mktemp("minio"), nats_server)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def nats(nats_server: Nats) -> Nats:
    """Give a real nats-server with empty streams: ``url``, and stop, kill, start, restart."""
    nats_server.start()
    nats_server.provision()
    return nats_server


@pytest.fixture
def minio(minio_server: Minio) -> Minio:
    """Give a real MinIO: ``endpoint``, ``access_key``, ``secret_key``, and stop, kill, start, restart."""
    minio_server.start()
    return minio_server


@pytest.fixture
def environment(
    minio: Minio, ffmpeg: ffmpeg_tool.Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Set the environment of a fresh installation: new bucket names, new SQLite file. Gives it too."""
    name = uuid.uuid4().hex[:12]
    values = {
        "AWS_ENDPOINT_URL_S3": minio.endpoint,
        "AWS_ACCESS_KEY_ID": minio.access_key,
        "AWS_SECRET_ACCESS_KEY": minio.secret_key,
        "AWS_REGION": "us-east-1",
        "SOURCE_BUCKET": f"source-{name}",
        "PROXY_BUCKET": f"proxy-{name}",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'jobs.sqlite3'}",
        "WORK_DIR": str(tmp_path / "work"),
        "FFMPEG": ffmpeg.ffmpeg,
        "FFPROBE": ffmpeg.ffprobe,
    }
    for variable in Config.model_fields:
        monkeypatch.delenv(variable.upper(), raising=False)
    for variable, value in values.items():
        monkeypatch.setenv(variable, value)
    return values


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with empty tables, made once, to be copied: that takes a fraction of what all migrations take."""
    from functions.jobs.sql import table as sql_table

    path = tmp_path_factory.mktemp("tables") / "empty.sqlite3"
    sql_table.migrate(f"sqlite:///{path}")
    assert [each.name for each in path.parent.iterdir()] == [path.name]  # nothing of it waits in a journal
    return path


@pytest.fixture
def deployment(environment: dict[str, str], empty_sqlite: Path) -> Iterator[Deployment]:
    """Open a fresh installation; ``functions.deployment.current()`` gives the same one, so handlers use it."""
    from functions import deployment as deployments

    deployments.current.cache_clear()
    shutil.copyfile(empty_sqlite, environment["DATABASE_URL"].removeprefix("sqlite:///"))
    opened = deployments.current()
    provision.buckets(opened.config)
    yield opened
    deployments.current.cache_clear()


@pytest.fixture(scope="session")
def clip_folder() -> Path:
    """Give the folder that made clips are kept in, from one run to the next."""
    return LOCAL.cache / "clips"
