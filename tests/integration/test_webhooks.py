"""Deliveries on each backend of the job table: one record a state and endpoint, tried until it is taken or its time is over."""

import json
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from functions.common.errors import DeliveryNotFound, TooManyWebhooks, WebhookNotFound
from functions.jobs.model import TERMINAL, Guard, Status
from functions.webhooks import deliveries, endpoints
from functions.webhooks.courier import AT_ONCE, Courier
from functions.webhooks.deliveries import State
from functions.webhooks.post import Answer
from tests.support.rows.table_rows import by, claimed, stored
from tests.support.wait_until import until

URL = "https://studio.example.org/vts"
TAKEN = Answer(200, "", "thanks", 0.1)
REFUSED = Answer(500, "It answered 500.", "no", 0.1)


class Line:
    """Stands for the network: gives the answers in turn, then takes everything."""

    def __init__(self, *answers):
        self.sent = []
        self._answers = list(answers)
        self._lock = threading.Lock()

    def __call__(self, hook, delivery):
        with self._lock:
            self.sent.append((hook.webhook_id, delivery.delivery_id))
            return self._answers.pop(0) if self._answers else TAKEN


@contextmanager
def courier(table, line):
    deployment = SimpleNamespace(table=table, config=SimpleNamespace(webhook_allowed_networks=()))
    working = Courier(deployment, line)
    yield working
    working.close()


def deliver(table, line):
    """Turn until nothing is due or under way."""
    with courier(table, line) as working:
        until(lambda: working.turn() == 0, "all is settled", seconds=60)


def log(table):
    return list(deliveries.walk(table))


@pytest.fixture
def at_once(monkeypatch):
    """No pause between tries, and none for endpoints that fail."""
    monkeypatch.setattr(deliveries, "pause", lambda *_: timedelta(0))
    monkeypatch.setattr(endpoints, "_PAUSE", timedelta(0))


@pytest.fixture
def hook(table):
    return endpoints.add(table, URL)


def ended(table, status=Status.DONE):
    """A job that came into this state, the third of its life."""
    job = claimed(table)
    row = table.write(job.job_id, by(job), {"status": status})
    assert row
    return row


# ---------------------------------------------------------------- one record for each


def test_an_endpoint_is_told_of_the_states_it_asked_for_and_each_is_one_record(table, hook):
    every = endpoints.add(table, URL, list(Status))
    job, line = ended(table), Line()

    deliver(table, line)

    told = [(each.webhook_id, each.status, each.sequence) for each in reversed(log(table))]
    assert Counter(told) == Counter(
        [
            (every.webhook_id, Status.QUEUED, 1),
            (every.webhook_id, Status.RUNNING, 2),
            (every.webhook_id, Status.DONE, 3),
            (hook.webhook_id, Status.DONE, 3),
        ]
    )
    assert len(line.sent) == len(set(line.sent)) == 4
    assert {each.state for each in log(table)} == {State.DELIVERED}
    assert table.get(job.job_id).news == ()


def test_news_told_again_after_a_crash_make_no_second_record_and_no_second_message(table, hook):
    job, line = ended(table), Line()
    row = table.get(job.job_id)
    deliveries.tell(table, row, [hook])
    deliver(table, line)

    deliveries.tell(table, row, [hook])  # as one would that was killed before it had forgotten them
    deliver(table, line)

    assert len(log(table)) == len(line.sent) == 1


def test_a_record_whose_maker_was_killed_before_it_was_made_leaves_nothing_in_the_queue(table, hook, monkeypatch):
    """The place in the queue is written first, so no record is without one; a place without a record is dropped in time."""
    row = table.get(ended(table).job_id)
    deliveries.tell(table, row, [hook])
    (record,) = log(table)
    table.delete_document(deliveries.RECORD, record.delivery_id)

    deliver(table, line := Line())
    assert len(table.document_range(deliveries.DUE)) == 1  # its maker may be about to write the record
    monkeypatch.setattr(deliveries, "_SETTLING", timedelta(0))
    deliver(table, line)

    assert line.sent == []
    assert table.document_range(deliveries.DUE) == []


def test_a_courier_that_looks_while_a_record_is_made_does_not_lose_it(table, hook, monkeypatch):
    row = table.get(ended(table).job_id)
    put_document = table.put_document

    def looked_at_before(kind, *about, **condition):
        if kind == deliveries.RECORD:
            assert list(deliveries.due(table, hook.webhook_id, 10)) == []
        return put_document(kind, *about, **condition)

    with monkeypatch.context() as patched:
        patched.setattr(table, "put_document", looked_at_before)
        deliveries.tell(table, row, [hook])
    deliver(table, line := Line())

    assert len(line.sent) == 1


