"""Traces: one tree from the request that made a job to the phases of its tries, told to a collector where one is named."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from functions import transcode
from functions.bucket.notifications import Arrival
from functions.common import traces
from tests.support.films import clips
from tests.support.rows import jobs
from tests.support.wait_until import until

FILM = {"filename": "film.mp4", "size": len(jobs.FILM)}
PARENT = f"00-{'a' * 32}-{'b' * 16}-01"


class Collector(BaseHTTPRequestHandler):
    """Takes spans as an OpenTelemetry collector does."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(self.path)
        for resource in body["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                self.server.spans.extend(scope["spans"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def collector(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.spans, server.asked = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(traces._Chosen, "exporter", None)
    traces.start(f"http://127.0.0.1:{server.server_port}/")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def told(collector):
    """The spans by name, once all were sent."""
    traces.flush(30)
    return {span["name"]: span for span in collector.spans}


def test_a_request_and_the_try_of_its_job_are_one_tree(api, deployment, collector, clip_folder):
    film = clips.make("h264_mp4", clip_folder)
    started = api.post("/upload/", json={**FILM, "size": film.stat().st_size}, headers={"traceparent": PARENT}).json()
    job = deployment.table.get(started["job_id"])
    deployment.storage.put_file(job.source.bucket, job.source.key, film, "video/mp4")

    transcode.settle(deployment, Arrival(job.source.bucket, job.source.key, 0, ""))

    spans = told(collector)
    request, attempt = spans["POST /upload/"], spans["try"]
    assert {span["traceId"] for span in spans.values()} == {"a" * 32}
    assert request["parentSpanId"] == "b" * 16
    assert attempt["parentSpanId"] == request["spanId"]
    phases = [spans[name] for name in ("probing", "encoding", "verifying", "publishing")]
    assert {phase["parentSpanId"] for phase in phases} == {attempt["spanId"]}
    times = [(int(phase["startTimeUnixNano"]), int(phase["endTimeUnixNano"])) for phase in phases]
    assert [end for _, end in times[:-1]] == [begin for begin, _ in times[1:]]
    assert {"key": "job_id", "value": {"stringValue": job.job_id}} in attempt["attributes"]
    assert collector.asked[0] == "/v1/traces"


def test_a_try_that_failed_says_why(deployment, collector, clip_folder):
    job = jobs.waiting(deployment)
    deployment.storage.put_file(job.source.bucket, job.source.key, clips.make("audio_only", clip_folder), "video/mp4")

    transcode.settle(deployment, Arrival(job.source.bucket, job.source.key, 0, ""))

    attempt = told(collector)["try"]
    assert attempt["status"] == {"code": 2, "message": deployment.table.get(job.job_id).error.message}
    assert "parentSpanId" not in attempt


def test_polling_is_not_traced_unless_it_asks_to_be(api, collector):
    api.get("/jobs/")
    api.get("/jobs/", headers={"traceparent": PARENT})
    api.get("/profiles/", headers={"traceparent": "not one"})

    until(lambda: len(collector.spans) == 2, "both are told")  # an answer comes before its span has ended
    assert [(span["name"], span.get("parentSpanId")) for span in collector.spans] == [
        ("GET /jobs/", "b" * 16),
        ("GET /profiles/", None),
    ]


def test_a_collector_that_is_away_holds_nothing_up_and_is_logged(api, monkeypatch, caplog):
    monkeypatch.setattr(traces._Chosen, "exporter", None)
    traces.start("http://127.0.0.1:1")

    assert api.post("/upload/", json=FILM).status_code == 201

    until(lambda: "traces_not_sent" in [record.getMessage() for record in caplog.records], "it is logged")


def test_where_traces_are_off_jobs_know_of_none(api, deployment, monkeypatch):
    monkeypatch.setattr(traces._Chosen, "exporter", None)

    started = api.post("/upload/", json=FILM, headers={"traceparent": PARENT}).json()

    assert deployment.table.get(started["job_id"]).trace is None
