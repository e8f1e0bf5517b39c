"""Subtitles that are text come over to mp4, in one pass and in segments; what does not is named, and spoils nothing."""

import subprocess
from pathlib import Path

import pytest

from functions.media import subtitles
from functions.media.certificate import Rule
from tests.support.films import segmenting
from tests.support.films.pipeline import Made, Workshop

PICTURE = "-f lavfi -i testsrc2=s=64x64:r=25:d=3 -f lavfi -i sine=r=48000:d=3"
CODED = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -c:a aac -b:a 64k"
LINES = """1
00:00:00,500 --> 00:00:02,500
<i>Guten Tag</i>, {x} & y

2
00:00:01,000 --> 00:00:01,500
--> zwei
Zeilen

3
00:00:02,600 --> 00:00:02,900
[error] -y
"""
SHOWN = [
    ("00:00:00,500 --> 00:00:01,000", "Guten Tag, (x) & y"),
    ("00:00:01,000 --> 00:00:01,500", "Guten Tag, (x) & y\n→ zwei\nZeilen"),
    ("00:00:01,500 --> 00:00:02,500", "Guten Tag, (x) & y"),
    ("00:00:02,600 --> 00:00:02,900", "[error] -y"),
]
APART = LINES.replace("00:00:01,000 --> 00:00:01,500", "00:00:02,500 --> 00:00:02,550")
TIMES = ["00:00:00,500 --> 00:00:02,500", "00:00:02,500 --> 00:00:02,550", "00:00:02,600 --> 00:00:02,900"]
KINDS = {"srt": "mkv", "ass": "mkv", "webvtt": "webm"}  # those in which texts may overlap


def film(workshop: Workshop, codec: str, suffix: str, *more: str, lines: str = LINES, tracks: int = 1) -> Path:
    """Make a film with tracks of these lines."""
    texts, path = workshop.folder / "lines.srt", workshop.folder / f"film.{suffix}"
    texts.write_text(lines)
    coded = CODED if suffix != "webm" else "-c:v libvpx -deadline realtime -cpu-used 8 -g 25 -c:a libopus"
    maps = ["-map", "0", "-map", "1", *["-map", "2"] * tracks]
    workshop.make(*PICTURE.split(), "-i", texts, *maps, "-c:s", codec, *more, *coded.split(), path)
    return path


def texts(path: Path, number: int = 0) -> list[tuple[str, str]]:
    """Read a track as a stranger would."""
    argv = [
        "ffmpeg",
        "-v",
        "error",
        "-copyts",
        "-i",
        str(path),
        "-map",
        f"0:s:{number}",
        "-c:s",
        "text",
        "-f",
        "srt",
        "-",
    ]
    said = subprocess.run(argv, capture_output=True, check=True, text=True).stdout
    blocks = [block.split("\n", 2) for block in said.strip().split("\n\n")]
    return [(times, text) for _, times, text in blocks]


def rule(made: "Made | segmenting.Segmented", name: str) -> Rule:
    (found,) = [rule for rule in made.rules if rule.rule == name]
    return found


@pytest.mark.parametrize(("codec", "suffix"), KINDS.items())
def test_they_come_over_from_every_format_with_language_title_and_how_they_are_shown(
    codec: str, suffix: str, workshop: Workshop
) -> None:
    more = [
        "-metadata:s:s:0",
        "language=ger",
        "-metadata:s:s:0",
        "title=Für = Alle",
        "-disposition:s:0",
        "default+hearing_impaired",
    ]
    lines = LINES.replace("--> zwei", "zwei")  # as WebVTT it would be a comment
    made = workshop.carry(film(workshop, codec, suffix, *more, lines=lines))
    made.judge()
    (stream,) = workshop.streams(made.path, "subtitle")
    assert stream["codec_name"] == "mov_text"
    assert (stream["tags"]["language"], stream["tags"]["handler_name"]) == ("deu", "Für = Alle")
    found = texts(made.path)
    assert [text for _, text in found] == [text.replace("→ ", "") for _, text in SHOWN]
    assert (rule(made, "subtitles").found, rule(made, "subtitle_1").found[:8]) == ("1", "4 texts,")
    assert rule(made, "subtitle_1_named").found.startswith("deu, Für = Alle")
    assert not any("Alle" in argument for argument in made.encoded.argv)


