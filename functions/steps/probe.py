"""Finds out what is in a source: runs ffprobe, confined, and reads its answers.

A source is never trusted. ffprobe is first asked for the header alone, which decodes nothing; only what passes the limits
is looked into. Both runs have a limit of CPU seconds, so that a file made to take long is refused, while one that merely
comes slowly from a slow bucket is not.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from functions.common.errors import CodecNotAllowed, HeaderTooLarge, ImageFile, SeveralFilms, UnreadableContainer
from functions.ffmpeg import probe_run, sandbox
from functions.ffmpeg.probe_run import Query
from functions.ffmpeg.sandbox import Tools
from functions.media import extent, ffprobe, programmes, raw, sniff, tags
from functions.media.codecs import MAX_PIXELS
from functions.media.container import APNG, GIF, MOV, MPEGTS, Family
from functions.media.facts import Media
from functions.media.ffprobe import Document
from functions.media.header import check as header_check
from functions.media.limits import Limits, claimed_duration, refuse, refuse_media
from functions.media.mp4 import aac_gaps
from functions.media.raw import UNSTATED
from functions.plan.profile import Options
from functions.steps import layers
from functions.steps.reader import BlockReader

DEFAULTS = Options()
__all__ = ["Limits", "probe"]

CPU_SECONDS = 2  # of all looks at the beginning together; those of films of 4K take 0.4
PICTURE_CPU_SECONDS = 4  # and of pictures as large as are taken, beside; one of 8K in JPEG 2000 takes 1.3
COUNT_BYTES, SCAN_BYTES = 20_000_000, 4_000_000  # of a whole file that is read: a second for so many, beside
SCAN_ANSWER = 4  # bytes of the times of packets, for each byte of the file
TIMES_INDEXED = 3  # runs that read an index whole
MOST_SCAN_ANSWER = 256 * 1024 * 1024
HELD_PICTURES, PIXEL_BYTES = 4, 4  # that are decoded while the beginning is looked into, and what they take
PATIENCE_SECONDS = 300.0  # wall clock of one ffprobe; a slow bucket is tried again later
LOOK_BYTES, LOOK_SECONDS = 32 * 1024 * 1024, (0.5, 12.0)  # how far into the file timestamps are looked at
MOST_LOOK_PACKETS = (
    10_000  # of all streams: a film of 240 frames a second with eight tracks of sound has 7,400 in that time
)
LOOK_PACKETS = 400  # the same, where the header does not tell bytes from seconds

STREAM = (
    "index,id,codec_type,codec_name,codec_tag_string,profile,width,height,sample_aspect_ratio,pix_fmt,field_order,nb_frames,"
    "color_range,color_space,color_transfer,color_primaries,has_b_frames,r_frame_rate,avg_frame_rate,time_base,start_time,duration,"
    "channels,channel_layout,sample_rate"
)
# Tags are named one by one: a file may carry a gigabyte of others.
HEADER = (
    "program=program_id:program_tags=service_name:program_stream=index:format=start_time,duration,bit_rate"
    f":format_tags=timecode,reel_name,com.apple.proapps.reel,{','.join(tags.ASKED)}:stream={STREAM}"
    ":stream_tags=rotate,timecode,reel_name,com.apple.proapps.reel,language,title,name,handler_name,alpha_mode,DURATION"
    ":stream_disposition=attached_pic,timed_thumbnails,default,forced,hearing_impaired:stream_side_data=side_data_type,rotation"
    ":chapter=start_time,end_time:chapter_tags=title"
)
PACKETS = "packet=stream_index,pts,dts,flags:packet_side_data=side_data_type"


class Watched:
    """A source that is read only as long as ``watch`` raises nothing."""

    def __init__(self, reader: BlockReader, watch: Callable[[], None]) -> None:
        """Read by ``reader``."""
        self.url, self.port, self.size = reader.url, reader.port, reader.size
        self._reader, self._watch = reader, watch

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read the bytes from ``start`` up to ``end``."""
        for block in self._reader.blocks(start, end):
            self._watch()
            yield block

    def check(self) -> None:
        """Raise what ended the reading early, or why it must end."""
        self._reader.check()
        self._watch()


