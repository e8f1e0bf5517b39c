"""Whether a film is made in segments, and how long they are."""

import pytest

from functions.jobs.settings import AppConfig
from functions.plan import plan, profile
from functions.segments import shape
from tests.support.films import sources

SETTINGS = AppConfig()


def film(**changes):
    lasting = changes.pop("lasting", 3600.0)
    return sources.film(**changes).model_copy(update={"duration": lasting})


def why_whole(media, name="web-720p", **settings):
    return shape.why_whole(media, plan.make(media, profile.load(name)), AppConfig(**settings))


def seconds(media, free, name="web-720p", **settings):
    return shape.seconds(media, plan.make(media, profile.load(name)), AppConfig(**settings), free)


def test_a_long_film_is_made_in_segments():
    assert why_whole(film()) is None


@pytest.mark.parametrize(
    ("media", "settings", "reason"),
    [
        (film(lasting=299.0), {}, "short"),
        (film(), {"segment_from_seconds": 0}, "turned off"),
        (film(container="avi"), {}, "avi"),
        (film(time_base="1/1920000"), {}, "finer"),
        (film(audio=(sources.track(codec="amr_nb", channels=1, layout="mono", sample_rate=8000),)), {}, "AMR"),
    ],
)
def test_some_films_are_made_in_one_pass_and_it_is_said_why(media, settings, reason):
    assert reason in why_whole(media, **settings)


def test_a_proxy_at_a_constant_rate_made_from_an_uneven_film_is_made_in_one_pass():
    assert "constant rate" in why_whole(film(variable_rate=True), "edit-h264")
    assert why_whole(film(variable_rate=True), "web-720p") is None


@pytest.mark.parametrize(("free", "expected"), [(1, 30), (10, 30), (60, 20), (1000, 10)])
def test_the_more_workers_are_free_the_shorter_the_segments(free, expected):
    assert seconds(film(), free) == expected


def test_the_more_there_is_to_encode_the_shorter_the_segments():
    assert seconds(film(width=3840, height=2160, rate="60/1"), 1) == 10
    assert 10 < seconds(film(rate="60/1"), 1) < 30


def test_the_settings_can_fix_their_length():
    assert seconds(film(), 1000, segment_seconds=45) == 45
