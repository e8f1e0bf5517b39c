"""The plan: what must come out of a source, decided before anything runs. Pure; command.py writes it as an argv.

A web proxy is for watching, so whatever a player could get wrong is settled in the pixels: turned upright, resampled to
square pixels, deinterlaced, tone-mapped, and its frames keep their own times. An edit proxy is for cutting in the place of
its source, so everything an editor derives from the file stays as it is: the picture keeps its rotation tag, its pixel
aspect and its fields. With both files tagged alike, an editor that reads the tags, one that ignores them, and one that
applies the source's tags to the proxy all show the same; a proxy turned upright suits only the first. Its size is the
source's divided by a whole number, because editors relink only even divisions, and its rate is constant.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, lcm
from typing import Literal

from pydantic import Field

from functions.media import carried, hidden_packets, language, subtitles, tags
from functions.media.carried import ChapterPlan
from functions.media.container import MOV, RAW_NAMES
from functions.media.facts import Audio, Media, Subtitle
from functions.media.sound import amr
from functions.plan import bit_rate, encoders, picture
from functions.plan.picture import Part, PicturePlan
from functions.plan.profile import AudioPolicy, Profile

MIN_TIMESCALE, MAX_TIMESCALE = 10_000, 30_000_000  # ticks a second; mov and mp4 keep a frame's in 32 bits
FINE_TIMESCALE = 1_000_000  # the same, where the source's times cannot be kept exactly
DROP_FRAME_RATES = frozenset({Fraction(30000, 1001), Fraction(60000, 1001)})  # SMPTE ST 12-1
MAX_TIMECODE_RATE = 255  # a timecode track counts frames in one byte
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}  # what channels without a layout are taken as
ALIKE = {"5.1(side)": "5.1"}  # the same five loudspeakers by another name, which AAC in mp4 cannot tell
COPIED_PROFILE = "LC"  # what every browser plays, and what the encoder here makes
HIDDEN_SBR_RATE = 24_000  # Hz; up to here AAC may be the lower half of HE-AAC, unsaid (ISO/IEC 14496-3, 1.6.5)
UNCOPIED = {
    None: "No index tells whether its packets adjoin.",
    "gaps": "Its packets do not adjoin.",
    "edits": "An edit list cuts or delays it.",
}
# AVI has decoding times only, so all is late by the decoder's delay; MXF and GXF count frames, and raw streams say nothing at
# all of times, which are made up by ffmpeg.
CLOCKS: dict[str, Literal["zero", "count"]] = {
    "avi": "zero", "mxf": "count", "gxf": "count", **dict.fromkeys(RAW_NAMES, "count"),
}  # fmt: skip


class TrackPlan(Part):
    """An audio track that must come out."""

    index: int = Field(description="Stream index in the source.")
    codec: str
    channels: int
    layout: str | None = Field(description="None: unknown in the source, and kept so.")
    sample_rate: int = Field(description="Hz.")
    mix: Literal["keep", "stereo", "first_two"] = Field(description="What happens to the channels.")
    language: str | None = Field(description="Three letters of ISO 639-2/T; null: none is said.")
    title: str | None = Field(None, description="In plain text; null: it has none.")
    several: bool = Field(False, description="Packets of the source may hold several frames (AMR); see amr.py.")
    copied: bool = Field(False, description="The source's packets are taken as they are.")


class SubtitlePlan(Part):
    """A track of subtitles that must come out, as text."""

    index: int = Field(description="Stream index in the source.")
    codec: str = Field(description="The source's.")
    language: str | None
    title: str | None
    default: bool
    forced: bool
    hearing_impaired: bool


class Early(Part):
    """Pictures before a container's time 0, whose times ffmpeg does not tell."""

    pictures: int
    start: int = Field(description="When the first of them is shown, in the proxy's ticks.")
    shift: int = Field(description="How much later than it does ffmpeg takes the film to begin, microseconds.")


