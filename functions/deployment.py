"""Opens what a function needs, once per process: configuration, job table, object storage."""

import os
from dataclasses import dataclass
from functools import cache

from functions import config, jobs, storage


@dataclass(frozen=True)
class Deployment:
    """What every door of the house is handed."""

    config: config.Config
    table: jobs.JobTable
    storage: storage.Storage


def open_from(environment: config.Config) -> Deployment:
    """Open the job table and the storage that the configuration names; connections are made on first use."""
    from functions import jobs_sql

    return Deployment(environment, jobs_sql.SqlJobTable(environment.database_url), storage.Storage(environment))


@cache
def current() -> Deployment:
    """Give the deployment of this process, from its environment. Raises InvalidConfig naming what is missing."""
    return open_from(config.load(os.environ))
