"""Whether a source could be read whole, judged by what ffmpeg read of it. Pure.

Three witnesses, since none is enough: the packets against the container's index or stated length (a file cut off), the
decoded frames against the packets (frames lost), and the decoders' complaints (frames that were concealed). A recording
that begins in the middle of a group of pictures is not damaged: what is shown before its first keyframe need not decode.

What the container says of itself is a hint and no witness. Its counters restart where recordings were joined, and every
picture and sound may be there. Only if time is missing as well, between two pictures or two packets of sound, is it damage.
"""

import re
from array import array
from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from functions.media.certificate import Rule
from functions.media.codecs import AUDIO_DECODERS
from functions.media.facts import Media
from functions.steps.encode import Encoded

MISSING_SECONDS = Fraction(3, 10)  # a source that ends this much before its stated end is cut off; headers are rounded
STATED_LENGTHS = frozenset({"mov", "matroska", "avi", "asf"})  # whose header states the length that was written
WITH_COUNTERS = frozenset({"mpegts", "mpeg"})
JOINED = "Recordings were joined here, or counters restart: nothing is missing."
ODD = "The container is odd in this; no time is missing between its pictures, or in its sound."
SHORT = "the file ends within a packet"
SHOWN = 3  # complaints that are quoted
COARSE = 4  # ticks; of a frame: with fewer, ticks are no measure of how even frames are
SEAM_SECONDS = Fraction(1, 10)  # what a recording's sound may be longer than its picture, where another follows
SEAM_SHARE = Fraction(1, 10)  # of a frame: nearer to a whole number of frames, it is frames that are missing


class Source(NamedTuple):
    """What the source shows, worked out of its packets."""

    time_base: Fraction
    frames: "array[int]"  # times, ascending, in ticks of time_base
    head: int  # how many of them come before the first keyframe: any of these need not decode
    last: Fraction  # how long the last one is shown at most, seconds
    lasts: Fraction = Fraction(0)  # the same, as its own packet says

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
    return Source(read.time_base, frames, read.undecodable(frames), last, read.lasts(frames) if frames else last)


def decoded(encoded: Encoded, found: Source) -> Source:
    """Give what was decoded of the source in place of what its packets promise: the proxy can hold no more."""
    usual, tick, base = 1 / Fraction(encoded.plan.rate), Fraction(1, encoded.plan.time_scale), found.time_base
    if base * COARSE > usual:  # where a frame is a tick, a lost one would pass for rounding
        base = tick
    late = Fraction(0)
    if not encoded.packets.timed and encoded.shown and found.frames:  # as late as the decoder is
        late = encoded.shown[0] * tick - found.frames[0] * found.time_base
    frames = array("q", (round((time * tick - late) / base) for time in encoded.shown))
    if frames and found.frames and abs(frames[-1] * base - found.frames[-1] * found.time_base) < usual / 2:
        usual = found.last
    return Source(
        base, frames, 0, usual
    )  # how long the last one lasts at least, a decoder that lost some does not tell


def rules(media: Media, encoded: Encoded, found: Source) -> tuple[Rule, ...]:
    """Judge completeness, decoding, packets and complaints, a rule each."""
    return (
        _complete(media, encoded, found),
        _decoded(encoded, found),
        _packets(media, encoded, found),
        _clean(encoded, found),
    )


def readable(media: Media, encoded: Encoded) -> str:
    """Say how much of the video can be read, such as "58 % of the video, 00:00:35 of 00:01:00, can be read."."""
    found, rate = source(encoded), media.video.fps
    stated = media.video.frames or int((media.duration - float(MISSING_SECONDS)) * rate)
    if encoded.decoded >= max(stated, len(found.frames)):
        return _spoiled(media, encoded)
    length = max(Fraction(media.video.frames or len(found.frames)) / rate, Fraction(media.duration))
    reads = min(Fraction(encoded.decoded) / rate, length)
    return f"{int(100 * reads / length)} % of the video, {_clock(reads)} of {_clock(length)}, can be read."


def _spoiled(media: Media, encoded: Encoded) -> str:
    """Say what is wrong where every frame can be read: pictures, sound, or that some of either are missing."""
    said = [text for text, _ in _met(encoded, {"damage", "reference"})]
    tracks = {f"stream #0:{track.index}" for track in media.audio}
    heard = [_of_sound(text, tracks) for text in said]
    codecs = ", ".join(sorted({track.codec for track in media.audio}))
    met = ["some have damaged pictures"] if not all(heard) else []
    met += [f"the sound ({codecs}) cannot be decoded without errors"] if any(heard) else []
    if not said:
        return f"All {encoded.decoded} frames that are there can be read, but pictures or sound are missing."
    return f"All of its {encoded.decoded} frames can be read, but {', and '.join(met)}."


def _of_sound(text: str, tracks: Collection[str]) -> bool:
    by = text.partition(": ")[0]
    return by in AUDIO_DECODERS.split(",") or any(re.search(rf"{track}\b", text) for track in tracks)


