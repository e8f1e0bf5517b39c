"""A plan written as the argv of ffmpeg. Pure.

Two outputs of one run: the proxy, and on standard output the source's own packets (framecrc: a line each with stream, dts,
pts, duration, size, checksum and flags), so that the proxy can be held against what the source has without reading it
twice. Sound that is copied is decoded into a third output, which leads nowhere: the log tells what is wrong with it. Of each
track the log lists what the decoder gave (decoded.py), before holes are filled. Works with ffmpeg 5.1 and 9: ``-fps_mode``
instead of ``-vsync``, time bases as rationals.

No text of a user gets in: timecode, reel name and language were reduced to plain characters by the plan, titles come by a
file (carried.py), and the rest is numbers and words from closed lists.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import ffmpeg

from functions.media.sound.amr import Apart
from functions.media.sound.coverage import SECOND
from functions.media.sound.decoded import probe
from functions.plan import encoders, filters, subtitle_tracks
from functions.plan.bit_rate import BUFFER_SECONDS
from functions.plan.plan import Plan, TrackPlan

GAP_SECONDS = 0.1  # audio gaps and overlaps from here on are filled or cut; smaller ones are the container's rounding
LOG = {"loglevel": "repeat+level+verbose"}  # verbose ends with how many packets were read and frames decoded
# Layouts that every ffmpeg since 5.1 knows by these names; others are left to it.
LAYOUTS = {
    "mono", "stereo", "2.1", "3.0", "3.0(back)", "3.1", "4.0", "4.1", "quad", "quad(side)",
    "5.0", "5.0(side)", "5.1", "5.1(side)", "6.0", "6.1", "7.0", "7.1", "7.1(wide)",
}  # fmt: skip
TIMELINE: dict[str, str | int | None] = {"f": "framecrc", "flush_packets": 1, "copyinkf": None}
EARLY = 2  # seconds; how much earlier decoding times are listed: where one is behind its presentation time, ffmpeg guesses both
LISTED: dict[str, str | int | None] = {
    "c": "copy",
    **TIMELINE,
    "bsf:v": f"setts=pts=PTS:dts=if(eq(DTS\\,NOPTS)\\,DTS\\,DTS-{EARLY}/TB)",
}
COUNTED = "N*{0.denominator}/({0.numerator}*TB)"  # a time of a picture that has none
# One behind the other, and numbered, as two may have one time.
PACKETS = {"c": "copy", "f": "data", "copyinkf": None, "bsf:v": "setts=ts=N", "flush_packets": 1}
Options = dict[str, str | int | None]  # as ffmpeg takes them, without their dash; None: a flag
AMR_DECODERS = "amrnb,amr_nb,amrwb,amr_wb"
NOTHING_APART: Mapping[int, Apart] = MappingProxyType({})
HASHES: Options = {"c": "copy", "f": "streamhash", "hash": "murmur3"}  # 128 bits, and as fast as the disk


def listed(plan: Plan) -> Options:
    """Give the options of the listing of the source's packets; those of a raw stream are counted, where ffmpeg would guess."""
    if not plan.untimed:
        return LISTED
    time = COUNTED.format(Fraction(plan.rate))
    return {**LISTED, "bsf:v": f"setts=pts={time}:dts={time}-{EARLY}/TB"}


def argv(
    plan: Plan,
    program: str,
    url: str,
    guards: dict[str, str | int],
    output: Path,
    threads: int | None = None,
    pipe: Path | None = None,
    apart: Mapping[int, Apart] = NOTHING_APART,
    texts: Path | None = None,
    subtitles: Sequence[Path] = (),
) -> list[str]:
    """Give the whole command: read ``url`` under ``guards`` (sandbox.py), write the proxy to ``output``.

    Decoder, filters and encoder have ``threads`` each; None leaves that to ffmpeg. ``pipe`` is that of hidden_packets.py. Tracks
    that were taken ``apart``, by their number from 1, are read from their own files, and so are ``subtitles``. ``texts`` is the
    file of carried.py.
    """
    source = ffmpeg.input(url, **input_options(plan, guards, threads))
    tracks = [source[str(track.index)] for track in plan.tracks]
    heard = [frames(apart[n]) if n in apart else track for n, track in enumerate(tracks, start=1)]
    options = _proxy_options(plan, threads) | carried_options(plan, texts, 1 + len(apart) + len(subtitles))
    options |= subtitle_tracks.options(plan)
    shown = subtitle_tracks.inputs(subtitles)
    proxy = ffmpeg.output(source[plan.stream], *heard, *shown, f"file:{output}", **options)
    timeline = ffmpeg.output(source[plan.stream], *tracks, "pipe:1", **listed(plan))
    more = [*decoded(plan, source), *copied_packets(source, pipe)]
    command: list[str] = ffmpeg.merge_outputs(proxy, timeline, *more).compile(cmd=program)
    return with_texts(command, texts)


