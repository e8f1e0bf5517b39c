"""KEY=VALUE of `vts settings`, as the types that the API's own schema names."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from functions.common.errors import InvalidSettings
from local.client.api import Client, Refused
from local.terminal import similar


def schema(client: Client) -> dict[str, dict[str, Any]]:
    """Read what the settings are: JSON Schema properties by name."""
    described = client.schema()["components"]["schemas"]["SettingsAnswer"]["properties"]
    return cast(dict[str, dict[str, Any]], described)


def typed(changes: Iterable[str], properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Read the changes; names and values are left to the server to judge, all at once.

    Raises InvalidSettings naming each that is no KEY=VALUE.
    """
    pairs = [change.partition("=") for change in changes]
    if wrong := {name: "is not KEY=VALUE" for name, equals, _ in pairs if not equals}:
        raise InvalidSettings(fields=wrong)
    return {name: _value(text, _types(properties.get(name, {}))) for name, _, text in pairs}


def explained(refused: Refused, properties: Mapping[str, Mapping[str, Any]]) -> Refused:
    """Give the server's refusal with the setting that was meant by each name that is none."""
    fields = refused.problem.get("fields") or {}
    unknown = {name: f"is no setting; {similar.meant(name, properties)}" for name in fields if name not in properties}
    told = {**fields, **{name: reason.removesuffix("; ") for name, reason in unknown.items()}}
    return Refused({**refused.problem, "fields": told})


def _types(described: Mapping[str, Any]) -> set[str]:
    return {str(kind.get("type", "string")) for kind in described.get("anyOf", [described])}


def _value(text: str, types: set[str]) -> object:
    """Read the text as JSON where the type is not text; what is no JSON stays text."""
    if text == "null" and "null" in types:
        return None
    if "string" in types:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
