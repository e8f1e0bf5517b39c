"""The commands that films go through: transcode, push, download."""

from pathlib import Path
from typing import Annotated

import typer

from functions.bucket import outputs
from local.commands import exit_codes
from local.commands.options import DATA, Again, Data, Force, JobId, Json, Profile, Server, Set, reach, wish
from local.terminal import show


def transcode(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The film.")],
    profile: Profile = None,
    set_: Set = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="File or folder. Default: beside the film, named by the setting name_template.",
        ),
    ] = None,
    force: Force = False,
    again: Again = False,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Do the whole job: upload, transcode, check, download the proxy. Starts a stack for it if none runs.

    Exit code: 0 the proxy is there, 1 failed, 3 the file is rejected, 4 cancelled, 5 a partial proxy is there.
    """
    from local.client.receipts import Film
    from local.commands import transcode_file

    film = Film.at(file)
    with transcode_file.server(server, data) as reached:
        result = transcode_file.run(reached, film, wish(profile, set_), transcode_file.Order(out, force, again))
    if json:
        show.as_json(result.as_dict())
    else:
        transcode_file.show_result(result)
    if result.path is None:
        raise typer.Exit(exit_codes.of(result.job) or 1)
    exit_codes.leave(result.job)


def push(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="The films, or folders of them.")],
    profile: Profile = None,
    set_: Set = None,
    again: Again = False,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Upload films, each of which becomes a job. Run it again after a break: only missing parts are sent."""
    from local.commands import push_files

    pushed = push_files.run(reach(server, data), files, wish(profile, set_), again=again, quiet=json)
    if json:
        show.as_json([each.as_dict() for each in pushed])
    if any(each.error for each in pushed):
        raise typer.Exit(1)


def download(
    job: JobId,
    output: Annotated[str, typer.Option(help=f"{', '.join(outputs.RECORD)} or source.")] = "proxy",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PATH", help="File or folder. Default: its name, in this folder."),
    ] = None,
    force: Force = False,
    json: Json = False,
    server: Server = None,
    data: Data = DATA,
) -> None:
    """Download what a job made. Run it again after a break: it goes on where it stood."""
    from local.client import download as downloads
    from local.client.api import OUTPUTS
    from local.commands.reach import job_id
    from local.commands.transcode_file import proxies
    from local.terminal import meter

    if output not in OUTPUTS:
        raise typer.BadParameter(f"{output!r} is none of {', '.join(OUTPUTS)}.", param_hint="--output")
    client = reach(server, data).client
    found = client.job(job_id(client, job))
    path = downloads.target(client.link(found["job_id"], output), out, Path())
    if output == "proxy" and not force and downloads.is_proxy_of(path, found):
        show.note(f"{path} is there already, byte for byte.")
    else:
        downloads.make_folders(path, out or Path())
        with meter.of_bytes(path.name) as seen:
            downloads.fetch(client, found, output, path, seen.stands, force=force)
    if output == "proxy":
        proxies().keep(path, downloads.published_sha256(found), found["filename"])
    if json:
        show.as_json({"job_id": found["job_id"], "output": output, "path": str(path), "size": path.stat().st_size})
    else:
        show.line(str(path))
