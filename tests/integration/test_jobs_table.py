"""What the JobTable promises, asked of each backend of it."""

from contextlib import suppress
from datetime import timedelta

import pytest

from functions.common.errors import InvalidRequest, TableNotMigrated
from functions.jobs.model import (
    ACTIVE,
    TERMINAL,
    WEBHOOK,
    Guard,
    Phase,
    PhaseTimes,
    Problem,
    RetentionTarget,
    Status,
    UploadTicket,
)
from functions.media.certificate import Lack, Missing, Range
from functions.plan.profile import Options
from tests.support.rows import jobs as rows
from tests.support.rows.table_rows import RUN_OUT, a_job, by, claimed, opened, stored

ANY = Guard(frozenset(Status))
PROBLEM = Problem(code="encoder_crashed", message="It crashed.", hint="Try again.")


@pytest.fixture(params=["sqlite", "postgresql", "dynamodb", "moto", "memory"])
def make(request):
    """DynamoDB twice: as its vendor and as moto, in this process, understand it. moto cannot be asked by several at once.

    The one in memory is for replays.
    """
    return request.param


def ids(jobs):
    return [job.job_id for job in jobs]


def all_pages(table, limit, **filters):
    found, cursor = [], None
    while True:
        page = table.find(**filters, cursor=cursor, limit=limit)
        found += page.jobs
        if (cursor := page.next_cursor) is None:
            return found


# ---------------------------------------------------------------- how it stands


def test_active_jobs_are_counted_by_status_with_the_time_since_when_the_oldest_waits(table):
    assert table.standing() == {}
    hour = timedelta(hours=1)
    waits = stored(table, status=Status.WAITING)
    old, young = (stored(table, queued_at=table.now() - hours * hour) for hours in (3, 1))
    stored(table, status=Status.DONE, queued_at=table.now() - 9 * hour)

    counted = table.standing()

    assert {status: each.jobs for status, each in counted.items()} == {Status.WAITING: 1, Status.QUEUED: 2}
    assert counted[Status.QUEUED].oldest == old.queued_at
    assert counted[Status.WAITING].oldest == waits.created_at
    assert young.queued_at > old.queued_at


# ---------------------------------------------------------------- rows


def test_a_partial_job_comes_back_with_what_is_missing_and_is_found_by_its_state_alone(table):
    job, whole = claimed(table), stored(table, status=Status.DONE)
    lack = Lack(track=None, seconds=0.4, count=1, ranges=(Range(start=0.8, end=1.2),))
    missing = Missing(seconds=0.4, of_seconds=2.0, spoiled=False, streams=(lack,))
    proxy = rows.published(job)
    proxy = proxy.model_copy(update={"certificate": proxy.certificate.model_copy(update={"missing": missing})})
    ended = {"status": Status.PARTIAL, "proxy": proxy, "keeps_outputs": True, "finished_at": table.now()}

    assert table.write(job.job_id, by(job), ended)

    kept = table.get(job.job_id)
    assert (kept.status, kept.keeps_outputs) == (Status.PARTIAL, True)
    assert kept.proxy.certificate.missing == missing
    assert ids(table.find(status=Status.PARTIAL).jobs) == [job.job_id]
    assert ids(table.find(status=Status.DONE).jobs) == [whole.job_id]
    assert table.claim(job.job_id, "second", 60) is None


def test_a_job_comes_back_as_it_was_stored_with_all_its_parts(table):
    bare = a_job(table, filename="Ünïcode — 映画 👩‍🎬 'x' \"y\" %.mov", options=Options(resolution="480p"))
    job = bare.model_copy(
        update={
            "source": bare.source.model_copy(update={"etag": "e", "media": rows.MEDIA}),
            "upload": UploadTicket(method="multipart", upload_id="u", part_size=8, content_type="video/mp4"),
            "proxy": rows.published(bare),
            "error": Problem(code="x", message='NUL \0, half a pair \ud83d, "quotes"', hint=""),
            "frames_total": 2**40,
            "eta_seconds": 1.5,
            "finished_at": table.now() + timedelta(microseconds=1),
            "phases": PhaseTimes(encoding=table.now()),
        }
    )

    table.insert(job)

    assert table.get(job.job_id) == job


