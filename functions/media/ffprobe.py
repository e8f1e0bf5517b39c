"""What ffprobe said of a file, read into Media. Pure.

A document is ffprobe's JSON: ``streams``, ``format`` and, of the beginning of the file, ``packets``.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal, cast

from functions.common.errors import CodecNotAllowed, NoVideoStream, UnreadableContainer
from functions.media import carried, frame_rate, language, standard_rate, subtitles, tags, unstamped
from functions.media.codecs import AUDIO_DECODERS
from functions.media.container import APNG, AVI, GIF, MATROSKA, MXF, Family
from functions.media.facts import Audio, Chapter, Colour, FieldOrder, Media, Rotation, Subtitle, Video
from functions.media.frame_rate import Declared, Spacing
from functions.media.unstamped import NO_TIME

Document = dict[str, Any]

NOT_SAID = {None, "unknown", "unspecified", "reserved", "N/A"}
# The field that ffmpeg names first is the earlier one. Its documentation takes the second letter for that, but QuickTime
# (9 is "spatial first line early"), Matroska and ffmpeg's own encoders mean the first; of the demuxers only MXF's goes by it.
FIELD_ORDERS: dict[str, FieldOrder] = {
    "progressive": "progressive", "tt": "tff", "tb": "tff", "bb": "bff", "bt": "bff",
}  # fmt: skip
MXF_FIELD_ORDERS: dict[str, FieldOrder] = {**FIELD_ORDERS, "tb": "bff", "bt": "tff"}
# Codecs that cannot code fields, or of which interlaced files are not made.
PROGRESSIVE_ONLY = {
    "vp8",
    "vp9",
    "av1",
    "theora",
    "hevc",
    "vvc",
    "h263",
    "flv1",
    "vp6",
    "vp6f",
    "svq1",
    "svq3",
    "cinepak",
    "hap",
}
TIMECODE = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)([:;.,])(\d{2})")
DROP_RATES = {n * standard_rate.NTSC for n in (30, 60, 120)}  # SMPTE ST 12-1 counts these by leaving out numbers
ATTACHMENTS_NAMED = 3  # one by one
ALPHA = re.compile(r"yuva\d|ayuv|vuya|rgba|bgra|argb|abgr|gbrap|ya\d|ya16")
PALETTES = {"png", "apng", "gif", "tiff", "webp"}  # codecs whose colours of a palette may be transparent
CHAPTERS, TEXT_LENGTH, LANGUAGE_LENGTH = (
    255,
    200,
    60,
)  # chapters that are read; characters of a title, and of a language
UNTOLD_ALPHA = frozenset({"rawvideo", "bmp", "msrle"})  # in AVI: 32 bits a pixel, of which programs show 24
WIDEST_PIXEL = Fraction(100)  # aspects beyond are mistakes of who wrote them, and taken as square
SHOWN = ("default", "forced", "hearing_impaired")  # how subtitles are, as Subtitle has it
REEL_KEYS = ("reel_name", "com.apple.proapps.reel")


def parse(
    document: Document,
    family: Family,
    *,
    header: Document | None = None,
    ticks: Sequence[int] | None = None,
    rate: Fraction | None = None,
) -> Media:
    """Read the full document into Media.

    ``header`` is the document that ffprobe gave without looking into the streams, ``ticks`` the presentation times of
    the video's frames where they are known better than by the document's packets, ``rate`` that of a raw stream.

    Raises NoVideoStream, UnreadableContainer when a stream lacks its parameters, and CodecNotAllowed.
    """
    found = videos(document)
    if not streams(document):
        raise UnreadableContainer("Its index lists nothing.")
    if not found:
        raise NoVideoStream
    shape = document.get("format", {})
    marks = document.get("chapters", [])
    beyond = [f"{len(marks) - CHAPTERS} chapters after the first {CHAPTERS}"] if len(marks) > CHAPTERS else []
    ticks = stamps(document, int(found[0]["index"])) if ticks is None else ticks
    if family is MATROSKA:
        ticks = [tick for tick in ticks if tick >= 0]  # others are no times of the file; see _placed
    video = _video(found[0], ticks, family, header or {}, rate)
    video = _placed(video, document, ticks) if family is MATROSKA else video
    audio = [s for s in streams(document) if s.get("codec_type") == "audio"]
    heard = [s for s in audio if _hearable(s)]
    texts = [
        s for s in streams(document) if s.get("codec_type") == "subtitle" and s.get("codec_name") in subtitles.CODECS
    ]
    kept = {video.index, *(int(s["index"]) for s in (*heard, *texts))}
    left = [s for s in streams(document) if int(s["index"]) not in kept and not (marks and _names_chapters(s, family))]
    start = number(shape.get("start_time")) or 0.0
    said, others = tags.read({str(key).lower(): str(value) for key, value in shape.get("tags", {}).items()})
    begin = min(start, video.start) if video.early else start
    return Media(
        container=family.name,
        duration=number(shape.get("duration")) or video.duration or 0.0,
        start=begin,
        shift=start - begin,
        bit_rate=int(shape["bit_rate"]) if str(shape.get("bit_rate", "")).isdigit() else None,
        video=video,
        audio=tuple(_audio(stream) for stream in heard),
        timecode=_timecode(document, found[0], video.fps),
        reel_name=_reel_name(document),
        tags=said,
        other_tags=others,
        subtitles=tuple(_subtitle(stream) for stream in texts),
        chapters=tuple(_chapter(mark) for mark in marks[:CHAPTERS]),
        dropped_streams=(*_dropped(left), *beyond),
    )


def stamps(document: Document, index: int) -> list[int]:
    """Give the presentation times of a stream's first frames, ascending, without gaps left by what was not read yet.

    Packets come in decoding order: up to the last decoding time, no further frame can come between. Left out are packets
    that an edit list hides, and those before the first keyframe, which a recording that begins in the middle cannot show.
    """
    packets = [p for p in document.get("packets", []) if p.get("stream_index") == index and ("pts" in p or "dts" in p)]
    pts, dts = ([int(p.get(name, NO_TIME)) for p in packets] for name in ("pts", "dts"))
    times = unstamped.filled(pts, dts) or [d if p == NO_TIME else p for p, d in zip(pts, dts, strict=True)]
    flags = [str(p.get("flags", "")) for p in packets]
    first = next((time for time, flag in zip(times, flags, strict=True) if "K" in flag), min(times, default=0))
    last = next((int(p["dts"]) for p in reversed(packets) if "dts" in p), max(times, default=0))
    return sorted({t for t, flag in zip(times, flags, strict=True) if first <= t <= last and "D" not in flag})


def _placed(video: Video, document: Document, ticks: Sequence[int]) -> Video:
    """Tell of a Matroska film when its pictures before time 0 are shown: ffmpeg forgets that, and guesses.

    Only where all others are evenly spaced, so that these are, too.
    """
    packets = [p for p in document.get("packets", []) if p.get("stream_index") == video.index]
    untold = sum(int(packet.get("pts", -1)) < 0 for packet in packets)
    if not untold or "K" not in str(packets[0].get("flags")):
        return video
    if int(packets[0].get("pts", -1)) >= 0 or video.variable_rate or video.interlaced or len(ticks) < frame_rate.FEWEST:
        return video
    start = ticks[0] * Fraction(video.time_base) - untold / video.fps
    return video.model_copy(update={"early": untold, "start": float(start)})


# ---------------------------------------------------------------- streams


def streams(document: Document) -> list[Document]:
    """Give all streams."""
    return cast("list[Document]", document.get("streams", []))


def videos(document: Document) -> list[Document]:
    """Give the video streams that are not cover pictures or thumbnails, as ffmpeg's specifier ``V`` counts them."""
    return [s for s in streams(document) if s.get("codec_type") == "video" and not is_cover(s)]


