"""What cannot be read is set aside, counted and shown, and all else goes on: rows and documents, on each backend."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from functions import cleanup
from functions.common import metrics
from functions.common.errors import JobUnreadable, WebhookUnreadable
from functions.deployment import Deployment
from functions.fleet import history, hosts
from functions.intake import billing, inbox
from functions.jobs import idempotency, model, settings
from functions.jobs.model import WEBHOOK, Guard, RetentionTarget, Status
from functions.plan import estimate
from functions.segments import pieces, progress
from functions.upkeep import audit, clock_status, reconcile
from functions.upkeep.queue_stats import Backlog
from functions.webhooks import courier, deliveries, endpoints
from functions.webhooks.post import Answer
from tests.support.rows import jobs, poison
from tests.support.servers.api import code, serving

HOUR = timedelta(hours=1)
COST = estimate.Cost(
    basis="measured", unit="CPU-s", amount=2, compute=2, requests=0, storage=0, egress=0, cpu_seconds=2, gb_seconds=0
)
LOAD = hosts.HostLoad(
    host="studio-1",
    cpu_percent=1,
    memory_percent=1,
    memory_total=1,
    memory_available=1,
    disk_free=1,
    load_average=(0, 0, 0),
)


@pytest.fixture
def deployment(deployment, table) -> Deployment:
    """A fresh installation on each backend in turn."""
    return replace(deployment, table=table)


@pytest.fixture
def client(deployment) -> Iterator[httpx.Client]:
    with serving(deployment) as client:
        yield client


def turn(deployment):
    return cleanup.turn(deployment)


def ids(found):
    return [each["job_id"] for each in found]


# ---------------------------------------------------------------- rows


def test_a_row_that_cannot_be_read_keeps_no_other_from_being_listed_mended_or_told_of(
    deployment, make, database_url, client
):
    """Every kind of damage at once, each in a row that is due: older and younger rows than these go on."""
    table = deployment.table
    hook = endpoints.add(table, "https://example.org/", ["queued", "running", "failed"])
    before = jobs.queued(deployment, due=True)
    damaged = {}
    for damage in poison.kinds_of_rows(make):
        job = jobs.queued(deployment, due=True)
        poison.row(database_url, job, damage)
        damaged[job.job_id] = damage
    after = jobs.queued(deployment, due=True)
    for job in (before, after):
        jobs.put_source(deployment, job)

    for brief in ("true", "false"):
        page = client.get("/jobs/", params={"brief": brief, "limit": 200})
        assert page.status_code == 200
        assert {before.job_id, after.job_id} <= set(ids(page.json()["jobs"]))
        shown = ids(page.json()["unreadable"])
        assert {damaged[job_id] for job_id in shown} == set(damaged.values())
        assert all(each["reason"] for each in page.json()["unreadable"])
    for job_id in damaged:
        assert code(client.get(f"/status/{job_id}/")) == (409, "job_unreadable")
    assert client.get(f"/status/{after.job_id}/").status_code == 200

    mended = turn(deployment)
    sent = courier.Courier(deployment, lambda _hook, _delivery: Answer(200, "", "", 0.0))
    sent.turn()
    sent.close()

    assert mended["queued_again"] == 2
    assert mended["interrupted"] == 0
    told = {delivery.job_id for delivery in deliveries.walk(table)}
    assert {before.job_id, after.job_id} <= told
    assert hook.webhook_id
    health = client.get("/health/").json()
    assert health["unreadable"]["jobs"] == len(damaged)
    Backlog(deployment, 0).tell()
    assert f'vts_unreadable{{kind="job"}} {float(len(damaged))}' in metrics.text()
    assert client.get("/costs/").status_code == 200


def test_however_many_rows_cannot_be_read_the_next_ones_are_reached(deployment, make, database_url):
    """Ten of them before each list's limit of two."""
    table, damage = deployment.table, poison.kinds_of_rows(make)[0]
    endpoints.add(table, "https://example.org/", ["done"])
    broken = [jobs.done(deployment, finished=9 * HOUR) for _ in range(10)]
    for job in broken:
        poison.row(database_url, job, "a part without its fields")
    good = jobs.done(deployment, finished=8 * HOUR)
    due = jobs.queued(deployment, due=True)

    assert damage
    assert [job.job_id for job in table.finished(table.now(), RetentionTarget.OUTPUTS, limit=2)] == [good.job_id]
    assert good.job_id in {job.job_id for job in table.news(limit=2)}
    assert [job.job_id for job in table.due(limit=2)] == [due.job_id]
    listed, found, cursor = [], [], None
    while True:
        page = table.find(cursor=cursor, limit=3)
        listed += [job.job_id for job in page.jobs]
        found += [row.job_id for row in page.unreadable]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(listed) == sorted([good.job_id, due.job_id])
    assert sorted(found) == sorted(job.job_id for job in broken)


