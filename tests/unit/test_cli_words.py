"""Numbers and moments as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from local.terminal import words


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (64_300_000, "61.3 MiB"),
        (2**31, "2.0 GiB"),
        (3.5e15, "3183.2 TiB"),
    ],
)
def test_bytes_are_in_units_of_1024_as_on_the_page(count: float, said: str) -> None:
    assert words.size(count) == said


@pytest.mark.parametrize(
    ("span", "said"), [(0, "0.0 s"), (2.44, "2.4 s"), (48.2, "48 s"), (187, "3:07 min"), (7500, "2:05 h")]
)
def test_spans_have_the_unit_that_fits(span: float, said: str) -> None:
    assert words.seconds(span) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=4), "4 days ago"),
    ],
)
def test_moments_are_told_from_now(before: timedelta, said: str) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert words.ago((now - before).isoformat(), now) == said


def test_the_time_between_unknown_moments_is_unknown() -> None:
    assert words.between(None, "2026-11-23T12:00:00Z") is None
    assert words.between("2026-11-23T12:00:00Z", "2026-11-23T12:01:30Z") == 90
