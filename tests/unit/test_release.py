"""One number names a release, wherever it is written."""

import re
import tomllib
from pathlib import Path

import yaml

from functions.common.release import RELEASE

ROOT = Path(__file__).parent.parent.parent


def test_the_package_the_chart_and_the_changelog_name_the_same_release() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    chart = yaml.safe_load((ROOT / "deploy" / "helm" / "vts" / "Chart.yaml").read_text())
    told = re.search(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert told is not None
    assert {package, chart["version"], chart["appVersion"], told[1]} == {RELEASE}
