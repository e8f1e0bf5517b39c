"""Uploads over HTTP, by signed URLs, into a real MinIO."""

import hashlib
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest

from functions.bucket import keys
from functions.deployment import Deployment
from functions.intake import admission
from functions.jobs.model import Guard, Status
from tests.support.rows import jobs
from tests.support.servers.api import code, put, put_part, start

MIB = 1024 * 1024


# ---------------------------------------------------------------- one PUT


def test_a_small_file_is_put_once_and_queues_its_job(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 4)

    assert started["method"] == "single"
    assert put(started, b"film").status_code == 200
    job = api.post(f"/upload/{started['job_id']}/complete/").json()

    assert job["status"] == "queued"
    assert job["source"]["key"] == f"uploads/{started['job_id']}/source"
    assert job["source"]["etag"] == hashlib.md5(b"film", usedforsecurity=False).hexdigest()
    row = deployment.table.get(started["job_id"])
    assert row is not None
    assert row.due_at is not None


def test_the_row_is_there_before_anything_is_signed(
    deployment: Deployment, api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> str:
        raise RuntimeError("cannot sign")

    monkeypatch.setattr(deployment.storage, "sign_put", refuses)

    assert code(api.post("/upload/", json={"filename": "film.mp4", "size": 4})) == (500, "internal")
    (job,) = deployment.table.find().jobs
    assert (job.status, job.source.size) == (Status.WAITING, 4)


def test_the_profile_is_pinned_as_settings_and_options_shape_it(api: httpx.Client, deployment: Deployment) -> None:
    api.post("/settings/", json={"resolution": "540p"})

    by_settings = deployment.table.get(start(api, 4)["job_id"])
    by_option = deployment.table.get(start(api, 4, options={"resolution": "360p"})["job_id"])
    api.post("/settings/", json={"resolution": "480p"})

    assert by_settings
    assert by_option
    assert (by_settings.recipe.resolution, by_option.recipe.resolution) == ("540p", "360p")
    assert by_settings.profile_digest != by_option.profile_digest


def test_the_name_is_kept_without_what_could_harm_and_is_no_part_of_the_key(api: httpx.Client) -> None:
    started = start(api, 4, filename="../../\u202e<img src=x>\r\nfilm 🎬.mp4")

    job = api.get(f"/status/{started['job_id']}/").json()

    assert job["filename"] == "....<img src=x>film 🎬.mp4"
    assert job["source"]["key"] == f"uploads/{started['job_id']}/source"


def test_the_folder_is_kept_shown_and_found(api: httpx.Client) -> None:
    body = {"filename": "film.mov", "size": 4, "folder": "A001/Clips"}
    job_id = api.post("/upload/", json=body).json()["job_id"]

    assert api.get(f"/status/{job_id}/").json()["folder"] == "A001/Clips"
    found = api.get("/jobs/", params={"q": "a001/clips", "brief": True}).json()["jobs"]
    assert [(job["job_id"], job["folder"]) for job in found] == [(job_id, "A001/Clips")]


@pytest.mark.parametrize("folder", ["../a", "/a", "a\\..\\b", "a\u0000b", "C:/a"])
def test_a_folder_that_leads_elsewhere_is_refused_by_name(api: httpx.Client, folder: str) -> None:
    answer = api.post("/upload/", json={"filename": "film.mov", "size": 4, "folder": folder})

    assert code(answer) == (422, "invalid_request")
    assert set(answer.json()["error"]["fields"]) == {"folder"}
    assert api.get("/jobs/").json()["jobs"] == []


def test_completing_twice_answers_with_the_same_job(api: httpx.Client) -> None:
    started = start(api, 4)
    put(started, b"film")

    first, second = (api.post(f"/upload/{started['job_id']}/complete/") for _ in range(2))

    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()


def test_completing_before_the_file_is_there_is_refused(api: httpx.Client) -> None:
    assert code(api.post(f"/upload/{start(api, 4)['job_id']}/complete/")) == (409, "upload_incomplete")


def test_an_upload_that_comes_after_it_expired_is_taken(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 4)
    put(started, b"film")
    deployment.table.write(
        started["job_id"], Guard({Status.WAITING}), {"status": Status.EXPIRED, "keeps_source": False}
    )

    job = api.post(f"/upload/{started['job_id']}/complete/").json()

    row = deployment.table.get(started["job_id"])
    assert row
    assert (job["status"], row.keeps_source) == ("queued", True)


# ---------------------------------------------------------------- parts


def test_a_large_file_is_put_in_parts_resumed_and_joined(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 20 * MIB)
    at, upload = f"/upload/{started['job_id']}", started["upload"]
    assert (started["method"], upload["part_size"]) == ("multipart", 8 * MIB)
    assert [(p["number"], p["size"]) for p in upload["parts"]] == [(1, 8 * MIB), (2, 8 * MIB), (3, 4 * MIB)]

    assert put_part(upload["parts"][0]).status_code == 200
    assert put_part(upload["parts"][2]).status_code == 200
    there = api.get(f"{at}/parts/").json()["parts"]
    assert [(p["number"], p["size"]) for p in there] == [(1, 8 * MIB), (3, 4 * MIB)]
    early = api.post(f"{at}/complete/")
    assert code(early) == (409, "upload_incomplete")
    assert "1 of 3 parts are missing: 2." in early.json()["error"]["message"]

    (again,) = api.post(f"{at}/parts/", json={"numbers": [2]}).json()["parts"]
    assert put_part(again).status_code == 200
    job = api.post(f"{at}/complete/").json()

    assert job["status"] == "queued"
    stored = deployment.storage.head(deployment.config.source_bucket, job["source"]["key"])
    assert stored
    assert (stored.size, stored.etag) == (20 * MIB, job["source"]["etag"])
    assert api.post(f"{at}/complete/").json() == job
    assert list(deployment.storage.open_multiparts()) == []


def test_a_join_whose_answer_was_lost_is_found_done(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 16 * MIB)
    for part in started["upload"]["parts"]:
        put_part(part)
    key, upload_id = keys.source_of_upload(started["job_id"]), started["upload"]["upload_id"]
    deployment.storage.complete_multipart(key, upload_id, deployment.storage.list_parts(key, upload_id))

    assert api.post(f"/upload/{started['job_id']}/complete/").json()["status"] == "queued"


def test_many_who_complete_at_once_all_get_the_one_job(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 16 * MIB)
    for part in started["upload"]["parts"]:
        put_part(part)

    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(lambda _: api.post(f"/upload/{started['job_id']}/complete/"), range(8)))

    assert [answer.status_code for answer in answers] == [200] * 8
    assert {answer.json()["source"]["etag"] for answer in answers} == {answers[0].json()["source"]["etag"]}
    assert len(deployment.table.find().jobs) == 1
    assert list(deployment.storage.open_multiparts()) == []


