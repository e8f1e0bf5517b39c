"""What can be downloaded of a job: its outputs and its source."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from functions.bucket import outputs
from functions.jobs.model import PUBLISHED, Job

SOURCE: Final = "source"


def kinds() -> list[str]:
    """Name what there may be, in the order in which it is shown."""
    return [*outputs.RECORD, SOURCE]


def _known(kind: str) -> str:
    if kind not in kinds():
        raise PydanticCustomError("unknown_output", "Input should be one of {names}", {"names": ", ".join(kinds())})
    return kind


Kind = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list[Any](kinds())})]
"""One of them."""


def of_job(job: Job) -> list[str]:
    """Name what there is of a job now; its outputs from the moment on at which they are published, until they are deleted."""
    proxy = job.proxy if job.status in PUBLISHED and job.keeps_outputs else None
    made = [kind for kind in outputs.RECORD if outputs.key_of(proxy, kind)] if proxy else []
    return [*made, SOURCE] if job.keeps_source and job.source.etag is not None else made
