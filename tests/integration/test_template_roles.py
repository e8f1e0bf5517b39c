"""What each function calls of AWS, held against what its role in template.yaml may do: no less, and no more.

moto stands in for AWS: it keeps buckets, table and queue in this process, and asks for no permissions.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest

from functions import cleanup, transcode
from functions import deployment as deployments
from functions.api import handler
from functions.bucket import keys
from functions.common.errors import BucketUnavailable
from functions.deployment import Deployment
from functions.intake import inbox
from functions.jobs import settings
from functions.jobs.dynamodb import table as dynamodb_table
from functions.jobs.model import Guard, Status
from functions.upkeep import reconcile
from local.tools.ffmpeg import Pair
from tests.support.aws import iam_recorder, s3_events, template
from tests.support.aws.iam_recorder import Recorder
from tests.support.aws.template import REGION, Template
from tests.support.films import clips, long_films
from tests.support.rows import jobs
from tests.support.servers import dynamodb
from tests.support.servers.api import serving

ROLES = ("TranscodeRole", "ApiRole", "CleanupRole")
BY_LAMBDA_ITSELF = {
    *("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    *("logs:CreateLogStream", "logs:PutLogEvents"),
}
NOT_ON_AWS = {"process_metrics", "join"}  # what is counted goes to CloudWatch there, and no worker joins
MIB = 1024 * 1024
LONG_AGO = timedelta(days=365)


@pytest.fixture
def deployment(
    monkeypatch: pytest.MonkeyPatch, ffmpeg: Pair, tmp_path: Path, recorder: Recorder
) -> Iterator[Deployment]:
    """The deployment that the template describes; of its functions' environments the fullest."""
    stack = Template()
    for name, value in {**dynamodb.KEYS, **stack.environment("Api"), **stack.environment("Transcode")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("FFMPEG", ffmpeg.ffmpeg)
    monkeypatch.setenv("FFPROBE", ffmpeg.ffprobe)
    monkeypatch.setenv("WORK_DIR", str(tmp_path / "work"))
    monkeypatch.setenv("ORPHAN_HOURS", "0")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", template.ACCOUNT)
    deployments.current.cache_clear()
    with moto.mock_aws():
        opened = deployments.current()
        dynamodb_table.create(opened.config.database_url, REGION)
        for name in ("SourceBucket", "ProxyBucket"):
            boto3.client("s3", region_name=REGION).create_bucket(Bucket=stack.value({"Ref": name}))
        boto3.client("sqs", region_name=REGION).create_queue(QueueName=stack.properties("Queue")["QueueName"])
        yield opened
    deployments.current.cache_clear()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    with iam_recorder.recording(monkeypatch) as heard:
        yield heard


def test_each_role_may_do_what_its_function_does_and_nothing_else(
    deployment: Deployment, recorder: Recorder, clip_folder: Path
) -> None:
    transcode_films(deployment, recorder, clip_folder)
    call_every_route(deployment, recorder, clip_folder)
    turn_the_clock(deployment, recorder)

    stack = Template()
    may = {role: stack.granted(role) for role in ROLES}
    lacking = {
        (role, *need) for role in ROLES for need in recorder.needed[role] if not template.allows(may[role], *need)
    }
    idle = {
        (role, *grant)
        for role in ROLES
        for grant in may[role]
        if grant[0] not in BY_LAMBDA_ITSELF
        and not any(template.allows([grant], *need) for need in recorder.needed[role])
    }
    assert lacking == set()
    assert idle == set()


# ---------------------------------------------------------------- transcode


def transcode_films(deployment: Deployment, recorder: Recorder, clip_folder: Path) -> None:
    """A film by its upload and one by the inbox, a long one in pieces, and a message that has to be put off."""
    film = clips.make("h264_mp4", clip_folder)
    settings.change(deployment.table, {"month_ceiling": 1_000})  # so the month's bill is added up
    job = jobs.waiting(deployment)
    arrive(deployment, recorder, job.source.key, film)
    arrive(deployment, recorder, "inbox/film.mp4", film)
    settings.change(deployment.table, {"segment_from_seconds": 2, "segment_seconds": 1})
    arrive(deployment, recorder, "inbox/long.mp4", long_films.make("h264_mp4", clip_folder))
    work_off(deployment, recorder)
    ended = deployment.table.find(limit=10).jobs
    assert [each.status for each in ended] == [Status.DONE] * 3, [each.error for each in ended]
    settings.change(deployment.table, {"segment_from_seconds": 0})

    lose_a_part(deployment, recorder, film.with_name("large"))
    held = jobs.running(deployment, lease_seconds=60)
    assert call(deployment, recorder, f"tasks/{held.job_id}/{uuid.uuid4().hex}.json")["batchItemFailures"]


def lose_a_part(deployment: Deployment, recorder: Recorder, large: Path) -> None:
    """Put an output in parts, of which one does not arrive: what has come is taken back."""
    large.write_bytes(bytes(20 * MIB))
    client = deployment.storage._s3

    def lose(**_: Any) -> None:
        raise OSError("The connection is lost.")

    client.meta.events.register("before-send.s3.UploadPart", lose)
    try:
        with recorder.playing("TranscodeRole"), pytest.raises(BucketUnavailable):
            deployment.storage.put_file(
                deployment.config.proxy_bucket, keys.output(uuid.uuid4().hex, 1, "a"), large, "video/mp4"
            )
    finally:
        client.meta.events.unregister("before-send.s3.UploadPart", lose)


def arrive(deployment: Deployment, recorder: Recorder, key: str, film: Path) -> None:
    deployment.storage.put_file(deployment.config.source_bucket, key, film, "video/mp4")
    assert not call(deployment, recorder, key)["batchItemFailures"]


def call(deployment: Deployment, recorder: Recorder, key: str) -> dict[str, Any]:
    """Call the function as Lambda does when the bucket tells of an object."""
    record = s3_events.record("2.1", key)
    record["s3"]["bucket"]["name"] = deployment.config.source_bucket
    with recorder.playing("TranscodeRole"):
        return transcode.handler(s3_events.batch({"Records": [record]}))


def work_off(deployment: Deployment, recorder: Recorder) -> None:
    """Tell of each task until there are none."""
    end = time.monotonic() + 300
    while found := [each.key for each in deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)]:
        assert time.monotonic() < end, found
        for key in found:
            call(deployment, recorder, key)


