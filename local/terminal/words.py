"""Numbers and moments as people read them. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_STEP = 1024
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_TENTHS_BELOW = 10


def size(count: float) -> str:
    """Give bytes in units of 1024, as the page and the API do: 999 B, 64.3 MiB, 1.2 GiB."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < _STEP:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= _STEP
    return f"{count:.1f} TiB"


def seconds(span: float) -> str:
    """Give a span of time: 2.4 s, 48 s, 3:07 min, 2:05 h."""
    if span < _TENTHS_BELOW:
        return f"{span:.1f} s"
    if span < _MINUTE:
        return f"{span:.0f} s"
    if span < _HOUR:
        return f"{int(span // _MINUTE)}:{int(span % _MINUTE):02} min"
    return f"{int(span // _HOUR)}:{int(span % _HOUR // _MINUTE):02} h"


def ago(moment: str, now: datetime | None = None) -> str:
    """Give how long ago an RFC 3339 moment was: just now, 5 min ago, 3 h ago, 2 days ago."""
    span = ((now or datetime.now(UTC)) - datetime.fromisoformat(moment)).total_seconds()
    if span < _MINUTE:
        return "just now"
    if span < _HOUR:
        return f"{span / _MINUTE:.0f} min ago"
    if span < 2 * _DAY:
        return f"{span / _HOUR:.0f} h ago"
    return f"{span / _DAY:.0f} days ago"


def between(start: str | None, end: str | None) -> float | None:
    """Give the seconds between two RFC 3339 moments; None when one is not known."""
    if not start or not end:
        return None
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def missing(lacks: Mapping[str, float]) -> str:
    """Say how much a partial proxy lacks of its film."""
    if not lacks["seconds"]:
        return "Not all of the film could be read; some of it is damaged or cut off."
    return f"{lacks['seconds']:.1f} s of {lacks['of_seconds']:.1f} s are missing."


def ranges(lack: Mapping[str, Any], shown: int = 5) -> str:
    """Name what is missing of the picture or of a track, by its first ranges."""
    named = [f"{each['start']:.3f} to {each['end']:.3f} s" for each in lack["ranges"][:shown]]
    more = lack["count"] - len(named)
    what = "picture" if lack["track"] is None else f"sound {lack['track']}"
    return f"{what}: {', '.join(named)}{f', and {more} more' if more else ''}"
