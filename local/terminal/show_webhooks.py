"""What the command line prints of webhooks and of what they were told."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.terminal import tables, words
from local.terminal.show import SHORT_ID, line, note, out
from local.terminal.tables import Cell, Column

_WEBHOOKS = (
    Column("webhook"),
    Column("told of", elastic=True),
    Column("name", elastic=True),
    Column("fares", elastic=True),
)
_DELIVERIES = tuple(map(Column, ("delivery", "webhook", "job", "told", "state", "tries", "made")))
_COLOUR = {"delivered": "green", "given_up": "red"}


def webhooks(listed: Sequence[Mapping[str, Any]]) -> None:
    """Print webhooks, and how each fares."""
    if not listed:
        note("There are none; `./vts webhooks add URL` makes one.")
        return
    rows = [
        (
            Cell(hook["webhook_id"]),
            Cell(", ".join(hook["states"])),
            Cell(" ".join(filter(None, [hook["url"], hook["description"]]))),
            _results(hook),
        )
        for hook in listed
    ]
    tables.show(out(), _WEBHOOKS, rows)


def deliveries(listed: Sequence[Mapping[str, Any]], *, more: bool) -> None:
    """Print deliveries, newest first."""
    rows = [
        (
            Cell(each["delivery_id"]),
            Cell(each["webhook_id"]),
            Cell((each["job_id"] or "")[:SHORT_ID], whole=each["job_id"] or ""),
            Cell(each["status"] or "test"),
            Cell(each["state"], _COLOUR.get(each["state"], "yellow")),
            Cell(str(each["tries_made"])),
            Cell(words.ago(each["created_at"]), whole=each["created_at"]),
        )
        for each in listed
    ]
    if rows:
        tables.show(out(), _DELIVERIES, rows)
    else:
        note("There are no such deliveries.")
    if more:
        note("There are more; --limit shows them.")


def delivery(shown: Mapping[str, Any]) -> None:
    """Print one delivery: what is sent, and what came of each try."""
    line(f"{shown['delivery_id']}  {shown['state']}", _COLOUR.get(shown["state"], "yellow"))
    line(f"  body    {shown['body']}")
    for tried in shown["tries"]:
        answered = tried["status"] or "no answer"
        line(f"  try     {tried['at']}  {answered}  {tried['seconds']:.2f} s  {tried['error']}".rstrip())
        if tried["answer"]:
            line(f"          {tried['answer']}", "dim")
    if shown["next_at"]:
        line(f"  next    {shown['next_at']}")
    if shown["error"]:
        line(f"  reason  {shown['error']}", "red")


def _results(hook: Mapping[str, Any]) -> Cell:
    trouble = hook["trouble"]
    if not hook["enabled"]:
        return Cell("off", "yellow")
    if trouble is None:
        return Cell("well", "green")
    return Cell(f"failing since {words.ago(trouble['since'])}: {trouble['reason']}", "red")
