"""The run itself: progress, cancel, stall, log, what ffmpeg's end means, and the poster."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from functions.common.errors import (
    Cancelled,
    DiskFull,
    EncoderCrashed,
    EncoderFailed,
    EncoderMissing,
    EncodeStalled,
    OutputTooLarge,
    SourceDamaged,
    TookTooLong,
    TookTooMuchMemory,
    VtsError,
)
from functions.ffmpeg import runs
from functions.ffmpeg.sandbox import Limit, Tools
from functions.fleet import child_limits
from functions.media import sniff
from functions.media.limits import Limits
from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.steps import encode, measure, probe
from functions.steps import poster as posters
from functions.steps.encode import Encoded
from tests.support.films import on_disk
from tests.support.films.pipeline import Watching, Workshop, children

Run = Callable[[Watching], Encoded]


@contextmanager
def planned(
    workshop: Workshop, other: Tools | None = None, encoder: str = "libx264", given: float = 1
) -> Iterator[Run]:
    """Give the run of a planned film, with other tools or another encoder, or a source that dries up after a share."""
    path = workshop.film("faststart")
    with on_disk.serving(path) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
        made = plan.make(probe.probe(reader, family, workshop.tools, Limits()), profile.load("web-720p"))
    changed = with_encoder(made, encoder)
    with on_disk.serving(path, dries_up_at=int(path.stat().st_size * given) if given < 1 else None) as reader:
        yield lambda watch: encode.run(changed, reader, family, other or workshop.tools, workshop.folder, watch)


def with_encoder(made: Plan, encoder: str) -> Plan:
    video = made.profile.video.model_copy(update={"encoder": encoder})
    return made.model_copy(update={"profile": made.profile.model_copy(update={"video": video})})


# ---------------------------------------------------------------- while it runs


def test_frames_are_told_as_they_come_and_all_of_them_at_the_end(workshop: Workshop) -> None:
    watch = Watching()
    made = workshop.carry(workshop.film("h264_mp4"), watch=watch)
    assert watch.frames == sorted(watch.frames)
    assert watch.frames[-1] == made.plan.frames == 50


def test_the_command_and_the_log_are_kept_without_the_secret_address(workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("h264_mp4"))
    text = runs.log_text(workshop.folder)
    assert text == made.encoded.log
    assert "-map 0:V:0" in text
    assert "frames decoded" in text
    assert "127.0.0.1" not in text
    assert made.encoded.cpu_seconds > 0


def test_an_ffmpeg_has_as_many_threads_as_the_deployment_says(workshop: Workshop) -> None:
    one = replace(workshop, tools=replace(workshop.tools, threads=1))
    made = one.carry(one.film("h264_mp4"))
    made.judge()
    assert b" threads=1 lookahead_threads=1 " in made.path.read_bytes()  # as x264 writes it into the stream
    assert posters.make(made.path, made.media.duration, one.tools)


def test_a_cancelled_job_ends_ffmpeg_in_the_middle_and_leaves_its_log(workshop: Workshop) -> None:
    with planned(workshop, given=2 / 3) as run, pytest.raises(Cancelled):
        run(Watching(stop_with=Cancelled(), stop_at=1))
    assert "-map 0:V:0" in runs.log_text(workshop.folder)
    assert not children()


def test_a_source_that_gives_no_more_is_a_stall(workshop: Workshop) -> None:
    with planned(workshop, given=2 / 3) as run, pytest.raises(EncodeStalled, match="It was at frame"):
        run(Watching(stall_seconds=1))
    assert not children()


# ---------------------------------------------------------------- bad days


def test_a_full_disk_is_told_as_such(workshop: Workshop) -> None:
    (workshop.folder / "proxy.mp4").symlink_to("/dev/full")
    free = Tools(workshop.tools.ffmpeg, workshop.tools.ffprobe, "off")  # the walls would not let it write there
    with planned(workshop, free) as run, pytest.raises(DiskFull):
        run(Watching())


def test_an_encoder_that_ffmpeg_lacks_is_named(workshop: Workshop) -> None:
    with planned(workshop, encoder="h266_pocket") as run, pytest.raises(EncoderMissing, match="h266_pocket"):
        run(Watching())


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ({"CPU": 0}, TookTooLong),
        ({"DATA": 44 * 1024 * 1024}, TookTooMuchMemory),
        ({"FSIZE": 20_000}, OutputTooLarge),
    ],
)
def test_a_run_that_meets_a_limit_of_its_job_ends_and_says_which(
    limit: dict[Limit, int], error: type[VtsError], workshop: Workshop
) -> None:
    with planned(workshop, replace(workshop.tools, limits=limit, threads=1)) as run, pytest.raises(error):
        run(Watching())
    assert not (workshop.folder / "proxy.mp4").exists()


def test_a_film_is_made_and_looked_at_within_the_limits_of_its_plan(workshop: Workshop) -> None:
    path = workshop.film("h264_mp4")
    made = workshop.carry(path)
    tools = child_limits.limited(workshop.tools, made.media, made.plan, path.stat().st_size)

    again = replace(workshop, tools=tools).carry(path)

    again.judge()
    assert posters.make(again.path, made.media.duration, tools)


@pytest.mark.parametrize("look", [measure.measure, measure.read_back])
def test_looking_at_a_finished_file_has_the_limits_of_its_job(look: Callable[..., object], workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("h264_mp4"))

    with pytest.raises(TookTooLong):
        look(made.path, replace(workshop.tools, limits={"CPU": 0}))


@pytest.mark.parametrize(
    ("ending", "error", "says"),
    [
        ("kill -SEGV $$", EncoderCrashed, "signal 11"),
        ("echo '[error] no idea' >&2; exit 3", EncoderFailed, "It ended with 3"),
        ("echo '[h264 @ 0x1] [error] no frame!' >&2; exit 69", SourceDamaged, "no frame!"),
    ],
)
def test_how_ffmpeg_ended_tells_what_to_do(ending: str, error: type[VtsError], says: str, workshop: Workshop) -> None:
    program = workshop.folder / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{ending}\n")
    program.chmod(0o755)
    with planned(workshop, Tools(str(program), workshop.tools.ffprobe, "off")) as run, pytest.raises(error, match=says):
        run(Watching())


def test_an_answer_that_is_no_list_of_packets_ends_the_run(workshop: Workshop) -> None:
    program = workshop.folder / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho nonsense; exec sleep 600\n")
    program.chmod(0o755)
    with (
        planned(workshop, Tools(str(program), workshop.tools.ffprobe, "off")) as run,
        pytest.raises(ValueError, match="nonsense"),
    ):
        run(Watching())


# ---------------------------------------------------------------- poster


def poster(workshop: Workshop, path: Path) -> Path:
    """Make the poster of a proxy and give its path."""
    picture = workshop.folder / "poster.jpg"
    picture.write_bytes(posters.make(path, measure.measure(path, workshop.tools).media.duration, workshop.tools))
    return picture


@pytest.mark.parametrize(
    ("name", "size"), [("anamorphic", (1024, 576)), ("rotated_90", (180, 320)), ("one_frame", (320, 180))]
)
@pytest.mark.parametrize("recipe", ["web-720p", "edit-prores-proxy"])
def test_the_poster_shows_the_picture_as_a_viewer_sees_it(
    name: str, size: tuple[int, int], recipe: str, workshop: Workshop
) -> None:
    (picture,) = workshop.streams(poster(workshop, workshop.carry(workshop.film(name), recipe).path), "video")
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("mjpeg", *size)


def test_the_poster_is_not_the_black_that_a_film_begins_with(workshop: Workshop) -> None:
    path = workshop.folder / "fade.mp4"
    picture = "color=black:s=320x180:r=25:d=0.6[a];testsrc2=s=320x180:r=25:d=3.4[b];[a][b]concat"
    workshop.make("-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", path)
    shown = poster(workshop, workshop.carry(path).path)
    light = ["-f", "lavfi", "-show_entries", "frame_tags=lavfi.signalstats.YAVG", f"movie={shown},signalstats"]
    argv = [workshop.tools.ffprobe, "-v", "error", "-of", "json", *light]
    found = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
    assert float(found["frames"][0]["tags"]["lavfi.signalstats.YAVG"]) > 40


def test_there_is_no_poster_of_what_is_no_film(workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("h264_mp4"))
    broken = workshop.folder / "broken.mp4"
    broken.write_bytes(b"\0" * 1000)
    with pytest.raises(EncoderFailed):
        posters.make(broken, made.media.duration, workshop.tools)
