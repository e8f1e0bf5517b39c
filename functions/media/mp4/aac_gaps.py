"""What lies between the packets of a film's AAC, by the index of its mp4 or mov: whether it can be taken as it is. Pure.

ffmpeg's decoder fills gaps and cuts overlaps before sound is encoded anew; packets that are copied keep them. So only sound
whose packets adjoin is copied, and only where its edit list does no more than hide what the encoder began with (its priming).
"""

import struct

from functions.media.facts import Audio, Media, Seams
from functions.media.mp4 import boxes
from functions.media.mp4.boxes import NOTHING_SHOWN, Fetch

FRAME = 1024  # samples of an AAC-LC packet, ISO/IEC 14496-3
MOST_PRIMING = 3 * FRAME  # encoders begin with 1024 to 2624 samples of silence; an edit that hides more is a cut


def told(fetch: Fetch, size: int, media: Media) -> Media:
    """Say of each AAC track how many bits a second it has and what lies between its packets.

    ``size`` is the file's, in bytes. The media is given back as it is where nothing is AAC, or no plain index tells.
    """
    if not any(track.codec == "aac" for track in media.audio):
        return media
    found = list(boxes.inside(boxes.moov(fetch, size) or b""))
    tracks = [body for name, body in found if name == b"trak"]
    movie = next((boxes.timescale(body) for name, body in found if name == b"mvhd"), 0)
    if not movie or any(name == b"mvex" for name, _ in found):
        return media
    return media.model_copy(update={"audio": tuple(_told(track, tracks, movie) for track in media.audio)})


def _told(audio: Audio, tracks: list[bytes], movie: int) -> Audio:
    track = tracks[audio.index] if audio.codec == "aac" and audio.index < len(tracks) else b""
    table = boxes.within(track, b"mdia", b"minf", b"stbl")
    rate, runs = (
        boxes.timescale(boxes.within(track, b"mdia", b"mdhd")),
        boxes.numbers(boxes.within(table, b"stts"), "II"),
    )
    length = sum(count * each for count, each in zip(runs[::2], runs[1::2], strict=True))
    if boxes.kind(track) != b"soun" or not rate or not length or sum(runs[::2]) != boxes.samples(table):
        return audio
    adjoin = rate == audio.sample_rate and _adjoin(list(runs), table)
    seams: Seams = "gaps" if not adjoin else "none" if _whole(track, length, runs[-1], rate, movie) else "edits"
    return audio.model_copy(update={"bit_rate": round(sum(boxes.sizes(table)) * 8 * rate / length), "seams": seams})


def _adjoin(runs: list[int], table: bytes) -> bool:
    """Whether each packet begins on the sample where the one before ends; the last may be short. ``runs`` are stts's."""
    descriptions = boxes.within(table, b"stsd")[4:8]
    if boxes.within(table, b"ctts") or len(descriptions) < 4 or struct.unpack(">I", descriptions)[0] != 1:  # noqa: PLR2004
        return False
    before, (count, last) = runs[1:-2:2], runs[-2:]
    return set(before) <= {FRAME} and (last == FRAME or (count == 1 and 0 < last < FRAME))


def _whole(track: bytes, length: int, last: int, rate: int, movie: int) -> bool:
    """Whether the edit list shows all packets at their own times, but for priming and what pads the last one."""
    edits = boxes.edits(track)
    if not edits:
        return True
    (shown, begin), more = edits[0], edits[1:]
    if more or begin == NOTHING_SHOWN or not 0 <= begin <= MOST_PRIMING:
        return False
    return not shown or begin + int(boxes.rescaled(shown, movie, rate)) > length - last
