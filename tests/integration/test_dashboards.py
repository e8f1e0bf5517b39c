"""deploy/grafana and deploy/prometheus ask for what the programs tell, by names and labels that are there."""

import asyncio
import json
import re
from pathlib import Path

import nats as nats_client
import pytest
import yaml

from functions import cleanup, transcode
from functions.common import metrics
from functions.common.metrics import Sums
from functions.common.priority import PRIORITIES
from functions.fleet import hosts
from functions.fleet.hosts import HostLoad
from local.run.stream import Stream
from tests.support.films import clips
from tests.support.rows import jobs

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
BOARD = json.loads((DEPLOY / "grafana" / "vts.json").read_text())
ASKED = [
    *(rule["expr"] for rule in RULES),
    *(target["expr"] for panel in BOARD["panels"] for target in panel["targets"]),
]
PROMETHEUS_OWN = {"instance", "job"}


@pytest.fixture
def told(api, deployment, nats, clip_folder, monkeypatch):
    """Series that are there once something of everything has happened: their names, and the labels of each."""
    monkeypatch.setattr(metrics._Chosen, "sink", Sums())
    load = HostLoad(
        host="one",
        cpu_percent=0,
        memory_percent=0,
        memory_total=1,
        memory_available=1,
        disk_free=1,
        load_average=(0, 0, 0),
    )
    hosts.report(deployment.table, load)
    job = jobs.waiting(deployment)
    deployment.storage.put_file(job.source.bucket, job.source.key, clips.make("h264_mp4", clip_folder), "video/mp4")
    transcode.handler({"Records": [{"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put", "s3": _object(job)}]})
    lost = jobs.waiting(deployment, due=True)
    deployment.storage.put_bytes(lost.source.bucket, lost.source.key, b"film", "video/mp4")
    cleanup.handler()
    api.get("/jobs/")
    asyncio.run(_events(nats.url))
    found = {}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? \S+$", api.get("/metrics/").text, re.MULTILINE):
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


def _object(job):
    return {"bucket": {"name": job.source.bucket}, "object": {"key": job.source.key, "size": 1, "eTag": "e"}}


async def _events(url):
    """State what the worker states of the stream."""
    stream = Stream(await nats_client.connect(url))
    waiting = await stream.waiting()
    assert set(waiting) == set(PRIORITIES)
    metrics.state("events_waiting", {(("priority", lane),): number for lane, number in waiting.items()})
    await stream.close()


def test_every_metric_and_label_that_is_asked_for_is_told(told):
    for expression in ASKED:
        names = set(re.findall(r"\bvts_\w+", expression))
        grouped = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", expression))))
        matched = set(re.findall(r"(\w+)=~?\"", expression))
        assert names, expression
        assert names <= told.keys(), expression
        assert grouped | matched <= PROMETHEUS_OWN.union(*(told[name] for name in names)), expression


def test_every_metric_there_is_is_on_the_board(told):
    shown = set(re.findall(r"\bvts_\w+", " ".join(ASKED)))
    stems = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in told}

    assert {stem for stem in stems if not any(name.startswith(stem) for name in shown)} <= {"vts_turn_seconds"}


def test_rules_say_what_is_wrong_and_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert re.fullmatch(r"\d+[smh]", rule["for"])
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_panels_have_ids_of_their_own_and_do_not_lie_over_each_other():
    panels = BOARD["panels"]
    cells = [
        (x, y)
        for each in (panel["gridPos"] for panel in panels)
        for x in range(each["x"], each["x"] + each["w"])
        for y in range(each["y"], each["y"] + each["h"])
    ]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert all(panel["title"] and panel["description"] for panel in panels)
