"""The configuration of a deployment, read from an environment."""

import pytest

from functions.common import config
from functions.common.errors import InvalidConfig

COMPLETE = {"AWS_REGION": "eu-1", "SOURCE_BUCKET": "in", "PROXY_BUCKET": "out", "DATABASE_URL": "sqlite:///jobs"}


def test_every_variable_that_is_missing_or_wrong_is_named():
    with pytest.raises(InvalidConfig) as wrong:
        config.load({"AWS_REGION": "eu-1", "SOURCE_BUCKET": "", "LEASE_SECONDS": "soon"})
    assert set(wrong.value.fields) == {"SOURCE_BUCKET", "PROXY_BUCKET", "DATABASE_URL", "LEASE_SECONDS"}


def test_origins_are_read_from_a_list_with_commas():
    given = config.load({**COMPLETE, "ALLOWED_ORIGINS": "https://a.example/, http://localhost:3000"})
    assert given.allowed_origins == ("https://a.example", "http://localhost:3000")
