"""Conditional writes of one item, as DynamoDB takes them: what has to hold, and the mark that a write leaves.

A write whose first try was done but whose answer was lost is tried again by the client, and finds its own mark on the item
instead of being told that its condition no longer holds.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from functions.jobs.dynamodb.items import Attribute, number, text
from functions.jobs.model import Guard


class Condition(NamedTuple):
    """A condition as UpdateItem takes it: the expression, its attributes, its values."""

    expression: str
    attributes: Collection[str] = ()
    values: Mapping[str, Attribute] = {}


def mark() -> Attribute:
    """Make what a write is known by when it is tried again."""
    return {"B": secrets.token_bytes(9)}


def held(guard: Guard) -> Condition:
    """Put a guard as a condition."""
    statuses = {f":if_{status.value}": text(status) for status in guard.statuses}
    if not statuses:
        return Condition("attribute_not_exists(#pk) AND attribute_exists(#pk)", ("pk",))  # which never holds
    among = f"#status IN ({', '.join(statuses)})"
    if guard.attempt is None:
        return Condition(among, ("status",), statuses)
    return Condition(
        f"{among} AND #attempt = :if_attempt",
        ("status", "attempt"),
        {**statuses, ":if_attempt": number(guard.attempt)},
    )


def conditional(
    condition: Condition, names: Iterable[str] = (), values: Mapping[str, Attribute] | None = None
) -> dict[str, Any]:
    """Give the parameters of a conditional write that also speaks of these names and values.

    All names are placeholders, since many of them are words of DynamoDB's own.
    """
    spoken: dict[str, Any] = {
        "ExpressionAttributeNames": {f"#{name}": name for name in {*condition.attributes, *names}}
    }
    if given := {**condition.values, **(values or {})}:
        spoken["ExpressionAttributeValues"] = given
    if not condition.expression:
        return spoken
    return {
        **spoken,
        "ConditionExpression": condition.expression,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
