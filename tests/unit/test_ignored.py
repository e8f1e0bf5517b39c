"""Which files of a folder are films by their names: the same for the command line and the page."""

import re
from pathlib import Path

import pytest

from functions.common import ignored

PAGE = Path(__file__).parents[2] / "ui" / "lib" / "upload" / "gather.ts"


def test_the_page_and_the_command_line_know_the_same_names() -> None:
    listed = re.search(r"/\\\.\(([^)]+)\)\$/i", PAGE.read_text())

    assert listed
    assert set(listed[1].split("|")) == ignored.FILM_ENDINGS


@pytest.mark.parametrize("name", ["A001.MOV", "b.mp4", "take.1.mxf", "x.M2TS", "raw.h264"])
def test_films_are_known_by_their_ending_whatever_its_case(name: str) -> None:
    assert ignored.is_named_as_a_film(name)


@pytest.mark.parametrize(
    "name", ["notes.txt", "A001", "mov", "still.jpg", "a.mov.xml", "sound.wav", "._A001.mov", ".mov"]
)
def test_other_names_are_none_of_a_film(name: str) -> None:
    assert not ignored.is_named_as_a_film(name)
