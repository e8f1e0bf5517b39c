"""Survivors that do not matter, each with the reason: tests/mutation-survivors.toml."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.mutation.choose import Mutant


class Accepted(NamedTuple):
    """A change that no test has to notice. The line is what stands there, so that it holds when lines are moved."""

    module: str
    line: str
    change: str
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant."""
        return (self.module, self.line, self.change) == (mutant.module, mutant.line, mutant.change)


def read(path: Path) -> list[Accepted]:
    """Read the list; empty where there is none."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", []) if path.exists() else []
    return [Accepted(row["module"], row["line"], row["change"], row["why"]) for row in rows]


def reason(mutant: Mutant, accepted: Sequence[Accepted]) -> str:
    """Say why a survivor does not matter; empty where nobody says so."""
    return next((each.why for each in accepted if each.covers(mutant)), "")
