"""Which files in the inbox are no films by their name alone: what systems and cameras lay beside them. Pure."""

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

DEFAULT: Final = (
    "._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.xmp, *.thm, *.bim, *.cpi, *.mpl, *.bdm, *.bdmv, *.ctg, *.cif, *.ppn, "
    "*.smi"
)
LONGEST: Final = 2000  # characters of the list
_LONGEST_PATTERN: Final = 100
FILM_ENDINGS: Final = frozenset({
    "mp4", "m4v", "mov", "qt", "3gp", "3g2", "lrv", "insv", "mj2", "mkv", "webm", "ts", "mts", "m2ts", "m2t", "trp", "mpg",
    "mpeg", "mpe", "m2p", "vob", "mod", "tod", "mxf", "gxf", "avi", "divx", "flv", "f4v", "wmv", "asf", "ogv", "ogg", "nut",
    "ivf", "dv", "dif", "y4m", "m1v", "m2v", "h264", "264", "avc", "h265", "265", "hevc", "obu", "vc1", "gif", "apng",
})  # fmt: skip
"""How the names of films end. Only what lies in a folder is told by its name, so that the rest of a folder is not sent, too."""
_WHOLE = "*?."  # a pattern of these alone would leave out films as well


def patterns(text: str) -> tuple[str, ...]:
    """Read a list of patterns, separated by commas: ``*`` is any text, ``?`` a letter. Raises ValueError for what is none."""
    found = tuple(part for part in (each.strip().casefold() for each in text.split(",")) if part)
    for each in found:
        if "/" in each or "[" in each or not each.isprintable() or len(each) > _LONGEST_PATTERN:
            raise ValueError(
                f"{each[:_LONGEST_PATTERN]!r} is no pattern of a name; * and ? stand for any text and any letter"
            )
        if not each.strip(_WHOLE):
            raise ValueError(f"{each!r} would leave out films as well")
    return found


def matches(key: str, text: str) -> bool:
    """Whether the last part of a key matches one of the patterns, whatever its case."""
    name = key.rsplit("/", 1)[-1].casefold()
    return any(fnmatchcase(name, each) for each in _known(text))


@lru_cache(maxsize=16)
def _known(text: str) -> tuple[str, ...]:
    return patterns(text)


def is_named_as_a_film(name: str) -> bool:
    """Whether a file's name ends as those of films do, and is not one that systems hide, such as `._A001.mov`."""
    stem, _, ending = name.rpartition(".")
    return bool(stem) and not name.startswith(".") and ending.casefold() in FILM_ENDINGS
