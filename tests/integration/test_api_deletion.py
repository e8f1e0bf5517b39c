"""Jobs deleted, over HTTP: what goes along, and what stays."""

import httpx

from functions.deployment import Deployment
from functions.intake import inbox
from functions.jobs.model import Guard, Status
from tests.support.rows import jobs
from tests.support.rows.requests import failed, objects, with_source
from tests.support.servers.api import code


def test_a_deleted_job_takes_its_outputs_and_its_source_along(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.done(deployment)
    bucket = deployment.config.source_bucket
    deployment.storage.put_bytes(bucket, job.source.key, b"film", "video/mp4")
    stored = deployment.storage.head(bucket, job.source.key)
    assert stored
    deployment.table.write(
        job.job_id, Guard({Status.DONE}), {"source": job.source.model_copy(update={"etag": stored.etag})}
    )

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204

    assert objects(deployment, bucket) == []
    assert objects(deployment, deployment.config.proxy_bucket) == []
    assert deployment.table.get(job.job_id) is None
    assert deployment.table.documents(inbox.TOMBSTONE, job.job_id)
    assert code(api.delete(f"/jobs/{job.job_id}/")) == (404, "job_not_found")


def test_a_source_that_another_job_uses_is_kept(api: httpx.Client, deployment: Deployment) -> None:
    source = with_source(deployment)
    first, second = failed(deployment, source), failed(deployment, source)

    api.delete(f"/jobs/{first.job_id}/")
    assert objects(deployment, source.bucket) == [source.key]
    api.delete(f"/jobs/{second.job_id}/")
    assert objects(deployment, source.bucket) == []


def test_a_file_that_took_the_place_of_the_source_is_kept(api: httpx.Client, deployment: Deployment) -> None:
    job = failed(deployment)
    with_source(deployment, body=b"another film")

    api.delete(f"/jobs/{job.job_id}/")

    assert objects(deployment, deployment.config.source_bucket) == [job.source.key]


def test_a_queued_job_is_deleted_and_a_late_claim_finds_nothing(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.queued(deployment, source=with_source(deployment))

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    assert deployment.table.claim(job.job_id, "tests", 30) is None


def test_a_job_that_waits_is_deleted_with_its_parts(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.waiting(deployment, multipart=True)

    assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    assert list(deployment.storage.open_multiparts()) == []


def test_a_running_job_cannot_be_deleted(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.running(deployment, lease_seconds=30)

    assert code(api.delete(f"/jobs/{job.job_id}/")) == (409, "not_in_this_state")
    assert deployment.table.get(job.job_id) is not None
