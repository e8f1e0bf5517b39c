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
from typing import NamedTuple

import ffmpeg

from functions.amr import Apart
from functions.bit_rate import BUFFER_SECONDS
from functions.covered import SECOND
from functions.decoded import probe
from functions.media import Colour
from functions.picture import PicturePlan
from functions.plan import Plan, TrackPlan

GAP_SECONDS = 0.1  # audio gaps and overlaps from here on are filled or cut; smaller ones are the container's rounding
SAR_TERM = 100  # the largest that setsar keeps unless it is told
PEAK_NITS = 100  # luminance of SDR white that tone mapping aims at, cd/m2 (ITU-R BT.2408 puts HDR's at 203)
LOG = {"loglevel": "repeat+level+verbose"}  # verbose ends with how many packets were read and frames decoded
SCALE_NAMES = {"bt470bg": "bt470", "bt2020nc": "bt2020", "bt2020c": "bt2020"}  # matrices as the scale filter calls them
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
# One behind the other, and numbered, as two may have one time.
PACKETS = {"c": "copy", "f": "data", "copyinkf": None, "bsf:v": "setts=ts=N", "flush_packets": 1}
Options = dict[str, str | int | None]  # as ffmpeg takes them, without their dash; None: a flag
RGB = {"matrix": "gbr", "range": "pc"}  # how a picture is read that was laid over a colour
AMR_DECODERS = "amrnb,amr_nb,amrwb,amr_wb"
NOTHING_APART: Mapping[int, Apart] = MappingProxyType({})
HASHES: Options = {"c": "copy", "f": "streamhash", "hash": "murmur3"}  # 128 bits, and as fast as the disk


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
) -> list[str]:
    """Give the whole command: read ``url`` under ``guards`` (confine.py), write the proxy to ``output``.

    Decoder, filters and encoder have ``threads`` each; None leaves that to ffmpeg. ``pipe`` is that of hidden.py. Tracks that
    were taken ``apart``, by their number from 1, are read from their own files. ``texts`` is the file of carried.py.
    """
    source = ffmpeg.input(url, **input_options(plan, guards, threads))
    tracks = [source[str(track.index)] for track in plan.tracks]
    heard = [frames(apart[n]) if n in apart else track for n, track in enumerate(tracks, start=1)]
    options = _proxy_options(plan, threads) | carried_options(plan, texts, 1 + len(apart))
    proxy = ffmpeg.output(source[plan.stream], *heard, f"file:{output}", **options)
    timeline = ffmpeg.output(source[plan.stream], *tracks, "pipe:1", **LISTED)
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
    titled: Options = {
        f"map_metadata:s:a:{at}": f"{number}:s:{at}" for at, track in enumerate(plan.tracks) if track.title
    }
    return {**titled, "map_chapters": number if plan.chapters else -1}


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
    """Give the output that the picture's packets are copied into, for hidden.py; none without a pipe."""
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
    options = {"filter:v": ",".join(filters(plan)), **video_options(plan, threads), **file_options(plan)}
    for number, track in enumerate(plan.tracks):
        options |= track_options(number, track, plan.profile.audio.bit_rate)
    return options | whole_options(plan)


def input_options(plan: Plan, guards: dict[str, str | int], threads: int | None = None) -> Options:
    """Give what stands before the source: how it is read under ``guards``, with how many threads, and what is logged."""
    given: Options = {**LOG, "nostdin": None, "hide_banner": None, "nostats": None, "benchmark": None, "y": None}
    given |= guards
    if plan.profile.picture.rotation == "keep":
        given["noautorotate"] = None
    if plan.timing == "constant":
        # a new size in the middle would else begin a new chain, and lose the frame that fps holds
        given["reinit_filter:v"] = 0
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
    """Give what only the whole proxy has: its index at the front, timecode and reel name."""
    options: Options = {}
    if plan.profile.container == "mp4":
        options["movflags"] = "+faststart"
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
    if picture.fields and codec.encoder == "libx264":
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


class Place(NamedTuple):
    """Where in the film the frames begin that a chain is given: of a segment they are not the first ones."""

    first: int  # number of the first frame given, in the whole film
    stamp: int  # its time as the container has it, in the proxy's ticks
    time: int  # how long after the film's first frame it is shown, in the same
    lead: int  # how many of the frames given are left out again; the deinterlacer needs one to look back on
    early: bool = False  # frames before the first may be given, too


