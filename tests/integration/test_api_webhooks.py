"""Webhooks over the API and the command line: made, changed, tried, taken away; the log of what was told, and replay."""

import json
from ipaddress import ip_network

import pytest
from typer.testing import CliRunner

from functions.jobs.model import Guard, Status
from functions.webhooks import courier
from local import cli
from local.terminal import show
from tests.support.rows import jobs as rows
from tests.support.servers.api import code, serving
from tests.support.servers.receiver import receiving
from tests.support.wait_until import until

URL = "https://studio.example.org/vts"
NOBODY = "0" * 16


@pytest.fixture
def deployment(deployment):
    return rows.with_config(deployment, webhook_allowed_networks=(ip_network("127.0.0.1/32"),))


@pytest.fixture
def api(deployment):
    with serving(deployment) as client:
        yield client


@pytest.fixture
def receiver():
    with receiving() as taking:
        yield taking


def added(api, **body):
    answer = api.post("/webhooks/", json={"url": URL, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliver(deployment):
    courier.deliver(deployment, 60)


def cancelled(deployment):
    job = rows.queued(deployment)
    return deployment.table.write(job.job_id, Guard({Status.QUEUED}), {"status": Status.CANCELLED})


# ---------------------------------------------------------------- webhooks


def test_a_secret_is_shown_when_it_is_made_and_never_again(api):
    made = added(api, states=["done", "failed"], description="Chat.")

    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert api.get("/webhooks/").json() == {"webhooks": [made], "unreadable": []}
    assert api.get(f"/webhooks/{made['webhook_id']}/").json() == made
    assert (made["states"], made["enabled"], made["trouble"]) == (["done", "failed"], True, None)
    renewed = api.post(f"/webhooks/{made['webhook_id']}/secret/").json()
    assert renewed["secret"] not in {secret, None}


def test_without_states_a_webhook_is_told_of_those_that_jobs_end_in(api):
    assert added(api)["states"] == ["cancelled", "done", "expired", "failed", "partial", "rejected"]
    assert added(api, states=None)["states"] == ["cancelled", "done", "expired", "failed", "partial", "rejected"]


def test_what_is_given_is_changed_and_the_rest_stays(api):
    made = added(api, states=["done"])
    path = f"/webhooks/{made['webhook_id']}/"

    changed = api.post(path, json={"enabled": False, "states": ["failed", "failed"]}).json()

    assert (changed["url"], changed["states"], changed["enabled"]) == (URL, ["failed"], False)
    assert api.get(path).json() == changed


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://10.0.0.1/"}, "url"),
        ({"url": "https://169.254.169.254/latest/"}, "url"),
        ({"url": "ftp://studio.example.org/"}, "url"),
        ({"url": URL, "states": []}, "states"),
        ({"url": URL, "states": ["finished"]}, "states.0"),
        ({"url": URL, "secret": "mine"}, "secret"),
        ({}, "url"),
    ],
)
def test_what_is_not_valid_is_refused_by_name(api, body, field):
    answer = api.post("/webhooks/", json=body)

    assert code(answer) == (422, "invalid_request")
    assert field in answer.json()["error"]["fields"]
    assert api.get("/webhooks/").json() == {"webhooks": [], "unreadable": []}


def test_a_change_to_an_address_inside_is_refused_too(api):
    made = added(api)

    assert code(api.post(f"/webhooks/{made['webhook_id']}/", json={"url": "https://[::1]/"})) == (
        422,
        "invalid_request",
    )


def test_one_that_is_taken_away_is_not_there(api):
    made = added(api)

    assert api.delete(f"/webhooks/{made['webhook_id']}/").status_code == 204

    for method, path in (("GET", ""), ("POST", ""), ("DELETE", ""), ("POST", "secret/"), ("POST", "test/")):
        answer = api.request(method, f"/webhooks/{made['webhook_id']}/{path}", json={} if method == "POST" else None)
        assert code(answer) == (404, "webhook_not_found")


# ---------------------------------------------------------------- the log


