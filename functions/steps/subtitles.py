"""Takes subtitles out of a source, before its proxy is made or joined, and proves each track by reading it back.

What of them cannot be taken is left out and named, and is no fault of the film: its picture and sound are proxied all the same.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import (
    EncoderCrashed,
    EncoderFailed,
    EncoderMissing,
    OutputTooLarge,
    SourceDamaged,
    TookTooLong,
    TookTooMuchMemory,
    UnreadableContainer,
    VtsError,
)
from functions.ffmpeg import probe_run, runs, sandbox
from functions.ffmpeg.probe_run import Query
from functions.ffmpeg.runs import Watch
from functions.ffmpeg.sandbox import Tools
from functions.media import subtitles
from functions.media.container import MOV, Family
from functions.media.subtitles import Cue
from functions.plan import subtitle_commands as commands
from functions.plan.plan import Plan, SubtitlePlan
from functions.steps.reader import Reader

ROOM = 64 * 1024 * 1024  # bytes of a file that this may write, whatever the job may
# What subtitles alone may bring about; whatever ends the work as a whole is passed on.
OF_SUBTITLES = (
    SourceDamaged,
    EncoderFailed,
    EncoderMissing,
    EncoderCrashed,
    TookTooLong,
    TookTooMuchMemory,
    OutputTooLarge,
    UnreadableContainer,
)
REASON = "It could not be taken: "


class Taken(NamedTuple):
    """The tracks of a plan's subtitles, each a file of its own, and what they show."""

    files: tuple[Path, ...] = ()
    cues: tuple[tuple[Cue, ...], ...] = ()


def take(plan: Plan, reader: Reader, family: Family, tools: Tools, folder: Path, watch: Watch) -> tuple[Plan, Taken]:
    """Make a file of each track that the plan has; the plan without those that could not be taken, and why, in its notes.

    Raises what ``reader.check`` raises and what ``watch.stopped`` gives.
    """
    if not plan.subtitles:
        return plan, Taken()
    files = {track.index: folder / f"subtitle{track.index}.srt" for track in plan.subtitles}
    argv = commands.taking(tools.ffmpeg, reader.url, sandbox.guards(family), files)
    limited = replace(tools, limits={**tools.limits, "FSIZE": min(ROOM, tools.limits.get("FSIZE", ROOM))})
    why, first = "", next(iter(files.values()))
    try:
        log = runs.run(
            argv, _Beats(), output=first, tools=limited, watch=_Quiet(watch), port=reader.port, hide=reader.url
        )
        errors = [complaint.text for complaint, _ in log.complaints if complaint.kind == "damage"]
    except OF_SUBTITLES as failed:
        why, errors = f"{REASON}{failed.message}", []
    reader.check()
    made = [_made(track, files[track.index], plan, why, errors, tools, watch) for track in plan.subtitles]
    return _with(plan, made)


class _Made(NamedTuple):
    track: SubtitlePlan  # with what differs from the source in its notes
    file: Path | None = None
    cues: tuple[Cue, ...] = ()


def _with(plan: Plan, made: list[_Made]) -> tuple[Plan, Taken]:
    kept = [one for one in made if one.file]
    left = [f"#{one.track.index}: {one.track.notes.get('subtitle', '')}".strip() for one in made if not one.file]
    notes = {**plan.notes, "subtitles": " ".join([plan.notes.get("subtitles", ""), *left]).strip()}
    planned = plan.model_copy(update={"subtitles": tuple(one.track for one in kept), "notes": notes})
    return planned, Taken(tuple(one.file for one in kept if one.file), tuple(one.cues for one in kept))


def _made(
    track: SubtitlePlan, texts: Path, plan: Plan, why: str, errors: list[str], tools: Tools, watch: Watch
) -> _Made:
    """Make the file of a track, and read it back; without a file where that is not what was taken."""
    size = texts.stat().st_size if texts.exists() else 0
    if not why and size > subtitles.MOST_BYTES:
        why = f"It has more than {subtitles.MOST_BYTES // 1024**2} MiB of text."
    cues = subtitles.read(texts.read_text("utf-8", "replace")) if size and not why else []
    made = subtitles.shown(cues, plan.length // 1000)
    said = [made.note] + [f"Some of it could not be read: {errors[0]}." for _ in errors[:1]]
    if not made.cues:
        why = why or made.note or "It has no text."
        return _Made(_noted(track, why))
    texts.write_text(subtitles.written(made.cues), encoding="utf-8")
    path = texts.with_suffix(".mp4")
    try:
        runs.run(commands.writing(tools.ffmpeg, texts, path), _Beats(), output=path, tools=tools, watch=_Quiet(watch))
        found = cues_of(path, 0, tools)
    except OF_SUBTITLES as failed:
        return _Made(_noted(track, f"{REASON}{failed.message}"))
    if found != made.cues:
        return _Made(_noted(track, f"It does not come out as it is: {subtitles.summary(found)}."))
    return _Made(_noted(track, " ".join(filter(None, said))), path, made.cues)


def _noted(track: SubtitlePlan, note: str) -> SubtitlePlan:
    return track.model_copy(update={"notes": {**track.notes, "subtitle": note}}) if note else track


def cues_of(path: Path, number: int, tools: Tools, watch: Callable[[], None] = lambda: None) -> tuple[Cue, ...]:
    """Read what a finished file's subtitle track shows; they are counted from 0. Raises what a bad end means."""
    argv = commands.reading(tools.ffmpeg, path, number, sandbox.local_guards(MOV))
    with Query(argv, tools, cpu=None, reads=[path]) as child:
        if code := child.wait(watch):
            raise probe_run.meaning(code, child.complaints(hide=str(path)))
        return tuple(subtitles.read(child.out.read().decode("utf-8", "replace")))


class _Beats:
    """Counts the lines of ``-progress``: as long as they come, ffmpeg goes on."""

    def __init__(self) -> None:
        self._lines = 0

    def read(self, line: str) -> None:
        self._lines += bool(line)

    def __len__(self) -> int:
        return self._lines


class _Quiet:
    """A watch that is not told of frames: there are none in subtitles."""

    def __init__(self, watch: Watch) -> None:
        self.stall_seconds = watch.stall_seconds
        self._watch = watch

    def on_frames(self, frames: int) -> None:
        pass

    def stopped(self) -> VtsError | None:
        return self._watch.stopped()
