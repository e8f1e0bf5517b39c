"""Retention: sources, outputs and rows each for as long as the settings of this turn say."""

from datetime import timedelta

from functions import cleanup
from functions.jobs import settings
from functions.upkeep import clock_status, retention
from tests.support.rows import jobs


def retain(deployment, **changes):
    return retention.retain(deployment, settings.change(deployment.table, changes).settings)


def test_outputs_sources_and_rows_go_when_their_own_time_is_over(deployment):
    job = jobs.done(deployment, finished=timedelta(hours=3))
    jobs.put_source(deployment, job)

    assert retain(deployment, retention_hours=2, source_retention_hours=4, history_hours=5)["outputs_deleted"] == 1
    assert deployment.storage.head(deployment.config.proxy_bucket, job.proxy.key) is None
    assert deployment.storage.head(job.source.bucket, job.source.key)

    assert retain(deployment, source_retention_hours=2)["source_deleted"] == 1
    assert deployment.storage.head(job.source.bucket, job.source.key) is None
    assert deployment.table.get(job.job_id).keeps_source is False

    assert retain(deployment, history_hours=2)["row_deleted"] == 1
    assert deployment.table.get(job.job_id) is None


def test_a_setting_that_was_changed_counts_in_the_very_next_turn(deployment):
    job = jobs.done(deployment, finished=timedelta(hours=3))
    assert cleanup.turn(deployment)["outputs_deleted"] == 0

    settings.change(deployment.table, {"retention_hours": 1})

    assert cleanup.turn(deployment)["outputs_deleted"] == 1
    assert deployment.table.get(job.job_id).keeps_outputs is False


def test_a_source_that_another_job_still_uses_is_kept(deployment):
    job = jobs.done(deployment, finished=timedelta(hours=3))
    jobs.put_source(deployment, job)
    other = jobs.queued(deployment, source=job.source)

    retain(deployment, source_retention_hours=1)

    assert deployment.storage.head(job.source.bucket, job.source.key)
    assert deployment.table.get(other.job_id).keeps_source


def test_a_running_job_is_never_touched_however_old_it_is(deployment):
    job = jobs.running(deployment, lease_seconds=60)

    assert retain(deployment, retention_hours=0.01, source_retention_hours=0.01, history_hours=0.01).total() == 0

    assert deployment.table.get(job.job_id) == job


def test_a_row_is_never_deleted_before_its_files(deployment):
    job = jobs.done(deployment, finished=timedelta(hours=3))

    assert retain(deployment, history_hours=1, retention_hours=4)["row_deleted"] == 0

    assert deployment.storage.head(deployment.config.proxy_bucket, job.proxy.key)
    assert deployment.table.get(job.job_id).keeps_outputs


def test_of_two_clocks_one_does_the_turn(deployment):
    assert deployment.table.put_document(cleanup.TURN, cleanup.TURN, {}, if_version=0)
    assert cleanup.handler() == {"skipped": 1}

    deployment.table.delete_document(cleanup.TURN, cleanup.TURN)

    assert "skipped" not in cleanup.handler()
    assert deployment.table.documents(cleanup.TURN) == []


def test_a_turn_whose_process_was_lost_keeps_the_next_one_waiting_for_seconds_only(deployment, monkeypatch):
    assert deployment.table.put_document(cleanup.TURN, cleanup.TURN, {}, if_version=0)
    monkeypatch.setattr(cleanup, "TURN_SECONDS", 0.0)
    assert "skipped" not in cleanup.handler()


def test_a_turn_is_written_down_and_the_last_that_found_something_to_do_with_it(deployment):
    jobs.done(deployment, finished=timedelta(hours=3))
    assert clock_status.read(deployment.table) is None
    settings.change(deployment.table, {"retention_hours": 1})

    began_at = deployment.table.now()
    cleanup.handler()
    busy = clock_status.read(deployment.table)
    cleanup.handler()
    idle = clock_status.read(deployment.table)

    assert busy.last == busy.worked
    assert busy.last.done == {"outputs_deleted": 1}
    assert began_at <= busy.last.ended_at <= idle.last.ended_at <= deployment.table.now()
    assert 0 <= busy.last.seconds <= (busy.last.ended_at - began_at).total_seconds() + 0.001
    assert (idle.last.done, idle.worked, idle.late) == ({}, busy.last, False)


def test_an_inbox_object_that_was_replaced_outlives_the_job_of_its_first_content(deployment):
    job = jobs.done(deployment, finished=timedelta(hours=3))
    deployment.storage.put_bytes(job.source.bucket, job.source.key, b"another film", "video/mp4")

    retain(deployment, source_retention_hours=1)

    assert deployment.storage.head(job.source.bucket, job.source.key)
