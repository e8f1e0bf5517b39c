"""Proxy against source and plan: what was expected and found. Pure; verdict.py says what failed rules mean.

Rules named ``source_…`` (damage.py) ask whether the source could be read whole, all others whether the proxy is what the
plan says, frame by frame and track by track. So a damaged source is told from a proxy gone wrong. Where damage is accepted,
the proxy is held against what was decoded.
"""

from array import array
from bisect import bisect
from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from functions.media import ffprobe, packets, standard_rate
from functions.media.certificate import Rule
from functions.media.container import GIF
from functions.media.facts import Audio, Colour, Measured, Media
from functions.media.packets import Track
from functions.media.sound.coverage import LEAST, SECOND
from functions.media.sound.decoded import Decoded
from functions.plan.plan import Plan, TrackPlan
from functions.steps import carried_rules, constant_rate, damage, sound_rules, subtitle_rules
from functions.steps.damage import Source
from functions.steps.encode import Encoded

MOST_LEFT_OUT = Fraction(
    9, 20
)  # of the frames, by a constant rate; where times waver by half a frame, a third share a slot
OFFSET_SECONDS = 0.025  # audio against picture; about half of what is noticed (ITU-R BT.1359: 45 ms early, 125 ms late)
COPIED_SECONDS = Fraction(2, 1000)  # the same of copied sound: two roundings to the millisecond of ffmpeg 5's mp4
AAC_SAMPLES = 1024  # of a frame
LENGTH_SECONDS = 0.1  # length of a track that is copied, or of which gaps below that are not filled

SHOWN_DIGEST = 16  # digits of a digest that the certificate quotes


class _Case(NamedTuple):
    """All that is compared. ``plan`` is what was carried out: the one asked for, or that made constant."""

    media: Media
    plan: Plan
    encoded: Encoded
    source: Source
    measured: Measured
    damaged: bool = False  # and that is accepted: ``source`` is what was decoded of it


def compare(media: Media, plan: Plan, encoded: Encoded, measured: Measured) -> tuple[Rule, ...]:
    """Compare everything that editors and players go by; one rule each, whether it holds or not. Pure.

    ``encoded.plan`` is what was carried out, ``plan`` what was asked for; they differ only in the timing and rate of frames, and
    in whether sound was copied.
    """
    source = damage.source(encoded)
    read = damage.rules(media, encoded, source)
    damaged = bool(encoded.shown) and not all(rule.passed for rule in read)
    if damaged:
        source = damage.decoded(encoded, source)
    did = ("timing", "rate", "time_scale", "source_tick", "notes", "tracks", "subtitles")
    carried_out = plan.model_copy(update={name: getattr(encoded.plan, name) for name in did})
    case = _Case(media, carried_out, encoded, source, measured, damaged)
    return (
        *read,
        *_programme(case),
        *_frame_rules(case),
        *_picture_rules(case),
        *_track_rules(case),
        *carried_rules.rules(media, carried_out, measured.media),
        *subtitle_rules.rules(media, carried_out, encoded.subtitles, measured),
        _equal("decode_errors", "none", "; ".join(measured.decode_errors[:3]) or "none"),
    )


def _programme(case: _Case) -> Iterator[Rule]:
    """Say which of several programmes it is; its picture and its sound are the only ones that the plan has."""
    number = case.media.programme
    if number is not None:
        yield _rule("programme", str(number), str(number), case.plan.stream != "V:0", case.plan.notes.get("programme"))


# ---------------------------------------------------------------- frames


def _frame_rules(case: _Case) -> Iterator[Rule]:
    plan, source, proxy = case.plan, case.source, case.measured.timeline
    count, note = case.measured.frames_decoded, plan.notes.get("frame_times", "")
    if plan.timing == "constant":
        ranges = constant_rate.counts(plan, source, damaged=case.damaged)
        expected = ", or ".join(f"{least} to {most}" for least, most in ranges)
        passed, left = any(least <= count <= most for least, most in ranges), _left_out(case)
        yield _rule("frame_count", expected, f"{count}; {left}" if left else str(count), passed and not left, note)
    else:
        yield _equal("frame_count", str(case.encoded.decoded), str(count))
        yield _kept_times(case)
    yield _equal("frames_listed", str(count), str(len(proxy.ticks)))
    yield _rate(case, note)
    length = _span(source.frames, source.time_base) + source.last
    stated, span = Fraction(case.measured.media.video.duration or 0), _span(proxy.ticks, proxy.time_base)
    slack = 2 / Fraction(plan.rate) + _span(source.frames[: source.head + 1], source.time_base)
    if plan.timing == "constant" and not case.damaged:  # even frames: what is stated is as long as they are
        found = stated or span
        slack += max(Fraction(0), source.last - 1 / Fraction(plan.rate)) if plan.unmeasured else 0
    else:  # mp4 counts a track's length by decoding times, so comes out short where times are uneven
        found, slack = max(stated, span), max(slack, slack + source.longest - 2 / Fraction(plan.rate))
    yield _rule("duration", f"{float(length):.3f} s", f"{float(found):.3f} s", abs(found - length) <= slack, note)


