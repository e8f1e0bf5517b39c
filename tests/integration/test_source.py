"""The source as ffmpeg reads it: over loopback, from a real bucket, through whatever happens to bucket and line."""

import base64
import contextlib
import hashlib
import os
import random
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.bucket import range_server, source
from functions.bucket.s3 import Storage
from functions.common.errors import BucketUnavailable, ChecksumMismatch, SourceChanged, SourceGone, SourceReadTooOften
from functions.ffmpeg import sandbox
from functions.jobs.model import Source
from functions.media import sniff
from tests.support.films import clips
from tests.support.servers.fault_proxy import FaultProxy
from tests.support.wait_until import until

KEY = "uploads/film/source"
MIB = 1024 * 1024
FILM = random.Random(1).randbytes(3 * MIB + 17)  # noqa: S311


def put(deployment, body: bytes = FILM) -> Source:
    """Store a source and give it as a job names it."""
    bucket = deployment.config.source_bucket
    deployment.storage.put_bytes(bucket, KEY, body, "video/mp4")
    stored = deployment.storage.head(bucket, KEY)
    return Source(bucket=bucket, key=KEY, size=stored.size, etag=stored.etag)


def get(url: str, reach: str | None = None, method: str = "GET"):
    """Ask the reader as ffmpeg does; status, headers and body."""
    headers = {"Range": reach} if reach else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=60) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def hang_up_after(reader: source.Reader, count: int) -> None:
    """Ask for everything, take ``count`` bytes, and hang up, as ffmpeg does to seek."""
    with socket.create_connection(("127.0.0.1", reader.port)) as line:
        path = reader.url.rpartition("/")[2]
        line.sendall(f"GET /{path} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\r\n\r\n".encode())
        taken = 0
        while taken < count:
            taken += len(line.recv(count - taken))


@pytest.fixture
def threads_and_sockets_end() -> Iterator[None]:
    """Hold the test to leaving neither a thread nor an open descriptor of its own."""
    before = set(threading.enumerate())
    yield
    until(
        lambda: not {t for t in set(threading.enumerate()) - before if t.name.startswith(("source", "Thread"))},
        "threads",
    )


@pytest.fixture
def faulty(deployment) -> Iterator[tuple[FaultProxy, Storage]]:
    """Give the storage behind a line that can be cut."""
    proxy = FaultProxy(deployment.config.aws_endpoint_url_s3)
    try:
        yield proxy, Storage(deployment.config.model_copy(update={"aws_endpoint_url_s3": proxy.url}))
    finally:
        proxy.close()


# ---------------------------------------------------------------- what is answered


def test_the_whole_and_any_range_are_served_byte_for_byte(deployment, threads_and_sockets_end):
    with source.serve(deployment.storage, put(deployment)) as reader:
        status, headers, body = get(reader.url)
        assert (status, headers["Content-Length"], headers["Accept-Ranges"]) == (200, str(len(FILM)), "bytes")
        assert body == FILM
        status, headers, body = get(reader.url, "bytes=1048577-")
        assert (status, headers["Content-Range"]) == (206, f"bytes 1048577-{len(FILM) - 1}/{len(FILM)}")
        assert body == FILM[1048577:]
        assert get(reader.url, "bytes=5-9")[2] == FILM[5:10]
        assert get(reader.url, "bytes=-4")[2] == FILM[-4:]
        assert reader.head(64) == FILM[:64]
        assert reader.bytes_sent >= len(FILM)
        reader.check()


def test_a_head_request_tells_the_size_and_reads_nothing(deployment):
    with source.serve(deployment.storage, put(deployment)) as reader:
        status, headers, body = get(reader.url, method="HEAD")
        assert (status, headers["Content-Length"], body) == (200, str(len(FILM)), b"")
        assert reader.bytes_sent == 0


def test_ranges_that_cannot_be_satisfied_and_several_at_once_are_refused(deployment):
    with source.serve(deployment.storage, put(deployment)) as reader:
        for reach in (f"bytes={len(FILM)}-", "bytes=9-5", "bytes=0-1,3-4", "bytes=-", "lines=1-2"):
            status, headers, _ = get(reader.url, reach)
            assert (status, headers["Content-Range"]) == (416, f"bytes */{len(FILM)}"), reach
        reader.check()


