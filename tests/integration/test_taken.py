"""What is taken and what is said of it: container, codec and damage, and what comes of it.

A film is refused as damaged only where a decoder or a count shows that something is wrong. What a container says of itself
(counters, flags, odd elements) is a note of the certificate, as long as nothing is missing.
"""

import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import ValidationError

from functions.common.errors import VtsError
from functions.plan.profile import Options
from tests.support.films import clips, harm, segmenting
from tests.support.films.harm import Harm
from tests.support.films.pipeline import Made, Workshop

PICTURE, SOUND = "-f lavfi -i testsrc2=s=96x64:r=25:d=1", "-f lavfi -i sine=f=440:r=48000:d=1"
HEVC = "-c:v libx265 -preset ultrafast -x265-params log-level=error"
PAL = "-vf scale=720:576 -pix_fmt yuv420p"
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
    # One film behind another, where programs read up to the end of the first
    "mp4, joined by cat": Row("mp4", f"{H264} -c:a aac", harm.joined, "several_films", "at byte"),
    "mov, joined by cat": Row("mov", "-c:v prores -c:a pcm_s16le -movflags faststart", harm.joined, "several_films"),
    "mkv, joined by cat": Row("mkv", f"{H264} -c:a libopus", harm.joined, "several_films"),
    "avi, joined by cat": Row("avi", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le", harm.joined, "several_films"),
    "mxf, joined by cat": Row("mxf", "-c:v mpeg2video -c:a pcm_s16le", harm.joined, "several_films"),
    "flv, joined by cat": Row("flv", f"{H264} -c:a aac", harm.joined, "several_films"),
    "wmv, joined by cat": Row("wmv", "-c:v wmv2 -c:a wmav2", harm.joined, "several_films"),
    "flv, live, joined by cat": Row(
        "flv", f"{H264} -c:a aac -flvflags no_metadata", harm.joined, "several_films", "begins in it at byte"
    ),
    "mp4 in fragments, joined by cat": Row(
        "mp4",
        f"{H264} -c:a aac -movflags frag_keyframe+empty_moov",
        harm.joined,
        "several_films",
        "begins in it at byte",
    ),
    "gif, joined by cat": Row("gif", "-map 0", harm.joined, "several_films"),
    "apng, joined by cat": Row("png", "-map 0 -f apng", harm.joined, "several_films"),
    "dv, joined by cat": Row("dv", f"{PAL} -target pal-dv -ac 2", harm.joined, "done"),
    # Files that state no length, and end in the middle of something
    "gif, cut off": Row("gif", "-map 0", harm.cut(0.6), "source_damaged", "within a picture"),
    "gif, without its trailer": Row("gif", "-map 0", harm.cut_by(1), "source_damaged", "before its trailer"),
    "apng, cut off": Row("png", "-map 0 -f apng", harm.cut(0.6), "source_damaged", "within a picture"),
    "y4m, cut off": Row("y4m", "-map 0 -pix_fmt yuv420p", harm.cut(0.59), "source_damaged", "within a picture"),
    "y4m, cut off, 10 bits": Row("y4m", "-map 0 -pix_fmt yuv422p10 -strict -1", harm.cut_by(7), "source_damaged"),
    "y4m, 10 bits": Row("y4m", "-map 0 -pix_fmt yuv422p10 -strict -1", harm.none, "done"),
    "dv, cut off": Row("dv", f"{PAL} -target pal-dv -ac 2", harm.cut_by(7), "source_damaged", "within a picture"),
    "ogv, cut off": Row("ogv", "-c:v libtheora -c:a libvorbis", harm.cut(0.6), "source_damaged", "within a page"),
    "wmv, cut off": Row("wmv", "-c:v wmv2 -c:a wmav2", harm.cut(0.6), "source_damaged"),
    "flv, cut off": Row("flv", "-c:v flv1 -c:a libmp3lame -ar 44100", harm.cut(0.6), "source_damaged"),
    "ivf, cut behind a frame": Row(
        "ivf", "-map 0 -c:v libvpx -deadline realtime -cpu-used 8", harm.cut_after_frames(10), "source_damaged"
    ),
    "ivf, joined by cat": Row("ivf", "-map 0 -c:v libvpx -deadline realtime -cpu-used 8", harm.joined, "several_films"),
    # Stretches of which programs say nothing
    "ivf, zeroed": Row(
        "ivf", "-map 0 -c:v libvpx -deadline realtime -cpu-used 8", harm.zeroed(0.3, 0.5), "source_damaged"
    ),
    "avi, zeroed": Row("avi", "-c:v mpeg4 -g 1 -c:a mp2", harm.zeroed(0.4, 0.5), "source_damaged"),
    "avi, mpeg4 with B frames": Row("avi", "-c:v mpeg4 -bf 2 -c:a mp2", harm.none, "done"),
    "y4m of odd sides": Row("y4m", "-map 0 -vf scale=33:17 -pix_fmt yuv411p", harm.none, "done"),
    # Codecs of editors, screen recorders and animations
    "mov, png": Row("mov", "-c:v png -pix_fmt rgb24 -c:a pcm_s16le", harm.none, "done"),
    "mov, tiff": Row("mov", "-c:v tiff -c:a pcm_s16le", harm.none, "done"),
    "mov, png, noise": Row("mov", "-c:v png -pix_fmt rgb24 -c:a pcm_s16le", harm.noise(), "source_damaged"),
    "mov, png, cut off": Row("mov", "-c:v png -c:a pcm_s16le -movflags faststart", harm.cut(0.6), "source_damaged"),
    "mov, smc": Row("mov", "-c:v smc -c:a pcm_s16le", harm.none, "done"),
    "mov, qtrle of thousands": Row("mov", "-c:v qtrle -pix_fmt rgb555be -c:a pcm_s16le", harm.none, "done"),
    "mov, qtrle of a palette": Row("mov", "-c:v qtrle -pix_fmt gray -c:a pcm_s16le", harm.none, "done"),
    "mov, qtrle": Row("mov", "-c:v qtrle -pix_fmt rgb24 -c:a pcm_s16le", harm.none, "done"),
    "mov, qtrle, cut off": Row("mov", "-c:v qtrle -pix_fmt rgb24 -movflags faststart", harm.cut(0.6), "source_damaged"),
    "nut, ffv1 and flac": Row("nut", "-c:v ffv1 -c:a flac", harm.none, "done"),
    "nut, ffv1 and opus": Row("nut", "-c:v ffv1 -c:a libopus", harm.none, "done"),
    "nut, ffv1 and vorbis": Row("nut", "-c:v ffv1 -c:a libvorbis", harm.none, "done"),
    "ogv, flac": Row("ogv", "-c:v libtheora -c:a flac", harm.none, "done"),
    "mp4, flac": Row("mp4", f"{H264} -c:a flac -strict -2", harm.none, "done"),
    "avi, zmbv": Row("avi", "-c:v zmbv -c:a pcm_s16le", harm.none, "done"),
    "avi, zmbv, noise": Row("avi", "-c:v zmbv -c:a pcm_s16le", harm.noise(), "source_damaged"),
    "avi, msvideo1": Row("avi", "-c:v msvideo1 -c:a pcm_s16le", harm.none, "done"),
    "avi, cinepak": Row("avi", "-c:v cinepak -c:a pcm_s16le", harm.none, "done"),
    "flv, flashsv": Row("flv", "-c:v flashsv -c:a adpcm_swf -ar 44100", harm.none, "done"),
    "flv, flashsv2": Row("flv", "-c:v flashsv2 -c:a libmp3lame -ar 44100", harm.none, "done"),
    "gif": Row("gif", "-map 0", harm.none, "done"),
    "apng": Row("png", "-map 0 -f apng", harm.none, "done"),
    # Further containers
    "nut": Row("nut", "-c:v mpeg4 -c:a mp2", harm.none, "done"),
    "nut, ffv1 and flac, which ends in an empty packet": Row("nut", "-c:v ffv1 -c:a flac", harm.none, "done"),
    "nut, noise": Row("nut", "-c:v mpeg4 -c:a mp2", harm.noise(), "source_damaged"),
    "gxf": Row("gxf", f"{PAL} -c:v mpeg2video -c:a pcm_s16le -ac 1", harm.none, "done"),
    "ivf": Row("ivf", "-map 0 -c:v libvpx -deadline realtime -cpu-used 8", harm.none, "done"),
    "ivf, cut off": Row(
        "ivf",
        "-map 0 -c:v libvpx -deadline realtime -cpu-used 8",
        harm.cut(0.6),
        "source_damaged",
        "ends within a packet",
    ),
    "dv": Row("dv", f"{PAL} -target pal-dv -ac 2", harm.none, "done"),
    "y4m": Row("y4m", "-map 0 -pix_fmt yuv420p", harm.none, "done"),
    # Sound in ticks of a container that are longer than its last packet
    "flv, pcm": Row("flv", "-c:v flv1 -c:a pcm_s16le -ar 44100 -af atrim=end_sample=44050", harm.none, "done"),
    "mkv, pcm": Row(
        "mkv", f"{H264} -c:a pcm_s16le -af asetnsamples=1024:p=0,atrim=end_sample=40976", harm.none, "done"
    ),
    "asf, pcm": Row("asf", "-c:v wmv2 -c:a pcm_s16le -ar 44100", harm.none, "done"),
    # Pictures that come in another order than shown, in a container that says only when they are decoded
    "asf, h264 with B frames": Row("asf", "-c:v libx264 -preset veryfast -bf 2 -c:a aac", harm.none, "done"),
    "asf, mpeg4 with B frames": Row("asf", "-c:v mpeg4 -bf 2 -c:a libmp3lame", harm.none, "done"),
    "wmv of one picture": Row("wmv", "-map 0 -frames:v 1 -c:v wmv2", harm.none, "done"),
    "mkv, pixels of an aspect of 1:1000": Row("mkv", "-map 0 -vf setsar=1/1000:max=5000 -c:v ffv1", harm.none, "done"),
    # Raw streams, at the rate that they state
    "raw h264": Row("h264", f"-map 0 {H264} -bf 2", harm.none, "done", "30000/1001, as it states"),
    "raw h264 without B frames": Row("h264", f"-map 0 {H264} -r 25", harm.none, "done", "25/1, as it states"),
    "raw h264, joined by cat": Row("h264", f"-map 0 {H264}", harm.joined, "done"),
    "raw h264, noise": Row("h264", f"-map 0 {H264}", harm.noise(), "source_damaged"),
    "raw hevc": Row("hevc", f"-map 0 {HEVC}", harm.none, "done", "30000/1001, as it states"),
    "raw hevc without a rate": Row(
        "hevc", f"-map 0 {HEVC}:vui-timing-info=0", harm.none, "rate_not_stated", "--set rate="
    ),
    "raw mpeg1": Row("m1v", "-map 0 -c:v mpeg1video", harm.none, "done", "30000/1001, as it states"),
    "raw mpeg2": Row("m2v", "-map 0 -c:v mpeg2video -bf 2", harm.none, "done", "30000/1001, as it states"),
    "raw mpeg2, joined by cat": Row("m2v", "-map 0 -c:v mpeg2video", harm.joined, "done"),
    "raw mpeg4": Row("m4v", "-map 0 -c:v mpeg4 -f m4v", harm.none, "done", "30000/1001, as it states"),
    "ogv, pages that differ from their checksums": Row(
        "ogv", "-c:v libtheora -c:a libvorbis", harm.noise(), "source_damaged", "CRC mismatch"
    ),
}


