"""What a job publishes: the one record of its outputs, from which they are put, kept, downloaded and deleted. Pure.

An output that is added here and to steps/beside.py is the job's: the reconciler keeps it, the API and the command line
download it, and it goes with the others. The rows of 0.2.0 and earlier have the keys of the first three in fields of their
own, and so do those of today; further ones are kept by their kind in ``Proxy.more``.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from functions.bucket import keys

if TYPE_CHECKING:  # the command line reads the record, and has no need of what a job is made of
    from functions.jobs.model import Job, Proxy

PROXY: Final = "proxy"
POSTER: Final = "poster"
CERTIFICATE: Final = "certificate"
PARTIAL_SUFFIX: Final = "_partial"  # of a proxy that is what could be read of a damaged film


class Output(NamedTuple):
    """One kind of output."""

    kind: str
    extension: str | None  # None: as the profile's container
    content_type: str | None  # None: as the profile's container
    field: str | None = None  # of Proxy, where it has one of its own

    @property
    def suffix(self) -> str:
        """What its name has behind the film's when it is downloaded."""
        return f"_{self.kind}"


RECORD: Final[dict[str, Output]] = {
    each.kind: each
    for each in (
        Output(PROXY, None, None, "key"),
        Output(POSTER, ".jpg", "image/jpeg", "poster_key"),
        Output(CERTIFICATE, ".json", "application/json", "certificate_key"),
    )
}
"""The outputs there are, by kind, in the order in which they are shown."""


def new_key(job: "Job", kind: str, *, folder: str = "") -> str:
    """Give the key that the job's attempt puts an output under, in a ``folder/`` of it."""
    extension = RECORD[kind].extension or job.recipe.extension
    return keys.output(job.job_id, job.attempt, f"{folder}{kind}{extension}")


def content_type(job: "Job", kind: str) -> str:
    """Give the media type of an output."""
    return RECORD[kind].content_type or job.recipe.content_type


def key_of(proxy: "Proxy", kind: str) -> str | None:
    """Give the key of a published output; None where this job has none of this kind."""
    field = RECORD[kind].field
    return getattr(proxy, field) if field else proxy.more.get(kind)


def published(job: "Job") -> set[str]:
    """List the keys that the row points to: outputs, also of kinds that only another release knows, and the log."""
    kept = {job.log_key} if job.log_key else set()
    if job.proxy is None:
        return kept
    known = {key_of(job.proxy, kind) for kind in RECORD}
    return kept | {key for key in known if key} | set(job.proxy.more.values())
