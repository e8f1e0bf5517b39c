"""The commands that look at jobs, settings and hosts, and steer them."""

from typing import Annotated

import typer

from local.client.api import Client, Job, Refused
from local.commands import exit_codes
from local.commands.options import DATA, Data, JobId, Json, Server, reach
from local.terminal import show


def status(
    job: JobId,
    follow: Annotated[bool, typer.Option("--follow", "-f", metavar="", help="Wait until it has ended.")] = False,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Show one job. Exit code: 0 done or under way, 1 failed, 3 rejected, 4 cancelled or expired, 5 partial."""
    from local.client import follow as following
    from local.commands.reach import job_id
    from local.terminal import meter

    client = reach(server, data).client
    found = client.job(job_id(client, job))
    if follow:
        with meter.of_frames(found["filename"]) as seen:
            found = following.to_end(client, found, seen.seen)
    _show_job(found, json=json)
    exit_codes.leave(found)


def jobs(
    status: Annotated[
        str | None,
        typer.Option(
            help="Only those waiting, queued, running, done, partial, failed, rejected, cancelled or expired."
        ),
    ] = None,
    query: Annotated[str, typer.Option("--q", "-q", help="Only those with this in the file name.")] = "",
    affected: Annotated[
        bool,
        typer.Option(
            "--affected",
            metavar="",
            help="Only proxies of earlier releases that should be made again, and why: all of them.",
        ),
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """List jobs, newest first."""
    client = reach(server, data).client
    if affected:
        _affected(client, query, json=json)
        return
    page = client.jobs(status, query, limit)
    if json:
        show.as_json(page)
    else:
        show.jobs(page["jobs"], more=page["next_cursor"] is not None, chosen=bool(status or query))
        show.unreadable(page.get("unreadable", []))


def _affected(client: Client, query: str, *, json: bool) -> None:
    from local.client import affected

    found = [(job, why) for job in client.all_jobs("done", query) if (why := affected.why(job))]
    if json:
        show.as_json([{"job_id": job["job_id"], "filename": job["filename"], "why": why} for job, why in found])
    else:
        show.affected(found)


def cancel(job: JobId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Stop a job that has not ended."""
    from local.commands.reach import job_id

    client = reach(server, data).client
    _show_job(client.cancel(job_id(client, job)), json=json)


def retry(job: JobId, json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """Run a job again that failed, was rejected or cancelled."""
    from local.commands.reach import job_id

    client = reach(server, data).client
    _show_job(client.retry(job_id(client, job)), json=json)


def log(job: JobId, server: Server = None, data: Data = DATA) -> None:
    """Print the ffmpeg command of a job and the last lines of its log."""
    from local.commands.reach import job_id

    client = reach(server, data).client
    print(client.log(job_id(client, job)), end="")


def profiles(json: Json = False, server: Server = None, data: Data = DATA) -> None:
    """List the profiles that a job may name."""
    listed = reach(server, data).client.profiles()
    if json:
        show.as_json(listed)
    else:
        show.profiles(listed)


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
    try:
        values = client.change_settings(setting_values.typed(changes, schema)) if changes else client.settings()
    except Refused as refused:
        raise setting_values.explained(refused, schema) from refused
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
