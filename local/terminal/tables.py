"""Lists on standard output: in a terminal a table that fits it, else one row a line, its cells apart by tabs.

In a terminal what does not fit is cut with an ellipsis, never wrapped: a name that is broken over lines is found by no eye and
no search. Elsewhere nothing is cut, and there is no heading, so that `grep`, `cut` and `while read` get what they expect.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.console import Console


class Column(NamedTuple):
    """A heading; an ``elastic`` column is cut when the terminal is too narrow."""

    name: str
    elastic: bool = False


class Cell(NamedTuple):
    """What a terminal shows, in which style; ``whole`` is what a program gets, by default the same."""

    text: str
    style: str = ""
    whole: str | None = None


def show(console: "Console", columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Print the rows on ``console``, as what it is asks for."""
    if console.is_terminal:
        _as_table(console, columns, rows)
        return
    for row in rows:
        cells = (cell.text if cell.whole is None else cell.whole for cell in row)
        print("\t".join(" ".join(cell.split()) for cell in cells), file=console.file)


def _as_table(console: "Console", columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column.name, no_wrap=not column.elastic)
    for row in rows:
        # The cell itself says that it is cut: a column that says so would be no longer the one that gives way.
        table.add_row(*(Text(cell.text, style=cell.style, no_wrap=True, overflow="ellipsis") for cell in row))
    console.print(table, soft_wrap=False)
