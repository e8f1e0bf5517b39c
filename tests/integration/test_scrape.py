"""The metrics of a worker or the clock, where Prometheus asks for them."""

import httpx
import pytest

from functions.common import metrics
from functions.common.errors import InvalidConfig
from functions.common.metrics import Sums
from local.run import scrape
from local.run.scrape import AddressTaken


@pytest.fixture(autouse=True)
def _begun(monkeypatch):
    monkeypatch.setattr(metrics._Chosen, "sink", Sums())


def test_the_sums_of_the_process_are_told_while_it_runs():
    with scrape.answering("127.0.0.1:0") as port:
        metrics.count("turns")
        answer = httpx.get(f"http://127.0.0.1:{port}/metrics")
        elsewhere = httpx.get(f"http://127.0.0.1:{port}/")

    assert (answer.status_code, answer.headers["content-type"]) == (200, metrics.CONTENT_TYPE)
    assert answer.text.endswith("vts_turns_total 1.0\n")
    assert elsewhere.status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")


def test_a_port_alone_is_one_of_loopback_and_numbers_are_asked_for_with_each_question():
    asked = []
    with scrape.answering("0", lambda: asked.append(metrics.state("workers", {(): len(asked)}))) as port:
        for _ in range(2):
            answer = httpx.get(f"http://127.0.0.1:{port}/metrics")

    assert answer.text.endswith("# TYPE vts_workers gauge\nvts_workers 1\n")


def test_without_an_address_nothing_listens():
    with scrape.answering(None) as port:
        assert port is None


@pytest.mark.parametrize("address", ["", ":9000", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "70000"])
def test_what_is_no_address_is_refused_by_name(address):
    with pytest.raises(InvalidConfig, match="METRICS_ADDRESS"), scrape.answering(address):
        pass


def test_an_address_that_is_taken_is_named():
    with (
        scrape.answering("127.0.0.1:0") as port,
        pytest.raises(AddressTaken, match=str(port)),
        scrape.answering(f"127.0.0.1:{port}"),
    ):
        pass
