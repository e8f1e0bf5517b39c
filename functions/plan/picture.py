"""The picture of a plan: its size, shape and fields, and why they differ from the source's; colour.py has its colour. Pure."""

from fractions import Fraction
from math import ceil
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.common.errors import FrameShapeUnfit
from functions.media import carried, ffprobe, language
from functions.media.codecs import MAX_PIXELS
from functions.media.facts import Colour, FieldOrder, Rotation, Video
from functions.media.limits import MAX_SIDE
from functions.plan import colour
from functions.plan.profile import Profile

H264_LINES = 4  # of each field every second one has chroma, in 4:2:0


class Part(BaseModel):
    """A frozen part of a plan. ``notes`` say, by rule of the certificate, why a value differs from the source's."""

    model_config = ConfigDict(frozen=True)

    notes: dict[str, str] = {}


class PicturePlan(Part):
    """The picture that must come out."""

    width: int = Field(description="Coded width, pixels; even.")
    height: int = Field(description="Coded height, pixels; even.")
    sar: str = Field(description="Sample aspect ratio, num:den.")
    rotation: Rotation
    field_order: FieldOrder = Field(description="unknown: the codec has no place to tell it.")
    colour: Colour
    taken: Colour = Field(description="The source's colour, as it is read for converting; guesses filled in.")
    tone_map: bool
    fields: FieldOrder | None = Field(description="Order of the two fields that the coded frames are made of.")
    deinterlace: Literal["tff", "bff"] | None
    alpha: Literal["none", "kept", "over"] = Field(
        "none", description="What happens to the alpha channel: kept, or the picture is laid over the background."
    )
    language: str | None = Field(None, description="Three letters of ISO 639-2/T; null: none is said.")
    title: str | None = Field(None, description="In plain text; null: it has none.")


def plan(video: Video, profile: Profile) -> PicturePlan:
    """Decide what the picture must be like. Raises FrameShapeUnfit for one whose shape the profile's codec does not take."""
    policy, notes = profile.picture, dict[str, str]()
    width, height = _fitted(video, profile, notes) if policy.scaling == "fit" else _divided(video, profile, notes)
    upright, square = policy.rotation == "upright", policy.aspect == "square"
    if upright and video.rotation:
        notes["rotation"] = f"The picture was turned upright from {video.rotation} degrees."
    if square and video.sar != "1:1":
        notes["sar"] = f"Resampled to square pixels from {video.sar}."
    order, fields, deinterlace = _fields(video, profile, height, notes)
    alpha = _alpha(video, profile, notes)
    tone_map = policy.hdr == "tone_map" and video.colour.hdr
    taken = colour.taken(video, profile, tone_map=tone_map, over=alpha == "over")
    told = colour.BT709 if tone_map else colour.told(taken, video, profile, over=alpha == "over")
    notes |= colour.notes(video, taken, told, profile, tone_map=tone_map)
    return PicturePlan(
        notes=notes,
        width=width,
        height=height,
        sar="1:1" if square else video.sar,
        rotation=0 if upright else video.rotation,
        field_order=order,
        colour=told,
        taken=taken,
        tone_map=tone_map,
        fields=fields,
        deinterlace=deinterlace,
        alpha=alpha,
        language=_language(video, notes),
        title=_title(video, notes),
    )


def _language(video: Video, notes: dict[str, str]) -> str | None:
    spoken = language.read(video.language)
    if spoken.note:
        notes["picture_language"] = spoken.note
    return spoken.code


def _title(video: Video, notes: dict[str, str]) -> str | None:
    title = carried.title(video.title)
    if title != video.title:
        notes["picture_title"] = f"Titles are written in one line of at most {carried.TITLE_LENGTH} bytes."
    return title


# ---------------------------------------------------------------- size