# ---------------------------------------------------------------- API


def call_every_route(deployment: Deployment, recorder: Recorder, clip_folder: Path) -> None:
    """Call each operation of the API, so that a new one cannot be forgotten here."""
    s3 = boto3.client("s3", region_name=REGION)
    schema = handler.create_app(deployment).openapi()
    called: set[str] = set()
    with serving(deployment) as client:

        def ask(operation: str, method: str, path: str, **more: Any) -> Any:
            with recorder.playing("ApiRole"):
                answer = client.request(method, path, **more)
            assert answer.status_code < 400 or operation in NOT_ON_AWS, (operation, answer.text)
            called.add(operation)
            return answer.json() if answer.content and "json" in answer.headers["content-type"] else None

        def send(job_id: str, body: bytes) -> None:
            s3.put_object(Bucket=deployment.config.source_bucket, Key=keys.source_of_upload(job_id), Body=body)

        single = ask("start_upload", "POST", "/upload/", json={"filename": "a.mp4", "size": 4})["job_id"]
        ask("sign_put", "POST", f"/upload/{single}/put/")
        send(single, jobs.FILM)
        ask("complete_upload", "POST", f"/upload/{single}/complete/")
        many = ask("start_upload", "POST", "/upload/", json={"filename": "b.mp4", "size": 20 * MIB})
        parts = f"/upload/{many['job_id']}/parts/"
        ask("sign_parts", "POST", parts, json={"numbers": [1, 2]})
        for part in many["upload"]["parts"]:
            s3.upload_part(
                Bucket=deployment.config.source_bucket,
                Key=keys.source_of_upload(many["job_id"]),
                UploadId=many["upload"]["upload_id"],
                PartNumber=part["number"],
                Body=bytes(part["size"]),
            )
        ask("list_parts", "GET", parts)
        ask("complete_upload", "POST", f"/upload/{many['job_id']}/complete/")
        aborted = ask("start_upload", "POST", "/upload/", json={"filename": "c.mp4", "size": 20 * MIB})["job_id"]
        ask("abort_upload", "DELETE", f"/upload/{aborted}/")
        done = next(each for each in deployment.table.find(status=Status.DONE).jobs if each.upload)
        inbox = next(each for each in deployment.table.find(status=Status.DONE).jobs if not each.upload)
        again = ask("convert", "POST", "/convert/", json={"key": inbox.source.key})["job_id"]
        ask("cancel_job", "POST", f"/jobs/{again}/cancel/")
        ask("retry_job", "POST", f"/jobs/{again}/retry/")
        ask("cancel_job", "POST", f"/jobs/{again}/cancel/")
        ask("status", "GET", f"/status/{done.job_id}/")
        ask("job_log", "GET", f"/jobs/{done.job_id}/log/")
        for output in ("proxy", "poster", "certificate", "source"):
            for each in (done, inbox):
                ask("download", "GET", f"/download/{each.job_id}/", params={"output": output})
        ask("list_jobs", "GET", "/jobs/", params={"q": "film", "status": "done"})
        ask("list_jobs", "GET", "/jobs/")
        ask("delete_job", "DELETE", f"/jobs/{again}/")
        ask("delete_job", "DELETE", f"/jobs/{done.job_id}/")
        ask("delete_job", "DELETE", f"/jobs/{inbox.job_id}/")
        ask("change_settings", "POST", "/settings/", json={"history_hours": 100})
        ask("join", "POST", "/join/")
        call_webhooks(ask)
        for operation, path in plain_reads(schema).items():
            ask(operation, "GET", path)
        everything = {each["operationId"] for path in schema["paths"].values() for each in path.values()}
        assert called == everything


