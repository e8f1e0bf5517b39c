"""The commands that look at jobs, settings and hosts, and steer them."""

from typing import Annotated

import typer

from local.client.api import Job
from local.commands.options import DATA, Data, JobId, Json, Server, reach
from local.terminal import show


def status(
    job: JobId,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", metavar="", help="Wait until it has ended; exit code 1 if it is not done.")
    ] = False,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Show one job."""
    from local.client import follow as following
    from local.client.reach import job_id
    from local.terminal import meter

    client = reach(server, data).client
    found = client.job(job_id(client, job))
    if follow:
        with meter.of_frames(found["filename"]) as seen:
            found = following.to_end(client, found, seen.seen)
    _show_job(found, json=json)
    if follow and found["status"] != "done":
        raise typer.Exit(1)


def jobs(
    status: Annotated[
        str | None,
        typer.Option(help="Only those waiting, queued, running, done, failed, rejected, cancelled or expired."),
    ] = None,
    query: Annotated[str, typer.Option("--q", "-q", help="Only those with this in the file name.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """List jobs, newest first."""
    page = reach(server, data).client.jobs(status, query, limit)
    if json:
        show.as_json(page)
    else:
        show.jobs(page["jobs"], more=page["next_cursor"] is not None)


def cancel(job: JobId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Stop a job that has not ended."""
    from local.client.reach import job_id

    client = reach(server, data).client
    _show_job(client.cancel(job_id(client, job)), json=json)


def retry(job: JobId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Run a job again that failed, was rejected or cancelled."""
    from local.client.reach import job_id

    client = reach(server, data).client
    _show_job(client.retry(job_id(client, job)), json=json)


def settings(
    changes: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What to change; null: the profile's own.")
    ] = None,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Show the run-time settings, or change some: all that are given, or none."""
    from local.commands import setting_values

    client = reach(server, data).client
    schema = setting_values.schema(client)
    values = client.change_settings(setting_values.typed(changes, schema)) if changes else client.settings()
    if json:
        show.as_json(values)
    else:
        show.settings(values, schema)


def hosts(json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Show the load of the hosts that work."""
    load = reach(server, data).client.load()
    if json:
        show.as_json(load)
    else:
        show.hosts(load)


def _show_job(job: Job, *, json: bool) -> None:
    if json:
        show.as_json(job)
    else:
        show.job(job)
