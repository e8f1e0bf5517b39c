"""What downloads are called: templates that are refused, and that no template and no name leads out of a folder."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.bucket import keys
from functions.common import filename, folders, naming

FILM = naming.Named("Interview Zoë.mov", "A001/Clips", "web-720p", "0" * 32, datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("template", "path"),
    [
        (naming.DEFAULT, "Interview Zoë_proxy.mp4"),
        ("{name}_proxy", "Interview Zoë_proxy.mp4"),
        ("{name}", "Interview Zoë.mp4"),
        ("{folder}/{name}{suffix}", "A001/Clips/Interview Zoë_proxy.mp4"),
        ("{folder}/Proxy/{name}", "A001/Clips/Proxy/Interview Zoë.mp4"),
        ("{date}/{profile} {name} {job_id}", f"2026-11-30/web-720p Interview Zoë {'0' * 32}.mp4"),
    ],
)
def test_a_template_is_filled_in(template: str, path: str) -> None:
    naming.check(template)

    assert naming.path(template, FILM, ".mp4") == path


def test_a_film_of_no_folder_lies_in_none() -> None:
    assert naming.path("{folder}/{name}{suffix}", naming.Named("film.mov"), ".mp4") == "film_proxy.mp4"


@pytest.mark.parametrize("template", ["{name}{suffix}", "{name}"])
def test_what_is_no_whole_proxy_always_says_so(template: str) -> None:
    assert naming.path(template, naming.Named("film.mov"), ".mp4", suffix="_partial") == "film_partial.mp4"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{film}", "{film} is none of {folder}, {name}"),
        ("{}", "is none of"),
        ("{name!r}", "is none of"),
        ("{name", "a brace is left open"),
        ("name}", "a brace is left open"),
        ("/srv/{name}", "must not begin with a slash"),
        ("../{name}", "`..`"),
        ("{folder}/../{name}", "`..`"),
        ("a\\{name}", "no backslash"),
        ("a\n{name}", "no control characters"),
        ("{folder}", "without a name"),
        ("{name}/", "without a name"),
        ("", "without a name"),
        ("  ", "without a name"),
        ("é" * 76 + "{name}", "more than 150 bytes"),
    ],
)
def test_a_template_that_would_not_name_files_below_a_folder_is_refused(template: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).+") as refused:
        naming.check(template)

    assert why in str(refused.value)


ANY_TEXT = st.text(max_size=40) | st.sampled_from(["..", ".", "/", "../..", "é" * 127, "\\"])


@settings(max_examples=300, deadline=None)
@given(
    template=st.lists(
        st.sampled_from([*(f"{{{part}}}" for part in naming.PARTS), "/", ".", "-", " ", "x"]), max_size=8
    ),
    name=ANY_TEXT.map(filename.clean).filter(bool),
    folder=ANY_TEXT.map(folders.clean),
    suffix=st.sampled_from(["_proxy", "_partial"]),
)
def test_no_template_and_no_name_lead_out_of_the_folder(
    template: list[str], name: str, folder: str, suffix: str
) -> None:
    try:
        naming.check("".join(template))
    except ValueError:
        return

    made = naming.path("".join(template), FILM._replace(filename=name, folder=folder), ".mp4", suffix=suffix)

    parts = made.split("/")
    assert all(part and part not in {".", ".."} and len(part.encode()) <= filename.LONGEST for part in parts)
    assert made.endswith(".mp4")
    assert folders.clean(made) == made


@pytest.mark.parametrize(
    ("key", "folder"),
    [
        ("inbox/A001/Clips/film.mov", "A001/Clips"),
        ("high/inbox/A001/film.mov", "A001"),
        ("inbox/film.mov", ""),
        ("inbox/a//../b/film.mov", "a/b"),
        (f"uploads/{'0' * 32}/source", ""),
    ],
)
def test_the_folder_of_an_inbox_file_is_in_its_key(key: str, folder: str) -> None:
    assert keys.folder_of_inbox(key) == folder


@pytest.mark.parametrize(
    "folder", ["../a", "a/../b", "a\\..\\b", "/a", "\\a", "C:\\a", "C:/a", "a\nb", "a/" * 520 + "a"]
)
def test_what_is_no_folder_below_another_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="must"):
        folders.checked(folder)


def test_a_folder_is_kept_as_names_are() -> None:
    assert folders.checked("Day 1//Zoe\u0308 /") == "Day 1/Zoë"
