"""What a proxy takes over of a source beside picture and sound: titles of tracks, and chapters. Pure.

It is text of whoever made the file, so none of it becomes a part of a command: it is cleaned, cut to a length, and written
into a file of ffmpeg's format for metadata, in which it is escaped. That file is an input of the command.
"""

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from functions.media.facts import Chapter, Media

TITLE_LENGTH = 120  # bytes of a title; QuickTime counts those of a name in one byte
NO_TITLES = re.compile(
    r"(?i).*(handler|core media|gpac|isomedia|alias|bento4|mainconcept|\bstereo$|\bmono$|^soun$|^sound$|^#).*"
)
"""Names that programs give to every track they write, in the place of a title."""
US = 1_000_000
FILE = "carried.ffmetadata"


class ChapterPlan(BaseModel):
    """A chapter that must come out."""

    model_config = ConfigDict(frozen=True)

    at: int = Field(description="When it begins, microseconds from the start of the film.")
    title: str = Field(description="Empty where it has none.")


def title(said: str | None) -> str | None:
    """Give a title in one line of plain text, cut where it is too long; None where nothing is left of it."""
    if not said:
        return None
    plain = "".join(letter if letter.isprintable() else " " for letter in said)
    whole = " ".join(plain.encode("utf-8", "ignore").decode().split())
    return whole.encode()[:TITLE_LENGTH].decode("utf-8", "ignore").strip() or None


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
    if said:
        notes["chapters"] = " ".join(said[:5])
    return tuple(ChapterPlan(at=at, title=taken[at] or "") for at in sorted(taken))


def _named(chapter: Chapter) -> str:
    return f"Chapter {title(chapter.title) or 'without a title'!r} at {chapter.start:.3f} s"


def text(titles: Sequence[str | None], chapters: Sequence[ChapterPlan], length: int) -> str:
    """Write ffmpeg's file of metadata: a part for each sound track, in order, and one for each chapter; times in µs."""
    lines = [";FFMETADATA1"]
    for named in titles:
        lines += ["[STREAM]", *([f"handler_name={_escaped(named)}"] if named else [])]
    ends = [*(chapter.at for chapter in chapters[1:]), max(length, chapters[-1].at + 1000)] if chapters else []
    for chapter, end in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000000", f"START={chapter.at}", f"END={end}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\])", r"\\\1", text)
