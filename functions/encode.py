"""Runs a plan: ffmpeg in its walls, watched. Gives the proxy, and what was read of the source on the way.

While ffmpeg runs, one thread reads the source's packets from its standard output and one reads its log; the caller's thread
asks ``watch`` four times a second and more whether to go on. The command and the end of the log are always left in the
work folder (``log_text``), whatever came of the run.
"""

import re
import shlex
import subprocess
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Protocol

from functions import command, complaints, confine, packets, sniff
from functions.complaints import Complaint
from functions.confine import Tools
from functions.errors import (
    DiskFull,
    EncoderCrashed,
    EncoderFailed,
    EncoderMissing,
    EncodeStalled,
    SourceDamaged,
    VtsError,
)
from functions.packets import Packets
from functions.plan import Plan, made_constant
from functions.sniff import Family

LOOK_SECONDS = 0.15  # between two looks at the watch; a cancelled ffmpeg has to be gone well within a second
LOG_LINES = 200
KINDS_KEPT = 50  # different complaints; a damaged file may give millions of lines
LOG_NAME = "ffmpeg.log"
WALLS_FAILED = 125  # exit code of walls.py when ffmpeg was never started
NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")
DECODED = re.compile(r"Input stream #0:\d+ \(video\): \d+ packets read .*; (\d+) frames decoded")
BENCH = re.compile(r"bench: utime=([\d.]+)s stime=([\d.]+)s")
MISSING = re.compile(r"Unknown (encoder|decoder)|No such filter|Unrecognized option|Option .* not found")
POSTER_AT, POSTER_SECONDS, POSTER_FRAMES = 0.1, 1.0, 24  # share of the duration; length of the window; frames looked at
POSTER_WIDTH, POSTER_PATIENCE = 1280, 60.0  # pixels; seconds


class Reader(Protocol):
    """What is needed of source.Reader."""

    @property
    def url(self) -> str:
        """Address of the source."""

    @property
    def port(self) -> int:
        """Port of that address."""


class Watch(Protocol):
    """What the encoder tells, and asks, while it runs. Its calls come from the thread that called ``run``."""

    stall_seconds: float

    def on_frames(self, frames: int) -> None:
        """Be told how many frames of the source have been taken in so far."""

    def stopped(self) -> VtsError | None:
        """Say why the work must end now, such as Cancelled or DeadlineReached; None to go on."""


@dataclass(frozen=True)
class Encoded:
    """A finished run: the proxy, and what ffmpeg read of the source to make it."""

    path: Path
    plan: Plan  # as carried out: the one given, or made constant
    packets: Packets
    decoded: int  # frames of video that came out of the decoder
    complaints: tuple[tuple[Complaint, int], ...]  # each kind of complaint once, and how often it came
    argv: tuple[str, ...]
    log: str
    cpu_seconds: float


def run(plan: Plan, reader: Reader, family: Family, tools: Tools, folder: Path, watch: Watch) -> Encoded:
    """Make the proxy in ``folder``, reading the source once; a second time only when an even rate was stated wrongly.

    Raises what ``watch.stopped`` gives, EncodeStalled (nothing read or written for ``watch.stall_seconds``), DiskFull,
    EncoderMissing, EncoderCrashed (ended by a signal), SourceDamaged or EncoderFailed (any other exit but 0). ffmpeg's
    success is no proof: hold the proxy against plan and packets before using it.
    """
    encoded = _once(plan, reader, family, tools, folder, watch)
    damaged = any(complaint.kind == "damage" for complaint, _ in encoded.complaints)
    wants_even = plan.profile.picture.variable_rate == "constant" and plan.timing == "kept"
    if wants_even and not damaged and not _even(encoded):
        return _once(made_constant(plan), reader, family, tools, folder, watch)
    return encoded


def log_text(folder: Path) -> str:
    """Give the command and the end of the log of the last run in ``folder``; empty when there was none."""
    path = folder / LOG_NAME
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _even(encoded: Encoded) -> bool:
    """Whether the frames that were decoded are evenly spaced; lost ones among the first may leave a hole."""
    read, fps = encoded.packets, Fraction(encoded.plan.rate)
    frames = read.frames(fps, interlaced=encoded.plan.interlaced)
    lost = len(frames) - encoded.decoded
    return packets.even(frames, read.time_base, fps) and lost in {0, read.undecodable(frames)}


def _once(plan: Plan, reader: Reader, family: Family, tools: Tools, folder: Path, watch: Watch) -> Encoded:
    path = folder / f"proxy{plan.extension}"
    argv = command.argv(plan, tools.ffmpeg, reader.url, confine.guards(family), path)
    source, log = Packets(), _Log(argv, reader.url)
    process = confine.start(argv, tools=tools, writes=folder, port=reader.port)
    with ThreadPoolExecutor(2, "ffmpeg") as threads:
        reads = [threads.submit(_read, process.stdout, source.read), threads.submit(_read, process.stderr, log.read)]
        try:
            _attend(process, reads, source, path, watch)
        finally:
            _end(process, reads)
            if process.returncode:
                path.unlink(missing_ok=True)  # half a proxy is of no use, and on a full disk the log needs its room
            (folder / LOG_NAME).write_text(log.text, encoding="utf-8", errors="replace")
    if process.returncode:
        raise _failure(process.returncode, log)
    watch.on_frames(len(source))
    return Encoded(path, plan, source, log.decoded, log.complaints, tuple(log.argv), log.text, log.cpu_seconds)


