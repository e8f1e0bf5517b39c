"""The source's own packets, as ffmpeg's framecrc muxer lists them while the proxy is made, and what follows from them.

A line is ``stream, dts, pts, duration, size, checksum[, F=flags][, S=side data]`` in ticks of the stream's time base, which
a header line ``#tb stream: num/den`` gives. Flags stand there only when they are not exactly KEY. It is the demuxer's own
account, so it has what an index lacks: containers without one, packets that an edit list hides, and where a recording
begins that was started in the middle of a group of pictures.
"""

import hashlib
import json
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import Any

from functions.media import unstamped
from functions.media.sound.coverage import SECOND, Covered, Span
from functions.media.sound.decoded import Decoded
from functions.media.unstamped import NO_TIME

KEY, CORRUPT, DISCARD = 0x1, 0x2, 0x4  # AV_PKT_FLAG_*
HIDDEN = 0x80  # no flag of ffmpeg's: its frame is there to be referred to, and never shown
UNSEEN = DISCARD | HIDDEN
FIELD_SHARE = Fraction(3, 4)  # in interlaced video, packets closer than this share of a frame are its two fields
VIDEO = 0  # the first stream that is listed
ROW = struct.Struct("<qqqB")  # a packet of the video as it is kept: dts, pts, duration, flags


class Track:
    """What was read of one audio stream, whose times are in ticks of ``tick`` seconds."""

    def __init__(self, tick: Fraction, *, each: bool = False) -> None:
        """Start with nothing read. ``each``: keep all packets, which a summary is enough for else."""
        self.packets = 0  # that are heard
        self.corrupt = 0
        self.hidden = 0  # packets that are not
        self.covered = Covered(tick)
        self.each: list[Span] | None = [] if each else None  # when each packet begins, microseconds, and its bytes
        self._tick = tick
        self._start: int | None = None
        self._end = self._longest = self._hole = 0
        self._first: int | None = None
        self._hash = hashlib.sha256()
        self._digest = ""

    def add(self, at: int, duration: int, flags: int, content: str) -> None:
        """Take a packet; ``content`` tells its bytes. One that an edit list hides counts for the digest alone."""
        self._first = at if self._first is None else self._first
        self._hash.update(f"{at - self._first} {duration} {flags} {content}\n".encode())
        if flags & DISCARD:
            self.hidden += 1
            return
        size = int(content.split(" ", 1)[0])
        if size == 0:  # FLAC in NUT ends in one; it holds no sound
            return
        self.packets += 1
        self.covered.add(at, duration, size)
        if self.each is not None:
            self.each.append((round(at * self._tick * SECOND), size))
        self.corrupt += bool(flags & CORRUPT)
        self._longest = max(self._longest, duration)
        if self._start is None:
            self._start, self._end = at, at + duration
        self._hole = max(self._hole, at - self._end)
        self._start, self._end = min(self._start, at), max(self._end, at + duration)

    @property
    def start(self) -> Fraction | None:
        """When it begins, seconds; None when nothing is heard."""
        return None if self._start is None else self._start * self._tick

    @property
    def end(self) -> Fraction | None:
        """When it ends, seconds; None when nothing is heard."""
        return None if self._start is None else self._end * self._tick

    @property
    def longest(self) -> Fraction:
        """How long its longest packet is, seconds."""
        return self._longest * self._tick

    @property
    def hole(self) -> Fraction:
        """How long the longest time is that no packet is heard in, between two of them, seconds."""
        return self._hole * self._tick

    @property
    def digest(self) -> str:
        """Names all packets, as SHA-256 in hex does: when each comes after the first, its length, flags, size and checksum."""
        return self._digest or self._hash.hexdigest()

    def dump(self) -> dict[str, Any]:
        """Give what was read; ``load`` reads it again."""
        numbers = [self._start, self._end, self._longest, self.packets, self.corrupt, self.hidden, self._hole]
        return {"tick": str(self._tick), "numbers": numbers, "digest": self.digest, "covered": self.covered.dump()}

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> "Track":
        """Read what ``dump`` gave. Raises KeyError or TypeError on what another version wrote."""
        track = cls(Fraction(dumped["tick"]))
        track._start, track._end, track._longest, track.packets, *more = dumped["numbers"]
        track.corrupt, track.hidden, track._hole = more
        track._digest, track.covered = dumped["digest"], Covered.load(dumped["covered"])
        return track


