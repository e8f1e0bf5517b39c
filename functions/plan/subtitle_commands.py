"""The commands that take subtitles out of a source, and write each track as a file that a proxy copies it from. Pure.

A track is a file by itself, made before the proxy. So what is wrong in it is found before the film is encoded, and one pass
and segments copy the same packets.
"""

from collections.abc import Mapping
from pathlib import Path

import ffmpeg

from functions.media import subtitles
from functions.plan import command
from functions.plan.command import Options
from functions.plan.subtitle_tracks import OWN

WRITTEN: Options = {"v": "error", "nostdin": None, "y": None}


def taking(program: str, url: str, guards: Mapping[str, str | int], tracks: Mapping[int, Path]) -> list[str]:
    """Write the command that puts the texts of streams, by their index, into files; it tells that it goes on by ``-progress``."""
    given: Options = {**command.LOG, "nostdin": None, "hide_banner": None, "nostats": None, "y": None, **guards}
    source = ffmpeg.input(url, **given)
    most = subtitles.MOST_BYTES + 1
    files = [
        ffmpeg.output(source[str(index)], f"file:{path}", **{"c:s": "text", "f": "srt", "fs": most})
        for index, path in tracks.items()
    ]
    return _compiled(ffmpeg.merge_outputs(*files).global_args("-progress", "pipe:1"), program)


def writing(program: str, texts: Path, output: Path) -> list[str]:
    """Write the command that makes a file of one track out of its texts, which are taken letter by letter."""
    source = ffmpeg.input(f"file:{texts}", **{**WRITTEN, **OWN, "format_whitelist": "srt", "f": "srt", "c:s": "text"})
    return _compiled(ffmpeg.output(source["s:0"], f"file:{output}", **{"c:s": "mov_text", "f": "mp4"}), program)


def reading(program: str, path: Path, number: int, guards: Mapping[str, str | int]) -> list[str]:
    """Write the command that lists the texts of a finished file's track, from 0, on standard output."""
    source = ffmpeg.input(f"file:{path}", **{**WRITTEN, **guards, "copyts": None})
    return _compiled(ffmpeg.output(source[f"s:{number}"], "pipe:1", **{"c:s": "text", "f": "srt"}), program)


def _compiled(outputs: ffmpeg.Stream, program: str) -> list[str]:
    written: list[str] = outputs.compile(cmd=program)
    return written
