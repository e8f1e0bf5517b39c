"""The clock of the DynamoDB make: the host's, moved only where a Date says that it cannot be right."""

from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from functions.jobs.dynamodb.client import Clock

NOON = 1_795_435_200.0  # seconds since 1970


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("functions.jobs.dynamodb.client.time.time", lambda: NOON)
    return Clock()


def heard(clock, date, asked, answered):
    clock.hear(formatdate(date, usegmt=True), asked, answered)
    return clock.now().timestamp() - NOON


def test_until_something_was_heard_it_is_the_hosts(clock):
    assert (clock.heard, clock.now()) == (False, datetime.fromtimestamp(NOON, UTC))


@pytest.mark.parametrize("date", [NOON - 1, NOON, NOON + 1])
def test_a_date_that_agrees_moves_nothing(clock, date):
    assert heard(clock, date, NOON, NOON + 1) == 0


def test_a_host_that_is_behind_is_moved_as_far_as_the_date_demands(clock):
    assert heard(clock, NOON + 100, NOON, NOON + 1) == 99


def test_a_host_that_is_ahead_is_moved_back_as_far_as_the_date_demands(clock):
    assert heard(clock, NOON - 100, NOON, NOON + 1) == -98


def test_once_right_it_stays_where_it_is(clock):
    first = heard(clock, NOON + 100, NOON, NOON + 1)

    assert heard(clock, NOON + 99, NOON, NOON + 0.1) == first
    assert heard(clock, NOON + 100, NOON, NOON + 5) == first


def test_an_answer_without_a_date_counts_as_heard_and_moves_nothing(clock):
    clock.hear(None, NOON, NOON)

    assert (clock.heard, clock.now().timestamp()) == (True, NOON)