def filters(plan: Plan, place: Place | None = None) -> list[str]:
    """Give the filter chain of the picture, in order: times, fields, size and colour, tags.

    With ``place`` the frames get the times that they have in the whole film, counted from its first frame.
    """
    picture = plan.picture
    chain = _timing(plan, place)
    if place and place.lead > 1:
        chain.append(f"trim=start_frame={place.lead - 1}")
    if picture.deinterlace:
        chain.append(f"bwdif=mode=send_frame:parity={picture.deinterlace}:deint=all")
    if place and place.lead:
        chain.append("trim=start_frame=1")
    if picture.alpha == "over":
        chain += _laid_over(plan.profile.background, picture.taken)
        colour = picture.colour.model_copy(update={"matrix": picture.colour.matrix or picture.taken.matrix})
        picture = picture.model_copy(update={"taken": picture.taken.model_copy(update=RGB), "colour": colour})
    chain += _tone_mapping(picture) if picture.tone_map else [_scaling(picture)]
    chain.append(f"format={plan.pixel_format}")
    chain.append(_pixel_aspect(picture.sar))
    chain.append(_tagging(plan.picture.colour))
    chain.append(f"setfield={picture.fields or 'prog'}")
    return chain


def _pixel_aspect(sar: str) -> str:
    """Set it exactly; by itself the filter reduces it to terms of up to SAR_TERM."""
    largest = max(int(term) for term in sar.split(":"))
    return f"setsar={sar.replace(':', '/')}" + (f":max={largest}" if largest > SAR_TERM else "")


def _timing(plan: Plan, place: Place | None) -> list[str]:
    """Give each frame its time in the proxy's ticks.

    Kept: a container with coarse times (Matroska: milliseconds) rounds the exact ones, so a time within one of the source's
    ticks of the rate's grid, counted from the first frame, is put on the grid; any other stays. Frames that share a time
    come a tick apart. Constant: at each tick of the rate the nearest frame.
    """
    step, tick = plan.frame_ticks, plan.source_tick
    up, down = step.numerator, step.denominator
    chain, start, number = [f"settb=1/{plan.time_scale}"], "STARTPTS", "N"
    if place:
        chain.append(f"setpts=PTS-{place.stamp}+{place.time}")
        if place.early:
            chain.append(f"trim=start_pts={place.time}")
        start, number = "0", f"(N+{place.first})"
    if plan.clock == "count":
        return [*chain, f"setpts=round({number}*{up}/{down})"]
    time = f"PTS-{start}" if plan.clock == "zero" else "PTS"
    if plan.timing == "constant":
        return [*chain, f"setpts={time}", f"fps={plan.rate}:round=near"]
    if step % tick:
        grid = f"{start}+round(round((PTS-{start})*{down}/{up})*{up}/{down})"
        time = f"st(0,{grid});if(lte(abs(PTS-ld(0)),{tick}),ld(0),PTS)"
    return [*chain, f"setpts='st(1,{time});if(isnan(PREV_OUTPTS),ld(1),max(ld(1),PREV_OUTPTS+1))'"]


def _scaling(picture: PicturePlan) -> str:
    """Scale to size, fields apart where there are two, and convert to video range and to the proxy's matrix."""
    taken, colour = picture.taken, picture.colour
    options = [f"{picture.width}:{picture.height}", "flags=bicubic"]
    if picture.fields:
        options.append("interl=1")
    if taken.matrix != "gbr":
        options.append(f"in_range={taken.range}")
        if taken.matrix != colour.matrix:
            options.append(f"in_color_matrix={SCALE_NAMES.get(taken.matrix or '', taken.matrix)}")
    options.append(f"out_range={colour.range}")
    if taken.matrix != colour.matrix:
        options.append(f"out_color_matrix={colour.matrix}")
    return f"scale={':'.join(options)}"


def _laid_over(background: str, taken: Colour) -> list[str]:
    """Lay the picture over a colour, as far as its alpha channel lets that through; in RGB, in which the colour is given."""
    red, green, blue = (int(background[at : at + 2], 16) for at in (1, 3, 5))
    options = ["flags=bicubic"]
    if taken.matrix != "gbr":
        matrix = SCALE_NAMES.get(taken.matrix or "", taken.matrix)
        options += [f"in_range={taken.range}", f"in_color_matrix={matrix}"]
    behind = f"[back]lutrgb=r={red}:g={green}:b={blue}:a=255[behind]"
    layers = f"split[front][back];{behind};[behind][front]overlay=format=gbrp"
    return [f"scale={':'.join(options)}", "format=gbrap", layers]


def _tone_mapping(picture: PicturePlan) -> list[str]:
    """Scale, go to linear light, to the primaries of BT.709, compress with Hable's curve, and go back to video levels."""
    colour = picture.taken
    taken = {
        "pin": colour.primaries or "bt2020",
        "tin": colour.transfer,
        "min": colour.matrix or "bt2020nc",
        "rin": colour.range or "tv",
    }
    given = ":".join(f"{name}={value}" for name, value in taken.items())
    return [
        f"scale={picture.width}:{picture.height}:flags=bicubic",
        f"zscale={given}:t=linear:npl={PEAK_NITS}",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]


def _tagging(colour: Colour) -> str:
    tags = {
        "range": colour.range,
        "color_primaries": colour.primaries,
        "color_trc": colour.transfer,
        "colorspace": colour.matrix,
    }
    return "setparams=" + ":".join(f"{name}={value or 'unknown'}" for name, value in tags.items())
