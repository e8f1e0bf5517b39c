"""template.yaml deployed into an AWS on this machine, and used through its own doors: HTTP API, bucket, queue, schedule.

What this cannot show of AWS itself is told in docs/aws.md.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from functions.jobs.dynamodb import items
from local.tools.ffmpeg import Pair
from tests.support.aws import emulator, user
from tests.support.aws.emulator import Stack
from tests.support.films import clips
from tests.support.servers.receiver import Receiver, receiving
from tests.support.wait_until import until

ENDED = {"done", "partial", "failed", "rejected", "cancelled", "expired"}
RUN_SECONDS = (
    35  # instead of 900: what is left of it is enough for a piece of the film below, and by far not for the film
)
TEN_HOURS = clips.Film(
    "mp4", "-f lavfi -i color=gray:s=320x180:r=1:d=36000 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 60"
)


@pytest.fixture(scope="module")
def token(deployed: Stack) -> str:
    return user.signed_in(deployed)


@pytest.fixture(scope="module")
def receiver(deployed: Stack, token: str) -> Iterator[Receiver]:
    """Is told when jobs are done: asked for before any function has run that makes them, as those know it ten seconds late."""
    with receiving() as taking, deployed.api(token) as client:
        told(client.post("/webhooks/", json={"url": taking.url, "states": ["done"]}))
        yield taking


@pytest.fixture
def api(deployed: Stack, token: str, receiver: Receiver) -> Iterator[httpx.Client]:
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


def ended(api: httpx.Client, job_id: str, seconds: float = 60) -> dict[str, Any]:
    def job() -> dict[str, Any] | None:
        found = told(api.get(f"/status/{job_id}/"))
        return found if found["status"] in ENDED else None

    return until(job, "the job ends", seconds, 0.2) or {}


def test_a_film_that_is_put_by_its_signed_url_comes_back_as_a_proxy_and_the_clock_tells_who_asked(
    deployed: Stack, api: httpx.Client, film: Path, receiver: Receiver
) -> None:
    job_id = put(deployed, started(api, film), film)

    job = ended(api, job_id)

    assert (job["status"], job["attempt"], job["filename"]) == ("done", 1, "Zoë.mp4"), job["error"]
    link = told(api.get(f"/download/{job_id}/", params={"redirect": "false"}))
    with deployed.aws.http() as client:
        proxy = client.get(link["url"])
    assert (len(proxy.content), link["filename"]) == (job["proxy"]["size"], "Zoë_proxy.mp4")
    assert "attachment" in proxy.headers["content-disposition"]
    deployed.call("Cleanup")
    said, *_ = until(lambda: [body for body in receiver.bodies() if job_id in body], "it is told")
    assert json.loads(said)["data"]["proxy"] == {"key": job["proxy"]["key"], "size": job["proxy"]["size"]}


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


@pytest.fixture
def hidden_briefly(deployed: Stack) -> Iterator[None]:
    """On AWS a message that nobody settled is delivered again after an hour and a half, and the clock would be faster."""
    queue, name = deployed.outputs["QueueUrl"], "VisibilityTimeout"
    before = deployed.queues.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"]
    deployed.queues.set_queue_attributes(QueueUrl=queue, Attributes={name: str(emulator.LEASE_SECONDS + 1)})
    yield
    deployed.queues.set_queue_attributes(QueueUrl=queue, Attributes={name: before[name]})


@pytest.mark.usefixtures("hidden_briefly")
def test_a_function_that_is_killed_is_called_again_with_the_same_message(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    job_id = put(deployed, started(api, film), film)

    def killed() -> bool:
        """Kill the function that runs an ffmpeg; false while there is none, or none any more, as some end at once."""
        with suppress(psutil.NoSuchProcess):
            inside = psutil.Process(deployed.aws.pid).children(recursive=True)
            function = next((process.parent() for process in inside if process.name() == "ffmpeg"), None)
            if function is not None:
                function.kill()
                return True
        return False

    until(killed, "a function that runs ffmpeg is killed", pause=0.001)

    job = ended(api, job_id, 180)
    assert (job["status"], job["attempt"]) == ("done", 2), job["error"]
    until(lambda: deployed.messages("QueueUrl") == 0, "the message is gone")


def test_a_job_whose_row_cannot_be_read_is_set_aside_and_others_are_worked_on_meanwhile(
    deployed: Stack, api: httpx.Client, film: Path
) -> None:
    poisoned, sound = started(api, film), started(api, film)
    table, key = deployed.aws.client("dynamodb"), items.job_key(poisoned["job_id"])
    table.update_item(
        TableName=deployed.outputs["JobTableName"],
        Key=key,
        UpdateExpression="SET recipe = :nonsense",
        ExpressionAttributeValues={":nonsense": {"B": b"nonsense"}},
    )

    put(deployed, poisoned, film)
    job = ended(api, put(deployed, sound, film))

    assert job["status"] == "done"
    until(lambda: deployed.messages("QueueUrl") == 0, "its message is gone")
    assert deployed.messages("DeadLettersUrl") == 0
    assert poisoned["job_id"] in [row["job_id"] for row in api.get("/jobs/").json()["unreadable"]]
    table.delete_item(TableName=deployed.outputs["JobTableName"], Key=key)


def test_the_clock_has_its_turns_by_schedule_and_workers_that_do_not_report_are_no_illness(api: httpx.Client) -> None:
    health = until(lambda: told(api.get("/health/"))["clock"], "a turn of the clock", 90, 0.5)
    whole = told(api.get("/health/"))

    assert health["last"] is not None
    assert whole["dependencies"] == {"job_table": "ok", "bucket": "ok"}


@pytest.fixture
def short_runs(deployed: Stack, api: httpx.Client) -> Iterator[None]:
    """The transcode function has less time than AWS can give it, and films may be longer than by default."""
    functions, name = deployed.aws.client("lambda"), deployed.resource("Transcode")
    usual = functions.get_function_configuration(FunctionName=name)["Timeout"]
    before = told(api.get("/settings/"))
    told(api.post("/settings/", json={"max_duration_seconds": 40_000, "segment_seconds": 600}))
    functions.update_function_configuration(FunctionName=name, Timeout=RUN_SECONDS)
    yield
    functions.update_function_configuration(FunctionName=name, Timeout=usual)
    changed = ("max_duration_seconds", "segment_seconds", "segment_from_seconds")
    told(api.post("/settings/", json={name: before[name] for name in changed}))


@pytest.mark.usefixtures("short_runs")
def test_ten_hours_of_film_are_made_by_runs_that_are_much_too_short_for_it(
    deployed: Stack, api: httpx.Client, clip_folder: Path
) -> None:
    film = clips.of("ten_hours", TEN_HOURS, clip_folder)
    told(api.post("/settings/", json={"segment_from_seconds": 0}))
    in_one_pass = ended(api, put(deployed, started(api, film), film))

    told(api.post("/settings/", json={"segment_from_seconds": 300}))
    again = told(api.post("/convert/", json={"job_id": in_one_pass["job_id"]}))
    job = ended(api, again["job_id"], 300)

    assert (in_one_pass["status"], in_one_pass["error"]["code"]) == ("rejected", "time_too_short")
    assert (job["status"], job["attempt"]) == ("done", 1), job["error"]
    assert job["proxy"]["media"]["duration"] == pytest.approx(36_000)
    notes = {rule["rule"]: rule["note"] for rule in job["proxy"]["certificate"]["rules"]}
    assert "60 segments" in notes["joined_packets"]
    until(lambda: deployed.messages("QueueUrl") == 0, "no message is left")
