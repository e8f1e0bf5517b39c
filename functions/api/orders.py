"""What can be asked of a job, and the row that is made of it."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions import profile
from functions.deployment import Deployment
from functions.jobs import Job, Source, Status, UploadTicket
from functions.profile import Options

UPLOAD_LOOK = timedelta(seconds=60)  # the reconciler looks whether an upload came without its event
TASK_LOOK = timedelta(seconds=30)  # the reconciler sends another task when the first one's event was lost


class StrictOptions(Options):
    """What one job may ask of its profile."""

    model_config = ConfigDict(strict=True, title="Options")


class Order(BaseModel):
    """Which profile, and what to change of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    profile: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="Name of a profile of GET /profiles/; null: the settings' one.", examples=["web-720p"]
    )
    options: StrictOptions = Field(
        StrictOptions(), description="What to change of the profile.", examples=[{"resolution": "540p"}]
    )


def row(
    house: Deployment,
    job_id: str,
    name: str,
    source: Source,
    order: Order,
    recipe: profile.Profile,
    ticket: UploadTicket | None = None,
) -> Job:
    """Make the row of a new job: waiting for its upload when there is a ticket for one, else queued."""
    now = house.table.now()
    return Job(
        job_id=job_id,
        filename=name,
        status=Status.WAITING if ticket else Status.QUEUED,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=Options(**order.options.model_dump()),
        source=source,
        upload=ticket,
        created_at=now,
        queued_at=None if ticket else now,
        due_at=now + (UPLOAD_LOOK if ticket else TASK_LOOK),
    )
