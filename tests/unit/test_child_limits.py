"""What the children of a job may take at most, and which films are refused for what they would take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.common.errors import JobTooDear
from functions.fleet import child_limits
from functions.intake import billing
from functions.jobs.settings import AppConfig
from functions.media.facts import Audio, Media, Video
from functions.plan import estimate, plan, profile

HOUR, MB, MIB, GIB = 3600, 10**6, 1024**2, 1024**3
PROFILES = profile.names()


def film(seconds, *, width=1920, height=1080, fps=25, codec="h264", tracks=1, **video):
    picture = Video(
        index=0,
        codec=codec,
        width=width,
        height=height,
        rate=f"{fps}/1",
        frames=round(fps * seconds),
        **({"pixel_format": "yuv420p"} | video),
    )
    sound = tuple(Audio(index=n + 1, codec="aac", channels=2, sample_rate=48_000) for n in range(tracks))
    return Media(container="mov", duration=seconds, video=picture, audio=sound)


def allowed(media, *, size=100 * MB, name="web-720p", share=1.0, processors=2):
    return child_limits.of(media, plan.make(media, profile.load(name)), size, share=share, processors=processors)


def refused(media, size, name="web-720p"):
    """Hold the job's estimate against what a file of its size may take, without any ceiling in the settings."""
    cost = estimate.estimate(
        estimate.Place(estimate.prices("own")),
        estimate.of_probe(media, plan.make(media, profile.load(name))),
        estimate.Retention(0, 0, 0, 0),
        "probe",
    )
    try:
        billing.refuse_too_dear(AppConfig(), size, cost)
    except JobTooDear as dear:
        return dear
    return None


# ---------------------------------------------------------------- limits of a program


@settings(max_examples=100, deadline=None)
@given(
    st.floats(0.04, 10 * HOUR),
    st.sampled_from([(64, 36), (1920, 1080), (3840, 2160), (8192, 4320)]),
    st.integers(1, 120),
    st.sampled_from(PROFILES),
    st.integers(1, 16),
)
def test_no_film_meets_its_limits_by_the_estimate_of_it(seconds, frame, fps, name, tracks):
    media = film(seconds, width=frame[0], height=frame[1], fps=fps, tracks=tracks)
    work = estimate.of_probe(media, plan.make(media, profile.load(name)))

    limits = allowed(media, name=name)

    assert limits["CPU"] >= 9 * work.cpu_seconds
    assert limits["FSIZE"] >= 5 * work.proxy_bytes
    assert limits["DATA"] >= 500 * MIB


@pytest.mark.parametrize(
    ("media", "processors", "held"),
    [  # as measured, MiB that were written to: a clip, and 8K of 10 bits with 2 and with 16 and 24 threads
        (film(2, width=320, height=240), 2, 158),
        (film(1, width=8192, height=4320, pixel_format="yuv420p10le", bit_depth=10), 2, 1396),
        (film(1, width=8192, height=4320, pixel_format="yuv420p10le", bit_depth=10), 16, 3287),
    ],
)
def test_memory_is_more_than_what_ffmpeg_was_seen_to_take_and_not_without_end(media, processors, held):
    assert 1.4 * held < allowed(media, processors=processors)["DATA"] / MIB < 4 * held + 600


def test_a_short_clip_may_take_minutes_and_not_hours():
    assert allowed(film(10)) == {"CPU": pytest.approx(430, abs=100), "DATA": pytest.approx(GIB, rel=0.5)} | {
        "FSIZE": pytest.approx(300 * MIB, rel=0.5)
    }


def test_a_piece_may_take_its_share_of_the_whole():
    whole, piece = allowed(film(HOUR)), allowed(film(HOUR), share=0.01)

    assert piece["CPU"] < whole["CPU"] / 8
    assert piece["DATA"] == whole["DATA"]


def test_frames_that_a_constant_rate_repeats_count():
    media = film(60, fps=1, variable_rate=True)
    repeated = media.model_copy(update={"video": media.video.model_copy(update={"rate": "60/1"})})

    assert allowed(repeated, name="edit-h264")["FSIZE"] > allowed(media, name="edit-h264")["FSIZE"]


# ---------------------------------------------------------------- what a file of a size may take


@pytest.mark.parametrize(
    ("media", "size"),
    [
        (film(100_000 / 30, width=8192, height=4500, fps=30, codec="qtrle", pixel_format="rgb24"), 2.7 * MB),
        (film(6 * HOUR, width=8192, height=4320, fps=60, codec="vp9"), 5 * MB),
        (film(HOUR, width=8192, height=4320, fps=30, codec="ffv1"), 1 * MB),
    ],
)
@pytest.mark.parametrize("name", PROFILES)
def test_a_small_file_of_endless_frames_is_refused_in_true_words(media, size, name):
    dear = refused(media, int(size), name)

    assert dear.code == "job_too_dear"
    assert f"a file of {size / MB:,.1f} MB may take" in dear.message


@pytest.mark.parametrize(
    ("media", "size"),
    [
        (film(10 * HOUR, width=3840, height=2160, fps=60, codec="hevc"), 10 * HOUR * 1_000_000),
        (film(10 * HOUR, width=3840, height=2160, fps=30, codec="av1"), 10 * HOUR * 250_000),
        (film(10, width=3840, height=2160, fps=60, codec="qtrle", pixel_format="rgb24"), 50_000),
        (film(10, width=8192, height=4320, fps=25, codec="qtrle", pixel_format="rgb24"), 500_000),
        (film(HOUR, fps=30), 9 * MB),  # one slide for an hour
        (film(3 * HOUR, width=1280, height=720, fps=25, codec="av1"), 6 * MB),
        (film(600, width=3840, height=2160, fps=30), 10 * MB),
    ],
)
def test_films_that_are_long_large_or_still_are_taken(media, size):
    for name in ("web-720p", "web-1080p"):
        assert refused(media, int(size), name) is None
