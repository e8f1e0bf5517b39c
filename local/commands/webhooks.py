"""`vts webhooks …`: who is told of the states of jobs, what was told, and sending it once more."""

from typing import Annotated, Any

import typer

from local.commands.options import DATA, Data, Json, Server, reach
from local.terminal import show, show_webhooks

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Tell others of the states of jobs, by signed POSTs (docs/webhooks.md).",
)

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Id of the webhook; the first digits are enough.")]
DeliveryId = Annotated[str, typer.Argument(metavar="DELIVERY", help="Id of the delivery, all 32 digits.")]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state", metavar="STATE", help="State of a job to be told of. Repeatable. Default: those jobs end in."
    ),
]


@app.command("list")
def list_(json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """List the webhooks, and how they fare."""
    found = reach(server, data).client.webhooks()
    if json:
        show.as_json(found)
    else:
        show_webhooks.webhooks(found)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address that takes the POSTs: https, and public.")],
    state: States = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Add a webhook. Its secret is shown this once."""
    _with_secret(reach(server, data).client.add_webhook(url, state, description), json=json)


@app.command()
def change(
    webhook: WebhookId,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    state: States = None,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    enabled: Annotated[
        bool | None, typer.Option("--on/--off", metavar="", help="Whether anything is sent to it.")
    ] = None,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Change what is given of a webhook."""
    client = reach(server, data).client
    wanted = {"url": url, "states": state or None, "description": description, "enabled": enabled}
    changed = client.change_webhook(_id(client.webhooks(), webhook), {k: v for k, v in wanted.items() if v is not None})
    if json:
        show.as_json(changed)
    else:
        show_webhooks.webhooks([changed])


@app.command()
def remove(webhook: WebhookId, server: Server = None, data: Data = DATA) -> None:
    """Take a webhook away."""
    client = reach(server, data).client
    client.remove_webhook(_id(client.webhooks(), webhook))


@app.command()
def secret(webhook: WebhookId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Make a new secret; for a day the messages are signed with both."""
    client = reach(server, data).client
    _with_secret(client.renew_webhook_secret(_id(client.webhooks(), webhook)), json=json)


@app.command("test")
def send_test(webhook: WebhookId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Send a message that says nothing, to see whether it arrives."""
    client = reach(server, data).client
    _delivery(client.test_webhook(_id(client.webhooks(), webhook)), json=json)


@app.command()
def deliveries(
    delivery: Annotated[
        str | None, typer.Argument(metavar="DELIVERY", help="Show this one: what is sent, and its tries.")
    ] = None,
    webhook: Annotated[str | None, typer.Option(help="Only to this webhook.")] = None,
    job: Annotated[str | None, typer.Option(help="Only of this job; the first digits are enough.")] = None,
    state: Annotated[str | None, typer.Option(help="Only those pending, delivered or given_up.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Show what was told, and what came of it, newest first."""
    from local.commands.reach import job_id

    client = reach(server, data).client
    if delivery:
        _delivery(client.delivery(delivery), json=json)
        return
    wanted = {
        "webhook_id": _id(client.webhooks(), webhook) if webhook else None,
        "job_id": job_id(client, job) if job else None,
        "state": state,
        "limit": limit,
    }
    found = client.deliveries(**wanted)
    if json:
        show.as_json(found)
    else:
        show_webhooks.deliveries(found["deliveries"], more=found["next_cursor"] is not None)


@app.command()
def replay(delivery: DeliveryId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Send a delivery once more, whatever came of it."""
    _delivery(reach(server, data).client.replay(delivery), json=json)


def _id(known: list[dict[str, Any]], given: str) -> str:
    """Give the id that begins like this, if only one does; else what was given, for the server to judge."""
    like = [each["webhook_id"] for each in known if each["webhook_id"].startswith(given)]
    return like[0] if len(like) == 1 else given


def _with_secret(webhook: dict[str, Any], *, json: bool) -> None:
    if json:
        show.as_json(webhook)
        return
    show_webhooks.webhooks([webhook])
    show.line(f"secret  {webhook['secret']}")
    show.note("It is not shown again. docs/webhooks.md says how messages are verified with it.")


def _delivery(delivery: dict[str, Any], *, json: bool) -> None:
    if json:
        show.as_json(delivery)
    else:
        show_webhooks.delivery(delivery)