def is_cover(stream: Document) -> bool:
    """Whether a stream is a cover picture or a thumbnail, or several of them."""
    return any(stream.get("disposition", {}).get(name) for name in ("attached_pic", "timed_thumbnails"))


def _video(
    stream: Document, ticks: Sequence[int], family: Family, header: Document, raw: Fraction | None = None
) -> Video:
    codec, pixel_format = stream.get("codec_name"), stream.get("pix_fmt")
    if codec in NOT_SAID:
        raise CodecNotAllowed(
            f"Its picture is in a codec that is not known ({stream.get('codec_tag_string', 'no tag')})."
        )
    if not stream.get("width") or not stream.get("height") or pixel_format in NOT_SAID:
        raise UnreadableContainer(f"Its {codec} stream has no picture that can be read.")
    index, order = int(stream["index"]), _field_order(stream, family)
    time_base = rational(stream.get("time_base")) or Fraction(1, 1000)
    average = rational(stream.get("avg_frame_rate"))
    counted = int(stream.get("nb_frames", 0)) or None
    base = rational(stream.get("r_frame_rate"))
    declared = Declared(base, average, counted, guessed=family is GIF, summed=family is APNG)
    pace = frame_rate.find(ticks, time_base, declared, interlaced=order in {"tff", "bff"})
    pace = Spacing(raw, variable=False) if raw else pace
    start = number(stream.get("start_time")) or 0.0
    duration = _duration(stream, start)
    return Video(
        index=index,
        codec=str(codec),
        profile=stream.get("profile") if stream.get("profile") not in NOT_SAID else None,
        width=int(stream["width"]),
        height=int(stream["height"]),
        sar=_sar(stream),
        rotation=_rotation(stream),
        rate=f"{pace.rate.numerator}/{pace.rate.denominator}",
        variable_rate=pace.variable,
        field_order=order,
        pixel_format=str(pixel_format),
        alpha=has_alpha(str(pixel_format))
        and (pixel_format != "pal8" or codec in PALETTES)
        and not (family is AVI and codec in UNTOLD_ALPHA),
        alpha_beside=str(stream.get("tags", {}).get("alpha_mode")) == "1",
        bit_depth=_bit_depth(stream),
        colour=_colour(stream),
        frames=_frames(family, index, counted, duration, average, header),
        start=start,
        duration=duration,
        held_back=int(stream.get("has_b_frames", 0)),
        time_base=f"{time_base.numerator}/{time_base.denominator}",
        language=_language(stream),
        title=_title(stream),
    )


