"""Whether a source could be read whole, judged by what ffmpeg read of it. Pure.

Three witnesses, since none is enough: the packets against the container's index or stated length (a file cut off), the
decoded frames against the packets (frames lost), and ffmpeg's complaints (frames that were concealed). A recording that
begins in the middle of a group of pictures is not damaged: what is shown before its first keyframe need not decode.
"""

from array import array
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from functions.certificate import Rule
from functions.encode import Encoded
from functions.media import Media

MISSING_SECONDS = Fraction(3, 10)  # a source that ends this much before its stated end is cut off; headers are rounded
STATED_LENGTHS = frozenset({"mov", "matroska", "avi", "asf"})  # whose header states the length that was written
SHOWN = 3  # complaints that are quoted


class Source(NamedTuple):
    """What the source shows, worked out of its packets."""

    time_base: Fraction
    frames: "array[int]"  # times, ascending, in ticks of time_base
    head: int  # how many of them come before the first keyframe: any of these need not decode
    last: Fraction  # how long the last one is shown, seconds

    @property
    def solid(self) -> "array[int]":
        """The times of the frames that must decode."""
        return self.frames[self.head :]

    @property
    def longest(self) -> Fraction:
        """The longest time between two frames, seconds."""
        return max((later - tick for tick, later in pairwise(self.frames)), default=0) * self.time_base


def source(encoded: Encoded) -> Source:
    """Work out what the source shows."""
    read = encoded.packets
    frames = read.frames(Fraction(encoded.plan.rate), interlaced=encoded.plan.interlaced)
    last = read.end(frames) - (frames[-1] * read.time_base if frames else 0)
    return Source(read.time_base, frames, read.undecodable(frames), last)


def rules(media: Media, encoded: Encoded, found: Source) -> tuple[Rule, ...]:
    """Judge completeness, decoding, packets and complaints, a rule each."""
    return (
        _complete(media, encoded, found),
        _decoded(encoded, found),
        _packets(encoded),
        _clean(encoded, found),
    )


def readable(media: Media, encoded: Encoded) -> str:
    """Say how much of the video can be read, such as "58 % of the video, 00:00:35 of 00:01:00, can be read."."""
    found, rate = source(encoded), media.video.fps
    stated = media.video.frames or int((media.duration - float(MISSING_SECONDS)) * rate)
    if encoded.decoded >= max(stated, len(found.frames)):
        return f"All of its {encoded.decoded} frames can be read, but some have damaged pictures or sound."
    length = max(Fraction(media.video.frames or len(found.frames)) / rate, Fraction(media.duration))
    reads = min(Fraction(encoded.decoded) / rate, length)
    return f"{int(100 * reads / length)} % of the video, {_clock(reads)} of {_clock(length)}, can be read."


def _complete(media: Media, encoded: Encoded, found: Source) -> Rule:
    """Hold what was read against the container's own index, or else against the length it states."""
    if media.video.frames is not None:
        expected, count = media.video.frames, len(found.frames)
        return _rule("source_complete", f"{expected} frames", f"{count} frames", passed=count >= expected)
    ends = [track.end for track in encoded.packets.tracks.values() if track.end is not None]
    # A header counts from 0, the packets from the start.
    end = Fraction(media.start) + max([encoded.packets.end(found.frames), *ends])
    if media.container not in STATED_LENGTHS or any(name.startswith("subtitle") for name in media.dropped_streams):
        return _rule("source_complete", "any length", f"{float(end):.3f} s", passed=True, note="None is stated.")
    passed = end >= Fraction(media.duration) - max(MISSING_SECONDS, 2 / media.video.fps)
    return _rule("source_complete", f"{media.duration:.3f} s", f"{float(end):.3f} s", passed=passed)


def _decoded(encoded: Encoded, found: Source) -> Rule:
    least, count = len(found.frames) - found.head, encoded.decoded
    expected = str(least) if not found.head else f"{least} to {len(found.frames)}"
    note = f"{found.head} frames come before the first keyframe." if found.head else ""
    return _rule("source_decoded", expected, str(count), passed=count >= max(least, 1), note=note)


def _packets(encoded: Encoded) -> Rule:
    corrupt = encoded.packets.corrupt + sum(track.corrupt for track in encoded.packets.tracks.values())
    return _rule(
        "source_packets", "none damaged", f"{corrupt} damaged" if corrupt else "none damaged", passed=not corrupt
    )


def _clean(encoded: Encoded, found: Source) -> Rule:
    """Whatever ffmpeg complained of is damage, except missing references where the recording begins in a group."""
    counted = {"damage"} if found.head else {"damage", "reference"}
    met = [(complaint.text, count) for complaint, count in encoded.complaints if complaint.kind in counted]
    text = "; ".join(f"{text} ({count} times)" if count > 1 else text for text, count in met[:SHOWN])
    return _rule("source_clean", "no complaint", text or "no complaint", passed=not met)


def _clock(seconds: Fraction) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _rule(rule: str, expected: str, found: str, *, passed: bool, note: str = "") -> Rule:
    return Rule(rule=rule, expected=expected, found=found, passed=passed, note=note)
