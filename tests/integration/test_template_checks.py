"""template.yaml as the tools of AWS and of others see it: the SAM CLI with cfn-lint, and checkov."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.tools import aws as aws_tool
from local.tools.aws import AwsTool
from tests.conftest import LOCAL, need
from tests.support.aws.template import TEMPLATE

_KEYS = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1"}


def run(tool: AwsTool, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a tool where it finds no settings of anybody's, and nothing to change."""
    return subprocess.run(
        [*tool.argv, *arguments],
        cwd=folder,
        env={**tool.environment, **_KEYS, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_sam_cli_and_cfn_lint_have_nothing_to_say(tmp_path: Path) -> None:
    sam = need(aws_tool.find(LOCAL, "sam"), "the SAM CLI")

    done = run(sam, tmp_path, "validate", "--lint", "--template", str(TEMPLATE))

    assert done.returncode == 0, done.stdout + done.stderr


def test_checkov_has_nothing_to_say_but_what_is_explained_beside_each_resource(tmp_path: Path) -> None:
    checkov = need(aws_tool.find(LOCAL, "checkov"), "checkov")

    done = run(
        checkov,
        tmp_path,
        "--file",
        str(TEMPLATE),
        "--framework",
        "cloudformation",
        "--output",
        "json",
        "--skip-download",
    )

    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)["results"]
    assert told["failed_checks"] == told["parsing_errors"] == []
    assert len(told["passed_checks"]) > 50
    assert skipped(told["skipped_checks"]) == declared()


def skipped(checks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Name resource and rule of each check that would have failed; each has its reason."""
    assert all(len(check["check_result"]["suppress_comment"]) > 15 for check in checks)
    return {(check["resource"].rpartition(".")[-1], check["check_id"]) for check in checks}


def declared() -> set[tuple[str, str]]:
    """Read from the template which rules are left out for which resource."""
    from tests.support.aws.template import Template

    resources = Template().raw["Resources"]
    return {
        (name, skip["id"])
        for name, told in resources.items()
        for skip in told.get("Metadata", {}).get("checkov", {}).get("skip", [])
    }


@pytest.mark.parametrize("word", ["arn:aws:iam::aws:policy", "AdministratorAccess", "PowerUser", "0.0.0.0"])
def test_nothing_is_granted_wholesale(word: str) -> None:
    assert not re.search(re.escape(word), TEMPLATE.read_text())
