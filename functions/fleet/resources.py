"""Whether a job can be done where it runs, by the estimate: in the time, the memory and on the disk that one run has. Pure.

A function of a cloud is ended when its time is over, and the next try would be, too. So what cannot be done there is refused
before anything is encoded. Estimates may be wrong: only what is beyond them by a wide margin is refused, and what turns out not
to be done in time fails after as many tries as are allowed.
"""

from typing import Final, NamedTuple

from functions.common.errors import DiskTooSmall, MemoryTooSmall, RunTooLate, TimeTooShort
from functions.media.facts import Media
from functions.plan import estimate
from functions.plan.estimate import Place
from functions.plan.plan import Plan

DOUBT: Final = 1.5  # how many times as much may be needed, by the estimate, as there is
_MIB: Final = 1024 * 1024

# What ffmpeg 5.1.9 holds, measured on H.264 and HEVC of 1080p to 8K with two processors (docs/figures.md): frames of the source,
# by the decoder's references and threads, and of the proxy, by the encoder's lookahead.
_PROGRAMS_MIB: Final = 220  # ffmpeg and this process, before the first frame
_SOURCE_FRAMES, _PROXY_FRAMES = 14, 60
_PROXY_BYTES: Final = 4.0  # of a pixel on its way through the filters: 4:2:2 of 10 bits
_OF_SOUND: Final = 1  # processors that sound uses: ffmpeg 5.1.9 decodes, filters and encodes all of it in one thread
_BYTES: Final = {
    "420": 1.5,
    "422": 2.0,
    "444": 3.0,
    "440": 2.0,
}  # of a pixel of 8 bits, by its chroma; others like 4:4:4


class Room(NamedTuple):
    """What a whole run has: seconds for the film, MiB of memory, bytes of disk."""

    seconds: float
    memory_mib: float
    disk_bytes: float


class Need(NamedTuple):
    """What a film, or the largest piece of it, needs of that."""

    seconds: float
    memory_mib: float
    disk_bytes: float


class Pieces(NamedTuple):
    """How a film is made in segments: the share of the picture that the largest has, and whether they share the sound."""

    largest: float
    shared: bool


def needs(media: Media, plan: Plan, place: Place, pieces: Pieces | None) -> Need:
    """Estimate what one run needs: for the whole film or, where it is made in pieces, for the largest of them or the join."""
    if pieces is not None:
        return _of_pieces(media, plan, place, pieces)
    work = estimate.of_probe(media, plan)
    sound = estimate.seconds_at(place, estimate.of_sound(media, plan), _OF_SOUND)
    return Need(max(estimate.seconds_at(place, work.cpu_seconds), sound), _memory(media, plan), work.proxy_bytes)


def _of_pieces(media: Media, plan: Plan, place: Place, pieces: Pieces) -> Need:
    picture = estimate.of_picture(media, plan)
    longest = max(
        estimate.seconds_at(place, picture.cpu_seconds) * pieces.largest,
        estimate.seconds_at(place, estimate.of_join(media, plan).cpu_seconds),
        0 if pieces.shared else estimate.seconds_at(place, estimate.of_sound_apart(media, plan), _OF_SOUND),
    )
    return Need(longest, _memory(media, plan), 2 * picture.proxy_bytes)  # the pieces and what is made of them


def refuse(need: Need, room: Room) -> None:
    """Raise what there is too little of: TimeTooShort, MemoryTooSmall or DiskTooSmall, with what is needed and what is there."""
    if need.seconds > room.seconds * DOUBT:
        raise TimeTooShort(f"It would take about {need.seconds:,.0f} s; a run has {room.seconds:,.0f} s.")
    if need.memory_mib > room.memory_mib * DOUBT:
        raise MemoryTooSmall(f"It would take about {need.memory_mib:,.0f} MiB; a run has {room.memory_mib:,.0f} MiB.")
    if need.disk_bytes > room.disk_bytes * DOUBT:
        needed, there = need.disk_bytes / _MIB, room.disk_bytes / _MIB
        raise DiskTooSmall(f"It would take about {needed:,.0f} MiB; a run has {there:,.0f} MiB free.")


def hand_back_if_late(need: Need, seconds_left: float) -> None:
    """Hand back what this run has no time for, although a whole one has. Raises RunTooLate."""
    if need.seconds > seconds_left * DOUBT:
        raise RunTooLate(f"It would take about {need.seconds:,.0f} s; {max(seconds_left, 0):,.0f} s are left.")


def _memory(media: Media, plan: Plan) -> float:
    """Estimate the memory of a run, MiB."""
    video, picture = media.video, plan.picture
    source = video.width * video.height * _bytes_a_pixel(video.pixel_format, video.bit_depth) * _SOURCE_FRAMES
    proxy = picture.width * picture.height * 1.5 * _PROXY_FRAMES
    return _PROGRAMS_MIB + (source + proxy) / _MIB


def frame_bytes(media: Media, plan: Plan, processors: int) -> float:
    """Give the bytes of all frames that a run on so many processors holds; each has a thread that decodes, one that encodes."""
    video, picture = media.video, plan.picture
    source = video.width * video.height * _bytes_a_pixel(video.pixel_format, video.bit_depth)
    proxy = picture.width * picture.height * _PROXY_BYTES
    return source * (_SOURCE_FRAMES + 2 * processors) + proxy * (_PROXY_FRAMES + 4 * processors)


def _bytes_a_pixel(pixel_format: str, bit_depth: int) -> float:
    chroma = next((size for name, size in _BYTES.items() if name in pixel_format), _BYTES["444"])
    return chroma * (2 if bit_depth > 8 else 1)  # noqa: PLR2004
