"""The hosts that work: how loaded each is, what it runs, and whether it has room for another job.

A host measures itself and writes that down beside the jobs; whoever asks reads what was written. So a poller costs no host
anything, and the answer is the same whichever API process gives it.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean
from time import monotonic
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from functions.common.ttl_cache import TtlCache
from functions.ffmpeg import tiers
from functions.jobs import unreadable
from functions.jobs.model import Document, JobTable
from functions.jobs.settings import AppConfig

KIND = "host"  # document kind: the last report of each host
SILENT_AFTER_SECONDS = 15.0  # a host reports every 2 s; one this silent is gone, or as good as gone
MIB = 1024**2
MEMORY_NEEDED = 512 * MIB
"""Memory a host must have available to take a job, bytes. Largest resident size of ffmpeg 5.1.9 on two cores: 185 MiB for
1080p to web-720p, 252 MiB for 2160p to web-720p, 244 MiB for 2160p to ProRes; more cores take more."""
DISK_NEEDED = 1024 * MIB
"""Free space of the work folder a host must have to take a job, bytes: half an hour of web-720p at 4.5 Mbit/s. How much a
proxy takes is not known before its source is probed; one that fills the disk all the same is tried again."""


class HostLoad(BaseModel):
    """What one host reports of itself. Sizes are bytes."""

    model_config = ConfigDict(frozen=True)

    host: str
    role: str = "worker"
    cpu_percent: float = Field(description="All cores together, 0 to 100, since the report before.")
    memory_percent: float = Field(description="0 to 100.")
    memory_total: int
    memory_available: int = Field(description="What new processes can have without swapping.")
    disk_free: int = Field(description="Free space of the work folder.")
    load_average: tuple[float, float, float] = Field(description="Over 1, 5 and 15 minutes.")
    jobs: tuple[str, ...] = Field((), description="Ids of the jobs that run on it.")
    cores: int | None = Field(None, description="Processors that it may use.")
    ffmpeg: str | None = Field(None, description="Version of its ffmpeg.")
    encoders: tuple[str, ...] = Field((), description="Those that profiles ask for and its ffmpeg has, by name.")
    draining: bool = Field(
        default=False, description="It was told to stop: it finishes what ends soon, and takes no more."
    )
    sandbox: str | None = Field(None, description=f"Walls around its ffmpeg, as a tier: {', '.join(tiers.WORDS)}.")
    refusing: str | None = Field(None, description="Why it takes no more jobs; null while it does.")
    seen_at: datetime | None = Field(None, description="When the job table got this report.")


class Skills(BaseModel):
    """What a host can do, as long as it runs; placement.py tells."""

    model_config = ConfigDict(frozen=True)

    cores: int | None = None
    ffmpeg: str | None = None
    encoders: tuple[str, ...] = ()
    sandbox: str | None = None


class Free(NamedTuple):
    """What a machine has free, bytes: memory that needs no swapping, and disk where it works."""

    memory: int
    disk: int


class SystemLoad(BaseModel):
    """The hosts that reported lately, by name, and the mean of them; null where there is none."""

    model_config = ConfigDict(frozen=True)

    cpu_percent: float | None
    memory_percent: float | None
    hosts: tuple[HostLoad, ...]


# ---------------------------------------------------------------- on the host itself


def measure(work_dir: Path, jobs: Sequence[str] = (), *, host: str = "", skills: Skills | None = None) -> HostLoad:
    """Measure this machine; ``jobs`` are the ids it runs, ``host`` its name (default: the host name).

    The only place that asks the operating system. CPU is since the last call of this process; the first covers the time
    since boot. Memory is the machine's, also inside a container with a limit of its own.
    """
    import psutil

    memory = psutil.virtual_memory()
    return HostLoad(
        host=host or socket.gethostname(),
        cpu_percent=_processor.percent(),
        memory_percent=memory.percent,
        memory_total=memory.total,
        memory_available=memory.available,
        disk_free=free(work_dir).disk,
        load_average=psutil.getloadavg(),
        jobs=tuple(jobs),
        **dict(skills or Skills()),
    )


def free(work_dir: Path) -> Free:
    """Ask what this machine has free at this moment."""
    import psutil

    existing = next(folder for folder in (work_dir, *work_dir.absolute().parents) if folder.exists())
    return Free(psutil.virtual_memory().available, psutil.disk_usage(str(existing)).free)


def room_for_another(load: HostLoad, settings: AppConfig, running: int) -> str | None:
    """Say why the host takes no further job while it runs ``running``; None when it does."""
    if running >= settings.max_concurrent_jobs:
        return f"It runs {running} jobs; max_concurrent_jobs is {settings.max_concurrent_jobs}."
    if load.memory_available < MEMORY_NEEDED:
        return f"It has {load.memory_available // MIB} MiB of memory available; a job needs {MEMORY_NEEDED // MIB} MiB."
    if load.disk_free < DISK_NEEDED:
        return f"Its work folder has {load.disk_free // MIB} MiB free; a job needs {DISK_NEEDED // MIB} MiB."
    return None


def report(table: JobTable, load: HostLoad) -> datetime:
    """Write down how this host is; the moment the table got it. Raises TableUnavailable."""
    written = table.put_document(KIND, key(load), load.model_dump(mode="json", exclude={"seen_at"}))
    return written.written_at if written else table.now()


def leave(table: JobTable, load: HostLoad) -> None:
    """Say goodbye: a host that was stopped is not one that went silent. Raises TableUnavailable."""
    table.delete_document(KIND, key(load))


def key(load: HostLoad) -> str:
    """Give the key of the documents of a host: one host may have several roles."""
    return f"{load.role}/{load.host}"


class _Processor:
    """How busy the cores were since they were last asked about, by whichever thread: psutil.cpu_percent counts by thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._total = self._idle = self._percent = 0.0

    def percent(self) -> float:
        import psutil

        with self._lock:
            times = psutil.cpu_times()
            guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)  # Linux counts them as user too
            total, idle = sum(times) - guests, times.idle + getattr(times, "iowait", 0.0)
            passed, idled = total - self._total, idle - self._idle
            if passed > 0:
                self._percent = round(min(max(100 * (1 - idled / passed), 0.0), 100.0), 1)
                self._total, self._idle = total, idle
            return self._percent


