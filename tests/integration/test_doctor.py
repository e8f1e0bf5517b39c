"""`./vts doctor` against a real installation that is sound, and against the same one broken in each way it has to name."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from functions import cleanup
from functions import deployment as deployments
from functions.common import config
from functions.deployment import Deployment
from local import doctor
from local.base import ports
from local.doctor import Finding, passage
from local.servers import definitions, provision, storages
from tests.support.servers.api import serving
from tests.support.servers.fault_proxy import FaultProxy
from tests.support.servers.programs import Minio, Nats, Running

ELSEWHERE = "https://editing.example"


class Installation(NamedTuple):
    """A whole installation: its API's address, and what it runs on."""

    url: str
    deployment: Deployment

    def left(self) -> list[str]:
        """Everything that is in its buckets and its table."""
        buckets = (self.deployment.config.source_bucket, self.deployment.config.proxy_bucket)
        objects = [stored.key for bucket in buckets for stored in self.deployment.storage.listing(bucket, "")]
        return objects + [job.job_id for job in self.deployment.table.find().jobs]


@contextmanager
def working(environment: dict[str, str], nats: Nats, folder: Path) -> Iterator[None]:
    """Run a worker of this environment as a process, until the block ends."""
    log = folder / "worker.log"
    told = definitions.worker({**environment, "WORK_DIR": str(folder), "NATS_URL": nats.url})
    worker = Running(
        definitions.Server(told.name, told.argv, told.env, lambda: definitions.WORKER_READY in log.read_text()), log
    )
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextmanager
def installed(deployment: Deployment, **changes: object) -> Iterator[Installation]:
    """Serve the API of this deployment with some of its configuration changed."""
    changed = deployments.open_from(deployment.config.model_copy(update=changes))
    with serving(changed) as client:
        yield Installation(str(client.base_url).rstrip("/"), changed)
    changed.table.close()


@pytest.fixture
def sound(deployment: Deployment, environment: dict[str, str], nats: Nats, tmp_path: Path) -> Iterator[Installation]:
    cleanup.handler()
    with working(environment, nats, tmp_path), installed(deployment) as installation:
        yield installation


def examined(url: str, **options: object) -> dict[str, Finding]:
    """Give the findings by check."""
    return {finding.check: finding for finding in doctor.run(url, **options)}  # type: ignore[arg-type]


def failing(findings: dict[str, Finding]) -> list[str]:
    return [check for check, finding in findings.items() if not finding.ok]


# ---------------------------------------------------------------- sound


def test_a_sound_installation_passes_every_check_and_is_left_as_it_was(
    sound: Installation, environment: dict[str, str]
) -> None:
    findings = examined(sound.url, worker=config.load(environment))

    assert [finding for finding in findings.values() if not finding.ok] == []
    assert list(findings) == [
        *("ffmpeg", "sandbox", "disk"),
        *("api", "job_table", "bucket", "workers", "signing", "cleanup", "records"),
        *("public endpoint", "preflight", "signed PUT", "event", "transcode", "download", "signed parts"),
        *("clean-up", "clocks"),
    ]
    assert "ms" in findings["event"].text
    assert sound.left() == []


# ---------------------------------------------------------------- the way in


def test_given_a_public_endpoint_where_nothing_answers_it_says_so_and_what_to_set(deployment: Deployment) -> None:
    with installed(deployment, s3_public_endpoint=f"http://127.0.0.1:{ports.free()}") as broken:
        findings = examined(broken.url)

        assert findings["public endpoint"].text.startswith("Signed URLs name an address at which nothing answers.")
        assert "S3_PUBLIC_ENDPOINT" in findings["public endpoint"].todo
        assert "signed PUT" not in findings
        assert broken.left() == []


def test_given_a_public_endpoint_that_is_not_the_storage_it_says_so(sound: Installation) -> None:
    with installed(sound.deployment, s3_public_endpoint=sound.url) as broken:
        finding = examined(broken.url)["public endpoint"]

    assert not finding.ok
    assert finding.text.startswith(
        "Signed URLs name an address at which something else than the object storage answers."
    )


def test_given_a_door_that_changes_the_host_header_it_names_the_signature(sound: Installation) -> None:
    way = FaultProxy(sound.deployment.config.aws_endpoint_url_s3 or "")
    try:
        by_name = way.url.replace("127.0.0.1", "localhost")
        with installed(sound.deployment, s3_public_endpoint=way.url) as broken:
            signed_for_another_host = _rewritten(broken, way.url, by_name)
    finally:
        way.close()

    assert signed_for_another_host == "The object storage refuses what the API signed."


def _rewritten(broken: Installation, signed: str, used: str) -> str:
    """Use a URL signed for one host at another, as a proxy that rewrites Host does; what the doctor says of it."""
    from local.client.api import Client
    from local.doctor.bucket import Bucket, SignatureRefused
    from local.doctor.clocks import Clocks

    upload = Client(broken.url).start_upload("a.mp4", 3, "video/mp4", None, {})["upload"]
    with pytest.raises(SignatureRefused) as refused:
        Bucket(ELSEWHERE, Clocks()).put(upload["url"].replace(signed, used), upload["headers"], b"abc")
    assert "SignatureDoesNotMatch" in refused.value.detail
    return refused.value.message.partition(" It answers")[0]


