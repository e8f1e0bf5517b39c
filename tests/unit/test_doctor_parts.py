"""The pure parts of `./vts doctor`: clocks told by headers, and a clip filled up to the size of a multipart upload."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from local.doctor.clocks import TOLERANCE_SECONDS, Clocks, ClocksDiffer
from local.doctor.passage import CLIP, padded, wrong_in

NOW = datetime(2026, 11, 23, 12, 0, 0, 500_000, tzinfo=UTC)


def clocks(**ahead: float) -> Clocks:
    """Clocks that were seen to be so many seconds ahead."""
    seen = Clocks(lambda: NOW)
    for whose, seconds in ahead.items():
        then = NOW.replace(microsecond=0) + timedelta(seconds=seconds)
        seen.see(whose, {"date": format_datetime(then, usegmt=True)})
    return seen


def test_clocks_that_agree_to_the_second_pass() -> None:
    assert clocks(api=0, storage=1).compare() == "api, storage, this machine: within 1 s"


def test_clocks_within_the_tolerance_pass() -> None:
    assert "within" in clocks(api=TOLERANCE_SECONDS, storage=0).compare()


def test_clocks_that_differ_from_each_other_are_told_though_each_is_near_to_ours() -> None:
    with pytest.raises(ClocksDiffer) as differ:
        clocks(api=20, storage=-20).compare()

    assert "That of api is 20 s ahead of this machine's." in differ.value.message
    assert "That of storage is 20 s behind this machine's." in differ.value.message


def test_an_answer_without_a_date_tells_nothing() -> None:
    seen = Clocks(lambda: NOW)
    seen.see("api", {})

    assert seen.compare() == "this machine: within 1 s"


def test_a_padded_clip_is_the_clip_and_one_box_to_skip() -> None:
    clip = CLIP.read_bytes()

    filled = padded(clip, len(clip) + 1000)

    assert len(filled) == len(clip) + 1000
    assert filled.startswith(clip)
    assert filled[len(clip) :] == (1000).to_bytes(4, "big") + b"free" + bytes(992)


RULES = (
    "source_complete",
    "source_decoded",
    "frame_count",
    "frame_times",
    "frame_rate",
    "duration",
    "audio_1_length",
)


def a_proxy(
    *, without: str = "", refused: str = "", duration: float = 1.0, audio: int = 1, **video: object
) -> dict[str, Any]:
    rules = [{"rule": name, "passed": name != refused} for name in RULES if name != without]
    media = {"duration": duration, "video": {"frames": 25, "rate": "25/1", **video}, "audio": [{}] * audio}
    return {"certificate": {"rules": rules}, "media": media}


def test_the_proxy_of_the_clip_as_it_should_be_has_nothing_wrong() -> None:
    assert wrong_in(a_proxy()) == ""


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        (a_proxy(refused="duration"), "Its certificate has duration."),
        (a_proxy(without="frame_times"), "Its certificate says nothing of frame_times."),
        (a_proxy(frames=24), "The proxy has frames 24 in place of 25."),
        (a_proxy(rate="24/1", audio=0), "The proxy has rate 24/1 in place of 25/1, sound tracks 0 in place of 1."),
        (a_proxy(duration=1.5), "The proxy lasts 1.500 s."),
        (a_proxy(duration=0.5), "The proxy lasts 0.500 s."),
    ],
)
def test_a_certificate_alone_is_not_believed(proxy: dict[str, Any], said: str) -> None:
    assert wrong_in(proxy) == said