def _left_out(case: _Case) -> str:
    """Say how many of the source's frames a constant rate has no place for, where these are more than a film may have twice."""
    source = case.source
    share = standard_rate.left_out(source.frames, source.time_base, Fraction(case.plan.rate))
    if share <= MOST_LEFT_OUT:
        return ""
    return f"{round(share * len(source.frames))} of the source's {len(source.frames)} are left out"


def _kept_times(case: _Case) -> Rule:
    """Every frame at the source's time, counted from the first that must decode; within a tick of the coarser clock."""
    source, proxy, solid = case.source, case.measured.timeline, case.source.solid
    early = len(proxy.ticks) - len(solid)
    if early < 0 or not solid:
        return _rule("frame_times", "one for each frame", f"{len(proxy.ticks)} for {len(solid)}", passed=False)
    unit = Fraction(1, lcm(source.time_base.denominator, proxy.time_base.denominator))  # both clocks in whole numbers
    their_tick, my_tick = int(source.time_base / unit), int(proxy.time_base / unit)
    theirs = [(tick - solid[0]) * their_tick for tick in source.frames]
    mine = [(tick - proxy.ticks[early]) * my_tick for tick in proxy.ticks]
    apart = [abs(a - b) for a, b in zip(mine[early:], theirs[source.head :], strict=True)]
    tolerance, note = max(their_tick, my_tick) * (2 if source.head else 1), ""
    if not case.encoded.packets.timed:
        note = "The container gives no presentation times; the first and the last frame are compared."
        apart, tolerance = [apart[0], apart[-1]], int(2 / Fraction(case.plan.rate) / unit)
    worst = max([*apart, *(_nearest(tick, theirs) for tick in mine[:early])])
    return _rule(
        "frame_times", f"within {_ms(tolerance * unit)}", f"within {_ms(worst * unit)}", worst <= tolerance, note
    )


def _nearest(tick: int, ticks: list[int]) -> int:
    """Give the distance to the nearest of ascending ticks."""
    at = bisect(ticks, tick)
    return min(abs(tick - near) for near in ticks[max(0, at - 1) : at + 1])


def _rate(case: _Case, note: str) -> Rule:
    """Hold the exact rational where frames are evenly spaced, by the proxy's times; else the frames' times speak."""
    plan, source, proxy = case.plan, case.source, case.measured.timeline
    rate = Fraction(plan.rate)
    ticks = proxy.ticks if plan.timing == "constant" else proxy.ticks[-len(source.solid) :]
    even = plan.timing == "constant" or packets.even(source.solid, source.time_base, rate)
    if not even or len(ticks) < 2:  # noqa: PLR2004
        why = "One frame has no rate." if even else "Frames keep the source's uneven times."
        return _rule("frame_rate", f"{plan.rate}, nominal", case.measured.media.video.rate, passed=True, note=why)
    note = _shot_at(source, rate) if plan.timing == "constant" else ""
    if case.media.container == GIF.name:
        note = f"{note} {_either(source, rate)}".strip()
    span = _span(ticks, proxy.time_base)
    found = (len(ticks) - 1) / span if span else Fraction(0)
    exact = packets.even(ticks, proxy.time_base, rate)
    return _rule("frame_rate", plan.rate, f"{found.numerator}/{found.denominator}", found == rate and exact, note)


def _shot_at(source: Source, rate: Fraction) -> str:
    """Say how many of the source's gaps between frames speak for the rate."""
    share = standard_rate.share(source.frames, source.time_base, rate)
    return f"{share} are whole frames at {rate.numerator}/{rate.denominator} in the source."


def _either(source: Source, rate: Fraction) -> str:
    """Say so where the times fit two rates and nothing else tells which one is meant; else nothing."""
    rates = {rate, standard_rate.twin(rate)}
    if len(rates) == 1 or not all(standard_rate.fits(each, source.frames, source.time_base) for each in rates):
        return ""
    higher, lower = (f"{each.numerator}/{each.denominator}" for each in sorted(rates, reverse=True))
    tick = f"{float(source.time_base):.3f} s"
    return f"Its times, in units of {tick}, fit {higher} and {lower} alike, and it states no rate: taken as {higher}."


