"""Films long enough to be cut: those of tests/support/films/clips.py, but longer and with a keyframe each second or oftener."""

from pathlib import Path

from tests.support.films import clips
from tests.support.films.clips import Film

GROUP = "-g 25"
IN_MOOV = (
    "h264_mp4", "open_gop", "hevc_10bit", "vfr_mp4", "rate_23976", "rate_2997", "rotated_90", "anamorphic", "audio_late",
    "silent", "interlaced_tff", "prores_mov", "prores_drop", "mono_8",
)  # fmt: skip
"""Films whose index can be read from their moov; the others have none, or an edit list that hides frames."""


def make(name: str, folder: Path, seconds: int = 6) -> Path:
    """Give the film of that name and length, made now unless ``folder`` has it."""
    if name == "edit_list":
        return clips.of("edit_list_6s", Film("mp4", f"-ss 0.5 -i {make('h264_mp4', folder)} -map 0 -c copy"), folder)
    recipe = clips.FILMS[name]
    length = f":d={seconds}"
    longer = f"{recipe.arguments.replace(':d=2', length).replace(':d=1', length).replace('-t 1', '')} {GROUP}"
    return clips.of(f"{name}_{seconds}s", recipe._replace(arguments=longer), folder)
