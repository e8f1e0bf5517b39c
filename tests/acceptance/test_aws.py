"""template.yaml deployed into an AWS on this machine, and used through its own doors: HTTP API, bucket, queue, schedule.

What this cannot show of AWS itself is told in docs/aws.md.
"""

import site
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from functions import jobs_items
from local.tools import aws as aws_tool
from local.tools.ffmpeg import Pair
from tests import aws, aws_keys, aws_user, clips
from tests.aws import Aws, Stack
from tests.conftest import LOCAL, need
from tests.patience import until

pytestmark = pytest.mark.xdist_group("aws")

LEASE_SECONDS = 3
MAX_RECEIVES = 5
ENDED = {"done", "failed", "rejected", "cancelled", "expired"}


@pytest.fixture(scope="session")
def deployed(ffmpeg: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack as `sam deploy` makes it, but that its transcode function is a zip and gives up sooner."""
    folder = tmp_path_factory.mktemp("aws")
    ministack = need(aws_tool.find(LOCAL, "ministack"), "ministack")
    tools = {
        "FFMPEG": ffmpeg.ffmpeg,
        "FFPROBE": ffmpeg.ffprobe,
        "LEASE_SECONDS": str(LEASE_SECONDS),
        "PYTHONPATH": site.getsitepackages()[0],  # what the image has beyond the zip
    }
    code = aws.build(folder)
    with aws_keys.relay() as keys:
        emulator = Aws(ministack, folder, keys.url)
        keys.context = emulator.trust
        emulator.start()
        try:
            made = emulator.deploy(code, {"MaxReceives": MAX_RECEIVES}, {"Transcode": tools})
            aws_user.make(made)
            yield made
        finally:
            emulator.kill()  # asked to stop, it waits for each connection that is still open


@pytest.fixture(scope="session")
def token(deployed: Stack) -> str:
    return aws_user.signed_in(deployed)


@pytest.fixture
def api(deployed: Stack, token: str) -> Iterator[httpx.Client]:
    """The stack's HTTP API, for a user who is signed in."""
    with deployed.api(token) as client:
        yield client


@pytest.fixture
def film(ffmpeg: Pair, clip_folder: Path) -> Path:
    """Two seconds of film, 320 by 180, with sound."""
    return clips.make("h264_mp4", clip_folder)


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    body: dict[str, Any] = answer.json()
    return body


def started(api: httpx.Client, film: Path) -> dict[str, Any]:
    return told(api.post("/upload/", json={"filename": "Zoë.mp4", "size": film.stat().st_size}))


def put(deployed: Stack, upload: dict[str, Any], film: Path) -> str:
    """Send the file as a client does, straight into the bucket."""
    with deployed.aws.http() as client:
        sent = client.put(upload["upload"]["url"], content=film.read_bytes(), headers=upload["upload"]["headers"])
    assert sent.is_success, sent.text
    return str(upload["job_id"])


def ended(api: httpx.Client, job_id: str) -> dict[str, Any]:
    def job() -> dict[str, Any] | None:
        found = told(api.get(f"/status/{job_id}/"))
        return found if found["status"] in ENDED else None

    return until(job, "the job ends", 60, 0.2) or {}


def test_a_film_that_is_put_by_its_signed_url_comes_back_as_a_proxy(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    job_id = put(deployed, started(api, film), film)

    job = ended(api, job_id)

    assert (job["status"], job["attempt"], job["filename"]) == ("done", 1, "Zoë.mp4"), job["error"]
    link = told(api.get(f"/download/{job_id}/", params={"redirect": "false"}))
    with deployed.aws.http() as client:
        proxy = client.get(link["url"])
    assert (len(proxy.content), link["filename"]) == (job["proxy"]["size"], "Zoë_proxy.mp4")
    assert "attachment" in proxy.headers["content-disposition"]


def test_a_film_that_is_put_into_the_inbox_becomes_a_job_of_its_name(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    deployed.aws.client("s3").upload_file(str(film), deployed.outputs["SourceBucketName"], "inbox/day 1/Zoë + Ünal.mp4")

    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = told(api.get("/jobs/", params={"q": "ünal"}))["jobs"]
        return found

    (job,) = until(listed, "the job is listed")
    assert ended(api, job["job_id"])["status"] == "done"
    assert job["filename"] == "Zoë + Ünal.mp4"


def test_whoever_is_not_signed_in_learns_where_to_sign_in_and_nothing_else(deployed: Stack, token: str) -> None:
    with deployed.api() as stranger, deployed.api(f"{token[:-8]}AAAAAAAA") as forger:
        refused = [
            stranger.get("/jobs/"),
            stranger.post("/upload/", json={}),
            stranger.get("/health/"),
            forger.get("/jobs/"),
        ]
        shown = stranger.get("/sign-in/")

    assert {answer.status_code for answer in refused} == {401}
    assert shown.json() == {
        "issuer": deployed.outputs["Issuer"],
        "client_id": deployed.outputs["ClientId"],
        "scope": "openid",
    }


def test_a_function_that_is_killed_is_called_again_with_the_same_message(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    # On AWS the message would be delivered again after an hour and a half, and the clock would have been faster.
    deployed.queues.set_queue_attributes(
        QueueUrl=deployed.outputs["QueueUrl"], Attributes={"VisibilityTimeout": str(LEASE_SECONDS + 1)}
    )
    job_id = put(deployed, started(api, film), film)

    def encoding() -> psutil.Process | None:
        inside = psutil.Process(deployed.aws.pid).children(recursive=True)
        return next((process for process in inside if process.name() == "ffmpeg"), None)

    ffmpeg = until(encoding, "ffmpeg runs", pause=0.001) or psutil.Process()
    function = ffmpeg.parent() or psutil.Process()
    function.kill()

    job = ended(api, job_id)
    assert (job["status"], job["attempt"]) == ("done", 2), job["error"]
    until(lambda: deployed.messages("QueueUrl") == 0, "the message is gone")


def test_a_message_that_nothing_can_be_done_with_ends_among_the_dead_letters_and_others_are_worked_on_meanwhile(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    poisoned, sound = started(api, film), started(api, film)
    table, key = deployed.aws.client("dynamodb"), jobs_items.job_key(poisoned["job_id"])
    table.update_item(
        TableName=deployed.outputs["JobTableName"],
        Key=key,
        UpdateExpression="SET recipe = :nonsense",
        ExpressionAttributeValues={":nonsense": {"B": b"nonsense"}},
    )

    put(deployed, poisoned, film)
    job = ended(api, put(deployed, sound, film))

    assert job["status"] == "done"
    until(lambda: deployed.messages("DeadLettersUrl") == 1, "the message is given up", 60, 0.2)
    (letter,) = deployed.queues.receive_message(QueueUrl=deployed.outputs["DeadLettersUrl"])["Messages"]
    assert poisoned["job_id"] in letter["Body"]
    table.delete_item(TableName=deployed.outputs["JobTableName"], Key=key)


def test_the_clock_has_its_turns_by_schedule_and_workers_that_do_not_report_are_no_illness(api: httpx.Client) -> None:
    health = until(lambda: told(api.get("/health/"))["clock"], "a turn of the clock", 90, 0.5)
    whole = told(api.get("/health/"))

    assert health["last"] is not None
    assert whole["dependencies"] == {"job_table": "ok", "bucket": "ok"}
