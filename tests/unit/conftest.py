"""A small deployment for tests of single functions; see tests/support/rows/shelf.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.deployment import Deployment
from functions.jobs.sql import table as sql
from tests.support.rows import shelf
from tests.support.rows.shelf import Shelf


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Deployment, Shelf]]:
    """Give a deployment with an empty job table, and the shelf that its buckets are."""
    deployment, buckets = shelf.opened(tmp_path)
    yield deployment, buckets
    assert isinstance(deployment.table, sql.SqlJobTable)
    deployment.table.close()
