"""Films of every kind through probe, plan, encode and verify, with a real ffmpeg reading over the loopback reader.

What the certificate says is not believed here: facts that editors go by are read again with ffprobe.
"""

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from functions.ffmpeg.sandbox import Tools
from functions.plan import profile
from tests.support.films import clips, field_coded
from tests.support.films.pipeline import Workshop

FILMS = [name for name in clips.FILMS if name != "subtitles"]
# Where an edit proxy has something to keep, or its codec something to refuse.
TELLING = [
    "anamorphic", "audio_late", "edit_list", "hdr10", "interlaced_bff", "interlaced_prores", "mjpeg_avi", "mono_8", "mpeg2_mxf",
    "odd_size", "one_frame", "prores_drop", "rate_2", "rotated_90", "surround", "ts_mid_gop", "vfr_late", "vfr_mp4",
]  # fmt: skip


# ---------------------------------------------------------------- whatever comes


@pytest.mark.parametrize("name", FILMS)
def test_every_film_gets_a_web_proxy_that_passes(name: str, workshop: Workshop) -> None:
    made = workshop.carry(workshop.film(name))
    assert made.refused == []
    made.judge()


@pytest.mark.parametrize("name", FILMS)
def test_every_film_gets_an_edit_proxy_that_passes(name: str, workshop: Workshop) -> None:
    assert workshop.carry(workshop.film(name), "edit-h264").refused == []


@pytest.mark.parametrize("recipe", ["edit-prores-proxy", "edit-dnxhr-lb"])
@pytest.mark.parametrize("name", TELLING)
def test_telling_films_get_proxies_in_editing_codecs(name: str, recipe: str, workshop: Workshop) -> None:
    assert workshop.carry(workshop.film(name), recipe).refused == []


def test_a_web_proxy_of_a_film_that_was_compressed_hard_is_not_larger_than_the_film(workshop: Workshop) -> None:
    hard = workshop.folder / "hard.mp4"
    moving = "mandelbrot=size=640x360:rate=25,noise=alls=20:allf=t"
    coded = ("-c:v", "libx264", "-preset", "medium", "-b:v", "300k", "-maxrate", "300k", "-bufsize", "300k")
    workshop.make("-f", "lavfi", "-i", moving, "-f", "lavfi", "-i", "sine", "-t", "6", *coded, "-b:a", "48k", hard)

    made = workshop.carry(hard)

    assert made.refused == []
    assert made.path.stat().st_size <= hard.stat().st_size


@pytest.mark.parametrize("suffix", ["ts", "mkv"])
@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_pictures_coded_field_by_field_give_one_frame_for_two_packets(
    suffix: str, recipe: str, workshop: Workshop
) -> None:
    stream, wrapped = workshop.folder / "fields.h264", workshop.folder / "fields.ts"
    source = workshop.folder / f"fields.{suffix}"
    stream.write_bytes(field_coded.stream(50))
    workshop.make("-framerate", "50", "-f", "h264", "-i", stream, "-c", "copy", wrapped)
    if source != wrapped:
        workshop.make("-i", wrapped, "-c", "copy", source)
    made = workshop.carry(source, recipe)
    assert made.refused == []
    assert (len(made.encoded.packets), made.encoded.decoded) == (100, 50)


