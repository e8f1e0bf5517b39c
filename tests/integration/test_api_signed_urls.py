"""Signed URLs abused: each is good for one thing, once, for a while. What refuses is a real MinIO."""

import hashlib
import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from functions.bucket import keys
from functions.deployment import Deployment
from tests.support.rows import jobs
from tests.support.servers.api import code, put, put_part, serving, start

MIB = 1024 * 1024
REFUSED = {400, 403}  # MinIO misses a signed header, and says 400, before it compares signatures


def test_other_bytes_than_declared_are_refused_by_the_bucket(api: httpx.Client) -> None:
    started = start(api, 4)

    assert put(started, b"a longer film").status_code == 403
    assert put(started, b"x").status_code == 403


def test_another_type_is_refused_by_the_bucket(api: httpx.Client) -> None:
    started = start(api, 4)
    headers = {**started["upload"]["headers"], "Content-Type": "text/html"}

    assert httpx.put(started["upload"]["url"], content=b"film", headers=headers).status_code == 403


def test_leaving_out_if_none_match_is_refused_by_the_bucket(api: httpx.Client) -> None:
    started = start(api, 4)

    replacing = httpx.put(started["upload"]["url"], content=b"film", headers={"Content-Type": "video/mp4"})

    assert replacing.status_code in REFUSED


def test_another_key_or_method_is_refused_by_the_bucket(api: httpx.Client) -> None:
    started, other = start(api, 4), start(api, 4)
    upload = started["upload"]
    moved = upload["url"].replace(started["job_id"], other["job_id"])

    assert httpx.put(moved, content=b"film", headers=upload["headers"]).status_code == 403
    assert httpx.get(upload["url"]).status_code in REFUSED
    assert httpx.delete(upload["url"]).status_code in REFUSED


def test_a_url_cannot_be_used_twice(api: httpx.Client) -> None:
    started = start(api, 4)
    put(started, b"film")

    assert put(started, b"evil").status_code == 412


def test_a_file_with_another_checksum_is_refused_by_the_bucket(api: httpx.Client) -> None:
    declared = b64encode(hashlib.sha256(b"film").digest()).decode()
    started = start(api, 4, checksum_sha256=declared)

    assert put(started, b"evil").status_code == 400
    assert put(started, b"film").status_code == 200


def crc32(content: bytes) -> str:
    return b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()


def test_a_file_with_another_crc32_is_refused_by_the_bucket(api: httpx.Client) -> None:
    started = start(api, 4, checksum_crc32=crc32(b"film"))

    assert put(started, b"evil").status_code == 400
    assert put(started, b"film").status_code == 200


def test_each_part_is_held_to_the_checksum_that_it_was_signed_with(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 16 * MIB, part_checksums="crc32")
    assert (started["upload"]["part_checksums"], started["upload"]["parts"]) == ("crc32", [])
    contents = [bytes(8 * MIB), b"x" * (8 * MIB)]
    body = {"numbers": [1, 2], "checksums": [*map(crc32, contents)]}
    signed = api.post(f"/upload/{started['job_id']}/parts/", json=body).json()["parts"]

    other = httpx.put(signed[1]["url"], content=b"x" * (8 * MIB - 1) + b"y", headers=signed[1]["headers"])
    without = httpx.put(signed[1]["url"], content=contents[1])
    assert (other.status_code, without.status_code) == (400, 400)
    for part, content in zip(signed, contents, strict=True):
        assert httpx.put(part["url"], content=content, headers=part["headers"]).status_code == 200
    assert api.post(f"/upload/{started['job_id']}/complete/").json()["status"] == "queued"

    key = keys.source_of_upload(started["job_id"])
    assert deployment.storage.get_bytes(deployment.config.source_bucket, key, limit=17 * MIB) == b"".join(contents)


@pytest.mark.parametrize("checksums", [None, [], ["AAAAAA=="], ["AAAAAA=="] * 3, ["AAAAAA==", "AAAA"]])
def test_a_checksum_that_is_missing_is_asked_for_by_name(api: httpx.Client, checksums: list[str] | None) -> None:
    started = start(api, 16 * MIB, part_checksums="crc32")

    refused = api.post(f"/upload/{started['job_id']}/parts/", json={"numbers": [1, 2], "checksums": checksums})

    assert code(refused) == (422, "invalid_request")
    assert [name.partition(".")[0] for name in refused.json()["error"]["fields"]] == ["checksums"]


def test_an_upload_that_was_begun_without_checksums_of_its_parts_goes_on_without(api: httpx.Client) -> None:
    started = start(api, 16 * MIB)
    assert started["upload"]["part_checksums"] is None
    at = f"/upload/{started['job_id']}/parts/"

    (part,) = api.post(at, json={"numbers": [2], "checksums": ["AAAAAA=="]}).json()["parts"]

    assert part["headers"] == {}
    assert put_part(part).status_code == 200


def test_an_expired_url_is_refused_by_the_bucket_and_another_can_be_had(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=901)
    at = f"/upload/{start(api, 16 * MIB)['job_id']}/parts/"
    with monkeypatch.context() as past:
        past.setattr("botocore.auth.get_current_datetime", lambda: long_ago)
        (part,) = api.post(at, json={"numbers": [1]}).json()["parts"]
        single = start(api, 4)

    assert put(single, b"film").status_code == 403
    assert put_part(part).status_code == 403
    (again,) = api.post(at, json={"numbers": [1]}).json()["parts"]
    assert put_part(again).status_code == 200


def test_a_part_of_another_size_or_number_is_refused_by_the_bucket(api: httpx.Client) -> None:
    part = start(api, 20 * MIB)["upload"]["parts"][2]

    assert put_part(part, bytes(4 * MIB + 1)).status_code == 403
    assert put_part({**part, "url": part["url"].replace("partNumber=3", "partNumber=4")}).status_code == 403


def test_parts_that_someone_else_has_put_beyond_the_declared_sum_are_refused(
    api: httpx.Client, deployment: Deployment
) -> None:
    started = start(api, 16 * MIB)
    for part in started["upload"]["parts"]:
        put_part(part)
    key, upload_id = keys.source_of_upload(started["job_id"]), started["upload"]["upload_id"]
    put_part({"url": deployment.storage.sign_part(key, upload_id, 3, 5)[0], "size": 5})

    refused = api.post(f"/upload/{started['job_id']}/complete/")

    assert code(refused) == (409, "upload_size_mismatch")
    assert f"{16 * MIB + 5} bytes, declared were {16 * MIB}" in refused.json()["error"]["message"]


def test_urls_live_as_long_as_configured(deployment: Deployment) -> None:
    changed = jobs.with_config(deployment, upload_url_seconds=60)
    with serving(changed) as api:
        started = start(api, 4)

    left = datetime.fromisoformat(started["upload"]["expires_at"]) - datetime.now(UTC)
    assert timedelta(seconds=0) < left <= timedelta(seconds=60)
