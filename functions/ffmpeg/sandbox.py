"""Starts ffmpeg and ffprobe confined: what they may read, write and reach, and what they may try to demux and decode.

Two kinds of wall. ``guards`` are ffmpeg's own options, which keep a hostile file from choosing another demuxer, decoder
or protocol than the ones meant for it. ``start`` is the kernel's: an empty environment, resource limits, a list of system
calls where the kernel has seccomp, and where it has Landlock a file system of a few folders and a network of one port.
Which of these a host has is its tier (tiers.py).
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from functions.common.config import Config
from functions.common.errors import SandboxMissing, ToolMissing
from functions.ffmpeg import sandbox_exec, syscalls, tiers
from functions.ffmpeg.process import Child, Meter
from functions.ffmpeg.tiers import Tier
from functions.media import codecs
from functions.media.container import Family

MAX_ALLOC = 512 * 1024 * 1024  # bytes of one block
PATIENCE_SECONDS = 180  # how long a read may stay silent: longer than source.py goes on retrying the bucket

Limit = Literal["CPU", "DATA", "FSIZE"]  # CPU seconds, bytes of memory that the program writes to, bytes of one file
NO_LIMITS: Mapping[Limit, int] = MappingProxyType({})
SYSTEM_READS = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/dev/null",
    "/dev/urandom",
)
PROCESSORS = ("/sys/devices/system/cpu", "/sys/devices/system/node")  # how many threads x264 and x265 start


@dataclass(frozen=True)
class Tools:
    """The binaries, whether they must, may or must not run in the kernel's sandbox, and with how many threads."""

    ffmpeg: str = "ffmpeg"
    ffprobe: str = "ffprobe"
    sandbox: Literal["auto", "require", "off"] = "auto"
    meter: Meter | None = field(default=None, compare=False)  # adds up what the programs took
    threads: int | None = None  # of one ffmpeg; None: it decides
    limits: Mapping[Limit, int] = field(
        default_factory=dict, compare=False
    )  # of each program, from the plan: child_limits.py

    @property
    def decoding(self) -> list[str]:
        """Arguments, for before an input, that keep decoders and filters to so many threads."""
        return ["-threads", str(self.threads), "-filter_threads", str(self.threads)] if self.threads else []

    @classmethod
    def of(cls, config: Config, meter: Meter | None = None) -> "Tools":
        """Take them from the deployment's configuration."""
        return cls(config.ffmpeg, config.ffprobe, config.sandbox, meter, config.ffmpeg_threads)


def guards(family: Family) -> dict[str, str | int]:
    """Give the input options, without their dash, for reading an untrusted source from the loopback reader.

    They go before ``-i`` in every ffmpeg and ffprobe call. ``protocol_whitelist`` alone does not keep a playlist named
    x.mp4 from fetching further addresses; ``format_whitelist`` does. ``max_redirects`` is not among them, as ffmpeg 6 to 8
    do not know it: the reader never redirects, and the walls let no other port be reached.
    """
    return {"protocol_whitelist": "http,tcp", "rw_timeout": PATIENCE_SECONDS * 1_000_000, **_common(family)}


def local_guards(family: Family) -> dict[str, str | int]:
    """Give the input options for reading a local file, to be named as ``file:/…``."""
    return {"protocol_whitelist": "file", **_common(family)}


def _common(family: Family) -> dict[str, str | int]:
    rate: dict[str, str | int] = {"framerate": family.rate} if family.rate else {}
    return {
        **({"f": family.demuxers} if family.named else {}),
        **rate,
        "format_whitelist": family.demuxers,
        "codec_whitelist": f"{codecs.VIDEO_DECODERS},{codecs.AUDIO_DECODERS},{codecs.PASSENGER_DECODERS}",
        "max_pixels": codecs.MAX_PIXELS,
        "max_streams": codecs.MAX_LISTED,
        "max_alloc": MAX_ALLOC,
        "probesize": 32_000_000,
        "analyzeduration": 10_000_000,
    }


def options(given: dict[str, str | int]) -> list[str]:
    """Write options as arguments: ``{"max_pixels": 9}`` is ``["-max_pixels", "9"]``."""
    return [part for name, value in given.items() for part in (f"-{name}", str(value))]


def tier(tools: Tools) -> Tier:
    """Say which walls ``start`` puts up on this host; resource limits and the empty environment are always among them."""
    return tiers.of(tools.sandbox)


def require(tools: Tools) -> Tier:
    """Give the tier. Raises SandboxMissing when the whole sandbox is required and this host does not have it."""
    level = tier(tools)
    if tools.sandbox == "require" and level != tiers.WHOLE:
        raise SandboxMissing(f"On this host, {tiers.WORDS[level]}.")
    return level


def start(
    argv: Sequence[str],
    *,
    tools: Tools,
    reads: Sequence[Path] = (),
    writes: Path | None = None,
    port: int | None = None,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    limits: Mapping[Limit, int] = NO_LIMITS,
) -> Child:
    """Start a program that may read ``reads``, write into the folder ``writes`` and connect to ``port`` of this host only.

    The child has no standard input, leads a session of its own, and is killed when the thread that called this ends, so
    call it from the one that waits for it. ``limits`` go before those of the tools. End it with ``stop``.

    Raises ToolMissing, and SandboxMissing when the whole sandbox is required and not there.
    """
    program = shutil.which(argv[0])
    if program is None:
        raise ToolMissing(f"{argv[0]} was not found.")
    level = require(tools)
    machine = syscalls.machine() if tiers.rules_calls(level) else None
    own, allowed = Path(program).resolve().parent, {**tools.limits, **limits}
    spec: sandbox_exec.Spec = {
        "parent": os.getpid(),
        "landlock": sandbox_exec.abi() if tiers.rules_files(level) else 0,
        "program": syscalls.program(machine, network=port is not None, writes=writes is not None) if machine else b"",
        "own_pid": syscalls.OWN_PID,
        "reads": [*SYSTEM_READS, *PROCESSORS, str(own), *(str(path.resolve()) for path in reads)],
        "writes": str(writes.resolve()) if writes else None,
        "port": port,
        "nice": 5,
        "limits": {"CORE": 0, "NOFILE": 256, **{str(name): value for name, value in allowed.items()}},
    }
    # A launcher, not preexec_fn: that one runs Python between fork and exec, which may deadlock in a process with threads.
    # It costs 20 ms a child.
    launcher = [
        sys.executable,
        "-I",
        "-S",
        sandbox_exec.__file__,
        sandbox_exec.packed(spec),
        os.path.abspath(program),  # noqa: PTH100
        *argv[1:],
    ]
    return Child(
        launcher,
        tools.meter.add if tools.meter else None,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        cpu_limit=allowed.get("CPU"),
        stderr=stderr,
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )


def ended(process: Child, seconds: float) -> bool:
    """Wait up to ``seconds`` for the child's end, and say whether it came."""
    return process.ended(seconds) and process.poll() is not None


def output(process: Child, seconds: float) -> tuple[bytes, bytes]:
    """Give what the child writes to its standard output and error until its end. Raises TimeoutError when that does not come."""
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as late:
        raise TimeoutError from late


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Kill the child and all that it started, wait for its end, close its pipes; harmless on one that has ended."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it ended in this very moment
            process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
