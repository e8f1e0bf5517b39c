"""A job goes to a host that can do it."""

import pytest

from functions.bucket.notifications import Arrival
from functions.common.errors import FitsElsewhere
from functions.fleet import hosts, placement
from functions.fleet.hosts import Free, HostLoad
from functions.jobs import settings
from functions.jobs.model import Status
from functions.transcode import settle
from tests.support.films import clips
from tests.support.rows import jobs

ALL = ("aac", "dnxhd", "libx264", "pcm_s24le", "prores_ks")


@pytest.fixture
def job(deployment, clip_folder):
    """A job whose source has just been put."""
    made = jobs.waiting(deployment)
    deployment.storage.put_file(made.source.bucket, made.source.key, clips.make("h264_mp4", clip_folder), "video/mp4")
    return made


def arrive(deployment, job):
    return settle(deployment, Arrival(job.source.bucket, job.source.key, 1, "etag"))


def another(deployment, **more):
    """Another worker reports."""
    load = HostLoad(
        host="another",
        cpu_percent=0,
        memory_percent=0,
        memory_total=2**40,
        memory_available=2**40,
        disk_free=2**40,
        load_average=(0, 0, 0),
        encoders=ALL,
    )
    hosts.report(deployment.table, load.model_copy(update=more))


def test_a_job_whose_encoder_this_host_lacks_is_left_to_one_that_has_it_and_no_try_is_counted(
    deployment, job, monkeypatch
):
    monkeypatch.setattr(placement.version, "encoders", lambda _: ("aac",))
    another(deployment)

    with pytest.raises(FitsElsewhere, match="no libx264"):
        arrive(deployment, job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt) == (Status.QUEUED, 0)


@pytest.mark.parametrize("more", [{"encoders": ("aac",)}, {"draining": True}, {"role": "clock"}])
def test_what_no_other_host_can_do_either_is_tried_here(deployment, job, monkeypatch, more):
    monkeypatch.setattr(placement.version, "encoders", lambda _: ("aac",))
    another(deployment, **more)

    assert arrive(deployment, job)
    assert deployment.table.get(job.job_id).status is Status.DONE


def test_what_does_not_fit_is_known_once_it_was_probed_and_then_costs_no_further_try(deployment, job, monkeypatch):
    monkeypatch.setattr(placement.hosts, "free", lambda _: Free(memory=2**20, disk=2**40))
    another(deployment)
    settings.change(deployment.table, {"max_attempts": 1})

    for _ in range(3):
        with pytest.raises(FitsElsewhere, match="memory available"):
            arrive(deployment, job)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.strikes) == (Status.QUEUED, 1, 0)
    assert row.source.media.video.width == 320
