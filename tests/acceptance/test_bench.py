"""`vts bench --quick` on a running stack: every figure is measured, and the jobs it made are what it says."""

import json
import subprocess
import sys
from pathlib import Path

from tests.running_stack import ROOT, RunningStack

PAGE = ("page_load", "page_build", "page_scroll", "page_upload", "page_polling")  # measured by test_page.py


def test_a_quick_bench_measures_every_figure(stack: RunningStack, tmp_path: Path) -> None:
    argv = ["bench", "--quick", "--json", "--data", str(stack.data), "--folder", str(tmp_path)]

    told = subprocess.run(
        [sys.executable, "-m", "local.cli", *argv], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )

    assert told.stdout, told.stderr
    report = json.loads(told.stdout)
    figures = {figure["name"]: figure for figure in report["figures"]}
    assert list(figures) == [
        *("overhead_film", "overhead_short", "event_to_claim", "upload_boto3", "upload_mc", "upload_while_polled"),
        *("status_p99", "jobs_list", "worker_memory", "worker_disk", "clips_done", "clips_twice"),
        *("api_import", "transcode_import", "zip_size", "status_warm", "segments_shared", "segments_index"),
        *("segments_cpu", "segments_size", "segments_psnr", "segments_join", "kills_done", "kills_again"),
        *("table_units", "claims_once", "table_plans"),
        *PAGE,
    ]
    not_measured = {name for name, figure in figures.items() if figure["value"] is None}
    assert not_measured - {"upload_mc", "claims_once", "table_plans"} == set(PAGE)
    assert {figures[name]["note"] for name in PAGE} == {"The page cannot be measured here. The page is not served."}
    assert figures["clips_done"]["value"] == 1
    assert figures["clips_twice"]["value"] == 0
    assert figures["kills_done"]["value"] == 1
    assert figures["kills_again"]["value"] <= 1
    assert report["machine"]["cores"] >= 1
    assert told.returncode == (0 if report["passed"] else 1)
