"""Finds what lies beside a picture within its own stream, where the usual decoder passes over it, and a decoder that reads it.

VP8 and VP9 in Matroska have an alpha channel in additions to their blocks, which libvpx reads where ffmpeg was built with it.
HEVC has one, or another view, in a second layer.
"""

import json
import re
from collections.abc import Sequence

from functions.ffmpeg import sandbox
from functions.ffmpeg.probe_run import Query
from functions.ffmpeg.sandbox import Tools
from functions.media import ffprobe, hevc_layers
from functions.media.container import MOV, Family
from functions.media.facts import Media
from functions.media.mp4 import boxes
from functions.steps.reader import BlockReader

LIBVPX = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # decoders by codec; both are among VIDEO_DECODERS
TAKEN = re.compile(r"pixfmt:(\w+)")  # as the filters say what the decoder gives them
CPU_SECONDS, PATIENCE_SECONDS = 6, 300.0
DUMPED = slice(10, 50)  # where a line of ffprobe's dump has its bytes


def told(reader: BlockReader, family: Family, tools: Tools, media: Media) -> Media:
    """Say of the picture what lies beside it, and which decoder reads it; all as it was where there is nothing."""
    video = media.video
    if video.codec == "hevc" and not video.alpha:
        return _second_layer(reader, family, tools, media)
    name = LIBVPX.get(video.codec)
    if video.alpha_beside and not video.alpha and name:
        taken = _taken(reader, family, tools, name, video.index)
        if taken and ffprobe.ALPHA.match(taken):
            return _with(media, alpha=True, decoder=name, pixel_format=taken)
    return media


def _with(media: Media, **changes: object) -> Media:
    return media.model_copy(update={"video": media.video.model_copy(update=changes)})


def _taken(reader: BlockReader, family: Family, tools: Tools, decoder: str, index: int) -> str | None:
    """Give the pixel format of the first frame by that decoder; None where ffmpeg has none of the name, or it gives nothing."""
    guards = sandbox.options(sandbox.guards(family))
    before = ["-nostdin", "-hide_banner", "-loglevel", "verbose", "-threads", "1", f"-c:{index}", decoder, *guards]
    behind = ["-map", f"0:{index}", "-frames:v", "1", "-f", "null", "-"]
    _, said = _asked(reader, tools, [tools.ffmpeg, *before, "-i", reader.url, *behind])
    found = TAKEN.search(said)
    return found[1] if found else None


def _second_layer(reader: BlockReader, family: Family, tools: Tools, media: Media) -> Media:
    """Look for further layers in the headers of HEVC."""
    index = media.video.index
    dump = ["-show_data", "-select_streams", str(index), "-show_entries", "stream=extradata", "-of", "json"]
    guards = sandbox.options(sandbox.guards(family))
    answer, _ = _asked(reader, tools, [tools.ffprobe, "-v", "error", *guards, *dump, "-i", reader.url])
    layer = hevc_layers.of(_dumped(answer), _entry(reader, index) if family == MOV else b"")
    if layer is None:
        return media
    if layer == "alpha":
        return _with(media, alpha_beside=True)
    left = f"second layer of video #{index} (hevc, {hevc_layers.WORDS[layer]})"
    return media.model_copy(update={"dropped_streams": (*media.dropped_streams, left)})


def _entry(reader: BlockReader, index: int) -> bytes:
    moov = boxes.moov(lambda at, end: b"".join(reader.blocks(at, end)), reader.size) or b""
    tracks = [body for name, body in boxes.inside(moov) if name == b"trak"]
    return hevc_layers.entry(tracks[index]) if index < len(tracks) else b""


def _dumped(answer: bytes) -> bytes:
    """Read the bytes of a header out of ffprobe's JSON; nothing where that has none."""
    try:
        found = json.loads(answer).get("streams", [{}])
        lines = str(found[0].get("extradata", "")).strip().splitlines()
        return bytes.fromhex("".join(line[DUMPED] for line in lines))
    except (ValueError, IndexError):
        return b""


def _asked(reader: BlockReader, tools: Tools, argv: Sequence[str]) -> tuple[bytes, str]:
    """Run a program on the source, within bounds; what it answered and what it said, however it ended."""
    with Query(argv, tools, cpu=CPU_SECONDS, port=reader.port) as asked:
        asked.wait(reader.check, PATIENCE_SECONDS)
        reader.check()
        return asked.out.read(), "\n".join(asked.complaints(hide=reader.url))
