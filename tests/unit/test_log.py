"""Log lines: one JSON object each, with what they are about, in whichever thread they are written."""

import json
import logging
import threading

import pytest

from functions.common import log


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "vts")
    return lambda: [json.loads(log.JsonLine().format(record)) for record in caplog.records]


def test_a_line_says_when_how_grave_what_and_about_what(lines):
    with log.bound(request_id="r", job_id="j"), log.bound(attempt=2):
        log.info("attempt_started", size=3)
    log.warning("alone")

    first, second = lines()
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "info", "event": "attempt_started", "request_id": "r", "job_id": "j", "attempt": 2, "size": 3
    }  # fmt: skip
    assert (second["level"], second["event"], "job_id" in second) == ("warning", "alone", False)


def test_an_exception_brings_its_traceback(lines):
    try:
        int("no")
    except ValueError:
        log.exception("failed")

    (line,) = lines()
    assert line["traceback"].endswith("invalid literal for int() with base 10: 'no'")


def test_a_thread_logs_what_it_was_begun_for(lines):
    def work():
        log.info("in a thread")

    with log.bound(job_id="j"):
        carried = threading.Thread(target=log.carried(work))
    bare = threading.Thread(target=work)
    for thread in (carried, bare):
        thread.start()
        thread.join()

    assert [line.get("job_id") for line in lines()] == ["j", None]
