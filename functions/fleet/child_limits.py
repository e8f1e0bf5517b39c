"""What the children of one job may take: CPU time, memory and bytes of a file, from its plan. Pure.

An estimate says what is likely; this says what cannot be right any more. A film that is what its header says stays far below it,
on a slow processor and with the hardest picture. One that is not, such as a header of a hundred frames before a million, is ended
by the kernel.
"""

import os
from dataclasses import replace
from math import ceil
from typing import Final

from functions.ffmpeg.sandbox import Limit, Tools
from functions.fleet import resources
from functions.media.facts import Media
from functions.plan import estimate
from functions.plan.plan import Plan

MARGIN: Final = 10.0  # a slow processor takes four times the estimate, a hard film twice
LEAST_CPU_SECONDS: Final = 300
LEAST_BYTES: Final = 512 * 1024 * 1024  # of memory: ffmpeg, its libraries' tables, and filters
THREAD_BYTES: Final = (
    3 * 10 * 1024 * 1024
)  # decoder, filters and encoder have a thread each for a processor, with its stack
MEMORY_MARGIN: Final = 1.5
ENTRY_BYTES: Final = 256  # of a packet: in the indexes of source and proxy, and in a line of a listing
FRAMES_OF_SOUND: Final = 60  # packets a second, of a track
LEAST_FILE: Final = 64 * 1024 * 1024
PIXEL_BITS: Final = 6.0  # of the proxy, at most: half of what raw video has
ALPHA_PIXEL_BITS: Final = 36.0  # the same of ProRes 4444, whose alpha channel is coded without loss
SAMPLE_BYTES: Final = 4
_GIGA: Final = 10**9


def limited(tools: Tools, media: Media, plan: Plan, size: int, share: float = 1.0) -> Tools:
    """Give the tools, with limits, for a job or for a piece of it that has this ``share`` of the picture."""
    processors = tools.threads or os.cpu_count() or 1
    return replace(tools, limits=of(media, plan, size, share=share, processors=processors))


def of(media: Media, plan: Plan, size: int, *, share: float = 1.0, processors: int = 1) -> dict[Limit, int]:
    """Give what one program may take for a source of ``size`` bytes. Listing all of it is among what it may have to do."""
    listing = size / _GIGA * estimate.LISTED
    picture = estimate.of_picture(media, plan).cpu_seconds * _repeats(media, plan) * share
    cpu_seconds = LEAST_CPU_SECONDS + MARGIN * (picture + estimate.of_sound(media, plan) + listing)
    return {"CPU": ceil(cpu_seconds), "DATA": _memory(media, plan, processors), "FSIZE": _file(media, plan)}


def _repeats(media: Media, plan: Plan) -> float:
    """Say how many frames are written for each that is read: more than one where a constant rate repeats some."""
    frames = plan.frames or round(media.duration * media.video.fps)
    return max(1.0, media.duration * estimate.rate(plan) / frames) if frames and plan.timing == "constant" else 1.0


def _packets(media: Media, plan: Plan) -> float:
    frames = (plan.frames or media.duration * media.video.fps) * _repeats(media, plan)
    return frames + media.duration * FRAMES_OF_SOUND * len(media.audio)


def _memory(media: Media, plan: Plan, processors: int) -> int:
    frames = resources.frame_bytes(media, plan, processors)
    indexes = _packets(media, plan) * ENTRY_BYTES
    return ceil(LEAST_BYTES + processors * THREAD_BYTES + MEMORY_MARGIN * (frames + indexes))


def _file(media: Media, plan: Plan) -> int:
    """Give the most bytes of a file: the proxy, or what a program lists of it."""
    frames = (plan.frames or media.duration * media.video.fps) * _repeats(media, plan)
    bits = ALPHA_PIXEL_BITS if plan.profile.video.keeps_alpha else PIXEL_BITS
    picture = frames * plan.picture.width * plan.picture.height * bits / 8
    sound = sum(track.channels * track.sample_rate for track in plan.tracks) * media.duration * SAMPLE_BYTES
    return ceil(LEAST_FILE + picture + sound + _packets(media, plan) * ENTRY_BYTES)
