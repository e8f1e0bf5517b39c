"""How far a job in segments is: the frames of all its pieces, written into its row by one worker at a time."""

import time

from functions.deployment import Deployment
from functions.jobs.model import Changes, Document, Guard, Job, Phase, Status

TELL_SECONDS = 2.0
RUN = "segmented"  # document kind: the jobs that are in segments, and who told last how far they are


def run_key(job_id: str, attempt: int) -> str:
    """Give the key of the document of one attempt in segments."""
    return f"{job_id}/{attempt}"


class Progress:
    """Tells the job's row how far all pieces are.

    However many workers there are, one in TELL_SECONDS wins the document of the run by a conditional write and tells; so the
    pieces are read once in that time, and no two tell at once, which could put the progress back.
    """

    def __init__(self, deployment: Deployment, job: Job) -> None:
        """Tell of this attempt."""
        self._deployment, self._job = deployment, job
        self._next = time.monotonic() + TELL_SECONDS

    def tell(self) -> None:
        """Tell, if it is time and nobody else just did. Raises TableUnavailable."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TELL_SECONDS
        table, key = self._deployment.table, run_key(self._job.job_id, self._job.attempt)
        run = next(iter(table.documents(RUN, key)), None)
        if run is None or (table.now() - run.written_at).total_seconds() < TELL_SECONDS:
            return
        if table.put_document(RUN, key, run.body, if_version=run.version):
            self._write()

    def _write(self) -> None:
        table, row = self._deployment.table, self._deployment.table.get(self._job.job_id)
        if row is None or row.phase is not Phase.ENCODING or not row.frames_total:
            return
        done = sum(_frames(document) for document in table.documents(f"piece/{row.job_id}/{self._job.attempt}"))
        if done <= row.frames_done:
            return
        changes: Changes = {"frames_done": done, "progress": max(row.progress, min(done / row.frames_total, 1.0))}
        if begun := row.phases.encoding:
            seconds = (table.now() - begun).total_seconds()
            changes["eta_seconds"] = round(max(row.frames_total - done, 0) * seconds / done, 1)
        table.write(row.job_id, Guard({Status.RUNNING}, self._job.attempt), changes)


def _frames(document: Document) -> int:
    """Give the frames of a segment; the other pieces make none."""
    frames = document.body.get("frames", 0)
    return frames if document.key.isdigit() and isinstance(frames, int) else 0
