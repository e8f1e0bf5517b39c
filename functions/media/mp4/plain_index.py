"""The plain index that a fragmented mp4 or mov would have, to be put before the file: it then is read as a plain one.

Pure but for ``lay``, which does it to a reader.

ffmpeg opens a fragmented file by walking all its fragments, and once more for each segment that is made of it. Before the
same bytes it is given ``ftyp`` and a ``moov`` that lists every sample of every fragment where it lies, and the head of an
``mdat`` around the whole file. Nothing of the file is changed or left out, and no sample is copied. All that is done with
plain files (index, cuts, shares of sound, completeness) is done with these in the same way.

Edit lists of fragmented files only shift, as ffmpeg reads them: lengths in them were written before the end was known.
"""

import math
import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, pairwise, repeat
from typing import NamedTuple, Protocol

from functions.common import log
from functions.media.container import MOV, Family
from functions.media.header import check
from functions.media.mp4 import boxes, fragments
from functions.media.mp4.boxes import NOTHING_SHOWN, Fetch
from functions.media.mp4.fragments import Broken, Chunk, Defaults, Samples

WHOLE = struct.pack(">I4s", 1, b"mdat")  # of a box whose size follows in 64 bits
TYPE = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0x200, b"isom")
FEW = 1 << 32  # numbers that fit into 32 bits are fewer
MISSING_SECONDS = 0.5  # a file that ends this much before the end that it states has lost fragments


class Reader(Protocol):
    """What is needed of source.Reader."""

    @property
    def size(self) -> int:
        """Bytes."""

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Read the bytes from ``start`` up to ``end``."""

    def put_before(self, front: bytes) -> None:
        """Serve these bytes before the source's own."""


def lay(reader: Reader, family: Family, watch: Callable[[], None] = lambda: None) -> None:
    """Let a fragmented mp4 or mov be read as a plain one from now on; nothing changes for other files.

    ``watch`` is called before each of many reads. Raises what it raises, what headers.refuse raises, and what ``reader`` raises.
    """

    def fetch(start: int, end: int) -> bytes:
        watch()
        return b"".join(reader.blocks(start, end))

    if family == MOV:
        check.refuse(reader, family)
    if family == MOV and (before := front(fetch, reader.size)):
        reader.put_before(before)
        log.info("unfragmented", index_bytes=len(before))


def front(fetch: Fetch, size: int) -> bytes | None:
    """Give what is to be put before a fragmented file of ``size`` bytes; None for a file that has to be read as it is.

    That is one without fragments, with fragments before its moov, or whose fragments overlap in time. Of a file that is cut
    off in a fragment, one more frame is listed, beyond its end: it is missed by all who read the file.
    """
    top = boxes.top(fetch, size)
    inside = list(boxes.inside(top[-1].contents)) if top else []
    extends = next((body for name, body in inside if name == b"mvex"), None)
    if extends is None:
        return None
    try:
        tracks = [_Track(body, _defaults(extends)) for name, body in inside if name == b"trak"]
        samples = {track.number: track.samples for track in tracks}
        begin = top[-1].at + len(top[-1].header) + len(top[-1].contents)
        lost = fragments.walk(fetch, size, begin, samples)
        if lost or _ends_early(tracks, inside, extends):
            _miss(tracks, size)
        return _written(inside, tracks, size)
    except (ValueError, struct.error, OverflowError):  # Broken among them
        return None


def _defaults(extends: bytes) -> dict[int, Defaults]:
    """Read what samples have that do not say it themselves, by track id."""
    found = (body for name, body in boxes.inside(extends) if name == b"trex" and len(body) >= 24)  # noqa: PLR2004
    rows = (struct.unpack_from(">5I", body, 4) for body in found)
    return {number: Defaults(*rest) for number, *rest in rows}


