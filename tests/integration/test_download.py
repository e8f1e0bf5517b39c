"""Downloading outputs from a real MinIO, through a proxy that cuts connections."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from functions import deployment as deployments
from functions.deployment import Deployment
from functions.jobs import model
from functions.jobs.model import Guard, Status
from local.client import download
from local.client.api import Client, Job, Refused
from local.client.patience import Pace
from tests.support.rows import jobs
from tests.support.servers.api import serving
from tests.support.servers.fault_proxy import FaultProxy
from tests.support.servers.programs import Minio

MIB = 1024 * 1024
QUICK = Pace(first=0.01, longest=0.05, give_up=30)
ONCE = Pace(first=0, longest=0, give_up=0)


class Rig(NamedTuple):
    deployment: Deployment
    client: Client
    faults: FaultProxy

    def done(self, content: bytes, sha256: str | None = None) -> Job:
        """Give a done job whose proxy has this content."""
        made = jobs.done(self.deployment)
        assert made.proxy is not None
        self.deployment.storage.put_bytes(self.deployment.config.proxy_bucket, made.proxy.key, content, "video/mp4")
        found = sha256 or hashlib.sha256(content).hexdigest()
        certificate = made.proxy.certificate.model_copy(update={"proxy_sha256": found})
        changes: model.Changes = {"proxy": made.proxy.model_copy(update={"certificate": certificate})}
        assert self.deployment.table.write(made.job_id, Guard({Status.DONE}), changes)
        return self.client.job(made.job_id)


@pytest.fixture
def rig(deployment: Deployment, minio: Minio) -> Iterator[Rig]:
    faults = FaultProxy(minio.endpoint)
    changed = deployments.open_from(deployment.config.model_copy(update={"s3_public_endpoint": faults.url}))
    with serving(changed) as client:
        yield Rig(changed, Client(str(client.base_url)), faults)
    changed.table.close()
    faults.close()


def test_a_proxy_comes_whole_under_its_name_and_leaves_nothing_else(rig: Rig, tmp_path: Path) -> None:
    content = os.urandom(3 * MIB + 7)
    job = rig.done(content)
    seen: list[tuple[int, int]] = []
    path = download.target(rig.client.link(job["job_id"], "proxy"), None, tmp_path)

    download.fetch(rig.client, job, "proxy", path, lambda there, total: seen.append((there, total)))

    assert path == tmp_path / "film_proxy.mp4"
    assert path.read_bytes() == content
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []
    assert seen[-1] == (len(content), len(content))
    assert seen == sorted(seen)
    assert download.is_proxy_of(path, job)


def test_a_cut_download_goes_on_where_it_was_cut(rig: Rig, tmp_path: Path) -> None:
    content = os.urandom(8 * MIB)
    job = rig.done(content)
    rig.faults.cut_answers_after(3 * MIB, 2 * MIB)

    path = download.fetch(rig.client, job, "proxy", tmp_path / "p.mp4", pace=QUICK)

    assert rig.faults.cuts == 2
    assert rig.faults.answered <= len(content) + 2 * MIB
    assert path.read_bytes() == content


def test_a_download_that_was_given_up_goes_on_with_the_next_call(rig: Rig, tmp_path: Path) -> None:
    content = os.urandom(8 * MIB)
    job = rig.done(content)
    path = tmp_path / "p.mp4"
    rig.faults.cut_answers_after(5 * MIB, *[0] * 20)
    with pytest.raises(download.Transient):
        download.fetch(rig.client, job, "proxy", path, pace=ONCE)
    assert not path.exists()
    rig.faults.spare()
    first = rig.faults.answered

    download.fetch(rig.client, job, "proxy", path)

    assert rig.faults.answered - first <= 4 * MIB
    assert path.read_bytes() == content


def test_a_file_that_is_there_is_overwritten_only_by_force(rig: Rig, tmp_path: Path) -> None:
    job = rig.done(b"the proxy")
    path = tmp_path / "p.mp4"
    path.write_bytes(b"mine")

    with pytest.raises(download.FileExists):
        download.fetch(rig.client, job, "proxy", path)
    assert path.read_bytes() == b"mine"

    download.fetch(rig.client, job, "proxy", path, force=True)
    assert path.read_bytes() == b"the proxy"


def test_a_file_that_appears_meanwhile_is_not_overwritten(rig: Rig, tmp_path: Path) -> None:
    job = rig.done(b"the proxy")
    path = tmp_path / "p.mp4"

    with pytest.raises(download.FileExists):
        download.fetch(rig.client, job, "proxy", path, lambda _there, _total: path.touch())

    assert path.read_bytes() == b""


def test_bytes_that_are_not_those_of_the_certificate_are_thrown_away(rig: Rig, tmp_path: Path) -> None:
    job = rig.done(b"other bytes", sha256="0" * 64)

    with pytest.raises(download.DownloadDiffers):
        download.fetch(rig.client, job, "proxy", tmp_path / "p.mp4")

    assert list(tmp_path.glob("*p*")) == list(tmp_path.glob(".vts*")) == []


def test_a_folder_that_cannot_be_written_is_said_so(rig: Rig, tmp_path: Path) -> None:
    job = rig.done(b"the proxy")

    with pytest.raises(download.NotWritable, match="No such file or directory"):
        download.fetch(rig.client, job, "proxy", tmp_path / "missing" / "p.mp4")


def test_an_output_that_is_not_there_yet_is_refused_in_the_servers_words(rig: Rig, tmp_path: Path) -> None:
    job = rig.client.job(jobs.queued(rig.deployment).job_id)

    with pytest.raises(Refused) as refused:
        download.fetch(rig.client, job, "proxy", tmp_path / "p.mp4")

    assert refused.value.problem["code"] == "output_not_ready"


def test_out_may_be_a_file_or_a_folder(tmp_path: Path) -> None:
    link: download.Link = {"url": "", "expires_at": "", "filename": "../film_proxy.mp4", "size": 1}

    assert download.target(link, None, tmp_path) == tmp_path / "film_proxy.mp4"
    assert download.target(link, tmp_path, Path()) == tmp_path / "film_proxy.mp4"
    assert download.target(link, tmp_path / "x.mp4", Path()) == tmp_path / "x.mp4"


@pytest.mark.parametrize("path", ["../film_proxy.mp4", "/etc/film_proxy.mp4", "a/../../film_proxy.mp4", "a//b", ""])
def test_a_server_cannot_have_files_written_outside_of_the_folder(tmp_path: Path, path: str) -> None:
    link: download.Link = {"url": "", "expires_at": "", "filename": "film_proxy.mp4", "size": 1, "path": path}

    assert download.target(link, None, tmp_path) == tmp_path / "film_proxy.mp4"
