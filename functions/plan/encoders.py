"""The encoders that profiles may name: the one record of what the rest has to know of each. Pure.

What an encoder writes into ffmpeg's log is never the source's damage (log_classifier.py), so each has the name that its lines
begin with. Where a decoder has the same name, nobody can tell whose line it is, and it is taken for the decoder's: a new
wording then refuses a film rather than letting damage pass. What work takes was measured (docs/figures.md).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Work(NamedTuple):
    """What pictures take: CPU-seconds for 10^9 pixels, and the bits of one."""

    encode: float  # with scaling
    verify: float  # to decode what was made
    bits_a_pixel: float


class PictureEncoder(NamedTuple):
    """An encoder of pictures."""

    codec: str  # as ffprobe names it
    work: Work
    logs_as: tuple[str, ...] = ()  # what its lines in the log begin with; none where a decoder's begin so, too
    is_x264: bool = False  # takes x264-params
    with_alpha: Work | None = None  # of a profile that keeps an alpha channel; None: the same
    untold_primaries: frozenset[str] = frozenset()  # of colour, that it has no number for
    tells_together: bool = False  # primaries, transfer and matrix, in its container; alone, its matrix is BT.709


class SoundEncoder(NamedTuple):
    """An encoder of sound. What it takes is CPU-seconds for a second that is decoded, encoded and decoded again."""

    codec: str  # as ffprobe names it
    a_track: float
    a_channel: float
    compresses: bool  # so that a source's own may be copied
    logs_as: tuple[str, ...] = ()


X264_UNTOLD: Final = frozenset({"ebu3213", "jedec-p22"})  # 22 of H.273 by its two names; x264 takes up to 12

PICTURE: Final[dict[str, PictureEncoder]] = {
    "libx264": PictureEncoder("h264", Work(28.0, 3.1, 0.12), ("libx264",), is_x264=True, untold_primaries=X264_UNTOLD),
    "prores_ks": PictureEncoder("prores", Work(105.0, 3.6, 0.75), ("prores_ks",), with_alpha=Work(200.0, 22.0, 7.0)),
    "dnxhd": PictureEncoder("dnxhd", Work(16.0, 3.6, 0.75), tells_together=True),
}
"""By ffmpeg's own names."""

SOUND: Final[dict[str, SoundEncoder]] = {
    "aac": SoundEncoder("aac", 0.008, 0.0095, compresses=True),
    "pcm_s24le": SoundEncoder("pcm_s24le", 0.0025, 0.0005, compresses=False),
}
"""By ffmpeg's own names."""


def log_names() -> frozenset[str]:
    """List what lines of encoders begin with in ffmpeg's log."""
    known: list[Mapping[str, PictureEncoder] | Mapping[str, SoundEncoder]] = [PICTURE, SOUND]
    return frozenset(name for record in known for encoder in record.values() for name in encoder.logs_as)
