"""A film on disk made in segments by the commands of functions/segments, without a bucket: what comes of it, step by step."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from functions.bucket.source import Reader
from functions.ffmpeg import runs, sandbox
from functions.media import container, hidden_packets, sniff
from functions.media.certificate import Rule
from functions.media.facts import Measured, Media
from functions.media.limits import Limits
from functions.media.mp4 import plain_index
from functions.media.mp4.boxes import Top
from functions.media.packets import Packets
from functions.plan import command, plan, profile
from functions.plan.plan import Plan
from functions.plan.profile import Options
from functions.segments import commands, cuts, index, join, moov, shares
from functions.segments.commands import AudioInput
from functions.segments.cuts import Cut, Index
from functions.steps import encode, measure, probe, subtitles, verify
from functions.steps.encode import Encoded
from tests.support.films import on_disk
from tests.support.films.pipeline import Watching, Workshop

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
    shared: bool  # each segment took its own share of the sound
    read: tuple[int, ...]  # bytes of the source that the picture of each segment took


def make(
    workshop: Workshop, path: Path, name: str, seconds: float = SECONDS, options: Options | None = None
) -> Segmented:
    """Make the film in one pass and in segments, by the profile of that name."""
    tools, folder, watch = workshop.tools, workshop.folder, Watching()
    with on_disk.serving(path, budget=10) as reader:  # one for all pieces
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        plain_index.lay(reader, family)
        media = probe.probe(reader, family, tools, Limits(), wanted=options or Options())
        planned = plan.make(media, profile.load(name))
        whole = encode.run(planned, reader, family, tools, folder, watch)
        kept = whole.path.rename(folder / f"whole{planned.extension}")
        found = index.find(reader, family, media, planned, tools, folder, watch)
        assert found is not None
        guards, read, sound = sandbox.guards(family), Packets(early=command.EARLY), folder / f"sound{planned.extension}"
        made, parts = cuts.make(found.frames, planned, seconds, media.start), []
        lies = shares.of(found.top, reader.size, media, planned, made)

        def run(argv: list[str], output: Path, listing: runs.Listing) -> runs.Log:
            return runs.run(argv, listing, output=output, tools=tools, watch=watch, port=reader.port, hide=reader.url)

        if lies:
            heard = put_together(lies, found.top, reader, planned, len(made), folder)
            read = moov.packets(found.top, media) or read
        else:
            with hidden_packets.heard(planned.hides, folder, read) as pipe:
                argv = commands.sound(planned, tools.ffmpeg, reader.url, guards, sound, pipe)
                read.decoded = run(argv, sound, read).sound.tracks
            heard = AudioInput(sound, tuple(range(len(planned.tracks)))) if planned.tracks else None
        told, taken = subtitles.take(planned, reader, family, tools, folder, watch)
        given = set[str]()
        read_each = list[int]()
        for cut in made:
            part = folder / f"part{cut.number}{planned.extension}"
            opened, before = commands.opening(media, reader.size, guards), reader.bytes_sent
            argv_part = commands.picture(planned, cut, tools.ffmpeg, reader.url, opened, part)
            given |= set(run(argv_part, part, runs.Progress()).pixel_formats)
            read_each.append(reader.bytes_sent - before)
            parts.append(part)
    joined, playlist = folder / f"joined{planned.extension}", folder / "parts.ffconcat"
    playlist.write_text(commands.playlist(planned, made, parts))
    local, listing = sandbox.local_guards(container.MOV), join._Listing()
    texts, start = encode.carried_texts(told, folder), cuts.start(read, planned)
    argv = commands.join(told, made, start, playlist, heard, tools.ffmpeg, local, joined, texts, taken.files)
    runs.run(argv, listing, output=joined, tools=tools, watch=watch)
    encode.tell_languages(planned, joined)
    join.heard(read, listing.sound)
    measured, found_again = measure.measure(joined, tools), measure.read_back(joined, tools)
    assert found_again.measured == measured._replace(frames_decoded=0)
    assert found_again.hashes == tuple(listing.hashes)
    copied = {n: found_again.sound[n] for n, track in enumerate(planned.tracks, start=1) if track.copied}
    alone = [measure.measure(part, tools) for part in parts]
    assert [(part.timeline.ticks[0], part.timeline.ticks[-1]) for part in alone] == [
        (0, c.last - c.shown) for c in made
    ]
    frames = sum(part.frames_decoded for part in alone)
    ended = (joined, told, read, frames, (), tuple(argv), "", 0, copied)
    encoded = Encoded(*ended, pixel_formats=tuple(given), subtitles=taken.cues)
    rules = verify.compare(media, planned, encoded, measured)
    return Segmented(media, made, parts, joined, kept, measured, rules, lies is not None, tuple(read_each))


def put_together(
    lies: shares.Sound, top: tuple[Top, ...], reader: Reader, planned: Plan, segments: int, folder: Path
) -> AudioInput:
    """Take the sound of each segment and put it back, as segments and join do."""
    path = folder / "sound.mov"
    shares.skeleton(path, top, reader.size, planned)
    for number in range(segments):
        with (folder / "share").open("w+b") as share:
            shares.take(reader.blocks, lies.share(number), share)
            share.seek(0)
            shares.put_back(path, lies.share(number), share)
    order = sorted(track.index for track in planned.tracks)
    return AudioInput(path, tuple(order.index(track.index) for track in planned.tracks), listed=True)


class Indexes(NamedTuple):
    """A film's index by its moov, and by all its packets; and these packets themselves."""

    by_moov: Index | None
    by_packets: Index | None
    made_up: Packets | None
    listed: Packets


def indexes(workshop: Workshop, path: Path) -> Indexes:
    """Read a film's index by its moov, and by all its packets."""
    with on_disk.serving(path) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        plain_index.lay(reader, family)
        media = probe.probe(reader, family, workshop.tools, Limits())
        planned = plan.make(media, profile.load("web-720p"))
        top = index.top(reader)
        read, argv = (
            Packets(early=command.EARLY),
            commands.listing(planned, workshop.tools.ffmpeg, reader.url, sandbox.guards(family)),
        )
        output = workshop.folder / "index"
        runs.run(argv, read, output=output, tools=workshop.tools, watch=Watching(), port=reader.port)
    return Indexes(moov.read(top, media), cuts.of_packets(read, planned), moov.packets(top, media), read)


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
