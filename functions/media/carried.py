"""What a proxy takes over of a source beside picture and sound: titles of streams, chapters, and tags of the file. Pure.

It is text of whoever made the file, so none of it becomes a part of a command: it is cleaned, cut to a length, and written
into a file of ffmpeg's format for metadata, in which it is escaped. That file is an input of the command.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from functions.media import plain
from functions.media.facts import Chapter, Media

TITLE_LENGTH = 120  # bytes of a title; QuickTime counts those of a name in one byte
NO_TITLES = re.compile(
    r"(?i).*(handler|core media|gpac|isomedia|alias|bento4|mainconcept|\bstereo$|\bmono$|^soun$|^sound$|^#).*"
)
"""Names that programs give to every track they write, in the place of a title."""
US = 1_000_000
NAMED = 5  # differences that a note names
NEAR_END = 100_000  # µs; how far a chapter's end may be from where the next begins, and pass for the same
FILE = "carried.ffmetadata"


class ChapterPlan(BaseModel):
    """A chapter that must come out."""

    model_config = ConfigDict(frozen=True)

    at: int = Field(description="When it begins, microseconds from the start of the film.")
    title: str = Field(description="Empty where it has none.")


def title(said: str | None) -> str | None:
    """Give a title in one line of plain text, cut where it is too long; None where nothing is left of it."""
    return plain.line(said, TITLE_LENGTH)


def named(said: str | None, handler: str | None) -> str | None:
    """Give a track's title: what it is called, or the name in its header where that is not what programs write there."""
    return said or (handler if handler and not NO_TITLES.fullmatch(handler) else None)


def chapters(media: Media, notes: dict[str, str]) -> tuple[ChapterPlan, ...]:
    """Plan the chapters: in order, within the film, the first at its start, as mp4 and mov have them."""
    said, length = [], round(media.duration * US)
    taken: dict[int, str | None] = {}
    for chapter in media.chapters:
        at = max(0, round((chapter.start - media.start) * US) // 1000 * 1000)
        if at < length and at not in taken:
            taken[at] = title(chapter.title)
        elif at not in taken or title(chapter.title) != taken[at]:
            said.append(
                f"{_named(chapter)} is left out: it begins {'with another' if at in taken else 'behind the end'}."
            )
    if any(chapter.title and title(chapter.title) != chapter.title for chapter in media.chapters):
        said.append(f"Titles are written in one line of at most {TITLE_LENGTH} bytes.")
    if taken and 0 not in taken:
        taken[0] = None
        said.append("In mp4 and mov chapters begin with the film: one without a title is put first.")
    said += _ends(media, [*sorted(taken), length])
    if said:
        more = [f"So it is with {len(said) - NAMED} more."] if len(said) > NAMED else []
        notes["chapters"] = " ".join([*said[:NAMED], *more])
    return tuple(ChapterPlan(at=at, title=taken[at] or "") for at in sorted(taken))


def _ends(media: Media, bounds: Sequence[int]) -> Iterator[str]:
    """Name the chapters that end elsewhere than where the next one, or the film's end, is among ``bounds``, µs."""
    for chapter in media.chapters:
        at, end = (round(((time or 0) - media.start) * US) for time in (chapter.start, chapter.end))
        until = next((bound for bound in bounds if bound > max(at, 0)), None)
        if chapter.end is not None and until is not None and abs(min(end, bounds[-1]) - until) > NEAR_END:
            late = until / US + media.start
            yield f"{_named(chapter)} ends at {chapter.end:.3f} s in the source; here it lasts until {late:.3f} s."


def _named(chapter: Chapter) -> str:
    return f"Chapter {title(chapter.title) or 'without a title'!r} at {chapter.start:.3f} s"


def text(
    titles: Sequence[str | None], chapters: Sequence[ChapterPlan], length: int, tags: Mapping[str, str] | None = None
) -> str:
    """Write ffmpeg's file of metadata: the file's own tags, a part for each title, in order, and one for each chapter.

    Times are in µs.
    """
    lines = [";FFMETADATA1", *(f"{name}={plain.escaped(value)}" for name, value in (tags or {}).items())]
    for named in titles:
        lines += ["[STREAM]", *([f"handler_name={plain.escaped(named)}"] if named else [])]
    ends = [*(chapter.at for chapter in chapters[1:]), max(length, chapters[-1].at + 1000)] if chapters else []
    for chapter, end in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000000", f"START={chapter.at}", f"END={end}"]
        lines.append(f"title={plain.escaped(chapter.title)}")
    return "\n".join([*lines, ""])
