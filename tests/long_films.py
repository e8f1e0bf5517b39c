"""Films long enough to be cut: the recipes of tests/clips.py lasting six seconds, each by its name."""

from pathlib import Path

from tests import clips

SECONDS = 6


def make(name: str, folder: Path) -> Path:
    """Give the clip of that name, made to last six seconds unless its recipe says itself how long it lasts."""
    recipe = clips.FILMS[name]
    longer = recipe.arguments.replace(":d=2", f":d={SECONDS}")
    if longer == recipe.arguments:
        return clips.make(name, folder)
    return clips.of(f"{name}_{SECONDS}s", recipe._replace(arguments=longer), folder)
