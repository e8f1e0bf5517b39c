"""The functions as AWS is given them: what `sam build` makes of functions/Makefile, made for the Python that runs here."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from functions.common.errors import SetupError
from local.base import leash
from local.tools.wheels import last_line

FUNCTIONS = Path(__file__).parents[2] / "functions"
_SECONDS = 600


class PackageNotMade(SetupError):
    """The zip of the functions could not be made."""

    hint = "It takes make, pip and a package index; the message is theirs."


def make(folder: Path) -> Path:
    """Make the files of the zip in ``folder``, which is made; the folder that they are in. Raises PackageNotMade."""
    program = shutil.which("make")
    if program is None:
        raise PackageNotMade("make is not here.")
    source, made = folder / "source", folder / "made"
    shutil.copytree(FUNCTIONS, source, ignore=shutil.ignore_patterns("__pycache__"))
    made.mkdir()
    version = f"PYTHON_VERSION={sys.version_info.major}.{sys.version_info.minor}"
    argv = [program, "--silent", "build-Api", f"ARTIFACTS_DIR={made}", f"PYTHON={sys.executable}", version]
    environment = {**os.environ, "MAKEFLAGS": ""}
    try:
        done = subprocess.run(
            leash.tied(argv), cwd=source, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise PackageNotMade(str(late)) from late
    if done.returncode:
        raise PackageNotMade(last_line(done.stdout + done.stderr))
    return made


def zipped(made: Path, path: Path) -> Path:
    """Put them into a zip at ``path``, packed as the SAM CLI packs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(made.rglob("*")):
            archive.write(file, file.relative_to(made))
    return path
