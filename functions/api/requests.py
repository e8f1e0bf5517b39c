"""What can be asked of a job, and the row that is made of it."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from functions.common import traces
from functions.deployment import Deployment
from functions.jobs.model import Job, Source, Status, UploadTicket
from functions.plan import profile
from functions.plan.profile import Options

UPLOAD_LOOK = timedelta(seconds=60)  # the reconciler looks whether an upload came without its event
TASK_LOOK = timedelta(seconds=30)  # the reconciler sends another task when the first one's event was lost


class Body(BaseModel):
    """The body of a request: nothing unknown in it, and every value of its own type, as the schema says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _whole_numbers_are_integers(cls, body: object) -> object:
        """Take 2.0 for 2, as JSON Schema does."""
        return _whole(body)


def _whole(value: object, depth: int = 2) -> object:
    """Make integers of whole floats, down to the ``depth`` that bodies have."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list) and depth:
        return [_whole(one, depth - 1) for one in value]
    return {name: _whole(one, depth - 1) for name, one in value.items()} if isinstance(value, dict) and depth else value


class StrictOptions(Options):
    """What one job may ask of its profile."""

    model_config = ConfigDict(strict=True, title="Options")


class Order(Body):
    """Which profile, and what to change of it."""

    profile: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="Name of a profile of GET /profiles/; null: the settings' one.", examples=["web-720p"]
    )
    options: StrictOptions = Field(
        StrictOptions(), description="What to change of the profile.", examples=[{"resolution": "540p"}]
    )


def row(
    deployment: Deployment,
    job_id: str,
    name: str,
    source: Source,
    order: Order,
    recipe: profile.Profile,
    ticket: UploadTicket | None = None,
    *,
    folder: str = "",
) -> Job:
    """Make the row of a new job: waiting for its upload when there is a ticket for one, else queued."""
    now = deployment.table.now()
    return Job(
        job_id=job_id,
        filename=name,
        folder=folder,
        status=Status.WAITING if ticket else Status.QUEUED,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=Options(**order.options.model_dump()),
        source=source,
        upload=ticket,
        trace=traces.current(),
        created_at=now,
        queued_at=None if ticket else now,
        due_at=now + (UPLOAD_LOOK if ticket else TASK_LOOK),
    )