def has_alpha(pixel_format: str) -> bool:
    """Whether pixels of that format may have an alpha channel; the colours of a palette have one in some codecs."""
    return pixel_format == "pal8" or bool(ALPHA.match(pixel_format))


def _audio(stream: Document) -> Audio:
    start = number(stream.get("start_time")) or 0.0
    return Audio(
        index=int(stream["index"]),
        codec=str(stream["codec_name"]),
        profile=stream.get("profile") if stream.get("profile") not in NOT_SAID else None,
        channels=int(stream["channels"]),
        layout=stream.get("channel_layout") if stream.get("channel_layout") not in NOT_SAID else None,
        sample_rate=int(stream["sample_rate"]),
        start=start,
        duration=_duration(stream, start),
        language=_language(stream),
        title=_title(stream),
    )


def _subtitle(stream: Document) -> Subtitle:
    shown = {name: bool(stream.get("disposition", {}).get(name)) for name in SHOWN}
    said = {"language": _language(stream), "title": _title(stream)}
    return Subtitle(index=int(stream["index"]), codec=str(stream["codec_name"]), **said, **shown)


def _language(stream: Document) -> str | None:
    said = str(stream.get("tags", {}).get("language", "und"))
    return said[:LANGUAGE_LENGTH] if said != "und" else None


