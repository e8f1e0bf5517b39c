"""Metrics of the API, as Prometheus asks for them, and of the steps behind it."""

import re

import pytest

from functions import cleanup, transcode
from functions.common import metrics
from functions.common.errors import TableUnavailable
from functions.common.metrics import Sums
from functions.fleet import hosts
from functions.fleet.hosts import HostLoad
from tests.support.films import clips
from tests.support.rows import jobs
from tests.support.servers.api import serving


@pytest.fixture(autouse=True)
def _begun(monkeypatch):
    """A process that has just begun."""
    monkeypatch.setattr(metrics._Chosen, "sink", Sums())


def sums(api):
    answer = api.get("/metrics")
    assert answer.headers["content-type"] == metrics.CONTENT_TYPE
    return dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))


def test_requests_are_counted_by_route_and_status_and_never_by_id(api, deployment):
    job = jobs.queued(deployment)
    for path in (f"/status/{job.job_id}/", f"/status/{'0' * 32}/", "/no/such/place"):
        api.get(path)

    counted = sums(api)

    assert counted['vts_requests_total{method="GET",route="/status/{job_id}/",status="200"}'] == "1.0"
    assert counted['vts_requests_total{method="GET",route="/status/{job_id}/",status="404"}'] == "1.0"
    assert counted['vts_requests_total{method="GET",route="none",status="404"}'] == "1.0"
    assert counted['vts_request_seconds_count{route="/status/{job_id}/"}'] == "2"
    assert not any(job.job_id in series for series in counted)


def test_methods_that_somebody_invents_are_one_series(api):
    for number in range(5):
        assert api.request(f"INVENTED{number}", "/settings/").status_code == 405

    counted = sums(api)

    assert counted['vts_requests_total{method="_OTHER",route="/settings/",status="405"}'] == "5.0"
    assert not any("INVENTED" in series for series in counted)


def test_what_is_answered_from_memory_is_counted_by_its_route_as_well(deployment):
    job = jobs.queued(deployment)
    with serving(deployment, memory_seconds=600) as api:
        for _ in range(3):
            assert api.get(f"/status/{job.job_id}/").status_code == 200

        assert sums(api)['vts_requests_total{method="GET",route="/status/{job_id}/",status="200"}'] == "3.0"


def test_tries_turns_and_what_they_took_are_counted(api, deployment, clip_folder):
    job = jobs.waiting(deployment)
    deployment.storage.put_file(job.source.bucket, job.source.key, clips.make("h264_mp4", clip_folder), "video/mp4")
    object_of = {"bucket": {"name": job.source.bucket}, "object": {"key": job.source.key, "size": 1, "eTag": "e"}}
    record = {"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put", "s3": object_of}

    transcode.handler({"Records": [record]})
    cleanup.handler()

    counted = sums(api)
    assert counted['vts_jobs_ended_total{code="",status="done"}'] == "1.0"
    assert counted['vts_attempt_seconds_count{status="done"}'] == "1"
    assert float(counted["vts_cpu_seconds_total"]) > 0
    assert float(counted["vts_source_bytes_total"]) > 1000
    assert counted["vts_turns_total"] == counted["vts_turn_seconds_count"] + ".0" == "1.0"


def test_what_waits_and_what_works_is_told_as_it_stands(api, deployment):
    jobs.waiting(deployment)
    first, _ = jobs.queued(deployment), jobs.queued(deployment)
    load = HostLoad(
        host="one",
        cpu_percent=0,
        memory_percent=0,
        memory_total=1,
        memory_available=1,
        disk_free=1,
        load_average=(0, 0, 0),
    )
    hosts.report(deployment.table, load.model_copy(update={"jobs": (first.job_id,)}))
    hosts.report(deployment.table, load.model_copy(update={"host": "two", "draining": True}))

    told = sums(api)

    assert told['vts_jobs{status="waiting"}'] == "1.0"
    assert told['vts_jobs{status="queued"}'] == "2.0"
    assert told['vts_jobs{status="running"}'] == "0.0"
    assert 0 <= float(told["vts_queue_oldest_seconds"]) < 60
    assert (told["vts_workers"], told['vts_worker_jobs{worker="one"}']) == ("2.0", "1.0")
    assert (told['vts_worker_places{worker="one"}'], told['vts_worker_places{worker="two"}']) == ("2.0", "0.0")


def test_while_the_job_table_is_away_that_is_told_and_no_old_number(api, deployment, monkeypatch):
    assert sums(api)["vts_table_up"] == "1.0"

    def away():
        raise TableUnavailable

    monkeypatch.setattr(deployment.table, "standing", away)

    told = sums(api)
    assert told["vts_table_up"] == "0.0"
    assert not any(name.startswith(("vts_jobs{", "vts_queue")) for name in told)


def test_where_metrics_go_to_cloudwatch_nothing_is_asked_for_here(api):
    metrics.start("emf")

    assert api.get("/metrics/").status_code == 404


def test_every_line_is_one_that_prometheus_reads(api):
    api.get("/jobs/")

    name, label = r"[a-z_:][a-z0-9_:]*", r'[a-z_]+="(\\.|[^"\\\n])*"'
    sample = re.compile(rf"{name}(\{{{label}(,{label})*\}})? [0-9.e+-]+")
    comment = re.compile(rf"# (HELP {name} .+|TYPE {name} (counter|gauge|histogram))")
    for line in api.get("/metrics/").text.splitlines():
        assert sample.fullmatch(line) or comment.fullmatch(line), line