def with_texts(command: list[str], texts: Path | None) -> list[str]:
    """Add the file of carried.py as the last input, of which no stream is taken."""
    if texts is None:
        return command
    behind = len(command) - command[::-1].index("-i") + 1
    guards = ["-protocol_whitelist", "file", "-format_whitelist", "ffmetadata", "-f", "ffmetadata"]
    return [*command[:behind], *guards, "-i", f"file:{texts}", *command[behind:]]


def carried_options(plan: Plan, texts: Path | None, number: int) -> Options:
    """Give the options that take titles and chapters from the input ``number``, which is the file of carried.py."""
    if texts is None:
        return {}
    picture: Options = {"map_metadata:s:v:0": f"{number}:s:0"} if plan.picture.title else {}
    titled: Options = {
        f"map_metadata:s:a:{at}": f"{number}:s:{at + 1}" for at, track in enumerate(plan.tracks) if track.title
    }
    tags: Options = {"map_metadata:g": number} if plan.tags else {}
    chapters = number if plan.chapters else -1
    return {**tags, **picture, **titled, **subtitle_tracks.titles(plan, number), "map_chapters": chapters}


def frames(apart: Apart) -> ffmpeg.Stream:
    """Give the stream of a track that was taken apart, at the time at which it is in the source."""
    late = f"{apart.start / SECOND:.6f}"
    own = {"protocol_whitelist": "file", "format_whitelist": "amr", "codec_whitelist": AMR_DECODERS}
    return ffmpeg.input(f"file:{apart.path}", f="amr", itsoffset=late, **own)["a:0"]


def taking_apart(
    plan: Plan, program: str, url: str, guards: dict[str, str | int], files: Mapping[int, Path]
) -> list[str]:
    """Write the command that puts the packets of tracks into files, by their number from 1, and lists them all."""
    source = ffmpeg.input(url, **input_options(plan, guards))
    streams = {number: source[str(plan.tracks[number - 1].index)] for number in files}
    taken = [ffmpeg.output(streams[n], f"file:{path}", c="copy", f="amr") for n, path in files.items()]
    timeline = ffmpeg.output(*streams.values(), "pipe:1", c="copy", **TIMELINE)
    written: list[str] = ffmpeg.merge_outputs(*taken, timeline).compile(cmd=program)
    return written


def decoded(plan: Plan, source: ffmpeg.Stream) -> list[ffmpeg.Stream]:
    """Give the output that the tracks which are copied are decoded into; none where there are none."""
    copied = {number: track for number, track in enumerate(plan.tracks, start=1) if track.copied}
    if not copied:
        return []
    streams = [source[str(track.index)] for track in copied.values()]
    probes = {f"filter:a:{place}": probe(number) for place, number in enumerate(copied)}
    return [ffmpeg.output(*streams, "-", f="null", **probes)]


def copied_packets(source: ffmpeg.Stream, pipe: Path | None) -> list[ffmpeg.Stream]:
    """Give the output that the picture's packets are copied into, for hidden_packets.py; none without a pipe."""
    return [ffmpeg.output(source["V:0"], f"file:{pipe}", **PACKETS)] if pipe else []


def sound_listing(numbers: Sequence[int], program: str, url: str, guards: dict[str, str | int]) -> list[str]:
    """Write the command that lists all packets of those audio streams of a finished file, with the times that are in it."""
    source = ffmpeg.input(url, v="error", nostdin=None, copyts=None, **guards)
    streams = [source[f"a:{number}"] for number in numbers]
    written: list[str] = ffmpeg.output(*streams, "pipe:1", c="copy", **TIMELINE).compile(cmd=program)
    return written


def reading(program: str, url: str, guards: dict[str, str | int]) -> list[str]:
    """Write the command that lists a finished file's packets, with the times that are in it, and each stream's HASHES."""
    source = ffmpeg.input(url, v="error", nostdin=None, copyts=None, **guards)
    streams = [source["v:0"], source["a?"]]
    outputs = (ffmpeg.output(*streams, "pipe:1", **given) for given in ({"c": "copy", **TIMELINE}, HASHES))
    written: list[str] = ffmpeg.merge_outputs(*outputs).compile(cmd=program)
    return written


def is_hash(line: str) -> bool:
    """Whether a line is of HASHES, rather than of a list of packets: ``0,v,murmur3=…``."""
    return ",murmur3=" in line


