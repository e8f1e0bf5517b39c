"""What the servers of a deployment bear, and how many workers bring them there."""

from collections.abc import Callable
from typing import NamedTuple

from functions.intake.billing import SPARE_DOCUMENTS
from local.bench.simulate.day import PEAK
from local.bench.simulate.meter import Kind
from local.bench.simulate.replay import Outcome


class Bound(NamedTuple):
    """So many requests a second of these kinds are borne; ``source`` says who says so."""

    name: str
    wanted: Callable[[Kind], bool]
    a_second: float
    source: str


class Met(NamedTuple):
    """How a replay met a bound: requests a second, mean and in the busiest minute, and the workers at which it is reached."""

    bound: Bound
    mean: float
    peak: float
    workers: float


def of_bucket(*calls: str) -> Callable[[Kind], bool]:
    """Want these requests of the bucket."""
    return lambda kind: kind[0] == "bucket" and kind[1] in calls


def _writes(kind: Kind) -> bool:
    """Want the calls of the job table that write, by whomever."""
    return kind[0] == "table" and kind[1].partition(",")[0] in _WRITES


_WRITES = frozenset({"insert", "claim", "write", "delete", "put_document", "delete_document"})
_A_DOCUMENT = 100.0  # conditional writes a second of one document, each after a reading
_S3 = "AWS, for each prefix that S3 has split off"
BOUNDS = (
    Bound("job table, writes", _writes, 450, "bench claims on two busy cores"),
    Bound(
        "notes of the day's cost", lambda kind: kind == ("note", "cost"), _A_DOCUMENT * SPARE_DOCUMENTS, "5 ms a call"
    ),
    Bound("bucket, PUT LIST DELETE", of_bucket("PUT", "LIST", "DELETE"), 3_500, _S3),
    Bound("bucket, GET HEAD", of_bucket("GET", "HEAD"), 5_500, _S3),
    Bound("stream, published", lambda kind: kind == ("stream", "publish"), 1_400, "measured, every one on the disk"),
)


def met(outcome: Outcome) -> list[Met]:
    """Hold a replay against each bound; the one that fewest workers reach comes first."""
    found = []
    for bound in BOUNDS:
        kinds = [kind for kind in outcome.meter.kinds if bound.wanted(kind)]
        mean, peak = outcome.meter.mean(kinds, outcome.length), outcome.meter.peak(kinds)
        found.append(Met(bound, mean, peak, outcome.workers * bound.a_second / peak if peak else float("inf")))
    return sorted(found, key=lambda one: one.workers)


def full_at(outcome: Outcome, load: float) -> float:
    """Say at how many arrivals a day the busiest hour takes all that the workers have; ``load`` is their mean part now."""
    return outcome.arrived * (86_400.0 / outcome.length) / (load * PEAK)
