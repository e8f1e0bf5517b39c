"""What is made of a finished proxy and lies beside it: the one record of that, for one pass and for segments alike."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from functions.bucket import outputs
from functions.ffmpeg.sandbox import Tools
from functions.steps import poster


class Maker(Protocol):
    """Makes one output of the proxy at ``path``, which is ``seconds`` long and may have an ``alpha`` channel."""

    def __call__(self, path: Path, seconds: float, tools: Tools, *, alpha: bool = False) -> bytes:
        """Give its bytes. Raises a Failure."""


MAKERS: Final[Mapping[str, Maker]] = MappingProxyType({outputs.POSTER: poster.make})
"""By kind (outputs.py). The certificate is none of these: it is written when all else is known."""


def make(path: Path, seconds: float, tools: Tools, *, alpha: bool = False) -> dict[str, bytes]:
    """Make all outputs that lie beside a proxy, by kind. Raises what a maker raises."""
    return {kind: maker(path, seconds, tools, alpha=alpha) for kind, maker in MAKERS.items()}
