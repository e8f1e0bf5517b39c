"""What came out of an audio track's decoder, as the log of a run lists it before any filter changes it. Pure."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any

from functions.media.sound.coverage import SECOND, Covered, Span, Spans, micro

EVEN = 2_000  # microseconds; a container's ticks may be as coarse as a millisecond
# A number a line, each with the track's number and its kind in its last byte. A print is one write to the log, so that
# nothing of another thread comes between; the filter ashowinfo writes a line in several.
_FILTERS = (
    "asettb=1/sr,aselect='if(eq(n,0),print(sample_rate*256+{rate}),0);"
    "if(eq(samples_n,ld(0)),0,print(samples_n*256+{length}));st(0,samples_n);"
    "if(isnan(pts),print({untimed}),print(pts*256+{time}));1'"
)
_UNTIMED, _RATE, _LENGTH, _TIME = range(4)
PRINTED = re.compile(r"\[info\] (-?\d+)\.0{6}$")


PICTURE = 0  # number of the picture, where tracks count from 1


def picture_probe() -> str:
    """Give the filter that lists the times of the pictures that go through it, in the ticks it is given.

    A decoder that met damage may give a picture after later ones; there is no room for it any more, and it is left out.
    """
    given = f"print(pts*256+{PICTURE * 4 + _TIME});1"
    return f"select='if(isnan(pts),1,if(lt(pts,prev_selected_pts),0,{given}))'"


def probe(number: int) -> str:
    """Give the filters that list the frames that go through them, as those of track ``number``, and change nothing."""
    first = number * 4
    return _FILTERS.format(untimed=first, rate=first + _RATE, length=first + _LENGTH, time=first + _TIME)


class Decoded:
    """What came out of a track's decoder."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.spans = Spans()
        self.samples: Counter[int] = Counter()  # by their rate
        self.frame = 0  # the longest, microseconds
        self._rate = self._each = self._end = 0

    def read(self, kind: int, value: int) -> None:
        """Take a number that ``probe`` printed of a frame; its time comes last."""
        if kind == _RATE:
            self._rate, self._each = value, 0
        elif kind == _LENGTH:
            self._each = value
        elif self._rate:
            self.add(self._end if kind == _UNTIMED else value, self._each, self._rate)

    def add(self, start: int, samples: int, rate: int) -> None:
        """Take a frame that begins at a sample, counted at its own rate."""
        self._end = start + samples
        self.spans.add(micro(start, rate), micro(self._end, rate))
        self.samples[rate] += samples
        self.frame = max(self.frame, micro(samples, rate))

    def take_out(self, filled: Sequence[Span]) -> None:
        """Be told of spans that were filled before they were decoded, ascending: nothing of the source came out there."""
        spans, (rate,) = Spans(), self.samples.keys() or (1,)
        for start, end in self.spans:
            at = start
            for begin, length in filled:
                if start <= begin and begin + length <= end:
                    spans.add(at, begin)
                    at = begin + length
                    self.samples[rate] -= length * rate // SECOND
            spans.add(at, end)
        self.spans = spans

    @classmethod
    def all_of(cls, codec: str, covered: Covered) -> "Decoded":
        """Give what came of packets of which it is known that each gave all its samples."""
        decoded, rate = cls(), covered.tick.denominator
        spans, length = covered.settled(codec)
        for start, end in spans:
            decoded.spans.add(start, end)
        decoded.frame = covered.frame
        decoded.samples[rate] = (length * rate + SECOND // 2) // SECOND
        return decoded

    @property
    def length(self) -> int:
        """How long all frames are, microseconds."""
        return sum(micro(many, rate) for rate, many in self.samples.items())

    @property
    def reach(self) -> Span:
        """When the first frame begins and the last one ends, microseconds."""
        return min(self.spans.starts, default=0), max(self.spans.ends, default=0)

    @property
    def uneven(self) -> bool:
        """Whether frames do not adjoin, be it by more or less than samples: a filter that fills or cuts has what to do."""
        begin, end = self.reach
        return len(self.spans.starts) > 1 or abs(end - begin - self.length) >= EVEN

    def dump(self) -> dict[str, Any]:
        """Give all; ``load`` reads it again."""
        return {"spans": self.spans.dump(), "samples": list(self.samples.items()), "frame": self.frame}

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> "Decoded":
        """Read what ``dump`` gave. Raises KeyError on what another version wrote."""
        decoded = cls()
        decoded.spans, decoded.frame = Spans.load(dumped["spans"]), dumped["frame"]
        decoded.samples = Counter(dict(dumped["samples"]))
        return decoded


class Probed:
    """Reads what the probes of a run print."""

    def __init__(self) -> None:
        """Begin with no track, and no picture."""
        self.tracks: dict[int, Decoded] = {}
        self.pictures = array("q")  # when they are shown, in the proxy's ticks; in the order in which they were decoded

    def read(self, line: str) -> bool:
        """Take a line of ffmpeg's log; whether it was of a probe."""
        found = PRINTED.search(line)
        if found is None:
            return False
        value, code = divmod(int(found[1]), 256)
        if code // 4 == PICTURE:
            self.pictures.append(value)
            return True
        self.tracks.setdefault(code // 4, Decoded()).read(code % 4, value)
        return True
