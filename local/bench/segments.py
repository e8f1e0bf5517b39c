"""A film made in segments: shared by two workers, and held against the same film made in one pass.

On a stack of its own, where each ffmpeg has one thread, so that a worker is a core.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from functions.segments.manifest import JOIN, SOUND
from local.bench import clips, likeness, measured_stack
from local.bench import workers as crew
from local.bench.figures import Bar, Figure, Samples, difference, ratio
from local.bench.measured_stack import JobEndedOtherwise, MeasuredStack, seconds_between, until
from local.bench.scale import Scale
from local.bench.workers import Worker
from local.client.api import Job

ONE_THREAD = {"FFMPEG_THREADS": "1"}
_HUNDRED_MB = 100_000_000
_MB = 1_000_000
_SETTLED_SECONDS = 60


@dataclass(frozen=True)
class Run:
    """A film that was made: its job, the seconds and CPU-seconds it took, and what its workers logged of it."""

    job: Job
    seconds: float
    cpu_seconds: float
    lines: list[dict[str, Any]]

    @property
    def size(self) -> int:
        """Bytes of its proxy."""
        return int((self.job["proxy"] or {})["size"])

    def told(self, event: str, **fields: object) -> list[dict[str, Any]]:
        """Give the lines of this event with these fields."""
        return [line for line in self.lines if line["event"] == event and fields.items() <= line.items()]


def measure(measured: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give six figures: two workers against one, and the index; CPU, size and PSNR against one pass, and the join."""
    ffmpeg, folder = measured.running.ffmpeg, measured.folder / "segments"
    plain = clips.plain(ffmpeg, measured.folder, scale.shared_seconds)
    noisy = clips.film(ffmpeg, measured.folder, scale.compared_seconds)
    folder.mkdir(exist_ok=True)
    with (
        measured_stack.own(folder, lambda _: None, environment=ONE_THREAD) as alone,
        alone.settings(segment_from_seconds=1, segment_seconds=scale.segment_seconds, max_concurrent_jobs=1),
    ):
        yield from _shared(alone, plain, scale)
        yield from _compared(alone, noisy, scale)


# ---------------------------------------------------------------- by one worker, and by two


def _shared(alone: MeasuredStack, film: Path, scale: Scale) -> Iterator[Figure]:
    """Make a plain film by one worker and by two, in turn."""
    by_one, by_two = [], []
    for number in range(scale.shared_rounds):
        for two in (number % 2 == 1, number % 2 == 0):
            if two:
                with crew.another(alone, f"second-{number}") as second:
                    by_two.append(_in_segments(alone, film, crew.own(alone), second))
            else:
                by_one.append(_in_segments(alone, film, crew.own(alone)))
    length = f"{scale.shared_seconds / 60:g} min of 1080p in segments"
    yield ratio(
        "segments_shared",
        f"{length}: time of two workers, over half of that of one",
        Bar(1.1, "at most"),
        Samples("two workers", "s", tuple(run.seconds for run in by_two)),
        Samples("half of one worker's", "s", tuple(run.seconds / 2 for run in by_one)),
        _parts(by_one[0]),
    )
    indexed = [line["seconds"] for run in (*by_one, *by_two) for line in run.told("indexed", by="moov")]
    bar = Bar(0.2, "at most", "s")
    if not indexed:
        yield Figure("segments_index", f"{length}: its index, by the moov", bar, note="It was not read from the moov.")
        return
    read = Samples("each reading", "s", tuple(indexed))
    yield Figure("segments_index", f"{length}: its index, by the moov", bar, read.median, (read,))


def _parts(run: Run) -> str:
    """Say what a run was made of."""
    pieces = [line["seconds"] for line in run.told("piece_done") if line["piece"].isdigit()]
    named = {SOUND: "sound", JOIN: "join and publishing"}  # copied sound is no piece of its own
    others = [
        f"{named[line['piece']]} {line['seconds']:.2f} s" for line in run.told("piece_done") if line["piece"] in named
    ]
    return ", ".join([f"one worker: {len(pieces)} segments of {median(pieces):.2f} s", *others])


