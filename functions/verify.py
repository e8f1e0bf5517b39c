"""Proxy against source and plan. ``compare`` is pure and says what was expected and found; ``judge`` refuses.

Rules named ``source_…`` (damage.py) ask whether the source could be read whole, all others whether the proxy is what the
plan says, frame by frame and track by track. So a damaged source is told from a proxy gone wrong; neither is published.
"""

from array import array
from collections.abc import Iterator
from fractions import Fraction

from functions import damage, packets
from functions.certificate import Rule
from functions.damage import Source
from functions.encode import Encoded
from functions.errors import ProxyDiffers, SourceDamaged
from functions.media import Audio, Measured, Media
from functions.plan import Plan, TrackPlan

OFFSET_SECONDS = 0.025  # audio against picture; about half of what is noticed (ITU-R BT.1359: 45 ms early, 125 ms late)
LENGTH_SECONDS = 0.1  # length of a track: gaps below are not filled, and codecs pad their last frame


def compare(media: Media, plan: Plan, encoded: Encoded, measured: Measured) -> tuple[Rule, ...]:
    """Compare everything that editors and players go by; one rule each, whether it holds or not. Pure.

    ``encoded.plan`` is what was carried out, ``plan`` what was asked for; they differ only in the timing of frames.
    """
    source = damage.source(encoded)
    return (
        *damage.rules(media, encoded, source),
        *_frame_rules(encoded.plan, source, encoded, measured),
        *_picture_rules(plan, measured),
        *_name_rules(plan, measured),
        *_track_rules(plan, media, encoded, source, measured),
        _equal("decode_errors", "none", "; ".join(measured.decode_errors[:3]) or "none"),
    )


def judge(rules: tuple[Rule, ...], media: Media, encoded: Encoded) -> None:
    """Raise SourceDamaged, saying how much can be read, or ProxyDiffers, naming the rules that failed; else return."""
    refused = [rule for rule in rules if not rule.passed]
    reasons = " ".join(f"{rule.rule}: expected {rule.expected}, found {rule.found}." for rule in refused)
    if any(rule.rule.startswith("source_") for rule in refused):
        raise SourceDamaged(f"{damage.readable(media, encoded)} {reasons}")
    if refused:
        raise ProxyDiffers(reasons)


# ---------------------------------------------------------------- frames


