"""Pushing files by signed URLs to a real MinIO, through a proxy that cuts connections and counts bytes."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from functions import deployment as deployments
from functions.deployment import Deployment
from functions.jobs.model import Guard, Status
from local.client import parts
from local.client.api import Client, NoServer, Refused
from local.client.patience import Pace, Patience
from local.client.push import Push
from local.client.receipts import FileChanged, FileUnreadable, Film, Receipt, Receipts, Wish
from local.client.wire import ConnectionCut
from tests.support.servers.api import serving
from tests.support.servers.fault_proxy import FaultProxy
from tests.support.servers.programs import Minio
from tests.support.wait_until import until

MIB = 1024 * 1024
PART = 8 * MIB
HEADERS = 2 * 1024  # bytes of a request beside its body, generously
QUICK = Pace(first=0.01, longest=0.05, give_up=30)
DEFAULT = Wish()


class Meter:
    """Notes what it is told of a push."""

    def __init__(self) -> None:
        self.there = self.total = self.count = 0

    def began(self, there: int, total: int) -> None:
        self.there, self.total = there, total

    def acknowledged(self, count: int) -> None:
        self.count += count


class Rig(NamedTuple):
    """A served API whose signed URLs lead through the fault proxy."""

    deployment: Deployment
    client: Client
    faults: FaultProxy
    receipts: Receipts

    def push(self, pace: Pace = QUICK, streams: int = 3) -> Push:
        return Push(self.client, self.receipts, Meter(), pace, streams)

    def sha256(self, job_id: str) -> str:
        return hashlib.sha256(httpx.get(self.client.link(job_id, "source")["url"]).content).hexdigest()


def rigged(deployment: Deployment, faults: FaultProxy, folder: Path, **changes: object) -> Iterator[Rig]:
    config = deployment.config.model_copy(update={"s3_public_endpoint": faults.url, **changes})
    changed = deployments.open_from(config)
    with serving(changed) as client:
        yield Rig(changed, Client(str(client.base_url)), faults, Receipts(folder / "state"))
    changed.table.close()


@pytest.fixture
def faults(minio: Minio) -> Iterator[FaultProxy]:
    proxy = FaultProxy(minio.endpoint)
    yield proxy
    proxy.close()


@pytest.fixture
def rig(deployment: Deployment, faults: FaultProxy, tmp_path: Path) -> Iterator[Rig]:
    yield from rigged(deployment, faults, tmp_path)


@pytest.fixture
def rig_of_short_signatures(deployment: Deployment, faults: FaultProxy, tmp_path: Path) -> Iterator[Rig]:
    yield from rigged(deployment, faults, tmp_path, upload_url_seconds=3)


def made(folder: Path, size: int, name: str = "film.mp4") -> Film:
    path = folder / name
    path.write_bytes(os.urandom(size))
    return Film.at(path)


def sha256(film: Film) -> str:
    return hashlib.sha256(film.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("size", [1, 5 * MIB, 16 * MIB - 1, 16 * MIB, 3 * PART + 1])
def test_every_byte_arrives_whether_in_one_put_or_in_parts(rig: Rig, tmp_path: Path, size: int) -> None:
    film = made(tmp_path, size)
    push = rig.push()

    pushed = push.file(film, DEFAULT)

    assert pushed.how == "sent"
    assert pushed.sent == push.meter.count == size
    assert pushed.job["status"] == "queued"
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


@pytest.mark.parametrize(
    "name",
    ["Zoë 🎬 final.mov", 'it\'s "the" cut.mp4', "-rf.mp4", "--help", "a%20b+c&d=e?f#g.mkv", "x" * 240 + ".mp4"],
)
def test_a_file_keeps_its_name_whatever_is_in_it(rig: Rig, tmp_path: Path, name: str) -> None:
    pushed = rig.push().file(made(tmp_path, 100, name), DEFAULT)

    assert pushed.job["filename"] == name
    assert rig.client.link(pushed.job["job_id"], "source")["filename"] == name


def test_profile_and_options_reach_the_job(rig: Rig, tmp_path: Path) -> None:
    pushed = rig.push().file(made(tmp_path, 100), Wish("web-1080p", {"quality": "low"}))

    assert pushed.job["profile"] == "web-1080p"
    assert pushed.job["options"]["quality"] == "low"


def test_a_cut_connection_costs_at_most_one_part(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 5 * PART + 12345)
    rig.faults.cut_next(PART // 2, 3 * MIB, 1000)

    pushed = rig.push().file(film, DEFAULT)

    assert rig.faults.cuts == 3
    assert rig.faults.sent <= film.size + 3 * PART + (6 + 3) * HEADERS
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


def test_a_small_file_survives_a_cut_connection(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * MIB)
    rig.faults.cut_next(MIB)

    pushed = rig.push().file(film, DEFAULT)

    assert rig.faults.cuts == 1
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


@pytest.mark.parametrize("size", [2 * MIB, 5 * PART + 12345])
def test_a_byte_that_is_changed_on_its_way_is_noticed_and_sent_again(rig: Rig, tmp_path: Path, size: int) -> None:
    film = made(tmp_path, size)
    rig.faults.flip_next(MIB)

    pushed = rig.push(streams=1).file(film, DEFAULT)

    assert pushed.changed == 1
    assert rig.faults.answers[400] == 1
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)
    assert rig.faults.sent <= size + min(size, PART) + 9 * HEADERS


@pytest.mark.parametrize("size", [2 * MIB, 3 * PART])
def test_bytes_that_are_changed_again_and_again_are_named_and_nothing_of_them_becomes_a_job(
    rig: Rig, tmp_path: Path, size: int
) -> None:
    film = made(tmp_path, size)
    rig.faults.flip_every(MIB)

    with pytest.raises(parts.BytesChanged) as refused:
        rig.push(streams=1).file(film, DEFAULT)

    assert refused.value.message.startswith("What arrived at the object storage is not what was sent")
    (job,) = rig.deployment.table.find().jobs
    assert job.status == Status.WAITING
    rig.faults.spare()
    pushed = rig.push(streams=1).file(film, DEFAULT)
    assert pushed.job["job_id"] == job.job_id
    assert rig.sha256(job.job_id) == sha256(film)


def test_parts_that_are_sent_later_have_their_checksums_too(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 4 * PART)
    rig.faults.cut_next(2 * PART + MIB, *[0] * 50)
    with pytest.raises(ConnectionCut):
        rig.push(Pace(first=0.01, longest=0.01, give_up=0), streams=1).file(film, DEFAULT)
    rig.faults.spare()
    rig.faults.flip_next(MIB)

    pushed = rig.push(streams=1).file(film, DEFAULT)

    assert (pushed.how, pushed.changed) == ("resumed", 1)
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


def test_a_server_that_knows_no_checksums_of_parts_is_sent_none(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = made(tmp_path, 2 * PART)
    start, asked = rig.client.start_upload, []

    def older(*given: object, part_checksums: bool = False) -> object:
        asked.append(part_checksums)
        if part_checksums:
            unknown = {"part_checksums": "Extra inputs are not permitted"}
            raise Refused({"code": "invalid_request", "message": "", "hint": "", "fields": unknown})
        return start(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rig.client, "start_upload", older)

    pushed = rig.push().file(film, DEFAULT)

    assert asked == [True, False]
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


def test_a_push_that_was_broken_off_goes_on_with_the_missing_parts_only(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 6 * PART)
    rig.faults.cut_next(4 * PART - PART // 2, *[0] * 50)
    with pytest.raises(ConnectionCut):
        rig.push(Pace(first=0.01, longest=0.01, give_up=0), streams=1).file(film, DEFAULT)
    rig.faults.spare()
    first = rig.faults.sent

    push = rig.push(streams=1)
    pushed = push.file(film, DEFAULT)

    assert pushed.how == "resumed"
    assert push.meter.there == 3 * PART
    assert push.meter.count == pushed.sent == 3 * PART
    assert rig.faults.sent - first <= 3 * PART + 3 * HEADERS
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


def test_a_small_file_that_was_broken_off_goes_on_under_the_same_job(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * MIB)
    rig.faults.cut_next(*[0] * 50)
    with pytest.raises(ConnectionCut):
        rig.push(Pace(first=0.01, longest=0.01, give_up=0)).file(film, DEFAULT)
    rig.faults.spare()

    pushed = rig.push().file(film, DEFAULT)

    (job,) = rig.deployment.table.find().jobs
    assert pushed.job["job_id"] == job.job_id
    assert rig.sha256(job.job_id) == sha256(film)


def test_a_put_is_signed_again_for_the_job_that_waits_for_it_and_for_no_other(rig: Rig) -> None:
    small = rig.client.start_upload("small.mp4", 3, "video/mp4", None, {})
    large = rig.client.start_upload("large.mp4", 3 * PART, "video/mp4", None, {})

    again = rig.client.sign_put(small["job_id"])
    assert httpx.put(again["url"], headers=again["headers"], content=b"abc").status_code == 200
    assert rig.client.complete(small["job_id"])["status"] == "queued"
    for job_id in (small["job_id"], large["job_id"]):
        with pytest.raises(Refused) as refused:
            rig.client.sign_put(job_id)
        assert refused.value.problem["code"] == "not_in_this_state"


def test_urls_that_expired_before_their_turn_are_signed_again(rig_of_short_signatures: Rig, tmp_path: Path) -> None:
    rig = rig_of_short_signatures
    film = made(tmp_path, 4 * PART)
    rig.faults.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(rig.push().file, film, DEFAULT)
        until(lambda: rig.faults.sent, "the first bytes are on their way")
        expired = time.monotonic() + 5
        until(lambda: time.monotonic() > expired, "their signatures have expired")
        rig.faults.gate.set()
        pushed = pushing.result(timeout=60)

    assert rig.faults.answers[403] >= 1
    assert rig.sha256(pushed.job["job_id"]) == sha256(film)


def test_a_file_that_is_there_is_not_sent_again(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * PART)
    first = rig.push().file(film, DEFAULT)
    sent = rig.faults.sent

    again = rig.push().file(film, DEFAULT)

    assert again.how == "there"
    assert again.job["job_id"] == first.job["job_id"]
    assert rig.faults.sent == sent


def test_another_wish_makes_a_new_job_of_the_same_bytes(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * PART)
    first = rig.push().file(film, DEFAULT)
    sent = rig.faults.sent

    other = rig.push().file(film, Wish("web-1080p"))

    assert other.how == "reused"
    assert other.job["profile"] == "web-1080p"
    assert other.job["source"]["key"] == first.job["source"]["key"]
    assert rig.faults.sent == sent


def test_again_sends_a_file_that_is_there(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 1000)
    first = rig.push().file(film, DEFAULT)

    again = rig.push().file(film, DEFAULT, again=True)

    assert again.how == "sent"
    assert again.job["job_id"] != first.job["job_id"]


def test_a_file_whose_job_was_deleted_is_sent_anew(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 1000)
    first = rig.push().file(film, DEFAULT)
    rig.client.cancel(first.job["job_id"])
    assert rig.deployment.table.delete(first.job["job_id"], Guard({Status.CANCELLED}))
    rig.deployment.storage.delete(rig.deployment.config.source_bucket, [first.job["source"]["key"]])

    again = rig.push().file(film, DEFAULT)

    assert again.how == "sent"


def test_an_answer_lost_after_the_parts_were_joined_is_made_good(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * PART)
    upload = rig.client.start_upload(film.path.name, film.size, "video/mp4", None, {})
    job_id = upload["job_id"]
    Receipts(tmp_path / "state").keep(film, rig.client.url, Receipt(job_id, DEFAULT.name, PART))
    plan = parts.Parts(film, PART, parts.Signatures(rig.client, job_id, upload["upload"]), Patience(QUICK))
    plan.send([1, 2], lambda _count: None)
    row = rig.deployment.table.get(job_id)
    assert row is not None
    assert row.upload is not None
    assert row.upload.upload_id is not None
    storage = rig.deployment.storage
    storage.complete_multipart(
        row.source.key, row.upload.upload_id, storage.list_parts(row.source.key, row.upload.upload_id)
    )

    pushed = rig.push().file(film, DEFAULT)

    assert pushed.how == "there"
    assert pushed.job["job_id"] == job_id
    assert pushed.job["status"] == "queued"


def test_a_file_that_changes_on_its_way_is_noticed_and_nothing_of_it_stays(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 4 * PART)
    rig.faults.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(rig.push(streams=1).file, film, DEFAULT)
        until(lambda: rig.faults.sent, "the first bytes are on their way")
        with film.path.open("ab") as file:
            file.write(b"more")
        rig.faults.gate.set()
        with pytest.raises(FileChanged, match=r"film\.mp4 had 33,554,432 bytes and has 33,554,436 now"):
            pushing.result(timeout=60)

    assert list(rig.deployment.storage.open_multiparts()) == []
    assert rig.receipts.of(film, rig.client.url) == []
    assert rig.push().file(Film.at(film.path), DEFAULT).how == "sent"


def test_a_file_that_shrinks_on_its_way_is_noticed(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 2 * PART)
    rig.faults.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(rig.push(streams=1).file, film, DEFAULT)
        until(lambda: rig.faults.sent, "the first bytes are on their way")
        os.truncate(film.path, MIB)
        rig.faults.gate.set()
        with pytest.raises((FileChanged, parts.wire.FileEnded)):
            pushing.result(timeout=60)


def test_what_the_server_refuses_is_said_in_its_words(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        rig.push().file(made(tmp_path, 0), DEFAULT)
    assert refused.value.problem["code"] == "empty_file"

    with pytest.raises(Refused) as refused:
        rig.push().file(made(tmp_path, 10), Wish("no-such-profile"))
    assert refused.value.problem["code"] == "profile_not_found"


def test_what_is_no_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        Film.at(tmp_path)
    with pytest.raises(FileUnreadable):
        Film.at(tmp_path / "missing.mp4")


def test_without_a_server_the_push_ends_when_patience_does(tmp_path: Path) -> None:
    push = Push(Client("http://127.0.0.1:9"), Receipts(tmp_path / "state"), Meter(), Pace(0.01, 0.01, give_up=0.05))

    with pytest.raises(NoServer):
        push.file(made(tmp_path, 10), DEFAULT)


def test_a_refused_part_stops_the_others_at_once(rig: Rig, tmp_path: Path) -> None:
    film = made(tmp_path, 4 * PART)
    rig.faults.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        pushing = pool.submit(rig.push().file, film, DEFAULT)
        until(lambda: rig.faults.sent, "the first bytes are on their way")
        (upload,) = rig.deployment.storage.open_multiparts()
        rig.deployment.storage.abort_multipart(upload.key, upload.upload_id)
        rig.faults.gate.set()
        with pytest.raises((parts.UploadGone, Refused)):
            pushing.result(timeout=60)

    assert [thread for thread in threading.enumerate() if thread.name.startswith("part")] == []
