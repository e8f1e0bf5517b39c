"""Jobs as their owner steers them: converted again, listed, cancelled, tried again, deleted."""

import json
import uuid

import httpx
import pytest

from tests.support.stack import event_stream
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, PROXIES, SOURCES, TEXT
from tests.support.wait_until import until

# ---------------------------------------------------------------- one source, several proxies


def test_a_source_is_converted_again_with_another_profile_and_other_options(visitor, film):
    first = visitor.done(visitor.upload(film, "scene.mov"))

    asked = {"job_id": first["job_id"], "profile": "edit-prores-proxy"}
    other = visitor.done(visitor.told("POST", "/convert/", json=asked)["job_id"])
    small = {"key": first["source"]["key"], "options": {"quality": "low"}}
    third = visitor.done(visitor.told("POST", "/convert/", json=small)["job_id"])

    assert len({job["job_id"] for job in (first, other, third)}) == 3
    assert {job["source"]["key"] for job in (first, other, third)} == {first["source"]["key"]}
    assert (first["proxy"]["media"]["video"]["codec"], other["proxy"]["media"]["video"]["codec"]) == ("h264", "prores")
    assert other["proxy"]["key"].endswith(".mov")
    assert third["proxy"]["size"] < first["proxy"]["size"]
    assert all(visitor.has_its_proxy(job) for job in (first, other, third))


# ---------------------------------------------------------------- finding them


def test_jobs_are_listed_newest_first_page_by_page_and_found_by_part_of_their_name(visitor):
    mark = uuid.uuid4().hex[:8]
    made = [visitor.upload(TEXT, f"Szene {n} ÄÖ {mark}.mov") for n in range(5)]
    for job_id in made:
        visitor.ended(job_id)

    listed, cursor = [], None
    while True:
        page = visitor.told(
            "GET", "/jobs/", params={"q": f"äö {mark}", "limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        assert len(page["jobs"]) <= 2
        listed += [job["job_id"] for job in page["jobs"]]
        if (cursor := page["next_cursor"]) is None:
            break

    assert listed == made[::-1]
    assert {job["status"] for job in visitor.told("GET", "/jobs/", params={"status": "rejected"})["jobs"]} == {
        "rejected"
    }
    assert visitor.told("GET", "/jobs/", params={"q": f"{mark} nothing has this name"})["jobs"] == []


def test_who_asks_again_for_what_has_not_changed_is_not_sent_it_again(visitor):
    job = visitor.ended(visitor.upload(TEXT))
    first = visitor.ask("GET", f"/status/{job['job_id']}/")
    again = visitor.ask("GET", f"/status/{job['job_id']}/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# ---------------------------------------------------------------- steering them


def test_a_running_job_that_is_cancelled_lets_go_of_its_worker(stack, visitor, long_film):
    visitor.drop("cancel me.mp4", long_film)
    job_id = visitor.named("cancel me.mp4")["job_id"]
    until(lambda: visitor.job(job_id)["frames_done"] > 0, "it is being encoded", JOB_SECONDS, LOOK_SECONDS)

    visitor.told("POST", f"/jobs/{job_id}/cancel/")

    until(lambda: not stack.encoders, "ffmpeg is gone")
    until(lambda: not stack.work_files, "the work folder is empty")
    job = visitor.job(job_id)
    assert (job["status"], job["error"]["code"], job["proxy"]) == ("cancelled", "cancelled", None)
    assert 0 < job["frames_done"] < job["frames_total"] == 15_000
    visitor.told("DELETE", f"/jobs/{job_id}/")


def test_a_cancelled_job_is_tried_again_and_only_then_run(stack, visitor, film):
    with stack.worker_frozen():
        job_id = visitor.upload(film)
        assert visitor.told("POST", f"/jobs/{job_id}/cancel/")["status"] == "cancelled"
    until(lambda: event_stream.unsettled(stack.events) == 0, "its event was looked at", JOB_SECONDS, LOOK_SECONDS)
    untouched = visitor.job(job_id)
    assert (untouched["status"], untouched["attempt"]) == ("cancelled", 0)

    assert visitor.ask("POST", f"/jobs/{job_id}/retry/").status_code == 202

    job = visitor.done(job_id)
    assert (job["attempt"], job["error"]) == (1, None)
    assert visitor.ask("POST", f"/jobs/{job_id}/retry/").status_code == 409


def test_a_rejected_job_tried_again_is_judged_again(visitor):
    job_id = visitor.upload(TEXT)
    first = visitor.ended(job_id)

    visitor.told("POST", f"/jobs/{job_id}/retry/")

    again = until(
        lambda: (job := visitor.ended(job_id))["attempt"] > first["attempt"] and job, "the second try", JOB_SECONDS
    )
    assert (again["status"], again["error"]["code"]) == ("rejected", "text_file")


@pytest.mark.parametrize("way", ["upload", "inbox"])
def test_a_deleted_job_is_gone_from_everywhere_and_no_late_event_brings_it_back(stack, visitor, film, way):
    if way == "inbox":
        visitor.drop("delete me.mp4", film)
        job_id = visitor.named("delete me.mp4")["job_id"]
    else:
        job_id = visitor.upload(film, "delete me.mp4")
    job = visitor.done(job_id)
    key, link = job["source"]["key"], visitor.told("GET", f"/download/{job_id}/?redirect=false")["url"]

    visitor.told("DELETE", f"/jobs/{job_id}/")

    assert visitor.ask("GET", f"/status/{job_id}/").status_code == 404
    assert visitor.ask("GET", f"/download/{job_id}/").status_code == 404
    assert httpx.get(link).status_code == 404
    assert visitor.outputs(job_id) == set()
    assert visitor.keys(SOURCES, key) == set()
    late = {"Records": [event_stream.record(SOURCES, key.replace(" ", "+"))]}
    event_stream.publish(stack.events, [json.dumps(late).encode()] * 3)
    until(
        lambda: event_stream.unsettled(stack.events) == 0, "the late events were looked at", JOB_SECONDS, LOOK_SECONDS
    )
    assert visitor.ask("GET", f"/status/{job_id}/").status_code == 404
    assert visitor.keys(PROXIES, f"proxies/{job_id}/") == set()


def test_an_unknown_job_is_not_found_by_any_call(visitor):
    nobody = "0" * 32
    calls = [
        ("GET", f"/status/{nobody}/"),
        ("GET", f"/download/{nobody}/"),
        ("GET", f"/jobs/{nobody}/log/"),
        ("POST", f"/jobs/{nobody}/cancel/"),
        ("POST", f"/jobs/{nobody}/retry/"),
        ("DELETE", f"/jobs/{nobody}/"),
        ("POST", f"/upload/{nobody}/complete/"),
    ]
    answers = {call: visitor.ask(*call) for call in calls}
    assert {call: (a.status_code, a.json()["error"]["code"]) for call, a in answers.items()} == dict.fromkeys(
        calls, (404, "job_not_found")
    )
