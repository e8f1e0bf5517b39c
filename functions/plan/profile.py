"""Profiles: presets as data, and what a job may change of them.

A profile is a YAML file in profiles/, named by its file. It says what a proxy is for by saying what happens to each
property of a source; plan.py carries that out. A job pins the whole profile it was made with, so editing a preset never
changes a job that is already there.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from functions.common.errors import InvalidOptions, InvalidProfile, ProfileNotFound
from functions.common.priority import Priority
from functions.plan import encoders

Resolution = Literal["source", "2160p", "1440p", "1080p", "720p", "540p", "480p", "360p"]
Quality = Literal["low", "medium", "high"]
_FOLDER = Path(__file__).with_name("profiles")


class Options(BaseModel):
    """What one job may ask of its profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resolution: Resolution | None = Field(
        None, description="Longest allowed short side of the picture; never scaled up."
    )
    quality: Quality | None = Field(None, description="Size against fidelity, for profiles whose codec can choose.")
    programme: int | None = Field(
        None,
        ge=1,
        le=65_535,
        description="Number of the programme to take of a transport stream; null: the first with a picture.",
    )
    background: str | None = Field(
        None,
        pattern=r"^#[0-9A-Fa-f]{6}$",
        description="Colour, as #rrggbb, that shows where a source with an alpha channel does not cover it; null: black. Not "
        "for a profile that keeps the channel.",
    )
    rate: str | None = Field(
        None,
        pattern=r"^[1-9][0-9]{0,5}(/[1-9][0-9]{0,5}|\.[0-9]{1,3})?$",
        description="Frames a second of a raw stream that does not state them, such as 25, 29.97 or 30000/1001. Files whose "
        "pictures have times keep these, whatever is said here.",
    )
    accept_damage: bool = Field(
        False,
        description="Take what can be read of a damaged film: where not all can, the job ends `partial` instead of failed, and "
        "its certificate names the ranges that are missing.",
    )
    priority: Priority | None = Field(
        None, description="How soon it is taken among those that wait; null: by the folder of its source, else normal."
    )


class Preset(BaseModel):
    """A frozen part of a profile; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VideoCodec(Preset):
    """How the picture is coded."""

    encoder: str = Field(description="ffmpeg's encoder, one of encoders.py.")
    codec: str = Field(description="The codec as ffprobe names it.")
    profile: str = Field(description="The codec's own profile, as ffmpeg's encoder takes it.")
    pixel_format: Literal["yuv420p", "yuv422p", "yuv422p10le", "yuva444p10le"] = Field(
        description="What the encoder is given. One with an alpha channel keeps that of a source that has one."
    )
    decoded_format: str | None = Field(
        None, description="What the decoder gives of it; null: the same. Both are written as with an alpha channel."
    )
    preset: str | None = Field(None, description="x264's speed against size.")
    crf: dict[Quality, int] = Field(
        {}, description="x264's constant rate factor by quality; empty: the codec fixes its quality."
    )
    bounded: bool = Field(False, description="The proxy has at most the source's bits per second.")
    gop_seconds: float | None = Field(
        None, gt=0, description="Longest distance of two keyframes, seconds; null: every frame is one."
    )
    b_frames: int = Field(0, ge=0, le=4, description="Most B frames in a row.")
    matrices: tuple[str, ...] = Field(
        (), description="Colour matrices the codec can tell; others are converted to the first. Empty: all."
    )
    tells_fields: bool = Field(True, description="The codec, in this container, tells which field comes first.")
    min_width: int = Field(2, description="Narrowest picture the encoder takes, pixels.")
    min_height: int = Field(2, description="Lowest picture the encoder takes, pixels.")

    @model_validator(mode="after")
    def _encoder_makes_codec(self) -> Self:
        known = encoders.PICTURE.get(self.encoder)
        if known is None:
            raise ValueError(f"encoder must be one of {', '.join(encoders.PICTURE)}")
        if known.codec != self.codec:
            raise ValueError(f"{self.encoder} makes {known.codec}, not {self.codec}")
        return self

    @property
    def keeps_alpha(self) -> bool:
        """Whether the codec has room for an alpha channel."""
        return self.pixel_format.startswith("yuva")


class PicturePolicy(Preset):
    """What happens to the properties of the source's picture."""

    rotation: Literal["upright", "keep"] = Field(
        description="Turn the pixels upright, or keep pixels and rotation tag as they are."
    )
    aspect: Literal["square", "keep"] = Field(description="Resample to square pixels, or keep the sample aspect ratio.")
    scaling: Literal["fit", "divide"] = Field(
        description="Scale to the resolution, or by a whole divisor so that editors can relink."
    )
    interlaced: Literal["deinterlace", "keep"] = Field(
        description="One progressive frame for each interlaced one, or fields as they are."
    )
    variable_rate: Literal["keep", "constant"] = Field(
        description="Keep every frame's time, or repeat and drop frames at the nominal rate."
    )
    hdr: Literal["tone_map", "keep"] = Field(description="Map PQ and HLG to BT.709, or keep values and tags.")


