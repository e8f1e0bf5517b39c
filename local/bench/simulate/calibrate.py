"""Measures on this machine what speeds.py needs: a short film made in pieces and joined, by the real commands, in CPU-seconds.

CPU-seconds do not depend on what else the machine does. What is measured is small, and long films are many times that.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import VtsError
from functions.ffmpeg import runs, sandbox
from functions.ffmpeg.process import Meter
from functions.ffmpeg.sandbox import Tools
from functions.media.container import MOV
from functions.media.facts import Media
from functions.media.mp4 import aac_gaps, boxes
from functions.media.mp4.boxes import Top
from functions.media.packets import Packets
from functions.plan import estimate as estimates
from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.segments import commands, cuts, moov, shares
from functions.segments.cuts import Cut
from functions.steps import measure as measuring
from local.bench import clips
from local.bench.simulate.day import PROFILE
from local.bench.simulate.speeds import Speeds
from local.tools.ffmpeg import Pair

FILM_SECONDS = 12.0
JOINED = 40
"""How often the same part is joined to itself, so that there is something to be timed."""

_GB = 1e9


class CannotCalibrate(VtsError):
    """The film that is measured could not be cut."""


class _Bench(NamedTuple):
    """What is measured with, and what."""

    tools: Tools
    meter: Meter
    folder: Path
    film: Path
    media: Media
    plan: Plan

    def took(self, work: Callable[[], object]) -> float:
        """Give the CPU-seconds of ``work`` and of the programs that it starts."""
        before = self.meter.cpu_seconds + time.process_time()
        work()
        return self.meter.cpu_seconds + time.process_time() - before

    def run(self, argv: list[str], listing: runs.Listing, output: Path) -> None:
        """Run ffmpeg as a piece does."""
        runs.run(argv, listing, output=output, tools=self.tools, watch=_Patient())


class _Patient:
    """Lets the work go on."""

    stall_seconds = 600.0

    def on_frames(self, frames: int) -> None:
        """Nobody is told."""

    def stopped(self) -> None:
        """Nothing ends it."""


def measure(ffmpeg: Pair, folder: Path, seconds: float = FILM_SECONDS) -> Speeds:
    """Measure in ``folder`` with a film of so many seconds, each of which takes three of CPU.

    Raises what ffmpeg's runs raise, ClipFailed, and CannotCalibrate.
    """
    meter = Meter()
    tools, film = Tools(*ffmpeg, meter=meter), clips.film(ffmpeg.ffmpeg, folder, seconds)
    top = _top(film)
    media = aac_gaps.told(_fetch(film), film.stat().st_size, measuring.read_back(film, tools).measured.media)
    bench = _Bench(tools, meter, folder, film, media, plan.make(media, profile.load(PROFILE)))
    indexing, segments = _index(bench)
    parts = [folder / f"part-{segment.number}{bench.plan.extension}" for segment in segments]
    factors = [_piece(bench, segment, path) for segment, path in zip(segments, parts, strict=True)]
    sound, listing = _sound(bench)
    join, check = _join(bench, segments[-1], parts[-1])
    return Speeds(
        whole=factors[0],  # from the beginning, so without a group before
        piece=factors[-1],
        start=bench.took(lambda: measuring.read_back(film, tools)),
        indexing=indexing,
        sound=sound,
        share=_share(bench, top, segments),
        listing=listing,
        join=join,
        check=check,
    )


def _fetch(film: Path) -> boxes.Fetch:
    def fetch(at: int, end: int) -> bytes:
        with film.open("rb") as file:
            file.seek(at)
            return file.read(end - at)

    return fetch


def _top(film: Path) -> list[Top]:
    return boxes.top(_fetch(film), film.stat().st_size)


def _index(bench: _Bench) -> tuple[float, tuple[Cut, ...]]:
    """Find the keyframes by the moov, and cut; seconds, and the cuts. Raises CannotCalibrate."""
    began = time.monotonic()
    found = moov.read(_top(bench.film), bench.media)
    taken = time.monotonic() - began
    segments = cuts.make(found, bench.plan, bench.media.duration / 2, bench.media.start) if found else ()
    if len(segments) < 2:  # noqa: PLR2004
        raise CannotCalibrate
    return taken, segments


def _piece(bench: _Bench, segment: Cut, path: Path) -> float:
    """Make a segment and decode it, as segments/making.py does; CPU-seconds over the estimate."""
    guards, url = sandbox.local_guards(MOV), f"file:{bench.film}"

    def work() -> None:
        argv = commands.picture(bench.plan, segment, bench.tools.ffmpeg, url, guards, path)
        bench.run(argv, runs.Progress(), path)
        measuring.measure(path, bench.tools)
        measuring.header(path, bench.tools)

    estimate = estimates.of_picture(bench.media, bench.plan.model_copy(update={"frames": segment.frames}))
    return bench.took(work) / estimate.cpu_seconds


def _sound(bench: _Bench) -> tuple[float, float]:
    """Encode all sound, and list all packets; CPU-seconds for a second of sound, and for a GB listed."""
    guards, url, path = sandbox.local_guards(MOV), f"file:{bench.film}", bench.folder / "sound.mp4"
    encoding = plan.made_encoded(bench.plan)

    def sound() -> None:
        bench.run(commands.sound(encoding, bench.tools.ffmpeg, url, guards, path), Packets(), path)
        measuring.decode_sound(path, bench.tools)

    listed = commands.listing(bench.plan, bench.tools.ffmpeg, url, guards)
    listing = bench.took(lambda: bench.run(listed, Packets(), bench.folder / "list"))
    return max(bench.took(sound) - listing, 0.0) / bench.media.duration, listing / (bench.film.stat().st_size / _GB)


def _share(bench: _Bench, top: Sequence[Top], segments: tuple[Cut, ...]) -> float:
    """Take the shares of all segments, and decode them, as segments/making.py does; CPU-seconds for a second of sound."""
    lies = shares.of(top, bench.film.stat().st_size, bench.media, bench.plan, segments)
    if lies is None:
        raise CannotCalibrate
    path, fetch = bench.folder / "share", _fetch(bench.film)

    def work() -> None:
        for segment in segments:
            with path.open("w+b") as share:
                shares.take(lambda at, end: [fetch(at, end)], lies.share(segment.number), share)
                share.seek(0)
                (framed,) = lies.framed(segment.number, share)
            stream = bench.folder / "share.aac"
            stream.write_bytes(framed)
            measuring.framed_sound(stream, bench.tools)

    return bench.took(work) / bench.media.duration


def _join(bench: _Bench, segment: Cut, part: Path) -> tuple[float, float]:
    """Join a part to itself many times, and hold the whole, as segments/join.py does; CPU-seconds for a GB of each."""
    step, guards = segment.last - segment.shown + int(bench.plan.frame_ticks), sandbox.local_guards(MOV)
    many = [
        segment.model_copy(update={"number": n, "shown": n * step, "last": (n + 1) * step - 1}) for n in range(JOINED)
    ]
    listed, proxy = bench.folder / "parts.ffconcat", bench.folder / f"joined{bench.plan.extension}"
    listed.write_text(commands.playlist(bench.plan, many, [part] * JOINED), encoding="utf-8")
    argv = commands.join(bench.plan, many, 0, listed, None, bench.tools.ffmpeg, guards, proxy)

    def check() -> None:
        measuring.read_back(proxy, bench.tools)
        measuring.digest(proxy)

    joined, checked = bench.took(lambda: bench.run(argv, runs.Progress(), proxy)), bench.took(check)
    size = proxy.stat().st_size / _GB
    return joined / size, checked / size
