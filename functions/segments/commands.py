"""The commands of a film made in segments: one segment's picture, all of its sound, and the join. Pure.

Proved exact with ffmpeg 5.1.9 on mp4 with closed and open groups, fragmented mp4, mov, mkv, ts, mxf, edit lists, variable
rates and 24000/1001: seeking to between two frames, counting frames, and letting the filters give each its time. A time and a
duration (``-ss T -t D``) is not exact on most of these, nor is joining anything but mp4 and mov.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import NamedTuple

import ffmpeg

from functions.media.container import MPEGTS
from functions.media.facts import Media
from functions.plan import command, encoders, filters, subtitle_tracks
from functions.plan.command import Options
from functions.plan.filters import Place
from functions.plan.plan import Plan
from functions.segments.cuts import Cut

MICROSECONDS = 1_000_000
OPENED_SECONDS = 2.0  # of film from which each stream is known, from the last one's start on
LEAST_OPENED = 5_000_000  # bytes; ffmpeg's own default


class AudioInput(NamedTuple):
    """The file whose sound is joined, and which of its audio streams are the plan's tracks."""

    path: Path
    streams: tuple[int, ...]
    listed: bool = False  # its packets are listed as they are read: the source's own


def opening(media: Media, size: int, guards: dict[str, str | int]) -> dict[str, str | int]:
    """Give ``guards`` that let ffmpeg look into the beginning of a transport stream for as long as is needed, and no longer.

    It looks for streams, which are known here, and each segment does so again: of many bits a second, more than a segment has.
    """
    if media.container != MPEGTS.name or not media.duration:
        return guards
    starts = [media.video.start, *(track.start for track in media.audio)]
    enough = ceil((max(starts) - min(starts) + OPENED_SECONDS) * size / media.duration)
    return {**guards, "probesize": min(int(guards["probesize"]), max(enough, LEAST_OPENED))}


def picture(
    plan: Plan,
    cut: Cut,
    program: str,
    url: str,
    guards: dict[str, str | int],
    output: Path,
    threads: int | None = None,
) -> list[str]:
    """Write the command of one segment: ``cut`` of the film at ``url``; ``-progress`` tells on standard output how far it is.

    Frames are placed by their own time stamps (``copyts``), not by where seeking was meant to lead. So the file that comes
    out begins at 0, with its last frame where it should be, only if it is these frames: ``cut.frames`` of them.
    """
    given: Options = {**command.input_options(plan, guards, threads), "copyts": None}
    if cut.near:
        given |= {"ss": cut.near, "noaccurate_seek": None}
    elif cut.seek:
        given["ss"] = cut.seek
    place = Place(cut.first - cut.lead, cut.stamp, cut.time, cut.lead, early=cut.near is not None)
    chain = [*filters.chain(plan, place), f"settb=1/{plan.time_scale}", f"setpts=PTS-{cut.shown}"]
    coded = command.video_options(plan, threads)
    if encoders.PICTURE[plan.profile.video.encoder].is_x264:
        # Without it each segment's parameter sets may differ, and a file has room for one.
        coded["x264-params"] = ":".join(filter(None, (str(coded.get("x264-params", "")), "stitchable=1")))
    made = ffmpeg.output(
        ffmpeg.input(url, **given)[plan.stream],
        f"file:{output}",
        **{"filter:v": ",".join(chain)},
        **coded,
        **command.file_options(plan),
        **{"frames:v": cut.frames, "progress": "pipe:1"},
    )
    return _compiled(made, program)


def sound(
    plan: Plan, program: str, url: str, guards: dict[str, str | int], output: Path, pipe: Path | None = None
) -> list[str]:
    """Write the command for all sound of a film, copied or encoded whole, and the list of all its packets, on standard output.

    Without a track there is only the list. ``pipe`` is that of hidden_packets.py.
    """
    source = ffmpeg.input(url, **command.input_options(plan, guards))
    tracks = [source[str(track.index)] for track in plan.tracks]
    timeline = ffmpeg.output(source[plan.stream], *tracks, "pipe:1", **command.listed(plan))
    packets = command.copied_packets(source, pipe)
    if not tracks:
        return _compiled(ffmpeg.merge_outputs(timeline, *packets), program)
    options: Options = command.file_options(plan)
    for number, track in enumerate(plan.tracks):
        options |= command.track_options(number, track, plan.profile.audio.bit_rate)
    made = ffmpeg.output(*tracks, f"file:{output}", **options)
    return _compiled(ffmpeg.merge_outputs(made, timeline, *command.decoded(plan, source), *packets), program)


