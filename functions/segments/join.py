"""Joins the parts by copying their packets, and holds the whole against source and plan as a proxy of one pass is held.

What was decoded were the parts, each by its own worker. So the joined file need not be decoded again: its packets are the
parts' packets, bit for bit, by a hash over all of them, and its codec's parameters are those that every part has.
"""

import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from functions.common import log
from functions.common.errors import SegmentsDiffer
from functions.common.watch import Watch
from functions.deployment import Deployment
from functions.ffmpeg import runs, sandbox
from functions.ffmpeg.log_classifier import Complaint, Kind
from functions.ffmpeg.sandbox import Tools
from functions.jobs.model import Job
from functions.media.certificate import Rule
from functions.media.container import MOV
from functions.media.facts import Measured
from functions.media.packets import Packets
from functions.media.sound.decoded import Decoded
from functions.plan import command
from functions.plan.plan import Plan, TrackPlan
from functions.segments import commands, cuts, fetching, hearing
from functions.segments.manifest import Manifest, name, served
from functions.segments.pieces import Part
from functions.steps import encode, measure, subtitles, verify
from functions.steps.encode import Encoded
from functions.steps.subtitles import Taken


class Made(NamedTuple):
    """A joined proxy, as yet held against nothing."""

    encoded: Encoded
    hashes: tuple[str, ...]  # of all packets that went into it


class Joined(NamedTuple):
    """What was found in the proxy, and the rules of its certificate."""

    measured: Measured
    rules: tuple[Rule, ...]


def make(
    deployment: Deployment,
    job: Job,
    manifest: Manifest,
    parts: dict[str, Part],
    tools: Tools,
    folder: Path,
    watch: Watch,
) -> Made:
    """Join the ``parts`` of all pieces in ``folder``.

    Raises SegmentsDiffer when they do not fit together, and what storage and ffmpeg raise.
    """
    segments = [parts[name(cut)] for cut in manifest.cuts]
    if (headers := len({part.header for part in segments})) > 1:
        raise SegmentsDiffer(f"Its segments have {headers} different codec parameters.")
    pictures = fetching.fetched(deployment, [part.picture for part in segments], folder / "pictures", watch)
    sound, read = hearing.of(deployment, job, manifest, parts, folder, watch)
    proxy, listed = folder / f"proxy{manifest.plan.extension}", folder / "parts.ffconcat"
    listed.write_text(commands.playlist(manifest.plan, manifest.cuts, pictures), encoding="utf-8")
    start, listing = cuts.start(read, manifest.plan), _Listing()
    guards = sandbox.local_guards(MOV)
    plan, taken = _subtitles(deployment, job, manifest, tools, folder, watch)
    texts = encode.carried_texts(plan, folder)
    argv = commands.join(plan, manifest.cuts, start, listed, sound, tools.ffmpeg, guards, proxy, texts, taken.files)
    began = time.monotonic()
    made = runs.run(argv, listing, output=proxy, tools=tools, watch=watch)
    encode.tell_languages(manifest.plan, proxy)
    log.info("joined", size=proxy.stat().st_size, seconds=round(time.monotonic() - began, 3))
    for path in (*pictures, *([sound.path] if sound else [])):
        path.unlink(missing_ok=True)
    heard(read, listing.sound)
    encoded = replace(_encoded(read, manifest, parts, proxy, made), plan=plan, subtitles=taken.cues)
    return Made(encoded, tuple(listing.hashes))


def _subtitles(
    deployment: Deployment, job: Job, manifest: Manifest, tools: Tools, folder: Path, watch: Watch
) -> tuple[Plan, Taken]:
    """Take the subtitles out of the source, which is read again for them alone, where it has any."""
    if not manifest.plan.subtitles:
        return manifest.plan, Taken()
    with served(deployment, job, manifest) as reader:
        return subtitles.take(manifest.plan, reader, manifest.family, tools, folder, watch)


def heard(read: Packets, shares: Packets) -> None:
    """Add the sound that the segments took to the source's packets; where it was made, each packet gave all its samples."""
    read.tracks.update(shares.tracks)
    read.decoded |= {number: Decoded.all_of("aac", track.covered) for number, track in shares.tracks.items()}


def check(manifest: Manifest, parts: dict[str, Part], made: Made, tools: Tools, watch: Watch) -> Joined:
    """Hold a joined proxy against its parts, the source and the plan; whether it is what it should be, the rules say."""
    found = measure.read_back(made.encoded.path, tools, watch.check)
    encoded = replace(
        made.encoded, copied={n: found.sound.get(n, "") for n, track in _tracks(manifest) if track.copied}
    )
    errors = tuple(error for part in parts.values() for error in part.decode_errors)
    measured = found.measured._replace(frames_decoded=encoded.decoded, decode_errors=errors)
    header = parts[name(manifest.cuts[0])].header
    rules = (
        *verify.compare(manifest.media, manifest.plan, encoded, measured),
        Rule(
            rule="joined_packets",
            expected=" ".join(made.hashes),
            found=" ".join(found.hashes),
            passed=made.hashes == found.hashes,
            note=f"Made in {len(manifest.cuts)} segments; each was decoded where it was made.",
        ),
        Rule(rule="joined_header", expected=header, found=found.header, passed=header == found.header),
    )
    return Joined(measured, rules)


def _tracks(manifest: Manifest) -> "enumerate[TrackPlan]":
    return enumerate(manifest.plan.tracks, start=1)


def _encoded(read: Packets, manifest: Manifest, parts: dict[str, Part], proxy: Path, made: runs.Log) -> Encoded:
    """Put together what the pieces read of the source, as if one pass had read it."""
    met = [one for part in parts.values() for one in part.complaints]
    return Encoded(
        path=proxy,
        plan=manifest.plan,
        packets=read,
        decoded=sum(part.frames for part in parts.values()),
        complaints=tuple((Complaint(cast("Kind", kind), text), count) for kind, text, count in met),
        argv=tuple(made.argv),
        log=made.text,
        cpu_seconds=made.cpu_seconds + sum(part.cpu_seconds for part in parts.values()),
        pixel_formats=tuple(sorted({given for part in parts.values() for given in part.pixel_formats})),
    )


class _Listing:
    """Reads what the join lists: the packets of the sound, and a line for each stream with the hash of all its packets."""

    def __init__(self) -> None:
        self.sound = Packets(picture=False)
        self.hashes: list[str] = []

    def read(self, line: str) -> None:
        if command.is_hash(line):
            self.hashes.append(line.strip())
        else:
            self.sound.read(line)

    def __len__(self) -> int:
        return 0
