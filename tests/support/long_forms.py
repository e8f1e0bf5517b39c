"""Tests that have two forms: a short one, which every run has, and a long one with `./vts test --all`.

Both assert the same. The short one repeats less often what seldom tells something new, as histories of the job table.
"""

import os
from typing import TypeVar

from local.commands.testing import LONG_FORMS

T = TypeVar("T")

ALL = bool(os.environ.get(LONG_FORMS))


def or_long(short: T, long: T) -> T:
    """Give what this run is to try."""
    return long if ALL else short