def made_of(name: str, row: Row, workshop: Workshop) -> Path:
    """Make the file of a row."""
    source = PICTURE if "raw" not in name else PICTURE.replace("r=25", "r=30000/1001")
    whole, path = workshop.folder / f"whole.{row.suffix}", workshop.folder / f"film.{row.suffix}"
    workshop.make(*shlex.split(f"{source} {SOUND} {row.codecs}"), whole)
    path.write_bytes(row.harm(whole.read_bytes()))
    return path


def outcome(
    path: Path, workshop: Workshop, profile: str = "web-720p", **options: object
) -> tuple[str, str, Made | None]:
    """Carry a file out: done or a code, what is said of it, and all that came of it."""
    made = None
    try:
        made = workshop.carry(path, profile, options=Options.model_validate(options))
        made.judge()
    except VtsError as refused:
        return refused.code, f"{refused.message} {refused.hint}", made
    return "done", " ".join(f"{rule.found} {rule.note}" for rule in made.rules), made


@pytest.mark.parametrize("name", ROWS)
def test_what_comes_of_a_file_and_what_is_said_of_it(name: str, workshop: Workshop) -> None:
    row = ROWS[name]
    found, words, _ = outcome(made_of(name, row, workshop), workshop)
    assert found == row.outcome, words
    assert re.search(row.words, words), words


