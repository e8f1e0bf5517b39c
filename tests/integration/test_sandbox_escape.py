"""Every known way out of the sandbox, tried by a child that the product's own launcher has confined, at every tier.

What is asserted is what the tier of this host promises: no less, and where a kernel has less, no more.
"""

import json
import os
import platform
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from functions.ffmpeg import sandbox as kernel_sandbox
from functions.ffmpeg import sandbox_exec, syscalls, tiers
from functions.ffmpeg.sandbox import Tools

PYTHON = str(Path(sys.executable).resolve())
HOSTILE = (Path(__file__).parents[1] / "support" / "escape.py").read_text()
REFUSED = {"EPERM", "EACCES", "ENOSYS"}
HARMLESS = [  # what any process may do, so that it is seen to be the sandbox that refuses it
    *("udp", "tcp", "tcp by number", "unix", "unix pair", "netlink", "bind", "listen", "listen unbound", "fork"),
    *("another program", "kill its parent", "tgkill its parent", "memory files", "named pipe", "folder"),
    *("mode of its own file", "outlive its parent", "list the root", "read a foreign file", "write a foreign file"),
    *("read its own environment", "mode of a foreign file", "times of a foreign file"),
]
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")


class Ended(NamedTuple):
    """How a hostile child ended, and how its attempts did, by the wall that has to hold them."""

    code: int
    attempts: dict[str, dict[str, str]]

    def got_through(self, kind: str) -> dict[str, str]:
        """Give the attempts of this kind that were not refused."""
        return {name: how for name, how in self.attempts[kind].items() if how not in REFUSED}


class Ground:
    """What a hostile child may reach, and what it must not."""

    def __init__(self, folder: Path, port: int, other: int) -> None:
        self._folder, self.port, self.other = folder, port, other
        self.foreign, self.own = folder / "foreign" / "film", folder / "own"
        self.foreign.parent.mkdir()
        self.own.mkdir()

    def tried(self, sandbox: str = "auto", only: list[str] | None = None, **options: Any) -> Ended:
        """Start the hostile child as the product starts ffmpeg; how it ended."""
        self.foreign.write_text("film")
        facts = {"parent": os.getpid(), "port": self.port, "other": self.other}
        facts |= {"foreign": str(self.foreign), "own": str(self.own), "only": only}
        options = {"reads": [Path(sys.base_prefix)], "writes": self.own, "port": self.port, **options}
        argv = [PYTHON, "-I", "-S", "-c", HOSTILE, json.dumps(facts)]
        process = kernel_sandbox.start(argv, tools=Tools(sandbox=sandbox), **options)
        try:
            out, _ = process.communicate(timeout=60)
        finally:
            kernel_sandbox.stop(process)
        return Ended(process.returncode, json.loads(out) if out else {})


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """Two servers that nobody answers for, but whose connections the kernel takes; a file; a folder."""
    with ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        yield Ground(tmp_path, *(server.getsockname()[1] for server in servers))


def lower(monkeypatch: pytest.MonkeyPatch, tier: str) -> None:
    """Take from this kernel what a tier does not have; skip where it has not that much itself."""
    here = kernel_sandbox.tier(Tools())
    has = {"files": tiers.rules_files(here), "calls": tiers.rules_calls(here), "ports": tiers.rules_ports(here)}
    if not all(has[kind] for kind in promised(tier)):
        pytest.skip(f"this host has {here} only")
    abi = {"landlock": sandbox_exec.abi(), "landlock-files": 3, "landlock-only": sandbox_exec.abi()}.get(tier, 0)
    monkeypatch.setattr(sandbox_exec, "abi", lambda: abi)
    monkeypatch.setattr(sandbox_exec, "seccomp", lambda: tier not in {"landlock-only", "rlimits"})
    assert kernel_sandbox.tier(Tools()) == tier


def promised(tier: str) -> set[str]:
    """Name what a tier holds, in the words of the hostile child."""
    return {
        "landlock": {"calls", "files", "ports"},
        "landlock-files": {"calls", "files"},
        "landlock-only": {"files"},
        "seccomp": {"calls"},
        "rlimits": set(),
    }[tier]


@linux
def test_without_a_sandbox_the_ways_are_open_so_it_is_the_sandbox_that_closes_them(ground: Ground) -> None:
    ended = ground.tried("off", only=HARMLESS)

    assert ended.code == 0
    done = {name: how for made in ended.attempts.values() for name, how in made.items()}
    assert done == dict.fromkeys(HARMLESS, "done")


@linux
def test_a_child_gets_through_no_wall_that_this_host_promises(ground: Ground) -> None:
    here = kernel_sandbox.tier(Tools())

    ended = ground.tried()

    assert ended.code == 0
    assert {kind: ended.got_through(kind) for kind in promised(here)} == {kind: {} for kind in promised(here)}
    if "files" in promised(here) or "calls" in promised(here):
        assert sum(map(len, ended.attempts.values())) > 100


@linux
@pytest.mark.parametrize("tier", ["landlock", "landlock-files", "landlock-only", "seccomp"])
def test_a_kernel_with_less_holds_what_its_tier_promises(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    lower(monkeypatch, tier)
    only = None if "calls" in promised(tier) else HARMLESS

    ended = ground.tried(only=only)

    assert ended.code == 0
    assert {kind: ended.got_through(kind) for kind in promised(tier)} == {kind: {} for kind in promised(tier)}


@linux
@pytest.mark.parametrize("tier", ["landlock", "seccomp"])
def test_a_child_without_a_port_has_no_sockets_and_one_without_a_folder_writes_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    lower(monkeypatch, tier)
    blind = ["tcp", "tcp by number", "tcp after letting go", "mptcp", "write a foreign file", "create a file"]

    ended = ground.tried(only=blind, port=None, writes=None)

    assert ended.code == 0
    assert [ended.got_through(kind) for kind in ended.attempts] == [{}, {}, {}]
    assert ground.foreign.read_text() == "film"


@linux
@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86 has calls by three tables")
@pytest.mark.parametrize("attempt", ["32-bit call", "x32 call"])
@pytest.mark.parametrize("tier", ["landlock", "seccomp"])
def test_calls_by_another_table_end_the_child(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, tier: str, attempt: str
) -> None:
    lower(monkeypatch, tier)

    assert ground.tried(only=[attempt]) == (-signal.SIGSYS, {})


def test_a_host_of_today_has_the_whole_sandbox() -> None:
    release = tuple(int(number) for number in os.uname().release.split("-")[0].split(".")[:2])
    listed = Path("/sys/kernel/security/lsm")
    modules = listed.read_text().split(",") if listed.exists() and os.access(listed, os.R_OK) else []
    if sys.platform != "linux" or release < (6, 7) or "landlock" not in modules or syscalls.machine() is None:
        pytest.skip("an older kernel, or one without Landlock")

    assert kernel_sandbox.tier(Tools()) == "landlock"