class _Track:
    """A track of the moov, with the samples that it lists itself."""

    def __init__(self, body: bytes, defaults: dict[int, Defaults]) -> None:
        head, media = boxes.within(body, b"tkhd"), boxes.within(body, b"mdia")
        at = 20 if head[:1] == b"\x01" else 12
        self.body, self.number = body, int.from_bytes(head[at : at + 4])
        self.kind, self.timescale = boxes.kind(body), boxes.timescale(boxes.within(media, b"mdhd"))
        self.samples = Samples(defaults.get(self.number, Defaults(1, 0, 0, 0)))
        _listed(boxes.within(media, b"minf", b"stbl"), self.samples)
        if not self.timescale:
            raise Broken("A track has no time scale.")

    @property
    def counts_alone(self) -> bool:
        """Whether all samples are alike, as those of PCM are, so that no table of them grows with their number."""
        had = self.samples
        alike = (list(had.durations[1:]), len(had.sizes), len(had.late)) == ([1], 2, 2)
        return self.kind == b"soun" and alike and had.sizes[1] > 0


def _listed(table: bytes, into: Samples) -> None:
    """Read the samples of a moov that has some, as files have that are still plain at their beginning."""
    count = boxes.samples(table)
    if not count:
        return
    sizes, wide = boxes.sizes(table), boxes.numbers(boxes.within(table, b"co64"), "q")
    places = wide or boxes.numbers(boxes.within(table, b"stco"), "I")
    runs = boxes.numbers(boxes.within(table, b"stsc"), "III")
    if not runs:
        raise Broken("The moov does not say where its samples are.")
    ends = [*(first - 1 for first in runs[3::3]), len(places)]
    many = [
        (n, description)
        for first, n, description, end in zip(runs[::3], runs[1::3], runs[2::3], ends, strict=True)
        for _ in range(max(0, min(end, len(places)) - first + 1))
    ]
    times, late = boxes.numbers(boxes.within(table, b"stts"), "II"), boxes.numbers(boxes.within(table, b"ctts"), "Ii")
    keys = {number - 1 for name in (b"stss", b"stps") for number in boxes.numbers(boxes.within(table, name), "I")}
    if len(sizes) != count or sum(times[::2]) != count or len(many) != len(places) or sum(n for n, _ in many) != count:
        raise Broken("The tables of the moov do not fit together.")
    into.start, into.count = 0, count
    into.end = sum(n * each for n, each in zip(times[::2], times[1::2], strict=True))
    into.durations, into.late = times, late
    fragments.extend(into.late, count - sum(late[::2]), 0)
    for each in sizes:
        fragments.extend(into.sizes, 1, each)
    for number in range(count):
        fragments.extend(into.keys, 1, int(not keys or number in keys))
    into.chunks = [Chunk(at, n, description) for at, (n, description) in zip(places, many, strict=True)]


def _ends_early(tracks: Sequence[_Track], inside: list[tuple[bytes, bytes]], extends: bytes) -> bool:
    """Whether the fragments end before the length that the file states for all of them."""
    head = boxes.within(extends, b"mehd")
    movie = boxes.timescale(dict(inside).get(b"mvhd", b""))
    if not head or not movie:
        return False
    stated = int.from_bytes(head[4 : 12 if head[:1] == b"\x01" else 8]) / movie
    ends = [track.samples.end / track.timescale for track in tracks if track.samples.count]
    return max(ends, default=0) < stated - MISSING_SECONDS


def _miss(tracks: Sequence[_Track], size: int) -> None:
    """List a frame more than there is, behind the end of the file."""
    for track in tracks:
        if track.kind == b"vide":
            had = track.samples
            each = had.durations[-1] if had.durations else had.defaults.duration or 1
            had.begin(had.end)
            late = max(had.late[1::2], default=0)  # then it is shown behind all others
            columns = {fragments.DURATIONS: [each], fragments.SIZES: [1], fragments.LATE: [late]}
            had.add(Chunk(size, 1, had.chunks[-1].description if had.chunks else 1), columns, None)
            return


# ---------------------------------------------------------------- written


class _Shown(NamedTuple):
    """When a track is shown: what is empty before it, which of its time is shown first, and for how long. Its own ticks."""

    empty: int
    begin: int
    length: int


