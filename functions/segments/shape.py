"""Whether a film is made in segments, and how long they are. Pure."""

from fractions import Fraction

from functions.jobs.settings import AppConfig
from functions.media.facts import Media
from functions.plan.plan import Plan

SHORTEST, LONGEST = 10.0, 30.0  # seconds
EACH = 3  # segments for each place that is free, so that the last to begin does not keep the others waiting for long
USUAL = 1920 * 1080 * 30  # pixels a second for which LONGEST is meant
GROUPS = 2  # groups of the proxy's pictures in a segment, at least: each segment begins one, which costs bytes
FAMILIES = frozenset({"mov", "matroska", "mpegts", "mxf"})  # containers in which seeking was proved exact
FINEST = 1_000_000  # ticks a second up to which the join is exact


def why_whole(media: Media, plan: Plan, settings: AppConfig) -> str | None:
    """Say why the film is made in one pass; None when it may be made in segments."""
    if not settings.segment_from_seconds:
        return "segments are turned off"
    if media.duration < settings.segment_from_seconds:
        return "it is short"
    if media.container not in FAMILIES:
        return f"seeking in {media.container} is not exact"
    return _why_not_cut(plan)


def _why_not_cut(plan: Plan) -> str | None:
    """Say why a plan needs the film in one piece; None when it does not."""
    if plan.timing == "constant":
        return "its frames are put on a constant rate, which goes by the frames before"
    if plan.early:
        return "its first pictures have no times by which to seek"
    if any(track.several for track in plan.tracks):
        return "packets of its AMR may have to be taken apart first"
    if plan.time_scale > FINEST:
        return "its times are finer than a join can keep"
    return None


def seconds(media: Media, plan: Plan, settings: AppConfig, free: int) -> float:
    """Say how long a segment is at least: as the settings fix it, else by the work and the ``free`` places for it."""
    gop = plan.profile.video.gop_seconds or 0
    if settings.segment_seconds:
        return settings.segment_seconds
    video = media.video
    rate = video.width * video.height * video.fps
    longest = max(SHORTEST, LONGEST * float(min(Fraction(1), USUAL / rate)))
    shared = media.duration / (EACH * max(free, 1))
    return max(min(max(shared, SHORTEST), longest), GROUPS * gop)
