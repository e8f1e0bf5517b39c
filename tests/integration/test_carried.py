"""Languages and titles of tracks, and chapters, come over wherever mp4 and mov can hold them; what does not is named."""

import json
import subprocess
from pathlib import Path

import pytest

from functions.media.certificate import Rule
from tests.support.films import segmenting
from tests.support.films.pipeline import Made, Workshop

PICTURE = "-f lavfi -i testsrc2=s=64x64:r=25:d=2 -f lavfi -i sine=r=48000:d=2"
CODED = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -c:a aac -b:a 64k"
PROFILES = ["web-720p", "edit-prores-proxy"]
CHAPTERS = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=480
title=-y Größe \\= 1\\; \\#2 \\\\ 'x' "$(y)"
[CHAPTER]
TIMEBASE=1/1000
START=480
END=1250
title=[error] two
[CHAPTER]
TIMEBASE=1/1000
START=1250
END=2000
"""
GAPS = [(0, 400, "A"), (1000, 1500, "B")]
TITLES = ["-y Größe = 1; #2 \\ 'x' \"$(y)\"", "[error] two", ""]


def spoken(workshop: Workshop, suffix: str, *languages: str, more: tuple[str, ...] = ()) -> Path:
    """Make a film with a track of each language."""
    path, arguments = workshop.folder / f"film.{suffix}", ["-map", "0"]
    for number, language in enumerate(languages):
        arguments += ["-map", "1", f"-metadata:s:a:{number}", f"language={language}"]
    workshop.make(*PICTURE.split(), *arguments, *more, *CODED.split(), path)
    return path


def marked(workshop: Workshop, suffix: str) -> Path:
    """Make a film with chapters."""
    texts, path = workshop.folder / "marks.txt", workshop.folder / f"film.{suffix}"
    texts.write_text(CHAPTERS)
    workshop.make(*PICTURE.split(), "-f", "ffmetadata", "-i", texts, "-map", "0", "-map", "1", *CODED.split(), path)
    return path


def told(workshop: Workshop, path: Path) -> list[str]:
    """Give the languages of a file's sound, as ffprobe reads them."""
    return [str(stream["tags"].get("language", "und")) for stream in workshop.streams(path, "audio")]


def chapters(path: Path) -> list[tuple[float, str]]:
    argv = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)]
    found = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)["chapters"]
    return [(float(one["start_time"]), one.get("tags", {}).get("title", "")) for one in found]


def rule(made: "Made | segmenting.Segmented", name: str) -> Rule:
    (found,) = [rule for rule in made.rules if rule.rule == name]
    return found


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("suffix", "said", "come"),
    [
        ("mp4", ["deu", "swe", "zul"], ["deu", "swe", "zul"]),
        ("mov", ["ger", "sve", "fra"], ["deu", "swe", "fra"]),  # as numbers of the Macintosh
        ("mkv", ["en-US", "ger", "zh-Hans"], ["eng", "deu", "zho"]),
        ("ts", ["ger", "fre", "und"], ["deu", "fra", "und"]),
    ],
)
def test_languages_come_over_from_every_container(
    suffix: str, said: list[str], come: list[str], profile: str, workshop: Workshop
) -> None:
    made = workshop.carry(spoken(workshop, suffix, *said), profile)
    made.judge()
    assert told(workshop, made.path) == come
    found = [rule(made, f"audio_{number}_language") for number in (1, 2, 3)]
    assert [one.found for one in found] == [code.replace("und", "none") for code in come]
    assert [bool(one.note) for one in found] == ["-" in code for code in said]


def test_what_is_no_language_is_left_out_and_said(workshop: Workshop) -> None:
    made = workshop.carry(spoken(workshop, "mkv", "klingon!"))
    made.judge()
    found = rule(made, "audio_1_language")
    assert (found.found, "klingon!" in found.note) == ("none", True)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_titles_of_tracks_come_over(suffix: str, profile: str, workshop: Workshop) -> None:
    key, title = "title" if suffix == "mkv" else "handler_name", "-y Größe; = #1 \\ [error]"
    path = spoken(workshop, suffix, "eng", "fra", more=("-metadata:s:a:1", f"{key}={title}"))
    made = workshop.carry(path, profile)
    made.judge()
    names = [stream["tags"]["handler_name"] for stream in workshop.streams(made.path, "audio")]
    assert names[1] == title
    assert rule(made, "audio_2_title").found == title
    assert not [rule for rule in made.rules if rule.rule == "audio_1_title"]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("suffix", ["mkv", "mp4", "mov"])