def probe(
    reader: BlockReader,
    family: Family,
    tools: Tools,
    limits: Limits,
    watch: Callable[[], None] = lambda: None,
    wanted: Options = DEFAULTS,
) -> Media:
    """Find out what is in the source, without trusting it; what ``watch`` raises meanwhile ends it.

    ``wanted`` says which programme, and the rate of a raw stream.

    Raises the Rejection that forbids transcoding it (see headers.refuse, limits.refuse, programmes.choose and
    describe.parse; RateNotStated;
    UnreadableContainer when ffprobe can make nothing of it), what ``reader.check`` raises, and BucketUnavailable when the
    bucket is too slow.
    """
    reader = Watched(reader, watch)
    counted = header_check.refuse(reader, family)
    tools, cpu = (
        _limited(tools, counted.memory),
        _Share(CPU_SECONDS + TIMES_INDEXED * (counted.cpu_seconds - CPU_SECONDS)),
    )
    reach = extent.of(header_check.window(reader), family)
    if reach.second is not None:
        raise SeveralFilms.behind(reach.second, reader.size)
    encrypted = _encrypted(reader, family)
    family = family.at(UNSTATED)
    header = _ask(reader, family, tools, cpu, ["-nofind_stream_info", "-show_entries", HEADER])
    refuse(programmes.choose(header, wanted.programme, header=True).document, limits)
    pixels = _pixels(header)
    tools = _limited(tools, counted.memory + pixels * HELD_PICTURES * PIXEL_BYTES)
    cpu.left += PICTURE_CPU_SECONDS * pixels / MAX_PIXELS
    look = ["-read_intervals", _reach(header, reader.size), "-show_entries", f"{HEADER}:{PACKETS}"]
    chosen = programmes.choose(_ask(reader, family, tools, cpu, look), wanted.programme, encrypted=encrypted)
    refuse(chosen.document, limits)
    _refuse_still(chosen.document, family)
    rate = raw.rate(chosen.document, wanted.rate) if family.raw else None
    media = ffprobe.parse(chosen.document, family, header=header, rate=rate)
    left = (*media.dropped_streams, *chosen.others)
    found = {"programme": chosen.number, "dropped_streams": left, "cut_off": reach.cut, "indexed": reach.indexed}
    media = media.model_copy(update=found)
    if media.video.field_order == "unknown" and family in {GIF, APNG}:  # which know no fields
        media = _with(media, field_order="progressive")
    elif media.video.field_order == "unknown":
        media = _with(media, field_order=_fields(reader, family, tools, cpu, media.video.index))
    if rate:
        media = media.model_copy(update={"duration": float(_counted(reader, family, tools) / rate)})
    if not media.duration:
        media = media.model_copy(update={"duration": _scanned(reader, family, tools)})
    refuse_media(media, limits)
    media = layers.told(reader, family, tools, media)
    if family == MOV:
        media = aac_gaps.told(lambda at, end: b"".join(reader.blocks(at, end)), reader.size, media)
    return media


def _encrypted(reader: BlockReader, family: Family) -> frozenset[int]:
    """Give the streams, by PID, that are encrypted in a transport stream: it may be one programme of several."""
    if family != MPEGTS:
        return frozenset()
    return sniff.encrypted_pids(b"".join(reader.blocks(0, min(reader.size, sniff.HEAD_BYTES))))


def _ask(reader: BlockReader, family: Family, tools: Tools, cpu: "_Share", arguments: Sequence[str]) -> Document:
    """Ask ffprobe about the source and give its JSON."""
    with _ffprobe(reader, family, tools, cpu, [*arguments, "-of", "json"]) as asked:
        try:
            document: Document = json.load(asked.out)
        except ValueError as cut:
            raise UnreadableContainer("Its header says too much.") from cut
        return document


@contextmanager
def _ffprobe(
    reader: BlockReader,
    family: Family,
    tools: Tools,
    cpu: "_Share",
    arguments: Sequence[str],
    longest: int = probe_run.ANSWER_BYTES,
) -> Iterator[Query]:
    """Run ffprobe on the source to its end; give it with its answers. Raises what a bad end means."""
    guards = sandbox.options(sandbox.guards(family))
    argv = [tools.ffprobe, "-v", "error", *guards, *arguments, "-i", reader.url]
    with Query(argv, tools, cpu=cpu.whole, port=reader.port, longest=longest) as asked:
        code = asked.wait(reader.check, PATIENCE_SECONDS)
        reader.check()
        if code and asked.process.took_too_long:
            raise HeaderTooLarge(f"Reading it takes more than {cpu.whole} s of the processor.")
        cpu.left -= asked.process.cpu_seconds
        if asked.was_cut:
            raise HeaderTooLarge(f"What is read of it is more than {longest // 1024**2} MiB of text.")
        if code:
            said = asked.complaints(hide=reader.url)
            if probe_run.lacked_memory(code, said):
                raise HeaderTooLarge(f"Reading it takes more than {tools.limits['DATA'] // 1024**2} MiB of memory.")
            if barred := probe_run.BARRED.search("\n".join(said)):
                raise CodecNotAllowed(probe_run.holder(barred[1], _listed(reader, family, tools, cpu)))
            raise probe_run.meaning(code, said)
        yield asked


