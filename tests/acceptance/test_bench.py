"""`vts bench --quick` on a running stack: the figures are measured, and the jobs it made are what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.bench import BENCHES
from tests.support.stack.running_stack import ROOT, RunningStack, start_stack

STACKS_OF_THEIR_OWN = ("segments", "kills")  # and minutes; see tests/unit/test_bench_segments.py
PAGE = ("page_load", "page_build", "page_scroll", "page_upload", "page_polling")  # measured by test_page.py


@pytest.fixture
def measured(tmp_path: Path) -> Iterator[RunningStack]:
    """A stack without the page, for the bench alone: what takes minutes should run beside the tests of the shared one."""
    started = start_stack(tmp_path / "data", "--no-sample")
    yield started
    started.stop()


def test_a_quick_bench_measures_the_figures(measured: RunningStack, tmp_path: Path) -> None:
    names = [name for name in BENCHES if name not in STACKS_OF_THEIR_OWN]
    argv = ["bench", "--quick", "--json", "--data", str(measured.data), "--folder", str(tmp_path / "bench"), *names]

    told = subprocess.run(
        [sys.executable, "-m", "local.cli", *argv], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )

    assert told.stdout, told.stderr
    report = json.loads(told.stdout)
    figures = {figure["name"]: figure for figure in report["figures"]}
    assert list(figures) == [
        *("overhead_film", "overhead_short", "event_to_claim", "upload_boto3", "upload_mc", "upload_while_polled"),
        *("status_p99", "jobs_list", "worker_memory", "worker_disk", "clips_done", "clips_twice"),
        *("api_import", "transcode_import", "zip_size", "status_warm", "table_units", "claims_once", "table_plans"),
        *PAGE,
    ]
    not_measured = {name for name, figure in figures.items() if figure["value"] is None}
    assert not_measured - {"upload_mc", "claims_once", "table_plans"} == set(PAGE)
    assert {figures[name]["note"] for name in PAGE} == {"The page cannot be measured here. The page is not served."}
    assert figures["clips_done"]["value"] == 1
    assert figures["clips_twice"]["value"] == 0
    assert report["machine"]["cores"] >= 1
    assert told.returncode == (0 if report["passed"] else 1)
