"""Health and load over HTTP."""

import threading
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from functions import cleanup
from functions.api import health
from functions.common.errors import BucketUnavailable
from functions.deployment import Deployment
from functions.ffmpeg import tiers
from functions.fleet import history as host_history
from functions.fleet import hosts
from functions.upkeep import clock_status
from tests.support.servers.api import serving


def report(deployment: Deployment, tmp_path: Path, host: str = "one") -> None:
    hosts.report(
        deployment.table, hosts.measure(tmp_path, ["0" * 32], host=host, skills=hosts.Skills(sandbox="landlock"))
    )


def test_health_is_ok_when_everything_answers(api: httpx.Client, deployment: Deployment, tmp_path: Path) -> None:
    report(deployment, tmp_path)

    answer = api.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "dependencies": {"job_table": "ok", "bucket": "ok", "workers": "ok"},
        "sandboxes": {"one": "landlock"},
        "sandboxes_in_words": {"one": tiers.WORDS["landlock"]},
        "signing": "broad",
        "clock": None,
        "unreadable": {"jobs": 0, "documents": 0, "kinds": {}},
        "error": None,
    }


def test_health_says_which_dependency_is_not_well_and_why(api: httpx.Client, deployment: Deployment) -> None:
    deployment.storage.delete(deployment.config.proxy_bucket, [])
    deployment.storage._s3.delete_bucket(Bucket=deployment.config.proxy_bucket)

    answer = api.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["status"] == "unhealthy"
    assert answer.json()["dependencies"]["job_table"] == "ok"
    assert "A bucket is missing." in answer.json()["dependencies"]["bucket"]
    assert "No worker has reported" in answer.json()["dependencies"]["workers"]
    assert answer.json()["error"]["code"] == "unhealthy"


def test_a_dependency_that_hangs_is_called_away_and_asked_once_at_a_time(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Semaphore(0), threading.Event()

    def hangs() -> None:
        asked.release()
        answered.wait(30)
        raise BucketUnavailable

    monkeypatch.setattr(deployment.storage, "check", hangs)
    monkeypatch.setattr(health, "LONGEST_LOOK", 0.1)
    with serving(deployment) as api:
        for _ in range(3):
            assert api.get("/health/").json()["dependencies"]["bucket"] == "No answer within 0 s."
        assert asked.acquire(blocking=False)
        assert not asked.acquire(blocking=False)
        answered.set()


def test_health_tells_what_the_clock_did_last(api: httpx.Client, deployment: Deployment) -> None:
    cleanup.handler()

    clock = api.get("/health/").json()["clock"]

    assert clock["last"]["done"] == {}
    assert (clock["worked"], clock["late"]) == (None, False)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1, False), (3, True)])
def test_a_clock_that_stands_still_is_called_late(
    minutes: float, late: bool, api: httpx.Client, deployment: Deployment
) -> None:
    ended_at = deployment.table.now() - timedelta(minutes=minutes)
    turn = {"ended_at": ended_at.isoformat(), "seconds": 0.1, "done": {}}
    deployment.table.put_document(clock_status.KIND, clock_status.KIND, {"last": turn, "worked": None})

    assert api.get("/health/").json()["clock"]["late"] is late


def test_the_load_lists_the_hosts_that_report(api: httpx.Client, deployment: Deployment, tmp_path: Path) -> None:
    report(deployment, tmp_path, "one")
    report(deployment, tmp_path, "two")

    load = api.get("/system_load/").json()

    assert [host["host"] for host in load["hosts"]] == ["one", "two"]
    assert set(load["hosts"][0]) >= {
        *(
            "host",
            "role",
            "cpu_percent",
            "memory_percent",
            "memory_total",
            "disk_free",
            "load_average",
            "jobs",
            "seen_at",
        )
    }
    assert load["hosts"][0]["jobs"] == ["0" * 32]
    assert 0 <= load["memory_percent"] <= 100


def test_a_poller_of_the_load_gets_304_until_a_host_reports(api: httpx.Client) -> None:
    known = {"If-None-Match": api.get("/system_load/").headers["etag"]}

    assert api.get("/system_load/", headers=known).status_code == 304


def test_a_thousand_pollers_cost_the_hosts_and_the_table_nothing(
    api: httpx.Client, deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(deployment, tmp_path)
    assert len(api.get("/system_load/").json()["hosts"]) == 1

    def touched(*_: object, **__: object) -> None:
        raise AssertionError("psutil was asked")

    for name in ("virtual_memory", "cpu_times", "cpu_percent", "disk_usage", "getloadavg"):
        monkeypatch.setattr(psutil, name, touched)
    assert {api.get("/system_load/").status_code for _ in range(1000)} == {200}


def test_the_history_of_a_host_is_its_last_report_and_its_samples(
    api: httpx.Client, deployment: Deployment, tmp_path: Path
) -> None:
    report(deployment, tmp_path, "one")
    load = hosts.measure(tmp_path, host="two")
    host_history.Sampler(deployment.table).add(load, hosts.report(deployment.table, load))

    history = api.get("/system_load/history/").json()

    one, two = history["hosts"]
    assert (history["span_seconds"], history["every_seconds"]) == (900, 15)
    assert (one["load"]["host"], one["silent"], one["samples"]) == ("one", False, [])
    assert two["load"] == {**load.model_dump(mode="json"), "seen_at": two["samples"][0]["at"]}
    assert two["samples"][0] == {
        "at": two["load"]["seen_at"],
        "cpu_percent": load.cpu_percent,
        "memory_percent": load.memory_percent,
        "disk_free": load.disk_free,
        "load_average": round(load.load_average[0], 2),
        "jobs": 0,
    }


def test_a_poller_of_the_history_gets_304_until_there_is_more_of_it(
    api: httpx.Client, deployment: Deployment, tmp_path: Path
) -> None:
    known = {"If-None-Match": api.get("/system_load/history/").headers["etag"]}

    assert api.get("/system_load/history/", headers=known).status_code == 304