def joined(workshop: Workshop, first: str, second: str, suffix: str) -> Path:
    """Join two films of two seconds as a broadcast is: without a break, whatever changes."""
    picture, coding = (
        "-f lavfi -i testsrc2=s={size}:r=25:d=2",
        "-c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a ac3",
    )
    sound = "-f lavfi -i anoisesrc=d=2:r=48000,aformat=channel_layouts={layout}"
    for name, what in (("first", first), ("second", second)):
        size, layout = what.split()
        asked = f"{picture.format(size=size)} {sound.format(layout=layout)} {coding}".split()
        workshop.make(*asked, workshop.folder / f"{name}.ts")
    (workshop.folder / "list").write_text("file first.ts\nfile second.ts\n")
    path = workshop.folder / f"joined.{suffix}"
    workshop.make("-f", "concat", "-i", workshop.folder / "list", "-c", "copy", path)
    return path


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("320x180 mono", "640x360 mono"), ("320x180 stereo", "320x180 5.1"), ("320x180 5.1", "320x180 stereo")],
)
@pytest.mark.parametrize("suffix", ["ts", "mkv"])
def test_what_changes_in_the_middle_is_evened_out(
    suffix: str, first: str, second: str, recipe: str, workshop: Workshop
) -> None:
    assert workshop.carry(joined(workshop, first, second, suffix), recipe).refused == []


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_frames_that_share_a_time_come_a_tick_apart_or_one_for_both(recipe: str, workshop: Workshop) -> None:
    path = workshop.folder / "shared.mkv"
    twice = ["-vf", "setpts='floor(N/2)*2/25/TB'", "-fps_mode", "passthrough", "-c:v", "libx264", "-bf", "0"]
    workshop.make("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", *twice, "-pix_fmt", "yuv420p", path)
    assert workshop.carry(path, recipe).refused == []


@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_a_track_that_is_declared_and_empty_does_no_harm(suffix: str, workshop: Workshop) -> None:
    path = workshop.folder / f"empty.{suffix}"
    workshop.make("-i", workshop.film("h264_ts"), "-map", "0", "-c", "copy", "-bsf:a", "noise=drop=1", path)
    assert workshop.carry(path).refused == []


# ---------------------------------------------------------------- what a stranger finds in the proxy


def test_drop_frame_timecode_rate_and_reel_are_in_the_edit_proxy(workshop: Workshop) -> None:
    (video,) = workshop.streams(workshop.carry(workshop.film("prores_drop"), "edit-prores-proxy").path, "video")
    assert video["tags"]["timecode"] == "00:59:58;02"
    assert (video["r_frame_rate"], video["avg_frame_rate"], video["nb_frames"]) == ("30000/1001", "30000/1001", "60")
    named = workshop.ask(workshop.carry(workshop.film("prores_mov"), "edit-dnxhr-lb").path)
    assert [s["tags"].get("reel_name") for s in named["streams"] if s["codec_tag_string"] == "tmcd"] == ["A001C002"]


def test_eight_mono_tracks_stay_eight_mono_tracks_of_pcm(workshop: Workshop) -> None:
    tracks = workshop.streams(workshop.carry(workshop.film("mono_8"), "edit-h264").path, "audio")
    assert [(track["codec_name"], track["channels"]) for track in tracks] == [("pcm_s24le", 1)] * 8


def test_a_phones_picture_is_upright_on_the_web_and_tagged_for_editing(workshop: Workshop) -> None:
    (upright,) = workshop.streams(workshop.carry(workshop.film("rotated_90")).path, "video")
    assert (upright["width"], upright["height"], upright.get("side_data_list")) == (180, 320, None)
    (tagged,) = workshop.streams(workshop.carry(workshop.film("rotated_90"), "edit-h264").path, "video")
    assert (tagged["width"], tagged["height"]) == (320, 180)
    assert tagged["side_data_list"][0]["rotation"] % 360 == 270


def test_anamorphic_pixels_are_square_on_the_web_and_kept_for_editing(workshop: Workshop) -> None:
    (square,) = workshop.streams(workshop.carry(workshop.film("anamorphic")).path, "video")
    assert (square["width"], square["height"], square["sample_aspect_ratio"]) == (1024, 576, "1:1")
    (kept,) = workshop.streams(workshop.carry(workshop.film("anamorphic"), "edit-h264").path, "video")
    assert (kept["width"], kept["height"], kept["sample_aspect_ratio"]) == (720, 576, "64:45")