def _span(ticks: "array[int]", time_base: Fraction) -> Fraction:
    return (ticks[-1] - ticks[0]) * time_base if ticks else Fraction(0)


# ---------------------------------------------------------------- picture, timecode


def _picture_rules(case: _Case) -> Iterator[Rule]:
    plan, picture, codec = case.plan, case.plan.picture, case.plan.profile.video
    media, video, notes = case.measured.media, case.measured.media.video, picture.notes
    size = f"{picture.width}x{picture.height}", f"{video.width}x{video.height}"
    order = video.field_order if picture.field_order != "unknown" else "unknown"
    colour = video.colour if video.colour.range else video.colour.model_copy(update={"range": "tv"})  # its default
    yield _equal("codec", codec.codec, video.codec)
    yield _equal("pixel_format", plan.decoded_format, video.pixel_format)
    yield _alpha(case)
    yield _equal("frame_size", *size, notes.get("frame_size"))
    yield _equal("sar", picture.sar, video.sar, notes.get("sar"))
    yield _equal("rotation", str(picture.rotation), str(video.rotation), notes.get("rotation"))
    yield _equal("field_order", picture.field_order, order, notes.get("field_order"))
    yield _equal("colour", _said(picture.colour), _said(colour), notes.get("colour"))
    timecode, reel_name = plan.notes.get("start_timecode"), plan.notes.get("reel_name")
    yield _equal("start_timecode", plan.timecode or "none", media.timecode or "none", timecode)
    yield _equal("reel_name", plan.reel_name or "none", media.reel_name or "none", reel_name)


def _alpha(case: _Case) -> Rule:
    """Hold the alpha channel by what the proxy's pixels have room for, and by what the decoder gave of it."""
    plan, given, note = case.plan, case.encoded.pixel_formats, case.plan.picture.notes.get("alpha", "")
    over = f"over {plan.profile.background}"
    expected = over if plan.picture.alpha == "over" else plan.picture.alpha
    without = over if plan.picture.alpha == "over" else "none"
    found = "kept" if case.measured.media.video.alpha else without
    if plan.picture.alpha != "none" and given and not any(map(ffprobe.has_alpha, given)):
        found = f"lost: the decoder gave {', '.join(given)}"
    if plan.picture.alpha == "none" and any(map(ffprobe.ALPHA.match, given)):
        note = f"{note} Some of its pictures have an alpha channel, which the first has not: all of them show.".strip()
    return _equal("alpha", expected, found, note)


def _said(colour: Colour) -> str:
    return ", ".join(f"{name} {value or 'unsaid'}" for name, value in colour.model_dump().items())


# ---------------------------------------------------------------- sound


def _track_rules(case: _Case) -> Iterator[Rule]:
    read, mine = case.encoded.packets.tracks, case.measured.media.audio
    tracks = list(enumerate(zip(case.plan.tracks, case.media.audio, strict=True), start=1))
    empty = [number for number, _ in tracks if number not in read or read[number].start is None]
    lost = [n for n, _ in tracks if case.encoded.shown and n not in {*empty, *case.encoded.packets.decoded}]
    silent = [*empty, *lost]
    note = f"Tracks {empty} are declared but have no sound." if empty else ""
    if lost:
        note = f"{note} Of tracks {lost} nothing could be decoded; they are left out.".strip()
    decoded = [row for row in tracks if row[0] not in empty]
    if silent and len(mine) == len(tracks) - len(silent):  # a track without a sample may not be seen again
        tracks = [row for row in tracks if row[0] not in silent]
    yield _equal("audio_tracks", str(len(tracks)), str(len(mine)), note)
    for number, (track, theirs) in decoded:
        given = case.encoded.packets.decoded.get(number, Decoded())
        yield from sound_rules.rules(number, theirs, track, read[number].covered, given)
    rows = zip(tracks, mine, case.measured.audio_seconds, strict=False)
    for (number, (track, theirs)), made, seconds in rows:
        name, source = f"audio_{number}", read.get(number)
        yield _equal(f"{name}_layout", _shape(track), _shape(made), track.notes.get("audio_layout"))
        yield from carried_rules.track_rules(number, track, made)
        yield _equal(f"{name}_rate", f"{track.sample_rate} Hz", f"{made.sample_rate} Hz", track.notes.get("audio_rate"))
        if why := track.notes.get("audio_packets"):
            yield _packets(name, track, source, case.encoded.copied.get(number), why)
        if source is None or source.start is None or source.end is None:
            yield _rule(f"{name}_length", "no sound in the source", f"{seconds:.3f} s", seconds <= LENGTH_SECONDS)
            continue
        yield _offset(name, case, track, theirs, made, source.longest)
        given = case.encoded.packets.decoded.get(number, Decoded())
        yield _length(name, track, source, seconds, given, damaged=case.damaged)


