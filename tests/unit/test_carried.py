"""Languages, titles and chapters: what a file says, and what of it a proxy gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media import carried, language
from functions.media.carried import TITLE_LENGTH
from functions.media.facts import Chapter
from functions.plan import plan, profile
from tests.support.films.sources import film, track


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("deu", "deu"), ("ger", "deu"), ("de", "deu"), ("de-AT", "deu"), ("en_US", "eng"), ("EN", "eng"), ("zh-Hans-CN", "zho"),
        ("sve", "swe"), ("hr ", "hrv"), ("cmn", "cmn"), ("eng,deu", "eng"), ("und", None), ("", None), (None, None),
        ("klingon", None), ("x-private", None), ("qq", None), ("1", None),
    ],
)  # fmt: skip
def test_a_language_is_read_from_what_containers_say(said: str | None, code: str | None) -> None:
    assert language.code(said) == code


@pytest.mark.parametrize("said", ["en-US", "eng,deu", "klingon", "x-private"])
def test_what_is_left_out_of_a_language_is_said(said: str) -> None:
    assert said in language.read(said).note


def test_letters_are_packed_as_the_standard_has_them() -> None:
    assert language.packed("und") == 0x55C4  # as every mp4 without a language has it


@given(said=st.text(max_size=300))
def test_a_title_is_one_short_line(said: str) -> None:
    title = carried.title(said)
    assert title is None or (title.isprintable() and 0 < len(title.encode()) <= TITLE_LENGTH)
    assert carried.title(title) == title


@given(titles=st.lists(st.text(max_size=20), max_size=4))
def test_no_title_ends_its_line_or_begins_another_part(titles: list[str]) -> None:
    media = film(
        audio=tuple(track(number, title=title) for number, title in enumerate(titles, start=1)),
        chapters=tuple(Chapter(start=number / 10, title=title) for number, title in enumerate(titles)),
    )
    made = plan.make(media, profile.load("web-720p"))
    lines = carried.text([track.title for track in made.tracks], made.chapters, made.length).splitlines()
    assert lines[0] == ";FFMETADATA1"
    parts = [line for line in lines if line.startswith("[")]
    assert parts == ["[STREAM]"] * len(titles) + ["[CHAPTER]"] * len(titles)
    kept = ("handler_name=", "title=", "TIMEBASE=", "START=", "END=")
    assert all(line.startswith(kept) for line in lines[1:] if line not in parts)


def test_names_that_programs_write_are_no_titles() -> None:
    for name in ("SoundHandler", "Core Media Audio", "GPAC ISO Audio Handler", "Apple Alias Data Handler"):
        assert carried.named(None, name) is None
    assert carried.named(None, "Director's commentary") == "Director's commentary"


def test_chapters_are_counted_from_the_start_of_the_film_and_stay_in_it() -> None:
    marks = [Chapter(start=10.5, title="A"), Chapter(start=10.5, title="B"), Chapter(start=99, title="C")]
    notes: dict[str, str] = {}
    media = film(chapters=tuple(marks)).model_copy(update={"start": 10.0})
    made = carried.chapters(media, notes)
    assert [(one.at, one.title) for one in made] == [(0, ""), (500_000, "A")]
    assert all(word in notes["chapters"] for word in ("'B'", "'C'", "put first"))


def test_an_end_that_cannot_be_kept_is_named() -> None:
    marks = [(10.0, 10.3, "A"), (10.5, 11.0, "B"), (11.0, 11.5, "C"), (11.2, 12.0, "D")]
    notes: dict[str, str] = {}
    chapters = tuple(Chapter(start=start, end=end, title=title) for start, end, title in marks)
    made = carried.chapters(film(chapters=chapters).model_copy(update={"start": 10.0}), notes)
    assert [one.at for one in made] == [0, 500_000, 1_000_000, 1_200_000]
    assert "'A' at 10.000 s ends at 10.300 s in the source; here it lasts until 10.500 s" in notes["chapters"]
    assert [f"'{name}'" in notes["chapters"] for name in "ABCD"] == [True, False, True, False]


def test_an_end_that_is_not_known_or_that_the_film_cuts_is_not_named() -> None:
    notes: dict[str, str] = {}
    carried.chapters(film(chapters=(Chapter(start=0, title="A"), Chapter(start=1, end=900, title="B"))), notes)
    assert notes == {}


def test_of_many_differences_the_first_are_named_and_the_others_counted() -> None:
    notes: dict[str, str] = {}
    carried.chapters(film(chapters=tuple(Chapter(start=n / 5, end=n / 5, title="") for n in range(9))), notes)
    assert notes["chapters"].endswith("So it is with 4 more.")
