"""The API killed while uploads are ordered: what it answered is so."""

import httpx

from tests.support.repeats import often
from tests.support.stack.client import LOOK_SECONDS, TEXT
from tests.support.wait_until import until


@often
def test_every_upload_that_was_answered_is_a_job(stack, visitor, turn):
    orders = [visitor.order(len(TEXT), f"before {n}.mp4") for n in range(5)]
    api = stack.kill("api")
    broken = 0
    while len(orders) < 10:
        try:
            orders.append(visitor.order(len(TEXT), "after.mp4"))
        except (httpx.TransportError, AssertionError):
            broken += 1
        if broken:
            until(lambda: stack.pid("api") != api, "the API is back", 60, LOOK_SECONDS)

    for order in orders:
        assert visitor.job(order["job_id"])["status"] == "waiting"
        assert visitor.put(order, TEXT).is_success
    for order in orders:
        assert visitor.ended(order["job_id"])["error"]["code"] == "text_file"
