"""The rules of a certificate on subtitles: those that are text come over to mp4, all others are named. Pure."""

from collections.abc import Iterator, Sequence

from functions.media import carried, language, subtitles
from functions.media.certificate import Rule
from functions.media.facts import Measured, Media, Subtitle
from functions.media.subtitles import Cue
from functions.plan import subtitle_tracks
from functions.plan.plan import Plan, SubtitlePlan

NAMED = 5  # tracks that a note names; of further ones it says how many


def rules(media: Media, plan: Plan, taken: Sequence[Sequence[Cue]], measured: Measured) -> Iterator[Rule]:
    """Hold how many tracks there are, and of each what it shows and how it is called."""
    made = measured.media.subtitles
    pictures = [name for name in media.dropped_streams if name.startswith("subtitle")]
    others = [name for name in measured.media.dropped_streams if name.startswith("subtitle")]
    if not media.subtitles and not pictures and not made and not others:
        return
    said = [plan.notes.get("subtitles", "")]
    said += [f"Not taken over, as they are no text: {_named(pictures)}."] if pictures else []
    expected, found = _count(len(plan.subtitles)), _count(len(made) + len(others))
    yield _rule("subtitles", expected, found, " ".join(filter(None, said)))
    rows = zip(plan.subtitles, taken, made, measured.subtitles, strict=False)
    for number, (track, cues, theirs, shown) in enumerate(rows, start=1):
        yield _rule(f"subtitle_{number}", subtitles.summary(cues), shown, track.notes.get("subtitle", ""))
        yield _rule(f"subtitle_{number}_named", _name(track), _name(theirs), track.notes.get("subtitle_said", ""))


def _name(track: SubtitlePlan | Subtitle) -> str:
    """Say language, title and how a track is shown; mp4 shows the first one, whether or not the source does."""
    spoken, title = language.code(track.language), carried.title(track.title)
    ways = [name for name in subtitle_tracks.SHOWN[1:] if getattr(track, name)]
    return ", ".join([spoken or "no language", *([title] if title else []), *ways])


def _count(number: int) -> str:
    return str(number) if number else "none"


def _named(names: Sequence[str]) -> str:
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return "; ".join([*names[:NAMED], *more])


def _rule(name: str, expected: str, found: str, note: str) -> Rule:
    return Rule(rule=name, expected=expected, found=found, passed=expected == found, note=note)