def _title(stream: Document) -> str | None:
    said = stream.get("tags", {})
    return _text(carried.named(said.get("title") or said.get("name"), said.get("handler_name")))


def _chapter(mark: Document) -> Chapter:
    start, end = (number(mark.get(name)) for name in ("start_time", "end_time"))
    return Chapter(start=start or 0.0, end=end, title=_text(mark.get("tags", {}).get("title")))


def _text(said: str | None) -> str | None:
    return said[:TEXT_LENGTH] or None if said else None


def _names_chapters(stream: Document, family: Family) -> bool:
    """Whether a track of a mov or mp4 is the one that has the titles of its chapters."""
    return family.name == "mov" and stream.get("codec_type") == "data" and stream.get("codec_tag_string") == "text"


def _hearable(stream: Document) -> bool:
    """Whether an audio stream can be decoded. Phones add tracks in formats of their own beside the common one.

    Raises CodecNotAllowed for a codec that ffmpeg knows and that is not taken: its sound must not be lost unsaid.
    """
    codec = stream.get("codec_name")
    if codec in NOT_SAID or not int(stream.get("channels", 0)) or not int(stream.get("sample_rate", 0)):
        return False
    if codec not in AUDIO_DECODERS.split(","):
        raise CodecNotAllowed(f"Its sound is {codec}.")
    return True


def _dropped(left: list[Document]) -> tuple[str, ...]:
    """Name the streams that are not carried; many attachments, such as fonts, in one."""
    fonts = [stream for stream in left if stream.get("codec_type") == "attachment"]
    if len(fonts) <= ATTACHMENTS_NAMED:
        return tuple(named(stream) for stream in left)
    numbers = f"{len(fonts)} attachments #{fonts[0]['index']} to #{fonts[-1]['index']}"
    return (*(named(stream) for stream in left if stream not in fonts), numbers)


def named(stream: Document) -> str:
    """Name a stream that is not carried: what it is, its number, and its codec or tag."""
    cover = stream.get("disposition", {}).get("attached_pic")
    codec = stream.get("codec_name")
    tag = stream.get("codec_tag_string", "") if codec in NOT_SAID else codec
    kind = "cover picture" if cover else stream.get("codec_type", "data")
    spoken = language.code(stream.get("tags", {}).get("language")) if kind == "subtitle" else None
    more = ", ".join(filter(None, (tag if tag and tag[0] != "[" else "", spoken)))
    return f"{kind} #{stream['index']}" + (f" ({more})" if more else "")


# ---------------------------------------------------------------- single facts


def number(value: object) -> float | None:
    """Read a number; None for ``N/A`` and the infinite."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def rational(value: object) -> Fraction | None:
    """Read ``30000/1001``; None for ``0/0``."""
    found = re.fullmatch(r"(\d+)/(\d+)", str(value))
    if found is None or not int(found[1]) or not int(found[2]):
        return None
    return Fraction(int(found[1]), int(found[2]))


def _duration(stream: Document, start: float) -> float | None:
    """Give a stream's duration; Matroska keeps the time of its end in a tag instead (HH:MM:SS.fraction)."""
    if (said := number(stream.get("duration"))) is not None:
        return said
    end = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", str(stream.get("tags", {}).get("DURATION", "")))
    return max(0.0, int(end[1]) * 3600 + int(end[2]) * 60 + float(end[3]) - start) if end else None


def _frames(
    family: Family, index: int, counted: int | None, duration: float | None, average: Fraction | None, header: Document
) -> int | None:
    """Give the number of frames that the index lists and that are shown.

    QuickTime and MP4 list every sample, also those that an edit list hides, which the duration tells. MXF states its
    duration in frames; only the header's own counts, not ffmpeg's estimate. AVI counts empty chunks, Matroska's tags may
    be stale, and the others count nothing: None.
    """
    if duration is None or average is None:
        return None
    if family is MXF:
        stated = [number(s.get("duration")) for s in streams(header) if s.get("index") == index]
        return round(stated[0] * average) if stated and stated[0] else None
    if family.name == "mov" and counted and abs(counted - duration * average) < 1:
        return counted
    return None


