"""Outputs into the bucket under keys of this attempt, then one conditional write that makes them the job's.

Until that write nobody is pointed to them; what a lost attempt put is an orphan that the reconciler deletes.
"""

import hashlib
from pathlib import Path
from typing import Protocol

from functions import build, keys
from functions.certificate import Certificate, Rule
from functions.confine import Tools
from functions.deployment import Deployment
from functions.encode import Encoded
from functions.jobs import Changes, Job, Proxy, Status
from functions.media import Measured


class Holder(Protocol):
    """Who holds the job: its attempt, or the one that joins its segments."""

    def end(self, status: Status, changes: Changes) -> Job:
        """Settle the job. Raises Cancelled or LeaseLost when it is not held any more."""


def put(
    house: Deployment,
    job: Job,
    encoded: Encoded,
    measured: Measured,
    rules: tuple[Rule, ...],
    poster: bytes,
    *,
    folder: str = "",
) -> Proxy:
    """Store proxy, poster and certificate under the attempt's keys, in a ``folder/`` of it. Raises BucketUnavailable."""
    bucket, path = house.config.proxy_bucket, encoded.path
    proxy = Proxy(
        key=keys.output(job.job_id, job.attempt, f"{folder}proxy{path.suffix}"),
        size=path.stat().st_size,
        media=measured.media,
        certificate=certify(house, job, path, rules),
        poster_key=keys.output(job.job_id, job.attempt, f"{folder}poster.jpg"),
        certificate_key=keys.output(job.job_id, job.attempt, f"{folder}certificate.json"),
    )
    house.storage.put_file(bucket, proxy.key, path, job.recipe.content_type)
    house.storage.put_bytes(bucket, proxy.poster_key, poster, "image/jpeg")
    written = proxy.certificate.model_dump_json(indent=2).encode()
    house.storage.put_bytes(bucket, proxy.certificate_key, written, "application/json")
    return proxy


def certify(house: Deployment, job: Job, path: Path, rules: tuple[Rule, ...]) -> Certificate:
    """Write the certificate of the proxy at ``path``, naming its very bytes, its source's version and the tools."""
    with path.open("rb") as proxy:
        digest = hashlib.file_digest(proxy, "sha256").hexdigest()
    return Certificate(
        job_id=job.job_id,
        attempt=job.attempt,
        made_at=house.table.now(),
        ffmpeg=build.of(Tools.of(house.config)),
        profile=job.profile,
        profile_digest=job.profile_digest,
        source_key=job.source.key,
        source_etag=job.source.etag or "",
        source_size=job.source.size,
        proxy_size=path.stat().st_size,
        proxy_sha256=digest,
        rules=rules,
    )


def put_log(house: Deployment, job: Job, text: str) -> str:
    """Store the attempt's log, whatever came of the attempt; its key. Raises BucketUnavailable."""
    key = keys.output(job.job_id, job.attempt, "log.txt")
    house.storage.put_bytes(house.config.proxy_bucket, key, text.encode(errors="replace"), "text/plain; charset=utf-8")
    return key


def commit(attempt: Holder, proxy: Proxy, frames: int) -> Job:
    """Make the outputs the job's: the one write that publishes. Raises Cancelled or LeaseLost, publishing nothing."""
    done: Changes = {"proxy": proxy, "progress": 1.0, "frames_done": frames, "frames_total": frames}
    return attempt.end(Status.DONE, {**done, "error": None, "keeps_outputs": True})