def test_the_same_job_twice_is_stored_once_and_not_changed(table):
    job = stored(table, filename="first.mp4")

    assert table.insert(job.model_copy(update={"filename": "second.mp4"})) is False

    assert table.get(job.job_id) == job


def test_a_job_that_is_not_there_is_none(table):
    assert table.get("nobody") is None
    assert table.claim("nobody", "first", 60) is None
    assert table.write("nobody", ANY, {"progress": 0.5}) is None
    assert table.delete("nobody", ANY) is False


def test_the_clock_goes_forward(table):
    assert table.now() <= table.now()


# ---------------------------------------------------------------- claims


def test_a_claim_hands_out_an_attempt_and_a_lease(table):
    job = stored(table)

    taken = table.claim(job.job_id, "first", 60)

    assert (taken.status, taken.phase, taken.worker) == (Status.RUNNING, Phase.PROBING, "first")
    assert (taken.attempt, taken.strikes) == (1, 1)
    assert taken.lease_until - taken.started_at == timedelta(seconds=60)
    assert taken.due_at == taken.lease_until
    assert taken == table.get(job.job_id)


def test_a_held_job_cannot_be_claimed(table):
    job = claimed(table)

    assert table.claim(job.job_id, "second", 60) is None

    assert table.get(job.job_id) == job


def test_a_job_whose_lease_ran_out_starts_anew_as_the_next_attempt(table):
    job = claimed(table)
    spent = {"progress": 0.7, "frames_done": 70, "frames_total": 100, "eta_seconds": 3.0, "error": PROBLEM}
    spent["phases"] = PhaseTimes(encoding=table.now())
    table.write(job.job_id, by(job), spent, lease_seconds=RUN_OUT)

    again = table.claim(job.job_id, "second", 60)

    assert (again.attempt, again.strikes, again.worker) == (2, 2, "second")
    assert (again.progress, again.frames_done, again.frames_total) == (0, 0, 100)
    assert (again.eta_seconds, again.error, again.phases) == (None, None, PhaseTimes())


@pytest.mark.parametrize("status", sorted({Status.WAITING} | TERMINAL))
def test_a_job_that_is_not_queued_cannot_be_claimed(table, status):
    job = stored(table, status=status, lease_until=table.now() - timedelta(hours=1))

    assert table.claim(job.job_id, "first", 60) is None


# ---------------------------------------------------------------- writes


def test_a_write_by_the_attempt_that_holds_the_job_is_done_and_renews_the_lease(table):
    job = claimed(table, lease_seconds=10)

    row = table.write(job.job_id, by(job), {"phase": Phase.ENCODING, "frames_done": 7}, lease_seconds=60)

    assert (row.phase, row.frames_done) == (Phase.ENCODING, 7)
    assert row.lease_until - job.lease_until >= timedelta(seconds=50)
    assert row.due_at == row.lease_until
    assert row == table.get(job.job_id)


def test_a_write_without_a_lease_leaves_it_as_it_was(table):
    job = claimed(table)

    assert table.write(job.job_id, by(job), {"progress": 0.5}).lease_until == job.lease_until


def test_the_writes_of_a_zombie_are_refused_once_another_attempt_has_the_job(table):
    zombie = claimed(table, lease_seconds=RUN_OUT)
    successor = table.claim(zombie.job_id, "second", 60)

    assert table.write(zombie.job_id, by(zombie), {"status": Status.DONE}, lease_seconds=60) is None
    assert table.delete(zombie.job_id, by(zombie)) is False

    assert table.get(zombie.job_id) == successor


def test_a_write_is_refused_in_any_other_status(table):
    job = claimed(table)
    cancelled = table.write(job.job_id, Guard(ACTIVE), {"status": Status.CANCELLED})

    assert table.write(job.job_id, by(job), {"status": Status.DONE}) is None

    assert table.get(job.job_id) == cancelled


def test_a_write_of_nothing_says_whether_the_guard_holds(table):
    job = claimed(table)

    assert table.write(job.job_id, by(job), {}) == job
    assert table.write(job.job_id, Guard({Status.RUNNING}, job.attempt + 1), {}) is None


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_a_terminal_status_ends_the_lease_and_says_when(table, status):
    job = claimed(table)
    table.write(job.job_id, by(job), {"eta_seconds": 9.0})

    row = table.write(job.job_id, by(job), {"status": status}, lease_seconds=60)

    assert (row.lease_until, row.due_at, row.eta_seconds) == (None, None, None)
    assert job.started_at <= row.finished_at <= table.now()


