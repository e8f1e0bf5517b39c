"""The index of a film in the bucket: from its moov where it has a plain one, else from the list of all its packets."""

import time
from pathlib import Path
from typing import NamedTuple

from functions.bucket.source import Reader
from functions.common import log
from functions.ffmpeg import runs, sandbox
from functions.ffmpeg.sandbox import Tools
from functions.media import hidden_packets
from functions.media.container import MOV, Family
from functions.media.facts import Media
from functions.media.mp4 import boxes
from functions.media.mp4.boxes import Top
from functions.media.packets import Packets
from functions.plan import command
from functions.plan.plan import Plan
from functions.segments import commands, cuts, moov
from functions.segments.cuts import Index


class Found(NamedTuple):
    """The index of a film, and the boxes of its file where it was read from them alone."""

    frames: Index
    top: tuple[Top, ...] = ()


def find(
    reader: Reader, family: Family, media: Media, plan: Plan, tools: Tools, folder: Path, watch: runs.Watch
) -> Found | None:
    """Find when each frame is shown and which are keyframes; None where packets have no times, or times that jump back.

    Raises what ``reader.check`` and ``runs.run`` raise.
    """
    began = time.monotonic()
    boxed = top(reader) if family == MOV else ()
    if found := moov.read(boxed, media):
        log.info("indexed", by="moov", frames=len(found.frames), seconds=round(time.monotonic() - began, 3))
        return Found(found, boxed)
    read, guards = Packets(early=command.EARLY), sandbox.guards(family)
    with hidden_packets.heard(plan.hides, folder, read) as pipe:
        argv = commands.listing(plan, tools.ffmpeg, reader.url, guards, pipe)
        runs.run(argv, read, output=folder / "index", tools=tools, watch=watch, port=reader.port, hide=reader.url)
    reader.check()  # ffmpeg takes a reading that was ended for the end of the film
    log.info("indexed", by="packets", frames=len(read), seconds=round(time.monotonic() - began, 3))
    listed = None if read.jumps else cuts.of_packets(read, plan)
    return Found(listed) if listed else None


def top(reader: Reader) -> tuple[Top, ...]:
    """Read the boxes at the top of a source; empty where no plain moov is among them. Raises what ``reader`` raises."""
    return tuple(boxes.top(lambda at, end: b"".join(reader.blocks(at, end)), reader.size))
