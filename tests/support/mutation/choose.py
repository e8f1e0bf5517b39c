"""Which faults are tried: as many as are asked for, spread over all areas, the same for the same seed."""

import ast
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.mutation import operators


class Mutant(NamedTuple):
    """A fault in a module."""

    area: str
    module: str
    path: Path
    number: int  # of operators.changes
    where: str  # the function it is in; empty outside of one
    row: int
    line: str  # what stands there
    change: str

    def __str__(self) -> str:
        """Say where it is and what is changed."""
        return f"{self.path}:{self.row}: {self.change}"


def path_of(root: Path, module: str) -> Path:
    """Give the file of a module."""
    file = root.joinpath(*module.split("."))
    return file / "__init__.py" if file.is_dir() else file.with_suffix(".py")


def mutants(root: Path, area: str, module: str) -> list[Mutant]:
    """Give all mutants of a module."""
    path = path_of(root, module)
    source = path.read_text(encoding="utf-8")
    lines, short = source.splitlines(), path.relative_to(root)
    return [
        Mutant(area, module, short, number, change.where, change.line, lines[change.line - 1].strip(), change.text)
        for number, change in enumerate(operators.changes(ast.parse(source)))
    ]


def chosen(root: Path, areas: Mapping[str, Sequence[str]], count: int, seed: int) -> list[Mutant]:
    """Draw ``count`` mutants, or all if there are fewer: from each area alike, while it has any left."""
    drawing = random.Random(seed)  # noqa: S311
    waiting = {
        area: [each for module in modules for each in mutants(root, area, module)] for area, modules in areas.items()
    }
    for each in waiting.values():
        drawing.shuffle(each)
    drawn: list[Mutant] = []
    while len(drawn) < count and any(waiting.values()):
        drawn += [each.pop() for each in waiting.values() if each][: count - len(drawn)]
    return drawn
