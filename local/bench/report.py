"""The report of a bench: a table for people, JSON for programs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.bench.figures import Figure

if TYPE_CHECKING:
    from rich.table import Table

_COLOURS = {"pass": "green", "short": "red", "not measured": "yellow"}


@dataclass
class Report:
    """The machine, and the figures so far."""

    machine: dict[str, Any]
    quick: bool = False
    figures: list[Figure] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every figure was measured and reaches its bar."""
        return all(figure.verdict == "pass" for figure in self.figures)

    def line(self, figure: Figure) -> str:
        """Give a figure in one line."""
        return f"{figure.claim}: {figure.shown_value} ({figure.bar}, {figure.verdict})"

    def as_dict(self) -> dict[str, Any]:
        """Give everything as JSON has it."""
        return {
            "machine": self.machine,
            "quick": self.quick,
            "passed": self.passed,
            "figures": [figure.as_dict() for figure in self.figures],
        }

    def table(self) -> "Table":
        """Give the table."""
        from rich.table import Table

        about = ", ".join(f"{name} {value}" for name, value in self.machine.items() if name != "date")
        table = Table(
            title="QUICK RUN: shows that measuring works, says nothing" if self.quick else None, caption=about
        )
        for heading in ("figure", "measured: median (min to max)", "value", "bar", "verdict"):
            table.add_column(heading, overflow="fold")
        for figure in self.figures:
            measured = "\n".join(filter(None, [*(f"{each.name} {each}" for each in figure.samples), figure.note]))
            verdict = f"[{_COLOURS[figure.verdict]}]{figure.verdict}[/]"
            table.add_row(figure.claim, measured, figure.shown_value, str(figure.bar), verdict)
        return table
