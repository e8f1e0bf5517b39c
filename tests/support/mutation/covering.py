"""Which unit tests run which functions, found by running all of them once."""

import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

Function = tuple[str, str]  # its module's file, and its name as Python has it: classes, then the function


class Covering:
    """A plugin of pytest that writes down, for each test, the functions of some files that it runs, and how long it takes."""

    def __init__(self, files: Collection[Path]) -> None:
        """Watch the functions of ``files``."""
        self._files = {str(file) for file in files}
        self._of = ""  # the test or, while it is collected, the file of tests that runs now
        self.ran: dict[str, set[Function]] = defaultdict(set)
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def _call(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if code.co_filename in self._files:
            self.ran[self._of].add((code.co_filename, code.co_qualname.split(".<locals>")[0]))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """Watch what a file of tests runs while it is imported."""
        self._of = collector.nodeid.split("::")[0]
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch a test, with its fixtures."""
        self._of, began = item.nodeid, time.perf_counter()
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.perf_counter() - began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write down what fails: nothing can be learnt from tests that fail without a fault."""
        if report.failed:
            self.failed.append(report.nodeid)

    def told(self) -> dict[str, Any]:
        """Give what was found."""
        return {"ran": dict(self.ran), "seconds": self.seconds, "failed": self.failed}


class Some:
    """A plugin of pytest that runs only some of the tests that are collected, in the order that is given."""

    def __init__(self, wanted: Sequence[str]) -> None:
        """Run the tests with these ids."""
        self._places = {nodeid: place for place, nodeid in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the others."""
        items[:] = sorted((i for i in items if i.nodeid in self._places), key=lambda i: self._places[i.nodeid])


def tests_of(
    function: Function, ran: dict[str, set[Function]], seconds: dict[str, float], near: Collection[str]
) -> list[str]:
    """Give the tests that run a function, those in the files ``near`` it first, and quick ones before slow ones.

    What is outside of all functions, or runs while a file is imported, is tested by whatever uses the module.
    """
    path, name = function
    files = {of for of, functions in ran.items() if "::" not in of and function in functions}
    if name and not files:
        wanted = [test for test in seconds if function in ran.get(test, ())]
    else:
        using = {of for of, functions in ran.items() if any(file == path for file, _ in functions)} | set(near)
        wanted = [test for test in seconds if test in using or test.split("::")[0] in using]
    return sorted(wanted, key=lambda test: (test.split("::")[0] not in near, seconds[test]))
