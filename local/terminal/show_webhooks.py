"""What the command line prints of webhooks and of what they were told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from local.terminal import words
from local.terminal.show import SHORT_ID, grid, line, note, out, styled

if TYPE_CHECKING:
    from rich.text import Text

_COLOUR = {"delivered": "green", "given_up": "red"}


def webhooks(listed: Sequence[Mapping[str, Any]]) -> None:
    """Print webhooks, and how each fares."""
    if not listed:
        note("There are none; `./vts webhooks add URL` makes one.")
        return
    table = grid("webhook", "told of", "name", "fares")
    for hook in listed:
        name = "\n".join(filter(None, [hook["url"], hook["description"]]))
        table.add_row(hook["webhook_id"], ", ".join(hook["states"]), styled(name), _fares(hook))
    out().print(table)


def deliveries(listed: Sequence[Mapping[str, Any]], *, more: bool) -> None:
    """Print deliveries, newest first."""
    if listed:
        table = grid("delivery", "webhook", "job", "told", "state", "tries", "made")
        for each in listed:
            table.add_row(
                each["delivery_id"],
                each["webhook_id"],
                (each["job_id"] or "")[:SHORT_ID],
                each["status"] or "test",
                styled(each["state"], _COLOUR.get(each["state"], "yellow")),
                str(each["tries_made"]),
                words.ago(each["created_at"]),
            )
        out().print(table)
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


def _fares(hook: Mapping[str, Any]) -> "Text":
    trouble = hook["trouble"]
    if not hook["enabled"]:
        return styled("off", "yellow")
    if trouble is None:
        return styled("well", "green")
    return styled(f"failing since {words.ago(trouble['since'])}: {trouble['reason']}", "red")
