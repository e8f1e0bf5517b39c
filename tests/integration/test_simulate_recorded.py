"""The load model against the real thing: real jobs on a real bucket ask what the model says that they ask, call by call."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.handlers
import pytest
import sqlalchemy

from functions import transcode
from functions.bucket import keys
from functions.bucket.notifications import Arrival
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import Job, Status
from functions.jobs.sql import table as sql_table
from local.bench.simulate import day, replay
from local.bench.simulate.clock import Clock
from local.bench.simulate.films import Film
from local.bench.simulate.meter import Kind, Meter
from local.bench.simulate.replay import Replay
from local.bench.simulate.speeds import RECORDED, Host
from local.bench.simulate.table import counted
from tests.support.films import clips, long_films
from tests.support.rows import jobs as rows

VERBS = {
    "PutObject": "PUT",
    "GetObject": "GET",
    "HeadObject": "HEAD",
    "ListObjectsV2": "LIST",
    "DeleteObjects": "DELETE",
}
LEASES = ("lease-", "piece-")  # threads that look again and again; how often goes by how long the work takes
JULIAN_1970 = 2_440_587.5  # the Julian day of 1970-01-01T00:00Z
READS = ("bucket", "GET")
ABOUT = 2  # ffmpeg reads on to what is near, or asks anew: that goes by the kernel's buffer
CLIP = next(kind for kind in day.MIX if kind.name == "clip")


class Recorder(Meter):
    """Counts what steps ask, while it is on, and not what leases ask beside them."""

    on = False

    def count(self, kind: Kind, number: float = 1.0) -> None:
        if self.on and not threading.current_thread().name.startswith(LEASES):
            super().count(kind, number)

    @property
    def asked(self) -> dict[Kind, int]:
        told = {kind: round(self.counted(kind)) for kind in self.kinds if kind[0] in {"table", "bucket"}}
        return {kind: number for kind, number in told.items() if "looks" not in kind[1] and number}


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Count the requests of all S3 clients that are made from here on."""
    made = Recorder(Clock())

    def hear(operation_name: str, signing_name: str, **_: Any) -> None:
        if signing_name == "s3":
            made.count(("bucket", VERBS[operation_name]))

    heard = [*botocore.handlers.BUILTIN_HANDLERS, ("before-sign", hear)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", heard)
    return made


def uploaded(deployment: Deployment, path: Path) -> Job:
    job = rows.waiting(deployment, filename=path.name)
    deployment.storage.put_file(job.source.bucket, job.source.key, path, "video/mp4")
    return job


def settle(deployment: Deployment, recorder: Recorder, key: str) -> None:
    """Settle this object's event, recorded, and those of all tasks that come of it."""
    recorded = replace(deployment, table=counted(deployment.table, recorder))
    waiting = [key]
    while waiting:
        recorder.on = True
        for each in waiting:
            transcode.settle(recorded, Arrival(deployment.config.source_bucket, each, 1, ""))
        recorder.on = False
        listed = [found.key for found in deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)]
        waiting = sorted(listed, key=lambda each: "/sound/" not in each)  # as they were sent


def simulated(film: Film, changes: dict[str, Any], times: int = 1) -> dict[Kind, int]:
    """What the model counts for the same, from the event on."""
    made = Replay(1, [], speeds=RECORDED, host=Host())
    scene = made.scene
    settings.change(scene.deployment.table, changes)
    for _ in range(times):
        replay.arrive(scene, film, told=False)
    before = {kind: scene.meter.counted(kind) for kind in scene.meter.kinds}
    scene.clock.run()
    assert all(scene.table.get(job_id).status is Status.DONE for job_id in scene.films)  # type: ignore[union-attr]
    told = {kind: round(scene.meter.counted(kind) - before.get(kind, 0)) for kind in scene.meter.kinds}
    return {
        kind: number
        for kind, number in told.items()
        if kind[0] in {"table", "bucket"} and "," not in kind[1] and number
    }


def test_short_films_ask_of_table_and_bucket_what_the_model_says(
    deployment: Deployment, recorder: Recorder, clip_folder: Path
) -> None:
    jobs = [uploaded(deployment, clips.make("h264_mp4", clip_folder)) for _ in range(3)]

    for job in jobs:
        settle(deployment, recorder, job.source.key)

    assert [deployment.table.get(job.job_id).status for job in jobs] == [Status.DONE] * 3  # type: ignore[union-attr]
    assert recorder.asked == simulated(Film(CLIP, 2.0), {}, times=3)


@pytest.mark.parametrize(("name", "copied"), [("h264_mp4", True), ("audio_late", False)])
def test_a_film_in_pieces_asks_of_table_and_bucket_what_the_model_says(
    name: str, copied: bool, deployment: Deployment, recorder: Recorder, clip_folder: Path
) -> None:
    cut = {"segment_from_seconds": 3, "segment_seconds": 2}
    settings.change(deployment.table, cut)
    job = uploaded(deployment, long_films.make(name, clip_folder))

    settle(deployment, recorder, job.source.key)

    assert deployment.table.get(job.job_id).status is Status.DONE  # type: ignore[union-attr]
    asked, told = recorder.asked, simulated(Film(replace(CLIP, copied=copied), 6.0), cut)
    assert asked.pop(READS) == pytest.approx(told.pop(READS), abs=ABOUT)
    assert asked == told


def test_a_replay_on_sqlite_is_the_same_to_the_last_call(tmp_path: Path) -> None:
    """The backend of the table in memory is as good as the real one: the same hour on both, with the same clock."""
    arrivals = [(at, film) for at, film in day.arrivals(400, seed=2, seconds=1800, begin=50_000) if film.seconds < 400]
    url, clock = f"sqlite:///{tmp_path / 'jobs.sqlite3'}", Clock()

    def now_is_the_replays(connection: Any, _: object) -> None:
        connection.create_function("julianday", 1, lambda _: JULIAN_1970 + clock.now().timestamp() / 86_400)

    sql_table.migrate(url)
    sqlalchemy.event.listen(sqlalchemy.engine.Engine, "connect", now_is_the_replays)
    try:
        table = sql_table.SqlJobTable(url)
        real = Replay(2, arrivals, speeds=RECORDED, host=Host(), losses_a_day=100, table=table, clock=clock)
        one = real.run(1800)
        table.close()
    finally:
        sqlalchemy.event.remove(sqlalchemy.engine.Engine, "connect", now_is_the_replays)
    other = Replay(2, arrivals, speeds=RECORDED, host=Host(), losses_a_day=100).run(1800)

    assert (one.arrived, one.done, one.attempts) == (other.arrived, other.done, other.attempts)
    assert {name: [round(s, 1) for s in taken] for name, taken in one.seconds.items()} == {
        name: [round(s, 1) for s in taken] for name, taken in other.seconds.items()
    }
    assert {kind: round(one.meter.counted(kind)) for kind in one.meter.kinds} == {
        kind: round(other.meter.counted(kind)) for kind in other.meter.kinds
    }