class Plan(Part):
    """What must come out, and what command.py needs to make it."""

    profile: Profile
    frames: int | None = Field(
        description="Frames of the source by its index or duration, for progress; None: unknown."
    )
    rate: str = Field(description="Nominal frame rate as a rational.")
    timing: Literal["kept", "constant"] = Field(
        description="Each frame at the source's time, or repeated at the nominal rate."
    )
    time_scale: int = Field(
        description="Ticks a second in which the proxy counts; the source's times are exact in it, or to within 1 µs."
    )
    source_tick: int = Field(description="One tick of the source, in the proxy's ticks; at least 1.")
    interlaced: bool = Field(description="The source is, so that a packet of it may hold one field.")
    hides: str | None = Field(None, description="The source's codec, where packets of it may hold a frame never shown.")
    accept_damage: bool = Field(False, description="What can be read of a damaged source is enough.")
    untimed: bool = Field(False, description="The source says nothing of times: its pictures are counted.")
    clock: Literal["source", "zero", "count"] = Field(
        description="Where frames get their times: the source's, those from 0 on, or their number at the nominal rate."
    )
    unmeasured: bool = Field(
        False,
        description="Packets may not say how long they are shown: those of mp4 and mov whose frames are reordered.",
    )
    early: Early | None = None
    stream: str = Field("V:0", description="The picture's stream, as ffmpeg's specifier says it.")
    decoder: str | None = Field(None, description="ffmpeg's decoder of the picture; null: the usual one of its codec.")
    picture: PicturePlan
    tracks: tuple[TrackPlan, ...]
    subtitles: tuple[SubtitlePlan, ...] = ()
    chapters: tuple[ChapterPlan, ...] = ()
    length: int = Field(0, description="Of the film, microseconds.")
    timecode: str | None
    reel_name: str | None
    tags: dict[str, str] = Field({}, description="What the file says of itself as a whole; see tags.py.")
    most_bits: int | None = Field(None, description="Ceiling of the picture's bits per second; None: no ceiling.")

    @property
    def frame_ticks(self) -> Fraction:
        """Ticks of one frame at the nominal rate."""
        return Fraction(self.time_scale) / Fraction(self.rate)

    @property
    def pixel_format(self) -> str:
        """What the encoder is given: with an alpha channel only where there is one to keep."""
        return self._without_alpha(self.profile.video.pixel_format)

    @property
    def decoded_format(self) -> str:
        """What a decoder gives of the proxy."""
        return self._without_alpha(self.profile.video.decoded_format or self.profile.video.pixel_format)

    def _without_alpha(self, pixel_format: str) -> str:
        return pixel_format if self.picture.alpha == "kept" else pixel_format.replace("yuva", "yuv")

    @property
    def extension(self) -> str:
        """The proxy's file name extension, with its dot."""
        return self.profile.extension


def make(media: Media, profile: Profile) -> Plan:
    """Decide what must come out of ``media`` by ``profile``. Pure, and never refuses: probing did that."""
    video, notes = media.video, dict[str, str]()
    constant = profile.picture.variable_rate == "constant" and video.variable_rate
    if constant:
        notes["frame_times"] = f"Editors need a constant rate: frames are repeated or left out at {video.rate}."
    if media.container in RAW_NAMES:
        notes["frame_times"] = (
            f"A raw stream has no times: its frames are shown at {video.rate}, as it states or the job says."
        )
    if video.early:
        notes["frame_times"] = (
            f"{video.early} pictures come before the container's time 0, where it has no readable times. All others are evenly "
            "spaced, and these are shown in the same way."
        )
    if media.programme is not None:
        left = "; ".join(name for name in media.dropped_streams if "programme" in name)
        notes["programme"] = f"There are others, which are left out: {left}."
    return Plan(
        notes=notes,
        profile=profile,
        frames=video.frames or (round((video.duration or media.duration) * video.fps) or None),
        rate=video.rate,
        timing="constant" if constant else "kept",
        time_scale=(scale := time_scale(video.fps, Fraction(video.time_base))),
        source_tick=_source_tick(scale * Fraction(video.time_base)),
        interlaced=video.interlaced,
        hides=video.codec if video.codec in hidden_packets.CODECS else None,
        untimed=media.container in RAW_NAMES,
        clock=CLOCKS.get(media.container, "source"),
        unmeasured=media.container == MOV.name,
        early=_early(media, scale),
        stream="V:0" if media.programme is None else str(video.index),
        decoder=video.decoder,
        picture=(shown := picture.plan(video, profile)),
        tracks=(tracks := tuple(_track(audio, profile) for audio in media.audio)),
        subtitles=_subtitles(media, profile, notes),
        chapters=carried.chapters(media, notes),
        length=round(media.duration * carried.US),
        timecode=_timecode(media, notes),
        reel_name=_reel_name(media, profile, notes),
        tags=tags.plan(media.tags, media.other_tags, profile.container, notes),
        most_bits=bit_rate.ceiling(media, profile, shown, tracks),
    )


def _early(media: Media, scale: int) -> Early | None:
    """Place pictures that come before the container's time 0, from the film's start on."""
    video = media.video
    if not video.early:
        return None
    start = round((video.start - media.start) * scale)
    return Early(pictures=video.early, start=start, shift=round(media.shift * carried.US))