def test_no_other_path_and_no_other_method_is_answered(deployment):
    with source.serve(deployment.storage, put(deployment)) as reader:
        root = reader.url.rpartition("/")[0]
        assert get(f"{root}/")[0] == 404
        assert get(f"{root}/{'x' * 32}")[0] == 404
        assert get(f"{reader.url}x")[0] == 404
        assert get(reader.url, method="PUT")[0] == 501
        assert get(reader.url, method="DELETE")[0] == 501
        assert reader.bytes_sent == 0


def test_a_reader_that_hangs_up_to_seek_is_no_error(deployment, threads_and_sockets_end):
    with source.serve(deployment.storage, put(deployment)) as reader:
        for _ in range(20):
            hang_up_after(reader, 4096)
        assert get(reader.url)[2] == FILM
        reader.check()


def test_what_was_sent_ahead_of_a_reader_that_hangs_up_is_not_read(deployment):
    """Each of these would have counted for more than a MiB: the budget of a small film, after 70 of them."""
    with source.serve(deployment.storage, put(deployment, FILM * 8)) as reader:
        for _ in range(100):
            hang_up_after(reader, 1000)
        until(lambda: reader.bytes_sent < 100 * 128 * 1024, "what was sent ahead to be given back")
        assert reader.bytes_sent >= 100 * 1000
        assert len(get(reader.url)[2]) == 8 * len(FILM)
        reader.check()


def test_a_source_comes_as_fast_as_loopback_is(deployment):
    long = put(deployment, bytes(24 * MIB))
    began = time.monotonic()
    with source.serve(deployment.storage, long) as reader:
        assert len(get(reader.url)[2]) == 24 * MIB
    assert time.monotonic() - began < 6  # with too small a buffer each packet waits for an acknowledgement: 13 s


def test_what_is_put_before_a_source_is_served_with_it_as_one_file(deployment):
    with source.serve(deployment.storage, put(deployment)) as reader:
        reader.put_before(b"front")
        assert reader.size == 5 + len(FILM)
        assert get(reader.url)[2] == b"front" + FILM
        assert get(reader.url, "bytes=3-8")[2] == b"nt" + FILM[:4]
        assert get(reader.url, "bytes=6-8")[2] == FILM[1:4]
        assert get(reader.url, "bytes=0-2")[2] == b"fro"
        assert reader.head(4) == FILM[:4]
        assert reader.bytes_sent == len(FILM) + 4 + 3


def test_leaving_the_block_hangs_up_on_a_reader_that_does_not_read(deployment, threads_and_sockets_end):
    with source.serve(deployment.storage, put(deployment, FILM * 8)) as reader:
        idle = socket.create_connection(("127.0.0.1", reader.port))
        idle.sendall(f"GET /{reader.url.rpartition('/')[2]} HTTP/1.1\r\n\r\n".encode())
        until(lambda: reader.bytes_sent, "the first block")
        port = reader.port
    with idle, contextlib.suppress(ConnectionResetError):
        until(lambda: not idle.recv(MIB), "the end of the answer")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_an_empty_source_has_an_empty_head(deployment):
    with source.serve(deployment.storage, put(deployment, b"")) as reader:
        assert reader.head(64) == b""
        assert get(reader.url)[2] == b""


# ---------------------------------------------------------------- what happens to the bucket


def test_a_source_replaced_in_the_bucket_is_never_mixed_with_its_successor(deployment):
    pinned = put(deployment)
    put(deployment, b"another film" * 1000)
    with source.serve(deployment.storage, pinned) as reader:
        assert get(reader.url)[0] >= 400
        with pytest.raises(SourceChanged):
            reader.check()
        with pytest.raises(SourceChanged):
            reader.head(64)


def test_a_source_deleted_from_the_bucket_is_gone(deployment):
    pinned = put(deployment)
    deployment.storage.delete(pinned.bucket, [pinned.key])
    with source.serve(deployment.storage, pinned) as reader:
        assert get(reader.url)[0] >= 400
        with pytest.raises(SourceGone):
            reader.check()


def test_a_source_read_over_and_over_is_ended_at_its_budget(deployment, monkeypatch):
    monkeypatch.setattr(source, "FREE_BYTES", 0)
    with source.serve(deployment.storage, put(deployment), budget=2) as reader:
        assert get(reader.url)[2] == FILM
        assert get(reader.url)[2] == FILM
        reader.check()
        assert get(reader.url)[0] >= 400
        with pytest.raises(SourceReadTooOften):
            reader.check()


