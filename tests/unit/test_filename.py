"""File names: what is kept of them, and that nothing which deceives or breaks a reader is."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.common import filename


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("film.mp4", "film.mp4"),
        ("  film.mp4 ", "film.mp4"),
        ("Interview Zoë 🎬.mov", "Interview Zoë 🎬.mov"),
        ("Zoe\u0308.mov", "Zoë.mov"),
        ("../../etc/passwd.mp4", "....etcpasswd.mp4"),
        ("C:\\fakepath\\film.mp4", "C:fakepathfilm.mp4"),
        ("a\x00b.mp4", "ab.mp4"),
        ("a\r\nSet-Cookie: x.mp4", "aSet-Cookie: x.mp4"),
        ("\u202egpj.mp4", "gpj.mp4"),
        ("-i.mp4", "-i.mp4"),
        ("<img src=x onerror=alert(1)>.mp4", "<img src=x onerror=alert(1)>.mp4"),
        ("שלום.mp4", "שלום.mp4"),
        (".mp4", ".mp4"),
    ],
)
def test_a_name_keeps_what_is_safe(given_name: str, kept: str) -> None:
    assert filename.clean(given_name) == kept


@pytest.mark.parametrize("nothing", ["", " ", ".", "..", "/", "../", "\x00", "\u202e", "\r\n"])
def test_what_cannot_name_a_file_becomes_empty(nothing: str) -> None:
    assert filename.clean(nothing) == ""


def test_a_long_name_loses_the_end_of_its_stem_and_keeps_its_extension() -> None:
    assert filename.clean("x" * 300 + ".mp4") == "x" * 251 + ".mp4"


def test_a_long_name_is_cut_between_characters() -> None:
    kept = filename.clean("é" * 200 + ".mp4")

    assert kept == "é" * 125 + ".mp4"
    assert len(kept.encode()) == 254


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=400))
@example("a. .mp4")
@example("e" * 254 + "\u0301.mp4")
def test_any_name_becomes_safe_and_stays_as_it_is_when_cleaned_again(name: str) -> None:
    kept = filename.clean(name)

    assert filename.clean(kept) == kept
    assert len(kept.encode()) <= filename.LONGEST
    assert kept == kept.strip() == unicodedata.normalize("NFC", kept)
    assert kept not in {".", ".."}
    assert not set(kept) & set("/\\\r\n\x00\u202e\u2066")
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in kept)