def test_fields_are_kept_in_order_for_editing(workshop: Workshop) -> None:
    path = workshop.carry(workshop.film("interlaced_bff"), "edit-prores-proxy").path
    first = workshop.ask(path, "-show_frames", "-read_intervals", "%+#1", "-select_streams", "v")["frames"][0]
    assert (first["interlaced_frame"], first["top_field_first"]) == (1, 0)


def test_hdr_is_tagged_as_bt709_on_the_web_and_as_it_was_for_editing(workshop: Workshop) -> None:
    def tags(recipe: str) -> tuple[str, str, str]:
        (video,) = workshop.streams(workshop.carry(workshop.film("hdr10"), recipe).path, "video")
        return video["color_primaries"], video["color_transfer"], video["color_space"]

    assert tags("web-720p") == ("bt709", "bt709", "bt709")
    assert tags("edit-prores-proxy") == ("bt2020", "smpte2084", "bt2020nc")


def test_variable_frames_keep_every_time_on_the_web_and_are_even_for_editing(workshop: Workshop) -> None:
    def times(path: Path) -> list[float]:
        packets = workshop.ask(path, "-select_streams", "v", "-show_entries", "packet=pts_time")["packets"]
        return sorted(float(packet["pts_time"]) for packet in packets)

    source = workshop.film("vfr_mp4")
    assert times(workshop.carry(source).path) == pytest.approx(times(source), abs=1e-4)
    even = times(workshop.carry(source, "edit-h264").path)
    assert [b - a for a, b in pairwise(even)] == pytest.approx([0.04] * (len(even) - 1), abs=1e-4)


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(
    "arguments", ["-c:a aac -f mp4", "-c:a aac -f mpegts", "-c:a libmp3lame -f matroska", "-c:v wmv2 -c:a wmav2 -f asf"]
)
@pytest.mark.parametrize("late", [0, 0.5])
def test_a_tone_is_heard_at_the_same_time_after_the_first_picture(
    late: float, arguments: str, recipe: str, workshop: Workshop
) -> None:
    path = workshop.folder / "tone"
    tone = "aevalsrc='sin(2*PI*440*t)*gte(t,0.7)':s=48000:d=2"
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-itsoffset", str(late), "-f", "lavfi", "-i", tone]
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *arguments.split()]
    workshop.make(*inputs, *coding, path)
    assert heard(workshop.carry(path, recipe).path, workshop.tools) == pytest.approx(
        heard(path, workshop.tools), abs=0.01
    )


def heard(path: Path, tools: Tools) -> float:
    """Say when the tone begins, in seconds after the first picture, by decoding both."""
    filters = "[0:v]showinfo=checksum=0[v];[0:a]aresample=async=1:first_pts=0,silencedetect=n=0.05:d=0.1[a]"
    argv = [tools.ffmpeg, "-hide_banner", "-i", path, "-filter_complex", filters, "-map", "[v]", "-map", "[a]"]
    said = subprocess.run([*argv, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    picture = re.search(r"n: *0 .*?pts_time:([-\d.]+)", said)
    tone = re.search(r"silence_end: ([\d.]+)", said)
    assert picture
    assert tone
    return float(tone[1]) - float(picture[1])


def test_a_web_proxy_starts_with_its_index_and_carries_no_tags_of_the_source(workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("two_languages"))
    head = made.path.read_bytes()[:64]
    assert b"moov" in head
    answer = workshop.ask(made.path)
    assert set(answer["format"]["tags"]) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
    assert [track["tags"]["language"] for track in workshop.streams(made.path, "audio")] == ["deu", "fra"]


def test_the_quality_asked_for_shows_in_the_size(workshop: Workshop) -> None:
    def size(quality: str) -> int:
        options = profile.Options.model_validate({"quality": quality})
        recipe = profile.choose("web-720p", options, default_profile="web-720p")
        return (
            workshop.carry(workshop.film("prores_mov"), recipe=recipe).path.stat().st_size
        )  # whose rate bounds nothing

    assert size("low") < size("medium") < size("high")
