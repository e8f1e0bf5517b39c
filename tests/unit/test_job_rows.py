"""A job as a row of the SQL table: it comes back as it was, and what was never written does not break a list."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from functions.jobs.model import EPOCH, Document, Job, News, Source, Status, Unreadable
from functions.jobs.sql import rows
from functions.jobs.unreadable import Broken
from functions.plan import profile

MADE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
EARLIEST, LATEST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (1971, 2100))
LITE: Any = sqlite.dialect()  # type: ignore[no-untyped-call]


def a_job(**changes: Any) -> Job:
    recipe = profile.load("web-720p")
    fields: dict[str, Any] = {
        "job_id": "a" * 32,
        "filename": "Film.MOV",
        "folder": "A001/Clips",
        "status": Status.QUEUED,
        "profile": recipe.name,
        "profile_digest": profile.digest(recipe),
        "recipe": recipe,
        "options": profile.Options(),
        "source": Source(bucket="sources", key="inbox/A001/Clips/Film.MOV", size=4),
        "created_at": MADE,
    }
    return Job(**{**fields, **changes})


def as_row(job: Job, **changes: Any) -> Any:
    """Give the row that a database gives back for a job."""
    columns = rows.values({name: getattr(job, name) for name in Job.model_fields})
    told = "".join(f"{each.status}@{each.at.timestamp()};" for each in job.news)
    row = {name: columns.get(name) for name in Job.model_fields} | {"news": told} | changes
    return SimpleNamespace(**row, _mapping=row)


def test_a_job_comes_back_as_it_was_written() -> None:
    told = (News(status=Status.QUEUED, at=MADE), News(status=Status.RUNNING, at=MADE + timedelta(seconds=1.5)))
    for job in (a_job(), a_job(news=told, worker="w", lease_until=MADE, frames_total=50, keeps_source=False)):
        assert rows.job(as_row(job)) == job


def test_a_job_is_found_by_its_name_and_folder_in_any_case_and_by_its_source() -> None:
    columns = rows.values({"filename": "Film.MOV", "folder": "A001", "source": a_job().source})
    assert columns["source_key"] == "inbox/A001/Clips/Film.MOV"
    assert "film.mov" in columns["folded_filename"]
    assert "a001" in columns["folded_filename"]


def test_what_a_write_does_not_speak_of_gets_no_column() -> None:
    assert rows.values({"progress": 0.5}) == {"progress": 0.5}


def test_the_states_that_webhooks_wait_for_are_written_by_the_table_alone() -> None:
    assert "news" not in rows.values({"news": (News(status=Status.DONE, at=MADE),)})


def test_parts_are_carried_as_json() -> None:
    assert rows.values({"options": profile.Options()})["options"] == profile.Options().model_dump(mode="json")


# ---------------------------------------------------------------- moments


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_microsecond(moment: datetime) -> None:
    column = rows.Timestamp()
    assert column.process_result_value(column.process_bind_param(moment, LITE), LITE) == moment


def test_a_moment_of_another_time_zone_comes_back_in_utc() -> None:
    column, there = rows.Timestamp(), datetime(2026, 3, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    found = column.process_result_value(column.process_bind_param(there, LITE), LITE)
    assert (found, found.tzinfo) == (MADE, UTC)


def test_no_moment_is_none_and_what_is_none_is_kept_apart() -> None:
    column = rows.Timestamp()
    assert column.process_bind_param(None, LITE) is None
    assert column.process_result_value(None, LITE) is None
    for broken in (1e300, float("nan"), "yesterday"):
        assert isinstance(column.process_result_value(broken, LITE), Broken)  # type: ignore[arg-type]


@pytest.mark.parametrize(("dialect", "clock"), [(sqlite, "julianday"), (postgresql, "statement_timestamp()")])
def test_each_database_is_asked_for_its_own_clock(dialect: Any, clock: str) -> None:
    assert clock in str(rows.Now().compile(dialect=dialect.dialect()))


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    "damage", [{"status": "paused"}, {"recipe": None}, {"news": "done@soon;"}, {"attempt": "two"}, {"source": [1]}]
)
def test_a_row_that_cannot_be_read_is_named_with_what_is_left_of_it(damage: dict[str, Any]) -> None:
    found = rows.job(as_row(a_job(), **damage))
    assert isinstance(found, Unreadable)
    assert (found.job_id, found.filename, found.created_at) == ("a" * 32, "Film.MOV", MADE)
    assert found.status == damage.get("status", "queued")
    assert found.place == MADE.timestamp()
    assert found.reason


def test_a_name_or_a_state_that_is_no_text_is_left_unsaid() -> None:
    found = rows.job(as_row(a_job(), filename=b"\xff", status=7))
    assert isinstance(found, Unreadable)
    assert (found.filename, found.status) == (None, None)


def test_a_row_without_a_moment_stands_where_its_database_sorts_it() -> None:
    def place(raw: object) -> float:
        found = rows.job(as_row(a_job(), created_at=raw, status="paused"))
        assert isinstance(found, Unreadable)
        assert found.created_at is None
        return found.place

    assert place(Broken(12.5)) == 12.5
    assert place(None) < place(Broken(-1e300)) < place(Broken(1e300)) < place(Broken("yesterday"))
    assert place(Broken(float("nan"))) == place(Broken("yesterday"))


def test_a_document_comes_back_and_one_that_is_broken_is_empty_and_says_so() -> None:
    fields = {"kind": "host", "key": "a", "body": {"cpu": 4}, "version": 3, "written_at": MADE}
    whole = Document(kind="host", key="a", body={"cpu": 4}, version=3, written_at=MADE)
    assert rows.document(SimpleNamespace(_mapping=fields)) == whole  # type: ignore[arg-type]
    broken = rows.document(SimpleNamespace(_mapping={**fields, "body": Broken("{"), "written_at": Broken(1e300)}))  # type: ignore[arg-type]
    assert (broken.key, broken.body, broken.written_at) == ("a", {}, EPOCH)
    assert broken.broken
