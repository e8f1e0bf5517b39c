"""A job as an item of the DynamoDB table: keys, indexes and values, and what makes a write conditional."""

import json
import zlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.common.errors import InvalidRequest
from functions.jobs.dynamodb import conditions, items
from functions.jobs.dynamodb.conditions import Condition
from functions.jobs.model import EPOCH, Guard, Job, News, Status, Unreadable
from tests.unit.test_job_rows import EARLIEST, LATEST, MADE, a_job

MOMENTS = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))


def news_of(*states: Status) -> dict[str, Any]:
    return {"L": [each for state in states for each in items.mention(state, MADE)["L"]]}


def test_a_job_comes_back_as_it_was_written() -> None:
    for job in (a_job(), a_job(worker="w", lease_until=MADE, due_at=MADE, frames_total=50, progress=0.1)):
        assert items.job(items.item(job)) == job


def test_the_states_that_webhooks_wait_for_come_back_in_order() -> None:
    found = items.job({**items.item(a_job()), "news": news_of(Status.QUEUED, Status.DONE)})
    assert isinstance(found, Job)
    assert found.news == (News(status=Status.QUEUED, at=MADE), News(status=Status.DONE, at=MADE))


def test_an_item_is_in_an_index_only_while_it_has_something_to_be_found_by() -> None:
    kept, gone = items.item(a_job(due_at=MADE)), items.item(a_job(keeps_source=False))
    assert kept["keeps_source"] == kept["shard"]
    assert not {"keeps_source", "keeps_outputs", "due_slot", "lease_until"} & gone.keys()


def test_a_write_that_ends_something_takes_its_attribute_away() -> None:
    changed = items.attributes("a", {"due_at": None, "keeps_source": False, "worker": None, "progress": 0.5})
    assert changed == {
        "due_at": None, "due_slot": None, "keeps_source": None, "worker": None, "progress": {"N": "0.5"},
    }  # fmt: skip


def test_a_job_is_found_by_state_source_and_name() -> None:
    found = items.item(a_job())
    assert found["status_shard"] == {"S": f"queued#{items.shard('a' * 32)}"}
    assert found["source_key"] == {"S": "inbox/A001/Clips/Film.MOV"}
    assert "film.mov" in found["folded_filename"]["S"]
    assert "a001" in found["folded_filename"]["S"]


def test_jobs_are_spread_over_all_shards() -> None:
    assert {items.shard(f"{number:032x}") for number in range(100)} == set(items.SHARDS)


# ---------------------------------------------------------------- order


@given(MOMENTS, MOMENTS)
def test_text_sorts_as_time_does(one: datetime, other: datetime) -> None:
    assert (items.moment(one) < items.moment(other)) == (one < other)
    assert (items.place(one, "a") < items.place(other, "b")) == (one <= other)


