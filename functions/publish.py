"""Outputs into the bucket under keys of this attempt, then one conditional write that makes them the job's.

Until that write nobody is pointed to them; what a lost attempt put is an orphan that the reconciler deletes.
"""

from pathlib import Path

from functions import keys
from functions.certificate import Certificate
from functions.deployment import Deployment
from functions.jobs import Job, Proxy, Status
from functions.lease import Attempt
from functions.media import Media


def put(
    house: Deployment, job: Job, path: Path, content_type: str, media: Media, certificate: Certificate, poster: bytes
) -> Proxy:
    """Store proxy, poster and certificate under the attempt's keys. Raises BucketUnavailable."""
    bucket = house.config.proxy_bucket
    proxy = Proxy(
        key=keys.output(job.job_id, job.attempt, f"proxy{path.suffix}"),
        size=path.stat().st_size,
        media=media,
        certificate=certificate,
        poster_key=keys.output(job.job_id, job.attempt, "poster.jpg"),
        certificate_key=keys.output(job.job_id, job.attempt, "certificate.json"),
    )
    house.storage.put_file(bucket, proxy.key, path, content_type)
    house.storage.put_bytes(bucket, proxy.poster_key, poster, "image/jpeg")
    house.storage.put_bytes(
        bucket, proxy.certificate_key, certificate.model_dump_json(indent=2).encode(), "application/json"
    )
    return proxy


def put_log(house: Deployment, job: Job, text: str) -> str:
    """Store the attempt's log, whatever came of the attempt; its key. Raises BucketUnavailable."""
    key = keys.output(job.job_id, job.attempt, "log.txt")
    house.storage.put_bytes(house.config.proxy_bucket, key, text.encode(errors="replace"), "text/plain; charset=utf-8")
    return key


def commit(attempt: Attempt, proxy: Proxy) -> Job:
    """Make the outputs the job's: the one write that publishes. Raises Cancelled or LeaseLost, publishing nothing."""
    return attempt.end(Status.DONE, {"proxy": proxy, "progress": 1.0, "error": None, "keeps_outputs": True})
