"""``python -m tests.support.mutation``: try seeded mutants, list the survivors, and fail where too many live on."""

import argparse
import ast
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.support.mutation import accepted, choose, covering, run
from tests.support.mutation.choose import Mutant
from tests.support.mutation.modules import AREAS
from tests.support.mutation.run import Ended

ROOT = Path(__file__).resolve().parents[3]
SURVIVORS = ROOT / "tests" / "mutation-survivors.toml"
COUNT, SEED, LEAST = 300, 1, 0.92  # mutants, the one they are drawn with, and the share that has to be killed


def main(arguments: Sequence[str] | None = None) -> int:
    """Give 0 if enough mutants are killed, 1 if not, and 2 if the unit tests fail without any."""
    asked = _asked(arguments)
    areas = {area: names for area, names in AREAS.items() if not asked.area or area in asked.area}
    mutants = choose.chosen(ROOT, areas, asked.count, asked.seed)
    print(
        f"{len(mutants)} mutants, drawn with --seed {asked.seed}. Running the unit tests without any first.", flush=True
    )
    run.prepare()
    files = [choose.path_of(ROOT, module) for modules in areas.values() for module in modules]
    found: dict[str, Any] = run.cover(ROOT, asked.tests or ["tests/unit"], files)
    if found["failed"]:
        print("These fail without a fault:", *found["failed"], sep="\n  ")
        return 2
    tests_of = {each: _tests(each, found) for each in mutants}
    ended = list(_tell(run.all_of(ROOT, mutants, tests_of, found["seconds"])))
    return report(ended, accepted.read(SURVIVORS))


def report(ended: Sequence[Ended], allowed: Sequence[accepted.Accepted]) -> int:
    """Print how many of each area were killed, and the survivors; 0 if enough were killed."""
    survivors = sorted((each for each in ended if not each.killed), key=lambda each: str(each.mutant))
    for each in survivors:
        why = accepted.reason(each.mutant, allowed)
        print(f"survived ({each.tests} tests): {each.mutant}")
        print(
            f"    {each.mutant.line}\n    {'does not matter: ' + why if why else 'nobody says why it does not matter'}"
        )
    for area in dict.fromkeys(each.mutant.area for each in ended):
        of_area = [each for each in ended if each.mutant.area == area]
        print(f"{area:20} {sum(each.killed for each in of_area):4} of {len(of_area)}")
    killed = len(ended) - len(survivors)
    share = killed / max(len(ended), 1)
    print(f"{'all':20} {killed:4} of {len(ended)}: {share:.1%}, at least {LEAST:.0%} have to be killed")
    return 0 if share >= LEAST else 1


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="vts test --mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="what mutants are drawn with (default: %(default)s)")
    parser.add_argument("--count", type=int, default=COUNT, help="how many are drawn (default: %(default)s)")
    parser.add_argument("--area", action="append", choices=list(AREAS), help="only of this area; may be repeated")
    parser.add_argument("tests", nargs="*", help="tests that have to kill them (default: tests/unit)")
    return parser.parse_args(arguments)


def _tests(mutant: Mutant, found: dict[str, Any]) -> list[str]:
    files = {test.split("::")[0] for test in found["seconds"]}
    near = [file for file in files if _imports(ROOT / file, mutant.module)]
    return covering.tests_of((str(ROOT / mutant.path), mutant.where), found["ran"], found["seconds"], near)


def _imports(file: Path, module: str, known: dict[Path, set[str]] = {}) -> bool:  # noqa: B006 - a cache
    """Whether a file imports a module, by its text."""
    if file not in known:
        known[file] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                known[file] |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                known[file] |= {alias.name for alias in node.names}
    return module in known[file]


def _tell(ended: Iterable[Ended]) -> Iterable[Ended]:
    """Hand on, with a sign of life for each that ended."""
    for number, each in enumerate(ended, start=1):
        print("." if each.killed else "S", end="" if number % 60 else f" {number}\n", flush=True)
        yield each
    print(flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