def test_completing_after_the_event_was_first_answers_with_the_job_as_it_is(
    api: httpx.Client, deployment: Deployment
) -> None:
    started = start(api, 4)
    put(started, b"film")
    waiting = deployment.table.get(started["job_id"])
    stored = deployment.storage.head(deployment.config.source_bucket, keys.source_of_upload(started["job_id"]))
    assert waiting
    assert stored
    assert admission.arrived(deployment, waiting, stored)
    assert deployment.table.claim(started["job_id"], "tests", 30)

    assert api.post(f"/upload/{started['job_id']}/complete/").json()["status"] == "running"


def test_only_the_first_hundred_parts_are_signed_at_once(api: httpx.Client) -> None:
    started = start(api, 101 * 8 * MIB)

    assert [p["number"] for p in started["upload"]["parts"]] == list(range(1, 101))
    later = api.post(f"/upload/{started['job_id']}/parts/", json={"numbers": [101]}).json()
    assert later["parts"][0]["size"] == 8 * MIB
    assert datetime.fromisoformat(later["expires_at"]) > datetime.now(UTC)


@pytest.mark.parametrize("numbers", [[0], [4], [10_001], [1, "2"], [], list(range(1, 1002)), [True]])
def test_part_numbers_that_are_not_of_this_file_are_named(api: httpx.Client, numbers: list[object]) -> None:
    started = start(api, 20 * MIB)

    answer = api.post(f"/upload/{started['job_id']}/parts/", json={"numbers": numbers})

    assert code(answer) == (422, "invalid_request")
    assert all(field.startswith("numbers") for field in answer.json()["error"]["fields"])