def test_a_given_end_is_kept_and_a_retry_takes_it_away(table):
    job = claimed(table)
    ended = table.now() - timedelta(hours=1)
    assert table.write(job.job_id, by(job), {"status": Status.FAILED, "finished_at": ended}).finished_at == ended

    row = table.write(job.job_id, Guard({Status.FAILED}), {"status": Status.QUEUED, "due_at": ended})

    assert (row.finished_at, row.due_at) == (None, ended)


def test_a_source_that_changed_is_found_by_its_new_key(table):
    job = stored(table)
    moved = job.source.model_copy(update={"key": "inbox/moved.mp4", "etag": "e"})

    table.write(job.job_id, ANY, {"source": moved})

    assert ids(table.find(source_key="inbox/moved.mp4").jobs) == [job.job_id]
    assert table.find(source_key=job.source.key).jobs == []


# ---------------------------------------------------------------- the clock's lists


def test_due_rows_are_those_whose_time_has_come_longest_overdue_first(table):
    now = table.now()
    stored(table, job_id="never", due_at=None)
    stored(table, job_id="later", due_at=now + timedelta(hours=1))
    for minutes in (1, 3, 2):
        stored(table, job_id=f"{minutes} ago", due_at=now - timedelta(minutes=minutes))

    assert ids(table.due()) == ["3 ago", "2 ago", "1 ago"]
    assert ids(table.due(limit=1)) == ["3 ago"]


def test_finished_rows_are_listed_while_what_is_asked_for_is_still_there(table):
    now = table.now()
    for hours, source, outputs in ((3, True, False), (2, False, True), (4, False, False), (1, True, True)):
        ended = {"status": Status.DONE, "finished_at": now - timedelta(hours=hours)}
        stored(table, job_id=f"{hours} h", **ended, keeps_source=source, keeps_outputs=outputs)
    stored(table, job_id="active")
    before = now - timedelta(hours=1, minutes=30)

    assert ids(table.finished(before, RetentionTarget.SOURCE)) == ["3 h"]
    assert ids(table.finished(before, RetentionTarget.OUTPUTS)) == ["2 h"]
    assert ids(table.finished(before, RetentionTarget.ROW)) == ["4 h", "3 h", "2 h"]
    assert ids(table.finished(before, RetentionTarget.ROW, limit=1)) == ["4 h"]


def test_a_row_is_deleted_only_under_its_guard(table):
    job = claimed(table)

    assert table.delete(job.job_id, Guard(TERMINAL)) is False
    assert table.delete(job.job_id, by(job)) is True

    assert table.get(job.job_id) is None


def test_a_database_without_tables_says_so(empty_database_url):
    table = opened(empty_database_url)
    with pytest.raises(TableNotMigrated):
        table.get("nobody")
    table.close()


# ---------------------------------------------------------------- lists