# ---------------------------------------------------------------- in one pass, and in segments


def _compared(alone: MeasuredStack, film: Path, scale: Scale) -> Iterator[Figure]:
    """Make a film with noise in one pass and in segments, in turn."""
    whole, cut = [], []
    for number in range(scale.compared_rounds):
        for in_segments in (number % 2 == 1, number % 2 == 0):
            if in_segments:
                cut.append(_in_segments(alone, film, crew.own(alone)))
            else:
                with alone.settings(segment_from_seconds=0):
                    whole.append(_run(alone, film, crew.own(alone)))
    length = f"{scale.compared_seconds:g} s of 1080p with noise in segments"
    for name, what, unit, limit, value in _MEASURES:
        ours, theirs = (
            Samples(label, unit, tuple(value(run) for run in runs))
            for label, runs in (("in segments", cut), ("one pass", whole))
        )
        yield ratio(name, f"{length}, over one pass: {what}", Bar(limit, "at most"), ours, theirs, _parts(cut[0]))
    yield _alike(alone, film, length, whole[0], cut[0])
    yield _joined(cut)


_MEASURES: tuple[tuple[str, str, str, float, Callable[[Run], float]], ...] = (
    ("segments_cpu", "CPU time", "s", 1.05, lambda run: run.cpu_seconds),
    ("segments_size", "size of the proxy", "MB", 1.02, lambda run: run.size / _MB),
)


def _alike(alone: MeasuredStack, film: Path, length: str, whole: Run, cut: Run) -> Figure:
    """Hold both proxies against their source."""
    one_pass, segments = (
        Samples(name, "dB", (likeness.psnr(alone, film, run.job),))
        for name, run in (("one pass", whole), ("in segments", cut))
    )
    return difference(
        "segments_psnr", f"{length}: PSNR lost to one pass", Bar(0.02, "at most", "dB"), one_pass, segments
    )


def _joined(cut: list[Run]) -> Figure:
    """Scale the time of each join to a proxy of 100 MB."""
    copied = [line["seconds"] / line["size"] for run in cut for line in run.told("joined")]
    turns = [line["seconds"] / run.size for run in cut for line in run.told("piece_done", piece=JOIN)]
    copies, whole = (tuple(each * _HUNDRED_MB for each in seconds) for seconds in (copied, turns))
    joining = Samples("joining", "s", copies)
    around = Samples("with fetching, verifying, poster and publishing", "s", whole)
    claim = f"joining 100 MB of proxy, by one of {cut[0].size / _MB:.0f} MB"
    return Figure("segments_join", claim, Bar(1, "at most", "s"), joining.median, (joining, around))


# ---------------------------------------------------------------- a run


def _in_segments(alone: MeasuredStack, film: Path, *workers: Worker) -> Run:
    """Send the film, which has to be made in segments. Raises JobEndedOtherwise."""
    run = _run(alone, film, *workers)
    if not run.told("cut"):
        raise JobEndedOtherwise(f"It was made in one pass: {[line['reason'] for line in run.told('one_pass')]}.")
    return run


def _run(alone: MeasuredStack, film: Path, *workers: Worker) -> Run:
    """Send the film, wait until it is done, and ask its workers what that took."""
    before = [worker.cpu_seconds for worker in workers]
    sent = alone.send(film)
    job = alone.done(sent.job_id)

    def settled() -> list[dict[str, Any]] | None:
        lines = [line for worker in workers for line in worker.lines(sent.job_id)]
        return lines if is_settled(lines) else None

    lines = until(settled, "What the worker does behind the end of a job", _SETTLED_SECONDS)
    taken = sum(worker.cpu_seconds for worker in workers) - sum(before)
    return Run(job, seconds_between(sent.arrived_at, job["finished_at"]), taken, lines)


def is_settled(lines: list[dict[str, Any]]) -> bool:
    """Whether a job that is done has, by these lines, nothing left to be done: what a film was joined from is cleared away."""
    if any(line["event"] == "cut" for line in lines):
        return any(line["event"] == "piece_done" and line["piece"] == JOIN for line in lines)
    return any(line["event"] == "published" for line in lines)
