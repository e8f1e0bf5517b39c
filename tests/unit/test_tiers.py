"""What the sandbox of a host keeps ffmpeg from, and that it is said."""

import logging
from typing import get_args

import pytest

from functions.common.errors import SandboxMissing
from functions.ffmpeg import sandbox_exec, syscalls, tiers
from functions.ffmpeg.sandbox import Tools
from functions.fleet import placement


@pytest.fixture
def kernel(monkeypatch):
    """Have the kernel offer so much of Landlock, and seccomp or not; nothing was said of it yet."""

    def offer(abi, *, calls):
        monkeypatch.setattr(sandbox_exec, "abi", lambda: abi)
        monkeypatch.setattr(sandbox_exec, "seccomp", lambda: calls)
        monkeypatch.setattr(syscalls, "machine", lambda: "x86_64")

    placement.say_sandbox.cache_clear()
    yield offer
    placement.say_sandbox.cache_clear()


def test_every_tier_has_words():
    assert set(tiers.WORDS) == set(get_args(tiers.Tier))


@pytest.mark.parametrize(
    ("abi", "calls", "level", "tier", "said"),
    [
        (
            7,
            True,
            logging.INFO,
            "landlock",
            "can read only its film, write only its work folder and reach only one port",
        ),
        (3, True, logging.WARNING, "landlock-files", "other ports it can reach"),
        (7, False, logging.WARNING, "landlock-only", "network and system calls are not limited"),
        (0, True, logging.WARNING, "seccomp", "system calls are limited; files and ports are not"),
        (0, False, logging.WARNING, "rlimits", "limits on resources only"),
    ],
)
def test_it_is_logged_once_and_as_a_warning_where_it_is_less_than_all(kernel, caplog, abi, calls, level, tier, said):
    kernel(abi, calls=calls)

    with caplog.at_level(logging.INFO, "vts"):
        placement.say_sandbox(Tools())
        placement.say_sandbox(Tools())

    (line,) = caplog.records
    assert (line.levelno, line.getMessage(), line.fields["tier"]) == (level, "sandbox", tier)
    assert said in line.fields["meaning"]


@pytest.mark.parametrize(("abi", "calls"), [(3, True), (7, False), (0, True), (0, False)])
def test_a_worker_that_requires_all_of_it_does_not_start_with_less(kernel, abi, calls):
    kernel(abi, calls=calls)

    with pytest.raises(SandboxMissing) as refused:
        placement.say_sandbox(Tools(sandbox="require"))

    assert tiers.WORDS[tiers.of("auto")] in refused.value.message


def test_turned_off_it_is_said_to_be_off(kernel, caplog):
    kernel(7, calls=True)

    with caplog.at_level(logging.INFO, "vts"):
        placement.say_sandbox(Tools(sandbox="off"))

    assert caplog.records[0].fields["setting"] == "off"
    assert "SANDBOX is off" in caplog.records[0].fields["meaning"]