def test_an_endpoint_hears_nothing_of_what_was_before_it(table):
    first = endpoints.add(table, URL)
    ended(table)
    second = endpoints.add(table, URL)

    deliver(table, line := Line())

    assert [webhook_id for webhook_id, _ in line.sent] == [first.webhook_id]
    assert second.webhook_id not in {each.webhook_id for each in log(table)}


def test_what_is_said_is_what_the_job_came_to(table, hook):
    job = ended(table)

    deliver(table, Line())

    said = json.loads(log(table)[0].body)
    assert said["type"] == "job.done"
    assert (said["data"]["job_id"], said["data"]["sequence"]) == (job.job_id, 3)
    assert said["data"]["filename"] == job.filename


def test_a_deleted_job_is_told_of_before_it_goes(table, hook):
    job = stored(table)
    table.write(job.job_id, Guard({Status.QUEUED}), {"status": Status.CANCELLED})

    deliveries.tell_before_it_goes(table, job.job_id)
    table.delete(job.job_id, Guard(TERMINAL))
    deliver(table, line := Line())

    assert len(line.sent) == 1
    assert [each.status for each in log(table)] == [Status.CANCELLED]


def test_two_couriers_send_each_message_once(table):
    for number in range(4):
        endpoints.add(table, f"{URL}/{number}")
    for _ in range(5):
        ended(table)
    line = Line()

    with courier(table, line) as first, courier(table, line) as second:
        until(lambda: first.turn() + second.turn() == 0, "all is settled", seconds=60)

    assert len(line.sent) == len(set(line.sent)) == 20


# ---------------------------------------------------------------- again, and no more


def test_what_is_not_taken_is_tried_again_and_each_try_is_in_the_log(table, hook, at_once):
    ended(table)

    deliver(table, line := Line(REFUSED, REFUSED))

    (told,) = log(table)
    assert told.state is State.DELIVERED
    assert [(each.status, each.error, each.answer) for each in told.tries] == [
        (500, "It answered 500.", "no"),
        (500, "It answered 500.", "no"),
        (200, "", "thanks"),
    ]
    assert len(set(line.sent)) == 1
    assert table.document_range(deliveries.DUE) == []


def test_a_failed_try_waits_for_its_pause(table, hook):
    ended(table)

    deliver(table, line := Line(REFUSED))

    (told,) = log(table)
    assert len(line.sent) == told.tries_made == 1
    assert told.state is State.PENDING
    assert timedelta(seconds=3) < told.next_at - told.tries[0].at < timedelta(seconds=60)


def test_after_its_time_it_is_given_up_and_says_so(table, hook, at_once, monkeypatch):
    monkeypatch.setattr(deliveries, "RETRIED_FOR", timedelta(0))
    ended(table)

    deliver(table, Line(REFUSED, REFUSED))

    (told,) = log(table)
    assert (told.state, told.next_at) == (State.GIVEN_UP, None)
    assert told.error == "The message was given up. It was tried for 24 hours. It answered 500."


def test_pauses_triple_up_to_four_hours_and_make_some_thirteen_tries_in_a_day():
    middle = [deliveries.pause(n, chance=lambda: 0.5).total_seconds() for n in range(1, 14)]

    assert middle[:4] == [5, 15, 45, 135]
    assert middle[-1] == 4 * 3600
    assert sum(middle[:12]) < 86_400 < sum(middle)
    assert deliveries.pause(1, chance=lambda: 0).total_seconds() == 4
    assert deliveries.pause(1, 600, chance=lambda: 1).total_seconds() == 600
    assert deliveries.pause(1000, chance=lambda: 0.5) == timedelta(hours=4)


def test_what_a_killed_courier_had_taken_is_due_again(table, hook):
    deliveries.tell(table, table.get(ended(table).job_id), [hook])
    (record,) = deliveries.due(table, hook.webhook_id, 10)
    assert deliveries.take(table, record, timedelta(seconds=-1))
    assert deliveries.take(table, record, timedelta(seconds=-1)) is None  # another read the same version

    deliver(table, line := Line())

    assert len(line.sent) == 1


def test_a_delivery_is_replayed_whatever_came_of_it(table, hook, at_once, monkeypatch):
    ended(table)
    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "RETRIED_FOR", timedelta(0))
        deliver(table, Line(REFUSED))
    (given_up,) = log(table)

    for tries in (2, 3):
        assert deliveries.replay(table, given_up.delivery_id).state is State.PENDING
        deliver(table, line := Line())
        (told,) = log(table)
        assert (told.state, told.error, told.tries_made) == (State.DELIVERED, "", tries)
        assert told.body == given_up.body
        assert line.sent == [(hook.webhook_id, given_up.delivery_id)]


def test_a_test_message_is_delivered_like_any_other(table, hook):
    made = deliveries.test(table, hook)

    deliver(table, Line())

    told = deliveries.get(table, made.delivery_id)
    assert (told.state, told.job_id, told.status) == (State.DELIVERED, None, None)
    assert json.loads(told.body)["type"] == "webhook.test"