class Packets:
    """The packets of a source: every one of the video in decoding order, and a summary of each audio track.

    Times are as ffmpeg shifts them: the container's start is 0. 25 bytes are kept for each video packet. The tracks are
    numbered from 1, also where only they are listed (``picture`` is false).
    """

    def __init__(self, *, picture: bool = True, early: int = 0, each: bool = False) -> None:
        """Start with nothing read. ``early``: by how many seconds decoding times are listed too early; ``each`` as in Track."""
        self._early, self._each = early, each
        self._before = 0 if picture else 1  # streams that are not listed before the first that is
        self.time_base = Fraction(1)
        self.dts, self.pts, self.duration = array("q"), array("q"), array("q")
        self.flags = array("B")
        self.sizes = array("q")  # bytes; for those who read along, and not kept
        self.tracks: dict[int, Track] = {}
        self.decoded: dict[int, Decoded] = {}  # what came out of the decoder of each track, where that was listed
        self._bases: dict[int, Fraction] = {}

    def read(self, line: str) -> None:
        """Take one line. Raises ValueError on one that is not framecrc's."""
        if line.startswith("#"):
            if line.startswith("#tb "):
                number, base = line[4:].split(":")
                self._bases[int(number) + self._before] = Fraction(base.strip())
                self.time_base = self._bases.get(VIDEO, self.time_base)
            return
        fields = line.split(",")
        stream, dts, pts, duration = (int(field) for field in fields[:4])
        stream += self._before
        flags = next((int(field.strip()[2:], 16) for field in fields[6:] if field.strip().startswith("F=")), KEY)
        if stream == VIDEO:
            self.dts.append(dts if dts == NO_TIME else dts + round(self._early / self.time_base))
            self.pts.append(pts)
            self.duration.append(duration)
            self.sizes.append(int(fields[4]))
            self.flags.append(flags & 0x7F)
            return
        track = self.tracks.get(stream) or self.tracks.setdefault(stream, Track(self._bases[stream], each=self._each))
        track.add(pts if pts != NO_TIME else dts, duration, flags, f"{fields[4].strip()} {fields[5].strip()}")

    def dump(self) -> bytes:
        """Give all that was read, to be kept; ``load`` reads it again."""
        tracks = {number: track.dump() for number, track in self.tracks.items()}
        decoded = {number: given.dump() for number, given in self.decoded.items()}
        head = {"time_base": str(self.time_base), "tracks": tracks, "decoded": decoded}
        rows = zip(self.dts, self.pts, self.duration, self.flags, strict=True)
        body = b"".join(ROW.pack(*row) for row in rows)
        return zlib.compress(json.dumps(head).encode() + b"\n" + body, level=1)

    @classmethod
    def load(cls, dumped: bytes) -> "Packets":
        """Read what ``dump`` gave. Raises ValueError when another version wrote it."""
        head, _, body = zlib.decompress(dumped).partition(b"\n")
        told, read = json.loads(head), cls()
        read.time_base = Fraction(told["time_base"])
        try:
            read.tracks = {int(number): Track.load(dumped) for number, dumped in told["tracks"].items()}
            read.decoded = {int(number): Decoded.load(given) for number, given in told["decoded"].items()}
        except (KeyError, TypeError) as other:
            raise ValueError("It tells of the sound in another way.") from other
        for dts, pts, duration, flags in ROW.iter_unpack(body):
            read.dts.append(dts)
            read.pts.append(pts)
            read.duration.append(duration)
            read.flags.append(flags)
        return read

    def __len__(self) -> int:
        """How many packets the video has."""
        return len(self.dts)

    @property
    def corrupt(self) -> int:
        """How many video packets the demuxer found damaged."""
        return sum(bool(flags & CORRUPT) for flags in self.flags)

    @property
    def withheld(self) -> int:
        """How many video packets an edit list hides."""
        return sum(bool(flags & DISCARD) for flags in self.flags)

    @property
    def jumps(self) -> bool:
        """Whether decoding times go back, as in a recording that was interrupted."""
        known = [dts for dts in self.dts if dts != NO_TIME]
        return any(after < before for before, after in pairwise(known))

    @property
    def timed(self) -> bool:
        """Whether every packet has a presentation time; AVI has none, some others not on each."""
        return bool(self.pts) and NO_TIME not in self.pts

    def complete(self) -> None:
        """Give packets without a presentation time theirs, where the others tell it."""
        if times := unstamped.filled(self.pts, self.dts, self._usual):
            self.pts = array("q", times)

    def place_early(self, pictures: int, first: Fraction, fps: Fraction) -> None:
        """Be told that so many pictures, evenly spaced from the time ``first`` on, are those whose times nobody knew."""
        known_from = (first + (pictures - Fraction(1, 2)) / fps) / self.time_base
        places = [i for i, time in enumerate(self.pts) if time < known_from]  # NO_TIME is before all
        if len(places) == pictures:
            for number, place in enumerate(places):
                self.pts[place] = round((first + number / fps) / self.time_base)

    def hide(self, shown: Sequence[bool]) -> None:
        """Be told which packets are shown, in their order; if that is not one for each, nothing is."""
        if len(shown) == len(self.flags):
            self.flags = array(
                "B", (flags | (0 if is_shown else HIDDEN) for flags, is_shown in zip(self.flags, shown, strict=True))
            )

    def frames(self, fps: Fraction, *, interlaced: bool) -> "array[int]":
        """Give the times at which frames are shown, ascending, in ticks: of packets that are not hidden, fields joined.

        Where packets lack presentation times their decoding times stand for them: right in number and distance, and
        shifted as a whole by the decoder's delay.
        """
        times = self.pts if self.timed else self.dts
        shown = (i for i, flags in enumerate(self.flags) if not flags & UNSEEN)
        order = sorted(shown, key=times.__getitem__)
        if interlaced:
            order = self._first_fields(order, times, fps)
        return array("q", (times[i] for i in order))

    def undecodable(self, frames: "array[int]") -> int:
        """How many of ``frames`` come before the first keyframe is shown, and so may refer to what was never recorded."""
        if not self.timed:
            return 0
        keys = (i for i, flags in enumerate(self.flags) if flags & KEY and not flags & DISCARD)
        first = next(keys, None)
        if first is None:
            hidden = any(flags & KEY for flags in self.flags)  # an edit list shows from a later frame on
            return 0 if hidden else len(frames)
        if any(flags & DISCARD and flags & KEY for flags in self.flags[:first]):
            return 0
        return bisect_left(frames, self.pts[first])

    def end(self, frames: "array[int]") -> Fraction:
        """Give the time at which the last frame has been shown, seconds."""
        if not frames:
            return Fraction(0)
        return frames[-1] * self.time_base + max(self.lasts(frames), self._usual * self.time_base)

    def lasts(self, frames: "array[int]") -> Fraction:
        """Give how long the last frame is shown by its own packet, seconds; as long as most are, where that does not say."""
        times = self.pts if self.timed else self.dts
        said = [each for time, each in zip(times, self.duration, strict=True) if frames and time == frames[-1]]
        return (max(said, default=0) or self._usual) * self.time_base

    @property
    def _usual(self) -> int:
        """How long most packets last, in ticks."""
        known = [duration for duration in self.duration if duration > 0]
        return median_low(known) if known else 0

    def _first_fields(self, order: list[int], times: "array[int]", fps: Fraction) -> list[int]:
        """Leave out packets that hold the second field of a frame: each comes half a frame after its first field."""
        close = 1 / fps / self.time_base * FIELD_SHARE
        firsts: list[int] = []
        paired = True
        for i in order:
            if not paired and times[i] - times[firsts[-1]] < close:
                paired = True
            else:
                firsts.append(i)
                paired = False
        return firsts


