"""Proxies of earlier releases that should be made again are told by their certificates."""

from typing import Any

import pytest

from local.client import affected

NOTE = "Editors need a constant rate: frames are repeated or left out at 2984/100."


def job(*, codec: str = "aac", note: str = "", status: str = "done", **certificate: Any) -> Any:
    rules = [{"rule": "frame_count", "expected": "50", "found": "50", "passed": True, "note": note}]
    proxy = {"certificate": {"rules": rules, **certificate}} if status == "done" else None
    return {"status": status, "source": {"media": {"audio": [{"codec": codec}]}}, "proxy": proxy}


@pytest.mark.parametrize("codec", ["amr_nb", "amr_wb"])
def test_sound_that_may_have_gaps_is_made_again(codec: str) -> None:
    assert "AMR" in (affected.why(job(codec=codec)) or "")


def test_a_proxy_that_was_made_constant_may_have_a_wrong_rate() -> None:
    assert "frame rate is uneven" in (affected.why(job(note=NOTE)) or "")


@pytest.mark.parametrize(
    "sound",
    [
        job(),
        job(codec="amr_nb", release="0.3.0"),
        job(note=NOTE, release="0.3.0"),
        job(codec="amr_nb", status="failed"),
    ],
)
def test_other_proxies_and_those_of_this_release_are_left_alone(sound: Any) -> None:
    assert affected.why(sound) is None