# ---------------------------------------------------------------- endpoints that fail


def test_an_endpoint_that_keeps_failing_is_left_alone_then_tried_with_one_message(table, hook, monkeypatch):
    monkeypatch.setattr(deliveries, "pause", lambda *_: timedelta(0))
    for _ in range(6):
        ended(table)

    deliver(table, line := Line(*[REFUSED] * 6))

    assert 3 <= len(line.sent) <= 2 + AT_ONCE  # those that were under way when the third failed
    resting = endpoints.get(table, hook.webhook_id)
    assert resting.trouble.reason == "It answered 500."
    assert resting.rests(table.now())
    deliver(table, line)
    assert len(line.sent) <= 2 + AT_ONCE  # it rests

    monkeypatch.setattr(endpoints.Endpoint, "rests", lambda *_: False)
    with courier(table, probe := Line(REFUSED)) as working:
        working.turn()
    assert len(probe.sent) == 1
    deliver(table, Line())
    assert {each.state for each in log(table)} == {State.DELIVERED}
    assert endpoints.get(table, hook.webhook_id).trouble is None


def test_one_that_fails_holds_up_no_other(table, hook):
    well = endpoints.add(table, f"{URL}/well")
    held = threading.Event()
    job = ended(table)

    def send(to, _):
        if to.webhook_id == hook.webhook_id:
            assert held.wait(60)
        return TAKEN

    with courier(table, send) as working:

        def arrived():
            working.turn()
            return [each.state for each in log(table) if each.webhook_id == well.webhook_id] == [State.DELIVERED]

        until(arrived, "the other is told", seconds=60)
        assert [each.state for each in log(table) if each.webhook_id == hook.webhook_id] == [State.PENDING]
        held.set()

    assert {each.job_id for each in log(table)} == {job.job_id}
    assert {each.state for each in log(table)} == {State.DELIVERED}


def test_one_that_is_gone_for_good_is_switched_off(table, hook):
    ended(table)

    deliver(table, Line(Answer(410, "It answered 410.")))

    assert endpoints.get(table, hook.webhook_id).enabled is False


def test_what_waits_for_one_that_is_switched_off_is_given_up(table, hook):
    ended(table)
    deliveries.tell(table, table.news()[0], [hook])
    endpoints.change(table, hook.webhook_id, {"enabled": False})

    deliver(table, line := Line())
    ended(table)
    deliver(table, line)

    (told,) = log(table)
    assert line.sent == []
    assert (told.state, told.error) == (State.GIVEN_UP, "The message was given up. The webhook is switched off.")


def test_what_waits_for_one_that_was_taken_away_is_given_up_by_the_clock(table, hook):
    stays = endpoints.add(table, URL)
    deliveries.tell(table, table.get(ended(table).job_id), [hook, stays])
    endpoints.remove(table, hook.webhook_id)

    deliveries.sweep(table)

    states = {each.webhook_id: each.state for each in log(table)}
    assert states == {hook.webhook_id: State.GIVEN_UP, stays.webhook_id: State.PENDING}
    with pytest.raises(WebhookNotFound):
        deliveries.replay(table, next(each.delivery_id for each in log(table) if each.webhook_id == hook.webhook_id))


# ---------------------------------------------------------------- the log, and the rest


def test_the_log_is_kept_for_its_time(table, hook, monkeypatch):
    ended(table)
    deliver(table, Line())
    (told,) = log(table)
    deliveries.sweep(table)
    assert log(table) == [told]

    monkeypatch.setitem(deliveries.DOCUMENT_LIFE, deliveries.RECORD, timedelta(seconds=-1))
    deliveries.sweep(table)

    assert log(table) == []
    with pytest.raises(DeliveryNotFound):
        deliveries.get(table, told.delivery_id)


def test_the_log_is_walked_newest_first_from_any_place(table, hook, monkeypatch):
    monkeypatch.setattr(deliveries, "_SWEEP", 2)
    for _ in range(5):
        ended(table)
    deliver(table, Line())

    walked = log(table)

    assert [each.created_at for each in walked] == sorted((each.created_at for each in walked), reverse=True)
    assert list(deliveries.walk(table, walked[2].delivery_id)) == walked[3:]


def test_a_new_secret_leaves_the_old_one_valid_for_a_day(table, hook):
    renewed = endpoints.renew_secret(table, hook.webhook_id)

    assert renewed.valid(table.now()) == (renewed.secrets[0], hook.secrets[0])
    assert renewed.valid(table.now() + timedelta(hours=24)) == (renewed.secrets[0],)


def test_there_is_a_most_of_endpoints(table):
    for _ in range(endpoints.MOST):
        endpoints.add(table, URL)

    with pytest.raises(TooManyWebhooks):
        endpoints.add(table, URL)
