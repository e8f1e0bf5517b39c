"""What a request is about: the deployment, and the job, if the caller may see it."""

from typing import Annotated

from fastapi import Depends, Path, Request

from functions.common.errors import JobNotFound
from functions.deployment import Deployment
from functions.jobs import model

EXAMPLE_ID = "7d5c1f0e6d534e0b9f0c0a6b1f3f7d11"
JobId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{32}$", description="Id of the job, 32 hex digits.", examples=[EXAMPLE_ID])
]


async def opened(request: Request) -> Deployment:
    """Give the deployment that the app was made for."""
    deployment: Deployment = request.app.state.opened()
    return deployment


DeploymentDep = Annotated[Deployment, Depends(opened)]


def job_of(deployment: Deployment, job_id: str) -> model.Job:
    """Read the job. Raises JobNotFound.

    Every job that a request names is read here. There are no users yet; once there are, a job of somebody else is not found,
    and GET /jobs/ and POST /convert/ by key, which name no job, ask the table for the caller's own.
    """
    job = deployment.table.get(job_id)
    if job is None:
        raise JobNotFound
    return job


def _named(job_id: JobId, deployment: DeploymentDep) -> model.Job:
    return job_of(deployment, job_id)


NamedJob = Annotated[model.Job, Depends(_named)]