def _proxy_options(plan: Plan, threads: int | None) -> Options:
    options = {"filter:v": ",".join(filters.chain(plan)), **video_options(plan, threads), **file_options(plan)}
    for number, track in enumerate(plan.tracks):
        options |= track_options(number, track, plan.profile.audio.bit_rate)
    return options | whole_options(plan)


def input_options(plan: Plan, guards: dict[str, str | int], threads: int | None = None) -> Options:
    """Give what stands before the source: how it is read under ``guards``, with how many threads, and what is logged."""
    given: Options = {**LOG, "nostdin": None, "hide_banner": None, "nostats": None, "benchmark": None, "y": None}
    given |= guards
    if plan.profile.picture.rotation == "keep":
        given["noautorotate"] = None
    if plan.decoder:
        given[f"c:{plan.stream}"] = plan.decoder
    if plan.timing == "constant" or plan.clock != "source":
        # a new size in the middle would else begin a new chain, which loses the frame that fps holds and counts from 0
        given["reinit_filter:v"] = 0
    if plan.accept_damage:
        given["max_error_rate"] = 1  # else ffmpeg fails where two thirds cannot be decoded
    if plan.early and plan.early.shift:
        given["itsoffset"] = f"{plan.early.shift / SECOND:.6f}"
    if threads:
        given |= {"threads": threads, "filter_threads": threads}
    return {**given, "guess_layout_max": 2}


def file_options(plan: Plan) -> Options:
    """Give the options of a file in the proxy's container that carries nothing over but streams."""
    return {
        "f": plan.profile.container,
        "video_track_timescale": plan.time_scale,
        "map_metadata:g": -1,  # without the g, chapters lose their titles too
        "map_metadata:s": -1,
        "map_chapters": -1,
        "max_muxing_queue_size": 9999,
    }


def whole_options(plan: Plan) -> Options:
    """Give what only the whole proxy has: its index at the front, QuickTime's names of tags, timecode, reel name, language."""
    options: Options = {}
    if plan.profile.container == "mp4":
        options["movflags"] = "+faststart"
    elif plan.tags:
        options["movflags"] = "+use_metadata_tags"
    if plan.picture.language:
        options["metadata:s:v:0"] = f"language={plan.picture.language}"
    if plan.timecode:
        options["timecode"] = plan.timecode
    if plan.reel_name:
        options["metadata:s:v"] = f"reel_name={plan.reel_name}"
    return options


def video_options(plan: Plan, threads: int | None = None) -> Options:
    """Give the options of the picture's encoder; each frame goes in with its own time."""
    codec, picture = plan.profile.video, plan.picture
    flags = "+cgop" if codec.gop_seconds else ""
    if picture.fields and codec.tells_fields:
        flags += "+ildct+ilme"
    options: Options = {
        "c:v": codec.encoder,
        "profile:v": codec.profile,
        "fps_mode": "passthrough",
        "enc_time_base:v": f"1/{plan.time_scale}",  # of sound it would round the times
    }
    if flags:
        options["flags:v"] = flags
    if codec.gop_seconds:
        options["g"] = max(1, round(codec.gop_seconds * Fraction(plan.rate)))
        options["bf"] = codec.b_frames
    if picture.fields and encoders.PICTURE[codec.encoder].is_x264:
        options["x264-params"] = f"{picture.fields}=1"
    if codec.preset:
        options["preset"] = codec.preset
    if threads:
        options["threads:v"] = threads
    if plan.profile.quality:
        options["crf"] = codec.crf[plan.profile.quality]
    if plan.most_bits:
        options |= {"maxrate:v": plan.most_bits, "bufsize:v": plan.most_bits * BUFFER_SECONDS}
    return options


def track_options(number: int, track: TrackPlan, bit_rate: int | None) -> Options:
    """Give the filters and the encoder of the track that is output's audio stream ``number``, or have it copied."""
    language: Options = {f"metadata:s:a:{number}": f"language={track.language}"} if track.language else {}
    if track.copied:
        return {f"c:a:{number}": "copy", **language}
    # Some decoders give sound from before the file's start, and players differ about what a mov or mp4 has before 0.
    chain = [probe(number + 1), f"aresample=async=1:min_hard_comp={GAP_SECONDS}", "atrim=start=0"]
    if track.mix == "first_two":
        chain.append("pan=stereo|c0=c0|c1=c1")
    elif track.layout in LAYOUTS:  # broadcasts change between stereo and 5.1 in the middle; a track of ours cannot
        chain.append(f"aformat=channel_layouts={track.layout}")
    options: Options = {
        f"filter:a:{number}": ",".join(chain),
        f"c:a:{number}": track.codec,
        f"ar:a:{number}": track.sample_rate,
    }
    if bit_rate:
        options[f"b:a:{number}"] = bit_rate * track.channels
    return options | language
