"""The rules on subtitles: what was taken out of the source is what the proxy shows, and what is not in it is named."""

from fractions import Fraction

import pytest

from functions.media import subtitles
from functions.media.certificate import Rule
from functions.media.facts import Measured, Subtitle, Timeline
from functions.media.subtitles import Cue
from functions.plan import plan, profile
from functions.steps import subtitle_rules
from tests.support.films.sources import film

TEXT = Subtitle(index=2, codec="subrip", language="de", title="Alle", forced=True)
COME = TEXT.model_copy(update={"codec": "mov_text", "language": "deu", "default": True})
CUES = (Cue(500, 1000, "A"), Cue(1500, 2000, "B"))


def rules(
    come: tuple[Subtitle, ...] = (COME,), shown: tuple[Cue, ...] = CUES, name: str = "web-720p", dropped: str = ""
) -> dict[str, Rule]:
    source = film(subtitles=(TEXT,), dropped_streams=(dropped,) if dropped else ())
    measured = Measured(
        film(subtitles=come),
        Timeline(Fraction(1), []),
        0,
        (),
        (),
        tuple(subtitles.summary(shown) for _ in come),  # type: ignore[arg-type]
    )
    made = plan.make(source, profile.load(name))
    return {rule.rule: rule for rule in subtitle_rules.rules(source, made, (CUES,), measured)}


def broken(found: dict[str, Rule]) -> list[str]:
    return [rule.rule for rule in found.values() if not rule.passed]


def test_what_comes_over_is_held_by_texts_times_and_names() -> None:
    found = rules()
    assert broken(found) == []
    assert found["subtitles"].found == "1"
    assert found["subtitle_1"].expected.startswith("2 texts, 0.500 to 2.000 s, ")
    assert found["subtitle_1_named"].expected == "deu, Alle, forced"


@pytest.mark.parametrize("shown", [CUES[:1], (CUES[0], Cue(1501, 2000, "B")), (CUES[0], Cue(1500, 2000, "C")), ()])
def test_a_text_a_time_or_a_letter_that_differs_breaks_it(shown: tuple[Cue, ...]) -> None:
    assert broken(rules(shown=shown)) == ["subtitle_1"]


@pytest.mark.parametrize(
    "change", [{"language": "fra"}, {"title": None}, {"forced": False}, {"hearing_impaired": True}]
)
def test_a_name_that_differs_breaks_it(change: dict[str, object]) -> None:
    assert broken(rules(come=(COME.model_copy(update=change),))) == ["subtitle_1_named"]


def test_a_track_that_is_missing_or_one_more_breaks_it() -> None:
    assert broken(rules(come=())) == ["subtitles"]
    assert broken(rules(come=(COME, COME))) == ["subtitles"]


def test_what_is_not_taken_over_is_named() -> None:
    edit = rules(come=(), name="edit-h264", dropped="subtitle #3 (dvb_subtitle)")
    assert broken(edit) == []
    assert "In the source: subtitle #2 (subrip, deu)." in edit["subtitles"].note
    assert "as they are no text: subtitle #3 (dvb_subtitle)." in edit["subtitles"].note
