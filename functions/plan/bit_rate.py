"""How many bits a second the picture of a web proxy may have: no more than its source leaves it. Pure.

A constant rate factor knows nothing of the source: of a film that was compressed harder it makes a larger file, which shows
nothing more. So the encoder's buffer model is told a ceiling by which the whole proxy is not larger than its source.
"""

from collections.abc import Sequence
from typing import Protocol

from functions.media.container import MATROSKA
from functions.media.facts import Media
from functions.plan.profile import Profile

BUFFER_SECONDS = 2  # length of the encoder's buffer; what it holds at first comes on top of the rate
FULL_AT_FIRST = 0.9  # share of the buffer (x264's vbv-init)
SHORTEST_SECONDS = 20.0  # a film may be cut into segments of this length, each of which begins with a full buffer
CONTAINER_SHARE = 0.02  # of a proxy's bytes, at most, that are index and headers
LEAST_BITS_A_PIXEL = 0.005  # below it H.264 shows nothing but blocks
UNSURE_BITS_A_PIXEL = 0.02  # the same where the sound may be longer than the picture, whose own length is not stated
PLENTY_BITS_A_PIXEL = 0.3  # a source that leaves so much is no bound, and would only raise the stated level
_KILO = 1000


class Size(Protocol):
    """What is needed of a picture's plan."""

    @property
    def width(self) -> int:
        """Pixels."""

    @property
    def height(self) -> int:
        """Pixels."""


class Sound(Protocol):
    """What is needed of an audio track's plan."""

    @property
    def channels(self) -> int:
        """How many the track has in the proxy."""

    @property
    def copied(self) -> bool:
        """Whether the source's packets are taken as they are."""


def ceiling(media: Media, profile: Profile, size: Size, tracks: Sequence[Sound]) -> int | None:
    """Give the most bits a second for the encoder's buffer model; None where nothing bounds the picture."""
    late = max(0.0, media.start) if media.container == MATROSKA.name else 0.0  # whose length counts from time 0
    shown = media.video.duration or (media.duration - late if _is_all(media) else 0.0)
    if not profile.video.bounded or not media.bit_rate or not media.duration or shown <= 0:
        return None
    sound = sum(
        ((theirs.bit_rate or 0) if track.copied else (profile.audio.bit_rate or 0) * track.channels)
        * (media.duration if theirs.duration is None else theirs.duration)
        for theirs, track in zip(media.audio, tracks, strict=True)
    )
    left = (media.bit_rate * media.duration * (1 - CONTAINER_SHARE) - sound) / shown
    length = min(shown, SHORTEST_SECONDS)
    bits = left * length / (length + BUFFER_SECONDS * FULL_AT_FIRST)
    pixels = size.width * size.height * float(media.video.fps)
    if bits >= PLENTY_BITS_A_PIXEL * pixels:
        return None
    least = LEAST_BITS_A_PIXEL if media.video.duration or not media.audio else UNSURE_BITS_A_PIXEL
    return round(max(bits, least * pixels, _KILO))


def _is_all(media: Media) -> bool:
    """Whether nothing else can make the film longer than its picture, where only the whole film's length is stated."""
    return not media.subtitles and not media.dropped_streams


def why_larger(media: Media | None, profile: Profile, source_size: int, proxy_size: int) -> str:
    """Say why a proxy is larger than its source; nothing where it is not."""
    if proxy_size <= source_size:
        return ""
    if profile.video.bounded:
        rate = (
            f"The source has only {round(media.bit_rate / _KILO)} kbit/s"
            if media and media.bit_rate
            else "Its rate is low"
        )
        return f"{rate}; with less than this, picture and sound would not keep their quality."
    if profile.video.gop_seconds is None:
        return f"{profile.title} codes every frame by itself, so that editors can go to each at once."
    sound = " and keeps its sound uncompressed" if profile.audio.codec.startswith("pcm") else ""
    return f"{profile.title} has a keyframe each {profile.video.gop_seconds:g} s{sound}, for editing."
