"""The poster of a finished proxy: one typical picture of it."""

from pathlib import Path

from functions.common.errors import EncoderFailed, TookTooLong
from functions.ffmpeg import sandbox
from functions.ffmpeg.sandbox import Tools
from functions.media import container
from functions.plan import filters

AT, SECONDS, FRAMES = 0.1, 1.0, 24  # share of the duration; length of the window; frames looked at
WIDTH, PATIENCE_SECONDS = 1280, 60.0  # pixels; seconds


def make(path: Path, seconds: float, tools: Tools, *, alpha: bool = False) -> bytes:
    """Give a JPEG of a frame that stands for the proxy at ``path``, ``seconds`` long: upright, square pixels, at most 1280 wide.

    The most typical of the frames in a second from a tenth of its length on, so rarely a black one; where no frame begins
    there, of its first frames. One with an ``alpha`` channel is laid over black. Raises EncoderFailed or TookTooLong.
    """
    window = ["-ss", f"{seconds * AT:.3f}", "-t", f"{SECONDS:.3f}"]
    picture, errors = _picture(path, window, tools, alpha=alpha)
    if not picture:
        picture, errors = _picture(path, [], tools, alpha=alpha)
    if not picture.startswith(b"\xff\xd8"):
        raise EncoderFailed(f"There is no poster. {errors[-300:]}")
    return picture


def _picture(path: Path, window: list[str], tools: Tools, *, alpha: bool) -> tuple[bytes, str]:
    """Run ffmpeg for one typical frame of the window; the JPEG, or nothing, and what ffmpeg said."""
    guards = sandbox.options(sandbox.local_guards(container.MOV))
    scale = f"scale=w='trunc(min({WIDTH},iw*sar)/2)*2':h='trunc(ih*ow/(iw*sar)/2)*2':out_range=pc"
    layers = ",".join(["", *filters.layers("#000000")]) if alpha else ""
    shape = [
        "-vf",
        f"thumbnail={FRAMES},{scale}{layers},setsar=1,format=yuvj420p",
        "-frames:v",
        "1",
        "-q:v",
        "4",
    ]
    given = ["-v", "error", "-nostdin", *tools.decoding, *guards, *window, "-i", f"file:{path}"]
    argv = [tools.ffmpeg, *given, "-map", "0:V:0", *shape]
    process = sandbox.start([*argv, "-f", "mjpeg", "pipe:1"], tools=tools, reads=[path])
    try:
        picture, errors = sandbox.output(process, PATIENCE_SECONDS)
    except TimeoutError as late:
        raise EncoderFailed(f"The poster was not done in {PATIENCE_SECONDS:.0f} s.") from late
    finally:
        sandbox.stop(process)
    if process.took_too_long:
        raise TookTooLong
    return picture, errors.decode("utf-8", "replace")