def test_a_raw_stream_that_changes_its_size_is_counted_on(workshop: Workshop) -> None:
    parts = [workshop.folder / f"{size}.h264" for size in ("96x64", "160x90")]
    for part in parts:
        workshop.make(*shlex.split(f"-f lavfi -i testsrc2=s={part.stem}:r=25:d=1 {H264}"), part)
    film = workshop.folder / "film.h264"
    film.write_bytes(b"".join(part.read_bytes() for part in parts))

    found, words, made = outcome(film, workshop)

    assert found == "done", words
    assert made is not None
    assert len(workshop.ask(made.path, "-select_streams", "v", "-show_packets")["packets"]) == 50


def test_a_picture_of_a_shape_that_the_codec_does_not_take_is_named_and_no_damage(workshop: Workshop) -> None:
    film = workshop.folder / "narrow.mkv"
    workshop.make(*shlex.split(f"{PICTURE} -vf scale=1:500 -c:v ffv1"), film)

    found, words, _ = outcome(film, workshop, "edit-dnxhr-lb")

    assert found == "frame_shape_unfit", words
    assert "1 x 500, and would become 256 x 128000" in words


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
        (40, ("-map", "2"), "2 to 41 are subtitles"),
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
    assert dropped in (*made.media.dropped_streams, _subtitles(made))