def made_constant(plan: Plan, rate: Fraction | None = None) -> Plan:
    """Give the plan for a source that turned out not to be evenly spaced, though its header or its beginning says it is.

    ``rate`` is the one that all its frames speak for, where its beginning spoke for another.
    """
    said = plan.rate if rate is None else f"{rate.numerator}/{rate.denominator}"
    note = f"The source's frames are not evenly spaced; they are repeated or left out at {said}."
    notes = {**plan.notes, "frame_times": note}
    changed: dict[str, object] = {"timing": "constant", "notes": notes}
    if said != plan.rate:
        scale = time_scale(Fraction(said), Fraction(1, plan.time_scale))
        tick = max(1, ceil(Fraction(plan.source_tick * scale, plan.time_scale)))
        changed |= {"rate": said, "time_scale": scale, "source_tick": tick}
    return plan.model_copy(update=changed)


def made_whole(plan: Plan) -> Plan:
    """Give the plan for a source whose packets hold a frame each, though it is marked as interlaced at the rate of fields."""
    rate = 2 * Fraction(plan.rate)
    scale = time_scale(rate, Fraction(1, plan.time_scale))
    tick = max(1, ceil(Fraction(plan.source_tick * scale, plan.time_scale)))
    changed = {"interlaced": False, "time_scale": scale, "source_tick": tick}
    return plan.model_copy(update={**changed, "rate": f"{rate.numerator}/{rate.denominator}"})


def made_encoded(plan: Plan) -> Plan:
    """Give the plan for a source of which a copied track did not come out as it is: all sound is encoded."""
    why = "Its packets did not come out as they went in."
    return plan.model_copy(update={"tracks": tuple(encoded(t, why) if t.copied else t for t in plan.tracks)})


def made_accepting(plan: Plan) -> Plan:
    """Give the plan for a source of which what can be read is enough: a packet that does not decode is not copied either."""
    why = "Only what can be decoded of a film that may be damaged is in the proxy."
    tracks = tuple(encoded(t, why) if t.copied else t for t in plan.tracks)
    # By their number, frames would close up over those that are lost, and no longer be beside their sound.
    clock = "zero" if plan.clock == "count" and tracks else plan.clock
    return plan.model_copy(update={"accept_damage": True, "tracks": tracks, "clock": clock})


def made_apart(plan: Plan, notes: Mapping[int, str]) -> Plan:
    """Give the plan for a source of which these tracks, from 1, are read from files of their frames, and why."""
    rows = ((t, notes.get(n)) for n, t in enumerate(plan.tracks, start=1))
    tracks = (t.model_copy(update={"notes": {**t.notes, "audio_decoded": note}}) if note else t for t, note in rows)
    return plan.model_copy(update={"tracks": tuple(tracks)})


# ---------------------------------------------------------------- subtitles


def _subtitles(media: Media, profile: Profile, notes: dict[str, str]) -> tuple[SubtitlePlan, ...]:
    """Plan the tracks of text: in mp4, which players show. In mov, editors would find a track more than the source's."""
    found = media.subtitles[: subtitles.MOST_TRACKS] if profile.container == "mp4" else ()
    if left := media.subtitles[len(found) :]:
        named = "; ".join(
            f"subtitle #{s.index} ({', '.join(filter(None, (s.codec, language.code(s.language))))})" for s in left
        )
        why = (
            f"More than {subtitles.MOST_TRACKS} are not taken over"
            if found
            else "Proxies in mov, for editing, have none"
        )
        notes["subtitles"] = f"{why}. In the source: {named}."
    return tuple(_subtitle(one) for one in found)


def _subtitle(one: Subtitle) -> SubtitlePlan:
    spoken, title = language.read(one.language), carried.title(one.title)
    said = [spoken.note] if spoken.note else []
    if title != one.title:
        said.append(f"Titles are written in one line of at most {carried.TITLE_LENGTH} bytes.")
    facts = {**one.model_dump(), "language": spoken.code, "title": title}
    return SubtitlePlan(**facts, notes={"subtitle_said": " ".join(said)} if said else {})


# ---------------------------------------------------------------- sound


def _track(audio: Audio, profile: Profile) -> TrackPlan:
    policy, notes = profile.audio, dict[str, str]()
    layout, channels = audio.layout, audio.channels
    mix: Literal["keep", "stereo", "first_two"] = "keep"
    if policy.layouts:
        layout = LAYOUTS.get(channels) if layout is None else ALIKE.get(layout, layout)
        if layout not in policy.layouts:
            mix = "stereo" if audio.layout else "first_two"
            how = "mixed down" if audio.layout else "the first two of channels without a layout"
            notes["audio_layout"] = f"Players take {', '.join(policy.layouts)}: {how} from {channels} channels."
            layout, channels = "stereo", 2
        elif layout != audio.layout:
            notes["audio_layout"] = f"Taken as {layout} from {audio.layout or 'no layout'}."
    elif channels <= 2:  # noqa: PLR2004
        layout = layout or LAYOUTS[channels]
    rate = audio.sample_rate
    if policy.sample_rates and rate not in policy.sample_rates:
        notes["audio_rate"] = f"{policy.codec} takes no {rate} Hz."
        rate = 48000
    spoken, title = language.read(audio.language), carried.title(audio.title)
    if spoken.note:
        notes["audio_language"] = spoken.note
    if title != audio.title:
        notes["audio_title"] = f"Titles are written in one line of at most {carried.TITLE_LENGTH} bytes."
    made = TrackPlan(
        notes=notes,
        index=audio.index,
        codec=policy.codec,
        channels=channels,
        layout=layout,
        sample_rate=rate,
        mix=mix,
        language=spoken.code,
        title=title,
        several=audio.codec in amr.CODECS,
    )
    return _copied(audio, made, policy) if policy.copy_up_to else made


