"""The rate of a raw stream: pictures one after another that have no times. Pure.

ffmpeg reads them at a rate of its own where the stream states none, and does not tell which it was. So it is given one that
no encoder writes, and where that comes back, nothing is stated.
"""

from fractions import Fraction

from functions.common.errors import RateNotStated
from functions.media import ffprobe, frame_rate, standard_rate
from functions.media.ffprobe import Document

UNSTATED = "997/7"  # frames a second
NEAR = Fraction(1, 1000)
DECIMALS = Fraction(1, 100)  # 29.97 and 23.98 mean 30000/1001 and 24000/1001


def rate(document: Document, wanted: str | None) -> Fraction:
    """Give the frames a second: what was ``wanted``, or else what the stream states. Raises RateNotStated."""
    if wanted:
        return meant(wanted)
    video = next(iter(ffprobe.videos(document)), {})
    stated = ffprobe.rational(video.get("avg_frame_rate"))
    if stated is None or abs(stated / Fraction(UNSTATED) - 1) < NEAR:
        raise RateNotStated
    interlaced = video.get("field_order") in {"tt", "bb", "tb", "bt"}
    return stated / 2 if interlaced and stated > frame_rate.FASTEST_INTERLACED else stated


def meant(text: str) -> Fraction:
    """Read 25, 30000/1001 or 29.97, which is the nearest rate that equipment has."""
    exact = Fraction(text)
    if "." not in text:
        return exact
    nearest = min(standard_rate.TABLE, key=lambda standard: abs(standard - exact))
    return nearest if abs(nearest - exact) < DECIMALS else exact