def _frame_rules(plan: Plan, source: Source, encoded: Encoded, measured: Measured) -> Iterator[Rule]:
    proxy, note = measured.timeline, plan.notes.get("frame_times", "")
    count = measured.frames_decoded
    if plan.timing == "constant":
        slots = packets.constant(source.decoded, source.time_base, Fraction(plan.rate))
        tail = _last(encoded, source) * Fraction(plan.rate)
        most = len(slots) + max(0, -(-tail.numerator // tail.denominator))
        yield _rule("frame_count", f"{len(slots)} to {most}", str(count), len(slots) <= count <= most, note)
    else:
        yield _equal("frame_count", str(len(source.decoded)), str(count))
        yield _kept_times(source, encoded, measured)
    yield _equal("frames_listed", str(count), str(len(proxy.ticks)))
    yield _rate(plan, source, measured, note)
    length = source.seconds + _last(encoded, source)
    shown = (proxy.ticks[-1] - proxy.ticks[0]) * proxy.time_base if proxy.ticks else Fraction(0)
    found = max(
        Fraction(measured.media.video.duration or 0), shown
    )  # mp4 counts it by decoding times, so with uneven ones short
    passed = abs(found - length) <= max(2 / Fraction(plan.rate), source.longest)
    yield _rule("duration", f"{float(length):.3f} s", f"{float(found):.3f} s", passed, note)


def _kept_times(source: Source, encoded: Encoded, measured: Measured) -> Rule:
    """Every frame at the source's time, counted from the first; within a tick of whichever counts coarser."""
    proxy, expected = measured.timeline, source.decoded
    tolerance = max(source.time_base, proxy.time_base)
    note = ""
    if not encoded.packets.timed:
        note = "The container gives no presentation times; the first and the last frame are compared."
        proxy, expected = proxy._replace(ticks=_ends(proxy.ticks)), _ends(expected)
        tolerance = 2 / Fraction(encoded.plan.rate)
    if len(proxy.ticks) != len(expected):
        return _rule("frame_times", "one for each frame", f"{len(proxy.ticks)} for {len(expected)}", False, note)
    worst = max(
        (_apart(i, proxy.ticks, proxy.time_base, expected, source.time_base) for i in range(len(expected))),
        default=Fraction(0),
    )
    return _rule("frame_times", f"within {_ms(tolerance)}", f"within {_ms(worst)}", worst <= tolerance, note)


def _apart(i: int, mine: "array[int]", base: Fraction, theirs: "array[int]", their_base: Fraction) -> Fraction:
    return abs((mine[i] - mine[0]) * base - (theirs[i] - theirs[0]) * their_base)


def _rate(plan: Plan, source: Source, measured: Measured, note: str) -> Rule:
    """Hold the exact rational where frames are evenly spaced, by the proxy's times; else the frames' times speak."""
    rate, proxy = Fraction(plan.rate), measured.timeline
    even = plan.timing == "constant" or packets.even(source.decoded, source.time_base, rate)
    if not even or len(proxy.ticks) < 2:  # noqa: PLR2004
        why = "Frames keep the source's uneven times." if not even else "One frame has no rate."
        return _rule("frame_rate", f"{plan.rate}, nominal", measured.media.video.rate, True, why)
    span = (proxy.ticks[-1] - proxy.ticks[0]) * proxy.time_base
    found = (len(proxy.ticks) - 1) / span if span else Fraction(0)
    exact = packets.even(proxy.ticks, proxy.time_base, rate)
    return _rule("frame_rate", plan.rate, f"{found.numerator}/{found.denominator}", found == rate and exact, note)


def _last(encoded: Encoded, source: Source) -> Fraction:
    """How long the last frame is shown."""
    return encoded.packets.end(source.frames) - (source.frames[-1] * source.time_base if source.frames else 0)


def _ends(ticks: "array[int]") -> "array[int]":
    return ticks[:1] + ticks[-1:]


# ---------------------------------------------------------------- picture, timecode


def _picture_rules(plan: Plan, measured: Measured) -> Iterator[Rule]:
    picture, video, notes = plan.picture, measured.media.video, plan.picture.notes
    codec = plan.profile.video
    yield _equal("codec", codec.codec, video.codec)
    yield _equal("pixel_format", codec.pixel_format, video.pixel_format)
    yield _equal(
        "frame_size", f"{picture.width}x{picture.height}", f"{video.width}x{video.height}", notes.get("frame_size")
    )
    yield _equal("sar", picture.sar, video.sar, notes.get("sar"))
    yield _equal("rotation", str(picture.rotation), str(video.rotation), notes.get("rotation"))
    order = video.field_order if picture.field_order != "unknown" else "unknown"
    yield _equal("field_order", picture.field_order, order, notes.get("field_order"))
    found = video.colour if video.colour.range else video.colour.model_copy(update={"range": "tv"})  # its default
    yield _equal("colour", _said(picture.colour), _said(found), notes.get("colour"))


def _said(colour: object) -> str:
    return ", ".join(f"{name} {value or 'unsaid'}" for name, value in dict(colour).items())  # type: ignore[call-overload]


def _name_rules(plan: Plan, measured: Measured) -> Iterator[Rule]:
    yield _equal(
        "start_timecode", plan.timecode or "none", measured.media.timecode or "none", plan.notes.get("start_timecode")
    )
    yield _equal("reel_name", plan.reel_name or "none", measured.media.reel_name or "none", plan.notes.get("reel_name"))


# ---------------------------------------------------------------- sound


def _track_rules(plan: Plan, media: Media, encoded: Encoded, source: Source, measured: Measured) -> Iterator[Rule]:
    yield _equal("audio_tracks", str(len(plan.tracks)), str(len(measured.media.audio)))
    rows = zip(plan.tracks, media.audio, measured.media.audio, measured.audio_seconds, strict=False)
    for number, (track, theirs, mine, seconds) in enumerate(rows, start=1):
        name = f"audio_{number}"
        yield _equal(f"{name}_layout", _shape(track), _shape(mine), track.notes.get("audio_layout"))
        yield _equal(f"{name}_rate", f"{track.sample_rate} Hz", f"{mine.sample_rate} Hz", track.notes.get("audio_rate"))
        read = encoded.packets.tracks.get(number)
        if read is None or read.start is None or read.end is None:
            yield _rule(f"{name}_length", "no sound in the source", f"{seconds:.3f} s", seconds <= LENGTH_SECONDS)
            continue
        picture = source.decoded[0] * source.time_base if source.decoded else Fraction(0)
        offset = Fraction(theirs.start - media.start) - picture
        late = 0 if theirs.codec.startswith("pcm") else min(2 * read.longest, Fraction(LENGTH_SECONDS))
        yield _offset(name, offset, Fraction(mine.start - measured.media.video.start), Fraction(late))
        yield _close(f"{name}_length", read.end - read.start, Fraction(seconds), LENGTH_SECONDS)


def _offset(name: str, expected: Fraction, found: Fraction, late: Fraction) -> Rule:
    """Sound against picture. A decoder may need two packets (``late`` seconds) before it gives sound, at its right time."""
    passed = -Fraction(OFFSET_SECONDS) <= found - expected <= Fraction(OFFSET_SECONDS) + late
    return _rule(f"{name}_offset", f"{float(expected):.3f} s", f"{float(found):.3f} s", passed)


def _shape(track: TrackPlan | Audio) -> str:
    return f"{track.channels} channels, {track.layout or 'no layout'}"


# ---------------------------------------------------------------- rules


def _rule(name: str, expected: str, found: str, passed: bool, note: str | None = "") -> Rule:
    return Rule(rule=name, expected=expected, found=found, passed=passed, note=note or "")


def _equal(name: str, expected: str, found: str, note: str | None = "") -> Rule:
    return _rule(name, expected, found, expected == found, note)


def _close(name: str, expected: Fraction, found: Fraction, tolerance: float) -> Rule:
    passed = abs(expected - found) <= Fraction(tolerance)
    return _rule(name, f"{float(expected):.3f} s", f"{float(found):.3f} s", passed)


def _ms(seconds: Fraction) -> str:
    return f"{float(seconds * 1000):.3f} ms"
