"""A long film through the transcode function in pieces, on a real bucket, a real table and a real ffmpeg."""


import pytest

from functions import keys, settings, transcode
from functions.jobs import Status
from functions.segments import pieces, progress
from tests import long_films, rows


def event_of(bucket, key):
    what = {"key": key, "size": 1, "eTag": "not looked at"}
    record = {"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put"}
    return {"Records": [{**record, "s3": {"bucket": {"name": bucket}, "object": what}}]}


def arrive(house, key):
    return transcode.handler(event_of(house.config.source_bucket, key))


def waiting_tasks(house):
    return [stored.key for stored in house.storage.listing(house.config.source_bucket, keys.TASKS)]


def work_off(house):
    """Settle every task there is, and those that come of them; how many."""
    settled = 0
    while found := waiting_tasks(house):
        for key in found:
            arrive(house, key)
            settled += 1
    return settled


def names_under(house, prefix):
    return [stored.key for stored in house.storage.listing(house.config.proxy_bucket, prefix)]


@pytest.fixture
def house(deployment):
    """An installation that cuts whatever lasts three seconds into segments of one."""
    settings.change(deployment.table, {"segment_from_seconds": 3, "segment_seconds": 1})
    return deployment


@pytest.fixture
def film(clip_folder):
    return lambda name: long_films.make(name, clip_folder)


def upload(house, path, **more):
    job = rows.waiting(house, filename=path.name, **more)
    house.storage.put_file(job.source.bucket, job.source.key, path, "video/mp4")
    return job


def cut(house, path):
    """A job whose film has been cut, and whose pieces are waiting."""
    job = upload(house, path)
    arrive(house, job.source.key)
    return house.table.get(job.job_id)


def test_a_long_film_is_cut_made_in_pieces_joined_and_certified(house, film):
    job = cut(house, film("h264_mp4"))

    assert (job.status, job.phase, job.attempt, job.strikes) == (Status.RUNNING, "encoding", 1, 0)
    assert (job.lease_until, job.worker, job.frames_total) == (None, None, 150)
    assert len(waiting_tasks(house)) == 7  # six segments and the sound

    assert work_off(house) == 8  # and the join

    row = house.table.get(job.job_id)
    assert (row.status, row.attempt, row.error, row.progress, row.frames_done) == (Status.DONE, 1, None, 1.0, 150)
    rules = {rule.rule: rule for rule in row.proxy.certificate.rules}
    assert row.proxy.certificate.refused == ()
    assert rules["frame_count"].found == "150"
    assert "6 segments" in rules["joined_packets"].note
    assert names_under(house, keys.PROXIES) == sorted(
        [row.proxy.key, row.proxy.poster_key, row.proxy.certificate_key, row.log_key]
    )
    assert house.table.notes(pieces.kind(job.job_id, 1)) == house.table.notes(progress.RUN) == []
    log = house.storage.get_bytes(house.config.proxy_bucket, row.log_key).decode()
    assert [f"### {name}" in log for name in ("0000", "0005", "sound", "join")] == [True] * 4
