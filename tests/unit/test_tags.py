"""What a file says of itself as a whole: what is read of it, what a proxy gets, and what is named as left out."""

from hypothesis import given
from hypothesis import strategies as st

from functions.media import carried, tags
from functions.media.tags import APPLE, LENGTH, WHERE


def planned(said: dict[str, str], container: str = "mov") -> tuple[dict[str, str], str]:
    found, left = tags.read({key.lower(): value for key, value in said.items()})
    notes: dict[str, str] = {}
    return tags.plan(found, left, container, notes), notes.get("tags", "")


def test_one_thing_has_one_name_whatever_the_container_calls_it() -> None:
    apple = {f"{APPLE}make": "Apple", f"{APPLE}model": "iPhone", f"{APPLE}creationdate": "2026-05-01T10:00:00+0200"}
    found = {"make": "Apple", "model": "iPhone", "date": "2026-05-01T10:00:00+0200"}
    assert planned(apple) == (found, "")
    assert planned({"com.android.manufacturer": "Google", "AUTHOR": "A", "TITLE": "T"}) == (
        {"make": "Google", "artist": "A", "title": "T"},
        "",
    )


def test_what_says_one_thing_in_two_ways_is_named_where_they_differ() -> None:
    assert planned({"date": "2026", f"{APPLE}creationdate": "2026-05-01"}) == (
        {"date": "2026-05-01"},
        "Left out: date.",
    )
    assert planned({"title": "T", f"{APPLE}title": "T"})[1] == ""


def test_where_a_film_was_recorded_is_named_and_never_read() -> None:
    for key in tags.LOCATION:
        found, note = planned({key: "+52.5200+013.4050/"})
        assert (found, note) == ({}, f"Left out: {WHERE}.")


def test_mp4_has_no_place_for_the_camera() -> None:
    assert planned({"make": "Sony", "title": "T"}, "mp4") == ({"title": "T"}, "mp4 has no place for make.")


def test_a_time_is_kept_to_the_second_and_one_that_is_none_is_named() -> None:
    assert planned({"creation_time": "2026-05-01T10:00:00.750000Z"}) == (
        {"creation_time": "2026-05-01T10:00:00.000000Z"},
        "",
    )
    assert planned({"creation_time": "1904-01-01T00:00:00.000000Z"}) == ({}, "Not readable: creation_time.")
    assert planned({"creation_time": "1970-01-01T00:00:00.000000Z"}) == ({}, "Not readable: creation_time.")
    assert planned({"creation_time": "2026-13-41T10:00:00Z"}) == ({}, "Not readable: creation_time.")
    assert planned({"creation_time": "2016-12-31T23:59:60Z"}) == ({}, "Not readable: creation_time.")
    assert planned({"creation_time": "1970-01-01T00:00:01Z"}) == (
        {"creation_time": "1970-01-01T00:00:01.000000Z"},
        "",
    )
    assert planned({"creation_time": "today\n"}) == ({}, "Not readable: creation_time.")


def test_a_long_value_is_cut_and_that_is_said() -> None:
    found, note = planned({"comment": "ä" * LENGTH})
    assert len(found["comment"].encode()) == LENGTH
    assert "comment" in note


@given(st.dictionaries(st.sampled_from(tags.ASKED), st.text(max_size=40), max_size=12), st.sampled_from(["mp4", "mov"]))
def test_no_value_begins_a_line_of_its_own(said: dict[str, str], container: str) -> None:
    made, _ = planned(said, container)
    lines = carried.text([], [], 0, tags.written(made, container)).splitlines()
    assert [line.partition("=")[0] for line in lines[1:]] == [*tags.written(made, container)]
    assert tags.plan(made, (), container, {}) == made


def test_names_are_those_of_the_container() -> None:
    said = {"creation_time": "2026-05-01T10:00:00.000000Z", "date": "2026", "make": "Sony"}
    assert [*tags.written(said, "mov")] == ["creation_time", f"{APPLE}creationdate", f"{APPLE}make"]
    assert tags.written(said, "mp4") == said
