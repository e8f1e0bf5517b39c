"""Imports go down only, so that a package can be read and tested with what is beneath it alone."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FUNCTIONS = (  # from the bottom up
    ("common",),
    ("media",),
    ("plan",),
    ("ffmpeg",),
    ("jobs",),
    ("bucket",),
    ("deployment",),
    ("intake",),
    ("fleet",),
    ("steps",),
    ("segments",),
    ("webhooks",),
    ("upkeep",),
    ("api", "transcode", "cleanup"),  # the entry points, which do not know of each other
)
LOCAL = (
    ("base",),
    ("client",),
    ("terminal",),
    ("tools",),
    ("page",),
    ("servers",),
    ("run",),
    ("doctor",),
    ("bench",),
    ("commands",),
    ("cli",),
)


@cache
def imports(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Give the imports of a file, wherever in it; it is parsed once for all tests."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def modules(top: str) -> dict[str, Path]:
    paths = sorted((ROOT / top).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """Give the modules of ``known`` that a file imports, wherever in it, also for types alone."""
    for node in imports(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else node.module


def graph(top: str) -> dict[str, set[str]]:
    known = modules(top)
    return {name: set(imported(path, known)) - {top} for name, path in known.items() if name != top}


def upwards(top: str, layers: tuple[tuple[str, ...], ...]) -> list[str]:
    """List the imports of a higher layer, or of a neighbour in the same one."""
    height = {package: number for number, layer in enumerate(layers) for package in layer}

    def package(module: str) -> str:
        return module.split(".")[1]

    return [
        f"{module} -> {other}"
        for module, others in graph(top).items()
        for other in others
        if package(other) != package(module) and height[package(other)] >= height[package(module)]
    ]


def test_the_functions_import_downwards_only() -> None:
    assert upwards("functions", FUNCTIONS) == []


def test_the_local_programs_import_downwards_only() -> None:
    assert upwards("local", LOCAL) == []


@pytest.mark.parametrize("top", ["functions", "local"])
def test_no_module_imports_itself_by_way_of_others(top: str) -> None:
    try:
        TopologicalSorter(graph(top)).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_the_functions_know_nothing_of_what_runs_them() -> None:
    others = {**modules("local"), **modules("tests")}

    found = [f"{name} -> {other}" for name, path in modules("functions").items() for other in imported(path, others)]

    assert found == []


def test_a_package_is_imported_without_its_modules() -> None:
    known = modules("functions")

    heavy = [name for name, path in known.items() if path.name == "__init__.py" and set(imported(path, known))]

    assert heavy == []


def elsewhere(names: set[str], among: tuple[str, ...]) -> set[str]:
    """Give the modules of the functions, outside of ``among``, that import one of these packages."""
    found = set()
    for name, path in modules("functions").items():
        heads = {alias.name for node in imports(path) if isinstance(node, ast.Import) for alias in node.names}
        heads |= {node.module or "" for node in imports(path) if isinstance(node, ast.ImportFrom)}
        if {head.split(".")[0] for head in heads} & names and not name.startswith(among):
            found.add(name)
    return found


def test_only_its_package_knows_sql() -> None:
    assert elsewhere({"sqlalchemy", "alembic", "psycopg"}, ("functions.jobs.sql",)) == set()


def test_only_clients_of_s3_sqs_and_dynamodb_know_aws() -> None:
    clients = ("functions.bucket.s3", "functions.bucket.sqs", "functions.jobs.dynamodb.client")
    warmed_up = ("functions.api.snapstart",)  # imports what the first request would

    assert elsewhere({"boto3", "botocore"}, clients + warmed_up) == set()


def test_only_one_package_starts_processes() -> None:
    assert elsewhere({"subprocess"}, ("functions.ffmpeg",)) == set()


def test_what_is_shipped_works_without_the_benches() -> None:
    known = modules("local")
    others = {name: path for name, path in known.items() if not name.startswith("local.bench")}

    at_start = {
        f"{name} -> {module}"
        for name, path in others.items()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ImportFrom)
        for module in [node.module or ""]
        if module.startswith("local.bench") or (module == "local" and "bench" in {alias.name for alias in node.names})
    }

    assert at_start == set()
    assert "local/bench" in (ROOT / ".dockerignore").read_text().splitlines()
