"""What `vts up` prints where there is no terminal, for instance into a log."""

import io

import pytest
from rich.console import Console

from local.terminal.screen import Screen
from tests.support.wait_until import until


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(output: io.StringIO) -> Screen:
    return Screen(Console(file=output, width=40, highlight=False))


def test_progress_in_a_log_is_a_line_for_each_fifth_and_not_for_each_percent(
    screen: Screen, output: io.StringIO
) -> None:
    with screen.busy("looking"):
        for percent in range(101):
            screen.progress("MinIO", f"building: {percent} %")

    assert output.getvalue().splitlines() == [f"vts: MinIO: building: {percent} %" for percent in range(0, 101, 20)]


def test_a_log_gets_a_line_while_nothing_else_is_printed(output: io.StringIO) -> None:
    waiting = Screen(Console(file=output, width=40, highlight=False), quiet_seconds=0.001)

    with waiting.busy("looking for tools"):
        waiting.progress("MinIO", "building it: 4 %")
        said = "vts: still looking for tools (MinIO: building it: 4 %)"
        assert until(lambda: said in output.getvalue().splitlines(), "a line", pause=0.001)


def test_what_a_server_said_is_printed_as_it_is_and_on_one_line(screen: Screen, output: io.StringIO) -> None:
    said = "nats ended with exit code 1: [bold]not markup[/bold] " + "x" * 100

    screen.tell(said)

    assert output.getvalue() == f"vts: {said}\n"