def _attend(
    process: "subprocess.Popen[bytes]", reads: "list[Future[None]]", source: Packets, path: Path, watch: Watch
) -> None:
    """Wait for the end, telling and asking ``watch``. Raises what it gives, EncodeStalled, or what ended a reading."""
    signs, since = (0, 0, 0), time.monotonic()
    while any(read.running() for read in reads) or process.poll() is None:
        if reason := watch.stopped():
            raise reason
        written = path.stat() if path.exists() else None
        now = (len(source), written.st_size, written.st_mtime_ns) if written else (len(source), 0, 0)
        if now != signs:
            signs, since = now, time.monotonic()
            watch.on_frames(len(source))
        elif time.monotonic() - since > watch.stall_seconds:
            raise EncodeStalled(f"It was at frame {len(source)} for {watch.stall_seconds:.0f} s.")
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
    confine.stop(process)


def _read(pipe: IO[bytes] | None, take: Callable[[str], None]) -> None:
    """Hand on whole lines; a killed ffmpeg leaves half a one."""
    for line in pipe or ():
        if line.endswith(b"\n"):
            take(line.decode("utf-8", "replace").rstrip())


def _failure(code: int, log: "_Log") -> VtsError:
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
    if any(complaint.kind != "harmless" for complaint, _ in log.complaints):
        return SourceDamaged(last)
    return EncoderFailed(f"It ended with {code}. {last}".strip())


class _Log:
    """ffmpeg's log, line by line: the last of it, the complaints, and the figures of its closing lines."""

    def __init__(self, argv: list[str], url: str) -> None:
        self._url = url
        self.argv = [self._clean(part) for part in argv]
        self.decoded = 0
        self.cpu_seconds = 0.0
        self.errors: deque[str] = deque(maxlen=20)
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._count: Counter[str] = Counter()
        self._first: dict[str, Complaint] = {}

    def read(self, line: str) -> None:
        line = self._clean(line)
        if found := DECODED.search(line):
            self.decoded = int(found[1])
        if found := BENCH.search(line):
            self.cpu_seconds = round(float(found[1]) + float(found[2]), 3)
        if "[verbose]" not in line or found or "packets read" in line:
            self._lines.append(line)
        if "[error]" in line or "[fatal]" in line or line.startswith("walls:"):
            self.errors.append(line)
        if complaint := complaints.read(line):
            kind = f"{complaint.kind} {NUMBERS.sub('#', complaint.text)}"
            if kind in self._first or len(self._first) < KINDS_KEPT:
                self._first.setdefault(kind, complaint)
                self._count[kind] += 1

    @property
    def last(self) -> str:
        return self._lines[-1] if self._lines else ""

    @property
    def complaints(self) -> tuple[tuple[Complaint, int], ...]:
        return tuple((complaint, self._count[kind]) for kind, complaint in self._first.items())

    @property
    def text(self) -> str:
        return "\n".join([shlex.join(self.argv), "", *self._lines, ""])

    def _clean(self, text: str) -> str:
        """Take out the address of the source, which holds a secret."""
        return text.replace(self._url, "source").replace(self._url.rsplit("/", 1)[-1], "source")


def poster(path: Path, seconds: float, tools: Tools) -> bytes:
    """Give a JPEG of a frame that stands for the proxy at ``path``, ``seconds`` long: upright, square pixels, at most 1280 wide.

    The most typical of the frames in a second from a tenth of its length on, so rarely a black one; where no frame begins
    there, of its first frames. Raises EncoderFailed.
    """
    window = ["-ss", f"{seconds * POSTER_AT:.3f}", "-t", f"{POSTER_SECONDS:.3f}"]
    picture, errors = _picture(path, window, tools)
    if not picture:
        picture, errors = _picture(path, [], tools)
    if not picture.startswith(b"\xff\xd8"):
        raise EncoderFailed(f"There is no poster. {errors[-300:]}")
    return picture


def _picture(path: Path, window: list[str], tools: Tools) -> tuple[bytes, str]:
    """Run ffmpeg for one typical frame of the window; the JPEG, or nothing, and what ffmpeg said."""
    guards = confine.options(confine.local_guards(sniff.MOV))
    scale = f"scale=w='trunc(min({POSTER_WIDTH},iw*sar)/2)*2':h='trunc(ih*ow/(iw*sar)/2)*2':out_range=pc"
    shape = ["-vf", f"thumbnail={POSTER_FRAMES},{scale},setsar=1,format=yuvj420p", "-frames:v", "1", "-q:v", "4"]
    argv = [tools.ffmpeg, "-v", "error", "-nostdin", *guards, *window, "-i", f"file:{path}", "-map", "0:V:0", *shape]
    process = confine.start([*argv, "-f", "mjpeg", "pipe:1"], tools=tools, reads=[path])
    try:
        picture, errors = process.communicate(timeout=POSTER_PATIENCE)
    except subprocess.TimeoutExpired as late:
        raise EncoderFailed(f"The poster was not done in {POSTER_PATIENCE:.0f} s.") from late
    finally:
        confine.stop(process)
    return picture, errors.decode("utf-8", "replace")