@pytest.mark.parametrize(("codec", "suffix"), [("srt", "mkv"), ("mov_text", "mp4")])
def test_a_film_in_segments_has_what_it_has_in_one_pass(codec: str, suffix: str, workshop: Workshop) -> None:
    more = ["-metadata:s:s:0", "language=fra", "-metadata:s:s:1", "language=eng", "-disposition:s:1", "forced"]
    made = segmenting.make(
        workshop,
        film(workshop, codec, suffix, *more, lines=LINES if suffix == "mkv" else APART, tracks=2),
        "web-720p",
        seconds=1,
    )
    assert len(made.cuts) > 1
    assert [rule for rule in made.rules if not rule.passed] == []
    assert rule(made, "subtitles").found == "2"
    for number in (0, 1):
        assert texts(made.joined, number) == texts(made.whole, number)
        assert len(texts(made.joined, number)) == (len(SHOWN) if suffix == "mkv" else len(TIMES))
    one, other = (workshop.streams(path, "subtitle") for path in (made.joined, made.whole))
    assert [stream["tags"] for stream in one] == [stream["tags"] for stream in other]
    assert [stream["disposition"] for stream in one] == [stream["disposition"] for stream in other]


def test_those_of_mp4_keep_their_times(workshop: Workshop) -> None:
    more = ["-metadata:s:s:0", "handler_name=Für = Alle", "-disposition:s:0", "hearing_impaired"]
    made = workshop.carry(film(workshop, "mov_text", "mp4", *more, lines=APART))
    made.judge()
    assert [times for times, _ in texts(made.path)] == TIMES
    assert rule(made, "subtitle_1").found.startswith("3 texts, 0.500 to 2.900 s")
    assert rule(made, "subtitle_1_named").found == "no language, Für = Alle, hearing_impaired"


def test_pictures_are_named(workshop: Workshop) -> None:
    raw, path = workshop.folder / "pictures.sup", workshop.folder / "film.mkv"
    nothing = bytes.fromhex("504700015f900000000016000b0040004010000080000000")
    raw.write_bytes(nothing + bytes.fromhex("504700015f9000000000800000"))
    given = [*PICTURE.split(), "-f", "sup", "-i", raw, "-map", "0", "-map", "1", "-map", "2", "-c:s", "copy"]
    workshop.make(*given, *CODED.split(), path)
    made = workshop.carry(path)
    made.judge()
    assert made.media.subtitles == ()
    assert rule(made, "subtitles").found == "none"
    assert "no text: subtitle #2 (hdmv_pgs_subtitle)" in rule(made, "subtitles").note


def test_one_that_is_too_long_is_left_out_and_the_film_is_not(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subtitles, "MOST_BYTES", 300)
    many = "".join(f"{n}\n00:00:00,{n:03} --> 00:00:00,{n + 1:03}\nText {n}\n\n" for n in range(1, 200))
    made = workshop.carry(film(workshop, "srt", "mkv", lines=many))
    made.judge()
    assert workshop.streams(made.path, "subtitle") == []
    assert (rule(made, "subtitles").found, "#2: It has more than" in rule(made, "subtitles").note) == ("none", True)


def test_one_that_ends_behind_the_film_is_cut_and_that_is_said(workshop: Workshop) -> None:
    lines = "1\n00:00:01,000 --> 00:09:00,000\nA\n\n2\n00:08:00,000 --> 00:08:02,000\nB\n"
    made = workshop.carry(film(workshop, "mov_text", "mp4", lines=lines))
    made.judge()
    assert float(workshop.ask(made.path)["format"]["duration"]) < 600


def test_one_without_a_text_is_named(workshop: Workshop) -> None:
    lines = "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n"
    made = workshop.carry(film(workshop, "srt", "mkv", lines=lines))
    made.judge()
    assert (rule(made, "subtitles").found, "#2: It has no text." in rule(made, "subtitles").note) == ("none", True)
