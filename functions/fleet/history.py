"""How each host fared over the last 15 minutes, for the charts of the page.

A host keeps samples of itself in a document of its own, beside the report that pollers read each second and that has to stay
small. Whoever asks reads what was written, so a chart costs no host anything.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean
from time import monotonic

from pydantic import BaseModel, ConfigDict, Field

from functions.common.ttl_cache import TtlCache
from functions.fleet import hosts
from functions.fleet.hosts import HostLoad
from functions.jobs import unreadable
from functions.jobs.model import Document, JobTable

KIND = "host-history"  # document kind: the samples of each host
SPAN = timedelta(minutes=15)
EVERY = timedelta(seconds=15)  # a sample, hence 60 of a host, some 8 kB
_MOST_REPORTS = 60  # between two samples there are eight; more come only while the table's clock is set back


class Sample(BaseModel):
    """How a host was at one moment."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    cpu_percent: float = Field(description="All cores together, 0 to 100: the mean since the sample before.")
    memory_percent: float = Field(description="0 to 100: the mean since the sample before.")
    disk_free: int = Field(description="Free space of the work folder, bytes.")
    load_average: float = Field(description="Over the last minute.")
    jobs: int = Field(description="How many jobs ran on it.")


class HostHistory(BaseModel):
    """One host: its last report, and how it came to that."""

    model_config = ConfigDict(frozen=True)

    load: HostLoad
    silent: bool = Field(description="It has stopped reporting without a goodbye; `load.seen_at` says when.")
    samples: tuple[Sample, ...] = Field(description="Oldest first.")


class SystemHistory(BaseModel):
    """The hosts that reported within the span, by name, also those that are silent now."""

    model_config = ConfigDict(frozen=True)

    span_seconds: float = Field(description="How far the samples reach back.")
    every_seconds: float = Field(description="Time between two samples of a host.")
    hosts: tuple[HostHistory, ...]


# ---------------------------------------------------------------- on the host itself


class Sampler:
    """The samples that a host keeps of itself. For one thread at a time."""

    def __init__(self, table: JobTable) -> None:
        """Write into ``table``."""
        self._table = table
        self._reports: deque[HostLoad] = deque(maxlen=_MOST_REPORTS)
        self._samples: list[Sample] | None = None

    def add(self, load: HostLoad, at: datetime) -> None:
        """Take a report that the table got ``at``; write the samples down when another is due. Raises TableUnavailable."""
        if self._samples is None:  # a host that starts again goes on where it stopped
            self._samples = _kept(self._table, load)
        self._reports.append(load)
        if self._samples and abs(at - self._samples[-1].at) < EVERY:
            return
        self._samples = [*(sample for sample in self._samples if sample.at > at - SPAN), _sample(self._reports, at)]
        self._reports.clear()
        samples = [sample.model_dump(mode="json") for sample in self._samples]
        self._table.put_document(KIND, hosts.key(load), {"samples": samples})


def _sample(reports: deque[HostLoad], at: datetime) -> Sample:
    latest = reports[-1]
    return Sample(
        at=at,
        cpu_percent=round(fmean(report.cpu_percent for report in reports), 1),
        memory_percent=round(fmean(report.memory_percent for report in reports), 1),
        disk_free=latest.disk_free,
        load_average=round(latest.load_average[0], 2),
        jobs=len(latest.jobs),
    )


def _kept(table: JobTable, load: HostLoad) -> list[Sample]:
    return list(unreadable.first(table.documents(KIND, hosts.key(load)), samples_of) or ())


# ---------------------------------------------------------------- whoever asks


def read(table: JobTable, silent_after_seconds: float = hosts.SILENT_AFTER_SECONDS) -> SystemHistory:
    """Read the hosts that reported within the span of the table's clock, and their samples. Raises TableUnavailable."""
    now = table.now()
    silent_before = now - timedelta(seconds=silent_after_seconds)
    samples = dict(unreadable.readable(table.documents(KIND), lambda document: (document.key, samples_of(document))))

    def history(document: Document) -> HostHistory:
        return HostHistory(
            load=hosts.load_of(document),
            silent=document.written_at < silent_before,
            samples=tuple(sample for sample in samples.get(document.key, ()) if sample.at > now - SPAN),
        )

    lately = (document for document in table.documents(hosts.KIND) if document.written_at > now - SPAN)
    found = list(unreadable.readable(lately, history))
    return SystemHistory(
        span_seconds=SPAN.total_seconds(),
        every_seconds=EVERY.total_seconds(),
        hosts=tuple(sorted(found, key=lambda host: (host.load.host, host.load.role))),
    )


def samples_of(document: Document) -> tuple[Sample, ...]:
    """Read the samples of a host. Raises KeyError, TypeError or ValidationError for what is none."""
    found = tuple(map(Sample.model_validate, document.body["samples"]))
    if any(sample.at.tzinfo is None for sample in found):
        raise ValueError("samples: a moment without its offset from UTC")
    return found


class Histories(TtlCache[SystemHistory]):
    """Answers pollers from memory: however many ask, the table is read at most once in ``fresh_seconds``."""

    def __init__(self, table: JobTable, *, fresh_seconds: float = 5.0, clock: Callable[[], float] = monotonic) -> None:
        """Read ``table`` when first asked; ``clock`` gives seconds."""
        super().__init__(lambda: read(table), fresh_seconds, clock)