def _fitted(video: Video, profile: Profile, notes: dict[str, str]) -> tuple[int, int]:
    """Scale the upright, square-pixel picture down until its short side fits; even, never larger than the source."""
    width, height = video.display_size
    short = min(width, height)
    factor = min(Fraction(1), Fraction(profile.short_side or short, short))
    size = _even(width * factor), _even(height * factor)
    if size != (width, height):
        why = f"at most {profile.resolution}" if factor < 1 else "sides must be even"
        notes["frame_size"] = f"The source is shown at {width}x{height}; {why}."
    return size


def _divided(video: Video, profile: Profile, notes: dict[str, str]) -> tuple[int, int]:
    """Divide the coded size by the smallest whole number that makes its short side fit, and both sides even if any does.

    A codec with a least size gets the smallest whole multiple of the source instead.
    """
    width, height, codec = video.width, video.height, profile.video
    short = min(width, height)
    least = ceil(Fraction(short, profile.short_side or short))
    exact = (n for n in range(least, 2 * least + 1) if width % (2 * n) == 0 and height % (2 * n) == 0)
    divisor = next(exact, least)
    size = _even(Fraction(width, divisor)), _even(Fraction(height, divisor))
    if size != (width, height):
        notes["frame_size"] = f"The source is {width}x{height}; divided by {divisor}, sides even."
    if size[0] < codec.min_width or size[1] < codec.min_height:
        times = max(ceil(Fraction(codec.min_width, width)), ceil(Fraction(codec.min_height, height)))
        size = _even(Fraction(width * times)), _even(Fraction(height * times))
        if size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE:
            raise FrameShapeUnfit(f"It is {width} x {height}, and would become {size[0]} x {size[1]}.")
        smallest = f"{codec.min_width}x{codec.min_height}"
        notes["frame_size"] = (
            f"The source is {width}x{height}; {codec.encoder} takes {smallest} and more: times {times}."
        )
    return size


def _even(length: Fraction) -> int:
    """Round down to an even number, at least 2."""
    return max(2, int(length) // 2 * 2)


# ---------------------------------------------------------------- alpha


def _alpha(video: Video, profile: Profile, notes: dict[str, str]) -> Literal["none", "kept", "over"]:
    """Say what happens to the alpha channel: dropped unsaid, it would show what the source hides."""
    if video.alpha_beside and not video.alpha:
        notes["alpha"] = (
            f"The source has an alpha channel beside its {video.codec}, which this ffmpeg does not read: all of it shows."
        )
    if not video.alpha and ffprobe.ALPHA.match(video.pixel_format) and video.codec in ffprobe.UNTOLD_ALPHA:
        notes["alpha"] = "The file does not say whether it has an alpha channel: all of it shows, as in players."
    if not video.alpha:
        return "none"
    if profile.video.keeps_alpha:
        return "kept"
    notes["alpha"] = (
        f"The source has an alpha channel, and {profile.video.codec} in {profile.title!r} has none: the picture is laid over "
        f"{profile.background}, its colours taken as straight, not premultiplied."
    )
    return "over"


# ---------------------------------------------------------------- fields


def _fields(
    video: Video, profile: Profile, height: int, notes: dict[str, str]
) -> tuple[FieldOrder, FieldOrder | None, Literal["tff", "bff"] | None]:
    """Give the order that the proxy must tell, that of the fields it is coded from, and that to deinterlace by."""
    source, uncodable = video.field_order, profile.video.encoder == "libx264" and height % H264_LINES != 0
    if source in {"tff", "bff"} and (profile.picture.interlaced == "deinterlace" or uncodable):
        why = f" H.264 codes fields only of pictures with a multiple of {H264_LINES} lines, not {height}."
        kept = profile.picture.interlaced == "keep"
        notes["field_order"] = f"Deinterlaced from {source}, one frame for each." + (why if kept else "")
        return "progressive", None, source
    fields = source if source in {"tff", "bff"} else None
    if not profile.video.tells_fields:
        if fields:
            notes["field_order"] = (
                f"The lines of both fields ({source}) are kept; {profile.video.profile} cannot tell them."
            )
        return "unknown", fields, None
    return fields or "progressive", fields, None
