"""The command about a stack on AWS: publish-page."""

import os
from typing import Annotated

import typer

from local.terminal import show


def publish_page(
    stack: Annotated[str, typer.Option(metavar="NAME", help="Name of the stack, as `sam deploy` made it.")] = "vts",
    region: Annotated[
        str | None, typer.Option(metavar="REGION", help="Its region. Default: as for the AWS CLI.")
    ] = None,
) -> None:
    """Build the page and put it into the bucket of a stack on AWS (docs/aws.md)."""
    from local.base import config
    from local.page import build, publish
    from local.terminal.screen import Screen

    chosen, screen = config.load(os.environ), Screen()
    to = publish.target(stack, region)
    with screen.busy("building the page"):
        folder = build.prepare(chosen, chosen.cache / "page.log", lambda line: screen.progress("page", line))
    with screen.busy("putting it into the bucket"):
        count = publish.put(folder, to, region)
    show.line(f"{count} files are in {to.bucket}; the page is at {to.address}")
