"""Settings: all of a change or nothing, over the version that was read, whatever else is saved meanwhile."""

import json
import threading

import pytest

from functions.common.errors import InvalidSettings, SettingsChanged
from functions.jobs import settings
from functions.jobs.settings import AppConfig
from functions.plan import profile
from functions.plan.profile import Options


def test_until_somebody_saves_the_defaults_hold(table):
    assert settings.read(table) == settings.Versioned(settings=AppConfig(), version=0)


def test_every_setting_says_what_it_is_and_its_default_is_valid():
    AppConfig.model_validate(AppConfig().model_dump())

    described = AppConfig.model_json_schema()["properties"]
    assert [name for name, field in described.items() if not field.get("description")] == []
    numbers = {name: field for name, field in described.items() if field.get("type") in {"integer", "number"}}
    assert [name for name, field in numbers.items() if not {"x-unit", "minimum", "maximum"} <= set(field)] == []


def test_a_subset_is_saved_and_the_rest_stays(table):
    settings.change(table, {"retention_hours": 12, "resolution": "480p"})

    changed = settings.change(table, {"resolution": None, "quality": "low"})

    assert changed == settings.Versioned(settings=AppConfig(retention_hours=12, quality="low"), version=2)
    assert settings.read(table) == changed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resolution", "481p"),
        ("quality", ""),
        ("profile", "web-8k"),
        ("profile", None),
        ("profile", "../web-720p"),
        ("retention_hours", 0),
        ("retention_hours", -1),
        ("retention_hours", float("nan")),
        ("retention_hours", float("inf")),
        ("source_retention_hours", "a week"),
        ("history_hours", 87_601),
        ("upload_expiry_hours", 169),
        ("cleanup_interval_seconds", 0.5),
        ("max_upload_bytes", 0),
        ("max_upload_bytes", 10**400),
        ("max_duration_seconds", None),
        ("max_concurrent_jobs", 1.5),
        ("max_concurrent_jobs", 65),
        ("max_attempts", 0),
        ("stall_seconds", 4),
        ("unheard_of", 1),
    ],
)
def test_a_value_that_is_not_valid_is_named_and_nothing_changes(table, field, value):
    before = settings.change(table, {"max_attempts": 3})

    with pytest.raises(InvalidSettings) as refused:
        settings.change(table, {"stall_seconds": 60, field: value})

    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field]
    assert settings.read(table) == before


def test_all_wrong_fields_are_named_at_once(table):
    with pytest.raises(InvalidSettings) as refused:
        settings.change(table, {"profile": "none", "max_attempts": 0, "other": 1, "quality": "low"})

    assert set(refused.value.fields) == {"profile", "max_attempts", "other"}
    assert "web-720p" in refused.value.fields["profile"]


def test_a_save_over_the_version_that_was_read_succeeds_once(table):
    first = settings.change(table, {"max_attempts": 3}, if_version=0)
    settings.change(table, {"max_attempts": 4}, if_version=first.version)

    with pytest.raises(SettingsChanged, match="version 1, the current one is 2"):
        settings.change(table, {"max_attempts": 5}, if_version=first.version)

    assert settings.read(table).settings.max_attempts == 4


def test_a_wrong_version_is_refused_even_before_anything_was_saved(table):
    with pytest.raises(SettingsChanged):
        settings.change(table, {"max_attempts": 5}, if_version=1)

    assert settings.read(table).version == 0


def test_changes_made_at_the_same_time_all_hold(table):
    """Each thread saves its own setting again and again; none may undo another's."""
    saves = {"retention_hours": 11.0, "history_hours": 12.0, "max_attempts": 13, "stall_seconds": 14.0}
    together = threading.Barrier(len(saves))
    failed = []

    def save(name, last):
        together.wait()
        try:
            for value in (5, 6, 7, last):
                settings.change(table, {name: value})
        except Exception as error:  # noqa: BLE001  reported by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=save, args=item) for item in saves.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert settings.read(table) == settings.Versioned(settings=AppConfig(**saves), version=16)


def test_of_many_saves_over_one_version_one_wins(table):
    together, won, lost = threading.Barrier(8), [], []

    def save(attempts):
        together.wait()
        try:
            won.append(settings.change(table, {"max_attempts": attempts}, if_version=0))
        except SettingsChanged:
            lost.append(attempts)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 7)
    assert settings.read(table) == won[0]


def test_what_another_release_saved_and_this_one_does_not_take_is_passed_over_and_logged(table, caplog):
    saved = {"max_attempts": 3, "max_concurrent_jobs": 10_000, "profile": "web-8k", "unheard_of": True}
    table.put_document("settings", "settings", saved)

    current = settings.read(table)

    assert current == settings.Versioned(settings=AppConfig(max_attempts=3), version=1)
    (line,) = caplog.records
    assert set(json.loads(json.dumps(line.fields))["fields"]) == {"max_concurrent_jobs", "profile", "unheard_of"}
    assert settings.change(table, {"stall_seconds": 60}).settings == AppConfig(max_attempts=3, stall_seconds=60)


def test_resolution_and_quality_shape_the_default_profile_only(table):
    current = settings.change(table, {"resolution": "360p", "quality": "low", "profile": "web-1080p"}).settings

    default = current.recipe(None, Options())
    assert (default.name, default.resolution, default.quality) == ("web-1080p", "360p", "low")
    assert current.recipe("web-720p", Options()) == profile.load("web-720p")
    assert current.recipe(None, Options(resolution="480p")).resolution == "480p"
