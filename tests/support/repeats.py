"""How often the tests that kill something do it: once, or as often as SOAK says. They are the same tests."""

import os

import pytest

SOAK = int(os.environ.get("SOAK") or 1)

often = pytest.mark.parametrize("turn", range(SOAK))
"""For a test that strikes at the same point again and again."""
