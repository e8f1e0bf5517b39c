"""`vts test`: everything that must hold before a change goes in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType

from functions.common.errors import SetupError
from local import tools
from local.base import config
from local.page import build
from local.terminal.screen import Screen
from local.tools import aws as aws_tool
from local.tools import browsers as browser_tools
from local.tools import dynamodb as dynamodb_tool
from local.tools import helm as helm_tool
from local.tools import node as node_tool
from local.tools import versitygw as versitygw_tool
from local.tools.browsers import BrowserMissing

_ROOT = Path(__file__).parents[2]
_SCRIPTS = ("vts", ".ci/run")
_MUTATE, _ALL = "--mutate", "--all"
LONG_FORMS = "VTS_TEST_ALL"
"""The environment variable by which tests know that their long forms are wanted; set by --all (tests/support/long_forms.py)."""

_LAST = ("nice", "-n", "10")  # whoever else wants a core gets it first
_MOST_PROCESSES = 4  # each has servers of its own; beyond that they only wait for each other


def main(pytest_arguments: Sequence[str] = ()) -> int:
    """Check style and scripts, get the tools, check types and run all tests; the exit code of what failed.

    Types are checked while tools are got and tests run: that takes minutes of one core, and tests often wait for a server.
    Given arguments for pytest, only the tests are run, with those; what the page's tests need is got if one names them.
    With --all, tests that have a long form run in that. With --mutate, small faults are put into modules, and unit tests
    have to notice them; other arguments go to that. Raises SetupError if a tool cannot be had.
    """
    if _MUTATE in pytest_arguments:
        return _mutate([argument for argument in pytest_arguments if argument != _MUTATE])
    screen, long_forms = Screen(), _ALL in pytest_arguments
    if arguments := [argument for argument in pytest_arguments if argument != _ALL]:
        return _tests(screen, arguments, long_forms=long_forms)
    for check in _checks():
        if code := _run(screen, dict(os.environ), *check):
            return code
    with _types(screen) as types:
        return _tests(screen, (), long_forms=long_forms) or types.result()


def _tests(screen: Screen, pytest_arguments: Sequence[str], *, long_forms: bool) -> int:
    """Get the tools that the tests need, and run them; pytest's exit code."""
    chosen = config.load(os.environ)
    with screen.busy("looking for tools"):
        wanted = not pytest_arguments or any("page" in argument for argument in pytest_arguments)
        preparing = _page(chosen, screen) if wanted else []
        trying = _aws(chosen, screen, pytest_arguments)
        preparing += _built(chosen, screen, pytest_arguments)
        found = tools.gather(chosen, screen.progress)
        lacking = [_dynamodb(chosen, screen), *(each.result() for each in trying)]
    for reason in filter(None, lacking):
        screen.tell(reason)
    for each in preparing:
        each.result()
    environment = {**os.environ, "FFMPEG": found.ffmpeg, "FFPROBE": found.ffprobe}
    if long_forms:
        environment[LONG_FORMS] = "1"
    return _run(screen, environment, *_pytest(), *(pytest_arguments or _side_by_side()))


def _mutate(arguments: Sequence[str]) -> int:
    """Try mutants of the modules that decide and compare (tests/support/mutation/)."""
    argv = (sys.executable, "-m", "tests.support.mutation", *arguments)
    return subprocess.run(argv, cwd=_ROOT, check=False).returncode


def _page(chosen: config.LocalConfig, screen: Screen) -> "list[Future[object]]":
    """Begin to get what the page's tests need: npm's packages, the page, and browsers, which a laptop may do without."""

    def page() -> object:
        def say(line: str) -> None:
            screen.progress("page", line)

        log = chosen.cache / "page.log"
        build.packages(node_tool.find(chosen) or node_tool.get(chosen, say), log, say)
        return build.prepare(chosen, log, say)

    def browsers() -> object:
        try:
            return browser_tools.find(chosen) or browser_tools.get(
                chosen, lambda line: screen.progress("browsers", line)
            )
        except BrowserMissing as missing:
            if chosen.ci:
                raise
            screen.tell(f"{missing.message} Tests in a browser are skipped. {missing.hint}")
            return None

    return [tools.aside(page), tools.aside(browsers)] if build.there_is_one() else []