def test_what_belongs_to_a_row_that_cannot_be_read_is_left_alone_until_it_is_deleted(deployment, database_url, client):
    job = jobs.done(deployment)
    jobs.put_source(deployment, job)
    poison.row(database_url, job, "unknown status")
    old = jobs.with_config(deployment, orphan_hours=0)

    reconcile.Reconciler(old, settings.read(deployment.table).settings).turn()

    outputs = {each.key for each in deployment.storage.listing(deployment.config.proxy_bucket, "")}
    assert job.proxy.key in outputs
    assert deployment.storage.head(job.source.bucket, job.source.key)
    for call in ("cancel", "retry"):
        assert code(client.post(f"/jobs/{job.job_id}/{call}/")) == (409, "job_unreadable")
    with pytest.raises(JobUnreadable):
        deployment.table.get(job.job_id)

    assert client.delete(f"/jobs/{job.job_id}/").status_code == 204

    assert client.get(f"/status/{job.job_id}/").status_code == 404
    assert list(deployment.storage.listing(deployment.config.proxy_bucket, "")) == []
    assert deployment.table.documents(inbox.TOMBSTONE, job.job_id)
    assert client.get("/health/").json()["unreadable"]["jobs"] == 0


def test_a_row_that_can_be_read_again_is_no_longer_counted(deployment, database_url):
    """An older release of the clock met what a later one wrote, and was replaced by that."""
    job = jobs.queued(deployment)
    poison.row(database_url, job, "unknown phase")
    assert turn(deployment)["unreadable_found"] == 1
    assert audit.count(deployment.table).jobs == 1

    poison.mend_phase(database_url, job)

    assert turn(deployment)["readable_again"] == 1
    assert audit.count(deployment.table).jobs == 0
    assert deployment.table.get(job.job_id) == job


def test_text_that_is_none_in_one_row_keeps_no_list_from_being_sent(deployment, client):
    """Half a surrogate pair, which media tags may hold, is kept but cannot be written into an answer."""
    good, odd = jobs.queued(deployment), jobs.queued(deployment)
    problem = model.Problem(code="x", message="half a pair \ud83d", hint="")
    deployment.table.write(odd.job_id, Guard({Status.QUEUED}), {"error": problem})

    for brief in ("true", "false"):
        page = client.get("/jobs/", params={"brief": brief}).json()
        assert ids(page["jobs"]) == [good.job_id]
        assert ids(page["unreadable"]) == [odd.job_id]
        assert datetime.fromisoformat(page["unreadable"][0]["created_at"]) == odd.created_at
    assert code(client.get(f"/status/{odd.job_id}/")) == (409, "job_unreadable")


# ---------------------------------------------------------------- documents


def documents(deployment):
    """Write a document of each kind; their kinds and keys, by name."""
    table, now = deployment.table, deployment.table.now()
    settings.change(table, {"retention_hours": 5})
    hosts.report(table, LOAD)
    history.Sampler(table).add(LOAD, now)
    clock_status.write(table, now, {"row_deleted": 1})
    table.put_document(cleanup.TURN, cleanup.TURN, {})
    billing.record(table, COST)
    hook = endpoints.add(table, "https://example.org/", ["done"])
    delivery = deliveries.test(table, hook)
    job = jobs.running(deployment, lease_seconds=60)
    table.put_document(inbox.TOMBSTONE, "a" * 32, {})
    table.put_document(inbox.GENERATION, "a" * 32, {"generation": 1})
    idempotency.keep(table, "b" * 32, "print", {"status": "201", "answer": "{}"})
    table.put_document("dead-letter", job.job_id, {"attempts": 1, "reason": "", "source": ""})
    table.put_document("one-pass", job.job_id, {"reason": "it differs"})
    table.put_document(model.SWEEP, "inbox", {"checked": now.isoformat()})
    for lane in ("", "high/", "low/"):
        table.put_document(model.SWEEP, f"{lane}uploads", {"after": "uploads/x"})
    table.put_document(model.SWEEP, "proxies", {"after": "proxies/x"})
    table.put_document(progress.RUN, f"{job.job_id}/1", {"pieces": 2, "segments": 1})
    table.put_document(pieces.kind(job.job_id, 1), "0000", pieces.Piece(state="open", tries=1, strikes=1).model_dump())
    place = next(iter(table.document_range(deliveries.DUE)))
    return (
        job,
        hook,
        [
            ("settings", "settings"),
            (hosts.KIND, hosts.key(LOAD)),
            (history.KIND, hosts.key(LOAD)),
            (clock_status.KIND, clock_status.KIND),
            (cleanup.TURN, cleanup.TURN),
            (billing.KIND, now.date().isoformat()),
            (WEBHOOK, hook.webhook_id),
            (deliveries.RECORD, delivery.delivery_id),
            (deliveries.DUE, place.key),
            (inbox.TOMBSTONE, "a" * 32),
            (model.IDEMPOTENCY, "b" * 32),
            (inbox.GENERATION, "a" * 32),
            ("dead-letter", job.job_id),
            ("one-pass", job.job_id),
            (model.SWEEP, "inbox"),
            (model.SWEEP, "uploads"),
            (model.SWEEP, "proxies"),
            (progress.RUN, f"{job.job_id}/1"),
            (pieces.kind(job.job_id, 1), "0000"),
        ],
    )