_processor = _Processor()


# ---------------------------------------------------------------- whoever asks


def live(table: JobTable, silent_after_seconds: float = SILENT_AFTER_SECONDS) -> SystemLoad:
    """Read the hosts that reported within ``silent_after_seconds`` of the table's clock. Raises TableUnavailable."""
    oldest = table.now() - timedelta(seconds=silent_after_seconds)
    documents = [document for document in table.documents(KIND) if document.written_at >= oldest]
    loads = list(unreadable.readable(documents, load_of))
    return SystemLoad(
        cpu_percent=round(fmean(load.cpu_percent for load in loads), 1) if loads else None,
        memory_percent=round(fmean(load.memory_percent for load in loads), 1) if loads else None,
        hosts=tuple(sorted(loads, key=lambda load: (load.host, load.role))),
    )


def load_of(document: Document) -> HostLoad:
    """Read the report of a host. Raises ValidationError for what is none."""
    return HostLoad.model_validate({**document.body, "seen_at": document.written_at})


class Loads(TtlCache[SystemLoad]):
    """Answers pollers from memory: however many ask, the table is read at most once in ``fresh_seconds``."""

    def __init__(
        self,
        table: JobTable,
        *,
        silent_after_seconds: float = SILENT_AFTER_SECONDS,
        fresh_seconds: float = 1.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Read ``table`` when first asked; ``clock`` gives seconds."""
        super().__init__(lambda: live(table, silent_after_seconds), fresh_seconds, clock)
