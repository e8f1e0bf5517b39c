"""What the settings say of themselves for a form."""

from itertools import groupby

from functions.api import fields
from functions.jobs.settings import AppConfig


def test_each_setting_has_a_name_for_people_of_its_own() -> None:
    titles = [field.title for field in AppConfig.model_fields.values()]

    assert None not in titles
    assert len(set(titles)) == len(titles)


def test_the_settings_of_a_group_stand_together() -> None:
    groups = [group for group, _ in groupby(field.group for field in fields.of_settings().fields)]

    assert groups == ["jobs", "limits", "work", "costs", "retention"]
