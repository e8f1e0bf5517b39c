"""What is in a video file: the facts that probing finds, that planning starts from, and that a proxy is held against."""

from array import array
from fractions import Fraction
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, computed_field

Rotation = Literal[0, 90, 180, 270]
FieldOrder = Literal["progressive", "tff", "bff", "unknown"]
Seams = Literal["none", "gaps", "edits"]


class Facts(BaseModel):
    """A frozen set of facts; unknown ones are None."""

    model_config = ConfigDict(frozen=True)


class Colour(Facts):
    """Colour tags as ffmpeg names them (ITU-T H.273), None where the file does not say."""

    primaries: str | None = None
    transfer: str | None = None
    matrix: str | None = None
    range: Literal["tv", "pc"] | None = None

    @property
    def hdr(self) -> bool:
        """Whether the transfer is PQ (SMPTE ST 2084) or HLG (ARIB STD-B67)."""
        return self.transfer in {"smpte2084", "arib-std-b67"}


class Video(Facts):
    """The video stream that counts: the first that is not a cover picture."""

    index: int = Field(description="Stream index in the container.")
    codec: str
    profile: str | None = None
    width: int = Field(description="Coded width, pixels, before rotation.")
    height: int = Field(description="Coded height, pixels, before rotation.")
    sar: str = Field("1:1", description="Sample aspect ratio, num:den.")
    rotation: Rotation = Field(0, description="Degrees clockwise a player turns the picture.")
    rate: str = Field(description="Frame rate as a rational, such as 30000/1001.")
    variable_rate: bool = Field(False, description="Frames are not evenly spaced.")
    field_order: FieldOrder = "progressive"
    pixel_format: str
    alpha: bool = Field(False, description="It has an alpha channel: how far each pixel covers what is behind it.")
    alpha_beside: bool = Field(
        False,
        description="It has one beside the picture, which the usual decoders pass over (VP8 and VP9 in WebM; HEVC, in a second "
        "layer).",
    )
    decoder: str | None = Field(
        None, description="ffmpeg's decoder that reads the channel beside the picture; null: the usual one decodes."
    )
    bit_depth: int = 8
    colour: Colour = Colour()
    frames: int | None = Field(None, description="Number of frames by the container's index; None where it has none.")
    start: float = Field(0, description="First timestamp, seconds.")
    duration: float | None = Field(None, description="Seconds.")
    early: int = Field(
        0, description="Pictures before the container's time 0, whose times ffmpeg does not tell (Matroska)."
    )
    held_back: int = Field(
        0, description="Frames that its decoder holds back, as they come in another order than shown."
    )
    time_base: str = Field("1/1000", description="Unit of the stream's timestamps.")
    language: str | None = Field(None, description="As the file says it.")
    title: str | None = None

    @property
    def fps(self) -> Fraction:
        """The frame rate as an exact number."""
        return Fraction(self.rate)

    @property
    def interlaced(self) -> bool:
        """Whether frames are made of two fields."""
        return self.field_order in {"tff", "bff"}

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height as a viewer sees them: square pixels, turned upright."""
        num, den = (int(n) for n in self.sar.split(":"))
        width, height = max(1, round(self.width * num / den)), self.height
        return (height, width) if self.rotation in {90, 270} else (width, height)


class Audio(Facts):
    """One audio stream."""

    index: int
    codec: str
    profile: str | None = Field(None, description="The codec's own profile, such as LC or HE-AAC.")
    channels: int
    layout: str | None = Field(None, description="Channel layout as ffmpeg names it; None where the file does not say.")
    sample_rate: int = Field(description="Hz.")
    start: float = Field(0, description="First timestamp, seconds.")
    duration: float | None = None
    bit_rate: int | None = Field(None, description="Bits per second on average; of AAC in mp4 and mov, by its index.")
    seams: Seams | None = Field(
        None,
        description="What lies between the packets of AAC in mp4 and mov: none (each begins where the one before ends, and "
        "all are heard), gaps or overlaps, edits that cut or delay it; null where no index tells.",
    )
    language: str | None = Field(None, description="As the file says it, such as eng, ger or en-US.")
    title: str | None = None


class Subtitle(Facts):
    """A stream of subtitles that are text."""

    index: int
    codec: str
    language: str | None = Field(None, description="As the file says it.")
    title: str | None = None
    default: bool = Field(False, description="It is shown unless the viewer says otherwise.")
    forced: bool = Field(False, description="It has only what every viewer has to read.")
    hearing_impaired: bool = Field(False, description="It also says what is to be heard.")


class Chapter(Facts):
    """A part of the film that has a name."""

    start: float = Field(description="Seconds, as the container counts.")
    end: float | None = Field(
        None, description="The same; null: not known, as of films that 0.3.0 and earlier looked at."
    )
    title: str | None = None


class Media(Facts):
    """The facts of a file. Times are seconds."""

    container: str = Field(description="Container family, such as mov, matroska, mpegts.")
    duration: float
    start: float = 0
    shift: float = Field(0, description="By how much later than it does ffmpeg takes it to begin; see `early`.")
    bit_rate: int | None = Field(None, description="Bits per second.")
    video: Video
    audio: tuple[Audio, ...] = ()
    subtitles: tuple[Subtitle, ...] = Field((), description="Those that are text.")
    chapters: tuple[Chapter, ...] = Field((), description="At most 255.")
    timecode: str | None = Field(None, description="Start timecode HH:MM:SS:FF, with `;` before FF for drop frame.")
    reel_name: str | None = None
    tags: dict[str, str] = Field(
        {},
        description="What the file says of itself as a whole: creation_time, title, artist, date, comment, description, "
        "copyright, make and model of the camera. Where it was recorded is not among it.",
    )
    other_tags: tuple[str, ...] = Field((), description="Names of further tags it has, which no proxy gets.")
    programme: int | None = Field(
        None, description="Number of the programme that was taken, where there are several; else null."
    )
    indexed: int | None = Field(
        None,
        description="Pieces of the picture that the index of an AVI lists and that are not empty; null: not known.",
    )
    cut_off: str = Field("", description="What the file ends within, as its structure shows; empty: nothing.")
    dropped_streams: tuple[str, ...] = Field(
        (),
        description="What no proxy has: data, subtitles that are pictures, cover pictures, chapters beyond the 255th. Films that "
        "0.3.0 and earlier looked at have all subtitles here.",
    )

    @computed_field(description="Drop-frame timecode counts 29.97 and 59.94 by skipping numbers.")  # type: ignore[prop-decorator]
    @property
    def drop_frame(self) -> bool:
        """Whether the start timecode is drop frame."""
        return self.timecode is not None and ";" in self.timecode


class Timeline(NamedTuple):
    """The presentation times of a stream's frames, in order, as exact ticks of ``time_base`` seconds."""

    time_base: Fraction
    ticks: "array[int]"


class Measured(NamedTuple):
    """What decoding a finished file showed; the certificate is built from it."""

    media: Media
    timeline: Timeline
    frames_decoded: int
    decode_errors: tuple[str, ...]
    audio_seconds: tuple[float, ...]
    subtitles: tuple[str, ...] = ()  # what each track shows; see subtitles.summary
