"""A film on disk made in segments by the commands of functions/segments, without a bucket: what comes of it, step by step."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from functions import confine, encode, finished, plan, probe, profile, runs, sniff, verify
from functions.certificate import Rule
from functions.encode import Encoded
from functions.limits import Limits
from functions.media import Measured, Media
from functions.packets import Packets
from functions.segments import commands, cuts, index, moov
from functions.segments.cuts import Cut, Index
from tests import on_disk
from tests.workshop import Watching, Workshop

SECONDS = 1.5


class Segmented(NamedTuple):
    """A film made both ways."""

    media: Media
    cuts: tuple[Cut, ...]
    parts: list[Path]
    joined: Path
    whole: Path
    measured: Measured
    rules: tuple[Rule, ...]


def make(workshop: Workshop, path: Path, name: str, seconds: float = SECONDS) -> Segmented:
    """Make the film in one pass and in segments, by the profile of that name."""
    tools, folder, watch = workshop.tools, workshop.folder, Watching()
    with on_disk.serving(path) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        media = probe.probe(reader, family, tools, Limits())
        planned = plan.make(media, profile.load(name))
        whole = encode.run(planned, reader, family, tools, folder, watch)
        kept = whole.path.rename(folder / f"whole{planned.extension}")
        found = index.find(reader, family, media, planned, tools, folder, watch)
        assert found is not None
        guards, read, sound = confine.guards(family), Packets(), folder / f"sound{planned.extension}"

        def run(argv: list[str], output: Path, listing: runs.Listing) -> runs.Log:
            return runs.run(argv, listing, output=output, tools=tools, watch=watch, port=reader.port, hide=reader.url)

        run(commands.sound(planned, tools.ffmpeg, reader.url, guards, sound), sound, read)
        made, parts = cuts.make(found, planned, seconds, media.start), []
        for cut in made:
            part = folder / f"part{cut.number}{planned.extension}"
            run(commands.picture(planned, cut, tools.ffmpeg, reader.url, guards, part), part, runs.Progress())
            parts.append(part)
    joined, playlist = folder / f"joined{planned.extension}", folder / "parts.ffconcat"
    playlist.write_text(commands.playlist(planned, made, parts))
    heard, local = sound if planned.tracks else None, confine.local_guards(sniff.MOV)
    argv = commands.join(planned, made, cuts.start(read, planned), playlist, heard, tools.ffmpeg, local, joined)
    runs.run(argv, runs.Progress(), output=joined, tools=tools, watch=watch)
    measured = finished.measure(joined, tools)
    alone = [finished.measure(part, tools) for part in parts]
    assert [(part.timeline.ticks[0], part.timeline.ticks[-1]) for part in alone] == [
        (0, c.last - c.shown) for c in made
    ]
    frames = sum(part.frames_decoded for part in alone)
    encoded = Encoded(joined, planned, read, frames, (), tuple(argv), "", 0)
    rules = verify.compare(media, planned, encoded, measured)
    return Segmented(media, made, parts, joined, kept, measured, rules)


def indexes(workshop: Workshop, path: Path) -> tuple[Index | None, Index | None]:
    """Read a film's index by its moov, and by all its packets."""
    with on_disk.serving(path) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        media = probe.probe(reader, family, workshop.tools, Limits())
        planned = plan.make(media, profile.load("web-720p"))
        found = moov.read(lambda at, end: b"".join(reader.blocks(at, end)), reader.size, media)
        read, argv = Packets(), commands.listing(workshop.tools.ffmpeg, reader.url, confine.guards(family))
        output = workshop.folder / "index"
        runs.run(argv, read, output=output, tools=workshop.tools, watch=Watching(), port=reader.port)
    return found, cuts.of_packets(read, planned)


def sound_packets(workshop: Workshop, path: Path) -> list[str]:
    """List the packets of all sound: track, times, size and checksum of each; of PCM, which has none, a hash of all bytes."""
    if not workshop.streams(path, "audio"):
        return []
    if path.suffix == ".mov":
        return _lines(workshop, path, "-vn", "-map", "0:a?", "-c", "copy", "-f", "streamhash", "-hash", "sha256")
    return _lines(workshop, path, "-copyts", "-vn", "-map", "0:a?", "-c", "copy", "-f", "framecrc")


def pictures(workshop: Workshop, path: Path) -> list[str]:
    """List the checksums of all decoded frames."""
    exact = ("-fps_mode", "passthrough", "-enc_time_base", "1/1000000")
    return [line.rsplit(",", 1)[-1] for line in _lines(workshop, path, "-map", "0:V:0", *exact, "-f", "framemd5")]


def _lines(workshop: Workshop, path: Path, *arguments: str) -> list[str]:
    before = ["-copyts"] if "-copyts" in arguments else []
    after = [argument for argument in arguments if argument != "-copyts"]
    argv = [workshop.tools.ffmpeg, "-v", "error", *before, "-i", str(path), *after, "-"]
    listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if not line.startswith("#")]
