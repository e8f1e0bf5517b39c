"""A plugin of pytest that names the slowest tests at the end of a run: `./vts test` uses it.

A test's time includes the fixtures that were set up and taken down for it: a stack that several share is paid by the first.
pytest's own --durations tells of these apart, so that a test whose fixtures are slow is not found.
"""

import pytest

SLOWEST = 20
AT_LEAST_SECONDS = 1.0


class Slowest:
    """Adds up what each test took."""

    def __init__(self) -> None:
        self._setup: dict[str, float] = {}
        self._all: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of a test; pytest-xdist hands on those of its workers."""
        for into in (self._all, self._setup) if report.when == "setup" else (self._all,):
            into[report.nodeid] = into.get(report.nodeid, 0.0) + report.duration

    def lines(self) -> list[str]:
        """Give a line for each of the slowest, longest first: seconds, those of its setup, and its name."""
        slow = sorted((seconds, name) for name, seconds in self._all.items() if seconds >= AT_LEAST_SECONDS)
        return [
            f"{seconds:7.1f} s, of that setup {self._setup.get(name, 0.0):6.1f} s  {name}"
            for seconds, name in reversed(slow[-SLOWEST:])
        ]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the lines, and the sum for each folder of tests."""
        if not (lines := self.lines()):
            return
        terminalreporter.section(f"slowest {len(lines)} tests")
        for line in lines:
            terminalreporter.write_line(line)
        folders: dict[str, float] = {}
        for name, seconds in self._all.items():
            folder = name.partition("::")[0].rpartition("/")[0]
            folders[folder] = folders.get(folder, 0.0) + seconds
        for folder, seconds in sorted(folders.items()):
            terminalreporter.write_line(f"{seconds:7.1f} s  all of {folder}")


def pytest_configure(config: pytest.Config) -> None:
    """Listen where results are gathered: the workers of pytest-xdist tell the process that started them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Slowest(), "slowest")