def _limited(tools: Tools, memory: int) -> Tools:
    return replace(tools, limits={**tools.limits, "DATA": memory})


class _Share:
    """CPU seconds that several runs have together; the system counts whole ones, and none has less than one."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @property
    def whole(self) -> int:
        return max(1, round(self.left))


def _pixels(header: Document) -> int:
    """Give the pixels of the largest picture by the header, as far as they are taken."""
    sizes = (int(stream.get("width", 0)) * int(stream.get("height", 0)) for stream in ffprobe.videos(header))
    return min(max(sizes, default=0), MAX_PIXELS)


def _listed(reader: BlockReader, family: Family, tools: Tools, cpu: _Share) -> list[str]:
    """Have ffmpeg list the streams by their header: it opens no decoder for that, where ffprobe gives up at a barred one."""
    argv = [tools.ffmpeg, "-nostdin", "-hide_banner", "-nofind_stream_info"]
    argv += [*sandbox.options(sandbox.guards(family)), "-i", reader.url]
    with Query(argv, tools, cpu=cpu.whole, port=reader.port) as asked:
        asked.wait(reader.check, PATIENCE_SECONDS)
        return asked.complaints(hide=reader.url)


def _scanned(reader: BlockReader, family: Family, tools: Tools) -> float:
    """Read the whole source for the end of its last packet, where the container does not state how long it lasts.

    Browsers record so: they write the header before they know.
    """
    ends = ["-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0"]
    longest = min(max(probe_run.ANSWER_BYTES, SCAN_ANSWER * reader.size), MOST_SCAN_ANSWER)
    cpu = _Share(1 + reader.size / SCAN_BYTES)
    with _ffprobe(reader, family, tools, cpu, ends, longest) as asked:
        return max((sum(float(n) for n in re.findall(rb"[\d.]+", line)[:2]) for line in asked.out), default=0.0)


def _counted(reader: BlockReader, family: Family, tools: Tools) -> int:
    """Count the pictures of a raw stream, which has no times."""
    count = ["-select_streams", "V:0", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"]
    with _ffprobe(reader, family, tools, _Share(1 + reader.size / COUNT_BYTES), count) as asked:
        return int((re.findall(rb"\d+", asked.out.read()) or [b"0"])[0])


def _refuse_still(document: Document, family: Family) -> None:
    """Raise ImageFile for an animation's format with one picture."""
    if family in {GIF, APNG} and any(str(s.get("nb_frames")) == "1" for s in ffprobe.videos(document)):
        raise ImageFile("It holds one picture.")


def _with(media: Media, **changes: object) -> Media:
    return media.model_copy(update={"video": media.video.model_copy(update=changes)})


def _reach(header: Document, size: int) -> str:
    """Say how far to read for timestamps, as ffprobe's -read_intervals: bounded in seconds and in bytes."""
    duration = claimed_duration(header)
    if duration <= 0 or size <= 0:
        return f"%+#{LOOK_PACKETS}"
    shortest, longest = LOOK_SECONDS
    seconds = min(longest, max(shortest, LOOK_BYTES * duration / size))
    rates = (ffprobe.rational(stream.get("r_frame_rate")) or 0 for stream in ffprobe.videos(header))
    return f"%+#{MOST_LOOK_PACKETS}" if seconds * max(rates, default=0) > MOST_LOOK_PACKETS else f"%+{seconds:.3f}"


def _fields(reader: BlockReader, family: Family, tools: Tools, cpu: _Share, index: int) -> str:
    """Decode a few frames where the header does not say whether they are interlaced."""
    entries = [
        "-select_streams",
        str(index),
        "-read_intervals",
        "%+#4",
        "-show_entries",
        "frame=interlaced_frame,top_field_first",
    ]
    frames = _ask(reader, family, tools, cpu, entries).get("frames", [])
    if not any(frame.get("interlaced_frame") for frame in frames):
        return "progressive" if frames else "unknown"
    return "tff" if frames[-1].get("top_field_first") else "bff"