def _field_order(stream: Document, family: Family) -> FieldOrder:
    said = (MXF_FIELD_ORDERS if family is MXF else FIELD_ORDERS).get(str(stream.get("field_order")))
    return said or ("progressive" if stream.get("codec_name") in PROGRESSIVE_ONLY else "unknown")


def _sar(stream: Document) -> str:
    ratio = rational(str(stream.get("sample_aspect_ratio", "")).replace(":", "/"))
    said = ratio is not None and 1 / WIDEST_PIXEL <= ratio <= WIDEST_PIXEL
    return f"{ratio.numerator}:{ratio.denominator}" if ratio and said else "1:1"


def _rotation(stream: Document) -> Rotation:
    """Give the clockwise turn. A display matrix counts counter-clockwise; the old tag is heeded only without one."""
    turns = [-turn for d in stream.get("side_data_list", []) if (turn := number(d.get("rotation"))) is not None]
    tag = number(stream.get("tags", {}).get("rotate"))
    turn = turns[0] if turns else tag or 0.0
    return cast("Rotation", round(turn / 90) * 90 % 360)


def _colour(stream: Document) -> Colour:
    def said(name: str) -> str | None:
        return None if stream.get(name) in NOT_SAID else str(stream[name])

    reach = said("color_range")
    return Colour(
        primaries=said("color_primaries"),
        transfer=said("color_transfer"),
        matrix=said("color_space"),
        range=cast("Literal['tv', 'pc']", reach) if reach in {"tv", "pc"} else None,
    )


def _bit_depth(stream: Document) -> int:
    """Give bits per component, from the name of the pixel format: yuv420p10le has 10, rgb48le has 48 in three."""
    name = re.sub(r"(le|be)$", "", str(stream.get("pix_fmt")))
    if packed := re.fullmatch(r"(?:rgb|bgr|rgba|bgra|argb|abgr)(48|64)", name):
        return int(packed[1]) // (3 if packed[1] == "48" else 4)
    planes = re.search(r"(?:p|p0|p2|p4|gray|ya|xyz|x2rgb|x2bgr|y2|nv|xv|v)(9|10|12|14|16|30|36)$", name)
    return {30: 10, 36: 12}.get(int(planes[1]), int(planes[1])) if planes and name not in {"nv12", "nv16"} else 8


def _tags(document: Document) -> Iterator[dict[str, str]]:
    """All tags, those of the first video first, then of the other streams, then of the file; keys in lower case."""
    ordered = sorted(streams(document), key=lambda s: s.get("codec_type") != "video")
    for part in (*ordered, document.get("format", {})):
        yield {str(key).lower(): str(value) for key, value in part.get("tags", {}).items()}


def _timecode(document: Document, video: Document, rate: Fraction) -> str | None:
    """Give the start timecode, from the video, its timecode track or the file; None if what they say is none.

    A drop-frame mark (``;``, or ``.`` and ``,`` on old equipment) counts only at rates that have drop frame.
    """
    for said in ({str(k).lower(): str(v) for k, v in video.get("tags", {}).items()}, *_tags(document)):
        if found := TIMECODE.fullmatch(said.get("timecode", "")):
            hours, minutes, seconds, mark, frames = found.groups()
            if int(frames) < rate:
                sign = ":" if mark == ":" or rate not in DROP_RATES else ";"
                return f"{hours}:{minutes}:{seconds}{sign}{frames}"
    return None


def _reel_name(document: Document) -> str | None:
    return next((said[key] for said in _tags(document) for key in REEL_KEYS if said.get(key)), None)
