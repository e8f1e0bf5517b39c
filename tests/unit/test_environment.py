"""Which environment of packages is current, and when an older one may be removed."""

import os
from pathlib import Path

import pytest

from local.base import environment


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A folder with an older and a newer environment to run, and one for tests."""
    for name in ("run-1-3.11.7", "run-2-3.11.7", "test-1-3.11.7"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_the_new_environment_becomes_current_and_the_unused_older_one_of_its_kind_goes(venv: Path) -> None:
    (venv / "run").symlink_to("run-1-3.11.7")

    environment.adopt(venv, "run", venv / "run-2-3.11.7")

    assert (venv / "run").resolve() == venv / "run-2-3.11.7"
    assert sorted(each.name for each in venv.iterdir()) == ["run", "run-2-3.11.7", "test-1-3.11.7"]


def test_an_environment_in_use_stays_until_nobody_uses_it(venv: Path) -> None:
    held = environment.hold(venv / "run-1-3.11.7")
    assert held is not None
    environment.adopt(venv, "run", venv / "run-2-3.11.7")
    kept = (venv / "run-1-3.11.7").exists()
    os.close(held)
    environment.adopt(venv, "run", venv / "run-2-3.11.7")

    assert kept
    assert not (venv / "run-1-3.11.7").exists()


def test_an_environment_that_cannot_be_marked_is_used_all_the_same(tmp_path: Path) -> None:
    assert environment.hold(tmp_path / "not there") is None
