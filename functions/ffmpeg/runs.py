"""One run of ffmpeg in its walls, watched, and its log read.

While ffmpeg runs, one thread reads what it lists on its standard output and one reads its log; the caller's thread asks
``watch`` four times a second and more whether to go on. The command and the end of the log are always left in the work
folder (``log_text``), whatever came of the run.
"""

import re
import shlex
import subprocess
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, Protocol

from functions.common.errors import (
    DiskFull,
    EncoderCrashed,
    EncoderFailed,
    EncoderMissing,
    EncodeStalled,
    OutputTooLarge,
    SourceDamaged,
    TookTooLong,
    TookTooMuchMemory,
    VtsError,
)
from functions.ffmpeg import log_classifier, sandbox
from functions.ffmpeg.log_classifier import Complaint
from functions.ffmpeg.process import Child
from functions.ffmpeg.sandbox import Tools
from functions.media.sound.decoded import Probed

LOOK_SECONDS = 0.15  # between two looks at the watch; a cancelled ffmpeg has to be gone well within a second
LOG_LINES = 200
OPENED = "[info] Input #0"  # from here on only the streams that are taken are decoded
KINDS_KEPT = 50  # different complaints; a damaged file may give millions of lines
LOG_NAME = "ffmpeg.log"
WALLS_FAILED = 125  # exit code of sandbox_exec.py when ffmpeg was never started
NUMBERS = re.compile(r"0x[0-9a-f]+|(?<!stream = )(?<!stream #0:)\d+")  # which stream it is tells complaints apart
DECODED = re.compile(r"Input stream #0:\d+ \(video\): \d+ packets read .*; (\d+) frames decoded")
GIVEN = re.compile(r"\[verbose\] w:\d+ h:\d+ pixfmt:(\w+)")  # as filters say what decoders give them
PLACE = re.compile(
    r"\[info\] +[\w.©-]*(location|xyz|gps|latitude|longitude)[\w.-]* *:", re.IGNORECASE
)  # of a source's tags
BENCH = re.compile(r"bench: utime=([\d.]+)s stime=([\d.]+)s")
NO_MEMORY = re.compile(r"Cannot allocate memory|malloc of size \d+ failed")
OPENING = re.compile(r"Error while opening encoder")
MISSING = re.compile(r"Unknown (encoder|decoder)|No such filter|Unrecognized option|Option .* not found")


class Watch(Protocol):
    """What a run tells, and asks, while it goes on. Its calls come from the thread that called ``run``."""

    stall_seconds: float

    def on_frames(self, frames: int) -> None:
        """Be told how many frames have been listed so far."""

    def stopped(self) -> VtsError | None:
        """Say why the work must end now, such as Cancelled or DeadlineReached; None to go on."""


class Listing(Protocol):
    """What ffmpeg writes to its standard output, line by line; its length is the number of frames told of so far."""

    def read(self, line: str) -> None:
        """Take one line."""

    def __len__(self) -> int:
        """How many frames were told of."""


class Progress:
    """Reads what ``-progress pipe:1`` lists: how many frames went into the output."""

    def __init__(self) -> None:
        """Start at none."""
        self._frames = 0

    def read(self, line: str) -> None:
        """Take one line."""
        name, _, value = line.partition("=")
        if name == "frame" and value.strip().isdigit():
            self._frames = int(value)

    def __len__(self) -> int:
        """How many frames were written."""
        return self._frames


def run(
    argv: list[str],
    listing: Listing,
    *,
    output: Path,
    tools: Tools,
    watch: Watch,
    port: int | None = None,
    hide: str = "",
) -> "Log":
    """Run ffmpeg to its end; its log. It may read and write the folder of ``output``, and connect to ``port`` of this host.

    ``hide`` is the address of the source, which is kept out of the log. Raises what ``watch.stopped`` gives, EncodeStalled
    (nothing listed or written for ``watch.stall_seconds``), DiskFull, EncoderMissing, EncoderCrashed (ended by a signal),
    TookTooLong, TookTooMuchMemory or OutputTooLarge (beyond the limits of ``tools``), SourceDamaged or EncoderFailed (any other
    exit but 0); there is no output then.
    """
    log, folder = Log(argv, hide), output.parent
    process = sandbox.start(argv, tools=tools, writes=folder, port=port)
    with ThreadPoolExecutor(2, "ffmpeg") as threads:
        reads = [threads.submit(_read, process.stdout, listing.read), threads.submit(_read, process.stderr, log.read)]
        try:
            _attend(process, reads, listing, output, watch)
        finally:
            _end(process, reads)
            over = _over_a_limit(process, log, output, tools)
            if process.returncode or over:
                output.unlink(missing_ok=True)  # half a proxy is of no use, and on a full disk the log needs its room
            (folder / LOG_NAME).write_text(log.text, encoding="utf-8", errors="replace")
    if over:
        raise over
    if process.returncode:
        raise _failure(process.returncode, log)
    return log