def _written(inside: list[tuple[bytes, bytes]], tracks: Sequence[_Track], size: int) -> bytes:
    """Write what goes before the file; its length decides where the samples are, so the moov is written twice."""
    full = [track for track in tracks if track.samples.count]
    if any(track.samples.count > boxes.MOST_SAMPLES and not track.counts_alone for track in full):
        raise Broken("It has too many samples.")
    movie = math.lcm(*(track.timescale for track in full))
    if not full or movie >= FEW:  # then sound may begin half a tick of the picture's early or late
        movie = max((track.timescale for track in full if track.kind == b"vide"), default=1000)
    stated = boxes.timescale(dict(inside).get(b"mvhd", b"")) or movie
    shown = _earlier([_shown(track, stated) if track.samples.count else None for track in tracks], tracks)
    lengths = [
        boxes.rescaled(one.empty + one.length, track.timescale, movie)
        for track, one in zip(tracks, shown, strict=True)
        if one
    ]
    whole = math.ceil(max(lengths, default=0))

    def moov(shift: int) -> bytes:
        parts, pairs = [], zip(tracks, shown, strict=True)
        for name, body in inside:
            if name == b"mvhd":
                parts.append(_timed(name, body, movie, whole))
            elif name == b"trak":
                track, one = next(pairs)
                parts.append(_trak(track, one, movie, shift) if one else _box(name, body))
            elif name != b"mvex":
                parts.append(_box(name, body))
        return _box(b"moov", *parts)

    before = len(TYPE) + len(WHOLE) + 8
    shift = len(moov(0)) + before
    if shift > boxes.MOST_BYTES:
        raise Broken("Its index would be too large.")
    return TYPE + moov(shift) + WHOLE + struct.pack(">Q", size + 16)


def _shown(track: _Track, movie: int) -> _Shown:
    """Work out when a track is shown, by its edit list, whose lengths are in ``movie`` ticks a second, and its first time."""
    samples, edits, empty = track.samples, boxes.edits(track.body), 0
    if edits and edits[0][1] == NOTHING_SHOWN:
        empty, edits = round(boxes.rescaled(edits[0][0], movie, track.timescale)), edits[1:]
    begin = edits[0][1] if edits else 0
    times = _times(samples)
    first, last = min(times), max(times)
    late = (samples.start or 0) - begin + empty + first
    end = last + max(samples.durations[-1], 1)
    return _Shown(late, first, end - first) if late >= 0 else _Shown(0, first - late, max(end - first + late, 1))


