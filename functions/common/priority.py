"""Priorities: which of the waiting jobs is taken next, so that none waits for ever. Pure.

Work lies in three lanes, one a priority, first come first served in each. Whoever takes work goes by CYCLE: at each step one lane
has the first choice, and where that is empty the others follow by rank. So of any twelve that a worker takes, high has eight,
normal three and low one, and what a lane leaves goes to the others.

None starves, whatever comes in: each lane has the first choice once in twelve steps at least, so the first of a lane is taken
within twelve takes of a worker, and the k-th within 12·k. (Ranking by how long a job has waited, weighted, would not do: while
more comes in than can be done, the first of the highest lane waits ever longer as well, and the lowest lane never overtakes it.)
"""

from typing import Final, Literal, get_args

Priority = Literal["high", "normal", "low"]
PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)  # by rank
CYCLE: Final[tuple[Priority, ...]] = (
    *("high", "high", "normal"),
    *("high", "high", "normal"),
    *("high", "high", "normal"),
    *("high", "high", "low"),
)


def order(step: int) -> tuple[Priority, ...]:
    """Give the lanes in the order in which they are asked for work at this step; steps count what was taken."""
    first = CYCLE[step % len(CYCLE)]
    return (first, *(lane for lane in PRIORITIES if lane != first))


def folder(priority: Priority) -> str:
    """Give the prefix of the lane's keys: ``high/``, ``low/``, or nothing."""
    return "" if priority == "normal" else f"{priority}/"


def of_key(key: str) -> Priority:
    """Tell the lane of an object."""
    return next((lane for lane in PRIORITIES if lane != "normal" and key.startswith(folder(lane))), "normal")


def of_job(asked: Priority | None, source_key: str, *, lanes: bool) -> Priority:
    """Tell the lane of a job's tasks: the one asked for, else that of its source; normal where there are no ``lanes``."""
    return (asked or of_key(source_key)) if lanes else "normal"
