"""The subtitles of a proxy, as options of ffmpeg: each track is copied from a file of its own (subtitle_commands.py). Pure."""

from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from functions.plan.plan import Plan, SubtitlePlan

OWN: dict[str, str | int | None] = {"protocol_whitelist": "file", "codec_whitelist": "text,mov_text"}

SHOWN = ("default", "forced", "hearing_impaired")


def inputs(files: Sequence[Path]) -> list[ffmpeg.Stream]:
    """Give the tracks of these files, each of its own."""
    own = {**OWN, "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2"}
    return [ffmpeg.input(f"file:{path}", **own)["s:0"] for path in files]


def options(plan: Plan) -> dict[str, str | int | None]:
    """Give the options of a proxy that copies the plan's tracks, but for their titles."""
    given: dict[str, str | int | None] = {"c:s": "copy"} if plan.subtitles else {}
    for number, track in enumerate(plan.subtitles):
        given[f"disposition:s:{number}"] = "+".join(shown(track)) or "0"
        if track.language:
            given[f"metadata:s:s:{number}"] = f"language={track.language}"
    return given


def titles(plan: Plan, number: int) -> dict[str, str | int | None]:
    """Give the options that take their titles from the input ``number``, the file of carried.py: behind picture and sound."""
    behind = 1 + len(plan.tracks)
    named = (at for at, track in enumerate(plan.subtitles) if track.title)
    return {f"map_metadata:s:s:{at}": f"{number}:s:{behind + at}" for at in named}


def shown(track: SubtitlePlan) -> list[str]:
    """Say how a track is shown, in ffmpeg's words."""
    return [name for name in SHOWN if getattr(track, name)]
