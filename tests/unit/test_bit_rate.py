"""A web proxy is not larger than its source; where it has to be, it is said why."""

import pytest

from functions.plan import bit_rate, plan, profile
from tests.support.films.sources import film, ready, track


def most_bits(name: str = "web-720p", **changes: object) -> int | None:
    return plan.make(film(**changes), profile.load(name)).most_bits


def test_picture_sound_and_what_the_buffer_holds_fit_into_the_sources_rate() -> None:
    for seconds in (2.0, 5.3, 60.0, 36_000.0):
        bits = most_bits(bit_rate=1_100_000, duration=seconds, audio=(track(channels=2),))
        assert bits is not None

        begun_full = min(seconds, bit_rate.SHORTEST_SECONDS)
        buffered = bits * bit_rate.BUFFER_SECONDS * bit_rate.FULL_AT_FIRST / begun_full
        assert bits + buffered + 2 * 64_000 <= 1_100_000


def test_sound_that_is_copied_counts_with_its_own_rate() -> None:
    copied = most_bits(bit_rate=1_100_000, audio=(ready(bit_rate=32_000),))
    encoded = most_bits(bit_rate=1_100_000, audio=(track(channels=2),))

    assert copied is not None
    assert encoded is not None
    assert copied > encoded


@pytest.mark.parametrize("changes", [{"bit_rate": 80_000_000}, {"bit_rate": None}])
def test_a_source_with_plenty_or_of_unknown_rate_bounds_nothing(changes: dict[str, object]) -> None:
    assert most_bits(**changes) is None


@pytest.mark.parametrize("name", ["edit-prores-proxy", "edit-dnxhr-lb", "edit-h264"])
def test_profiles_for_editing_are_not_bounded(name: str) -> None:
    assert most_bits(name, bit_rate=1_000_000) is None


def test_a_picture_keeps_what_it_needs_to_be_one() -> None:
    bits = most_bits(bit_rate=20_000, width=1280, height=720, rate="25/1")

    assert bits == round(bit_rate.LEAST_BITS_A_PIXEL * 1280 * 720 * 25)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("web-720p", "The source has only 20 kbit/s"),
        ("edit-prores-proxy", "every frame by itself"),
        ("edit-h264", "a keyframe each 0.5 s and keeps its sound uncompressed"),
    ],
)
def test_why_a_proxy_is_larger_than_its_source_is_said(name: str, words: str) -> None:
    media, chosen = film(bit_rate=20_000), profile.load(name)

    assert words in bit_rate.why_larger(media, chosen, 1000, 1001)
    assert bit_rate.why_larger(media, chosen, 1000, 1000) == ""
