"""Which of the slow looks through the buckets a turn of the clock takes: listing costs, and most turns find nothing.

One of them is taken in each turn, round and round. All of them are taken in the first turn of a table, and in the one after a
turn that found something or did not get to the end, so that what there is to do is done as fast as it can be.
"""

from collections.abc import Sequence
from typing import Final

from functions.jobs.model import SWEEP, JobTable

SWEEPS: Final = ("uploads", "open_multiparts", "stale_tasks", "orphaned_outputs")

_ROUND = "round"  # document: which is next


def due(table: JobTable) -> Sequence[str]:
    """Name those of this turn. Raises TableUnavailable."""
    following = next((document.body.get("next") for document in table.documents(SWEEP, _ROUND)), None)
    return (following,) if following in SWEEPS else SWEEPS


def done(table: JobTable, taken: Sequence[str], *, busy: bool) -> None:
    """Write down which are next, after these were taken; ``busy``: there is more to do. Raises TableUnavailable."""
    following = None if busy else SWEEPS[(SWEEPS.index(taken[-1]) + 1) % len(SWEEPS)]
    table.put_document(SWEEP, _ROUND, {"next": following})
