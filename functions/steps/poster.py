"""The poster of a finished proxy: one typical picture of it."""

from pathlib import Path

from functions.ffmpeg.sandbox import Tools
from functions.steps import still

AT, SECONDS, FRAMES = 0.1, 1.0, 24  # share of the duration; length of the window; frames looked at


def make(path: Path, seconds: float, tools: Tools, *, alpha: bool = False) -> bytes:
    """Give a JPEG of a frame that stands for the proxy at ``path``, ``seconds`` long, as ``still.make`` does.

    The most typical of the frames in a second from a tenth of its length on, so rarely a black one; where no frame begins
    there, of its first frames. Raises EncoderFailed or TookTooLong.
    """
    window = ("-ss", f"{seconds * AT:.3f}", "-t", f"{SECONDS:.3f}")
    return still.make(path, "poster", tools, chosen=f"thumbnail={FRAMES}", windows=(window, ()), alpha=alpha)
