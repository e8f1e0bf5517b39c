"""The time that an audio track's packets cover, by what they say themselves. Pure."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

SECOND = 1_000_000  # times are whole microseconds: finer than a sample, and rounding does not add up
LEAST = 20_000  # holes and overlaps from here on are told apart; shorter ones may be the rounding of a container
LENGTHS_KEPT = 1000  # different lengths of a track's packets that are counted
# A packet of these is one frame, or says itself how long it is; so it can hold no more than others.
ONE_FRAME = re.compile(r"(aac|mp[123]|ac3|eac3|dts|dca|truehd|mlp|opus|vorbis|flac|alac|wma)")

Span = tuple[int, int]  # when it begins, and how long it is, microseconds


def micro(count: int, rate: int) -> int:
    """Give microseconds, rounded, of so many of which ``rate`` are a second."""
    return (count * 2 * SECOND + rate) // (2 * rate)


class Spans:
    """Times that are covered, in the order in which they came; one span while each piece begins where the last one ended."""

    def __init__(self) -> None:
        """Begin with none."""
        self.starts, self.ends = array("q"), array("q")

    def add(self, start: int, end: int) -> None:
        """Take a piece."""
        if self.ends and abs(start - self.ends[-1]) < LEAST:
            self.ends[-1] = max(self.ends[-1], end)
        else:
            self.starts.append(start)
            self.ends.append(end)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Give start and end of each."""
        return zip(self.starts, self.ends, strict=True)

    def overlaps(self) -> list[Span]:
        """Give what begins before the end of what came before it; in one where it is about the same time."""
        found: list[Span] = []
        for (_, end), (later, _) in pairwise(self):
            if later > end - LEAST:
                continue
            if found and abs(later - found[-1][0]) < LEAST:
                found[-1] = found[-1][0], found[-1][1] + end - later
            else:
                found.append((later, end - later))
        return found

    def dump(self) -> list[list[int]]:
        """Give all; ``load`` reads it again."""
        return [list(self.starts), list(self.ends)]

    @classmethod
    def load(cls, dumped: Sequence[Sequence[int]]) -> "Spans":
        """Read what ``dump`` gave."""
        spans = cls()
        spans.starts, spans.ends = (array("q", one) for one in dumped)
        return spans


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give what they cover in order of time, each time once; start and end."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1] + LEAST:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


class Long(NamedTuple):
    """A packet that says it is longer than others are: it may hold more, or be the only one before a gap."""

    start: int
    length: int
    size: int  # bytes


class Covered:
    """The time that the packets of a track cover by their own account, in ticks of ``tick`` seconds.

    An mp4 has no gaps: the packet before one is said to last until the next. So a packet that is longer than usual is kept
    apart, to be judged when all are known.
    """

    def __init__(self, tick: Fraction) -> None:
        """Begin with no packet."""
        self.tick = tick
        self.spans = Spans()
        self.unmeasured = array("q")  # when packets begin that do not say how long they are
        self.slivers = array("q")  # the same of those that by their bytes are shorter than a tick, if bytes are time
        self.longs: list[Long] = []
        self.packets = 0
        self.usual = self.largest = (
            0  # the most common length of packets, in ticks, and the most bytes of any but longer ones
        )
        self._lengths: Counter[int] = Counter()
        self._length = 0
        self._last: tuple[int, int] | None = None

    def add(self, at: int, duration: int, size: int = 0) -> None:
        """Take a packet. It is as long as it says; to the tick, where the next one begins, as lengths may be rounded."""
        self._length, self._last = self._sum(at), (at, duration)
        self.packets += 1
        start, length = self._time(at), self._time(duration)
        if duration <= 0:
            sliver = duration == 0 and 0 < size * self.usual < self.largest
            (self.slivers if sliver else self.unmeasured).append(start)
            return
        if self._lengths and self._time(duration - self.usual + 1) < LEAST:
            self.largest = max(self.largest, size)
            self.spans.add(start, self._time(at + duration))
        else:
            self.longs.append(Long(start, length, size))
            self._last = None
        self._count(duration)

    @property
    def frame(self) -> int:
        """The most common length of its packets, microseconds."""
        return self._time(self.usual)

    def settled(self, codec: str) -> tuple[list[tuple[int, int]], int]:
        """Give what is covered in order of time, and how long all packets are, once it is known what is usual."""
        usual, known = self.frame, [*self.spans]
        length = self._time(self._sum(None))
        for long in self.longs:
            more = long.size > self.largest and not ONE_FRAME.match(codec)
            own = long.length if more or self.packets == 1 else min(long.length, usual)
            known.append((long.start, long.start + own))
            length += own
        return joined(known), length

    def _count(self, duration: int) -> None:
        """Count a length, of which there may be many; the most common one stays among those that are known."""
        if duration in self._lengths or len(self._lengths) < LENGTHS_KEPT:
            self._lengths[duration] += 1
        if self._lengths[duration] > self._lengths[self.usual]:
            self.usual = duration

    def _time(self, ticks: int) -> int:
        return micro(ticks * self.tick.numerator, self.tick.denominator)

    def _sum(self, following: int | None) -> int:
        if self._last is None:
            return self._length
        at, duration = self._last
        if following is not None and duration > 0 and following - at <= duration + 1:
            duration = following - at
        return self._length + max(0, duration)

    def dump(self) -> dict[str, Any]:
        """Give all; ``load`` reads it again."""
        numbers = [self._sum(None), self.packets, self.usual, self.largest]
        told = {
            "unmeasured": list(self.unmeasured),
            "slivers": list(self.slivers),
            "longs": self.longs,
            "numbers": numbers,
        }
        return {"tick": str(self.tick), "spans": self.spans.dump(), **told}

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> "Covered":
        """Read what ``dump`` gave. Raises KeyError on what another version wrote."""
        covered = cls(Fraction(dumped["tick"]))
        covered.spans, covered.unmeasured = Spans.load(dumped["spans"]), array("q", dumped["unmeasured"])
        covered.slivers = array("q", dumped.get("slivers", ()))  # releases up to 0.3.0 have none
        covered.longs = [Long(*long) for long in dumped["longs"]]
        covered._length, covered.packets, covered.usual, covered.largest = dumped["numbers"]
        return covered
