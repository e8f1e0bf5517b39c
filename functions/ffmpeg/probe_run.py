"""A question to ffprobe or ffmpeg: the run, confined, its answers, and what a bad end means."""

import os
import re
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from functions.common.errors import (
    BucketUnavailable,
    CodecNotAllowed,
    EncoderCrashed,
    FrameTooLarge,
    TookTooLong,
    TooManyStreams,
    UnreadableContainer,
    VtsError,
)
from functions.ffmpeg import sandbox, sandbox_exec
from functions.ffmpeg.sandbox import Tools
from functions.media import codecs

FATAL_TO_ITSELF = {signal.SIGXCPU, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}
ANSWER_BYTES = 32 * 1024 * 1024  # longest answer of ffprobe
TURN_SECONDS = 0.25  # between two looks at a running child


class Query:
    """A confined child whose answers go into unnamed files, which its limits keep short. A context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        tools: Tools,
        *,
        cpu: int | None,
        reads: Sequence[Path] = (),
        port: int | None = None,
        longest: int = ANSWER_BYTES,
    ) -> None:
        """Start it; with ``cpu``, a limit of CPU seconds, it is not trusted: its answers have ``longest`` bytes at most.

        Its memory is limited by the limits of ``tools``.
        """
        self.out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the child
        self.err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        limits: dict[sandbox.Limit, int] = {"CPU": cpu, "FSIZE": longest} if cpu else {}
        self._trusted, self._longest = not cpu, longest
        self.process = sandbox.start(
            argv, tools=tools, reads=reads, port=port, stdout=self.out.fileno(), stderr=self.err.fileno(), limits=limits
        )

    def wait(self, watch: Callable[[], None], patience: float = float("inf")) -> int:
        """Wait for its end, calling ``watch`` meanwhile; give its exit code.

        Raises BucketUnavailable after ``patience``, and TookTooLong when a trusted one met the limits of its job.
        """
        end = time.monotonic() + patience
        while not sandbox.ended(self.process, TURN_SECONDS):
            watch()
            if time.monotonic() > end:
                raise BucketUnavailable("The source came too slowly to be probed.")
        if self._trusted and self.process.took_too_long:
            raise TookTooLong
        self.out.seek(0)
        self.err.seek(0)
        return int(self.process.returncode)

    @property
    def was_cut(self) -> bool:
        """Whether its answer met its limit; it then lacks its end, and the child may have said nothing of that."""
        return not self._trusted and os.fstat(self.out.fileno()).st_size >= self._longest

    def complaints(self, hide: str = "") -> list[str]:
        """Give what it wrote to standard error, without the address of the source."""
        lines = self.err.read(64 * 1024).decode(errors="replace").splitlines()
        return [re.sub(r" @ 0x[0-9a-f]+", "", line.replace(hide, "source") if hide else line) for line in lines]

    def __enter__(self) -> "Query":
        """Leaving the block ends it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it and let its answers go."""
        sandbox.stop(self.process)
        self.out.close()
        self.err.close()


BARRED = re.compile(r"Codec \((.+?)\) not on whitelist")
STREAM = re.compile(r"^\s*Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (\w+)(?: \((\w+)\))?")
WHOSE = {"Video": "picture is", "Audio": "sound is", "Subtitle": "subtitles are"}


def holder(codec: str, listed: list[str]) -> str:
    """Say what of the file is in ``codec``, by ffmpeg's own list of its streams: "Its sound is metasound.".

    The decoder that was barred may have another name than its codec; then it is the one that is on no list of ours.
    """
    streams = [(found[1], found.groups()[1:]) for line in listed if (found := STREAM.match(line))]
    taken = {
        *codecs.VIDEO_DECODERS.split(","),
        *codecs.AUDIO_DECODERS.split(","),
        *codecs.PASSENGER_DECODERS.split(","),
    }
    barred = [(kind, codec) for kind, names in streams if codec in names]
    barred += [(kind, str(names[0])) for kind, names in streams if names[0] not in taken]
    kind, name = next(iter(barred), ("", codec))
    return f"Its {WHOSE[kind]} {name}." if kind in WHOSE else f"It holds {codec}."


NO_MEMORY = re.compile(r"Cannot allocate memory|Could not allocate|Out of memory", re.IGNORECASE)


def lacked_memory(code: int, complaints: list[str]) -> bool:
    """Say whether ffprobe ended for want of memory: it says so, or ends with 1 and says nothing, as it does for nothing else."""
    return bool(NO_MEMORY.search("\n".join(complaints))) or (code == 1 and not complaints)


def meaning(code: int, complaints: list[str]) -> VtsError:
    """Say what a bad end of ffprobe means: the file's fault, unless it was ended from outside or never ran."""
    if any("max_streams" in line for line in complaints):
        return TooManyStreams(f"It has more than {codecs.MAX_LISTED}, with subtitles, pictures and data.")
    if any("max pixel count" in line for line in complaints):
        return FrameTooLarge()
    if barred := BARRED.search("\n".join(complaints)):
        return CodecNotAllowed(f"It holds {barred[1]}.")
    if -code in FATAL_TO_ITSELF:
        return UnreadableContainer(f"Reading it ends in {signal.Signals(-code).name}.")
    last = complaints[-1] if complaints else f"ffprobe ended with {code}."
    return EncoderCrashed(last) if code < 0 or code == sandbox_exec.FAILED else UnreadableContainer(last)
