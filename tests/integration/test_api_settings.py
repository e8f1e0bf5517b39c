"""Settings and profiles over HTTP."""

import json

import httpx
import pytest

from functions.deployment import Deployment
from functions.jobs import settings
from functions.plan import profile
from tests.support.servers.api import code


def test_the_settings_begin_as_the_defaults_at_version_0(api: httpx.Client) -> None:
    answer = api.get("/settings/")

    assert answer.json() == {**settings.AppConfig().model_dump(mode="json"), "version": 0}
    assert answer.headers["etag"] == '"0"'


def test_a_subset_is_saved_and_the_rest_stays(api: httpx.Client, deployment: Deployment) -> None:
    api.post("/settings/", json={"max_concurrent_jobs": 3})

    saved = api.post("/settings/", json={"resolution": "540p", "retention_hours": 1}).json()

    assert (saved["max_concurrent_jobs"], saved["resolution"], saved["retention_hours"], saved["version"]) == (
        3,
        "540p",
        1,
        2,
    )
    assert api.get("/settings/").json() == saved
    assert settings.read(deployment.table).settings.resolution == "540p"


def test_a_whole_number_may_be_written_as_json_likes(api: httpx.Client) -> None:
    assert api.post("/settings/", json={"max_attempts": 7.0}).json()["max_attempts"] == 7


def test_one_wrong_field_and_nothing_is_saved(api: httpx.Client) -> None:
    refused = api.post("/settings/", json={"max_concurrent_jobs": 3, "max_attempts": 0, "colour": 1, "quality": "best"})

    assert code(refused) == (422, "invalid_request")
    assert set(refused.json()["error"]["fields"]) == {"max_attempts", "colour", "quality"}
    assert api.get("/settings/").json()["version"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"profile": "vhs"}, "profile"),
        ({"profile": None}, "profile"),
        ({"max_attempts": "5"}, "max_attempts"),
        ({"max_attempts": True}, "max_attempts"),
        ({"retention_hours": "week"}, "retention_hours"),
        ({"version": -1}, "version"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_wrong_setting_is_named(api: httpx.Client, body: object, field: str) -> None:
    refused = api.post("/settings/", json=body)

    assert refused.status_code == 422
    assert list(refused.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_what_is_not_a_number_is_no_setting(api: httpx.Client, number: str) -> None:
    body, headers = f'{{"retention_hours": {number}}}', {"Content-Type": "application/json"}

    assert code(api.post("/settings/", content=body, headers=headers)) == (422, "invalid_request")


def test_each_setting_is_described_for_a_form(api: httpx.Client) -> None:
    answer = api.get("/settings/fields/")
    described = {one["name"]: one for one in answer.json()["fields"]}

    assert list(described) == list(settings.AppConfig.model_fields)
    assert described["max_upload_bytes"] == {
        "name": "max_upload_bytes",
        "title": "Largest file",
        "group": "limits",
        "kind": "integer",
        "unit": "bytes",
        "minimum": 1,
        "maximum": 5 * 1024**4,
        "choices": [],
        "nullable": False,
        "default": 100 * 1024**3,
        "help": "Largest file taken.",
    }
    assert described["profile"]["choices"] == list(profile.names())
    assert (described["quality"]["kind"], described["quality"]["nullable"]) == ("choice", True)
    assert api.get("/settings/fields/", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("how", ["version", "If-Match"])
def test_a_save_over_a_change_by_someone_else_is_refused(api: httpx.Client, how: str) -> None:
    seen = api.get("/settings/")
    api.post("/settings/", json={"max_attempts": 7})

    def save(version: int, etag: str) -> httpx.Response:
        if how == "version":
            return api.post("/settings/", json={"max_attempts": 9, "version": version})
        return api.post("/settings/", json={"max_attempts": 9}, headers={"If-Match": etag})

    refused = save(seen.json()["version"], seen.headers["etag"])
    now = api.get("/settings/")

    assert code(refused) == (409, "settings_changed")
    assert now.json()["max_attempts"] == 7
    assert save(now.json()["version"], now.headers["etag"]).json()["max_attempts"] == 9


@pytest.mark.parametrize("tag", ["nonsense", '"99999999999999999999"', '"-1"', '"٣"'.encode().decode("latin-1")])
def test_an_etag_that_is_none_of_ours_never_matches(api: httpx.Client, tag: str) -> None:
    headers = {"If-Match": tag.encode("latin-1")}

    assert code(api.post("/settings/", json={"max_attempts": 9}, headers=headers)) == (409, "settings_changed")


def test_an_if_match_of_anything_saves(api: httpx.Client) -> None:
    assert api.post("/settings/", json={"max_attempts": 9}, headers={"If-Match": "*"}).status_code == 200


def test_the_profiles_say_what_they_make_and_take(api: httpx.Client) -> None:
    api.post("/settings/", json={"profile": "web-1080p"})

    listed = {one["name"]: one for one in api.get("/profiles/").json()["profiles"]}

    assert set(listed) == set(profile.names())
    assert [name for name, one in listed.items() if one["is_default"]] == ["web-1080p"]
    assert (listed["web-720p"]["container"], listed["web-720p"]["video_codec"]) == ("mp4", "h264")
    assert listed["edit-prores-proxy"]["qualities"] == []
    assert {name for name, one in listed.items() if one["keeps_alpha"]} == {"edit-prores-4444"}
    assert all(one["description"] and one["title"] for one in listed.values())


def test_a_setting_of_a_later_release_does_not_keep_the_settings_from_being_read(
    api: httpx.Client, deployment: Deployment
) -> None:
    deployment.table.put_document("settings", "settings", json.loads('{"max_attempts": 7, "not_yet": 1}'))

    assert api.get("/settings/").json()["max_attempts"] == 7
