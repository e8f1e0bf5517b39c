"""The API under load: the status of a job while transcodes saturate the machine, and the list of jobs with many rows."""

import contextlib
import threading
import time
from collections.abc import Iterator

from functions.common.errors import Failure
from local.bench import clips, rows
from local.bench.figures import Bar, Figure, Samples, percentile, ratio
from local.bench.measured_stack import MeasuredStack, until
from local.bench.scale import Scale
from local.client import wire

_JOBS = 2  # at once: on few cores one of them is enough to keep them all busy, the other takes over in its pauses
_BUSY_SECONDS = 120


class StatusRefused(Failure):
    """The API did not give the status of a job."""


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give two figures: 99th percentile of the status, and the list of many rows over that of few."""
    film = clips.film(deployment.running.ffmpeg, deployment.folder, scale.film_seconds)
    job_id = deployment.send(film).job_id
    deployment.done(job_id)
    idle = statuses(deployment, job_id, scale)
    with busy(deployment, job_id):
        loaded = statuses(deployment, job_id, scale)
        running = deployment.client.jobs("running")["jobs"]
    deployment.clear(job_id)
    yield Figure(
        "status_p99",
        "99th percentile of GET /status/ while transcodes saturate the machine",
        Bar(100, "at most", "ms"),
        percentile(loaded.values, 99),
        (loaded, idle),
        f"idle p99 {percentile(idle.values, 99):.1f} ms" + ("" if running else "; the transcode ended before"),
    )
    few, many = rows.lists(deployment.folder, scale)
    yield ratio(
        "jobs_list",
        f"GET /jobs/ with {scale.many_rows:,} rows, over that with {scale.few_rows:,}",
        Bar(1.5, "at most"),
        many,
        few,
    )


def statuses(deployment: MeasuredStack, job_id: str, scale: Scale) -> Samples:
    """Ask for a status again and again, at a steady rate over one connection; milliseconds of each answer."""
    url, taken = f"{deployment.running.api}/status/{job_id}/", []
    with contextlib.closing(wire.Line()) as line:
        for _ in range(scale.status_calls):
            began = time.monotonic()
            answer = line.call("GET", url)
            taken.append((time.monotonic() - began) * 1000)
            if answer.status != 200:  # noqa: PLR2004
                raise StatusRefused(f"It answered {answer.status}.")
            time.sleep(max(0.0, began + 1 / scale.status_calls_a_second - time.monotonic()))
    return Samples("status", "ms", tuple(taken))


@contextlib.contextmanager
def busy(deployment: MeasuredStack, job_id: str) -> Iterator[None]:
    """Keep the worker transcoding the source of a done job during the block: a new job whenever fewer than two wait or run."""
    ended = threading.Event()
    started: list[str] = []

    def keep() -> None:
        while not ended.wait(0.5):
            active = [job for job in started if deployment.client.job(job)["status"] in {"queued", "running"}]
            started.extend(deployment.client.convert(job_id, None, {})["job_id"] for _ in range(_JOBS - len(active)))

    keeping = threading.Thread(target=keep, name="busy")
    keeping.start()
    try:
        until(
            lambda: any(job["phase"] == "encoding" for job in deployment.client.jobs("running")["jobs"]),
            "A transcode",
            _BUSY_SECONDS,
        )
        yield
    finally:
        ended.set()
        keeping.join()
        for each in started:
            deployment.clear(each)
