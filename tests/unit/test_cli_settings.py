"""KEY=VALUE as the schema's types, and the schema in few words."""

import pytest

from functions.common.errors import InvalidSettings
from local.client.api import Refused
from local.commands import setting_values
from local.terminal import show

PROPERTIES = {
    "profile": {"type": "string"},
    "quality": {"anyOf": [{"enum": ["low", "high"], "type": "string"}, {"type": "null"}]},
    "retention_hours": {"type": "number", "minimum": 0.01, "maximum": 87600.0, "x-unit": "hours"},
    "max_attempts": {"type": "integer", "minimum": 1, "maximum": 20},
}


def test_values_take_the_types_of_the_schema() -> None:
    given = ["profile=web-720p", "quality=null", "retention_hours=1.5", "max_attempts=3"]

    assert setting_values.typed(given, PROPERTIES) == {
        "profile": "web-720p",
        "quality": None,
        "retention_hours": 1.5,
        "max_attempts": 3,
    }


def test_text_that_looks_like_a_number_stays_text_where_text_is_wanted() -> None:
    assert setting_values.typed(["profile=12"], PROPERTIES) == {"profile": "12"}


def test_a_value_may_hold_an_equals_sign() -> None:
    assert setting_values.typed(["profile=a=b"], PROPERTIES) == {"profile": "a=b"}


def test_what_cannot_be_right_is_left_to_the_server_which_judges_all_at_once() -> None:
    assert setting_values.typed(["max_attempts=many", "foo=1"], PROPERTIES) == {"max_attempts": "many", "foo": "1"}


def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant() -> None:
    fields = {"retention-hour": "is not known", "foo": "is not known", "max_attempts": "is no number"}
    refused = Refused(
        {"code": "invalid_settings", "message": "Some settings are not valid.", "hint": "", "fields": fields}
    )

    assert setting_values.explained(refused, PROPERTIES).as_dict()["fields"] == {
        "retention-hour": "is no setting; did you mean 'retention_hours'?",
        "foo": "is no setting",
        "max_attempts": "is no number",
    }


def test_what_is_no_key_and_value_is_named() -> None:
    with pytest.raises(InvalidSettings) as wrong:
        setting_values.typed(["profile", "max_attempts=3", "quality"], PROPERTIES)

    assert set(wrong.value.fields) == {"profile", "quality"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("profile", "text"),
        ("quality", "low, high, null"),
        ("retention_hours", "0.01 to 87,600 hours"),
        ("max_attempts", "1 to 20"),
    ],
)
def test_what_a_setting_takes_is_said_in_few_words(name: str, said: str) -> None:
    assert show.takes(PROPERTIES[name]) == said
