"""The commands about this machine: up, env, secrets, worker, doctor, bench, test."""

import os
import shlex
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from local.commands.options import DATA, Data, Json, Server, reach
from local.terminal import show


def up(
    data: Data = DATA,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Port of the API; 0: any free one.")
    ] = 8000,
    ui_port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Port of the page; 0: any free one.")
    ] = 3000,
    sample: Annotated[
        bool, typer.Option(metavar="", help="On an empty installation, send a short clip through.")
    ] = True,
    page: Annotated[bool, typer.Option(metavar="", help="Build the page when it has changed, and serve it.")] = True,
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Listen on this address of this machine, so that others reach it; with --open.",
        ),
    ] = "127.0.0.1",
    everybody: Annotated[
        bool,
        typer.Option(
            "--open", metavar="", help="Let everybody who reaches that address use it: nobody has to sign in."
        ),
    ] = False,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="VTS_DATABASE_URL",
            help="Keep the jobs in this PostgreSQL (postgresql+psycopg://…), as workers on other machines need it.",
        ),
    ] = None,
) -> None:
    """Start everything on this machine; Ctrl-C stops it. Data stays in the data folder."""
    from local.servers import stack

    stack.up(stack.StackOptions(data, port, ui_port, sample, page, listen, database, open=everybody))


def env(json: Json = False, data: Data = DATA) -> None:
    """Print what any S3 client needs to work with the running stack's buckets: eval "$(vts env)"."""
    from local.commands.reach import stack

    installation, running = stack(data)
    values = installation.s3_environment(running)
    if json:
        show.as_json(values)
        return
    for name, value in values.items():
        show.line(f"export {name}={shlex.quote(value)}")


def secrets() -> None:
    """Make the secrets of an installation in containers: vts secrets > .env, once, before docker compose up."""
    from local.base import secrets as make

    for name, value in make.for_containers().items():
        show.line(f"{name}={value}")


def worker(
    join: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Work for the installation whose API is at URL, on another machine."),
    ] = None,
    show_token: Annotated[
        bool, typer.Option("--show-token", metavar="", help="Print the token by which workers join this installation.")
    ] = False,
    token: Annotated[
        str, typer.Option("--token", envvar="VTS_JOIN_TOKEN", hidden=True, help="The token. Others see arguments.")
    ] = "",
    data: Data = DATA,
) -> None:
    """Run one more worker: of the stack on the data folder, of one elsewhere (--join), else as the environment says.

    A worker that joins asks for the token, or takes it from VTS_JOIN_TOKEN; all else it gets from the API.
    """
    from local.run import worker as workers
    from local.servers.installation import Installation

    installation = Installation(data.absolute())
    if show_token:
        installation.prepare()
        show.line(installation.join_token(make=True) or "")
        return
    if join is not None:
        from local.run import join as joining

        joining.run(join, token or joining.asked(), data, show.note)
    running = installation.running()
    raise typer.Exit(workers.main(installation.worker_environment(running) if running else None))


def doctor(
    origin: Annotated[
        str | None, typer.Option(help="Origin of the page that is to upload. Default: the API's own.")
    ] = None,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Prove this installation: a film goes all the way; each line is ok, or says what to do."""
    from functions.common import config
    from local import doctor as doctors
    from local.servers.installation import Installation

    installation = Installation(data.absolute())
    running = None if server else installation.running()
    host = config.load(installation.worker_environment(running)) if running else None
    findings = []
    for finding in doctors.run(reach(server, data).client.url, origin=origin, worker=host):
        findings.append(finding)
        if not json:
            show.check(finding.check, finding.text, finding.todo, ok=finding.ok)
    if json:
        show.as_json([finding.as_dict() for finding in findings])
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Which to measure. Default: all.")] = None,
    quick: Annotated[bool, typer.Option("--quick", metavar="", help="Only show that measuring works.")] = False,
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the clips (6 GB) here for another run.")
    ] = None,
    json: Json = False,
    data: Annotated[
        Path | None, typer.Option(help="Data folder of a running stack. Default: one is started for it.")
    ] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", metavar="", help="Replay a day of arrivals with 1 to 1,000 workers instead.")
    ] = False,
    workers: Annotated[
        list[int] | None, typer.Option(min=1, help="With --simulate: so many workers. Repeatable.")
    ] = None,
    losses: Annotated[
        float, typer.Option(min=0, help="With --simulate: how often each worker is lost on an average day.")
    ] = 0.0,
) -> None:
    """Measure what is promised, on this machine; exit code 1 when something falls short."""
    if find_spec("local.bench") is None:  # images have none
        raise typer.BadParameter("the benches are in a checkout of the project, not in what is installed here.")
    if simulate:
        _simulate(workers or (), losses, quick=quick, json=json)
        return
    from local import bench as benches

    report = benches.run(names or (), data=data, folder=folder, quick=quick, say=show.note)
    if json:
        show.as_json(report.as_dict())
    else:
        show.out().print(report.table())
    if not report.passed:
        raise typer.Exit(1)


def _simulate(workers: Sequence[int], losses: float, *, quick: bool, json: bool) -> None:
    from local.base import config
    from local.bench import simulate
    from local.tools import ffmpeg

    machine = config.load(os.environ)
    found = ffmpeg.find(machine) or ffmpeg.get(machine, show.note)
    counts = workers or simulate.WORKERS
    report = simulate.run(found, workers=counts, losses_a_day=losses, quick=quick, say=show.note)
    if json:
        show.as_json(report.as_dict())
    else:
        for table in report.tables():
            show.out().print(table)
        show.line(report.line)
    if not report.passed:
        raise typer.Exit(1)


def test(context: typer.Context) -> None:
    """Check and test this checkout. Without arguments: style, types and all tests.

    Arguments go to pytest, and only those tests are run: `vts test tests/unit -k plan`. With --all, tests run in their long
    forms where they have one: more films, more histories, longer benches. With --mutate, the unit tests are tried
    themselves: 300 small faults are put into modules, and 92 % of them have to be noticed (CONTRIBUTING.md).
    """
    from local.commands import testing

    raise typer.Exit(testing.main(context.args))
