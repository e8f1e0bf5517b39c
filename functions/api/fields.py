"""What a form has to know of each setting, as the schema of the settings themselves tells it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.jobs.settings import AppConfig, Group
from functions.plan import profile

Kind = Literal["integer", "number", "boolean", "choice", "text"]

_KINDS: dict[str, Kind] = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "text"}


class SettingField(BaseModel):
    """One setting: what it takes, and what it is for."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(examples=["retention_hours"])
    title: str = Field(description="What it is called for people.", examples=["Keep proxies for"])
    group: Group = Field(description="What it is about; those of one group stand together.")
    kind: Kind
    unit: str | None = Field(description="What a number counts; null for what is none.", examples=["hours"])
    minimum: float | None = Field(description="Smallest number taken.", examples=[0.01])
    maximum: float | None = Field(description="Largest number taken.", examples=[87_600])
    choices: tuple[str, ...] = Field(description="What a choice is made from; empty for the other kinds.")
    nullable: bool = Field(description="It may be null, which `help` explains.")
    default: bool | int | float | str | None
    help: str = Field(description="What it does.", examples=["Proxies are deleted this long after their job ended."])


class SettingFields(BaseModel):
    """The settings, in the order in which they are to be shown."""

    model_config = ConfigDict(frozen=True)

    fields: tuple[SettingField, ...]


@cache
def of_settings() -> SettingFields:
    """Describe each setting."""
    described = AppConfig.model_json_schema()["properties"]
    return SettingFields(fields=tuple(_field(name, schema) for name, schema in described.items()))


def _field(name: str, schema: Mapping[str, Any]) -> SettingField:
    kinds: list[Mapping[str, Any]] = schema.get("anyOf", [schema])
    taken = next(kind for kind in kinds if kind.get("type") != "null")
    choices = profile.names() if name == "profile" else tuple(taken.get("enum", ()))
    return SettingField(
        name=name,
        title=schema["title"],
        group=schema["x-group"],
        kind="choice" if choices else _KINDS[taken["type"]],
        unit=schema.get("x-unit"),
        minimum=taken.get("minimum"),
        maximum=taken.get("maximum"),
        choices=choices,
        nullable=any(kind.get("type") == "null" for kind in kinds),
        default=schema["default"],
        help=schema["description"],
    )
