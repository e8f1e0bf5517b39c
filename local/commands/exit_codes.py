"""How a command ends for scripts: by what became of the job that it is about."""

import typer

from local.client.api import Job

_OF_STATUS = {"failed": 1, "rejected": 3, "cancelled": 4, "expired": 4, "partial": 5}  # 2 is a wrong command line


def of(job: Job) -> int:
    """Give the exit code for a job: 0 while it can still become a proxy, and when it has all of it."""
    return _OF_STATUS.get(job["status"], 0)


def leave(job: Job) -> None:
    """End the command with the code for the job; return where that is 0."""
    if code := of(job):
        raise typer.Exit(code)