def call_webhooks(ask: Callable[..., Any]) -> None:
    """Add a webhook, send it a test, and take it away again."""
    webhook = ask("add_webhook", "POST", "/webhooks/", json={"url": "https://studio.example.org/"})["webhook_id"]
    one = f"/webhooks/{webhook}/"
    ask("read_webhook", "GET", one)
    ask("change_webhook", "POST", one, json={"states": ["done"]})
    ask("renew_webhook_secret", "POST", f"{one}secret/")
    delivery = ask("test_webhook", "POST", f"{one}test/")["delivery_id"]
    ask("read_delivery", "GET", f"/deliveries/{delivery}/")
    ask("replay_delivery", "POST", f"/deliveries/{delivery}/replay/")
    ask("remove_webhook", "DELETE", one)


def plain_reads(schema: dict[str, Any]) -> dict[str, str]:
    """Give the operations that need nothing but their path."""
    return {
        told["get"]["operationId"]: path for path, told in schema["paths"].items() if "get" in told and "{" not in path
    }


# ---------------------------------------------------------------- cleanup


def turn_the_clock(deployment: Deployment, recorder: Recorder) -> None:
    """Turns with something of each kind to mend and to delete."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reconcile, "TASK_LIFE", timedelta(0))
        patched.setattr(reconcile, "FIRST_LOOK", timedelta(0))
        patched.setattr(reconcile.Reconciler, "_older", lambda *_: True)
        source, proxies = deployment.config.source_bucket, deployment.config.proxy_bucket
        jobs.waiting(deployment, due=True)
        expired = jobs.waiting(deployment, due=True, age=timedelta(days=30), multipart=True)
        late = uuid.uuid4().hex
        deployment.table.put_document(inbox.TOMBSTONE, late, {})
        deployment.storage.put_bytes(source, keys.source_of_upload(late), b"film", "video/mp4")
        deployment.storage.put_bytes(source, "inbox/lost.mp4", b"film", "video/mp4")
        deployment.storage.put_bytes(proxies, keys.output(uuid.uuid4().hex, 1, "proxy.mp4"), b"lost", "video/mp4")
        jobs.running(deployment, lease_seconds=-1)
        boto3.client("s3", region_name=REGION).create_multipart_upload(Bucket=source, Key="inbox/never ended.mp4")
        over(deployment)
        with recorder.playing("CleanupRole"):
            for _ in range(2):  # what the first one sends, the second finds old
                assert "skipped" not in cleanup.handler()
    found = deployment.table.get(expired.job_id)
    assert found is not None
    assert found.status is Status.EXPIRED


def over(deployment: Deployment) -> None:
    """Jobs that ended long ago: one of an upload, and those of inbox objects that are still there."""
    jobs.put_source(deployment, jobs.done(deployment, finished=LONG_AGO))
    inbox = [each for each in deployment.table.find(status=Status.DONE).jobs if not each.upload]
    assert inbox
    for job in inbox:
        assert deployment.table.write(
            job.job_id, Guard({Status.DONE}), {"finished_at": deployment.table.now() - LONG_AGO}
        )
