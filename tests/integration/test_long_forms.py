"""Tests of two forms: every run has the short one, `./vts test --all` the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.commands.testing import LONG_FORMS

ROOT = Path(__file__).parents[2]
FORM = """
from tests.support import long_forms

def test_its_form():
    raise AssertionError(long_forms.or_long("in short", "at length"))
"""


@pytest.mark.parametrize(("options", "form"), [([], "in short"), (["--all"], "at length")])
def test_the_long_forms_are_run_where_all_is_asked_for(options: list[str], form: str, tmp_path: Path) -> None:
    path = tmp_path / "test_form.py"
    path.write_text(FORM)
    environment = {name: value for name, value in os.environ.items() if name != LONG_FORMS}

    told = subprocess.run(
        [sys.executable, "-P", "-m", "local.cli", "test", *options, str(path)],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert told.returncode == 1
    assert f"AssertionError: {form}" in told.stdout