def _earlier(shown: "list[_Shown | None]", tracks: Sequence[_Track]) -> "list[_Shown | None]":
    """Leave out the whole seconds before the first track begins: recordings of a live stream count from its beginning."""
    waits = [one.empty // track.timescale for one, track in zip(shown, tracks, strict=True) if one]
    wait = min(waits, default=0)
    return [
        one and one._replace(empty=one.empty - wait * track.timescale) for one, track in zip(shown, tracks, strict=True)
    ]


def _times(samples: Samples) -> Sequence[int]:
    """Give when samples are shown; where none is shown later than it is decoded, the first and the last are enough."""
    if len(samples.late) <= 2:  # noqa: PLR2004
        by = samples.late[1] if samples.late else 0
        return [by, samples.end - (samples.start or 0) - samples.durations[-1] + by]
    late = chain.from_iterable(repeat(by, n) for n, by in zip(samples.late[::2], samples.late[1::2], strict=True))
    return [time + by for time, by in zip(boxes.times(samples.durations), late, strict=True)]


def _trak(track: _Track, shown: _Shown, movie: int, shift: int) -> bytes:
    parts, samples = [], track.samples
    for name, body in boxes.inside(track.body):
        if name == b"mdia":
            length = samples.end - (samples.start or 0)
            parts += [
                _edits(shown, track.timescale, movie),
                _media(body, track.timescale, length, _tables(track, shift)),
            ]
        elif name != b"edts":
            parts.append(_box(name, body))
    return _box(b"trak", *parts)


def _edits(shown: _Shown, timescale: int, movie: int) -> bytes:
    if not shown.empty and not shown.begin:
        return b""
    length = math.ceil(boxes.rescaled(shown.length, timescale, movie))
    rows = [(length, shown.begin)]
    if shown.empty:
        rows.insert(0, (round(boxes.rescaled(shown.empty, timescale, movie)), NOTHING_SHOWN))
    table = b"".join(struct.pack(">Qqi", *row, 1 << 16) for row in rows)
    return _box(b"edts", _box(b"elst", struct.pack(">II", 1 << 24, len(rows)), table))


def _media(media: bytes, timescale: int, length: int, tables: bytes) -> bytes:
    parts = []
    for name, body in boxes.inside(media):
        if name == b"mdhd":
            parts.append(_timed(name, body, timescale, length))
        elif name == b"minf":
            kept = (_box(inner, own) for inner, own in boxes.inside(body) if inner != b"stbl")
            parts.append(_box(b"minf", *kept, tables))
        else:
            parts.append(_box(name, body))
    return _box(b"mdia", *parts)


def _tables(track: _Track, shift: int) -> bytes:
    samples = track.samples
    described = boxes.within(track.body, b"mdia", b"minf", b"stbl", b"stsd")
    tables = [_box(b"stsd", described), _table(b"stts", samples.durations, 2)]
    if any(samples.late[1::2]):
        tables.append(_table(b"ctts", samples.late, 2, signed=True))
    if track.kind == b"vide" and not all(samples.keys[1::2]):
        ends = accumulate(samples.keys[::2])
        spans = zip(ends, samples.keys[::2], samples.keys[1::2], strict=True)
        numbers = chain.from_iterable(range(end - n + 1, end + 1) for end, n, key in spans if key)
        tables.append(_table(b"stss", array("q", numbers), 1))
    return _box(b"stbl", *tables, _sizes(samples), *_chunks(samples.chunks, shift))


def _sizes(samples: Samples) -> bytes:
    if len(samples.sizes) <= 2 and samples.sizes[1]:  # noqa: PLR2004
        return _box(b"stsz", struct.pack(">III", 0, samples.sizes[1], samples.count))
    each = chain.from_iterable(repeat(size, n) for n, size in zip(samples.sizes[::2], samples.sizes[1::2], strict=True))
    return _box(b"stsz", struct.pack(">III", 0, 0, samples.count), _packed(array("q", each)))


def _chunks(chunks: Sequence[Chunk], shift: int) -> tuple[bytes, bytes]:
    alike = [(chunk.many, chunk.description) for chunk in chunks]
    firsts = [0, *(number for number, (before, now) in enumerate(pairwise(alike), start=1) if before != now)]
    runs = array("q", chain.from_iterable((number + 1, *alike[number]) for number in firsts))
    places = struct.pack(f">{len(chunks)}Q", *(chunk.at + shift for chunk in chunks))
    return _table(b"stsc", runs, 3), _box(b"co64", struct.pack(">II", 0, len(chunks)), places)


def _timed(name: bytes, body: bytes, timescale: int, length: int) -> bytes:
    """Write a mvhd or mdhd anew, with room for a long time."""
    wide = body[:1] == b"\x01"
    made = struct.unpack_from(">QQ" if wide else ">II", body, 4)
    return _box(name, struct.pack(">IQQIQ", 1 << 24, *made, timescale, length), body[32 if wide else 20 :])


def _table(name: bytes, numbers: "array[int]", columns: int, *, signed: bool = False) -> bytes:
    return _box(name, struct.pack(">II", signed << 24, len(numbers) // columns), _packed(numbers))


def _packed(numbers: "array[int]") -> bytes:
    """Write numbers in 32 bits, negative ones as their complement. Raises Broken for what is larger."""
    if numbers and not -(1 << 31) <= min(numbers) <= max(numbers) < FEW:
        raise Broken("A number does not fit into its table.")
    return boxes.packed(number & 0xFFFFFFFF for number in numbers)


def _box(name: bytes, *contents: bytes) -> bytes:
    length = sum(map(len, contents)) + 8
    return struct.pack(">I4s", length, name) + b"".join(contents)
