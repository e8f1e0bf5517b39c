"""What a finished file on this disk holds: a proxy, or a part of one."""

import hashlib
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from functions.ffmpeg import probe_run, sandbox
from functions.ffmpeg.probe_run import Query
from functions.ffmpeg.sandbox import Tools
from functions.media import container, ffprobe, sniff, subtitles
from functions.media.container import Family
from functions.media.facts import Measured, Media, Timeline
from functions.media.ffprobe import Document
from functions.media.packets import DISCARD, Packets, Track
from functions.plan import command
from functions.plan.plan import Plan
from functions.steps import probe
from functions.steps import subtitles as texts

PACKETS = "packet=stream_index,pts,duration,flags"
PACKET = re.compile(rb'"stream_index": (\d+), "pts": (-?\d+)(?:, "duration": (-?\d+))?, "flags": "(\w*)')  # a line each


def measure(path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> Measured:
    """Decode a finished file from its first frame to its last, and read its timestamps, all at the same time.

    ``watch`` is called a few times a second; what it raises ends the measuring. A file that cannot be decoded is no
    error here: ``decode_errors`` says what ffmpeg said. Raises UnreadableContainer when ffprobe can make nothing of it.
    """
    guards, url = _local(path)
    null = ["-map", "0:V:0", "-map", "0:a?", "-fps_mode", "passthrough"]
    null += ["-enc_time_base:v", "1/1000000", "-f", "null", "-"]  # by default, a frame: uneven times would be an error
    ask = [tools.ffprobe, "-v", "error", *guards]
    with ExitStack() as stack:
        describing, decoding = (
            stack.enter_context(Query(argv, tools, cpu=None, reads=[path]))
            for argv in (
                [*ask, "-show_entries", f"{probe.HEADER}:{PACKETS}", "-of", "json=compact=1", "-i", url],
                [*_decode(tools), *guards, "-i", url, *null],
            )
        )
        if code := describing.wait(watch):
            raise probe_run.meaning(code, describing.complaints(hide=url))
        ticks = _ticks(takewhile(lambda line: line.strip() != b"],", describing.out))
        document = json.loads(b"{" + describing.out.read())  # what follows the packets is short
        errors, frames = _decoded(decoding, watch, url)
    measured = _measured(document, sniffed(path), ticks, frames, errors)
    return measured._replace(subtitles=_shown(path, measured.media, tools, watch))


class ReadBack(NamedTuple):
    """What a joined file holds, by one reading of it that decodes nothing."""

    measured: Measured  # frames and errors of decoding are 0 and none
    header: str  # see header
    hashes: tuple[str, ...]  # of all packets of each stream, as ffmpeg's streamhash lists them
    sound: dict[int, str]  # names of the packets of each track, from 1; see packets.Track.digest


def read_back(path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> ReadBack:
    """Read a joined file to its end, once. Raises what a bad end means; ``watch`` as in ``measure``."""
    guards, found, hashes = sandbox.local_guards(sniffed(path)), Packets(), list[str]()
    for line in listed(command.reading(tools.ffmpeg, f"file:{path}", guards), path, tools, watch):
        if command.is_hash(line):
            hashes.append(line)
        else:
            found.read(line)
    describing = [tools.ffprobe, "-v", "error", *sandbox.options(guards), "-show_data_hash", "sha256"]
    entries = ["-show_entries", f"{probe.HEADER}:stream=extradata_hash", "-of", "json", "-i", f"file:{path}"]
    document = json.loads("".join(listed([*describing, *entries], path, tools, watch)))
    shown = array("q", sorted(pts for pts, flags in zip(found.pts, found.flags, strict=True) if not flags & DISCARD))
    media = ffprobe.parse(document, sniffed(path), ticks=shown)
    seconds = tuple(_length(found.tracks.get(number)) for number, _ in enumerate(media.audio, start=1))
    texts = _shown(path, media, tools, watch)
    measured = Measured(media, Timeline(found.time_base, shown), 0, (), seconds, texts)
    picture: dict[str, str] = ffprobe.videos(document)[0]
    sound = {number: track.digest for number, track in found.tracks.items()}
    return ReadBack(measured, picture.get("extradata_hash", ""), tuple(hashes), sound)


def _shown(path: Path, media: Media, tools: Tools, watch: Callable[[], None]) -> tuple[str, ...]:
    """Say what each track of subtitles shows."""
    tracks = range(len(media.subtitles))
    return tuple(subtitles.summary(texts.cues_of(path, number, tools, watch)) for number in tracks)


def _length(track: Track | None) -> float:
    """Give the seconds from the first sound of a track to the last."""
    return float(track.end - track.start) if track and track.start is not None and track.end is not None else 0.0


def decode_sound(path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """Decode all sound of a finished file; what ffmpeg said of it."""
    guards, url = _local(path)
    argv = [*_decode(tools), *guards, "-i", url, "-map", "0:a", "-f", "null", "-"]
    with Query(argv, tools, cpu=None, reads=[path]) as child:
        return tuple(_decoded(child, watch, url)[0])


def framed_sound(path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> tuple[int, tuple[str, ...]]:
    """Decode a stream of AAC packets with headers; how many samples came out, and what ffmpeg said of it."""
    guards, url = _local(path, container.ADTS)
    strict = ["-nostdin", "-v", "error", "-xerror", "-err_detect", "explode", *tools.decoding]
    listed = ["-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "framecrc", "pipe:1"]
    with Query([tools.ffmpeg, *strict, *guards, "-i", url, *listed], tools, cpu=None, reads=[path]) as child:
        code = child.wait(watch)
        errors = child.complaints(hide=url) or ([f"ffmpeg ended with {code}."] if code else [])
        rows = (line.split(b",") for line in child.out if not line.startswith(b"#"))
        return sum(int(row[3]) for row in rows), tuple(errors)


def copied_sound(path: Path, plan: Plan, tools: Tools, watch: Callable[[], None] = lambda: None) -> dict[int, str]:
    """Name all packets of the tracks that ``plan`` copies, as a finished file has them: digests by track, from 1.

    See packets.Track.digest. Raises what a bad end means.
    """
    numbers = [number for number, track in enumerate(plan.tracks) if track.copied]
    if not numbers:
        return {}
    found = Packets(picture=False)
    argv = command.sound_listing(numbers, tools.ffmpeg, f"file:{path}", sandbox.local_guards(sniffed(path)))
    for line in listed(argv, path, tools, watch):
        found.read(line)
    return {numbers[listed_as - 1] + 1: track.digest for listed_as, track in found.tracks.items()}


def header(path: Path, tools: Tools) -> str:
    """Give the hash of the parameters that the picture's codec needs before its first packet; empty where it needs none."""
    guards, url = _local(path)
    entries = ["-select_streams", "V:0", "-show_data_hash", "sha256", "-show_entries", "stream=extradata_hash"]
    argv = [tools.ffprobe, "-v", "error", *guards, *entries, "-of", "json", "-i", url]
    stream: dict[str, str] = next(iter(json.loads("".join(listed(argv, path, tools))).get("streams", [])), {})
    return stream.get("extradata_hash", "")


def listed(argv: Sequence[str], path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> Iterator[str]:
    """Give the lines that a command writes about the finished file at ``path``. Raises what a bad end means."""
    with Query(argv, tools, cpu=None, reads=[path]) as child:
        if code := child.wait(watch):
            raise probe_run.meaning(code, child.complaints(hide=str(path)))
        yield from (line.decode().strip() for line in child.out)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sniffed(path: Path) -> Family:
    """Give the container family of a finished file."""
    with path.open("rb") as opened:
        return sniff.sniff(opened.read(sniff.HEAD_BYTES), path.stat().st_size)


def _local(path: Path, family: Family | None = None) -> tuple[list[str], str]:
    """Give the guards and the address of a finished file."""
    return sandbox.options(sandbox.local_guards(family or sniffed(path))), f"file:{path}"


def _decode(tools: Tools) -> list[str]:
    decode = [tools.ffmpeg, "-nostdin", "-v", "error", "-progress", "pipe:1", "-xerror", "-err_detect", "explode"]
    decode += tools.decoding
    return [*decode, "-skip_loop_filter", "all"]  # a fifth of the time, and it smooths pixels: no error is found there


def _decoded(child: Query, watch: Callable[[], None], url: str) -> tuple[list[str], int]:
    """Wait for decoding to end: what was said, and how many frames came out."""
    code = child.wait(watch)
    errors = child.complaints(hide=url) or ([f"ffmpeg ended with {code}."] if code else [])
    frames = int(([0, *re.findall(rb"^frame=\s*(\d+)", child.out.read(), re.MULTILINE)])[-1])
    return errors, frames


def _measured(
    document: Document, family: Family, ticks: "dict[int, _Ticks]", frames: int, errors: list[str]
) -> Measured:
    bases = {int(s["index"]): Fraction(s["time_base"]) for s in document["streams"]}
    nothing = _Ticks(array("q"), array("q"))
    first = ffprobe.parse(document, family, ticks=[])
    shown = array("q", sorted(ticks.get(first.video.index, nothing).starts))
    return Measured(
        media=ffprobe.parse(document, family, ticks=shown),
        timeline=Timeline(bases[first.video.index], shown),
        frames_decoded=frames,
        decode_errors=tuple(errors),
        audio_seconds=tuple(float(ticks.get(a.index, nothing).span * bases[a.index]) for a in first.audio),
    )


class _Ticks(NamedTuple):
    """When the packets of a stream start and end, in its time base, in the order of the file."""

    starts: "array[int]"
    ends: "array[int]"

    @property
    def span(self) -> int:
        """From the first start to the last end."""
        return max(self.ends) - min(self.starts) if self.starts else 0


def _ticks(lines: Iterable[bytes]) -> dict[int, _Ticks]:
    """Read the packets of ffprobe's compact JSON, without those that have no time and those that an edit list hides."""
    streams: dict[int, _Ticks] = {}
    for packet in filter(None, map(PACKET.search, lines)):
        index, pts, duration, flags = packet.groups()
        if b"D" not in flags:
            stream = streams.setdefault(int(index), _Ticks(array("q"), array("q")))
            stream.starts.append(int(pts))
            stream.ends.append(int(pts) + int(duration or 0))
    return streams