def test_chapters_come_over(suffix: str, profile: str, workshop: Workshop) -> None:
    made = workshop.carry(marked(workshop, suffix), profile)
    made.judge()
    assert chapters(made.path) == list(zip([0, 0.48, 1.25], TITLES, strict=True))
    assert rule(made, "chapters").found.startswith("3: 0.000 s -y Größe")
    assert made.media.dropped_streams == ()
    assert not any(TITLES[0] in argument for argument in made.encoded.argv)


@pytest.mark.parametrize(
    ("suffix", "profile"), [("mkv", "web-720p"), ("mov", "edit-prores-proxy"), ("mp4", "web-720p")]
)
def test_a_film_in_segments_has_what_it_has_in_one_pass(suffix: str, profile: str, workshop: Workshop) -> None:
    path = workshop.folder / f"tagged.{suffix}"
    title = ["-map_chapters", "0", "-metadata:s:a:0", "language=ger", "-metadata:s:a:0", "handler_name=Ton = 1"]
    workshop.make("-i", marked(workshop, suffix), "-map", "0:v", "-map", "0:a", "-c", "copy", *title, path)
    made = segmenting.make(workshop, path, profile, seconds=1)
    assert [rule for rule in made.rules if not rule.passed] == []
    assert chapters(made.joined) == chapters(made.whole) == list(zip([0, 0.48, 1.25], TITLES, strict=True))
    assert told(workshop, made.joined) == told(workshop, made.whole) == ["deu"]


def test_chapters_that_begin_later_get_one_before_them(workshop: Workshop) -> None:
    texts = workshop.folder / "marks.txt"
    texts.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=700\nEND=2000\ntitle=Late\n")
    path = workshop.folder / "film.mkv"
    workshop.make(*PICTURE.split(), "-f", "ffmetadata", "-i", texts, "-map", "0", "-map", "1", *CODED.split(), path)
    made = workshop.carry(path)
    made.judge()
    assert chapters(made.path) == [(0, ""), (0.7, "Late")]
    assert "put first" in rule(made, "chapters").note


def test_subtitles_in_mov_and_what_else_is_left_out_are_named(workshop: Workshop) -> None:
    lines, font, path = workshop.folder / "a.srt", workshop.folder / "a.ttf", workshop.folder / "film.mkv"
    lines.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    font.write_bytes(b"font")
    more = ["-c:s", "srt", "-metadata:s:s:0", "language=de-AT", "-attach", font, "-metadata:s:t", "mimetype=font/ttf"]
    workshop.make(*PICTURE.split(), "-i", lines, "-map", "0", "-map", "1", "-map", "2", *more, *CODED.split(), path)
    made = workshop.carry(path, "edit-prores-proxy")
    made.judge()
    assert (rule(made, "subtitles").expected, rule(made, "subtitles").found) == ("none", "none")
    assert "subtitle #2 (subrip, deu)" in rule(made, "subtitles").note
    assert "attachment #3" in rule(made, "left_out").note


# ---------------------------------------------------------------- what the file says of itself

SAID = {
    "creation_time": "2026-05-01T10:00:00.000000Z",
    "title": "-y Größe = 1; #2 \\ [error]",
    "artist": "A",
    "date": "2026-05-01",
    "comment": "C",
    "description": "D",
    "copyright": "E",
}
APPLE = "com.apple.quicktime."
CAMERA = {"make": "Apple", "model": "iPhone 17"}
PLACE = "+52.5200+013.4050/"


def saying(workshop: Workshop, suffix: str, tags: dict[str, str], *more: str) -> Path:
    """Make a film with these tags."""
    path, given = workshop.folder / f"said.{suffix}", [f"{name}={value}" for name, value in tags.items()]
    arguments = [word for tag in given for word in ("-metadata", tag)]
    workshop.make(*PICTURE.split(), *arguments, *more, *CODED.split(), path)
    return path