def test_pages_are_newest_first_and_hold_each_job_once(table):
    now = table.now()
    for n in range(7):
        stored(table, job_id=f"{n}", created_at=now - timedelta(seconds=n // 2))  # some at the very same moment

    assert ids(all_pages(table, limit=3)) == ["1", "0", "3", "2", "5", "4", "6"]
    assert ids(all_pages(table, limit=7)) == ["1", "0", "3", "2", "5", "4", "6"]


def test_a_job_made_between_two_pages_moves_none_of_the_others(table):
    now = table.now()
    for n in range(4):
        stored(table, job_id=f"{n}", created_at=now - timedelta(seconds=n))
    first = table.find(limit=2)

    stored(table, job_id="new", created_at=now)

    assert ids(table.find(limit=2, cursor=first.next_cursor).jobs) == ["2", "3"]


def test_an_empty_list_has_no_next_page(table):
    assert table.find().jobs == []
    assert table.find().next_cursor is None


def test_a_status_filter_holds_on_every_page(table):
    wanted = [stored(table, status=Status.FAILED if n % 2 else Status.DONE).job_id for n in range(6)][1::2]

    assert set(ids(all_pages(table, limit=2, status=Status.FAILED))) == set(wanted)


def test_jobs_are_found_by_how_their_ids_begin_however_old_they_are(table):
    now = table.now()
    for n, job_id in enumerate(("abc1", "abd2", "xabc", "abc3")):
        stored(table, job_id=job_id, created_at=now - timedelta(days=n))

    assert ids(table.find(begins="abc").jobs) == ["abc1", "abc3"]
    assert ids(table.find(begins="ab", limit=1).jobs) == ["abc1"]
    assert ids(table.find(begins="ab", query="nothing of this name").jobs) == []
    assert ids(table.find(begins="_").jobs) == []


@pytest.mark.parametrize(
    ("filename", "query"),
    [
        ("A001_C002.mov", "c00"),
        ("Die STRASSE.mp4", "straße"),
        ("Die Straße.mp4", "STRASSE"),
        ("\u00c9t\u00e9.mov", "e\u0301te\u0301"),  # the same accents, composed and not
        ("ΣΊΣΥΦΟΣ.mov", "σίσυφος"),
        ("100%.mp4", "0%"),
        ("take_1.mp4", "e_1"),
        ("a/b.mp4", "a/b"),
        ("back\\slash", "k\\s"),
        ("it's.mp4", "t's"),
        ("映画 👩‍🎬.mp4", "👩‍🎬"),
    ],
)
def test_a_search_finds_part_of_the_name_whatever_its_case(table, filename, query):
    job = stored(table, filename=filename)
    stored(table, filename="other 100 takeX1")

    assert ids(table.find(query=query).jobs) == [job.job_id]


@pytest.mark.parametrize("query", ["a001/CL", "clips/FILM", "straße/Clips"])
def test_a_search_finds_part_of_the_folder_too(table, query):
    job = stored(table, filename="film.mp4", folder="Die STRASSE/Clips" if "ß" in query else "A001/Clips")
    stored(table, filename="film.mp4")

    assert ids(table.find(query=query).jobs) == [job.job_id]


@pytest.mark.parametrize("query", ["zebra", "%", "_", "f%m", "/", "film.mp4 ", "x" * 255])
def test_a_search_for_what_no_name_has_finds_nothing(table, query):
    stored(table, filename="film.mp4")

    assert table.find(query=query).jobs == []


def test_filters_hold_together(table):
    job = stored(table, filename="Wanted.mp4", status=Status.DONE)
    stored(table, filename="wanted.mp4", status=Status.FAILED)
    stored(table, filename="other.mp4", status=Status.DONE)

    assert ids(table.find(status=Status.DONE, query="wanted").jobs) == [job.job_id]
    assert ids(table.find(query="wanted", source_key=job.source.key).jobs) == [job.job_id]


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "AAAA", "bnVsbA==", "WzEsMl0=", "WyJhIiwiYiJd", "W05hTiwgImEiXQ==", "WzEuMCwgImEiLCAxXQ=="]
)
def test_a_cursor_that_this_list_did_not_give_is_refused_by_name(table, cursor):
    with pytest.raises(InvalidRequest) as refused:
        table.find(cursor=cursor)

    assert list(refused.value.fields) == ["cursor"]


@pytest.mark.parametrize("text", ["\0", "film\0", "half a pair \ud83d"])
def test_text_that_cannot_be_stored_is_refused_or_finds_nothing(table, text):
    stored(table, filename="film")
    with pytest.raises(InvalidRequest):
        table.find(query=text)
    for ask in (table.get, lambda text: table.find(source_key=text).jobs):
        with suppress(InvalidRequest):
            assert not ask(text)


# ---------------------------------------------------------------- documents


def test_a_note_counts_its_versions(table):
    first = table.put_document("kind", "key", {"a": [1, None, "ü"]})
    second = table.put_document("kind", "key", {"b": 2})

    assert (first.version, first.body) == (1, {"a": [1, None, "ü"]})
    assert (second.version, table.documents("kind", "key")) == (2, [second])


def test_a_note_is_written_only_over_the_version_that_was_named(table):
    assert table.put_document("kind", "key", {"n": 1}, if_version=1) is None
    assert table.put_document("kind", "key", {"n": 1}, if_version=0).version == 1
    assert table.put_document("kind", "key", {"n": 2}, if_version=0) is None
    assert table.put_document("kind", "key", {"n": 2}, if_version=1).version == 2
    assert table.put_document("kind", "key", {"n": 3}, if_version=1) is None
    assert [document.body for document in table.documents("kind")] == [{"n": 2}]