def test_a_single_put_has_no_parts(api: httpx.Client) -> None:
    at = f"/upload/{start(api, 4)['job_id']}/parts/"

    assert code(api.get(at)) == code(api.post(at, json={"numbers": [1]})) == (409, "not_in_this_state")


# ---------------------------------------------------------------- aborting


def test_aborting_throws_the_parts_away_and_may_be_repeated(api: httpx.Client, deployment: Deployment) -> None:
    started = start(api, 16 * MIB)
    put_part(started["upload"]["parts"][0])

    assert [api.delete(f"/upload/{started['job_id']}/").status_code for _ in range(2)] == [204, 204]

    assert list(deployment.storage.open_multiparts()) == []
    assert api.get(f"/status/{started['job_id']}/").json()["status"] == "cancelled"
    assert code(api.post(f"/upload/{started['job_id']}/complete/")) == (409, "not_in_this_state")
    assert put_part(started["upload"]["parts"][1]).status_code == 404


def test_an_upload_that_is_complete_cannot_be_aborted(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.queued(deployment)

    assert code(api.delete(f"/upload/{job.job_id}/")) == (409, "not_in_this_state")


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"filename": ""}, "filename"),
        ({"filename": "/"}, "filename"),
        ({"filename": "\ud800"}, "filename"),
        ({"size": -1}, "size"),
        ({"size": "4"}, "size"),
        ({"size": True}, "size"),
        ({"size": 2**64}, "size"),
        ({"content_type": "video"}, "content_type"),
        ({"content_type": "video/mp4\r\nX-Evil: 1"}, "content_type"),
        ({"checksum_sha256": "abc"}, "checksum_sha256"),
        ({"checksum_sha256": b64encode(bytes(31)).decode()}, "checksum_sha256"),
        ({"options": {"resolution": "9000p"}}, "options.resolution"),
        ({"options": {"bitrate": 1}}, "options.bitrate"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    api: httpx.Client, deployment: Deployment, changed: dict[str, object], field: str
) -> None:
    import json

    body = json.dumps({"filename": "film.mp4", "size": 4, **changed})
    answer = api.post("/upload/", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert list(answer.json()["error"]["fields"]) == [field]
    assert deployment.table.find().jobs == []


def test_an_empty_file_is_refused_as_such(api: httpx.Client) -> None:
    assert code(api.post("/upload/", json={"filename": "film.mp4", "size": 0})) == (422, "empty_file")


def test_a_file_above_the_limit_is_refused_and_the_limit_is_named(api: httpx.Client) -> None:
    api.post("/settings/", json={"max_upload_bytes": 1000})

    refused = api.post("/upload/", json={"filename": "film.mp4", "size": 1001})

    assert code(refused) == (413, "upload_too_large")
    assert "the limit is 1000" in refused.json()["error"]["message"]


def test_a_profile_that_is_not_there_is_refused(api: httpx.Client) -> None:
    refused = api.post("/upload/", json={"filename": "film.mp4", "size": 4, "profile": "vhs"})

    assert code(refused) == (422, "profile_not_found")


def test_an_option_that_the_profile_cannot_take_is_named(api: httpx.Client) -> None:
    order = {"filename": "film.mp4", "size": 4, "profile": "edit-prores-proxy", "options": {"quality": "low"}}

    refused = api.post("/upload/", json=order)

    assert code(refused) == (422, "invalid_options")
    assert list(refused.json()["error"]["fields"]) == ["quality"]