class AudioPolicy(Preset):
    """What happens to the sound. Every track is kept, in order."""

    codec: str = Field(description="ffmpeg's encoder, one of encoders.py.")
    bit_rate: int | None = Field(None, gt=0, description="Bits per second and channel.")
    copy_up_to: int | None = Field(
        None,
        description="Sound of the source that is in this codec already, with up to so many bits per second and channel, is "
        "taken as it is where nothing about it has to change; null: all sound is encoded.",
    )
    layouts: tuple[str, ...] = Field(
        (), description="Channel layouts that are kept; others are mixed to stereo. Empty: all channels, one to one."
    )
    sample_rates: tuple[int, ...] = Field(
        (), description="Sample rates that are kept, Hz; others become 48000. Empty: all."
    )

    @model_validator(mode="after")
    def _only_what_is_compressed_is_copied(self) -> Self:
        known = encoders.SOUND.get(self.codec)
        if known is None:
            raise ValueError(f"codec must be one of {', '.join(encoders.SOUND)}")
        if self.copy_up_to is not None and (not known.compresses or self.copy_up_to < (self.bit_rate or 0)):
            raise ValueError("copy_up_to is for sound that is compressed, and not less than bit_rate")
        return self


class Profile(Preset):
    """What a proxy is made like; ``resolution`` and ``quality`` are the preset's own until ``choose`` applies others."""

    name: str
    title: str = Field(description="Name for people.")
    description: str = Field(description="What it makes, and what for.")
    container: Literal["mp4", "mov"]
    resolution: Resolution = Field(description="Longest allowed short side of the picture.")
    quality: Quality | None = Field(None, description="None where the codec fixes its quality.")
    background: str = Field("#000000", description="Colour behind what is transparent, where the codec has no alpha.")
    video: VideoCodec
    picture: PicturePolicy
    audio: AudioPolicy

    @model_validator(mode="after")
    def _quality_can_be_chosen(self) -> Self:
        if bool(self.video.crf) != bool(self.quality) or (self.quality and self.quality not in self.video.crf):
            raise ValueError("quality must be one of video.crf, and null where there is none")
        return self

    @property
    def extension(self) -> str:
        """The proxy's file name extension, with its dot."""
        return f".{self.container}"

    @property
    def content_type(self) -> str:
        """The proxy's media type."""
        return {"mp4": "video/mp4", "mov": "video/quicktime"}[self.container]

    @property
    def short_side(self) -> int | None:
        """Longest allowed short side of the picture, pixels; None for the source's own."""
        return None if self.resolution == "source" else int(self.resolution.removesuffix("p"))

    @property
    def qualities(self) -> tuple[Quality, ...]:
        """The qualities a job may choose from; none where the codec fixes its quality."""
        return tuple(self.video.crf)


@cache
def names() -> tuple[str, ...]:
    """List the profiles there are, by name."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


@cache
def load(name: str) -> Profile:
    """Read a profile. Raises ProfileNotFound, or InvalidProfile naming what is wrong in its file."""
    import yaml

    if name not in names():
        raise ProfileNotFound(f"{name!r} is none of {', '.join(names())}.")
    try:
        body: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        return Profile.model_validate({**body, "name": name})
    except (yaml.YAMLError, TypeError) as unreadable:
        raise InvalidProfile(f"{name}.yaml: {unreadable}") from unreadable
    except ValidationError as wrong:
        fields = {".".join(map(str, e["loc"])): e["msg"] for e in wrong.errors()}
        raise InvalidProfile(
            f"{name}.yaml: {'; '.join(f'{k}: {v}' for k, v in fields.items())}", fields=fields
        ) from wrong


def choose(
    name: str | None,
    options: Options,
    *,
    default_profile: str,
    default_resolution: Resolution | None = None,
    default_quality: Quality | None = None,
) -> Profile:
    """Give the profile as a job will use it: the named one, or the settings' default, with the job's options applied.

    The settings' resolution and quality shape only a job that names no profile, and a quality only where that profile can
    choose one. Raises ProfileNotFound, or InvalidOptions naming the option that the profile cannot take.
    """
    profile = load(name or default_profile)
    if options.quality and options.quality not in profile.qualities:
        takes = f"one of {', '.join(profile.qualities)}" if profile.qualities else "none: its codec fixes it"
        raise InvalidOptions(fields={"quality": f"profile {profile.name} takes {takes}"})
    if options.background and profile.video.keeps_alpha:
        raise InvalidOptions(fields={"background": f"profile {profile.name} keeps the alpha channel"})
    settled: dict[str, Any] = {"resolution": options.resolution, "quality": options.quality}
    settled["background"] = options.background and options.background.lower()
    if name is None:
        settled["resolution"] = settled["resolution"] or default_resolution
        settled["quality"] = settled["quality"] or (default_quality if default_quality in profile.qualities else None)
    return profile.model_copy(update={field: value for field, value in settled.items() if value})


def digest(profile: Profile) -> str:
    """Name a profile by what it does: sha256 of its JSON with sorted keys and no spaces, first 16 hex digits."""
    canonical = json.dumps(profile.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:16]
