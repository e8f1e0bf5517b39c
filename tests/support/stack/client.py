"""A visitor of a running stack: uses it as any client would, through its outer doors, HTTP and S3.

What a visitor waits for may take as long as a server takes to come back: while one is away, it asks again.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import httpx
from botocore.config import Config

from tests.support.servers.api import WITHOUT_TLS
from tests.support.wait_until import until

if TYPE_CHECKING:
    from tests.support.stack.running_stack import RunningStack

SOURCES, PROXIES = "vts-source", "vts-proxy"
ENDED = {"done", "partial", "failed", "rejected", "cancelled", "expired"}
JOB_SECONDS = 300.0  # far more than a small film takes on a busy machine, with a lost worker or two
LOOK_SECONDS = 0.1
TEXT = b"Dear editor,\n\nthe film follows by post.\n"  # rejected, at little cost

Job = dict[str, Any]


class Visitor:
    """One client; it finds the stack again when that has been started anew at other addresses."""

    def __init__(self, stack: "RunningStack") -> None:
        self._stack = stack
        self._http = httpx.Client(timeout=60, verify=WITHOUT_TLS)
        self._buckets: dict[str, Any] = {}

    def close(self) -> None:
        self._http.close()
        for client in self._buckets.values():
            client.close()

    # ------------------------------------------------------------ HTTP

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request to the API; the answer, whatever it is."""
        return self._http.request(method, self._stack.api + path, **more)

    def told(self, method: str, path: str, **more: Any) -> Any:
        """Send one request that has to be carried out; its answer."""
        answer = self.ask(method, path, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def change(self, **changes: Any) -> None:
        """Change settings."""
        self.told("POST", "/settings/", json=changes)

    def job(self, job_id: str) -> Job | None:
        """Look at a job; None while there is none, or while the API or its table is away."""
        with suppress(httpx.TransportError):
            answer = self.ask("GET", f"/status/{job_id}/")
            return dict(answer.json()) if answer.is_success else None
        return None

    def jobs(self, query: str) -> list[Job]:
        """List the latest jobs with this in their file name; none while the API or its table is away."""
        with suppress(httpx.TransportError):
            answer = self.ask("GET", "/jobs/", params={"q": query, "limit": 200})
            return list(answer.json()["jobs"]) if answer.is_success else []
        return []

    def in_status(self, job_id: str, *statuses: str, seconds: float = JOB_SECONDS) -> Job:
        """Wait until the job is in one of these states."""

        def look() -> Job | None:
            job = self.job(job_id)
            return job if job and job["status"] in statuses else None

        try:
            return until(look, f"job {job_id} is {' or '.join(statuses)}", seconds, LOOK_SECONDS)
        except AssertionError as late:
            raise AssertionError(f"{late}; it is {self.job(job_id)}") from None

    def ended(self, job_id: str) -> Job:
        """Wait until the job has ended, however."""
        return self.in_status(job_id, *ENDED)

    def done(self, job_id: str) -> Job:
        """Wait until the job has ended, which has to be well."""
        job = self.ended(job_id)
        assert job["status"] == "done", job["error"]
        return job

    def named(self, filename: str) -> Job:
        """Wait until there is a job of a file with this name."""
        return until(
            lambda: next((job for job in self.jobs(filename) if job["filename"] == filename), None),
            f"there is a job of {filename!r}",
            JOB_SECONDS,
            LOOK_SECONDS,
        )

    # ------------------------------------------------------------ ways in

    def order(self, size: int, filename: str = "film.mp4", **more: Any) -> Any:
        """Ask for an upload; the answer, with the signed URLs."""
        return self.told(
            "POST", "/upload/", json={"filename": filename, "size": size, "content_type": "video/mp4"} | more
        )

    def put(self, order: Any, body: bytes) -> httpx.Response:
        """Send the whole file of an order of one PUT."""
        return self._http.put(order["upload"]["url"], content=body, headers=order["upload"]["headers"])

    def upload(self, film: Path | bytes, filename: str = "film.mp4", **more: Any) -> str:
        """Upload a small file as the page does; the id of its job."""
        body = film if isinstance(film, bytes) else film.read_bytes()
        order = self.order(len(body), filename, **more)
        assert self.put(order, body).is_success
        self.told("POST", f"/upload/{order['job_id']}/complete/")
        return str(order["job_id"])

    def drop(self, name: str, film: Path | bytes) -> None:
        """Put a file under inbox/, as any S3 client may."""
        body = film if isinstance(film, bytes) else film.read_bytes()
        self.s3.put_object(Bucket=SOURCES, Key=f"inbox/{name}", Body=body)

    # ------------------------------------------------------------ what came out

    def fetch(self, job_id: str, output: str = "proxy", **headers: str) -> httpx.Response:
        """Download an output by its signed URL."""
        link = self.told("GET", f"/download/{job_id}/", params={"redirect": "false", "output": output})
        return self._http.get(link["url"], headers=headers)

    def has_its_proxy(self, job: Job) -> bool:
        """Whether what is downloaded is what the certificate names."""
        body = self.fetch(job["job_id"]).content
        certificate = job["proxy"]["certificate"]
        return (len(body), hashlib.sha256(body).hexdigest()) == (certificate["proxy_size"], certificate["proxy_sha256"])

    def outputs(self, job_id: str) -> set[str]:
        """List what is in the bucket of a job: ATTEMPT/NAME each."""
        prefix = f"proxies/{job_id}/"
        return {key.removeprefix(prefix) for key in self.keys(PROXIES, prefix)}

    def attempts(self, job: Job) -> set[int]:
        """List the attempts of the job that outputs are there of; once a lost one is swept, the published one alone."""
        return {int(name.split("/")[0]) for name in self.outputs(job["job_id"])}

    def keys(self, bucket: str, prefix: str) -> Collection[str]:
        """List the keys under a prefix."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {found["Key"] for page in pages for found in page.get("Contents", [])}

    @property
    def s3(self) -> Any:
        """Plain boto3, as `vts env` equips it, but that it tries a call once only. Safe across threads."""
        given = self._stack.installation.s3_environment(self._stack.running)
        address = given["AWS_ENDPOINT_URL_S3"]
        if address not in self._buckets:
            self._buckets[address] = boto3.session.Session().client(
                "s3",
                endpoint_url=address,
                aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
                region_name=given["AWS_REGION"],
                config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
            )
        return self._buckets[address]


def preflight(url: str, origin: str, method: str) -> httpx.Response:
    """What a browser asks before it lets a page of that origin send."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type",
    }
    return httpx.options(url, headers=headers)
