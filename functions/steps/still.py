"""A picture of a finished proxy, as a JPEG: what the poster is, and whatever else shows what is in it."""

from collections.abc import Sequence
from pathlib import Path

from functions.common.errors import EncoderFailed, TookTooLong
from functions.ffmpeg import sandbox
from functions.ffmpeg.sandbox import Tools
from functions.media import container
from functions.plan import filters

WIDTH, PATIENCE_SECONDS = 1280, 60.0  # pixels; seconds


def make(
    path: Path, what: str, tools: Tools, *, chosen: str = "", windows: Sequence[Sequence[str]] = ((),), alpha: bool
) -> bytes:
    """Give a JPEG of the proxy at ``path``: upright, square pixels, at most 1280 wide; one with an ``alpha`` channel over black.

    It is the first frame that the filter ``chosen`` lets through, in the first of the ``windows`` (ffmpeg's options) that has
    one. Raises EncoderFailed, which says ``what`` there is not, or TookTooLong.
    """
    picture, errors = b"", ""
    for window in windows:
        picture, errors = _picture(path, what, tools, chosen, window, alpha=alpha)
        if picture:
            break
    if not picture.startswith(b"\xff\xd8"):
        raise EncoderFailed(f"There is no {what}. {errors[-300:]}")
    return picture


def _picture(
    path: Path, what: str, tools: Tools, chosen: str, window: Sequence[str], *, alpha: bool
) -> tuple[bytes, str]:
    """Run ffmpeg for one frame of the window; the JPEG, or nothing, and what ffmpeg said."""
    guards = sandbox.options(sandbox.local_guards(container.MOV))
    scale = f"scale=w='trunc(min({WIDTH},iw*sar)/2)*2':h='trunc(ih*ow/(iw*sar)/2)*2':out_range=pc"
    layers = filters.layers("#000000") if alpha else ()
    shape = ",".join([*filter(None, [chosen]), scale, *layers, "setsar=1", "format=yuvj420p"])
    given = ["-v", "error", "-nostdin", *tools.decoding, *guards, *window, "-i", f"file:{path}"]
    taken = ["-map", "0:V:0", "-vf", shape, "-frames:v", "1", "-q:v", "4", "-f", "mjpeg", "pipe:1"]
    process = sandbox.start([tools.ffmpeg, *given, *taken], tools=tools, reads=[path])
    try:
        picture, errors = sandbox.output(process, PATIENCE_SECONDS)
    except TimeoutError as late:
        raise EncoderFailed(f"The {what} was not done in {PATIENCE_SECONDS:.0f} s.") from late
    finally:
        sandbox.stop(process)
    if process.took_too_long:
        raise TookTooLong
    return picture, errors.decode("utf-8", "replace")
