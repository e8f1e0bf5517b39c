"""Presentation times of packets that have none, where others have: MPEG program streams stamp one picture of several. Pure.

A decoder with a delay of so many packets shows a picture whenever it takes the packet that is so many further on. So in order
of time, presentation times are the decoding times from there on, and those that no packet has are of the packets without one.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low

NO_TIME = -(2**63)  # AV_NOPTS_VALUE
MOST_DELAY = 16  # packets, ISO/IEC 14496-10


def filled(pts: Sequence[int], dts: Sequence[int], lasts: int = 0) -> list[int] | None:
    """Give the presentation times of all packets; None where those that are there do not tell the others.

    ``lasts`` is how long a packet says that it is shown: where decoding times were guessed, as of program streams that have
    neither, what is missing fills the holes between what is known, and follows it.
    """
    missing = [i for i, time in enumerate(pts) if time == NO_TIME]
    if not missing or len(missing) == len(pts) or NO_TIME in dts:
        return None
    order, known = sorted(dts), sorted(time for time in pts if time != NO_TIME)
    usual = max(1, median_low(after - before for before, after in pairwise(order)))
    missing.sort(key=dts.__getitem__)
    first = pts[0] != NO_TIME  # then nothing is shown before all that is known
    for delay in range(0 if first else 1, min(MOST_DELAY, len(order)) + 1):
        slots = order[delay:] + [order[-1] + usual * n for n in range(1, delay + 1)]
        left = _left(slots, known, usual // 4)
        if left is None or (first and slots[0] in left):
            continue
        if all(time >= dts[i] for i, time in zip(missing, left, strict=True)):
            return _with(pts, missing, left)
    holes = _holes(known, lasts) if lasts > 0 and first else []
    after = len(missing) - len(holes)
    if not holes or not 0 <= after <= MOST_DELAY:
        return None
    return _with(pts, missing, [*holes, *(known[-1] + lasts * n for n in range(1, after + 1))])


def _with(pts: Sequence[int], missing: Sequence[int], times: Sequence[int]) -> list[int]:
    found = dict(zip(missing, times, strict=True))
    return [found.get(i, time) for i, time in enumerate(pts)]


def _holes(known: Sequence[int], lasts: int) -> list[int]:
    """Give the times at which pictures of that length are missing between those that are known."""
    found: list[int] = []
    for before, after in pairwise(known):
        many = max(1, round((after - before) / lasts))
        found += [before + (after - before) * n // many for n in range(1, many)]
    return found


def _left(slots: Sequence[int], known: Sequence[int], near: int) -> list[int] | None:
    """Give the slots that nothing known is near to; None where something known is near to none, or two to the same."""
    taken = set[int]()
    for time in known:
        at = bisect_left(slots, time - near)
        if at == len(slots) or slots[at] > time + near or at in taken:
            return None
        taken.add(at)
    return [slot for at, slot in enumerate(slots) if at not in taken]