@pytest.mark.parametrize("damage", ["body", "foreign", "version", "time"])
def test_documents_of_every_kind_that_cannot_be_read_stop_nothing(deployment, database_url, client, damage):
    table = deployment.table
    job, hook, written = documents(deployment)
    healthy = hosts.HostLoad(**{**dict(LOAD), "host": "studio-2"})
    for kind, key in written:
        poison.document(database_url, kind, key, damage)
    poison.document(database_url, cleanup.TURN, cleanup.TURN, "time")  # else another clock is taken to have its turn
    other = endpoints.add(table, "https://example.org/other", ["queued"])
    hosts.report(table, healthy)
    lost = jobs.queued(deployment, due=True)
    jobs.put_source(deployment, lost)

    for path in ("/jobs/", f"/status/{job.job_id}/", "/settings/", "/hosts/", "/system_load/history/", "/costs/"):
        assert client.get(path).status_code == 200, path
    assert "studio-2" in client.get("/system_load/").text
    assert [each["webhook_id"] for each in client.get("/webhooks/").json()["webhooks"]][-1] == other.webhook_id
    assert client.get("/deliveries/").status_code == 200
    assert client.post("/settings/", json={"max_attempts": 3}).json()["max_attempts"] == 3
    assert settings.read(table).settings.max_attempts == 3

    done = cleanup._turned(deployment)  # takes the turn, whose document is broken as well
    sent = courier.Courier(deployment, lambda _hook, _delivery: Answer(200, "", "", 0.0))
    sent.turn()
    sent.close()
    billing.record(table, COST)

    assert done["queued_again"] == 1
    assert done.get("interrupted", 0) == 0
    assert clock_status.read(table).last.done["queued_again"] == 1
    assert damage == "time" or idempotency.claim(table, "b" * 32, "print") is None or damage == "version"
    assert lost.job_id in {delivery.job_id for delivery in deliveries.walk(table)}
    assert billing.month(deployment, settings.read(table).settings).amount >= COST.amount
    assert pieces.read(deployment, job)["0000"].piece.state in {"open", "done"}
    assert pieces.take(deployment, job, "0000", "studio-2")
    if damage == "body":
        assert audit.count(table).documents > 0
        assert client.get("/health/").json()["unreadable"]["documents"] > 0
        with pytest.raises(WebhookUnreadable):
            endpoints.get(table, hook.webhook_id)
        assert hook.webhook_id in client.get("/webhooks/").json()["unreadable"]
        assert client.delete(f"/webhooks/{hook.webhook_id}/").status_code == 204


@pytest.mark.parametrize("damage", ["body", "version", "time"])
def test_a_note_that_cannot_be_read_is_an_empty_one_that_can_be_written_over(table, database_url, damage):
    table.put_document("settings", "settings", {"a": 1})
    table.put_document("settings", "other", {"b": 1})
    poison.document(database_url, "settings", "settings", damage)

    (broken,) = table.documents("settings", "settings")
    assert broken.broken
    assert broken.body == {}
    assert {document.key for document in table.documents("settings")} == {"settings", "other"}
    assert {document.key for document in table.document_range("settings", before="t")} == {"settings", "other"}

    written = table.put_document("settings", "settings", {"c": 1}, if_version=broken.version)
    assert written
    assert table.documents("settings", "settings")[0].body == {"c": 1}
    poison.document(database_url, "settings", "settings", damage)
    assert table.put_document("settings", "settings", {"d": 1})
    assert table.documents("settings", "settings")[0].body == {"d": 1}
