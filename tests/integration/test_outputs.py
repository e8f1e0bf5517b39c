"""A kind of output that is added to the record: published, kept, downloaded and deleted as the others are."""

from pathlib import Path

import httpx
import pytest

from functions import transcode
from functions.bucket import keys, outputs
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import Job, Status
from functions.steps import beside
from functions.upkeep import reconcile
from tests.support.films import clips
from tests.support.rows import jobs
from tests.support.servers.api import code, serving

SUBTITLES = outputs.Output("subtitles", ".vtt", "text/vtt")
TEXT = b"WEBVTT\n"


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish one more output of each job than this release does."""
    monkeypatch.setitem(outputs.RECORD, SUBTITLES.kind, SUBTITLES)
    makers = {**beside.MAKERS, SUBTITLES.kind: lambda *_, **__: TEXT}
    monkeypatch.setattr(beside, "MAKERS", makers)


def made(deployment: Deployment, clip_folder: Path) -> Job:
    """The done job of a film, by a whole run of the transcode function."""
    clip = clips.make("h264_mp4", clip_folder)
    job = jobs.waiting(deployment, filename="film.mp4")
    deployment.storage.put_file(job.source.bucket, job.source.key, clip, "video/mp4")
    transcode.handler(event_of(job))
    done = deployment.table.get(job.job_id)
    assert done
    assert done.status is Status.DONE
    return done


def event_of(job: Job) -> dict[str, object]:
    """The storage's event of its source."""
    what = {"key": job.source.key, "size": 1, "eTag": "not looked at"}
    s3 = {"bucket": {"name": job.source.bucket}, "object": what}
    return {"Records": [{"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put", "s3": s3}]}


def stored(deployment: Deployment) -> set[str]:
    return {each.key for each in deployment.storage.listing(deployment.config.proxy_bucket, keys.PROXIES)}


@pytest.mark.usefixtures("record")
def test_an_output_that_is_added_to_the_record_is_kept_downloaded_and_deleted(
    deployment: Deployment, clip_folder: Path
) -> None:
    job = made(deployment, clip_folder)
    assert job.proxy
    key = job.proxy.more["subtitles"]
    assert key.endswith("/subtitles.vtt")

    changed = jobs.with_config(deployment, orphan_hours=0)
    assert reconcile.Reconciler(changed, settings.read(changed.table).settings).turn()["orphan_deleted"] == 0
    assert key in stored(changed)

    with serving(deployment) as api:
        link = api.get(f"/download/{job.job_id}/", params={"output": "subtitles", "redirect": "false"}).json()
        fetched = httpx.get(link["url"])
        assert (link["filename"], fetched.content) == ("film_subtitles.vtt", TEXT)
        assert fetched.headers["content-type"] == "text/vtt"
        assert api.delete(f"/jobs/{job.job_id}/").status_code == 204
    assert stored(changed) == set()


def test_a_job_of_before_has_no_such_output_and_all_its_others(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.done(deployment)
    monkeypatch.setitem(outputs.RECORD, SUBTITLES.kind, SUBTITLES)

    with serving(deployment) as api:
        assert code(api.get(f"/download/{job.job_id}/", params={"output": "subtitles"})) == (409, "output_not_ready")
        for kind in ("proxy", "poster", "certificate"):
            assert api.get(f"/download/{job.job_id}/", params={"output": kind}).status_code == 307


def test_an_output_of_a_kind_that_only_another_release_knows_is_kept(deployment: Deployment) -> None:
    job = jobs.done(deployment)
    assert job.proxy
    later = keys.output(job.job_id, job.attempt, "subtitles.vtt")
    row = job.model_copy(update={"proxy": job.proxy.model_copy(update={"more": {"subtitles": later}})})

    assert later in outputs.published(row)
    assert job.proxy.key in outputs.published(row)


def test_an_output_that_there_is_not_is_refused_by_name(api: httpx.Client, deployment: Deployment) -> None:
    answer = api.get(f"/download/{jobs.done(deployment).job_id}/", params={"output": "subtitles"})

    assert code(answer) == (422, "invalid_request")
    assert "proxy, poster, certificate, source" in answer.json()["error"]["fields"]["output"]
