"""Which published proxies of earlier releases should be made again, by what their certificates say. Pure.

A certificate names its release since 0.3.0. One that names none is of 0.2.0 or earlier, which had the faults that CHANGELOG.md
lists under 0.3.0.
"""

from collections.abc import Callable, Mapping
from typing import Any

from local.client.api import Job

_AMR = ("amr_nb", "amr_wb")  # as ffprobe names them


def why(job: Job) -> str | None:
    """Say why the proxy of a done job should be made again; None where nothing is known to be wrong with it."""
    certificate = (job["proxy"] or {}).get("certificate") or {}
    if job["status"] != "done" or certificate.get("release"):
        return None
    return next((reason for reason, is_so in _FAULTS.items() if is_so(job, certificate)), None)


def _has_amr(job: Job, _certificate: Mapping[str, Any]) -> bool:
    media = job["source"].get("media") or {}
    return any(track.get("codec") in _AMR for track in media.get("audio", ()))


def _was_made_constant(_job: Job, certificate: Mapping[str, Any]) -> bool:
    """Whether frames were repeated and left out at a rate that an average may have been taken for: its count has a note then."""
    rules = certificate.get("rules") or ()
    return any(rule["rule"] == "frame_count" and rule.get("note") for rule in rules)


_FAULTS: dict[str, Callable[[Job, Mapping[str, Any]], bool]] = {
    "AMR sound may have gaps that the film has not": _has_amr,
    "the film's frame rate is uneven, and the proxy's may not be the one it was shot at": _was_made_constant,
}