def test_notes_of_a_kind_are_listed_newest_first(table):
    for key in ("a", "b", "c"):
        table.put_document("kind", key, {})
    table.put_document("other", "d", {})

    listed = table.documents("kind")

    assert {document.key for document in listed} == {"a", "b", "c"}
    assert [document.written_at for document in listed] == sorted(
        (document.written_at for document in listed), reverse=True
    )


def test_a_deleted_note_is_gone_and_may_be_deleted_again(table):
    table.put_document("kind", "key", {})
    table.delete_document("kind", "key")
    table.delete_document("kind", "key")

    assert table.documents("kind") == []
    assert table.put_document("kind", "key", {}, if_version=0).version == 1


def test_notes_are_read_by_range_of_their_keys_in_either_order(table):
    for key in ("b2", "a1", "c3", "a2"):
        table.put_document("delivery", key, {"key": key})
    table.put_document("delivery-due", "b1", {})

    def keys(**range_):
        return [document.key for document in table.document_range("delivery", **range_)]

    assert keys() == ["a1", "a2", "b2", "c3"]
    assert keys(limit=2) == ["a1", "a2"]
    assert keys(after="a1", before="c3") == ["a2", "b2"]
    assert keys(after="a1", before="b2", newest_first=True) == ["a2"]
    assert keys(newest_first=True, limit=3) == ["c3", "b2", "a2"]
    assert keys(after="b", before="b") == []


# ---------------------------------------------------------------- news


@pytest.fixture
def watched(table):
    """The table, while there is a webhook."""
    table.put_document(WEBHOOK, "a", {})
    return table


def statuses(job):
    return [news.status for news in job.news]


def test_states_are_numbered_and_while_there_is_no_webhook_are_no_news(table):
    job = claimed(table)
    done = table.write(job.job_id, by(job), {"status": Status.DONE})

    assert [stored(table).sequence, job.sequence, done.sequence] == [1, 2, 3]
    assert (job.news, done.news, table.news()) == ((), (), [])


def test_each_state_is_news_in_the_write_that_brings_it(watched):
    before = watched.now()
    job = stored(watched, status=Status.WAITING)
    watched.write(job.job_id, ANY, {"status": Status.QUEUED})
    watched.claim(job.job_id, "first", RUN_OUT)
    held = watched.claim(job.job_id, "second", 60)
    watched.write(job.job_id, by(held), {"progress": 0.5})
    watched.write(job.job_id, Guard({Status.WAITING}), {"status": Status.EXPIRED})
    done = watched.write(job.job_id, by(held), {"status": Status.DONE})

    assert statuses(done) == [Status.WAITING, Status.QUEUED, Status.RUNNING, Status.RUNNING, Status.DONE]
    assert done.sequence == 5
    times = [news.at for news in done.news]
    assert times == sorted(times)
    slack = timedelta(milliseconds=1)  # SQLite writes down 15 digits
    assert before - slack <= times[0] <= times[-1] <= watched.now() + slack
    assert watched.news() == [done]


def test_news_are_forgotten_when_told_unless_the_job_has_gone_on(watched):
    job = stored(watched)
    held = watched.claim(job.job_id, "first", 60)

    assert watched.told(job.job_id, job.sequence) is False
    assert statuses(watched.get(job.job_id)) == [Status.QUEUED, Status.RUNNING]
    assert watched.told(job.job_id, held.sequence) is True

    assert watched.get(job.job_id) == held.model_copy(update={"news": ()})
    assert watched.news() == []
    assert watched.told("nobody", 1) is False


def test_those_with_news_for_longest_come_first(watched):
    first, second, third = (stored(watched) for _ in range(3))
    watched.write(first.job_id, ANY, {"status": Status.CANCELLED})
    watched.told(second.job_id, second.sequence)

    assert ids(watched.news()) == [first.job_id, third.job_id]
    assert ids(watched.news(limit=1)) == [first.job_id]


def test_once_the_last_webhook_is_gone_states_are_no_news(watched):
    watched.delete_document(WEBHOOK, "a")

    assert stored(watched).news == ()
    assert watched.news() == []
