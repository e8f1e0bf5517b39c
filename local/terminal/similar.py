"""What somebody may have meant who misspelled a name. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(given: str, names: Iterable[str]) -> str:
    """Give ``did you mean 'x'?`` for the name that is most alike; nothing where none is."""
    near = get_close_matches(given.lower().replace("-", "_"), list(names), n=1)
    return f"did you mean {near[0]!r}?" if near else ""
