"""`.env.example` says what config.py reads."""

import re
from pathlib import Path

import pytest

from functions.common.config import Config, load
from local.base.config import LocalConfig

EXAMPLE = (Path(__file__).parent.parent.parent / ".env.example").read_text()
VARIABLES = dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$", EXAMPLE, re.MULTILINE))
READ_ELSEWHERE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}  # by boto3


def comment_of(variable: str) -> str:
    """The line above the variable."""
    found = re.search(rf"^# (.+)\n(?:# )?{variable}=", EXAMPLE, re.MULTILINE)
    return found[1] if found else ""


def test_the_example_names_every_variable_and_no_other() -> None:
    assert set(VARIABLES) == {name.upper() for name in Config.model_fields} | READ_ELSEWHERE | {"NATS_URL"}


@pytest.mark.parametrize("name", Config.model_fields)
def test_the_example_explains_each_variable_in_the_words_of_the_code(name: str) -> None:
    assert comment_of(name.upper()) == Config.model_fields[name].description


def test_the_example_explains_the_address_of_the_stream_in_the_words_of_the_code() -> None:
    assert comment_of("NATS_URL") == LocalConfig.model_fields["nats_url"].description


def test_the_example_shows_the_defaults_and_is_itself_a_complete_environment() -> None:
    required = {name for name, field in Config.model_fields.items() if field.is_required()}
    from_example = load(VARIABLES)
    from_required_alone = load({name.upper(): VARIABLES[name.upper()] for name in required})

    assert from_example == from_required_alone


def test_required_variables_are_set_in_the_example_and_others_are_commented_out() -> None:
    set_ones = {name for name in VARIABLES if re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)}
    required = {name.upper() for name, field in Config.model_fields.items() if field.is_required()}

    assert set_ones == required | READ_ELSEWHERE
