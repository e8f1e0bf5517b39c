"""What the worker itself needs for a source: its own memory, without ffmpeg's, and its temporary disk, small and large."""

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from local.bench import clips
from local.bench.figures import Bar, Figure, Samples, difference
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import GIB, MIB, Scale

_LOOK_SECONDS = 0.02


@dataclass
class Peak:
    """The most that was seen, bytes."""

    memory: int = 0
    disk: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def watch(self, worker: psutil.Process, work: Path) -> None:
        """Look at the worker's resident memory, and at what it has on disk with and without a name, until ended."""
        while not self.ended.wait(_LOOK_SECONDS):
            self.memory = max(self.memory, worker.memory_info().rss)
            self.disk = max(self.disk, size_of(work) + unnamed(worker.pid))


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give two figures: what a large source needs more than a small one, in memory, and of disk beyond the proxy."""
    small = clips.raw(deployment.running.ffmpeg, deployment.folder, scale.small_source)
    large = clips.raw(deployment.running.ffmpeg, deployment.folder, scale.large_source)
    _peak(deployment, small)  # what the first job imports and opens stays
    taken: dict[Path, list[Peak]] = {small: [], large: []}
    proxies: list[float] = []
    for _ in range(scale.memory_rounds):
        for path, peaks in taken.items():
            peak, proxy_size = _peak(deployment, path)
            peaks.append(peak)
            if path == large:
                proxies.append(proxy_size / MIB)
    sizes = f"{_size(large)} over {_size(small)}"
    memory = {path: tuple(peak.memory / MIB for peak in peaks) for path, peaks in taken.items()}
    yield difference(
        "worker_memory",
        f"worker's own memory, without ffmpeg: source of {sizes}",
        Bar(20, "at most", "MiB"),
        Samples("large", "MiB", memory[large]),
        Samples("small", "MiB", memory[small]),
    )
    yield difference(
        "worker_disk",
        f"temporary disk beyond the finished proxy: source of {_size(large)}",
        Bar(20, "at most", "MiB"),
        Samples("temporary disk", "MiB", tuple(peak.disk / MIB for peak in taken[large])),
        Samples("proxy", "MiB", tuple(proxies)),
    )


def size_of(folder: Path) -> int:
    """Give the bytes of all files under a folder, as they are at this moment; some may be deleted while this looks."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += (Path(parent) / name).stat().st_size
    return total


def unnamed(pid: int) -> int:
    """Give the bytes of the files that a process holds open without a name, as temporary ones are (Linux; elsewhere 0)."""
    total = 0
    for _, _, names in os.walk(f"/proc/{pid}/fd"):
        for name in names:
            with contextlib.suppress(OSError):  # it was closed while this looked
                found = os.stat(f"/proc/{pid}/fd/{name}")  # noqa: PTH116
                total += found.st_size if stat.S_ISREG(found.st_mode) and not found.st_nlink else 0
    return total


def _peak(deployment: MeasuredStack, path: Path) -> tuple[Peak, int]:
    """Run one job of this source; the most that its worker needed, and the size of the proxy, bytes."""
    work = Path(deployment.environment["WORK_DIR"])
    peak, worker = Peak(), psutil.Process(deployment.pid("worker"))
    watching = threading.Thread(target=peak.watch, args=(worker, work), name="peak")
    watching.start()
    try:
        sent = deployment.send(path)
        job = deployment.done(sent.job_id)
    finally:
        peak.ended.set()
        watching.join()
    proxy = job["proxy"] or {}
    deployment.clear(sent.job_id)
    return peak, int(proxy.get("size", 0))


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / GIB:.1f} GiB" if size >= GIB / 2 else f"{size / MIB:.1f} MiB"
