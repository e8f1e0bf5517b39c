"""The index of an mp4 or mov film, from its moov box alone: a few ranged reads instead of the whole object. Pure.

Times are those that ffmpeg gives packets. What this does not read (fragments, edit lists that hide or repeat frames, several
frames at one time) it leaves to the list of all packets.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from functions.media.facts import Media
from functions.media.mp4 import boxes
from functions.media.mp4.boxes import NOTHING_SHOWN, Top
from functions.media.packets import KEY, Packets
from functions.segments.cuts import Index

HALF = Fraction(1, 2)


def read(top: Sequence[Top], media: Media) -> Index | None:
    """Read the index of the film's picture; None when the list of all packets has to be asked instead.

    ``top`` are the boxes at the top of the file (see boxes.top); ``media`` says which track is meant.
    """
    found = _found(top, media)
    return _index(*found) if found else None


def packets(top: Sequence[Top], media: Media) -> Packets | None:
    """Give the packets of the picture as ffmpeg lists those of a film that begins at 0; None where ``read`` gives none."""
    found = _found(top, media)
    if found is None or _index(*found) is None:
        return None
    (track, shift), listed = found, Packets()
    listed.time_base = Fraction(1, track.timescale)
    listed.dts = array("q", (time - shift for time in boxes.times(track.runs)))
    listed.pts = array("q", (time - shift for time in track.times))
    counts = zip(track.runs[::2], track.runs[1::2], strict=True)
    listed.duration = array("q", chain.from_iterable(repeat(each, count) for count, each in counts))
    listed.flags = array("B", bytes(len(track.times)) if track.keys else bytes([KEY]) * len(track.times))
    for place in track.keys:
        listed.flags[place] = KEY
    return listed


def _found(top: Sequence[Top], media: Media) -> "tuple[_Track, int] | None":
    """Give the tables of the film's picture, and what is taken from all its times."""
    found = list(boxes.inside(top[-1].contents)) if top else []
    names = [name for name, _ in found]
    tracks = [body for name, body in found if name == b"trak"]
    if b"mvex" in names or b"mvhd" not in names or media.video.index >= len(tracks):
        return None
    track = _track(tracks[media.video.index])
    if track is None or media.video.frames not in {None, len(track.times)}:
        return None
    shift = _shift(track, boxes.timescale(dict(found)[b"mvhd"]))
    return None if shift is None else (track, shift)


class _Track(NamedTuple):
    timescale: int
    times: "array[int]"  # when each sample is shown, in the order of the file
    runs: "array[int]"  # of samples that are decoded equally far apart: how many, and how far
    keys: "array[int]"  # places in that order; empty: all
    edits: list[tuple[int, int]]  # length in the movie's timescale, and time in the track's


def _track(body: bytes) -> _Track | None:
    """Read a video track's tables; None when it is none, or they do not fit together."""
    table = boxes.within(body, b"mdia", b"minf", b"stbl")
    timescale = boxes.timescale(boxes.within(body, b"mdia", b"mdhd"))
    if boxes.kind(body) != b"vide" or not timescale:
        return None
    runs, offsets = (
        boxes.numbers(boxes.within(table, b"stts"), "II"),
        boxes.numbers(boxes.within(table, b"ctts"), "Ii"),
    )
    count = boxes.samples(table)
    if not count or sum(runs[::2]) != count or (offsets and sum(offsets[::2]) < count):
        return None
    times = array("q", boxes.times(runs))
    if offsets:
        late = chain.from_iterable(repeat(by, many) for many, by in zip(offsets[::2], offsets[1::2], strict=True))
        times = array("q", (time + by for time, by in zip(times, late, strict=False)))
    tables = (boxes.within(table, name) for name in (b"stss", b"stps"))
    keys = array("q", (at - 1 for found in tables for at in boxes.numbers(found, "I")))
    return _Track(timescale, times, runs, keys, boxes.edits(body))


def _shift(track: _Track, movie: int) -> int | None:
    """Give what is taken from a sample's time for the edit list; None for a list that does more than shift all of them."""
    edits, late = track.edits, 0
    if edits and edits[0][1] == NOTHING_SHOWN:
        if not movie:
            return None
        late = _nearest(boxes.rescaled(edits[0][0], movie, track.timescale))
        edits = edits[1:]
    if not edits:
        return -late
    first, end = min(track.times), max(track.times)
    (length, begin), more = edits[0], edits[1:]
    shown = begin + boxes.rescaled(length, movie, track.timescale)
    if more or begin > first or (length and shown <= end):
        return None
    return begin - late


def _nearest(value: Fraction) -> int:
    return int(value + HALF)


def _index(track: _Track, shift: int) -> Index | None:
    frames = array("q", sorted(time - shift for time in track.times))
    if any(after <= before for before, after in pairwise(frames)):
        return None
    places = track.keys or range(len(track.times))
    if any(not 0 <= place < len(track.times) for place in places):
        return None
    shown = {place: bisect_left(frames, track.times[place] - shift) for place in places}
    # As many frames are shown before it as are stored before it: none of those behind it can be of the group before.
    closed = frozenset(at for place, at in shown.items() if at == place)
    return Index(Fraction(1, track.timescale), frames, array("q", sorted(set(shown.values()))), closed=closed)