def _subtitles(made: Made) -> str:
    numbers = [one.index for one in made.media.subtitles] or [0]
    return f"{numbers[0]} to {numbers[-1]} are subtitles"


def test_cover_pictures_do_not_count(workshop: Workshop) -> None:
    path, cover = workshop.folder / "film.mp4", "-f lavfi -i color=red:s=16x16:d=0.04:r=25"
    maps = " ".join(f"-map 2 -c:v:{n} png -disposition:v:{n} attached_pic" for n in range(1, 41))
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {cover} {H264} -c:a aac -map 0 -map 1 {maps}"), path)
    found, words, made = outcome(path, workshop)
    assert found == "done", words
    assert made is not None
    assert len(made.media.dropped_streams) == 40


def test_forty_subtitles_of_an_mp4_do_not_count(workshop: Workshop) -> None:
    path, lines = workshop.folder / "film.mp4", workshop.folder / "lines.srt"
    lines.write_text("1\n00:00:00,000 --> 00:00:00,500\nHello.\n")
    made = f"{PICTURE} {SOUND} -i {lines} {H264} -c:a aac -c:s mov_text -map 0 -map 1 {'-map 2 ' * 40}"
    workshop.make(*shlex.split(made), path)
    found, words, _ = outcome(path, workshop)
    assert found == "done", words


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


# ---------------------------------------------------------------- raw streams, and programmes


