"""The options that commands share, and their meaning."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from local.client.receipts import Wish
    from local.commands.reach import Reached

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder of the `vts` script."""

DATA = ROOT / ".vts"
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        envvar="VTS_SERVER",
        help="Address of the API. Default: what runs on the data folder, else port 8000 here.",
    ),
]
Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="FOLDER",
        envvar="VTS_DATA",
        show_default=False,
        help="Data folder. Default: .vts beside the vts script.",
    ),
]
Json = Annotated[bool, typer.Option("--json", metavar="", help="Print JSON, for programs.")]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="Id of the job; the first digits are enough.")]
Profile = Annotated[
    str | None,
    typer.Option("--profile", "-p", metavar="NAME", help="Profile, such as web-1080p. Default: as the settings say."),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        "-s",
        metavar="OPTION=VALUE",
        help="Option of the profile: resolution=720p, quality=high, programme=2. Repeatable.",
    ),
]
Again = Annotated[
    bool, typer.Option("--again", metavar="", help="Send the file and make a new job even if that was done before.")
]
Force = Annotated[bool, typer.Option("--force", "-f", metavar="", help="Overwrite a file that is there.")]


def reach(address: str | None, data: Path) -> "Reached":
    """Find the server that --server and --data name."""
    from local.commands import reach as reaching

    return reaching.server(address, data)


def wish(profile: str | None, options: list[str] | None) -> "Wish":
    """Read --profile and --set."""
    from local.client.receipts import Wish

    pairs = [option.partition("=") for option in options or []]
    if wrong := [name for name, equals, _ in pairs if not equals or not name]:
        raise typer.BadParameter(f"{wrong[0]!r} is not OPTION=VALUE.", param_hint="--set")
    return Wish(profile, {name: _typed(name, value) for name, _, value in pairs})


def _typed(name: str, value: str) -> str | int:
    """Give the value as the API takes it: some options are numbers or yes and no, all others words."""
    if name == "programme" and value.isdecimal():
        return int(value)
    return value == "true" if name == "accept_damage" and value in {"true", "false"} else value