def _built(chosen: config.LocalConfig, screen: Screen, arguments: Sequence[str]) -> "list[Future[object]]":
    """Begin to get the programs that only some tests need, unless other tests are asked for.

    Without one, its tests are skipped, or fail where CI is set.
    """

    def get(name: str, tool: ModuleType) -> object:
        try:
            return tool.find(chosen) or tool.get(chosen, lambda line: screen.progress(name, line))
        except SetupError as missing:
            screen.tell(str(missing))
            return None

    getting = []
    for name, tool, words in (("helm", helm_tool, ("helm",)), ("VersityGW", versitygw_tool, ("storage", "acceptance"))):
        if not arguments or any(word in argument for argument in arguments for word in words):
            getting.append(tools.aside(partial(get, name, tool)))
    return getting


def _dynamodb(chosen: config.LocalConfig, screen: Screen) -> str:
    """See to DynamoDB Local, which only tests need; why it is not there. Its tests are then skipped, or fail where CI is set."""
    try:
        dynamodb_tool.find(chosen) or dynamodb_tool.get(chosen, lambda line: screen.progress("DynamoDB Local", line))
    except dynamodb_tool.DynamoDbMissing as missing:
        return str(missing)
    return ""


def _aws(chosen: config.LocalConfig, screen: Screen, arguments: Sequence[str]) -> "list[Future[str]]":
    """Begin to get what template.yaml is checked and tried with, unless other tests are asked for; why each is not there.

    Its tests are then skipped, or fail where CI is set.
    """
    if arguments and not any(word in argument for argument in arguments for word in ("aws", "template", "acceptance")):
        return []

    def tool(name: str) -> str:
        try:
            aws_tool.find(chosen, name) or aws_tool.get(chosen, name, lambda line: screen.progress(name, line))
        except aws_tool.AwsToolMissing as missing:
            return f"{name}: {missing}"
        return ""

    return [tools.aside(partial(tool, name)) for name in aws_tool.NAMES]


def _checks() -> list[tuple[str, ...]]:
    ruff = (sys.executable, "-m", "ruff")
    checks = [(*ruff, "check", "--quiet"), (*ruff, "format", "--check", "--quiet")]
    if shellcheck := shutil.which("shellcheck"):
        checks.append((shellcheck, *_SCRIPTS))
    return checks


@contextmanager
def _types(screen: Screen) -> "Iterator[Future[int]]":
    """Check types meanwhile, and say what is wrong in one piece as soon as it is known; gives mypy's exit code to come."""
    argv = (*_LAST, sys.executable, "-m", "mypy")
    screen.tell("-m mypy, meanwhile")
    with subprocess.Popen(argv, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as mypy:

        def told() -> int:
            said = mypy.communicate()[0].strip()
            if mypy.returncode >= 0:  # else it was ended because tests failed
                screen.tell(f"mypy: {said}")
            return mypy.returncode

        try:
            yield tools.aside(told)
        finally:
            mypy.kill()


def _pytest() -> tuple[str, ...]:
    return (sys.executable, "-m", "pytest", "-p", "tests.support.slowest")


def _side_by_side() -> tuple[str, ...]:
    """Use the cores there are; tests marked with one xdist_group stay in one process."""
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    return ("-n", str(processes), "--dist", "loadgroup")


def _run(screen: Screen, environment: dict[str, str], *argv: str) -> int:
    words = [Path(argv[0]).name, *argv[1:]] if argv[0] != sys.executable else list(argv[2:])
    screen.tell(" ".join(words))
    return subprocess.run(argv, cwd=_ROOT, env=environment, check=False).returncode