def even(frames: "array[int]", time_base: Fraction, fps: Fraction) -> bool:
    """Whether the times lie on the grid of the frame rate, each within one tick and counted from the first.

    Where a tick is more than half a frame long, as in AVI, within half a frame: there a frame left out is a tick or two.
    """
    step = 1 / fps / time_base
    up, down = step.numerator, step.denominator  # whole numbers: a film may have a million frames
    most = min(2 * down, up)
    return all(2 * abs((tick - frames[0]) * down - number * up) <= most for number, tick in enumerate(frames))


def constant(frames: "array[int]", time_base: Fraction, fps: Fraction, lasts: Fraction | None = None) -> range:
    """Say which ticks of the rate are filled at a constant rate: from the first frame to the end, each rounded to the nearest.

    As ffmpeg's fps filter does it: ``lasts`` is how long the last frame is shown, seconds. One that ends before the middle of
    its tick is left out; without ``lasts`` none is, and it fills one tick.
    """
    if not frames:
        return range(0)
    first, last = (_nearest(tick * time_base * fps) for tick in (frames[0], frames[-1]))
    end = last + 1 if lasts is None else _nearest((frames[-1] * time_base + lasts) * fps)
    return range(first, max(end, first + 1))


def _nearest(value: Fraction) -> int:
    """Round as ffmpeg does: halves away from zero."""
    return int(value + Fraction(1, 2)) if value >= 0 else -int(Fraction(1, 2) - value)
