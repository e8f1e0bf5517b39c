"""Kinds of outputs: what is listed and given of jobs that lack one, or have one more. test_extending.py adds one."""

import httpx
import pytest

from functions.bucket import keys, outputs
from functions.deployment import Deployment
from functions.upkeep import retention
from tests.support.rows import jobs
from tests.support.servers.api import code, serving

SUBTITLES = outputs.Output("subtitles", ".vtt", "text/vtt")


def test_a_job_of_before_has_no_such_output_and_all_its_others(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.done(deployment)
    monkeypatch.setitem(outputs.RECORD, SUBTITLES.kind, SUBTITLES)

    with serving(deployment) as api:
        assert api.get(f"/status/{job.job_id}/").json()["outputs"] == ["proxy", "poster", "certificate", "source"]
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


def test_what_is_listed_is_what_can_be_downloaded(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.done(deployment)
    jobs.put_source(deployment, job)
    waiting = jobs.waiting(deployment)

    def listed(job_id: str) -> list[str]:
        names: list[str] = api.get(f"/status/{job_id}/").json()["outputs"]
        given = [
            kind
            for kind in [*outputs.RECORD, "source"]
            if api.get(f"/download/{job_id}/", params={"output": kind}).status_code == 307
        ]
        assert names == given
        return names

    assert listed(waiting.job_id) == []
    assert listed(job.job_id) == ["proxy", "poster", "certificate", "source"]
    retention.drop_source(deployment, job)
    assert listed(job.job_id) == ["proxy", "poster", "certificate"]
    retention.drop_outputs(deployment, job)
    assert listed(job.job_id) == []