@pytest.fixture
def picky(minio: Minio, nats: Nats, deployment: Deployment, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose storage lets pages of one origin alone upload."""
    at = storages.StorageAt(ports.free(), minio.access_key, minio.secret_key)
    told = storages.minio(minio.server.argv[0], tmp_path / "picky", at, nats.at, ["https://page.example"])
    storage = Running(told, tmp_path / "picky.log")
    storage.start()
    try:
        with installed(deployment, aws_endpoint_url_s3=at.endpoint, s3_public_endpoint=None) as installation:
            provision.buckets(installation.deployment.config)
            yield installation
    finally:
        storage.stop()


def test_given_a_page_whose_origin_the_storage_does_not_allow_it_names_both(picky: Installation) -> None:
    finding = examined(picky.url, origin=ELSEWHERE)["preflight"]

    assert not finding.ok
    assert finding.text.startswith("The object storage does not let pages of this origin upload.")
    assert ELSEWHERE in finding.text
    assert "CORS" in finding.todo


def test_given_a_page_of_the_allowed_origin_preflight_and_upload_pass(
    picky: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage, "EVENT_SECONDS", 0.1)

    findings = examined(picky.url, origin="https://page.example")

    assert findings["preflight"].ok
    assert findings["signed PUT"].ok


# ---------------------------------------------------------------- what follows


def test_given_a_stopped_nats_it_says_that_no_event_came_and_cleans_up(
    sound: Installation, nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passage, "EVENT_SECONDS", 1.0)
    nats.kill()

    findings = examined(sound.url)

    assert failing(findings) == ["event"]
    assert findings["event"].text.startswith("The file is in the bucket, and no event of it came.")
    assert "NATS" in findings["event"].todo
    assert sound.left() == []


def test_given_no_worker_and_no_clock_it_says_so(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage, "EVENT_SECONDS", 0.1)
    with installed(deployment) as broken:
        findings = examined(broken.url)

    assert failing(findings) == ["workers", "cleanup", "event"]
    assert findings["cleanup"].text.startswith("The clock has not had its turn")
    assert "It never had one." in findings["cleanup"].text
    assert findings["event"].text.startswith("The job is queued, and no worker takes it.")
    assert "./vts worker" in findings["event"].todo


def test_given_a_stopped_bucket_it_names_the_storage(sound: Installation, minio: Minio) -> None:
    minio.kill()

    findings = examined(sound.url)

    assert "bucket" in failing(findings)
    assert "object storage" in findings["bucket"].todo


def test_given_nothing_at_the_address_it_says_that_no_server_answers() -> None:
    findings = examined(f"http://127.0.0.1:{ports.free()}")

    assert failing(findings) == ["api"]
    assert findings["api"].text.startswith("No server answers at this address.")


# ---------------------------------------------------------------- clocks and tools


@pytest.mark.parametrize(("minutes", "said"), [(10, "600 s behind"), (-10, "600 s ahead of")])
def test_given_a_clock_ten_minutes_off_it_says_whose_is_where(deployment: Deployment, minutes: int, said: str) -> None:
    with installed(deployment, s3_public_endpoint=f"http://127.0.0.1:{ports.free()}") as installation:
        finding = examined(installation.url, clock=lambda: datetime.now(UTC) + timedelta(minutes=minutes))["clocks"]

    assert not finding.ok
    assert finding.text.startswith("The clocks differ, and signed URLs hold by the clock. That of the API is ")
    assert said.rsplit(maxsplit=1)[-1] in finding.text
    assert "NTP" in finding.todo


@pytest.mark.parametrize("missing", ["libx264", "prores_ks", "zscale", "tonemap", "bwdif"])
def test_given_an_ffmpeg_without_something_it_names_it(
    missing: str, environment: dict[str, str], tmp_path: Path
) -> None:
    poor = tmp_path / "ffmpeg"
    poor.write_text(f'#!/bin/sh\n"{environment["FFMPEG"]}" "$@" | grep -v " {missing} "\n')
    poor.chmod(0o755)

    findings = examined(f"http://127.0.0.1:{ports.free()}", worker=config.load({**environment, "FFMPEG": str(poor)}))

    assert failing(findings) == ["ffmpeg", "api"]
    assert missing in findings["ffmpeg"].text


def test_the_command_ends_with_1_and_prints_json_when_something_is_wrong(deployment: Deployment) -> None:
    with installed(deployment, s3_public_endpoint=f"http://127.0.0.1:{ports.free()}") as broken:
        told = subprocess.run(
            [sys.executable, "-m", "local.cli", "doctor", "--json", "--server", broken.url],
            capture_output=True,
            env={**os.environ, "PYTHONPATH": "."},
            timeout=60,
            check=False,
        )

    findings = [Finding(**found) for found in json.loads(told.stdout)]
    assert told.returncode == 1
    assert "public endpoint" in [finding.check for finding in findings if not finding.ok]
    assert all(finding.todo for finding in findings if not finding.ok)
