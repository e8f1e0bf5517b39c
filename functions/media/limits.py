"""What is taken and what is refused, from a file's own claims before it is decoded and from its facts afterwards. Pure."""

from dataclasses import dataclass

from functions.common.errors import (
    CodecNotAllowed,
    EncryptedMedia,
    FrameTooLarge,
    RateOutOfRange,
    TooLong,
    TooManyStreams,
)
from functions.media import ffprobe, frame_rate
from functions.media.codecs import MAX_LISTED, MAX_PIXELS, MAX_STREAMS, VIDEO_DECODERS
from functions.media.facts import Media
from functions.media.ffprobe import Document

MAX_SIDE = 16_384  # pixels
ENCRYPTED_TAGS = {"encv", "enca", "drmi", "drms"}  # sample entries of ISO/IEC 23001-7 and of FairPlay
ENCRYPTED_DATA = {"Encryption info", "Encryption initialization data"}


@dataclass(frozen=True)
class Limits:
    """What is taken: the longest video in seconds, the fastest in frames a second."""

    max_duration_seconds: float = 6 * 3600
    max_rate: float = 480


def refuse(document: Document, limits: Limits) -> None:
    """Raise what forbids decoding this file at all, from what its header says, before anything is decoded.

    TooManyStreams, EncryptedMedia, FrameTooLarge, TooLong, RateOutOfRange, CodecNotAllowed. What a header does not say
    is let pass: the same is asked again of the full document.
    """
    streams = ffprobe.streams(document)
    _refuse_many(streams)
    if any(_encrypted(stream) for stream in streams) or any(
        _encrypted(packet) for packet in document.get("packets", [])
    ):
        raise EncryptedMedia
    for stream in streams:
        width, height = int(stream.get("width", 0)), int(stream.get("height", 0))
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise FrameTooLarge(f"It is {width} x {height}.")
    duration = claimed_duration(document)
    if duration > limits.max_duration_seconds:
        raise TooLong(f"It says it lasts {duration:.0f} s; {limits.max_duration_seconds:.0f} s are allowed.")
    for stream in ffprobe.videos(document)[:1]:
        average, codec = ffprobe.rational(stream.get("avg_frame_rate")), stream.get("codec_name")
        if average and average > limits.max_rate and int(stream.get("nb_frames", 0)) > frame_rate.FEWEST:
            raise RateOutOfRange(f"It has {float(average):.0f} frames a second.")
        if codec not in ffprobe.NOT_SAID and codec not in VIDEO_DECODERS.split(","):
            raise CodecNotAllowed(f"Its picture is {codec}.")


def _refuse_many(streams: list[Document]) -> None:
    """Raise TooManyStreams for more than can be decoded, and where some may not have been listed.

    Attachments come last in Matroska, where alone they are, so when they fill up the list, all else is on it.
    """
    decoded = [s for s in streams if s.get("codec_type") in {"video", "audio"} and not ffprobe.is_cover(s)]
    if len(decoded) > MAX_STREAMS:
        raise TooManyStreams(f"It has {len(decoded)} of picture and sound.")
    if len(streams) >= MAX_LISTED and streams[-1].get("codec_type") != "attachment":
        raise TooManyStreams(f"It has {MAX_LISTED} or more, with subtitles, pictures and data.")


def claimed_duration(document: Document) -> float:
    """Give the longest duration that the container or one of its streams claims, seconds; 0 where none does."""
    parts = (*ffprobe.streams(document), document.get("format", {}))
    return max(ffprobe.number(part.get("duration")) or 0.0 for part in parts)


def refuse_media(media: Media, limits: Limits) -> None:
    """Raise TooLong or RateOutOfRange for what only looking into the streams has shown."""
    if media.duration > limits.max_duration_seconds:
        raise TooLong(f"It lasts {media.duration:.0f} s; {limits.max_duration_seconds:.0f} s are allowed.")
    if not 0 < media.video.fps <= limits.max_rate:
        raise RateOutOfRange(f"It has {float(media.video.fps):.0f} frames a second.")


def _encrypted(part: Document) -> bool:
    return part.get("codec_tag_string") in ENCRYPTED_TAGS or any(
        data.get("side_data_type") in ENCRYPTED_DATA for data in part.get("side_data_list", [])
    )
