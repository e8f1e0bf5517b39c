"""What is made of a finished proxy and lies beside it: the one record of that, for one pass and for segments alike."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from functions.bucket import outputs
from functions.ffmpeg.sandbox import Tools
from functions.steps import poster

MAKERS: Final[Mapping[str, Callable[..., bytes]]] = MappingProxyType({outputs.POSTER: poster.make})
"""By kind (outputs.py); each is called as ``make`` is. The certificate is none of these: it is written when all else is known."""


def make(path: Path, seconds: float, tools: Tools, *, alpha: bool = False) -> dict[str, bytes]:
    """Make all outputs that lie beside a proxy, by kind. Raises what a maker raises."""
    return {kind: maker(path, seconds, tools, alpha=alpha) for kind, maker in MAKERS.items()}