@pytest.mark.parametrize("profile", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(("rate", "exact"), [("25", "25/1"), ("29.97", "30000/1001"), ("24000/1001", "24000/1001")])
def test_a_raw_stream_that_states_no_rate_gets_the_one_that_the_job_says(
    rate: str, exact: str, profile: str, workshop: Workshop
) -> None:
    path = workshop.folder / "film.hevc"
    workshop.make(*shlex.split(f"{PICTURE} {HEVC}:vui-timing-info=0:bframes=2"), path)
    found, words, made = outcome(path, workshop, profile, rate=rate)
    assert found == "done", words
    assert made is not None
    assert made.plan.rate == exact
    (video,) = workshop.streams(made.path, "video")
    assert (int(video["nb_frames"]), Fraction(video["r_frame_rate"])) == (25, Fraction(exact))


@pytest.mark.parametrize("rate", ["0", "-25", "25/0", "fast", "1e3", "25;x"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(ValidationError):
        Options(rate=rate)


def multiplex(workshop: Workshop, *, radio_first: bool = False) -> Path:
    """Make a transport stream of two programmes, 1 and 2, the first of a 440 Hz tone, the second of 880 Hz."""
    path, other = workshop.folder / "film.ts", "-f lavfi -i testsrc=s=64x96:r=25:d=1 -f lavfi -i sine=f=880:r=48000:d=1"
    first = "st=1" if radio_first else "st=0:st=1"
    programmes = f"-program title=A:program_num=1:{first} -program title=B:program_num=2:st=2:st=3"
    workshop.make(
        *shlex.split(f"{PICTURE} {SOUND} {other} -map 0 -map 1 -map 2 -map 3 {H264} -c:a mp2 {programmes}"), path
    )
    return path


@pytest.mark.parametrize(
    ("options", "number", "size", "left"),
    [
        ({}, 1, (96, 64), ["video #2 (h264), of programme 2 (B)", "audio #3 (mp2), of programme 2 (B)"]),
        ({"programme": 2}, 2, (64, 96), ["video #0 (h264), of programme 1 (A)", "audio #1 (mp2), of programme 1 (A)"]),
    ],
)
@pytest.mark.parametrize("profile", ["web-720p", "edit-prores-proxy"])
def test_one_programme_is_taken_with_its_own_sound_and_the_others_are_named(
    options: dict[str, int], number: int, size: tuple[int, int], left: list[str], profile: str, workshop: Workshop
) -> None:
    found, words, made = outcome(multiplex(workshop), workshop, profile, **options)
    assert found == "done", words
    assert made is not None
    assert (made.media.programme, list(made.media.dropped_streams)) == (number, left)
    (video,) = workshop.streams(made.path, "video")
    assert (video["width"], video["height"]) == size
    assert len(workshop.streams(made.path, "audio")) == 1
    (rule,) = [rule for rule in made.rules if rule.rule == "programme"]
    assert rule.found == str(number)
    assert left[0] in rule.note


@pytest.mark.parametrize(
    ("locked", "asked", "taken"), [((0, 1), 2, 2), ((2, 3), 1, 1), ((0, 1), None, 2), ((2, 3), None, 1)]
)
@pytest.mark.parametrize("profile", ["web-720p", "edit-prores-proxy"])
def test_a_programme_is_taken_though_another_one_is_encrypted(
    locked: tuple[int, int], asked: int | None, taken: int, profile: str, workshop: Workshop
) -> None:
    path = multiplex(workshop)
    path.write_bytes(harm.scrambled(*locked)(path.read_bytes()))
    found, words, made = outcome(path, workshop, profile, programme=asked)
    assert found == "done", words
    assert made is not None
    assert (made.media.programme, made.encoded.decoded) == (taken, 25)


@pytest.mark.parametrize(("locked", "asked"), [((0, 1), 1), ((2, 3), 2), ((0,), 1), ((3,), 2), ((0, 1, 2, 3), None)])
def test_an_encrypted_programme_is_refused_as_what_it_is(
    locked: tuple[int, ...], asked: int | None, workshop: Workshop
) -> None:
    path = multiplex(workshop)
    path.write_bytes(harm.scrambled(*locked)(path.read_bytes()))
    assert outcome(path, workshop, programme=asked)[0] == "encrypted_media"


def test_a_programme_without_a_picture_is_passed_over(workshop: Workshop) -> None:
    found, words, made = outcome(multiplex(workshop, radio_first=True), workshop)
    assert found == "done", words
    assert made is not None
    assert (made.media.programme, made.media.video.width) == (2, 64)


@pytest.mark.parametrize(("suffix", "words"), [("ts", "It has 1, 2."), ("mp4", "It has no programmes.")])
def test_a_programme_that_is_not_there_is_refused_with_those_that_are(
    suffix: str, words: str, workshop: Workshop
) -> None:
    path = multiplex(workshop) if suffix == "ts" else workshop.film("h264_mp4")
    found, said, _ = outcome(path, workshop, programme=7)
    assert found == "programme_not_found"
    assert words in said


def test_of_two_pictures_in_one_container_the_first_is_taken_and_the_other_named(workshop: Workshop) -> None:
    path, other = workshop.folder / "film.mkv", "-f lavfi -i testsrc=s=64x96:r=25:d=1"
    workshop.make(*shlex.split(f"{PICTURE} {SOUND} {other} -map 0 -map 1 -map 2 {H264} -c:a aac"), path)
    found, words, made = outcome(path, workshop)
    assert found == "done", words
    assert made is not None
    assert made.media.dropped_streams == ("video #2 (h264)",)


def test_a_programme_in_segments_is_what_it_is_in_one_pass(workshop: Workshop) -> None:
    path = multiplex(workshop)
    made = segmenting.make(workshop, path, "web-720p", 0.4, Options(programme=2))
    assert len(made.parts) > 1
    assert [rule for rule in made.rules if not rule.passed] == []
    assert made.media.video.width == 64
    shown = [frame for part in made.parts for frame in segmenting.pictures(workshop, part)]
    assert segmenting.pictures(workshop, made.joined) == shown
