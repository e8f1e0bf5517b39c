"""What a figure is: things measured side by side, round by round, and held against a bar. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

Verdict = Literal["pass", "short", "not measured"]


@dataclass(frozen=True)
class Samples:
    """One thing measured once in each round. ``unit`` is s, ms, MiB, MiB/s, jobs/s, claims/s, calls/s or units."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value, or the mean of the two in the middle."""
        return median(self.values)

    def __str__(self) -> str:
        """Give the median, and in brackets the smallest and the largest value."""
        spread = f" ({_short(min(self.values))} to {_short(max(self.values))})" if len(self.values) > 1 else ""
        return f"{_short(self.median)} {self.unit}{spread}"

    def as_dict(self) -> dict[str, Any]:
        """Give everything as JSON has it."""
        spread = {"median": self.median, "min": min(self.values), "max": max(self.values)}
        return {"name": self.name, "unit": self.unit, **spread, "values": list(self.values)}


@dataclass(frozen=True)
class Bar:
    """What a figure has to reach. ``unit`` is empty for a ratio."""

    limit: float
    bound: Literal["at most", "at least"]
    unit: str = ""

    def holds(self, value: float) -> bool:
        """Whether ``value`` reaches it."""
        return value <= self.limit if self.bound == "at most" else value >= self.limit

    def __str__(self) -> str:
        """Give it as people write it: ≤ 1.10."""
        return f"{'≤' if self.bound == 'at most' else '≥'} {_with_unit(self.limit, self.unit)}"


@dataclass(frozen=True)
class Figure:
    """A claim, what was measured for it, and whether it holds. Without a value it could not be measured; ``note`` says why."""

    name: str
    claim: str
    bar: Bar
    value: float | None = None
    samples: tuple[Samples, ...] = ()
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether the value reaches the bar."""
        if self.value is None:
            return "not measured"
        return "pass" if self.bar.holds(self.value) else "short"

    @property
    def shown_value(self) -> str:
        """The value as a table shows it."""
        return "-" if self.value is None else _with_unit(self.value, self.bar.unit)

    def as_dict(self) -> dict[str, Any]:
        """Give everything as JSON has it."""
        return {
            "name": self.name,
            "claim": self.claim,
            "value": self.value,
            "bar": {"bound": self.bar.bound, "limit": self.bar.limit, "unit": self.bar.unit},
            "verdict": self.verdict,
            "samples": [samples.as_dict() for samples in self.samples],
            "note": self.note,
        }


def ratio(name: str, claim: str, bar: Bar, over: Samples, under: Samples, note: str = "") -> Figure:
    """Divide round by round, and take the median: what slows a whole round down then slows both sides of the division."""
    quotients = [a / b for a, b in zip(over.values, under.values, strict=True)]
    return Figure(name, claim, bar, median(quotients), (over, under), note)


def difference(name: str, claim: str, bar: Bar, more: Samples, less: Samples, note: str = "") -> Figure:
    """Subtract round by round, and take the median."""
    gaps = [a - b for a, b in zip(more.values, less.values, strict=True)]
    return Figure(name, claim, bar, median(gaps), (more, less), note)


def percentile(values: Sequence[float], percent: float) -> float:
    """Give the smallest value that at least ``percent`` of the values do not exceed (the nearest-rank definition)."""
    ranked = sorted(values)
    rank = -(-len(ranked) * percent // 100)
    return ranked[max(0, int(rank) - 1)]


def _with_unit(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}".strip() if abs(value) < 10 else f"{value:.0f} {unit}".strip()  # noqa: PLR2004


def _short(value: float) -> str:
    """Write a number with three digits that count."""
    if abs(value) >= 100:  # noqa: PLR2004
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004
