"""Media made up for tests of what is pure: a plain film, and the same with some facts changed."""

from typing import Any

from functions.media.facts import Audio, Colour, Media, Video
from functions.segments.cuts import Cut

PQ = Colour(primaries="bt2020", transfer="smpte2084", matrix="bt2020nc", range="tv")
HD = Colour(primaries="bt709", transfer="bt709", matrix="bt709", range="tv")
STEREO = Audio(index=1, codec="aac", channels=2, layout="stereo", sample_rate=48000, duration=2.0)


def film(*, audio: tuple[Audio, ...] = (STEREO,), container: str = "mov", **changes: Any) -> Media:
    """Give two seconds of 1080p25 in H.264 with stereo; ``changes`` are fields of the video, or of the media."""
    video: dict[str, Any] = {
        "index": 0,
        "codec": "h264",
        "width": 1920,
        "height": 1080,
        "rate": "25/1",
        "pixel_format": "yuv420p",
        "colour": HD,
        "frames": 50,
        "duration": 2.0,
        "time_base": "1/12800",
    }
    facts: dict[str, Any] = {"container": container, "duration": 2.0, "audio": audio}
    for name, value in changes.items():
        (video if name in Video.model_fields else facts)[name] = value
    return Media(video=Video(**video), **facts)


def track(index: int = 1, **changes: Any) -> Audio:
    """Give an audio stream like STEREO with some facts changed."""
    return STEREO.model_copy(update={"index": index, **changes})


def ready(index: int = 1, **changes: Any) -> Audio:
    """Give an audio stream that a web proxy takes as it is, with some facts changed."""
    return track(index, **{"profile": "LC", "bit_rate": 128_000, "seams": "none", **changes})


def cut(number: int, seconds: float, scale: int = 12_800) -> Cut:
    """Give a segment that begins there in a film that counts in so many ticks a second."""
    at = int(seconds * scale)
    return Cut(number=number, first=0, frames=25, lead=0, seek=None, stamp=at, time=at, shown=at, last=at)