def test_the_log_shows_what_was_told_and_the_delivery_its_tries(api, deployment, receiver):
    made = added(api, url=receiver.url)
    job = cancelled(deployment)

    deliver(deployment)

    (line,) = api.get("/deliveries/").json()["deliveries"]
    assert (line["job_id"], line["status"], line["state"], line["tries_made"]) == (
        *(job.job_id, "cancelled", "delivered", 1),
    )
    assert line["webhook_id"] == made["webhook_id"]
    whole = api.get(f"/deliveries/{line['delivery_id']}/").json()
    assert {name: whole[name] for name in line} == line
    assert whole["body"] == receiver.received[0].body
    (tried,) = whole["tries"]
    assert (tried["status"], tried["error"], tried["answer"]) == (200, "", "heard\n")


def test_the_log_is_paged_and_asked_for_by_webhook_job_and_state(api, deployment, receiver):
    well, dead = added(api, url=receiver.url), added(api, url="http://127.0.0.1:1/")
    jobs = [cancelled(deployment).job_id for _ in range(3)]
    deliver(deployment)

    def ids(**wanted):
        answer = api.get("/deliveries/", params=wanted)
        assert answer.status_code == 200, answer.text
        return [each["delivery_id"] for each in answer.json()["deliveries"]]

    every = ids()
    assert len(every) == 6
    assert sorted(ids(webhook_id=well["webhook_id"]) + ids(webhook_id=dead["webhook_id"])) == sorted(every)
    assert len(ids(job_id=jobs[1])) == 2
    assert ids(state="pending") == ids(webhook_id=dead["webhook_id"])
    paged, cursor = [], None
    while True:
        page = api.get("/deliveries/", params={"limit": 4} | ({"cursor": cursor} if cursor else {})).json()
        paged += [each["delivery_id"] for each in page["deliveries"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert paged == every
    trouble = api.get(f"/webhooks/{dead['webhook_id']}/").json()["trouble"]
    assert trouble["reason"] == "No answer: Connection refused."


def test_a_delivery_is_replayed_with_the_same_id_and_body(api, deployment, receiver):
    added(api, url=receiver.url)
    cancelled(deployment)
    deliver(deployment)
    (line,) = api.get("/deliveries/").json()["deliveries"]

    again = api.post(f"/deliveries/{line['delivery_id']}/replay/")
    deliver(deployment)

    assert (again.status_code, again.json()["state"]) == (202, "pending")
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert api.get(f"/deliveries/{line['delivery_id']}/").json()["tries_made"] == 2


def test_a_delivery_that_is_not_there_is_not_found(api):
    assert code(api.get(f"/deliveries/{'0' * 32}/")) == (404, "delivery_not_found")
    assert code(api.post(f"/deliveries/{'0' * 32}/replay/")) == (404, "delivery_not_found")


def test_a_job_that_is_cancelled_and_deleted_at_once_is_told_of(api, deployment, receiver):
    added(api, url=receiver.url)
    job = rows.queued(deployment)

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    deliver(deployment)

    assert [json.loads(body)["type"] for body in receiver.bodies()] == ["job.cancelled"]


# ---------------------------------------------------------------- the command line


def test_all_of_it_from_the_command_line(api, deployment, receiver):
    def run(*arguments):
        show.out.cache_clear()
        show.err.cache_clear()
        environment = {"VTS_SERVER": str(api.base_url), "COLUMNS": "200", "NO_COLOR": "1"}
        ended = CliRunner(env=environment).invoke(cli.app, ["webhooks", *arguments])
        assert ended.exit_code == 0, ended.stderr
        return ended.stdout

    made = json.loads(run("add", receiver.url, "--state", "cancelled", "--json"))
    begin = made["webhook_id"][:6]
    assert made["webhook_id"] in run("list")
    tested = json.loads(run("test", begin, "--json"))
    deliver(deployment)
    assert "delivered" in run("deliveries", tested["delivery_id"])
    cancelled(deployment)
    deliver(deployment)
    told = until(lambda: json.loads(run("deliveries", "--webhook", begin, "--json"))["deliveries"], "it is in the log")
    assert [each["status"] for each in told] == ["cancelled", None]
    assert "cancelled" in run("deliveries")
    assert "pending" in run("replay", told[0]["delivery_id"])
    assert "whsec_" in run("secret", begin)
    assert "off" in run("change", begin, "--off")
    run("remove", begin)
    assert "add URL" in run("list") or run("list") == ""
    show.out.cache_clear()
    show.err.cache_clear()
