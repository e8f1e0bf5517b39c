"""Downloads over HTTP, by signed URLs, from a real MinIO."""

from urllib.parse import unquote

import httpx
import pytest

from functions.bucket import keys
from functions.deployment import Deployment
from functions.jobs.model import Guard, Job, Source, Status
from functions.plan import profile
from tests.support.rows import jobs
from tests.support.servers.api import code


def named(deployment: Deployment, filename: str, folder: str = "") -> Job:
    """A done job of a file with this name, whose source and outputs are there."""
    job_id, now = jobs.uuid.uuid4().hex, deployment.table.now()
    source = Source(bucket=deployment.config.source_bucket, key=keys.source_of_upload(job_id), size=6, etag="e")
    recipe = profile.load("web-720p")
    job = Job(
        job_id=job_id,
        filename=filename,
        folder=folder,
        status=Status.DONE,
        attempt=1,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=profile.Options(),
        source=source,
        created_at=now,
        finished_at=now,
        keeps_outputs=True,
        log_key=keys.output(job_id, 1, "log.txt"),
    )
    job = job.model_copy(update={"proxy": jobs.published(job)})
    assert job.proxy
    deployment.table.insert(job)
    deployment.storage.put_bytes(source.bucket, source.key, b"source", "video/mp4")
    for key, body in ((job.proxy.key, b"proxy"), (job.proxy.poster_key, b"poster"), (job.proxy.certificate_key, b"{}")):
        deployment.storage.put_bytes(deployment.config.proxy_bucket, key, body, "text/html")
    deployment.storage.put_bytes(
        deployment.config.proxy_bucket, str(job.log_key), "ffmpeg -i …\n".encode(), "text/plain"
    )
    return job


@pytest.mark.parametrize(
    ("output", "name", "content_type", "body"),
    [
        ("proxy", "Interview Zoë 🎬_proxy.mp4", "video/mp4", b"proxy"),
        ("poster", "Interview Zoë 🎬_poster.jpg", "image/jpeg", b"poster"),
        ("certificate", "Interview Zoë 🎬_certificate.json", "application/json", b"{}"),
        ("source", "Interview Zoë 🎬.mov", "application/octet-stream", b"source"),
    ],
)
def test_an_output_is_fetched_under_the_name_of_its_source(
    api: httpx.Client, deployment: Deployment, output: str, name: str, content_type: str, body: bytes
) -> None:
    job = named(deployment, "Interview Zoë 🎬.mov")

    answer = api.get(f"/download/{job.job_id}/", params={"output": output})
    fetched = httpx.get(answer.headers["location"])

    assert answer.status_code == 307
    assert answer.headers["cache-control"] == ("private, max-age=450" if output == "poster" else "no-store")
    assert (fetched.status_code, fetched.content) == (200, body)
    assert fetched.headers["content-type"] == content_type
    disposition = fetched.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert unquote(disposition.rpartition("filename*=UTF-8''")[2]) == name


def test_a_download_is_named_by_the_template_of_the_settings(api: httpx.Client, deployment: Deployment) -> None:
    job = named(deployment, "film.mov", "A001/Clips")
    changed = api.post("/settings/", json={"name_template": "{folder}/{name}"})

    proxy, poster = (
        api.get(f"/download/{job.job_id}/", params={"redirect": "false", "output": output}).json()
        for output in ("proxy", "poster")
    )

    assert changed.status_code == 200
    assert (proxy["filename"], proxy["path"]) == ("film.mp4", "A001/Clips/film.mp4")
    assert poster["path"] == "A001/Clips/film_poster.jpg"
    assert unquote(httpx.get(proxy["url"]).headers["content-disposition"]).endswith("''film.mp4")


@pytest.mark.parametrize("template", ["{film}", "", "../{name}", "{folder}", "x" * 201])
def test_a_template_that_names_nothing_is_refused_by_name(api: httpx.Client, template: str) -> None:
    answer = api.post("/settings/", json={"name_template": template})

    assert code(answer) == (422, "invalid_request")
    assert set(answer.json()["error"]["fields"]) == {"name_template"}


