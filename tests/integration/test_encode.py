"""Films of every kind through probe, plan, encode and verify, with a real ffmpeg reading over the loopback reader.

What the certificate says is not believed here: facts that editors go by are read again with ffprobe.
"""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from functions import confine, encode, plan, probe, profile, sniff, verify
from functions.certificate import Rule
from functions.confine import Tools
from functions.encode import Encoded
from functions.errors import (
    Cancelled,
    DiskFull,
    EncoderCrashed,
    EncoderFailed,
    EncoderMissing,
    EncodeStalled,
    SourceDamaged,
    VtsError,
)
from functions.limits import Limits
from functions.media import Media
from functions.plan import Plan
from functions.profile import Profile
from tests import clips, field_coded, on_disk, spoiled

FILMS = [name for name in clips.FILMS if name != "subtitles"]
# Where an edit proxy has something to keep, or its codec something to refuse.
TELLING = [
    "anamorphic", "audio_late", "edit_list", "hdr10", "interlaced_bff", "interlaced_prores", "mjpeg_avi", "mono_8", "mpeg2_mxf",
    "odd_size", "one_frame", "prores_drop", "rate_2", "rotated_90", "surround", "ts_mid_gop", "vfr_late", "vfr_mp4",
]  # fmt: skip


@dataclass
class Watching:
    """Lets the work go on until told otherwise; keeps what it was told."""

    stall_seconds: float = 60
    stop_with: VtsError | None = None
    stop_at: int = 0
    frames: list[int] = field(default_factory=list)

    def on_frames(self, frames: int) -> None:
        self.frames.append(frames)

    def stopped(self) -> VtsError | None:
        return self.stop_with if self.frames and self.frames[-1] >= self.stop_at else None


class Made(NamedTuple):
    """All that came of one film."""

    media: Media
    plan: Plan
    encoded: Encoded
    rules: tuple[Rule, ...]

    @property
    def refused(self) -> list[Rule]:
        return [rule for rule in self.rules if not rule.passed]


@pytest.fixture
def tools(ffmpeg: Any) -> Tools:
    return Tools(ffmpeg.ffmpeg, ffmpeg.ffprobe)


Carry = Callable[..., Made]


@pytest.fixture
def carry(tools: Tools, tmp_path: Path) -> Carry:
    """Give a function that takes a file all the way to the certificate's rules."""

    def carry(path: Path, name: str = "web-720p", watch: Watching | None = None, recipe: Profile | None = None) -> Made:
        with on_disk.serving(path) as reader:
            family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
            media = probe.probe(reader, family, tools, Limits())
            planned = plan.make(media, recipe or profile.load(name))
            encoded = encode.run(planned, reader, family, tools, tmp_path, watch or Watching())
            reader.check()
        measured = probe.measure(encoded.path, tools)
        return Made(media, planned, encoded, verify.compare(media, planned, encoded, measured))

    return carry


@pytest.fixture
def film(clip_folder: Path) -> Callable[[str], Path]:
    return lambda name: clips.make(name, clip_folder)


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tools: Tools) -> Ask:
    """Give a function that asks ffprobe about a finished file, as a stranger would."""

    def ask(path: Path, *arguments: str) -> dict[str, Any]:
        argv = [
            tools.ffprobe,
            "-v",
            "error",
            "-of",
            "json",
            *(arguments or ("-show_streams", "-show_format")),
            str(path),
        ]
        answer: dict[str, Any] = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
        return answer

    return ask