def test_a_line_that_is_cut_again_and_again_gives_the_same_bytes(deployment, faulty, threads_and_sockets_end):
    proxy, storage = faulty
    film = FILM * 4
    pinned = put(deployment, film)
    with source.serve(storage, pinned) as reader:
        digest, cuts = hashlib.sha256(), 0
        with urllib.request.urlopen(reader.url, timeout=60) as answer:  # noqa: S310
            while block := answer.read(MIB):
                digest.update(block)
                proxy.cut_all()
                cuts += 1
        assert digest.hexdigest() == hashlib.sha256(film).hexdigest()
        assert cuts >= 12
        reader.check()


def test_a_bucket_that_restarts_in_the_middle_is_waited_for(deployment, minio, threads_and_sockets_end):
    film = FILM * 8
    pinned = put(deployment, film)
    with source.serve(deployment.storage, pinned) as reader, urllib.request.urlopen(reader.url, timeout=60) as answer:  # noqa: S310
        first = answer.read(MIB)
        minio.kill()
        back = threading.Thread(target=minio.start)
        back.start()
        rest = answer.read()
        back.join()
        assert first + rest == film
        reader.check()


def test_a_bucket_that_stays_away_ends_the_reading_when_patience_is_over(deployment, minio, monkeypatch):
    monkeypatch.setattr(source, "PATIENCE_SECONDS", 0.5)
    pinned = put(deployment)
    minio.kill()
    with source.serve(deployment.storage, pinned) as reader:
        assert get(reader.url)[0] == 503
        with pytest.raises(BucketUnavailable):
            reader.check()


def test_a_reader_that_pauses_longer_than_patience_is_no_absence_of_the_bucket(deployment, faulty, monkeypatch):
    proxy, storage = faulty
    film, now = FILM * 4, [0.0]
    monkeypatch.setattr(source, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with source.serve(storage, put(deployment, film)) as reader:
        blocks = reader.blocks(0, len(film))
        first = next(blocks)
        now[0] += 1000  # the encoder is busy
        proxy.cut_all()
        assert first + b"".join(blocks) == film
        reader.check()


# ---------------------------------------------------------------- ffmpeg as the reader


@pytest.mark.parametrize("name", ["h264_mp4", "fragmented", "mkv_opus", "h264_ts", "mpeg2_mxf", "mjpeg_avi", "mono_8"])
def test_ffmpeg_decodes_the_same_over_the_reader_as_from_the_file(deployment, clip_folder, ffmpeg, name):
    clip = clips.make(name, clip_folder)
    body = clip.read_bytes()
    family = sniff.sniff(body[: sniff.HEAD_BYTES], len(body))
    tools = sandbox.Tools(ffmpeg.ffmpeg, ffmpeg.ffprobe)

    def decoded(guards: dict[str, str | int], url: str) -> bytes:
        argv = [
            tools.ffmpeg,
            "-nostdin",
            "-v",
            "error",
            *sandbox.options(guards),
            "-i",
            url,
            "-map",
            "0:V",
            "-map",
            "0:a",
        ]
        return subprocess.run([*argv, "-f", "framemd5", "-"], capture_output=True, check=True).stdout

    with source.serve(deployment.storage, put(deployment, body)) as reader:
        assert decoded(sandbox.guards(family), reader.url) == decoded(sandbox.local_guards(family), f"file:{clip}")
        reader.check()


# ---------------------------------------------------------------- checksum


def base64_sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def test_the_declared_checksum_is_held_against_the_bytes_in_the_bucket(deployment):
    seen: list[int] = []
    source.checksum(deployment.storage, put(deployment), base64_sha256(FILM), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(FILM)


def test_another_checksum_is_a_mismatch(deployment):
    with pytest.raises(ChecksumMismatch):
        source.checksum(deployment.storage, put(deployment), base64_sha256(b"another film"))


def test_what_the_watch_raises_ends_the_checksum(deployment):
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        source.checksum(deployment.storage, put(deployment), base64_sha256(FILM), stop)


# ---------------------------------------------------------------- ranges


@given(st.integers(0, 2000), st.integers(0, 2000) | st.none(), st.integers(1, 1000))
def test_any_range_that_is_given_lies_within_the_source(first, last, size):
    reach = range_server.parse_range(f"bytes={first}-{'' if last is None else last}", size)
    if reach is None:
        assert first >= size or (last is not None and last < first)
    else:
        assert 0 <= reach[0] < reach[1] <= size
        assert reach[0] == first


def test_nothing_of_the_bucket_is_in_the_address(deployment):
    with source.serve(deployment.storage, put(deployment)) as reader:
        assert KEY not in reader.url
        assert os.environ["AWS_SECRET_ACCESS_KEY"] not in reader.url
        assert len(reader.url.rpartition("/")[2]) >= 32
