"""The way of a job in a replay: functions/transcode.py step by step, with its own calls; only ffmpeg's work is waited for.

What asks and decides is the real thing: admission, claim, lease, plan, cut, publishing. What would read or write pictures
takes its time by speeds.py. A test holds the calls against those of real jobs.
"""

from functions import transcode
from functions.bucket import keys, notifications
from functions.common.errors import LeaseLost
from functions.fleet import hosts
from functions.intake import admission, billing
from functions.jobs import lease, settings
from functions.jobs.lease import Attempt
from functions.jobs.model import Job, Phase, Status
from functions.jobs.settings import AppConfig
from functions.plan.plan import Plan
from functions.segments import ending, shape, spread
from functions.segments.manifest import Manifest
from functions.steps import publish
from local.bench.simulate import films, pieces_way
from local.bench.simulate.clock import Course
from local.bench.simulate.deployment import Scene, proxy_of
from local.bench.simulate.films import Film
from local.bench.simulate.speeds import EXTENT_READS, HEADER_READS, INDEX_READS, PUTS_AT_ONCE, VERIFYING, WHOLE_READS

LOG_BYTES = 4_000


def settle(scene: Scene, worker: str, arrival: notifications.Arrival) -> Course:
    """Bring the job of this arrival, or a piece of it, to its end, as transcode.settle does."""
    deployment = scene.deployment
    if piece := keys.piece_of_task(arrival.key):
        yield from pieces_way.settle(scene, worker, piece)
        deployment.storage.delete(arrival.bucket, [arrival.key])
        return
    job = admission.admit(deployment, arrival)
    if job is not None:
        yield from _attempt(scene, worker, job)
    if keys.job_of_task(arrival.key):
        deployment.storage.delete(arrival.bucket, [arrival.key])


def _attempt(scene: Scene, worker: str, job: Job) -> Course:
    deployment = scene.deployment
    limits = settings.read(deployment.table).settings
    if job.status is Status.QUEUED and billing.holds(deployment, limits, job):
        return
    claimed = deployment.table.claim(job.job_id, worker, deployment.config.lease_seconds)
    if claimed is None and transcode.in_pieces(job):
        return
    if claimed is None:
        raise transcode.busy(deployment, job)
    scene.tell(job.job_id, "claimed")
    bill = billing.Bill(deployment.config, claimed, limits)
    attempt = Attempt(deployment.table, claimed, deployment.config.lease_seconds)
    attempt.bill(bill.closing)
    try:
        yield from _carry(scene, attempt, limits, bill)
    except LeaseLost:  # another has it; what this one did cannot be seen
        scene.lost += 1
    billing.record(deployment.table, bill.cost())


def _carry(scene: Scene, attempt: Attempt, limits: AppConfig, bill: billing.Bill) -> Course:
    """Take one video all the way; or, a long one, as far as into pieces."""
    deployment, job, speeds = scene.deployment, attempt.job, scene.speeds
    film = scene.films[job.job_id]
    began = scene.clock.seconds
    reads(scene, 2)  # its first bytes, and ffprobe
    scene.meter.count(("bucket", "GET"), HEADER_READS + EXTENT_READS)
    scene.meter.count(("bucket", "GET"), INDEX_READS)  # what lies between its packets of sound
    yield speeds.start
    planned = films.planned(film, job.recipe.name)
    attempt.keep({"estimate": bill.estimate(film.media, planned)})
    bill.check(deployment, film.media, planned)
    if made := _cut(scene, attempt, film, planned, limits):
        scene.meter.count(("bucket", "GET"), INDEX_READS)
        yield speeds.indexing
        spread.spread(deployment, attempt, made)
        scene.manifests[job.job_id] = made
        scene.tell(job.job_id, "cut")
        yield len(made.pieces) / PUTS_AT_ONCE * scene.host.call
        scene.tell(job.job_id, "tasks sent")
        deployment.table.now()  # for the try's trace
        return
    taken = speeds.whole * films.cpu_seconds(film, planned)
    known = job.source.model_copy(update={"media": film.media})
    attempt.enter(Phase.ENCODING, {"source": known, "frames_total": planned.frames})
    reads(scene, 1)
    yield from _renewing(scene, attempt, max(taken * (1 - VERIFYING), scene.host.carry(film.size)))
    attempt.enter(Phase.VERIFYING)
    yield from _renewing(scene, attempt, taken * VERIFYING)
    ending.said(deployment, job)
    attempt.enter(Phase.PUBLISHING)
    proxy = proxy_of(job, film, films.proxy_bytes(film, planned))
    deployment.table.now()  # for its certificate
    for key, size in ((proxy.key, proxy.size), (proxy.poster_key, LOG_BYTES), (proxy.certificate_key, LOG_BYTES)):
        scene.bucket.put(deployment.config.proxy_bucket, key, size)
    yield scene.host.carry(proxy.size)
    attempt.keep({"log_key": publish.put_log(deployment, attempt.job, "")})
    publish.commit(attempt, proxy, planned.frames or 0)
    looks(scene, began, written=True)


def _cut(scene: Scene, attempt: Attempt, film: Film, planned: Plan, limits: AppConfig) -> Manifest | None:
    """Cut the film, as spread.cut does, into segments whose length goes by who is idle."""
    deployment, job = scene.deployment, attempt.job
    if shape.why_whole(film.media, planned, limits) or ending.why_whole(deployment, job):
        return None
    seconds = shape.seconds(film.media, planned, limits, scene.idle)
    hosts.live(deployment.table)  # by which the real one counts them
    return Manifest.model_construct(
        job_id=job.job_id,
        attempt=job.attempt,
        media=film.media,
        plan=planned,
        container="mov",
        demuxers="mov",
        cuts=films.cut(film, job.recipe.name, seconds),
        shared=film.kind.copied,
        ffmpeg="none",
        build="none",
    )


def _renewing(scene: Scene, attempt: Attempt, seconds: float) -> Course:
    """Work for so long, and keep the lease."""
    every = scene.deployment.config.lease_seconds / lease.RENEWALS
    while seconds > every:
        yield every
        attempt.write()
        seconds -= every
    yield seconds


def reads(scene: Scene, programs: int) -> None:
    """Count the reads that so many programs begin with."""
    scene.meter.count(("bucket", "GET"), programs * WHOLE_READS)


def looks(scene: Scene, began: float, *, written: bool) -> None:
    """Count what a lease's thread has asked since then: each look is a read or, where there is news, a write."""
    now, each = scene.clock.seconds, 1 / lease.LOOK_SECONDS
    writes = 1 / max(lease.WRITE_SECONDS, lease.LOOK_SECONDS * 3) if written else 0.0
    scene.meter.spread(("table", "get, looks"), each - writes, began, now)
    scene.meter.spread(("table", "write, looks"), writes, began, now)
