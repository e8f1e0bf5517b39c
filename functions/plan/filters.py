"""The filters that a picture goes through: times, fields, size, colour and tags. Pure; command.py writes the rest of an argv."""

from math import ceil
from typing import NamedTuple

from functions.media.facts import Colour
from functions.media.sound.decoded import picture_probe
from functions.plan.colour import BT709, SCALED
from functions.plan.picture import PicturePlan
from functions.plan.plan import Plan

SAR_TERM = 100  # the largest that setsar keeps unless it is told
PEAK_NITS = 100  # luminance of SDR white that tone mapping aims at, cd/m2 (ITU-R BT.2408 puts HDR's at 203)
SCALE_NAMES = {"bt470bg": "bt470", "bt2020nc": "bt2020"}  # matrices as the scale filter calls them
RGB = {"matrix": "gbr", "range": "pc"}  # how a picture is read that was laid over a colour


class Place(NamedTuple):
    """Where in the film the frames begin that a chain is given: of a segment they are not the first ones."""

    first: int  # number of the first frame given, in the whole film
    stamp: int  # its time as the container has it, in the proxy's ticks
    time: int  # how long after the film's first frame it is shown, in the same
    lead: int  # how many of the frames given are left out again; the deinterlacer needs one to look back on
    early: bool = False  # frames before the first may be given, too


def chain(plan: Plan, place: Place | None = None) -> list[str]:
    """Give the filter chain of the picture, in order: times, fields, size and colour, tags.

    With ``place`` the frames get the times that they have in the whole film, counted from its first frame.
    """
    picture = plan.picture
    made = _timing(plan, place)
    if place and place.lead > 1:
        made.append(f"trim=start_frame={place.lead - 1}")
    if picture.deinterlace:
        made.append(f"bwdif=mode=send_frame:parity={picture.deinterlace}:deint=all")
    if place and place.lead:
        made.append("trim=start_frame=1")
    if picture.alpha == "over":
        if _unscaled(picture):
            made += _to_bt709(picture)
            picture = picture.model_copy(update={"taken": BT709})
        made += _laid_over(plan.profile.background, picture.taken)
        colour = picture.colour.model_copy(update={"matrix": picture.colour.matrix or picture.taken.matrix})
        picture = picture.model_copy(update={"taken": picture.taken.model_copy(update=RGB), "colour": colour})
    elif not picture.tone_map and _unscaled(picture):
        made += _to_bt709(picture)
        picture = picture.model_copy(update={"taken": BT709})
    made += _tone_mapping(picture) if picture.tone_map else [_scaling(picture)]
    made.append(f"format={plan.pixel_format}")
    made.append(_pixel_aspect(picture.sar))
    made.append(_tagging(plan.picture.colour))
    made.append(f"setfield={picture.fields or 'prog'}")
    return made


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
    if plan.accept_damage and not place:
        chain.append(picture_probe())
    if place:
        chain.append(f"setpts=PTS-{place.stamp}+{place.time}")
        if place.early:
            chain.append(f"trim=start_pts={place.time}")
        start, number = "0", f"(N+{place.first})"
    if plan.early:
        return [*chain, f"setpts={plan.early.start}+round(N*{up}/{down})"]
    if plan.clock == "count":
        return [*chain, f"setpts=round({number}*{up}/{down})"]
    time = f"PTS-{start}" if plan.clock == "zero" else "PTS"
    if plan.timing == "constant":
        if plan.unmeasured:  # the end comes through here as well: at the last frame's own time, or a tick after it
            time = f"if(lte(PTS,PREV_INPTS+{tick}),PREV_OUTPTS+{ceil(step)},{time})"
        return [*chain, f"setpts='{time}'", f"fps={plan.rate}:round=near"]
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
    options = ["flags=bicubic"]
    if taken.matrix != "gbr":
        matrix = SCALE_NAMES.get(taken.matrix or "", taken.matrix)
        options += [f"in_range={taken.range}", f"in_color_matrix={matrix}"]
    return [f"scale={':'.join(options)}", *layers(background)]


def layers(background: str) -> list[str]:
    """Give the filters that lay a picture over a colour, in RGB."""
    red, green, blue = (int(background[at : at + 2], 16) for at in (1, 3, 5))
    behind = f"[back]lutrgb=r={red}:g={green}:b={blue}:a=255[behind]"
    return ["format=gbrap", f"split[front][back];{behind};[behind][front]overlay=format=gbrp"]


def _tone_mapping(picture: PicturePlan) -> list[str]:
    """Scale, go to linear light, to the primaries of BT.709, compress with Hable's curve, and go back to video levels.

    What the source does not say is said here: zscale reads the tags of a frame, and finds no way from what is unknown.
    """
    return [
        f"scale={picture.width}:{picture.height}:flags=bicubic",
        _tagging(picture.taken),
        f"zscale=t=linear:npl={PEAK_NITS}",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]


def _unscaled(picture: PicturePlan) -> bool:
    """Whether the matrix has to be converted, and the filter ``scale`` does not know it."""
    matrix = picture.taken.matrix
    converted = picture.alpha == "over" or matrix != picture.colour.matrix
    return matrix is not None and matrix not in SCALED and converted


def _to_bt709(picture: PicturePlan) -> list[str]:
    """Convert to BT.709 in video range, at full size and with all chroma, so that fields do not matter."""
    levels = f"in_range={picture.taken.range}:out_range={picture.taken.range}"
    return [
        f"scale=flags=bicubic:{levels}" + (":interl=1" if picture.fields else ""),
        f"format={'yuva444p16le' if picture.alpha == 'over' else 'yuv444p16le'}",
        "setfield=prog",
        _tagging(picture.taken),
        "zscale=m=bt709:r=tv",
    ]


def _tagging(colour: Colour) -> str:
    tags = {
        "range": colour.range,
        "color_primaries": colour.primaries,
        "color_trc": colour.transfer,
        "colorspace": colour.matrix,
    }
    return "setparams=" + ":".join(f"{name}={value or 'unknown'}" for name, value in tags.items())
