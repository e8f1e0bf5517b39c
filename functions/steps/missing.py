"""What is missing of a film that could be read in part only: the ranges of its picture and of each track. Pure.

Three kinds of time count as missing: that of packets of which the decoder gave nothing, that between packets where the
container or a decoder complained, and that between the last packet and the end that the container states.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from functions.media.certificate import Lack, Missing, Range, Rule
from functions.media.facts import Audio, Media
from functions.media.sound import comparison
from functions.media.sound.coverage import LEAST, SECOND, Covered
from functions.media.sound.decoded import Decoded
from functions.steps import damage
from functions.steps.damage import MISSING_SECONDS, Source
from functions.steps.encode import Encoded

RANGES = 200  # that are listed of all streams together
FEWEST = 5  # that are listed of each stream, however many there are
HOLE = Fraction(3, 2)  # frames; pictures further apart than this have others missing between them
UNEVEN_HOLE = Fraction(3, 10)  # the same of a film whose frames are not evenly spaced, seconds
Span = tuple[Fraction, Fraction]  # start and end, seconds


def of(media: Media, encoded: Encoded, rules: tuple[Rule, ...]) -> Missing:
    """Name what is missing of a film whose ``rules`` say that not all of it could be read."""
    failed = {rule.rule for rule in rules if not rule.passed}
    found = damage.source(encoded)
    ends = [track.end for track in encoded.packets.tracks.values() if track.end is not None]
    length = max([_stated(media), encoded.packets.end(found.frames), *ends])
    streams: list[tuple[int | None, list[Span]]] = [(None, _joined(_pictures(media, encoded, found, failed)))]
    for number, theirs in enumerate(media.audio, start=1):
        streams.append((number, _joined(_sound(number, theirs, media, encoded, failed))))
    told = {rule.rule: rule.found for rule in rules}
    stated = [end for _, spans in streams for _, end in spans[-1:]]
    most = max(FEWEST, RANGES // len(streams))
    return Missing(
        seconds=_seconds(_sum(_joined(span for _, spans in streams for span in spans))),
        of_seconds=_seconds(max([length, *stated])),
        spoiled="source_clean" in failed,
        open_end=bool(media.cut_off)
        or ("source_complete" not in failed and told.get("source_packets", "").endswith(damage.SHORT)),
        streams=tuple(_lack(track, spans, most) for track, spans in streams if spans),
    )


def _lack(track: int | None, spans: list[Span], most: int) -> Lack:
    ranges = tuple(Range(start=_seconds(start), end=_seconds(end)) for start, end in spans[:most])
    return Lack(track=track, seconds=_seconds(_sum(spans)), count=len(spans), ranges=ranges)


def _stated(media: Media) -> Fraction:
    """Give when the film ends by its header, counted from its start."""
    if media.container not in damage.STATED_LENGTHS:
        return Fraction(0)
    early = media.start if media.video.frames is None else 0  # a header without an index counts from 0
    return Fraction(media.duration) - Fraction(early)


# ---------------------------------------------------------------- picture


def _pictures(media: Media, encoded: Encoded, found: Source, failed: set[str]) -> Iterator[Span]:
    base, frame = found.time_base, 1 / Fraction(encoded.plan.rate)
    decoded = damage.decoded(encoded, found)
    theirs = array("q", (round(time * decoded.time_base / base) for time in decoded.frames))
    expected = found.solid
    if not encoded.packets.timed:  # only what was decoded has times
        expected = theirs
    yield from _undecoded(expected, theirs, base, frame)
    even = "source_packets" in failed or not media.video.variable_rate  # holes make a rate look variable
    hole = HOLE * frame if even else max(UNEVEN_HOLE, 3 * frame)
    if not encoded.packets.timed or failed & {"source_packets", "source_clean", "source_complete"}:
        for before, after in pairwise(expected):
            if (after - before) * base > hole:
                yield before * base + frame, after * base
    if not encoded.packets.timed and found.frames:
        yield theirs[-1] * base + frame, encoded.packets.end(found.frames)
    if "source_complete" in failed:
        end, stated = encoded.packets.end(found.frames), _stated(media)
        if media.video.duration is not None and media.video.frames is not None:
            stated = Fraction(media.video.start) - Fraction(media.start) + Fraction(media.video.duration)
        if stated > end:
            yield end, stated


def _undecoded(expected: "array[int]", decoded: "array[int]", base: Fraction, frame: Fraction) -> Iterator[Span]:
    """Give the time of frames that were not decoded, each until the next one."""
    near = max(1, int(frame / base / 4))
    for place, tick in enumerate(expected):
        at = bisect_left(decoded, tick - near)
        if at < len(decoded) and decoded[at] <= tick + near:
            continue
        following = expected[place + 1] * base if place + 1 < len(expected) else tick * base + frame
        yield tick * base, min(following, tick * base + max(frame, UNEVEN_HOLE))


# ---------------------------------------------------------------- sound


def _sound(number: int, theirs: Audio, media: Media, encoded: Encoded, failed: set[str]) -> Iterator[Span]:
    read = encoded.packets.tracks.get(number)
    covered = read.covered if read else Covered(Fraction(1))
    compared = comparison.compare(theirs.codec, covered, encoded.packets.decoded.get(number, Decoded()))
    gaps = compared.gaps if failed & {"source_packets", "source_clean", "source_complete"} else ()
    for start, length in (*compared.lost, *gaps):
        if length >= LEAST:
            yield Fraction(start, SECOND), Fraction(start + length, SECOND)
    end = read.end if read and read.end is not None else Fraction(theirs.start) - Fraction(media.start)
    stated = _stated(media) if "source_complete" in failed else Fraction(0)
    if theirs.duration is not None and media.video.frames is not None:
        stated = Fraction(theirs.start) - Fraction(media.start) + Fraction(theirs.duration)
    if stated - end > MISSING_SECONDS / 3:
        yield end, stated


# ---------------------------------------------------------------- ranges


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Give them in order of time, each time once, from the film's start on."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        start = max(begin, Fraction(0))
        if end <= start:
            continue
        if found and start <= found[-1][1] + Fraction(1, 1000):
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _sum(spans: Sequence[Span]) -> Fraction:
    return sum((end - start for start, end in spans), Fraction(0))


def _seconds(value: Fraction) -> float:
    return round(float(value), 3)
