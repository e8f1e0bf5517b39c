"""`./vts`, the launcher: on a folder of its own, with lock files that name no packages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VTS = Path(__file__).parent.parent.parent / "vts"
CLI = "import os, sys; print('cli', os.getcwd(), *sys.argv[1:], sep='|')"


def new_house(root: Path) -> Path:
    """Make a folder with the launcher, empty lock files, and a command line that says what it was given."""
    (root / "local" / "base").mkdir(parents=True)
    (root / "local" / "__init__.py").touch()
    (root / "local" / "cli.py").write_text(CLI)
    shutil.copy2(VTS.parent / "local" / "base" / "environment.py", root / "local" / "base")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (root / lock).write_text("# nothing\n")
    shutil.copy2(VTS, root / "vts")
    return root


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A folder in which the launcher was never started."""
    return new_house(tmp_path / "new")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment. Making one takes seconds; a copy is as good."""
    root = new_house(tmp_path_factory.mktemp("finished") / "house")
    assert vts(root / "vts").returncode == 0
    return root


@pytest.fixture
def deployment(finished: Path, tmp_path: Path) -> Path:
    """A folder of this test's own in which the launcher was started before."""
    return Path(shutil.copytree(finished, tmp_path / "house", symlinks=True))


def vts(
    command: Path, *arguments: str, path: str | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Start the launcher; the Python of these tests is the first on the path."""
    search = path or f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    environment = {"PATH": search, "HOME": str(command.parent), "PIP_NO_INDEX": "1"}
    return subprocess.run(
        [command, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


def current(root: Path) -> Path:
    """Give the environment in which the launcher runs commands."""
    return (root / ".venv" / "run").resolve()


def programs(folder: Path, **texts: str) -> str:
    """Make a folder with the tools the launcher uses, and with these programs; the path to it."""
    folder.mkdir()
    for tool in ("sh", "dirname", "readlink", "cksum", "cat", "rm", "ls", "basename"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name.replace("_", ".")).chmod(0o755)
    return str(folder)


def test_the_first_start_makes_the_environment_and_the_second_goes_straight_to_the_command_line(new: Path) -> None:
    first, second = vts(new / "vts", "up"), vts(new / "vts", "up", "--port", "1")

    assert "preparing .venv with Python 3" in first.stderr
    assert first.stdout.endswith("|up\n")
    assert (second.stderr, second.stdout) == ("", f"cli|{Path.cwd()}|up|--port|1\n")


def test_a_long_preparation_says_again_and_again_that_it_goes_on(new: Path, tmp_path: Path) -> None:
    quick = tmp_path / "quick"
    quick.mkdir()
    (quick / "sleep").write_text(f"#!/bin/sh\nexec {shutil.which('sleep')} 0.1\n")
    (quick / "sleep").chmod(0o755)

    first = vts(new / "vts", "up", path=f"{quick}:{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}")

    assert first.returncode == 0
    assert "vts: still preparing .venv\n" in first.stderr


def test_it_works_from_another_folder_and_through_symlinks_and_keeps_its_arguments(
    deployment: Path, tmp_path: Path
) -> None:
    (deployment / "link").symlink_to("vts")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "local").mkdir()  # must not be taken for ours
    (tmp_path / "elsewhere" / "film").symlink_to(deployment / "link")

    started = vts(tmp_path / "elsewhere" / "film", "push", "a b.mp4", "", cwd=tmp_path / "elsewhere")

    assert started.stdout == f"cli|{tmp_path / 'elsewhere'}|push|a b.mp4|\n"


def test_a_changed_lock_file_makes_a_new_environment_and_the_old_one_goes_when_nobody_uses_it(deployment: Path) -> None:
    before = current(deployment)
    (deployment / "requirements.lock").write_text("# something else\n")

    assert "preparing" in vts(deployment / "vts", "up").stderr
    assert current(deployment) != before
    assert not before.exists()


def test_the_environment_of_the_tests_is_another_and_leaves_that_of_the_stack_alone(deployment: Path) -> None:
    before = current(deployment)
    (deployment / "requirements-dev.lock").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")

    assert vts(deployment / "vts", "test").returncode == 1
    assert vts(deployment / "vts", "up").stderr == ""
    assert current(deployment) == before


def test_an_environment_whose_making_was_broken_off_is_made_anew(deployment: Path) -> None:
    (current(deployment) / "left-over").touch()
    (current(deployment) / ".complete").unlink()  # written last

    assert vts(deployment / "vts", "up").stdout.endswith("|up\n")
    assert not (current(deployment) / "left-over").exists()


@pytest.mark.parametrize("words", [["--help"], ["test", "--help"], ["up", "-h"]])
def test_help_installs_nothing(new: Path, deployment: Path, words: list[str]) -> None:
    bare, prepared = vts(new / "vts", *words), vts(deployment / "vts", *words)

    assert (bare.returncode, bare.stderr, (new / ".venv").exists()) == (0, "", False)
    assert "./vts up" in bare.stdout
    assert (prepared.stdout, prepared.stderr) == ("|".join(["cli", str(Path.cwd()), *words]) + "\n", "")


def test_packages_that_cannot_be_installed_are_said_and_tried_again(deployment: Path) -> None:
    lock = deployment / "requirements.lock"
    lock.write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    refused = vts(deployment / "vts", "up")
    lock.write_text("# nothing\n")

    assert refused.returncode == 1
    assert refused.stderr.endswith("could not be installed; the lines above say why. Start again to go on.\n")
    assert vts(deployment / "vts", "up").returncode == 0


def test_two_first_starts_at_once_make_one_environment(new: Path) -> None:
    starts = [
        subprocess.Popen([new / "vts", str(number)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for number in range(3)
    ]
    answers = [start.communicate(timeout=120) for start in starts]

    assert [out.rpartition("|")[2] for out, _ in answers] == ["0\n", "1\n", "2\n"]
    assert sum("preparing .venv with" in err for _, err in answers) == 1


def test_without_a_python_that_is_new_enough_one_sentence_says_what_to_install(new: Path, tmp_path: Path) -> None:
    refused = vts(new / "vts", path=programs(tmp_path / "bin", python3="exit 1"))

    assert refused.returncode == 1
    assert refused.stderr == (
        "vts: Python 3.11 or newer is needed and was not found;"
        " install it (on Debian and Ubuntu: apt-get install python3 python3-venv).\n"
    )


def test_without_the_venv_module_one_sentence_names_the_package(new: Path, tmp_path: Path) -> None:
    lacking = "case $2 in *ensurepip*) exit 1 ;; *) exit 0 ;; esac"
    refused = vts(new / "vts", path=programs(tmp_path / "bin", python3_11=lacking))

    assert refused.returncode == 1
    assert refused.stderr == (
        "vts: python3.11 cannot make environments;"
        " install its venv module (on Debian and Ubuntu: apt-get install python3-venv).\n"
    )