def listing(plan: Plan, program: str, url: str, guards: dict[str, str | int], pipe: Path | None = None) -> list[str]:
    """Write the command that lists all packets of the film's picture, with the container's own time stamps.

    ``pipe`` is that of hidden_packets.py.
    """
    given: Options = {**command.LOG, "nostdin": None, "hide_banner": None, "nostats": None, "copyts": None, "y": None}
    source = ffmpeg.input(url, **given, **guards)
    listed = ffmpeg.output(source[plan.stream], "pipe:1", **command.listed(plan))
    return _compiled(ffmpeg.merge_outputs(listed, *command.copied_packets(source, pipe)), program)


def playlist(plan: Plan, cuts: Sequence[Cut], parts: Sequence[Path]) -> str:
    """Write the list that the concat demuxer joins by.

    It adds up durations in microseconds. Each is the difference of two rounded times, so errors do not add up, and the
    sum is nearer than half a tick to the tick that is meant while there are at most a million ticks a second.
    """
    times = [round(Fraction((cut.shown - cuts[0].shown) * MICROSECONDS, plan.time_scale)) for cut in cuts]
    lines = ["ffconcat version 1.0"]
    for part, begin, end in zip(parts, times, [*times[1:], None], strict=True):
        lines.append(f"file 'file:{part}'")
        if end is not None:
            lines.append(f"duration {(end - begin) // MICROSECONDS}.{(end - begin) % MICROSECONDS:06}")
    return "\n".join([*lines, ""])


def join(
    plan: Plan,
    cuts: Sequence[Cut],
    start: int,
    listed: Path,
    heard: AudioInput | None,
    program: str,
    guards: dict[str, str | int],
    output: Path,
    texts: Path | None = None,
    subtitles: Sequence[Path] = (),
) -> list[str]:
    """Write the command that copies the parts named by ``listed``, and the sound, into ``output``.

    ``start`` is when one pass shows the film's first frame, in the proxy's ticks; see cuts.start. Times are copied as they
    are, so sound and picture keep their distance. ``texts`` is the file of carried.py, and ``subtitles`` have a
    track each. On standard output, the hash of all that was read of picture and sound is listed.
    """
    offset = Fraction(start + cuts[0].shown, plan.time_scale)
    common: Options = {
        **command.LOG,
        "nostdin": None,
        "hide_banner": None,
        "nostats": None,
        "benchmark": None,
        "y": None,
    }
    whitelist = f"concat,{guards['format_whitelist']}"
    picture_in = ffmpeg.input(
        f"file:{listed}",
        **{**common, **guards, "format_whitelist": whitelist},
        f="concat",
        safe=0,
        itsoffset=f"{float(offset):.6f}",
        copyts=None,
        auto_convert=0,
    )
    streams = [picture_in["v:0"]]
    options: Options = {"c": "copy", **command.file_options(plan), **command.whole_options(plan)}
    more: list[ffmpeg.Stream] = []
    if heard:
        source = ffmpeg.input(f"file:{heard.path}", **guards)
        tracks = [source[f"a:{number}"] for number in heard.streams]
        streams += tracks
        if heard.listed:
            more.append(ffmpeg.output(*tracks, "pipe:1", c="copy", **command.TIMELINE))
        for number, track in enumerate(plan.tracks):
            if track.language:
                options[f"metadata:s:a:{number}"] = f"language={track.language}"
    options |= command.carried_options(plan, texts, (2 if heard else 1) + len(subtitles)) | subtitle_tracks.options(
        plan
    )
    joined = ffmpeg.output(*streams, *subtitle_tracks.inputs(subtitles), f"file:{output}", **options)
    read = ffmpeg.output(*streams, "pipe:1", **command.HASHES)
    return command.with_texts(_compiled(ffmpeg.merge_outputs(joined, read, *more), program), texts)


def _compiled(outputs: ffmpeg.Stream, program: str) -> list[str]:
    command_line: list[str] = outputs.compile(cmd=program)
    return command_line