def log_text(folder: Path) -> str:
    """Give the command and the end of the log of the last run in ``folder``; empty when there was none."""
    path = folder / LOG_NAME
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _attend(
    process: "subprocess.Popen[bytes]", reads: "list[Future[None]]", listing: Listing, path: Path, watch: Watch
) -> None:
    """Wait for the end, telling and asking ``watch``. Raises what it gives, EncodeStalled, or what ended a reading."""
    signs, since = (0, 0, 0), time.monotonic()
    while any(read.running() for read in reads) or process.poll() is None:
        if reason := watch.stopped():
            raise reason
        written = path.stat() if path.exists() else None
        now = (len(listing), written.st_size, written.st_mtime_ns) if written else (len(listing), 0, 0)
        if now != signs:
            signs, since = now, time.monotonic()
            watch.on_frames(len(listing))
        elif time.monotonic() - since > watch.stall_seconds:
            raise EncodeStalled(f"It was at frame {len(listing)} for {watch.stall_seconds:.0f} s.")
        done = wait(reads, LOOK_SECONDS, FIRST_EXCEPTION).done
        if len(done) == len(reads):
            process.wait()
        for read in done:
            read.result()


def _end(process: "subprocess.Popen[bytes]", reads: "list[Future[None]]") -> None:
    """Kill what still runs; its pipes then end, so do those who read them, and only then are the pipes closed."""
    if process.poll() is None:
        process.kill()
    wait(reads)
    sandbox.stop(process)


def _read(pipe: IO[bytes] | None, take: Callable[[str], None]) -> None:
    """Hand on whole lines; a killed ffmpeg leaves half a one."""
    for line in pipe or ():
        if line.endswith(b"\n"):
            take(line.decode("utf-8", "replace").rstrip())


def _over_a_limit(process: Child, log: "Log", output: Path, tools: Tools) -> VtsError | None:
    """Name the limit of its job that a run met; None if it was none of them."""
    if process.took_too_long:
        return TookTooLong()
    most = tools.limits.get("FSIZE")
    if (
        most is not None and output.exists() and output.stat().st_size >= most
    ):  # what is cut off at its end may exit with 0
        return OutputTooLarge()
    memory = next((line for line in log.errors if NO_MEMORY.search(line)), None)
    return TookTooMuchMemory(memory) if memory and process.returncode and "DATA" in tools.limits else None


def _failure(code: int, log: "Log") -> VtsError:
    """Name the cause of an exit code that is not 0."""
    last = " / ".join(list(log.errors)[-3:])
    if code < 0:
        return EncoderCrashed(f"It was ended by signal {-code}. {last}".strip())
    if code == WALLS_FAILED:
        return EncoderCrashed(f"It could not be confined. {log.last}".strip())
    if any("No space left on device" in line for line in log.errors):
        return DiskFull(last)
    if missing := next((line for line in log.errors if MISSING.search(line)), None):
        return EncoderMissing(missing)
    opening = any(OPENING.search(line) for line in log.errors)  # a decoder may have the encoder's name
    if not opening and any(complaint.kind not in {"harmless", "limit"} for complaint, _ in log.complaints):
        return SourceDamaged(last)
    return EncoderFailed(f"It ended with {code}. {last}".strip())


class Log:
    """ffmpeg's log, line by line: the last of it, the complaints, and the figures of its closing lines."""

    def __init__(self, argv: list[str], url: str = "") -> None:
        """Begin with the command; ``url`` is kept out of what is told."""
        self._url = url
        self.argv = [self._clean(part) for part in argv]
        self.decoded = 0
        self.cpu_seconds = 0.0
        self.sound = Probed()
        self.errors: deque[str] = deque(maxlen=20)
        self.pixel_formats: tuple[str, ...] = ()  # of the frames that went into filters, each once
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._count: Counter[str] = Counter()
        self._first: dict[str, Complaint] = {}
        self._opened = False

    def read(self, line: str) -> None:
        """Take one line."""
        if self.sound.read(line) or PLACE.match(line):
            return  # where a film was recorded is personal
        line = self._clean(line)
        if found := DECODED.search(line):
            self.decoded = int(found[1])
        if found := BENCH.search(line):
            self.cpu_seconds = round(float(found[1]) + float(found[2]), 3)
        if (given := GIVEN.search(line)) and given[1] not in self.pixel_formats:
            self.pixel_formats += (given[1],)
        if "[verbose]" not in line or found or "packets read" in line:
            self._lines.append(line)
        if "[error]" in line or "[fatal]" in line or line.startswith("walls:"):
            self.errors.append(line)
        if line.startswith(OPENED) and not self._opened:
            self._open()
        if complaint := log_classifier.read(line):
            kind = f"{complaint.kind} {NUMBERS.sub('#', complaint.text)}"
            if kind in self._first or len(self._first) < KINDS_KEPT:
                self._first.setdefault(kind, complaint)
                self._count[kind] += 1

    def _open(self) -> None:
        """Forget what decoders said while ffmpeg looked into all streams, also those left out: it decodes the others again."""
        self._opened = True
        for kind in [kind for kind, complaint in self._first.items() if log_classifier.is_of_decoder(complaint)]:
            del self._first[kind], self._count[kind]

    @property
    def last(self) -> str:
        """The last line."""
        return self._lines[-1] if self._lines else ""

    @property
    def complaints(self) -> tuple[tuple[Complaint, int], ...]:
        """Each kind of complaint once, and how often it came."""
        return tuple((complaint, self._count[kind]) for kind, complaint in self._first.items())

    @property
    def text(self) -> str:
        """The command and the last lines."""
        return "\n".join([shlex.join(self.argv), "", *self._lines, ""])

    def _clean(self, text: str) -> str:
        """Take out the address of the source, which holds a secret."""
        return text.replace(self._url, "source").replace(self._url.rsplit("/", 1)[-1], "source") if self._url else text