def read(workshop: Workshop, path: Path) -> dict[str, str]:
    found: dict[str, str] = workshop.ask(path, "-show_format")["format"]["tags"]
    return {name.removeprefix(APPLE): value for name, value in found.items()}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_what_a_film_says_of_itself_comes_over(suffix: str, profile: str, workshop: Workshop) -> None:
    made = workshop.carry(saying(workshop, suffix, SAID), profile)
    made.judge()
    found = read(workshop, made.path)
    wanted = SAID if profile == "web-720p" else {**SAID, "creationdate": SAID["date"]}
    assert {name: found.get(name) for name in wanted if name != "date"} == {
        n: v for n, v in wanted.items() if n != "date"
    }
    assert rule(made, "tags").found.startswith(
        f"creation_time {SAID['creation_time']}; title {SAID['title']}; artist A"
    )
    assert rule(made, "tags").note == ""
    assert not any(SAID["title"] in argument for argument in made.encoded.argv)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_camera_comes_over_to_mov_and_where_it_stood_does_not(profile: str, workshop: Workshop) -> None:
    apple = {f"{APPLE}{name}": value for name, value in CAMERA.items()}
    more = {
        f"{APPLE}location.ISO6709": PLACE,
        f"{APPLE}software": "26.1",
        f"{APPLE}creationdate": "2026-05-01T12:00:00+0200",
    }
    path = saying(workshop, "mov", apple | more, "-movflags", "use_metadata_tags")
    made = workshop.carry(path, profile)
    made.judge()
    found, said = read(workshop, made.path), rule(made, "tags")
    assert "date 2026-05-01T12:00:00+0200" in said.found
    assert ("make Apple; model iPhone 17" in said.found) == (profile != "web-720p")
    assert all(found.get(name) == (value if profile != "web-720p" else None) for name, value in CAMERA.items())
    assert ("no place for make, model" in said.note) == (profile == "web-720p")
    assert "where it was recorded" in said.note
    assert f"{APPLE}software" in said.note
    assert PLACE.encode() not in made.path.read_bytes()
    assert PLACE not in made.media.model_dump_json()
    assert "iPhone 17" in made.encoded.log
    assert PLACE not in made.encoded.log


@pytest.mark.parametrize("profile", PROFILES)
def test_language_and_title_of_the_picture_come_over(profile: str, workshop: Workshop) -> None:
    path = saying(workshop, "mkv", {}, "-metadata:s:v", "language=de-AT", "-metadata:s:v", "title=Kamera = 2")
    made = workshop.carry(path, profile)
    made.judge()
    (stream,) = workshop.streams(made.path, "video")
    assert (stream["tags"]["language"], stream["tags"]["handler_name"]) == ("deu", "Kamera = 2")
    assert (rule(made, "picture_language").found, rule(made, "picture_title").found) == ("deu", "Kamera = 2")
    assert "de-AT" in rule(made, "picture_language").note


@pytest.mark.parametrize(("suffix", "profile"), [("mkv", "web-720p"), ("mov", "edit-prores-proxy")])
def test_a_film_in_segments_says_what_it_says_in_one_pass(suffix: str, profile: str, workshop: Workshop) -> None:
    more = ["-metadata:s:v", "language=fra", "-metadata:s:v", "title=B", "-metadata:s:v", "handler_name=B"]
    path = saying(workshop, suffix, SAID | CAMERA | {"location": PLACE}, *more, "-timecode", "01:00:00:00")
    made = segmenting.make(workshop, path, profile, seconds=1)
    assert [rule for rule in made.rules if not rule.passed] == []
    assert read(workshop, made.joined) == read(workshop, made.whole)
    (one,), (other,) = (workshop.streams(path, "video") for path in (made.joined, made.whole))
    assert one["tags"] == {name: value for name, value in other["tags"].items() if name != "encoder"}
    assert one["tags"]["language"] == "fra"


def test_a_film_that_says_nothing_has_no_rule_of_it(workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("h264_mp4"))
    assert not {"tags", "picture_language", "picture_title"} & {rule.rule for rule in made.rules}


@pytest.mark.parametrize("profile", PROFILES)
def test_chapters_that_end_before_the_next_begins_are_named(profile: str, workshop: Workshop) -> None:
    texts, path = workshop.folder / "marks.txt", workshop.folder / "film.mkv"
    parts = [f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={at}\nEND={end}\ntitle={title}" for at, end, title in GAPS]
    texts.write_text("\n".join([";FFMETADATA1", *parts, ""]))
    workshop.make(*PICTURE.split(), "-f", "ffmetadata", "-i", texts, "-map", "0", "-map", "1", *CODED.split(), path)
    made = workshop.carry(path, profile)
    made.judge()
    note = rule(made, "chapters").note
    assert "'A' at 0.000 s ends at 0.400 s in the source; here it lasts until 1.000 s." in note
    assert "'B' at 1.000 s ends at 1.500 s in the source; here it lasts until 2." in note
