"""Lists: whole and apart by tabs for programs, cut to the terminal for people."""

import io

from rich.console import Console

from local.terminal import tables
from local.terminal.tables import Cell, Column

COLUMNS = (Column("job"), Column("status"), Column("name", elastic=True), Column("made"))
NAME = "A001_C002_0815AB_with_a_name_longer_than_any_terminal_of_eighty_columns_can_show.mov"
ROWS = [
    (
        Cell("1234abcd", whole="1234abcd" * 4),
        Cell("done", "green"),
        Cell(NAME),
        Cell("5 min ago", whole="2026-11-23T12:00:00Z"),
    ),
    (Cell("5678abcd"), Cell("failed", "red"), Cell("[bold]short\tname"), Cell("just now")),
]


def printed(*, terminal: bool, width: int = 80) -> list[str]:
    output = io.StringIO()
    console = Console(
        file=output, width=width, force_terminal=terminal, color_system=None, highlight=False, soft_wrap=True
    )
    tables.show(console, COLUMNS, ROWS)
    return output.getvalue().splitlines()


def test_a_program_gets_one_row_a_line_with_whole_names_between_tabs() -> None:
    assert printed(terminal=False, width=20) == [
        "\t".join(["1234abcd" * 4, "done", NAME, "2026-11-23T12:00:00Z"]),
        "\t".join(["5678abcd", "failed", "[bold]short name", "just now"]),
    ]


def test_in_a_terminal_a_name_is_cut_and_never_wrapped() -> None:
    lines = [line for line in printed(terminal=True) if "abcd" in line]

    assert len(lines) == len(ROWS)
    assert all(len(line) <= 80 for line in printed(terminal=True))
    assert "A001_C002_0815AB" in lines[0]
    assert "…" in lines[0]
    assert "5 min ago" in lines[0]
    assert "[bold]short" in lines[1]


def test_a_terminal_that_is_wide_enough_shows_all() -> None:
    assert any(NAME in line for line in printed(terminal=True, width=200))
