"""Opens what a function needs, once per process: configuration, job table, object storage."""

import os
from dataclasses import dataclass
from functools import cache

from functions import config, jobs, log, metrics, storage, traces
from functions.queue import Queue


@dataclass(frozen=True)
class Deployment:
    """What every door of the house is handed."""

    config: config.Config
    table: jobs.JobTable
    storage: storage.Storage
    queue: Queue | None = None  # where events come through one that functions may put them off in


def open_from(environment: config.Config) -> Deployment:
    """Open the job table and the storage that the configuration names; connections are made on first use."""
    return Deployment(
        environment,
        open_table(environment.database_url, environment.aws_region),
        storage.Storage(environment),
        Queue(environment.queue_url, environment.aws_region) if environment.queue_url else None,
    )


def open_table(url: str, region: str) -> jobs.JobTable:
    """Open the make of the job table that the URL names; neither needs what the other imports. Raises InvalidConfig."""
    if url.startswith("dynamodb:"):
        from functions import jobs_dynamodb

        return jobs_dynamodb.DynamoDbJobTable(url, region)
    from functions import jobs_sql

    return jobs_sql.SqlJobTable(url)


@cache
def current() -> Deployment:
    """Give the deployment of this process, from its environment. Raises InvalidConfig naming what is missing."""
    environment = config.load(os.environ)
    metrics.start(environment.metrics)
    traces.start(environment.traces_endpoint)
    if environment.metrics == "emf":  # nobody of ours has started this process
        log.start()
    return open_from(environment)