def streams(answer: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [stream for stream in answer["streams"] if stream.get("codec_type") == kind]


# ---------------------------------------------------------------- whatever comes


@pytest.mark.parametrize("name", FILMS)
def test_every_film_gets_a_web_proxy_that_passes(name: str, film: Callable[[str], Path], carry: Carry) -> None:
    made = carry(film(name))
    assert made.refused == []
    verify.judge(made.rules, made.media, made.encoded)


@pytest.mark.parametrize("name", FILMS)
def test_every_film_gets_an_edit_proxy_that_passes(name: str, film: Callable[[str], Path], carry: Carry) -> None:
    assert carry(film(name), "edit-h264").refused == []


@pytest.mark.parametrize("recipe", ["edit-prores-proxy", "edit-dnxhr-lb"])
@pytest.mark.parametrize("name", TELLING)
def test_telling_films_get_proxies_in_editing_codecs(
    name: str, recipe: str, film: Callable[[str], Path], carry: Carry
) -> None:
    assert carry(film(name), recipe).refused == []


@pytest.mark.parametrize("suffix", ["ts", "mkv"])
@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_pictures_coded_field_by_field_give_one_frame_for_two_packets(
    suffix: str, recipe: str, tools: Tools, tmp_path: Path, carry: Carry
) -> None:
    stream, source = tmp_path / "fields.h264", tmp_path / f"fields.{suffix}"
    stream.write_bytes(field_coded.stream(50))
    wrapped = tmp_path / "fields.ts"
    copy = [tools.ffmpeg, "-v", "error", "-y"]
    subprocess.run([*copy, "-framerate", "50", "-f", "h264", "-i", stream, "-c", "copy", wrapped], check=True)
    if suffix != "ts":
        subprocess.run([*copy, "-i", wrapped, "-c", "copy", source], check=True)
    made = carry(source, recipe)
    assert made.refused == []
    assert (len(made.encoded.packets), made.encoded.decoded) == (100, 50)


# ---------------------------------------------------------------- what a stranger finds in the proxy


def test_drop_frame_timecode_rate_and_reel_are_in_the_edit_proxy(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    answer = ask(carry(film("prores_drop"), "edit-prores-proxy").encoded.path)
    (video,) = streams(answer, "video")
    assert video["tags"]["timecode"] == "00:59:58;02"
    assert (video["r_frame_rate"], video["avg_frame_rate"], video["nb_frames"]) == ("30000/1001", "30000/1001", "60")
    named = ask(carry(film("prores_mov"), "edit-dnxhr-lb").encoded.path)
    assert [s["tags"].get("reel_name") for s in named["streams"] if s["codec_tag_string"] == "tmcd"] == ["A001C002"]


def test_eight_mono_tracks_stay_eight_mono_tracks_of_pcm(film: Callable[[str], Path], carry: Carry, ask: Ask) -> None:
    tracks = streams(ask(carry(film("mono_8"), "edit-h264").encoded.path), "audio")
    assert [(track["codec_name"], track["channels"]) for track in tracks] == [("pcm_s24le", 1)] * 8


def test_a_phones_picture_is_upright_on_the_web_and_tagged_for_editing(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    (upright,) = streams(ask(carry(film("rotated_90")).encoded.path), "video")
    assert (upright["width"], upright["height"], upright.get("side_data_list")) == (180, 320, None)
    (tagged,) = streams(ask(carry(film("rotated_90"), "edit-h264").encoded.path), "video")
    assert (tagged["width"], tagged["height"]) == (320, 180)
    assert tagged["side_data_list"][0]["rotation"] % 360 == 270


def test_anamorphic_pixels_are_square_on_the_web_and_kept_for_editing(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    (square,) = streams(ask(carry(film("anamorphic")).encoded.path), "video")
    assert (square["width"], square["height"], square["sample_aspect_ratio"]) == (1024, 576, "1:1")
    (kept,) = streams(ask(carry(film("anamorphic"), "edit-h264").encoded.path), "video")
    assert (kept["width"], kept["height"], kept["sample_aspect_ratio"]) == (720, 576, "64:45")


def test_fields_are_kept_in_order_for_editing(film: Callable[[str], Path], carry: Carry, ask: Ask) -> None:
    path = carry(film("interlaced_bff"), "edit-prores-proxy").encoded.path
    first = ask(path, "-show_frames", "-read_intervals", "%+#1", "-select_streams", "v")["frames"][0]
    assert (first["interlaced_frame"], first["top_field_first"]) == (1, 0)


def test_hdr_is_tagged_as_bt709_on_the_web_and_as_it_was_for_editing(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    def tags(recipe: str) -> tuple[str, str, str]:
        (video,) = streams(ask(carry(film("hdr10"), recipe).encoded.path), "video")
        return video["color_primaries"], video["color_transfer"], video["color_space"]

    assert tags("web-720p") == ("bt709", "bt709", "bt709")
    assert tags("edit-prores-proxy") == ("bt2020", "smpte2084", "bt2020nc")


def test_variable_frames_keep_every_time_on_the_web_and_are_even_for_editing(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    def times(path: Path) -> list[float]:
        packets = ask(path, "-select_streams", "v", "-show_entries", "packet=pts_time")["packets"]
        return sorted(float(packet["pts_time"]) for packet in packets)

    source = film("vfr_mp4")
    assert times(carry(source).encoded.path) == pytest.approx(times(source), abs=1e-4)
    even = times(carry(source, "edit-h264").encoded.path)
    assert [b - a for a, b in pairwise(even)] == pytest.approx([0.04] * (len(even) - 1), abs=1e-4)


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(
    "arguments", ["-c:a aac -f mp4", "-c:a aac -f mpegts", "-c:a libmp3lame -f matroska", "-c:v wmv2 -c:a wmav2 -f asf"]
)
@pytest.mark.parametrize("late", [0, 0.5])
def test_a_tone_is_heard_at_the_same_time_after_the_first_picture(
    late: float, arguments: str, recipe: str, tools: Tools, tmp_path: Path, carry: Carry
) -> None:
    path = tmp_path / "tone"
    tone = "aevalsrc='sin(2*PI*440*t)*gte(t,0.7)':s=48000:d=2"
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-itsoffset", str(late), "-f", "lavfi", "-i", tone]
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *arguments.split()]
    subprocess.run([tools.ffmpeg, "-v", "error", *inputs, *coding, path], check=True)
    assert heard(carry(path, recipe).encoded.path, tools) == pytest.approx(heard(path, tools), abs=0.01)


def heard(path: Path, tools: Tools) -> float:
    """Say when the tone begins, in seconds after the first picture, by decoding both."""
    filters = "[0:v]showinfo=checksum=0[v];[0:a]aresample=async=1:first_pts=0,silencedetect=n=0.05:d=0.1[a]"
    argv = [tools.ffmpeg, "-hide_banner", "-i", str(path), "-filter_complex", filters, "-map", "[v]", "-map", "[a]"]
    said = subprocess.run([*argv, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    picture = re.search(r"n: *0 .*?pts_time:([-\d.]+)", said)
    tone = re.search(r"silence_end: ([\d.]+)", said)
    assert picture
    assert tone
    return float(tone[1]) - float(picture[1])


def test_a_web_proxy_starts_with_its_index_and_carries_no_tags_of_the_source(
    film: Callable[[str], Path], carry: Carry, ask: Ask
) -> None:
    made = carry(film("two_languages"))
    head = made.encoded.path.read_bytes()[:64]
    assert b"moov" in head
    answer = ask(made.encoded.path)
    assert set(answer["format"]["tags"]) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
    assert [track["tags"]["language"] for track in streams(answer, "audio")] == [a.language for a in made.media.audio]


def test_the_quality_asked_for_shows_in_the_size(film: Callable[[str], Path], carry: Carry) -> None:
    def size(quality: str) -> int:
        options = profile.Options.model_validate({"quality": quality})
        recipe = profile.choose("web-720p", options, default_profile="web-720p")
        return carry(film("h264_mp4"), recipe=recipe).encoded.path.stat().st_size

    assert size("low") < size("medium") < size("high")


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("name", spoiled.SPOILED)
@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_a_damaged_film_never_passes_and_is_the_sources_fault(
    name: str, recipe: str, film: Callable[[str], Path], carry: Carry
) -> None:
    made = carry(film(name), recipe)
    with pytest.raises(SourceDamaged, match=r"can be read"):
        verify.judge(made.rules, made.media, made.encoded)


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65, 0.8, 0.95])
@pytest.mark.parametrize("name", ["faststart", "mkv_opus", "webm_vp9", "mpeg4_avi"])
def test_a_film_cut_off_anywhere_never_passes(
    name: str, share: float, film: Callable[[str], Path], carry: Carry, tmp_path: Path
) -> None:
    whole = film(name)
    cut = tmp_path / whole.name
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    made = carry(cut)
    with pytest.raises(SourceDamaged):
        verify.judge(made.rules, made.media, made.encoded)


# ---------------------------------------------------------------- while it runs


def test_frames_are_told_as_they_come_and_all_of_them_at_the_end(film: Callable[[str], Path], carry: Carry) -> None:
    watch = Watching()
    made = carry(film("h264_mp4"), watch=watch)
    assert watch.frames == sorted(watch.frames)
    assert watch.frames[-1] == made.plan.frames == 50


def test_the_command_and_the_log_are_kept_without_the_secret_address(
    film: Callable[[str], Path], carry: Carry, tmp_path: Path
) -> None:
    made = carry(film("h264_mp4"))
    text = encode.log_text(tmp_path)
    assert text == made.encoded.log
    assert "-map 0:V:0" in text
    assert "frames decoded" in text
    assert "127.0.0.1" not in text
    assert made.encoded.cpu_seconds > 0


class Dry(NamedTuple):
    """A plan whose source gives no more bytes in the middle, ready to be run."""

    run: Callable[[Watching], Encoded]
    folder: Path


@pytest.fixture
def dry(film: Callable[[str], Path], tools: Tools, tmp_path: Path) -> Iterator[Dry]:
    path = film("faststart")
    with on_disk.serving(path) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        planned = plan.make(probe.probe(reader, family, tools, Limits()), profile.load("web-720p"))
    with on_disk.serving(path, dries_up_at=path.stat().st_size * 2 // 3) as reader:
        yield Dry(lambda watch: encode.run(planned, reader, family, tools, tmp_path, watch), tmp_path)


def test_a_cancelled_job_ends_ffmpeg_at_once_and_leaves_its_log(dry: Dry) -> None:
    began = time.monotonic()
    with pytest.raises(Cancelled):
        dry.run(Watching(stop_with=Cancelled(), stop_at=1))
    assert time.monotonic() - began < 30  # not the minutes for which the source would have been waited for
    assert "-map 0:V:0" in encode.log_text(dry.folder)
    assert not children()


def test_a_source_that_gives_no_more_is_a_stall(dry: Dry) -> None:
    with pytest.raises(EncodeStalled, match="It was at frame"):
        dry.run(Watching(stall_seconds=1))
    assert not children()


def children() -> list[str]:
    """Name the living children of this process."""
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for path in listed for pid in path.read_text().split()]
    return [name for pid in pids if "ffmpeg" in (name := Path(f"/proc/{pid}/comm").read_text())]


# ---------------------------------------------------------------- bad days


@pytest.fixture
def runs(film: Callable[[str], Path], tools: Tools, tmp_path: Path) -> Callable[..., Encoded]:
    """Give a function that runs a plan with other tools, or another plan."""

    def runs(other: Tools | None = None, change: Callable[[Plan], Plan] = lambda planned: planned) -> Encoded:
        path = film("h264_mp4")
        with on_disk.serving(path) as reader:
            family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
            planned = change(plan.make(probe.probe(reader, family, tools, Limits()), profile.load("web-720p")))
            return encode.run(planned, reader, family, other or tools, tmp_path, Watching())

    return runs


def with_encoder(encoder: str) -> Callable[[Plan], Plan]:
    def change(planned: Plan) -> Plan:
        video = planned.profile.video.model_copy(update={"encoder": encoder})
        return planned.model_copy(update={"profile": planned.profile.model_copy(update={"video": video})})

    return change


def test_a_full_disk_is_told_as_such(runs: Callable[..., Encoded], tools: Tools, tmp_path: Path) -> None:
    (tmp_path / "proxy.mp4").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        runs(Tools(tools.ffmpeg, tools.ffprobe, "off"))  # the walls would not let it write there


def test_an_encoder_that_ffmpeg_lacks_is_named(runs: Callable[..., Encoded]) -> None:
    with pytest.raises(EncoderMissing, match="h266_pocket"):
        runs(change=with_encoder("h266_pocket"))


@pytest.mark.parametrize(
    ("ending", "error", "says"),
    [
        ("kill -SEGV $$", EncoderCrashed, "signal 11"),
        ("echo '[error] no idea' >&2; exit 3", EncoderFailed, "It ended with 3"),
        ("echo '[h264 @ 0x1] [error] no frame!' >&2; exit 69", SourceDamaged, "no frame!"),
    ],
)
def test_how_ffmpeg_ended_tells_what_to_do(
    ending: str, error: type[VtsError], says: str, runs: Callable[..., Encoded], tools: Tools, tmp_path: Path
) -> None:
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{ending}\n")
    program.chmod(0o755)
    with pytest.raises(error, match=says):
        runs(Tools(str(program), tools.ffprobe, "off"))


# ---------------------------------------------------------------- poster


@pytest.mark.parametrize(
    ("name", "size"), [("anamorphic", (1024, 576)), ("rotated_90", (180, 320)), ("one_frame", (320, 180))]
)
@pytest.mark.parametrize("recipe", ["web-720p", "edit-prores-proxy"])
def test_the_poster_shows_the_picture_as_a_viewer_sees_it(
    name: str,
    size: tuple[int, int],
    recipe: str,
    film: Callable[[str], Path],
    carry: Carry,
    ask: Ask,
    tools: Tools,
    tmp_path: Path,
) -> None:
    made = carry(film(name), recipe)
    poster = tmp_path / "poster.jpg"
    poster.write_bytes(encode.poster(made.encoded.path, probe.measure(made.encoded.path, tools).media, tools))
    (picture,) = ask(poster)["streams"]
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("mjpeg", *size)


def test_the_poster_is_not_the_black_that_a_film_begins_with(
    tools: Tools, tmp_path: Path, carry: Carry, ask: Ask
) -> None:
    path = tmp_path / "fade.mp4"
    picture = "color=black:s=320x180:r=25:d=0.6[a];testsrc2=s=320x180:r=25:d=3.4[b];[a][b]concat"
    subprocess.run([tools.ffmpeg, "-v", "error", "-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", path], check=True)
    made = carry(path)
    poster = tmp_path / "poster.jpg"
    poster.write_bytes(encode.poster(made.encoded.path, made.media, tools))
    light = ["-f", "lavfi", "-show_entries", "frame_tags=lavfi.signalstats.YAVG"]
    argv = [tools.ffprobe, "-v", "error", "-of", "json", *light, f"movie={poster},signalstats"]
    found = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
    assert float(found["frames"][0]["tags"]["lavfi.signalstats.YAVG"]) > 40


def test_there_is_no_poster_of_what_is_no_film(
    tools: Tools, tmp_path: Path, carry: Carry, film: Callable[[str], Path]
) -> None:
    made = carry(film("h264_mp4"))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 1000)
    with pytest.raises(EncoderFailed):
        encode.poster(broken, made.media, tools)
    assert confine.tier(tools) in {"landlock", "landlock-files", "rlimits"}
