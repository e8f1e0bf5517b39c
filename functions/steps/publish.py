"""Outputs into the bucket under keys of this attempt, then one conditional write that makes them the job's.

Until that write nobody is pointed to them; what a lost attempt put is an orphan that the reconciler deletes.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from functions.bucket import keys, outputs
from functions.common import log
from functions.common.errors import BucketUnavailable
from functions.common.release import RELEASE
from functions.deployment import Deployment
from functions.ffmpeg import version
from functions.ffmpeg.sandbox import Tools
from functions.jobs.model import Changes, Job, Proxy, Status
from functions.media.certificate import Certificate, Missing, Rule
from functions.media.facts import Measured
from functions.plan import bit_rate
from functions.steps import measure


class Holder(Protocol):
    """Who holds the job: its attempt, or the one that joins its segments."""

    def end(self, status: Status, changes: Changes) -> Job:
        """Settle the job. Raises Cancelled or LeaseLost when it is not held any more."""


class Stored(NamedTuple):
    """A proxy that lies in the bucket; nobody is pointed to it yet."""

    key: str
    size: int
    sha256: str


def store(deployment: Deployment, job: Job, path: Path, *, folder: str = "") -> Stored:
    """Store a proxy under the attempt's key, in a ``folder/`` of it, and digest its bytes meanwhile. Raises BucketUnavailable."""
    key = outputs.new_key(job, outputs.PROXY, folder=folder)
    with ThreadPoolExecutor(1, "digest") as thread:
        digest = thread.submit(measure.digest, path)
        deployment.storage.put_file(deployment.config.proxy_bucket, key, path, job.recipe.content_type)
        return Stored(key, path.stat().st_size, digest.result())


@contextmanager
def storing(deployment: Deployment, job: Job, path: Path, *, folder: str = "") -> Iterator["Future[Stored]"]:
    """Store a proxy while the block looks whether it is one; when the block raises, it is deleted again.

    What cannot be deleted is an orphan, as what a lost attempt put.
    """
    with ThreadPoolExecutor(1, "storing") as thread:
        stored = thread.submit(store, deployment, job, path, folder=folder)
        try:
            yield stored
        except BaseException:
            if stored.exception() is None:
                _unstore(deployment, stored.result())
            raise


def _unstore(deployment: Deployment, stored: Stored) -> None:
    try:
        deployment.storage.delete(deployment.config.proxy_bucket, [stored.key])
    except BucketUnavailable as away:
        log.warning("orphan_left", key=stored.key, reason=away.message)


def put(
    deployment: Deployment,
    job: Job,
    stored: Stored,
    measured: Measured,
    rules: tuple[Rule, ...],
    others: Mapping[str, bytes],
    *,
    folder: str = "",
    missing: Missing | None = None,
) -> Proxy:
    """Store the certificate and the ``others``, by kind (beside.py), beside the proxy, in a ``folder/`` of the attempt.

    What is ``missing`` makes it a partial one. Raises BucketUnavailable.
    """
    certificate = certify(deployment, job, stored, rules, missing)
    written = certificate.model_dump_json(indent=2).encode()
    put: dict[str, str] = {}
    for kind, content in {**others, outputs.CERTIFICATE: written}.items():
        put[kind] = outputs.new_key(job, kind, folder=folder)
        deployment.storage.put_bytes(
            deployment.config.proxy_bucket, put[kind], content, outputs.content_type(job, kind)
        )
    return Proxy(
        key=stored.key,
        size=stored.size,
        media=measured.media,
        certificate=certificate,
        poster_key=put.pop(outputs.POSTER),
        certificate_key=put.pop(outputs.CERTIFICATE),
        more=put,
    )


def certify(
    deployment: Deployment, job: Job, stored: Stored, rules: tuple[Rule, ...], missing: Missing | None = None
) -> Certificate:
    """Write the certificate of a proxy, naming its very bytes, its source's version and the tools."""
    return Certificate(
        job_id=job.job_id,
        attempt=job.attempt,
        made_at=deployment.table.now(),
        release=RELEASE,
        ffmpeg=version.of(Tools.of(deployment.config)),
        profile=job.profile,
        profile_digest=job.profile_digest,
        source_key=job.source.key,
        source_etag=job.source.etag or "",
        source_size=job.source.size,
        proxy_size=stored.size,
        proxy_sha256=stored.sha256,
        why_larger=bit_rate.why_larger(job.source.media, job.recipe, job.source.size, stored.size),
        partial=missing is not None,
        missing=missing,
        rules=rules,
    )


def put_log(deployment: Deployment, job: Job, text: str) -> str:
    """Store the attempt's log, whatever came of the attempt; its key. Raises BucketUnavailable."""
    key = keys.output(job.job_id, job.attempt, "log.txt")
    deployment.storage.put_bytes(
        deployment.config.proxy_bucket, key, text.encode(errors="replace"), "text/plain; charset=utf-8"
    )
    return key


def commit(attempt: Holder, proxy: Proxy, frames: int) -> Job:
    """Make the outputs the job's: the one write that publishes. Raises Cancelled or LeaseLost, publishing nothing."""
    done: Changes = {"proxy": proxy, "progress": 1.0, "frames_done": frames, "frames_total": frames}
    return attempt.end(
        Status.PARTIAL if proxy.certificate.partial else Status.DONE, {**done, "error": None, "keeps_outputs": True}
    )