def test_a_range_of_a_download_can_be_had(api: httpx.Client, deployment: Deployment) -> None:
    url = api.get(f"/download/{named(deployment, 'film.mov').job_id}/").headers["location"]

    part = httpx.get(url, headers={"Range": "bytes=1-2"})

    assert (part.status_code, part.content) == (206, b"ro")
    assert part.headers["content-range"] == "bytes 1-2/5"


def test_the_url_can_be_had_without_going_there(api: httpx.Client, deployment: Deployment) -> None:
    answer = api.get(f"/download/{named(deployment, 'film.mov').job_id}/", params={"redirect": "false"})

    assert answer.status_code == 200
    assert (answer.json()["filename"], answer.json()["size"]) == ("film_proxy.mp4", 5)
    assert httpx.get(answer.json()["url"]).content == b"proxy"


@pytest.mark.parametrize(
    "filename", ['a"; filename="evil.exe', "<img src=x onerror=alert(1)>.mov", "-i.mov", "%2e%2e.mov", "שלום.mov"]
)
def test_no_name_breaks_out_of_the_header(api: httpx.Client, deployment: Deployment, filename: str) -> None:
    url = api.get(f"/download/{named(deployment, filename).job_id}/", params={"output": "source"}).headers["location"]

    disposition = httpx.get(url).headers["content-disposition"]

    assert unquote(disposition.rpartition("filename*=UTF-8''")[2]) == filename
    assert disposition.count('"') == 2


def test_an_output_is_not_there_before_the_job_is_done(api: httpx.Client, deployment: Deployment) -> None:
    job = jobs.running(deployment, lease_seconds=30)

    assert code(api.get(f"/download/{job.job_id}/")) == (409, "output_not_ready")
    assert code(api.get(f"/jobs/{job.job_id}/log/")) == (409, "output_not_ready")
    waiting = jobs.waiting(deployment)
    assert code(api.get(f"/download/{waiting.job_id}/", params={"output": "source"})) == (409, "output_not_ready")


def test_what_retention_has_deleted_is_gone(api: httpx.Client, deployment: Deployment) -> None:
    job = named(deployment, "film.mov")
    deployment.table.write(job.job_id, Guard({Status.DONE}), {"keeps_outputs": False, "keeps_source": False})

    for output in ("proxy", "poster", "certificate", "source"):
        assert code(api.get(f"/download/{job.job_id}/", params={"output": output})) == (410, "output_expired")


def test_what_somebody_has_deleted_is_gone(api: httpx.Client, deployment: Deployment) -> None:
    job = named(deployment, "film.mov")
    for bucket in (deployment.config.proxy_bucket, deployment.config.source_bucket):
        deployment.storage.delete(bucket, [stored.key for stored in deployment.storage.listing(bucket, "")])

    assert code(api.get(f"/download/{job.job_id}/")) == (410, "output_expired")
    assert code(api.get(f"/download/{job.job_id}/", params={"output": "source"})) == (410, "output_expired")
    assert code(api.get(f"/jobs/{job.job_id}/log/")) == (410, "output_expired")


def test_the_log_is_plain_text(api: httpx.Client, deployment: Deployment) -> None:
    answer = api.get(f"/jobs/{named(deployment, 'film.mov').job_id}/log/")

    assert (answer.status_code, answer.text) == (200, "ffmpeg -i …\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_download_url_cannot_be_used_for_another_object(api: httpx.Client, deployment: Deployment) -> None:
    job = named(deployment, "film.mov")
    url = api.get(f"/download/{job.job_id}/").headers["location"]

    assert httpx.get(url.replace("proxy.mp4", "poster.jpg")).status_code == 403
    assert httpx.get(url.replace("attachment", "inline")).status_code == 403
    assert httpx.put(url, content=b"x").status_code == 403