def _complete(media: Media, encoded: Encoded, found: Source) -> Rule:
    """Hold what was read against the container's own index, or else against the length it states, or how the file ends."""
    if media.cut_off:
        return _rule("source_complete", "a whole file", media.cut_off, passed=False)
    if media.indexed is not None and len(encoded.packets) < media.indexed:
        text = f"{len(encoded.packets)} pieces of the picture"
        return _rule("source_complete", f"{media.indexed}, as its index lists", text, passed=False)
    if media.video.frames is not None:
        expected, count, hidden = media.video.frames, len(found.frames), encoded.packets.withheld
        text = (
            f"{count} frames"
            if count >= expected or not hidden
            else f"{count} frames, and {hidden} that its edit list hides"
        )
        return _rule("source_complete", f"{expected} frames", text, passed=count + hidden >= expected)
    ends = [track.end for track in encoded.packets.tracks.values() if track.end is not None]
    # A header counts from 0, the packets from the start.
    end = Fraction(media.start) + max([encoded.packets.end(found.frames), *ends])
    if media.container not in STATED_LENGTHS or _subtitled(media):
        return _rule("source_complete", "any length", f"{float(end):.3f} s", passed=True, note="None is stated.")
    passed = end >= Fraction(media.duration) - max(MISSING_SECONDS, 2 / media.video.fps)
    return _rule("source_complete", f"{media.duration:.3f} s", f"{float(end):.3f} s", passed=passed)


def _subtitled(media: Media) -> bool:
    """Whether it has subtitles, of which the last may end later than picture and sound."""
    return bool(media.subtitles) or any(name.startswith("subtitle") for name in media.dropped_streams)


def _decoded(encoded: Encoded, found: Source) -> Rule:
    least, count = len(found.frames) - found.head, encoded.decoded
    expected = str(least) if not found.head else f"{least} to {len(found.frames)}"
    note = f"{found.head} frames come before the first keyframe." if found.head else ""
    return _rule("source_decoded", expected, str(count), passed=count >= max(least, 1), note=note)


def _packets(media: Media, encoded: Encoded, found: Source) -> Rule:
    """Judge what the container marks or says: damage where something is missing, else joined recordings or odd counters."""
    corrupt = encoded.packets.corrupt + sum(track.corrupt for track in encoded.packets.tracks.values())
    said = _met(encoded, {"container"})
    marked = f"{corrupt} marked as damaged" if corrupt else _quoted(said) or "none damaged"
    # Only a transport stream marks what its counters or the receiver say; all others, what the file is too short for.
    short = media.container != "mpegts" and (corrupt or any("Packet corrupt" in text for text, _ in said))
    holes = SHORT if short else _holes(encoded, found) if corrupt or said else ""
    note = "" if holes or not (corrupt or said) else JOINED if media.container in WITH_COUNTERS else ODD
    text = f"{marked}; {holes}" if holes else marked
    return _rule("source_packets", "nothing missing" if corrupt or said else "none damaged", text, not holes, note)


def _holes(encoded: Encoded, found: Source) -> str:
    """Say how much time is missing at the most between two pictures, or two packets of a track; empty where none is.

    Where two recordings meet, the first's picture and sound do not end together, and the gap is no whole number of frames.
    A transport stream says which of its streams it means; of the others nothing was marked.
    """
    said = " ".join(text for text, _ in _met(encoded, {"container"}))
    marked = {int(number) for number in re.findall(r"stream = (\d+)", said)}
    frame = 1 / Fraction(encoded.plan.rate)
    missing = found.longest - frame
    whole = abs(missing / frame - round(missing / frame)) < SEAM_SHARE
    if missing > max(frame / 2, 2 * found.time_base) and (whole or missing > SEAM_SECONDS):
        return f"{float(missing):.3f} s of pictures are missing"
    for number, track in enumerate(encoded.plan.tracks, start=1):
        read = encoded.packets.tracks.get(number)
        if read and read.hole > read.longest / 2 and (not marked or track.index in marked):
            return f"{float(read.hole):.3f} s of sound are missing in track {number}"
    return ""


def _clean(encoded: Encoded, found: Source) -> Rule:
    """Whatever a decoder complained of is damage, except missing references where the recording begins in a group."""
    text = _quoted(_met(encoded, {"damage"} if found.head else {"damage", "reference"}))
    return _rule("source_clean", "no complaint", text or "no complaint", passed=not text)


def _met(encoded: Encoded, kinds: Collection[str]) -> list[tuple[str, int]]:
    return [(complaint.text, count) for complaint, count in encoded.complaints if complaint.kind in kinds]


def _quoted(met: list[tuple[str, int]]) -> str:
    return "; ".join(f"{text} ({count} times)" if count > 1 else text for text, count in met[:SHOWN])


def _clock(seconds: Fraction) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _rule(rule: str, expected: str, found: str, passed: bool, note: str = "") -> Rule:
    return Rule(rule=rule, expected=expected, found=found, passed=passed, note=note)
