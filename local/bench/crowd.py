"""Many small jobs at once: whether each of them ends done, and none is done twice."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from functions.bucket import keys
from local.bench import clips
from local.bench.figures import Bar, Figure, Samples
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import Scale

_SENDERS = 4
_SECONDS_A_JOB, _LEAST_SECONDS = 3.0, 120.0
_PAGE = 200


@dataclass(frozen=True)
class Outcome:
    """How the jobs ended. ``twice`` counts jobs with proxies of more than one attempt in the bucket."""

    statuses: dict[str, int]
    twice: int
    attempts: int
    seconds: float


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give two figures: the part of the jobs that is done, which has to be all, and how many were worked on twice."""
    outcome = run(deployment, scale.clips)
    speed = Samples("throughput", "jobs/s", (scale.clips / outcome.seconds,))
    done = outcome.statuses.get("done", 0)
    note = ", ".join(f"{count} {status}" for status, count in sorted(outcome.statuses.items()))
    claim = f"of {scale.clips} clips of one second sent at once"
    yield Figure("clips_done", f"{claim}: part that is done", Bar(1.0, "at least"), done / scale.clips, (speed,), note)
    note = f"{outcome.attempts} attempts"
    yield Figure("clips_twice", f"{claim}: done twice", Bar(0, "at most"), outcome.twice, note=note)


def run(deployment: MeasuredStack, count: int) -> Outcome:
    """Send one clip ``count`` times, as jobs of their own, and wait until all have ended. Raises NotInTime."""
    clip = clips.clip(deployment.running.ffmpeg, deployment.folder)
    began = time.monotonic()
    with ThreadPoolExecutor(_SENDERS) as pool:
        sent = [each.job_id for each in pool.map(lambda _: deployment.send(clip), range(count))]
    end = began + _LEAST_SECONDS + _SECONDS_A_JOB * count
    jobs = [deployment.wait(job_id, end - time.monotonic()) for job_id in sent]
    seconds = time.monotonic() - began
    statuses = Counter(job["status"] for job in jobs)
    return Outcome(dict(statuses), _twice(deployment, set(sent)), sum(job["attempt"] for job in jobs), seconds)


def fill(deployment: MeasuredStack, count: int) -> str:
    """Bring the list to at least ``count`` jobs that are done; the id of one of them."""
    there = deployment.client.jobs("done", limit=min(count, _PAGE))["jobs"]
    if len(there) < count:
        run(deployment, count - len(there))
        there = deployment.client.jobs("done", limit=1)["jobs"]
    return there[0]["job_id"]


def _twice(deployment: MeasuredStack, job_ids: set[str]) -> int:
    """Count the jobs of which the bucket holds proxies of more than one attempt."""
    s3, attempts = deployment.s3(), Counter[str]()
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=deployment.environment["PROXY_BUCKET"], Prefix=keys.PROXIES
    )
    for page in pages:
        for found in page.get("Contents", []):
            of = keys.attempt_of_output(found["Key"])
            if of and of[0] in job_ids and "/proxy." in found["Key"]:
                attempts[of[0]] += 1
    return sum(count > 1 for count in attempts.values())
