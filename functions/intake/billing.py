"""Bills: what each job and each day has cost, and the ceilings that the settings put on them.

A job's estimate is first made from its size, when its upload is complete, and again from what probing found; then it is held
against the ceilings, before anything is encoded. What a try took is added to its job's cost by the very write that ends the
try, and to the day's in a document.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from functions.common import log, metrics
from functions.common.config import Config
from functions.common.errors import JobTooDear, MonthHeld, MonthSpent, TableUnavailable
from functions.deployment import Deployment
from functions.ffmpeg import sandbox
from functions.ffmpeg.process import Meter
from functions.jobs import unreadable
from functions.jobs.model import Changes, Document, Job, JobTable, Source, Status
from functions.jobs.settings import AppConfig
from functions.media.facts import Media
from functions.plan import estimate as estimates
from functions.plan import plan
from functions.plan.estimate import Cost, Place, Prices, Retention
from functions.plan.plan import Plan
from functions.plan.profile import Profile

KIND: Final = "cost"  # document kind: what each day (UTC) has cost
SPARE_DOCUMENTS: Final = 64  # further documents of a day, for those that meet others in its first
_MOST_TRIES = 1000  # of writing a day's cost: so many meet others, or documents that cannot be read
_MOST_RUNNING = 1000  # jobs whose estimates are counted to the month that they run in


class Day(BaseModel):
    """What the tries that ended on a day, in UTC, have cost."""

    model_config = ConfigDict(frozen=True)

    day: date
    tries: int = Field(0, description="Tries of jobs that ended, however they ended.")
    amount: float = Field(0, description="In the unit of the month.")
    cpu_seconds: float = 0
    gb_seconds: float = 0


class DayDocument(NamedTuple):
    """A document of a day, and what its amounts are in."""

    day: Day
    unit: str


class Month(BaseModel):
    """What a month has cost so far."""

    model_config = ConfigDict(frozen=True)

    month: str = Field(description="Year and month, in UTC.", examples=["2026-11"])
    unit: str = Field(description="What amounts are in: a currency, or CPU-s.", examples=["USD"])
    amount: float = Field(description="The sum of the days.")
    running: float = Field(description="What the jobs that run now are estimated to cost.")
    ceiling: float | None = Field(description="The setting month_ceiling.")
    days: tuple[Day, ...] = Field(description="Days on which something was done, the first one first.")
    prices: Prices = Field(description="The list that is counted by.")


# ---------------------------------------------------------------- estimates


def place(config: Config) -> Place:
    """Say where films are transcoded and what that costs. Raises InvalidConfig when the price list is not valid."""
    if config.transcode_memory_mb is None:
        return Place(estimates.prices("own", config.prices_file))
    return Place(estimates.prices("aws", config.prices_file), config.transcode_memory_mb, config.transcode_storage_mb)


def foresee(config: Config, source: Source, recipe: Profile, current: AppConfig) -> Cost:
    """Estimate a job from what is known of its source: what is in it, where it was probed before, else its size."""
    if source.media is None:
        return guess(config, source.size, recipe, current)
    return estimate(config, source.size, source.media, plan.make(source.media, recipe), current)


def guess(config: Config, size: int, recipe: Profile, current: AppConfig) -> Cost:
    """Estimate a job from the size of its source, bytes."""
    work = estimates.of_size(size, recipe)
    return estimates.estimate(place(config), work, _kept(size, work.proxy_bytes, current), "size")


def estimate(config: Config, size: int, media: Media, planned: Plan, current: AppConfig) -> Cost:
    """Estimate a job from what probing found."""
    work = estimates.of_probe(media, planned)
    return estimates.estimate(place(config), work, _kept(size, work.proxy_bytes, current), "probe")


# ---------------------------------------------------------------- what a try takes


class Bill:
    """What one try of a job, or of a piece of it, takes. ``tools`` are the programs it is to use: their CPU time is counted."""

    def __init__(self, config: Config, job: Job, current: AppConfig) -> None:
        """Begin now; ``job`` is as its claim returned it. Raises InvalidConfig when the price list is not valid."""
        self._config, self._job, self._settings = config, job, current
        self._place = place(config)
        self._began = time.monotonic()
        self._meter = Meter()
        self._beside = 0.0
        self.tools = sandbox.Tools.of(config, self._meter)

    def estimate(self, media: Media, planned: Plan) -> Cost:
        """Estimate the job, now that it was probed."""
        return estimate(self._config, self._job.source.size, media, planned, self._settings)

    def check(self, deployment: Deployment, media: Media, planned: Plan) -> None:
        """Hold that estimate against the ceilings. Raises JobTooDear, MonthSpent or MonthHeld."""
        check(deployment, self._settings, self._job, self.estimate(media, planned))

    def add(self, cpu_seconds: float) -> None:
        """Add to the job, though not to the day, what others took for it and have billed to theirs."""
        self._beside += cpu_seconds

    def cost(self) -> Cost:
        """Price what it took until now."""
        kept = _kept(self._job.source.size, 0, self._settings)
        return estimates.measured(self._place, self._meter.cpu_seconds, time.monotonic() - self._began, kept)

    def closing(self, changes: Changes) -> Changes:
        """Give what the write that ends the try, with these ``changes``, has to say of the cost of all tries together."""
        proxy = changes.get("proxy")
        kept = _kept(self._job.source.size, proxy.size if proxy else 0, self._settings)
        cpu_seconds = self._meter.cpu_seconds + self._beside
        seconds = time.monotonic() - self._began + estimates.seconds_at(self._place, self._beside)
        return {"cost": estimates.total(self._job.cost, estimates.measured(self._place, cpu_seconds, seconds, kept))}


@contextmanager
def opened(deployment: Deployment, job: Job, current: AppConfig) -> Iterator[Bill]:
    """Bill the try that the block is to its day, however it ends. Raises InvalidConfig when the price list is not valid."""
    bill = Bill(deployment.config, job, current)
    try:
        yield bill
    finally:
        cost = bill.cost()
        metrics.count("cpu_seconds", cost.cpu_seconds)
        metrics.count("source_bytes", job.source.size)
        try:
            record(deployment.table, cost)
        except TableUnavailable as away:  # the job was settled or will be tried again; it does not fail for its bill
            log.warning("cost_not_recorded", reason=str(away))


def record(table: JobTable, cost: Cost) -> None:
    """Add what a try took to its day. Raises TableUnavailable.

    Who finds that another wrote the day's document meanwhile goes on with a further one of that day, of which there are
    SPARE_DOCUMENTS: so thousands of workers do not wait for each other, and few workers' days are one document.
    """
    day = table.now().date()
    key = day.isoformat()
    for _ in range(_MOST_TRIES):
        document = next(iter(table.documents(KIND, key)), None)
        before = Day(day=day)
        if (
            document and (part := unreadable.first([document], day_of)) is None
        ):  # left as it is; the day goes on in another document
            key = _further(day)
            continue
        if document and part and part.unit == cost.unit:
            before = part.day
        after = {
            "unit": cost.unit,
            "tries": before.tries + 1,
            "amount": before.amount + cost.amount,
            "cpu_seconds": round(before.cpu_seconds + cost.cpu_seconds, 3),
            "gb_seconds": round(before.gb_seconds + cost.gb_seconds, 3),
        }
        if table.put_document(KIND, key, after, if_version=document.version if document else 0):
            return
        key = _further(day)
    log.warning("cost_not_recorded", reason="the documents of this day cannot be written")


def _further(day: date) -> str:
    return f"{day.isoformat()}/{secrets.randbelow(SPARE_DOCUMENTS):02}"


def day_of(document: Document) -> DayDocument:
    """Read a document of a day, the first or a further one. Raises ValidationError or KeyError for what is none."""
    return DayDocument(
        Day.model_validate({**document.body, "day": document.key.partition("/")[0]}), str(document.body["unit"])
    )


# ---------------------------------------------------------------- months, and their ceilings


def month(deployment: Deployment, current: AppConfig, wanted: str | None = None) -> Month:
    """Read what a month (YYYY-MM, in UTC) has cost; by default this one. Raises TableUnavailable."""
    this = _month_of(deployment.table.now())
    prices, wanted = place(deployment.config).prices, wanted or this
    documents = [document for document in deployment.table.documents(KIND) if document.key.startswith(f"{wanted}-")]
    read = unreadable.readable(documents, day_of)
    parts = sorted((part.day for part in read if part.unit == prices.unit), key=lambda part: part.day)
    days = tuple(_sum(list(of_day)) for _, of_day in groupby(parts, key=lambda part: part.day))
    running = deployment.table.find(status=Status.RUNNING, limit=_MOST_RUNNING).jobs if wanted == this else []
    return Month(
        month=wanted,
        unit=prices.unit,
        amount=sum(day.amount for day in days),
        running=sum(job.estimate.amount for job in running if job.estimate and job.estimate.unit == prices.unit),
        ceiling=current.month_ceiling,
        days=days,
        prices=prices,
    )


def _sum(parts: Sequence[Day]) -> Day:
    """Add up the documents of one day."""
    names = ("tries", "amount", "cpu_seconds", "gb_seconds")
    return Day(day=parts[0].day, **{name: sum(getattr(part, name) for part in parts) for name in names})


def refuse_if_spent(deployment: Deployment, current: AppConfig) -> None:
    """Refuse a new job when the month has reached its ceiling, before anything is uploaded for it. Raises MonthSpent."""
    if current.month_ceiling is None or current.over_month_ceiling != "refuse":
        return
    spent = month(deployment, current)
    if spent.amount + spent.running >= current.month_ceiling:
        amount = _shown(spent.amount + spent.running, spent.unit)
        raise MonthSpent(f"It is {amount}; the ceiling is {current.month_ceiling:g}.")


def check(deployment: Deployment, current: AppConfig, job: Job, wanted: Cost) -> None:
    """Hold the estimate of a job that is about to run against the ceilings.

    Raises JobTooDear; and MonthSpent or, where jobs are to wait for the next month, MonthHeld. Jobs that begin at the very
    same moment do not see each other, so a month may end up above its ceiling by what they cost.
    """
    refuse_too_dear(current, job.source.size, wanted)
    if current.month_ceiling is None:
        return
    spent = month(deployment, current)
    own = job.estimate.amount if job.status is Status.RUNNING and job.estimate else 0.0
    ahead = spent.amount + spent.running - own + wanted.amount
    if ahead > current.month_ceiling:
        said = f"With this job it would be {_shown(ahead, wanted.unit)}; the ceiling is {current.month_ceiling:g}."
        raise MonthHeld(said) if current.over_month_ceiling == "queue" else MonthSpent(said)


def refuse_too_dear(current: AppConfig, size: int, wanted: Cost) -> None:
    """Hold an estimate against what one job may cost; where no ceiling is set, what a file of its size may. Raises JobTooDear."""
    ceiling, most = current.job_ceiling, estimates.most(size)
    if ceiling is not None and wanted.amount > ceiling:
        raise JobTooDear(f"It is estimated to cost {_shown(wanted.amount, wanted.unit)}; the ceiling is {ceiling:g}.")
    if ceiling is None and wanted.cpu_seconds > most:
        raise JobTooDear(
            f"It is estimated to take {wanted.cpu_seconds:,.0f} CPU-seconds; a file of {size / 10**6:,.1f} MB may take"
            f" {most:,.0f} as long as job_ceiling is not set."
        )


def holds(deployment: Deployment, current: AppConfig, job: Job) -> bool:
    """Whether a queued job that was probed before has to wait for the next month, so that it need not be claimed."""
    if job.estimate is None or job.estimate.basis != "probe" or current.over_month_ceiling != "queue":
        return False
    try:
        check(deployment, current, job, job.estimate)
    except MonthHeld:
        return True
    except JobTooDear:  # the attempt says so
        return False
    return False


def _kept(source_bytes: float, proxy_bytes: float, current: AppConfig) -> Retention:
    return Retention(source_bytes, current.source_retention_hours, proxy_bytes, current.retention_hours)


def _month_of(now: datetime) -> str:
    return f"{now:%Y-%m}"


def _shown(amount: float, unit: str) -> str:
    return f"{amount:.4g} {unit}"