def _copied(audio: Audio, made: TrackPlan, policy: AudioPolicy) -> TrackPlan:
    """Take the packets as they are where that gives what was planned; else say why not."""
    why = _why_encoded(audio, made, policy)
    if why:
        return encoded(made, why)
    note = f"Taken as it is: {audio.codec} with {_kbits(audio.bit_rate or 0)} kbit/s."
    return made.model_copy(update={"copied": True, "notes": {**made.notes, "audio_packets": note}})


def _why_encoded(audio: Audio, made: TrackPlan, policy: AudioPolicy) -> str | None:
    """Say why the source's packets are not what was planned; None when they are."""
    most = (policy.copy_up_to or 0) * audio.channels
    if audio.codec != encoders.SOUND[policy.codec].codec or audio.profile != COPIED_PROFILE:
        return f"It is {' '.join(filter(None, (audio.codec, audio.profile)))}, not {policy.codec} {COPIED_PROFILE}."
    if (made.channels, made.layout, made.sample_rate) != (audio.channels, audio.layout, audio.sample_rate):
        return "Its channels or its rate are changed."
    if audio.sample_rate <= HIDDEN_SBR_RATE:
        return f"At {audio.sample_rate} Hz it may hold more than it tells, which only decoding shows."
    if audio.seams != "none":
        return UNCOPIED[audio.seams]
    if audio.bit_rate is None or audio.bit_rate > most:
        return f"It has {_kbits(audio.bit_rate or 0)} kbit/s, more than {_kbits(most)}."
    return None


def encoded(track: TrackPlan, why: str) -> TrackPlan:
    """Give the plan for a track that is not taken as it is, with the reason."""
    return track.model_copy(update={"copied": False, "notes": {**track.notes, "audio_packets": f"Encoded: {why}"}})


def _kbits(rate: int) -> int:
    return round(rate / 1000)


# ---------------------------------------------------------------- time


def time_scale(rate: Fraction, tick: Fraction) -> int:
    """Find ticks a second in which both times in units of ``tick`` seconds and the exact frame rate are whole numbers.

    Where that needs too many, the rate is exact, and times are to within a millionth of a second. Not too few of them: ffmpeg 9
    counts the whole movie, its sound too, in those of the video.
    """
    scale = lcm(tick.denominator, rate.numerator)
    if scale > MAX_TIMESCALE:
        return rate.numerator * max(1, FINE_TIMESCALE // rate.numerator)
    return scale * ceil(Fraction(MIN_TIMESCALE, scale))


def _source_tick(ticks: Fraction) -> int:
    """Give the proxy's ticks in one of the source; where they are not whole, both roundings are allowed for."""
    return int(ticks) if ticks.denominator == 1 else ceil(ticks) + 1


def _timecode(media: Media, notes: dict[str, str]) -> str | None:
    """Give the start timecode as ffmpeg takes it; None where there is none or it cannot be one at this rate."""
    if media.timecode is None:
        return None
    parts = re.fullmatch(r"(\d\d):([0-5]\d):([0-5]\d)([:;])(\d{2,3})", media.timecode)
    rate = media.video.fps
    if parts is None or int(parts[1]) > 23 or int(parts[5]) >= ceil(rate) or rate > MAX_TIMECODE_RATE:  # noqa: PLR2004
        notes["start_timecode"] = f"The source says {media.timecode!r}, which is no timecode at {media.video.rate}."
        return None
    if media.drop_frame and rate not in DROP_FRAME_RATES:
        notes["start_timecode"] = f"The source says {media.timecode}, but {media.video.rate} has no drop frame."
        return media.timecode.replace(";", ":")
    return media.timecode


def _reel_name(media: Media, profile: Profile, notes: dict[str, str]) -> str | None:
    """Give the reel name in plain characters; it lives in a mov's timecode track."""
    if media.reel_name is None:
        return None
    if profile.container != "mov" or media.timecode is None:
        notes["reel_name"] = "Only the timecode track of a mov has a place for it."
        return None
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", media.reel_name)[:64]
    if plain != media.reel_name:
        notes["reel_name"] = "Written in plain characters."
    return plain