def test_a_moment_is_written_in_utc_with_microseconds() -> None:
    there = datetime(2026, 3, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert items.moment(there) == items.moment(MADE) == "2026-03-01T12:30:00.000000Z"


def test_a_lease_that_is_renewed_moves_its_entry_once_in_thirty_seconds() -> None:
    assert items.slot(MADE) == items.slot(MADE + timedelta(seconds=29.9)) == items.moment(MADE)
    assert items.slot(MADE + timedelta(seconds=30)) == items.moment(MADE + timedelta(seconds=30))


# ---------------------------------------------------------------- the table


def test_the_table_has_the_keys_and_indexes_that_are_searched() -> None:
    made = items.definition("jobs")
    assert made["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    by_name = {index["IndexName"]: index for index in made["GlobalSecondaryIndexes"]}
    assert set(by_name) == {index.name for index in items.INDEXES}
    assert by_name["by_age"]["Projection"] == {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": ["folded_filename"],
    }
    assert by_name["by_due"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    named = {each["AttributeName"] for each in made["AttributeDefinitions"]}
    used = {key["AttributeName"] for index in by_name.values() for key in index["KeySchema"]}
    assert named == used | {"pk", "sk"}


def test_keys_tell_jobs_from_documents() -> None:
    assert items.job_key("a") == {"pk": {"S": "job#a"}, "sk": {"S": "job"}}
    assert items.document_key("host", "b") == {"pk": {"S": "note#host"}, "sk": {"S": "key#b"}}
    assert items.job_id_of(items.job_key("a")) == "a"


# ---------------------------------------------------------------- values


@pytest.mark.parametrize("refused", ["a\0b", "half \ud800 a pair"])
def test_text_that_cannot_be_stored_is_refused(refused: str) -> None:
    with pytest.raises(InvalidRequest):
        items.text(refused)


def test_a_number_keeps_every_digit() -> None:
    assert items.number(0.1) == {"N": "0.1"}
    assert items.number(3) == {"N": "3"}


def test_json_is_packed_small_and_keeps_what_is_no_text() -> None:
    value = {"title": "half \ud800 a pair", "rows": [1] * 1000}
    packed = items.packed(value)["B"]
    assert json.loads(zlib.decompress(packed)) == value
    assert len(packed) < 200


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    "damage",
    [{"status": {"S": "paused"}}, {"source": {"B": b"none"}}, {"recipe": {"NULL": True}}, {"news": {"N": "1"}}],
)
def test_an_item_that_cannot_be_read_is_named_with_what_is_left_of_it(damage: dict[str, Any]) -> None:
    found = items.job({**items.item(a_job()), **damage})
    assert isinstance(found, Unreadable)
    assert (found.job_id, found.filename, found.created_at) == ("a" * 32, "Film.MOV", MADE)
    assert found.status == damage.get("status", {"S": "queued"})["S"]
    assert found.place == MADE.timestamp()


def test_an_item_without_a_moment_stands_where_text_sorts_it() -> None:
    def place(stands: dict[str, Any]) -> float:
        found = items.job({**items.item(a_job()), "place": stands})
        assert isinstance(found, Unreadable)
        assert found.created_at is None
        return found.place

    assert place({"S": "!"}) == place({"N": "1"}) < MADE.timestamp() < place({"S": "soon"})


def test_a_document_comes_back_and_one_that_is_broken_is_empty_and_says_so() -> None:
    found = {
        **items.document_key("host", "a"),
        "body": items.packed({"cpu": 4}),
        "version": items.number(3),
        "written_at": items.text(items.moment(MADE)),
    }
    whole = items.document(found)
    assert (whole.kind, whole.key, whole.body, whole.version, whole.written_at) == ("host", "a", {"cpu": 4}, 3, MADE)
    broken = items.document({**found, "body": {"B": b"none"}, "written_at": {"S": "soon"}})
    assert (broken.kind, broken.key, broken.body, broken.written_at) == ("host", "a", {}, EPOCH)
    assert broken.broken


# ---------------------------------------------------------------- conditions


def test_a_guard_names_its_states_and_its_attempt() -> None:
    held = conditions.held(Guard([Status.QUEUED, Status.RUNNING], 3))
    assert held.expression == "#status IN (:if_queued, :if_running) AND #attempt = :if_attempt"
    assert set(held.attributes) == {"status", "attempt"}
    assert held.values == {":if_queued": {"S": "queued"}, ":if_running": {"S": "running"}, ":if_attempt": {"N": "3"}}


def test_a_guard_without_an_attempt_holds_on_any() -> None:
    held = conditions.held(Guard([Status.WAITING]))
    assert (held.expression, set(held.attributes)) == ("#status IN (:if_waiting)", {"status"})


def test_a_guard_without_a_state_never_holds() -> None:
    assert conditions.held(Guard([], 3)).expression == "attribute_not_exists(#pk) AND attribute_exists(#pk)"


def test_a_conditional_write_names_all_it_speaks_of_and_asks_what_was_there() -> None:
    condition = Condition("#status = :if", ("status",), {":if": {"S": "queued"}})
    assert conditions.conditional(condition, ["worker"], {":worker": {"S": "w"}}) == {
        "ExpressionAttributeNames": {"#status": "status", "#worker": "worker"},
        "ExpressionAttributeValues": {":if": {"S": "queued"}, ":worker": {"S": "w"}},
        "ConditionExpression": "#status = :if",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def test_a_write_without_a_condition_has_none_and_sends_no_empty_values() -> None:
    assert conditions.conditional(Condition(""), ["worker"]) == {"ExpressionAttributeNames": {"#worker": "worker"}}


def test_each_write_leaves_a_mark_of_its_own() -> None:
    assert conditions.mark() != conditions.mark()
