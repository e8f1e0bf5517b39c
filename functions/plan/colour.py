"""The colour of a plan: how the source's is read, what the proxy tells of its own, and why they differ. Pure."""

import re
from typing import Final

from functions.media.facts import Colour, Video
from functions.plan import encoders
from functions.plan.profile import Profile

HD_WIDTH, HD_HEIGHT = 1024, 720  # beyond this untagged video is taken as BT.709, else as BT.601, as players do
LINES_625 = frozenset({288, 576})  # heights of 625-line television: BT.601 with the primaries of BT.470 BG
BT709 = Colour(primaries="bt709", transfer="bt709", matrix="bt709", range="tv")
BT2020 = {"primaries": "bt2020", "matrix": "bt2020nc"}  # what HDR is taken as that does not say it (ITU-R BT.2100)
RGB = re.compile(r"(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|x2rgb|x2bgr|pal8|bayer)")
FULL_RANGE = re.compile(r"yuvj")
SCALED: Final = frozenset({"gbr", "bt709", "fcc", "bt470bg", "smpte170m", "smpte240m", "bt2020nc"})
"""Matrices that ffmpeg's filter ``scale`` converts. It takes others for BT.601 without a word, or refuses them from 7.1 on."""


def taken(video: Video, profile: Profile, *, tone_map: bool, over: bool) -> Colour:
    """Give the source's colour as it is read: full range by its pixel format, and what is not tagged by its kind and size.

    Filling in keeps the look of a web proxy, as a player would guess anew by the smaller size; and a codec that always
    tells a matrix needs to know the source's, as does laying over a colour (``over``). Else what the source does not say
    stays unsaid. A matrix that has to be converted and that no filter can is taken as the nearest that one can.
    """
    said, known = video.colour, dict[str, str]()
    if said.range is None:
        known["range"] = "pc" if FULL_RANGE.match(video.pixel_format) else "tv"
    if RGB.match(video.pixel_format):
        known |= {"matrix": "gbr", "range": "pc"}
    usual, web = _usual(video), profile.picture.aspect == "square"
    if said.matrix is None and (web or profile.video.matrices or over):
        known.setdefault("matrix", usual["matrix"])
    together = encoders.PICTURE[profile.video.encoder].tells_together
    if web and said.primaries is None and said.transfer is None:
        known |= {"primaries": usual["primaries"], "transfer": usual["transfer"]}
    elif said.primaries is None and said.hdr and (tone_map or together):
        known["primaries"] = usual["primaries"]
    read = said.model_copy(update=known)
    if (tone_map or over or _unfit(read.matrix, profile)) and not _convertible(read):
        read = read.model_copy(update={"matrix": "bt2020nc" if read.matrix == "bt2020c" else usual["matrix"]})
    return read


def _usual(video: Video) -> dict[str, str]:
    """Give what players take a video for that does not say its colour."""
    if video.colour.hdr:
        return BT2020
    if video.width > HD_WIDTH or video.height >= HD_HEIGHT:
        return {"primaries": "bt709", "transfer": "bt709", "matrix": "bt709"}
    sd = "bt470bg" if video.height in LINES_625 else "smpte170m"
    return {"primaries": sd, "transfer": "smpte170m", "matrix": sd}


def _convertible(colour: Colour) -> bool:
    """Whether ffmpeg has a filter that converts the matrix: ``scale``, or zscale, which needs to know more for some."""
    if colour.matrix is None or colour.matrix in SCALED or colour.matrix == "ycgco":
        return True
    if colour.matrix in {"chroma-derived-nc", "chroma-derived-c"}:
        return colour.primaries is not None and (colour.matrix.endswith("nc") or colour.transfer is not None)
    return colour.matrix == "ictcp" and colour.hdr and colour.primaries == "bt2020"


def _unfit(matrix: str | None, profile: Profile) -> bool:
    return matrix == "gbr" or bool(profile.video.matrices and matrix not in profile.video.matrices)


def told(taken: Colour, video: Video, profile: Profile, *, over: bool) -> Colour:
    """Give the tags the proxy must carry: the source's, in video range, with a matrix that its codec can tell.

    Primaries that the encoder has no number for stay unsaid; so do primaries and transfer where all can be told only together
    and one of them is not known: the matrix is then the one that players take the codec's to be.
    """
    encoder, lone = encoders.PICTURE[profile.video.encoder], None in {taken.primaries, taken.transfer}
    unsaid = video.colour.matrix is None and not profile.video.matrices and profile.picture.aspect == "keep"
    converted = _unfit(taken.matrix, profile) or (over and taken.matrix is not None and taken.matrix not in SCALED)
    matrix = "bt709" if converted else None if unsaid else taken.matrix
    primaries = None if taken.primaries in encoder.untold_primaries else taken.primaries
    tags = {"range": "tv", "matrix": matrix, "primaries": primaries}
    if encoder.tells_together and lone:
        tags |= {"primaries": None, "transfer": None, "matrix": "bt709"}
    return taken.model_copy(update=tags)


def notes(video: Video, taken: Colour, told: Colour, profile: Profile, *, tone_map: bool) -> dict[str, str]:
    """Say why the proxy's colour is another than the source's, by the certificate's rule."""
    said, source = [], video.colour
    if tone_map:
        said.append(f"Tone-mapped from {source.transfer}.")
    if taken.matrix not in {source.matrix, "gbr"}:
        said.append(_other_matrix(source, taken))
    if source.hdr and source.primaries is None and taken.primaries is not None:
        said.append(f"The source does not say its primaries; taken as {taken.primaries}.")
    if not tone_map and told.matrix and told.matrix != taken.matrix:
        said.append(f"Converted from {taken.matrix} to {told.matrix}.")
    if not tone_map and (told.primaries, told.transfer) != (taken.primaries, taken.transfer):
        lost = [n for n, v in (("primaries", taken.primaries), ("transfer", taken.transfer)) if v]
        left = ", ".join(f"{name} {getattr(taken, name)}" for name in lost if getattr(told, name) is None)
        said.append(f"{profile.video.codec} in {profile.container} cannot tell {left} as it is made here.")
    if taken.range == "pc":
        said.append("Full range was converted to video range.")
    return {"colour": " ".join(said)} if said else {}


def _other_matrix(source: Colour, taken: Colour) -> str:
    if source.matrix is None:
        return f"The source does not say its matrix; taken as {taken.matrix}, by its {'transfer' if source.hdr else 'size'}."
    return f"The matrix {source.matrix} cannot be converted here; taken as {taken.matrix}."
