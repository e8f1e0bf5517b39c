"""The films of a replay: what probing would find in them, and how much work they are by functions/plan/estimate.py."""

from array import array
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from functions.media.facts import Audio, Media, Video
from functions.plan import estimate, plan, profile
from functions.plan.plan import Plan
from functions.segments import cuts
from functions.segments.cuts import Cut, Index

Name = Literal["clip", "short", "programme", "film"]
SOUND = Audio(
    index=1, codec="aac", profile="LC", channels=2, layout="stereo", sample_rate=48_000, bit_rate=128_000, seams="none"
)
"""As cameras and telephones record it: proxies take it as it is."""

TICKS = 12_800  # a second; what ffmpeg gives mp4 at 25 frames a second
GROUP_SECONDS = 2  # from one keyframe of a source to the next


@dataclass(frozen=True)
class Kind:
    """Films of one kind: their part among arrivals, how long they are (seconds), and how they are coded."""

    name: Name
    share: float
    shortest: float
    longest: float
    rate: int
    bits: int  # a second
    width: int = 1920
    height: int = 1080
    copied: bool = True  # its sound is taken as it is


@dataclass(frozen=True)
class Film:
    """One film. ``hardness`` is what encoding it takes, over what costs.py estimates."""

    kind: Kind
    seconds: float
    hardness: float = 1.0

    @property
    def media(self) -> Media:
        """What probing finds."""
        return _media(self.kind, self.seconds)

    @property
    def size(self) -> int:
        """Bytes of the source."""
        return int(self.seconds * self.kind.bits / 8)


def planned(film: Film, name: str) -> Plan:
    """Plan the film by the profile of that name."""
    return _planned(film.kind, film.seconds, name)


def cut(film: Film, name: str, seconds: float) -> tuple[Cut, ...]:
    """Cut the film on its keyframes into segments of at least so many seconds, as planned by the profile of that name."""
    return _cut(film.kind, film.seconds, name, seconds)


def cpu_seconds(film: Film, made: Plan, frames: int | None = None) -> float:
    """Say what the picture of the film, or so many frames of it, takes: decoded, encoded, and decoded again."""
    some = made if frames is None else made.model_copy(update={"frames": frames})
    return estimate.of_picture(film.media, some).cpu_seconds * film.hardness


def proxy_bytes(film: Film, made: Plan) -> int:
    """Say how large its proxy is."""
    return int(estimate.of_picture(film.media, made).proxy_bytes)


@lru_cache(maxsize=4096)
def _media(kind: Kind, seconds: float) -> Media:
    frames = round(seconds * kind.rate)
    return Media(
        container="mov",
        duration=seconds,
        bit_rate=kind.bits,
        video=Video(
            index=0,
            codec="h264",
            width=kind.width,
            height=kind.height,
            rate=f"{kind.rate}/1",
            pixel_format="yuv420p",
            frames=frames,
            duration=seconds,
            time_base=f"1/{TICKS}",
        ),
        audio=(SOUND.model_copy(update={"duration": seconds, "seams": "none" if kind.copied else "gaps"}),),
    )


@lru_cache(maxsize=4096)
def _planned(kind: Kind, seconds: float, name: str) -> Plan:
    return plan.make(_media(kind, seconds), profile.load(name))


@lru_cache(maxsize=512)
def _cut(kind: Kind, length: float, name: str, seconds: float) -> tuple[Cut, ...]:
    frames, step = round(length * kind.rate), TICKS // kind.rate
    index = Index(
        Fraction(1, TICKS),
        array("q", range(0, frames * step, step)),
        array("q", range(0, frames, GROUP_SECONDS * kind.rate)),
    )
    return cuts.make(index, _planned(kind, length, name), seconds, 0.0)