def _length(name: str, track: TrackPlan, source: Track, seconds: float, given: Decoded, *, damaged: bool) -> Rule:
    """Hold a track's length against what was decoded, from the film's start on; of one that is copied against its packets.

    Encoders pad, so up to a frame more is none too much; what is missing is. After damage a decoder may tell a frame's time a
    frame too early or too late.
    """
    length, shorter = (source.end or 0) - (source.start or 0), max(Fraction(LENGTH_SECONDS), source.longest)
    longer = shorter
    if not track.copied:
        begin, end = given.reach
        length = Fraction(end - max(begin, 0), SECOND)
        own = Fraction(AAC_SAMPLES, track.sample_rate) if track.codec == "aac" else Fraction(0)
        uneven = Fraction(LENGTH_SECONDS) if given.uneven or damaged else Fraction(0)
        shorter = Fraction(LEAST, SECOND) + uneven
        longer = shorter + max(own, Fraction(given.frame, SECOND))
    passed = -shorter <= Fraction(seconds) - length <= longer
    return _rule(f"{name}_length", f"{float(length):.3f} s", f"{seconds:.3f} s", passed)


def _packets(name: str, track: TrackPlan, source: Track | None, copied: str | None, note: str) -> Rule:
    """Hold a track that was copied against the source's packets: each with its bytes, length and time after the first."""
    if not track.copied:
        return _equal(f"{name}_packets", "encoded", "encoded", note)
    expected = f"{source.packets} of the source, {source.digest[:SHOWN_DIGEST]}" if source else "some"
    found = expected if source and source.digest == copied else f"others, {(copied or 'none')[:SHOWN_DIGEST]}"
    return _equal(f"{name}_packets", expected, found, note)


def _offset(name: str, case: _Case, track: TrackPlan, theirs: Audio, made: Audio, packet: Fraction) -> Rule:
    """Sound against picture, by the first of each; of copied sound to the tick in which old ffmpegs count a whole film.

    A decoder may need two packets before it gives sound, at its right time, and AAC begins with a frame of silence before
    its sound, which is hidden only in a track that begins with the film.
    The first picture is as long before the last one in the source as in the proxy. At a constant rate that is known only to
    within the source's head, if it has one.
    """
    source, slack, picture = case.source, Fraction(OFFSET_SECONDS), Fraction(0)
    if (
        source.frames and case.plan.clock == "zero"
    ):  # its first picture is shown with its first packet, late as it is decoded
        picture = min(case.encoded.packets.dts) * source.time_base
    elif source.frames and not case.encoded.packets.timed:  # its packets say when they are decoded
        late = case.media.video.held_back if case.plan.clock == "source" else 0
        picture = source.frames[min(late, len(source.frames) - 1)] * source.time_base
        slack += _span(source.frames[: source.head + 1], source.time_base)
    elif source.frames and case.encoded.plan.timing == "constant":
        picture = source.frames[0] * source.time_base
        slack += _span(source.frames[: source.head + 1], source.time_base)
    elif source.frames:
        proxy = case.measured.timeline
        picture = source.frames[-1] * source.time_base - _span(proxy.ticks, proxy.time_base)
    expected = Fraction(theirs.start - case.media.start) - picture
    found = Fraction(made.start - case.measured.media.video.start)
    later = Fraction(0) if theirs.codec.startswith("pcm") else min(2 * packet, Fraction(LENGTH_SECONDS))
    early = Fraction(AAC_SAMPLES, made.sample_rate) if made.codec == "aac" else 0
    if track.copied:
        slack, later, early = slack - Fraction(OFFSET_SECONDS) + COPIED_SECONDS, Fraction(0), Fraction(0)
    passed = -slack - early <= found - expected <= slack + later
    return _rule(f"{name}_offset", f"{float(expected):.3f} s", f"{float(found):.3f} s", passed)


def _shape(track: TrackPlan | Audio) -> str:
    unsaid = "mono" if track.channels == 1 else "no layout"  # a mov of mono tracks labels none of them
    return f"{track.channels} channels, {track.layout or unsaid}"


# ---------------------------------------------------------------- rules


def _rule(name: str, expected: str, found: str, passed: bool, note: str | None = "") -> Rule:
    return Rule(rule=name, expected=expected, found=found, passed=passed, note=note or "")


def _equal(name: str, expected: str, found: str, note: str | None = "") -> Rule:
    return _rule(name, expected, found, expected == found, note)


def _ms(seconds: Fraction) -> str:
    return f"{float(seconds * 1000):.3f} ms"
