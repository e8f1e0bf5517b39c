"""The command line: `vts …`.

Each command, in commands/, finds its server, calls one function elsewhere, and prints what it gives.

Nothing heavy is imported before a command needs it, so that `vts --help` answers at once.
"""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from functions.common.errors import VtsError
from local.base import environment
from local.commands import aws, films, jobs, machine, webhooks
from local.commands.options import ROOT
from local.terminal import show

_FOR_PROGRAMS = "vts.for_programs"


class Commands(TyperGroup):
    """Turns the catalogue's errors into a sentence, a hint and exit code 1, with --json into JSON; Ctrl-C into 130."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  as typer has it
        """Note whether the answer is for a program, whichever command it is."""
        ctx.meta[_FOR_PROGRAMS] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command."""
        try:
            return super().invoke(ctx)
        except VtsError as trouble:
            if ctx.meta[_FOR_PROGRAMS]:
                show.error_as_json(trouble)
            else:
                show.error(trouble)
            raise typer.Exit(1) from trouble


app = typer.Typer(
    name="vts",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Video Transcode Server: films in, checked proxies out. Begin with [bold]vts up[/bold].",
)

_PANELS = {
    "Transcode": (machine.up, films.transcode, films.push, films.download),
    "Look and steer": (
        jobs.status,
        jobs.jobs,
        jobs.cancel,
        jobs.retry,
        jobs.log,
        jobs.profiles,
        jobs.settings,
        jobs.hosts,
    ),
    "AWS": (aws.publish_page,),
    "This machine": (machine.env, machine.secrets, machine.worker, machine.doctor, machine.bench),
}
for _panel, _commands in _PANELS.items():
    for _command in _commands:
        app.command(rich_help_panel=_panel)(_command)
app.add_typer(webhooks.app, name="webhooks", rich_help_panel="Look and steer")
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}
app.command(rich_help_panel="This machine", context_settings=_PASSED_ON)(machine.test)


def main() -> None:
    """Run the command line. Names that are no UTF-8 are printed with escapes, not with a traceback."""
    environment.hold(Path(sys.prefix))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="vts")


def _print_version(wanted: bool) -> None:
    if wanted:
        import tomllib

        show.line(f"vts {tomllib.loads((ROOT / 'pyproject.toml').read_text())['project']['version']}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", metavar="", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


if __name__ == "__main__":
    main()
