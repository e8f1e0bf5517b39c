"""Webhooks through the whole system: a film is done, and whoever asked to be told is called, signed, until it listens."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers.receiver import Received, Receiver, receiving
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, Visitor
from tests.support.stack.running_stack import ROOT
from tests.support.wait_until import until


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as taking:
        yield taking


@pytest.fixture
def webhook(visitor: Visitor, receiver: Receiver) -> Iterator[dict[str, Any]]:
    """One that is told when jobs are done."""
    made = visitor.told("POST", "/webhooks/", json={"url": receiver.url, "states": ["done"]})
    yield made
    visitor.ask("DELETE", f"/webhooks/{made['webhook_id']}/")


def test_a_film_is_done_and_its_owner_is_called_until_he_listens_and_once_more_when_he_asks(
    visitor: Visitor, film: Path, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    receiver.refusals = 2

    job = visitor.done(visitor.upload(film))

    def heard() -> list[Received]:
        return [each for each in receiver.received if job["job_id"] in each.body]

    log = f"/deliveries/?job_id={job['job_id']}"
    told = until(
        lambda: [each for each in visitor.told("GET", log)["deliveries"] if each["state"] == "delivered"],
        "it was told",
        JOB_SECONDS,
        LOOK_SECONDS,
    )

    (delivery,) = told
    assert len({each.body for each in heard()}) == 1
    said = json.loads(heard()[0].body)
    assert (said["type"], said["data"]["job_id"]) == ("job.done", job["job_id"])
    assert said["data"]["proxy"] == {"key": job["proxy"]["key"], "size": job["proxy"]["size"]}
    tries = visitor.told("GET", f"/deliveries/{delivery['delivery_id']}/")["tries"]
    assert [each["status"] for each in tries] == [500, 500, 200]

    visitor.told("POST", f"/deliveries/{delivery['delivery_id']}/replay/")
    until(lambda: len(heard()) == 4, "it is sent once more", JOB_SECONDS, LOOK_SECONDS)

    names: dict[str, Any] = {}
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text(), re.DOTALL)
    exec(snippet, names)  # noqa: S102  what docs/webhooks.md gives to receivers
    for each in heard():
        assert names["verified"](webhook["secret"], each.headers, each.body.encode())
        assert each.headers["webhook-id"] == delivery["delivery_id"]
