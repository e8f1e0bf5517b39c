"""Opens what a function needs, once per process: configuration, job table, object storage."""

import os
from dataclasses import dataclass
from functools import cache

from functions.bucket import s3
from functions.bucket.sqs import Queue
from functions.common import config, log, metrics, traces
from functions.jobs import model


@dataclass(frozen=True)
class Deployment:
    """What every entry point is handed."""

    config: config.Config
    table: model.JobTable
    storage: s3.Storage
    queue: Queue | None = None  # where events come through one that functions may put them off in


def open_from(environment: config.Config) -> Deployment:
    """Open the job table and the storage that the configuration names; connections are made on first use."""
    return Deployment(
        environment,
        open_table(environment.database_url, environment.aws_region),
        s3.Storage(environment),
        Queue(environment.queue_url, environment.aws_region) if environment.queue_url else None,
    )


def open_table(url: str, region: str) -> model.JobTable:
    """Open the backend of the job table that the URL names; neither needs what the other imports. Raises InvalidConfig."""
    if url.startswith("dynamodb:"):
        from functions.jobs.dynamodb import table as dynamodb_table

        return dynamodb_table.DynamoDbJobTable(url, region)
    from functions.jobs.sql import table as sql_table

    return sql_table.SqlJobTable(url)


@cache
def current() -> Deployment:
    """Give the deployment of this process, from its environment. Raises InvalidConfig naming what is missing."""
    environment = config.load(os.environ)
    metrics.start(environment.metrics)
    traces.start(environment.traces_endpoint)
    if environment.metrics == "emf":  # nobody of ours has started this process
        log.start()
    return open_from(environment)
