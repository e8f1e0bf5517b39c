"""The stack on another object storage, VersityGW: chosen by one setting, and nobody who uses it notices.

The rest of this folder runs on it with VTS_STORAGE=versitygw (docs/storage.md).
"""

from collections.abc import Iterator

import httpx
import pytest
from botocore.exceptions import ClientError

from local.tools import versitygw as versitygw_tool
from tests.conftest import LOCAL, need
from tests.support.films import clips
from tests.support.stack import event_stream
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, SOURCES, Visitor, preflight
from tests.support.stack.running_stack import RunningStack, start_stack
from tests.support.wait_until import until

pytestmark = pytest.mark.xdist_group("other_storage")

MIB = 1024 * 1024
PAGE = "https://page.example"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """A stack on VersityGW, which pages of one more origin may use."""
    need(versitygw_tool.find(LOCAL), "VersityGW")
    data = tmp_path_factory.mktemp("other") / "data"
    started = start_stack(data, "--no-sample", VTS_STORAGE="versitygw", ALLOWED_ORIGINS=PAGE)
    httpx.post(f"{started.api}/settings/", json={"cleanup_interval_seconds": 1}).raise_for_status()
    yield started
    assert started.stop() == 0


@pytest.fixture
def visitor(other: RunningStack) -> Iterator[Visitor]:
    """Someone who uses it."""
    came = Visitor(other)
    yield came
    came.close()


def test_a_film_sent_in_one_put_comes_back_as_its_proxy_and_in_pieces_too(visitor, film):
    job = visitor.done(visitor.upload(film, options={"priority": "high"}))

    assert job["source"]["key"].startswith("high/uploads/")
    assert visitor.has_its_proxy(job)
    size = job["proxy"]["size"]
    first = visitor.fetch(job["job_id"], Range=f"bytes=0-{size // 2 - 1}")
    rest = visitor.fetch(job["job_id"], Range=f"bytes={size // 2}-")
    assert rest.headers["content-range"] == f"bytes {size // 2}-{size - 1}/{size}"
    assert first.content + rest.content == visitor.fetch(job["job_id"]).content


def test_a_film_sent_in_parts_is_taken_up_where_it_stood(visitor, film):
    body = clips.padded(film.read_bytes(), 17 * MIB)
    order = visitor.order(len(body))
    job_id, size, parts = order["job_id"], order["upload"]["part_size"], order["upload"]["parts"]

    def send(part):
        at = (part["number"] - 1) * size
        assert httpx.put(part["url"], content=body[at : at + part["size"]], timeout=60).is_success

    send(parts[2])
    send(parts[0])
    assert {part["number"] for part in visitor.told("GET", f"/upload/{job_id}/parts/")["parts"]} == {1, 3}
    (missing,) = visitor.told("POST", f"/upload/{job_id}/parts/", json={"numbers": [2]})["parts"]
    send(missing)
    visitor.told("POST", f"/upload/{job_id}/complete/")

    assert visitor.has_its_proxy(visitor.done(job_id))
    assert visitor.fetch(job_id, "source").content == body


def test_what_any_client_puts_into_the_inbox_is_a_job_whatever_its_name(visitor, film):
    name = "1+1=2 & 100%25 Ünïcødé ✓.mp4"
    visitor.drop(name, film)

    job = visitor.done(visitor.named(name)["job_id"])

    assert job["source"]["key"] == f"inbox/{name}"
    assert visitor.fetch(job["job_id"], "source").content == film.read_bytes()


def test_a_signed_url_does_the_one_thing_it_was_given_for(visitor, film):
    body = film.read_bytes()
    order = visitor.order(len(body))
    url, headers = order["upload"]["url"], order["upload"]["headers"]

    assert httpx.put(url, content=body + b"x", headers=headers).status_code == 403
    assert httpx.put(url, content=body, headers={**headers, "Content-Type": "text/html"}).status_code == 403
    assert visitor.put(order, body).is_success
    assert visitor.put(order, body).status_code == 412
    visitor.done(order["job_id"])


def test_pages_of_the_origins_that_are_allowed_may_upload_and_no_others(visitor, film):
    order = visitor.order(film.stat().st_size)
    url, headers = order["upload"]["url"], order["upload"]["headers"]

    assert preflight(url, PAGE, "PUT").headers["access-control-allow-origin"] == PAGE
    assert "access-control-allow-origin" not in preflight(url, "https://evil.example", "PUT").headers
    sent = httpx.put(url, content=film.read_bytes(), headers={**headers, "Origin": PAGE})
    assert sent.headers["access-control-allow-origin"] == PAGE
    assert "etag" in sent.headers["access-control-expose-headers"].lower()
    visitor.done(order["job_id"])


def test_a_job_that_is_cancelled_lets_go_of_its_worker(other, visitor, long_film):
    visitor.drop("cancel me.mp4", long_film)
    job_id = visitor.named("cancel me.mp4")["job_id"]
    until(lambda: visitor.job(job_id)["frames_done"] > 0, "it is being encoded", JOB_SECONDS, LOOK_SECONDS)

    visitor.told("POST", f"/jobs/{job_id}/cancel/")

    until(lambda: not other.encoders, "ffmpeg is gone")
    assert (visitor.job(job_id)["status"], visitor.job(job_id)["proxy"]) == ("cancelled", None)


def test_a_file_whose_event_was_lost_is_found(other, visitor, film):
    with other.worker_frozen():
        visitor.drop("lost.mp4", film)
        until(lambda: event_stream.unsettled(other.events), "the storage has told of it")
        event_stream.lose(other.events)

    job = visitor.done(visitor.named("lost.mp4")["job_id"])

    assert visitor.has_its_proxy(job)
    assert '"object_without_job"' in other.log("clock")


def test_the_functions_may_use_the_objects_and_nothing_else(other, visitor):
    for forbidden in (
        lambda: visitor.s3.create_bucket(Bucket="another"),
        lambda: visitor.s3.delete_bucket(Bucket=SOURCES),
        lambda: visitor.s3.put_bucket_policy(Bucket=SOURCES, Policy="{}"),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            forbidden()
    assert httpx.get(f"{other.running.endpoint}/{SOURCES}/").status_code == 403


def test_the_password_of_the_event_stream_is_not_in_its_log(other):
    said = other.log("versitygw")

    assert "nats://vts:***@" in said
    assert other.installation.secrets.nats_password not in said
