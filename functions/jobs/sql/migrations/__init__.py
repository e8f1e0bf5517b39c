"""The schema of the SQL job table, step by step: each file under versions/ goes one step up and one step down."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError

_LOCK = 0x767473  # "vts": the advisory lock that one migrating process holds in PostgreSQL
_PATIENCE_SECONDS = 30  # how long a process waits for another one's migration of a SQLite file


def upgrade(database_url: str, revision: str = "head") -> None:
    """Go up to ``revision``, all steps in one transaction; nothing happens if the database is there or above."""
    with _alone(database_url) as config:
        command.upgrade(config, revision)


def downgrade(database_url: str, revision: str) -> None:
    """Go down to ``revision``, all steps in one transaction; ``base`` takes the tables away, and what is in them."""
    with _alone(database_url) as config:
        command.downgrade(config, revision)


@contextmanager
def _alone(database_url: str) -> Iterator[Config]:
    """Hold the database so that one process migrates at a time; those that waited find it done."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))  # read by configparser
    url = make_url(database_url)
    waits = {"timeout": _PATIENCE_SECONDS} if url.get_backend_name() == "sqlite" else {}
    engine = create_engine(url, poolclass=NullPool, connect_args=waits)
    take = f"SELECT pg_advisory_xact_lock({_LOCK})"
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
        take = "BEGIN IMMEDIATE"
    with engine.begin() as connection:
        connection.exec_driver_sql(take)
        config.attributes["connection"] = connection
        yield config


def _use_wal(engine: Engine) -> None:
    """Switch the file to write-ahead logging, for good. SQLite does not wait for other processes here, so we do."""
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL").all()
                return
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
