"""The index of a film in the bucket: from its moov where it has a plain one, else from the list of all its packets."""

import time
from pathlib import Path

from functions import confine, log, runs
from functions.confine import Tools
from functions.media import Media
from functions.packets import Packets
from functions.plan import Plan
from functions.segments import commands, cuts, moov
from functions.segments.cuts import Index
from functions.sniff import MOV, Family
from functions.source import Reader


def find(
    reader: Reader, family: Family, media: Media, plan: Plan, tools: Tools, folder: Path, watch: runs.Watch
) -> Index | None:
    """Find when each frame is shown and which are keyframes; None where packets have no times, or times that jump back.

    Raises what ``reader.check`` and ``runs.run`` raise.
    """
    began = time.monotonic()
    if family == MOV and (found := moov.read(lambda at, end: b"".join(reader.blocks(at, end)), reader.size, media)):
        log.info("indexed", by="moov", frames=len(found.frames), seconds=round(time.monotonic() - began, 3))
        return found
    read, guards = Packets(), confine.guards(family)
    argv = commands.listing(tools.ffmpeg, reader.url, guards)
    runs.run(argv, read, output=folder / "index", tools=tools, watch=watch, port=reader.port, hide=reader.url)
    log.info("indexed", by="packets", frames=len(read), seconds=round(time.monotonic() - began, 3))
    return None if read.jumps else cuts.of_packets(read, plan)
