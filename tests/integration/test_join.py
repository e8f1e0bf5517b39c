"""Joining: what the API gives to whom."""

import logging

import pytest
from pydantic import SecretStr

from functions.common import config
from functions.common.errors import InvalidConfig
from tests.support.rows import jobs
from tests.support.servers.api import code, serving

TOKEN = "t" * 40
TABLE, EVENTS = "postgresql+psycopg://vts:sesame@{host}:5432/vts", "nats://vts:sesame@{host}:4222"


def joined(deployment, token=TOKEN, **config):
    """Ask an installation of this configuration."""
    with serving(jobs.with_config(deployment, **config)) as api:
        return api.post("/join/", headers={"Authorization": f"Bearer {token}"} if token else {})


def open_to_others(**more):
    told = {"join_token": SecretStr(TOKEN), "join_database_url": TABLE, "join_nats_url": EVENTS}
    return {**told, "join_s3_endpoint": "http://{host}:9000", **more}


def test_whoever_shows_the_token_gets_the_whole_environment_of_a_worker(deployment, environment):
    given = joined(deployment, **open_to_others()).json()["environment"]

    assert given["DATABASE_URL"] == "postgresql+psycopg://vts:sesame@127.0.0.1:5432/vts"
    assert given["NATS_URL"] == "nats://vts:sesame@127.0.0.1:4222"
    assert given["AWS_ENDPOINT_URL_S3"] == "http://127.0.0.1:9000"
    assert given["AWS_SECRET_ACCESS_KEY"] == environment["AWS_SECRET_ACCESS_KEY"]
    assert config.load(given).source_bucket == environment["SOURCE_BUCKET"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "ü" * 40])
def test_without_the_token_nothing_is_given(deployment, token):
    given = token.encode() if token else None
    with serving(jobs.with_config(deployment, **open_to_others())) as api:
        refused = api.post("/join/", headers={b"Authorization": b"Bearer " + given} if given else {})

    assert code(refused) == (403, "join_token_wrong")
    assert "sesame" not in refused.text


def test_an_installation_that_has_no_token_lets_nobody_join(deployment):
    assert code(joined(deployment)) == (403, "join_off")


def test_a_job_table_in_a_file_is_refused_in_words_that_say_what_to_do(deployment):
    refused = joined(deployment, **open_to_others(join_database_url=None))

    assert code(refused) == (409, "join_needs_server")
    assert "PostgreSQL" in refused.json()["error"]["hint"]


def test_addresses_that_are_not_told_are_named(deployment):
    refused = joined(deployment, **open_to_others(join_nats_url=None))

    assert code(refused) == (403, "join_off")
    assert "JOIN_NATS_URL" in refused.json()["error"]["message"]


def test_neither_the_token_nor_what_it_opens_is_logged(deployment, caplog):
    with caplog.at_level(logging.DEBUG):
        joined(deployment, **open_to_others())
        joined(deployment, token="w" * 40, **open_to_others())

    assert "worker_joins" in caplog.text
    assert not any(secret in caplog.text for secret in (TOKEN, "w" * 40, "sesame"))


def test_a_token_that_can_be_guessed_is_refused_at_the_start(environment):
    with pytest.raises(InvalidConfig, match="JOIN_TOKEN"):
        config.load({**environment, "JOIN_TOKEN": "short"})
