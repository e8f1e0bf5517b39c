"""Films whose times are not as even as their rate says: what every profile makes of them, by what a stranger finds."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests import webm
from tests.workshop import Workshop

PICTURE = "-f lavfi -i testsrc2=s=160x90:r={rate}:d=2"
VP8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k -auto-alt-ref 0"
CODING = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 0"


def film(workshop: Workshop, name: str, rate: str, moved: str, *more: str) -> Path:
    """Make a film whose frames are shown as the filters ``moved`` say, to a hundred-thousandth of a second."""
    path = workshop.folder / name
    filters = f"settb=1/90000,{moved}"
    given = [
        *PICTURE.format(rate=rate).split(),
        "-vf",
        filters,
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "1/90000",
    ]
    workshop.make(*given, *CODING.split(), "-video_track_timescale", "90000", *more, path)
    return path


def found(workshop: Workshop, path: Path) -> tuple[str, str, int]:
    (video,) = workshop.streams(path, "video")
    return video["r_frame_rate"], video["avg_frame_rate"], int(video["nb_frames"])


JOINED = "setpts=PTS+if(gte(N\\,25)\\,2070\\,0)"  # 23 ms
DROPPED = "select=mod(n-7\\,30)"
WAVERS = "setpts=PTS+900*mod(N*7\\,3)"  # 10 ms


@pytest.mark.parametrize(
    ("rate", "moved", "suffix", "profile"),
    [
        ("25", JOINED, "mp4", "edit-prores-proxy"),
        ("25", JOINED, "mkv", "edit-h264"),
        ("30", DROPPED, "mkv", "edit-h264"),
        ("30000/1001", DROPPED, "mp4", "edit-h264"),
        ("25", WAVERS, "mp4", "edit-h264"),
    ],
)
def test_an_edit_proxy_has_the_rate_that_its_film_was_shot_at(
    rate: str, moved: str, suffix: str, profile: str, workshop: Workshop
) -> None:
    made = workshop.carry(film(workshop, f"film.{suffix}", rate, moved), profile)
    assert made.refused == []
    whole = rate if "/" in rate else f"{rate}/1"
    assert found(workshop, made.path)[:2] == (whole, whole)
    (rule,) = (rule for rule in made.rules if rule.rule == "frame_rate")
    assert f"are whole frames at {whole} in the source." in rule.note


@pytest.mark.parametrize(
    ("shown", "profile"), [(300, "edit-h264"), (1200, "edit-h264"), (1200, "web-720p"), (7200, "edit-h264")]
)
def test_a_last_frame_that_is_short_or_long_is_no_fault(shown: int, profile: str, workshop: Workshop) -> None:
    """Of 3,600 ticks a frame has; its predecessor is moved, so that the rate is uneven."""
    last = f"setpts=PTS+if(eq(N\\,20)\\,1500\\,0)+if(gte(N\\,49)\\,{shown - 3600}\\,0)"
    moved = film(workshop, "film.mp4", "25", f"{last},setpts=PTS-if(eq(N\\,49)\\,1200\\,0)")
    assert workshop.carry(moved, profile).refused == []


@pytest.mark.parametrize(
    ("sar", "profile"),
    [
        ("1137:800", "edit-h264"),
        ("9999:10000", "edit-h264"),
        ("4095:4093", "edit-prores-proxy"),
        ("1137:800", "web-720p"),
    ],
)
def test_a_pixel_aspect_is_exact_whatever_its_terms(sar: str, profile: str, workshop: Workshop) -> None:
    aspect = f"setsar=r={sar.replace(':', '/')}:max=65535"
    made = workshop.carry(film(workshop, "film.mp4", "25", f"trim=end_frame=5,{aspect}"), profile)
    assert made.refused == []
    (video,) = workshop.streams(made.path, "video")
    assert video["sample_aspect_ratio"] == ("1:1" if profile == "web-720p" else sar)


@pytest.mark.parametrize(
    ("unit", "rate", "profile"),  # unit: nanoseconds
    [
        (1, "30", "web-720p"),
        (1, "24000/1001", "edit-h264"),
        (7, "30", "edit-h264"),
        (10_000, "24000/1001", "web-720p"),
        (333_333, "30", "edit-h264"),
    ],
)
def test_a_matroska_clock_of_any_unit_leaves_the_rate(unit: int, rate: str, profile: str, workshop: Workshop) -> None:
    coded = workshop.folder / "film.ivf"
    workshop.make(*PICTURE.format(rate=rate).split(), *VP8.split(), coded)
    second, frames = 1_000_000_000 / unit, webm.ivf(coded)
    timed = [webm.Frame(int(number / Fraction(rate) * Fraction(second)), f.data) for number, f in enumerate(frames)]
    source = webm.write(workshop.folder / "film.webm", b"V_VP8", (160, 90), timed, unit)
    made = workshop.carry(source, profile)
    assert made.refused == []
    whole = rate if "/" in rate else f"{rate}/1"
    assert found(workshop, made.path)[1:] == (whole, len(frames))
