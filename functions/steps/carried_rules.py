"""The rules of a certificate on what a proxy takes over beside picture and sound, and on what is left out. Pure."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from functions.media import carried, language, tags
from functions.media.carried import US, ChapterPlan
from functions.media.certificate import Rule
from functions.media.facts import Audio, Chapter, Media
from functions.plan.plan import Plan, TrackPlan

NAMED = 5  # chapters, or things left out, that a rule names; of further ones it says how many
TICK = Fraction(1, 1000)  # chapters are counted in milliseconds


def track_rules(number: int, track: TrackPlan, made: Audio) -> Iterator[Rule]:
    """Hold a track's language, and its title if it has one, in the source or in the proxy."""
    spoken = language.code(made.language) or "none"
    yield _equal(f"audio_{number}_language", track.language or "none", spoken, track.notes.get("audio_language"))
    name = carried.title(made.title)
    if track.title or name or "audio_title" in track.notes:
        yield _equal(f"audio_{number}_title", track.title or "none", name or "none", track.notes.get("audio_title"))


def rules(media: Media, plan: Plan, made: Media) -> Iterator[Rule]:
    """Hold the picture's language and title, the file's tags and the chapters, and name what of the source is left out."""
    yield from _said(media, plan, made)
    if plan.chapters or made.chapters or media.chapters:
        yield _chapters(plan.chapters, made.chapters, plan.notes.get("chapters"))
    others = [name for name in media.dropped_streams if not name.startswith("subtitle")]
    if others:
        found = [name for name in made.dropped_streams if not name.startswith("data")]
        yield _equal("left_out", "none of it", _named(found) if found else "none of it", f"Left out: {_named(others)}.")


def _said(media: Media, plan: Plan, made: Media) -> Iterator[Rule]:
    picture, notes = plan.picture, plan.picture.notes
    spoken, name = language.code(made.video.language), carried.title(made.video.title)
    if picture.language or spoken or "picture_language" in notes:
        yield _equal("picture_language", picture.language or "none", spoken or "none", notes.get("picture_language"))
    if picture.title or name or "picture_title" in notes:
        yield _equal("picture_title", picture.title or "none", name or "none", notes.get("picture_title"))
    if plan.tags or made.tags or media.tags or media.other_tags:
        yield _equal("tags", tags.listed(plan.tags), tags.listed(made.tags), plan.notes.get("tags"))


def _chapters(planned: Sequence[ChapterPlan], made: Sequence[Chapter], note: str | None) -> Rule:
    mine = [ChapterPlan(at=round(chapter.start * US), title=chapter.title or "") for chapter in made]
    same = len(planned) == len(mine) and all(
        abs(one.at - other.at) <= TICK * US and one.title == other.title
        for one, other in zip(planned, mine, strict=False)
    )
    return Rule(rule="chapters", expected=_listed(planned), found=_listed(mine), passed=same, note=note or "")


def _listed(chapters: Sequence[ChapterPlan]) -> str:
    names = [f"{chapter.at / US:.3f} s {chapter.title}".strip() for chapter in chapters]
    return f"{len(chapters)}: {_named(names)}" if chapters else "none"


def _named(names: Sequence[str]) -> str:
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return "; ".join([*names[:NAMED], *more]) or "none"


def _equal(name: str, expected: str, found: str, note: str | None = "") -> Rule:
    return Rule(rule=name, expected=expected, found=found, passed=expected == found, note=note or "")
