"""Finds out what is in a source, and what came out as a proxy: runs ffprobe and ffmpeg, confined, and reads their answers.

A source is never trusted. ffprobe is first asked for the header alone, which decodes nothing; only what passes the limits
is looked into. Both runs have a limit of CPU seconds, so that a file made to take long is refused, while one that merely
comes slowly from a slow bucket is not.
"""

import json
import re
import signal
import tempfile
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from functions import confine, describe, sniff, walls
from functions.confine import Tools
from functions.describe import Document
from functions.errors import (
    BucketUnavailable,
    CodecNotAllowed,
    EncoderCrashed,
    FrameTooLarge,
    TooManyStreams,
    UnreadableContainer,
    VtsError,
)
from functions.limits import Limits, claimed_duration, refuse, refuse_media
from functions.media import Measured, Media, Timeline
from functions.sniff import Family

__all__ = ["Limits", "measure", "probe"]

HEADER_CPU_SECONDS, FULL_CPU_SECONDS, SCAN_CPU_SECONDS = 5, 20, 600
FATAL_TO_ITSELF = {signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
PATIENCE_SECONDS = 300.0  # wall clock of one ffprobe; a slow bucket is tried again later
PROBE_BYTES = 3 * 1024 * 1024 * 1024  # address space of one ffprobe
ANSWER_BYTES = 32 * 1024 * 1024  # longest answer of ffprobe
LOOK_BYTES, LOOK_SECONDS = 32 * 1024 * 1024, (0.5, 12.0)  # how far into the file timestamps are looked at
LOOK_PACKETS = 400  # the same, where the header does not tell bytes from seconds
TURN_SECONDS = 0.25  # between two looks at a running child

STREAM = (
    "index,codec_type,codec_name,codec_tag_string,profile,width,height,sample_aspect_ratio,pix_fmt,field_order,nb_frames,"
    "color_range,color_space,color_transfer,color_primaries,r_frame_rate,avg_frame_rate,time_base,start_time,duration,"
    "channels,channel_layout,sample_rate"
)
# Tags are named one by one: a file may carry a gigabyte of others.
HEADER = (
    f"format=start_time,duration,bit_rate:format_tags=timecode,reel_name,com.apple.proapps.reel:stream={STREAM}"
    ":stream_tags=rotate,timecode,reel_name,com.apple.proapps.reel,language,title,DURATION"
    ":stream_disposition=attached_pic,timed_thumbnails:stream_side_data=side_data_type,rotation"
)
PACKETS = "packet=stream_index,pts,dts,flags:packet_side_data=side_data_type"


class Reader(Protocol):
    """What is needed of source.Reader."""

    @property
    def url(self) -> str:
        """Address of the source."""

    @property
    def port(self) -> int:
        """Port of that address."""

    @property
    def size(self) -> int:
        """Bytes."""

    def check(self) -> None:
        """Raise what ended the reading early."""


class _Child:
    """A confined child whose answers go into unnamed files, which its limits keep short. A context manager."""

    def __init__(
        self, argv: Sequence[str], tools: Tools, *, cpu: int | None, reads: Sequence[Path] = (), port: int | None = None
    ) -> None:
        """Start it; with ``cpu``, a limit of CPU seconds, it is not trusted: memory and answers are limited as well."""
        self.out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the child
        self.err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        limits: dict[confine.Limit, int] = {"CPU": cpu, "AS": PROBE_BYTES, "FSIZE": ANSWER_BYTES} if cpu else {}
        self.process = confine.start(
            argv, tools=tools, reads=reads, port=port, stdout=self.out.fileno(), stderr=self.err.fileno(), limits=limits
        )

    def wait(self, watch: Callable[[], None], patience: float = float("inf")) -> int:
        """Wait for its end, calling ``watch`` meanwhile; give its exit code. Raises BucketUnavailable after ``patience``."""
        end = time.monotonic() + patience
        while not confine.ended(self.process, TURN_SECONDS):
            watch()
            if time.monotonic() > end:
                raise BucketUnavailable("The source came too slowly to be probed.")
        self.out.seek(0)
        self.err.seek(0)
        return int(self.process.returncode)

    def complaints(self, hide: str = "") -> list[str]:
        """Give what it wrote to standard error, without the address of the source."""
        lines = self.err.read(64 * 1024).decode(errors="replace").splitlines()
        return [re.sub(r" @ 0x[0-9a-f]+", "", line.replace(hide, "source") if hide else line) for line in lines]

    def __enter__(self) -> "_Child":
        """Leaving the block ends it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it and let its answers go."""
        confine.stop(self.process)
        self.out.close()
        self.err.close()


def probe(reader: Reader, family: Family, tools: Tools, limits: Limits) -> Media:
    """Find out what is in the source, without trusting it.

    Raises the Rejection that forbids transcoding it (see limits.refuse and describe.parse; UnreadableContainer when
    ffprobe can make nothing of it), what ``reader.check`` raises, and BucketUnavailable when the bucket is too slow.
    """
    header = _ask(reader, family, tools, HEADER_CPU_SECONDS, ["-nofind_stream_info", "-show_entries", HEADER])
    refuse(header, limits)
    reach = _reach(header, reader.size)
    look = ["-read_intervals", reach, "-show_entries", f"{HEADER}:{PACKETS}"]
    document = _ask(reader, family, tools, FULL_CPU_SECONDS, look)
    refuse(document, limits)
    media = describe.parse(document, family, header=header)
    if media.video.field_order == "unknown":
        media = _with(media, field_order=_fields(reader, family, tools))
    if not media.duration:
        media = media.model_copy(update={"duration": _scanned(reader, family, tools)})
    refuse_media(media, limits)
    return media


def _ask(reader: Reader, family: Family, tools: Tools, cpu: int, arguments: Sequence[str]) -> Document:
    """Ask ffprobe about the source and give its JSON."""
    with _ffprobe(reader, family, tools, cpu, [*arguments, "-of", "json"]) as child:
        try:
            document: Document = json.load(child.out)
        except ValueError as cut:
            raise UnreadableContainer("Its header says too much.") from cut
        return document


@contextmanager
def _ffprobe(reader: Reader, family: Family, tools: Tools, cpu: int, arguments: Sequence[str]) -> Iterator[_Child]:
    """Run ffprobe on the source to its end; give it with its answers. Raises what a bad end means."""
    guards = confine.options(confine.guards(family))
    argv = [tools.ffprobe, "-v", "error", *guards, *arguments, "-i", reader.url]
    with _Child(argv, tools, cpu=cpu, port=reader.port) as child:
        code = child.wait(reader.check, PATIENCE_SECONDS)
        reader.check()
        if code:
            raise meaning(code, child.complaints(hide=reader.url))
        yield child


def meaning(code: int, complaints: list[str]) -> VtsError:
    """Say what a bad end of ffprobe means: the file's fault, unless it was ended from outside or never ran."""
    if any("max_streams" in line for line in complaints):
        return TooManyStreams()
    if any("max pixel count" in line for line in complaints):
        return FrameTooLarge()
    if barred := re.search(r"Codec \((.+?)\) not on whitelist", "\n".join(complaints)):
        return CodecNotAllowed(f"It holds {barred[1]}.")
    if -code in FATAL_TO_ITSELF:
        return UnreadableContainer(f"Reading it ends in {signal.Signals(-code).name}.")
    last = complaints[-1] if complaints else f"ffprobe ended with {code}."
    return EncoderCrashed(last) if code < 0 or code == walls.FAILED else UnreadableContainer(last)


def _scanned(reader: Reader, family: Family, tools: Tools) -> float:
    """Read the whole source for the end of its last packet, where the container does not state how long it lasts.

    Browsers record so: they write the header before they know.
    """
    ends = ["-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0"]
    with _ffprobe(reader, family, tools, SCAN_CPU_SECONDS, ends) as child:
        times = [sum(float(n) for n in re.findall(rb"[\d.]+", line)[:2]) for line in child.out]
    return max(times, default=0.0)


def _with(media: Media, **changes: object) -> Media:
    return media.model_copy(update={"video": media.video.model_copy(update=changes)})


def _reach(header: Document, size: int) -> str:
    """Say how far to read for timestamps, as ffprobe's -read_intervals: bounded in seconds and in bytes."""
    duration = claimed_duration(header)
    if duration <= 0 or size <= 0:
        return f"%+#{LOOK_PACKETS}"
    shortest, longest = LOOK_SECONDS
    return f"%+{min(longest, max(shortest, LOOK_BYTES * duration / size)):.3f}"


def _fields(reader: Reader, family: Family, tools: Tools) -> str:
    """Decode a few frames where the header does not say whether they are interlaced."""
    entries = [
        "-select_streams",
        "V:0",
        "-read_intervals",
        "%+#4",
        "-show_entries",
        "frame=interlaced_frame,top_field_first",
    ]
    frames = _ask(reader, family, tools, FULL_CPU_SECONDS, entries).get("frames", [])
    if not any(frame.get("interlaced_frame") for frame in frames):
        return "progressive" if frames else "unknown"
    return "tff" if frames[-1].get("top_field_first") else "bff"


# ---------------------------------------------------------------- the proxy


def measure(path: Path, tools: Tools, watch: Callable[[], None] = lambda: None) -> Measured:
    """Decode a finished file from its first frame to its last, and read its timestamps, all at the same time.

    ``watch`` is called a few times a second; what it raises ends the measuring. A file that cannot be decoded is no
    error here: ``decode_errors`` says what ffmpeg said. Raises UnreadableContainer when ffprobe can make nothing of it.
    """
    with path.open("rb") as opened:
        family = sniff.sniff(opened.read(sniff.HEAD_BYTES), path.stat().st_size)
    guards, url = confine.options(confine.local_guards(family)), f"file:{path}"
    null = ["-map", "0:V:0", "-map", "0:a?", "-fps_mode", "passthrough"]
    null += ["-enc_time_base:v", "1/1000000", "-f", "null", "-"]  # by default, a frame: uneven times would be an error
    decode = [tools.ffmpeg, "-nostdin", "-v", "error", "-progress", "pipe:1", "-xerror", "-err_detect", "explode"]
    decode += ["-skip_loop_filter", "all"]  # a fifth of the time, and it smooths pixels: no error is ever found there
    ask = [tools.ffprobe, "-v", "error", *guards]
    with ExitStack() as stack:
        decoding, describing, listing = (
            stack.enter_context(_Child(argv, tools, cpu=None, reads=[path]))
            for argv in (
                [*decode, *guards, "-i", url, *null],
                [*ask, "-show_entries", HEADER, "-of", "json", "-i", url],
                [*ask, "-show_entries", "packet=stream_index,pts,duration,flags", "-of", "csv=p=0", "-i", url],
            )
        )
        for child in (describing, listing):
            if code := child.wait(watch):
                raise meaning(code, child.complaints(hide=url))
        document = json.load(describing.out)
        ticks = _ticks(listing.out)
        code = decoding.wait(watch)
        errors = decoding.complaints(hide=url) or ([f"ffmpeg ended with {code}."] if code else [])
        frames = int(([0, *re.findall(rb"^frame=\s*(\d+)", decoding.out.read(), re.MULTILINE)])[-1])
    return _measured(document, family, ticks, frames, errors)


def _measured(
    document: Document, family: Family, ticks: "dict[int, _Ticks]", frames: int, errors: list[str]
) -> Measured:
    bases = {int(s["index"]): Fraction(s["time_base"]) for s in document["streams"]}
    nothing = _Ticks(array("q"), array("q"))
    first = describe.parse(document, family, ticks=[])
    shown = array("q", sorted(ticks.get(first.video.index, nothing).starts))
    return Measured(
        media=describe.parse(document, family, ticks=shown),
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
    """Read ffprobe's lines ``stream,pts,duration,flags``, without the packets that an edit list hides."""
    streams: dict[int, _Ticks] = {}
    for line in lines:
        index, _, rest = line.partition(b",")
        pts, _, rest = rest.partition(b",")
        duration, _, flags = rest.partition(b",")
        if pts.lstrip(b"-").isdigit() and b"D" not in flags[:3]:
            stream = streams.setdefault(int(index), _Ticks(array("q"), array("q")))
            stream.starts.append(int(pts))
            stream.ends.append(int(pts) + (int(duration) if duration.isdigit() else 0))
    return streams
