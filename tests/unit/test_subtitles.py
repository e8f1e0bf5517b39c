"""Subtitles that are text: what is read, what is shown one at a time, and what is too much."""

from hypothesis import given
from hypothesis import strategies as st

from functions.media import subtitles
from functions.media.facts import Subtitle
from functions.media.subtitles import AT_ONCE, Cue
from functions.plan import plan, profile, subtitle_tracks
from tests.support.films.sources import film

CUES = st.builds(
    lambda start, lasts, text: Cue(start, start + lasts, text),
    st.integers(0, 3000), st.integers(0, 3000), st.sampled_from("ABCDE"),
)  # fmt: skip


def shown(*cues: tuple[int, int, str], length: int = 10_000) -> list[tuple[int, int, str]]:
    return [(*cue,) for cue in subtitles.shown([Cue(*cue) for cue in cues], length).cues]


def test_texts_that_overlap_are_shown_together_for_as_long_as_they_do() -> None:
    assert shown((0, 5000, "A"), (2000, 3000, "B")) == [(0, 2000, "A"), (2000, 3000, "A\nB"), (3000, 5000, "A")]
    assert shown((0, 1000, "A"), (1000, 2000, "A")) == [(0, 2000, "A")]
    assert shown((0, 1000, "A"), (0, 1000, "A")) == [(0, 1000, "A")]
    assert shown((0, 1000, "A"), (1500, 2000, "B")) == [(0, 1000, "A"), (1500, 2000, "B")]


def test_what_is_shown_for_no_time_or_behind_the_end_is_counted() -> None:
    found = subtitles.shown([Cue(0, 0, "A"), Cue(500, 2000, "B"), Cue(1000, 2000, "C")], 1000)
    assert found.cues == (Cue(500, 1000, "B"),)
    assert found.note.startswith("2 texts")


@given(cues=st.lists(CUES, max_size=20))
def test_at_each_moment_what_is_shown_is_what_the_source_shows(cues: list[Cue]) -> None:
    made = subtitles.shown(cues, 4000)
    assert all(one.end <= other.start for one, other in zip(made.cues, made.cues[1:], strict=False))
    for moment in range(0, 4000, 97):
        theirs = {cue.text for cue in cues if cue.start <= moment < cue.end}
        mine = {line for cue in made.cues if cue.start <= moment < cue.end for line in cue.text.split("\n")}
        assert mine == theirs


@given(cues=st.lists(CUES, max_size=20))
def test_what_is_written_reads_as_it_was(cues: list[Cue]) -> None:
    made = subtitles.shown(cues, 4000).cues
    assert tuple(subtitles.read(subtitles.written(made))) == made


@given(text=st.text(max_size=60))
def test_no_text_passes_for_times_or_for_the_end_of_one(text: str) -> None:
    cues = subtitles.read(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n\n")
    assert tuple(subtitles.read(subtitles.written(cues))) == tuple(cues)
    assert all(set("{}\\").isdisjoint(cue.text) for cue in cues)


def test_a_text_may_end_in_a_number_and_have_times_of_its_own() -> None:
    said = "1\n00:00:01,000 --> 00:00:02,000\nHe said\n42\n\n2\n00:00:03,000 --> 100:00:04,000\n00:00 --> {x}\n"
    first, second = subtitles.read(said)
    assert (first.text, second.text) == ("He said\n42", "00:00 → (x)")
    assert second.end == 360_004_000


def test_outlines_are_no_text() -> None:
    assert subtitles.read("1\n00:00:01,000 --> 00:00:02,000\nm 0 0 l 100 0 100 -50.5 0 100\n") == []


def test_many_at_once_are_the_first_and_that_is_said() -> None:
    made = subtitles.shown([Cue(number, 5000, f"{number}") for number in range(40)], 5000)
    assert made.cues[-1].text.split("\n") == [f"{number}" for number in range(AT_ONCE)]
    assert f"more than {AT_ONCE} texts" in made.note


def test_too_many_of_them_and_too_much_of_them_are_left_out_whole() -> None:
    many = subtitles.shown([Cue(n, n + 1, "A") for n in range(subtitles.MOST_CUES + 1)], 10**6)
    long = "\n".join(["x" * subtitles.LINE_BYTES] * 10)
    much = subtitles.shown([Cue(n, n + 2, f"{long}{n}") for n in range(3000)], 10**6)
    assert (many.cues, much.cues) == ((), ())
    assert "50,000" in many.note
    assert "overlap" in much.note


# ---------------------------------------------------------------- the plan

SPOKEN = Subtitle(index=2, codec="subrip", language="de-AT", title="Für\nalle", default=True, forced=True)


def test_mp4_gets_them_and_mov_names_them() -> None:
    web = plan.make(film(subtitles=(SPOKEN,)), profile.load("web-720p"))
    (track,) = web.subtitles
    assert (track.index, track.language, track.title, subtitle_tracks.shown(track)) == (
        2,
        "deu",
        "Für alle",
        ["default", "forced"],
    )
    assert "de-AT" in track.notes["subtitle_said"]
    edit = plan.make(film(subtitles=(SPOKEN,)), profile.load("edit-h264"))
    assert edit.subtitles == ()
    assert "subtitle #2 (subrip, deu)" in edit.notes["subtitles"]


def test_of_too_many_tracks_the_last_are_named() -> None:
    tracks = tuple(SPOKEN.model_copy(update={"index": n}) for n in range(40))
    made = plan.make(film(subtitles=tracks), profile.load("web-720p"))
    assert len(made.subtitles) == subtitles.MOST_TRACKS
    assert "subtitle #39" in made.notes["subtitles"]


def test_each_track_has_options_of_its_own() -> None:
    other = Subtitle(index=3, codec="ass")
    made = plan.make(film(subtitles=(SPOKEN, other)), profile.load("web-720p"))
    assert subtitle_tracks.options(made) == {
        "c:s": "copy",
        "disposition:s:0": "default+forced",
        "metadata:s:s:0": "language=deu",
        "disposition:s:1": "0",
    }
    assert subtitle_tracks.titles(made, 4) == {"map_metadata:s:s:0": "4:s:2"}
