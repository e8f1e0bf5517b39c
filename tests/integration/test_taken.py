"""What is taken and what is said of it: container, codec and damage, and what comes of it.

A film is refused as damaged only where a decoder or a count shows that something is wrong. What a container says of itself
(counters, flags, odd elements) is a note of the certificate, as long as nothing is missing.
"""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from functions.errors import VtsError
from tests import clips, harm
from tests.harm import Harm
from tests.workshop import Made, Workshop

PICTURE, SOUND = "-f lavfi -i testsrc2=s=96x64:r=25:d=1", "-f lavfi -i sine=f=440:r=48000:d=1"
H264 = "-c:v libx264 -preset veryfast -g 12 -bf 0"


class Row(NamedTuple):
    """A file, what was done to it, what comes of it (done, or the code of the refusal), and words that are said of it."""

    suffix: str
    codecs: str
    harm: Harm
    outcome: str
    words: str = ""


ROWS = {
    # Transport streams: what the receiver or `cat` leaves
    "ts, h264 and aac, joined by cat": Row("ts", f"{H264} -c:a aac", harm.joined, "done", "joined here"),
    "ts, mpeg2 and mp2, joined by cat": Row("ts", "-c:v mpeg2video -c:a mp2", harm.joined, "done"),
    "ts, h264, counters restart": Row("ts", f"{H264} -c:a aac", harm.counters_restart, "done", "counters restart"),
    "ts, mpeg2, counters restart": Row(
        "ts", "-c:v mpeg2video -c:a mp2", harm.counters_restart, "done", "counters restart"
    ),
    "ts, h264, a whole packet marked": Row("ts", f"{H264} -c:a aac", harm.marked, "done", "1 marked as damaged"),
    "ts, h264, a packet lost": Row("ts", f"{H264} -c:a aac", harm.packet_lost, "source_damaged", "damaged pictures"),
    "ts, mpeg2, a packet lost": Row(
        "ts", "-c:v mpeg2video -c:a mp2", harm.packet_lost, "source_damaged", "damaged pictures"
    ),
    "ts, h264, a picture lost": Row(
        "ts", f"{H264} -c:a aac", harm.picture_lost, "source_damaged", "0.040 s of pictures"
    ),
    "ts, mpeg2, a picture lost": Row(
        "ts", "-c:v mpeg2video -c:a mp2", harm.picture_lost, "source_damaged", "0.040 s of"
    ),
    "ts, h264, noise": Row("ts", f"{H264} -c:a aac", harm.noise(), "source_damaged"),
    # Other containers
    "mpg, joined by cat": Row("mpg", "-c:v mpeg2video -c:a mp2", harm.joined, "done"),
    "vob, joined by cat": Row("vob", "-c:v mpeg2video -c:a ac3", harm.joined, "done"),
    "mpg, noise": Row("mpg", "-c:v mpeg2video -c:a mp2", harm.noise(), "source_damaged"),
    "mp4, zeros behind": Row("mp4", f"{H264} -c:a aac", harm.behind(), "done"),
    "mp4, cut off": Row("mp4", f"{H264} -c:a aac -movflags faststart", harm.cut(0.6), "source_damaged", "can be read"),
    "mp4, cut off before its index": Row("mp4", f"{H264} -c:a aac", harm.cut(0.6), "unreadable_container"),
    "mov, prores, noise": Row("mov", "-c:v prores -c:a pcm_s16le", harm.noise(), "source_damaged"),
    "mkv, zeros behind": Row("mkv", f"{H264} -c:a libopus", harm.behind(), "done"),
    "mkv, cut off": Row("mkv", f"{H264} -c:a libopus", harm.cut(0.6), "source_damaged"),
    "mkv, ffv1 and flac, noise": Row(
        "mkv", "-c:v ffv1 -c:a flac", harm.noise(), "source_damaged", r"the sound \(flac\)"
    ),
    "flv, zeros behind": Row("flv", f"{H264} -c:a aac", harm.behind(), "done", "Packet mismatch"),
    "avi, mjpeg, zeros behind": Row("avi", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le", harm.behind(), "done"),
    "avi, mjpeg, noise": Row("avi", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le", harm.noise(), "source_damaged"),
    "mxf, cut off": Row("mxf", "-c:v mpeg2video -c:a pcm_s16le", harm.cut(0.6), "source_damaged"),
    "wmv, noise": Row("wmv", "-c:v wmv2 -c:a wmav2", harm.noise(), "source_damaged"),
    "ogv, pages that differ from their checksums": Row(
        "ogv", "-c:v libtheora -c:a libvorbis", harm.noise(), "source_damaged", "CRC mismatch"
    ),
}


def made_of(row: Row, workshop: Workshop) -> Path:
    """Make the file of a row."""
    whole, path = workshop.folder / f"whole.{row.suffix}", workshop.folder / f"film.{row.suffix}"
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {row.codecs}"), whole)
    path.write_bytes(row.harm(whole.read_bytes()))
    return path


def outcome(path: Path, workshop: Workshop, profile: str = "web-720p") -> tuple[str, str, Made | None]:
    """Carry a file out: done or a code, what is said of it, and all that came of it."""
    made = None
    try:
        made = workshop.carry(path, profile)
        made.judge()
    except VtsError as refused:
        return refused.code, f"{refused.message} {refused.hint}", made
    return "done", " ".join(f"{rule.found} {rule.note}" for rule in made.rules), made


@pytest.mark.parametrize("name", ROWS)
def test_what_comes_of_a_file_and_what_is_said_of_it(name: str, workshop: Workshop) -> None:
    row = ROWS[name]
    found, words, _ = outcome(made_of(row, workshop), workshop)
    assert found == row.outcome, words
    assert re.search(row.words, words), words


# ---------------------------------------------------------------- streams that are not decoded


def _with(workshop: Workshop, count: int, *more: str) -> Path:
    """Make a Matroska film of a picture, a sound, and so many further streams of each kind that ``more`` gives."""
    path, font = workshop.folder / "film.mkv", workshop.folder / "font.ttf"
    font.write_bytes(bytes(100))
    lines = "1\n00:00:00,000 --> 00:00:00,500\nHello.\n"
    (workshop.folder / "lines.srt").write_text(lines)
    arguments = f"{PICTURE} {SOUND} -i {workshop.folder}/lines.srt {H264} -c:a aac -c:s srt -map 0 -map 1"
    workshop.make(*shlex.split(arguments), *(part.format(font=font) for part in more * count), path)
    return path


@pytest.mark.parametrize(
    ("count", "kind", "dropped"),
    [
        (40, ("-attach", "{font}"), "40 attachments #2 to #41"),
        (300, ("-attach", "{font}"), "254 attachments #2 to #255"),
        (40, ("-map", "2"), "subtitle #2 (subrip)"),
    ],
    ids=["fonts", "more fonts than are listed", "subtitles"],
)
def test_streams_that_are_not_decoded_do_not_count(
    count: int, kind: tuple[str, ...], dropped: str, workshop: Workshop
) -> None:
    more = (*kind, "-metadata:s:t", "mimetype=font/ttf") if kind[0] == "-attach" else kind
    found, words, made = outcome(_with(workshop, count, *more), workshop)
    assert found == "done", words
    assert made is not None
    assert dropped in made.media.dropped_streams


def test_cover_pictures_do_not_count(workshop: Workshop) -> None:
    path, cover = workshop.folder / "film.mp4", "-f lavfi -i color=red:s=16x16:d=0.04:r=25"
    maps = " ".join(f"-map 2 -c:v:{n} png -disposition:v:{n} attached_pic" for n in range(1, 41))
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {cover} {H264} -c:a aac -map 0 -map 1 {maps}"), path)
    found, words, made = outcome(path, workshop)
    assert found == "done", words
    assert made is not None
    assert len(made.media.dropped_streams) == 40


@pytest.mark.parametrize("suffix", ["mkv", "mov", "ts"])
def test_more_sound_than_is_taken_is_refused_by_its_number(suffix: str, workshop: Workshop) -> None:
    path = workshop.folder / f"film.{suffix}"
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {H264} -c:a mp2 -map 0 {'-map 1 ' * 40}"), path)
    found, words, _ = outcome(path, workshop)
    assert found == "too_many_streams"
    assert "It has 41 of picture and sound." in words


# ---------------------------------------------------------------- what is not taken is named


@pytest.mark.parametrize(
    ("codecs", "words"),
    [
        ("-c:v mjpeg -pix_fmt yuvj420p -c:a g726 -ar 8000 -ac 1", "Its sound is adpcm_g726."),
        ("-c:v magicyuv -c:a pcm_s16le", "Its picture is magicyuv."),
    ],
)
def test_a_codec_that_is_not_taken_is_named_and_whose_it_is(codecs: str, words: str, workshop: Workshop) -> None:
    path = workshop.folder / "film.avi"
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {codecs}"), path)
    found, said, _ = outcome(path, workshop)
    assert found == "codec_not_allowed", said
    assert words in said


@pytest.fixture
def pieces(workshop: Workshop) -> Path:
    """A folder with the pieces of a fragmented film."""
    made = f"{PICTURE} {H264} -f dash -seg_duration 0.5 -use_template 1 {workshop.folder}/film.mpd"
    workshop.make(*shlex.split(made))
    return workshop.folder


def test_the_pieces_of_a_fragmented_film_say_what_is_missing_and_joined_they_are_a_film(
    pieces: Path, workshop: Workshop
) -> None:
    first, *later = [pieces / "init-stream0.m4s", *sorted(pieces.glob("chunk-stream0-*.m4s"))]
    assert len(later) > 1

    assert outcome(first, workshop)[0] == "init_segment_alone"
    assert {outcome(piece, workshop)[0] for piece in later} == {"media_segment_alone"}

    whole = pieces / "whole.mp4"
    whole.write_bytes(b"".join(piece.read_bytes() for piece in (first, *later)))
    assert outcome(whole, workshop)[0] == "done"


def test_a_browsers_first_piece_alone_is_named_too(workshop: Workshop) -> None:
    film = clips.make("webm_vp9", workshop.clip_folder).read_bytes()
    cluster = film.index(b"\x1f\x43\xb6\x75")
    for name, content, code in [
        ("first", film[:cluster], "init_segment_alone"),
        ("later", film[cluster:], "media_segment_alone"),
    ]:
        path = workshop.folder / f"{name}.webm"
        path.write_bytes(content)
        assert outcome(path, workshop)[0] == code
