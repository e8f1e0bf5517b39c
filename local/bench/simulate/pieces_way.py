"""The way of a piece in a replay: functions/segments/work.py step by step, with its own calls; see way.py."""

import math

from functions.bucket.keys import PieceTask, parts
from functions.common.errors import LeaseLost
from functions.intake import billing
from functions.jobs import lease, settings
from functions.jobs.model import Job, Phase, Status
from functions.segments import ending, pieces, progress, work
from functions.segments.manifest import JOIN, SOUND, Manifest
from functions.segments.pieces import Part, PieceLease
from functions.steps import publish
from local.bench.simulate import films
from local.bench.simulate.clock import Course
from local.bench.simulate.deployment import Scene, proxy_of
from local.bench.simulate.speeds import AT_ONCE, EVEN, HEAD_READS, INDEX_READS, PIECE_READS, SHARE_READS

_SMALL, _LIST_BYTES_A_FRAME, _SOUND_BITS = 4_000, 6, 128_000


def settle(scene: Scene, worker: str, task: PieceTask) -> Course:
    """Bring this piece to its end, as work.settle does."""
    deployment = scene.deployment
    job = deployment.table.get(task.job_id)
    if job is None or job.status is not Status.RUNNING or job.attempt != task.attempt:
        return
    limits = settings.read(deployment.table).settings
    made = scene.manifests[task.job_id]
    _read_manifest(scene, worker, task.job_id)
    held = pieces.take(deployment, job, task.piece, worker, made.frames(task.piece))
    if held is not None:
        began = scene.clock.seconds
        bill = billing.Bill(deployment.config, job, limits)
        held.bill(bill.closing)
        _hold(scene, job, 1)
        try:
            yield from (_join if task.piece == JOIN else _make)(scene, held, made)
        except LeaseLost:  # another has it; what this one did cannot be seen
            scene.lost += 1
        _hold(scene, job, -1)
        _looks(scene, began)
        billing.record(deployment.table, bill.cost())
    work.join_if_all_done(deployment, job, made, task.piece)


def _read_manifest(scene: Scene, worker: str, job_id: str) -> None:
    """Count the reading of a manifest by a worker that has not kept it; each keeps a few, as manifest.of does."""
    kept = scene.kept[worker]
    if job_id not in kept:
        scene.meter.count(("bucket", "GET"))
        kept.append(job_id)


def _make(scene: Scene, held: PieceLease, made: Manifest) -> Course:
    """Make all sound, or a segment."""
    sought = held.name != SOUND and made.cuts[int(held.name)].seek
    scene.meter.count(("bucket", "GET"), PIECE_READS if sought else HEAD_READS)
    if held.name == SOUND:
        yield from _sound(scene, held, made)
        scene.tell(made.job_id, "sound done")
    else:
        yield from _segment(scene, held, made)
        scene.tell(made.job_id, "segment done")


def _sound(scene: Scene, held: PieceLease, made: Manifest) -> Course:
    """Encode all sound, and list all packets."""
    speeds, film = scene.speeds, scene.films[made.job_id]
    size = int(film.seconds * _SOUND_BITS / 8)
    seconds = speeds.sound * film.seconds + speeds.listing * film.size / 1e9
    _put(scene, held, packets=made.cuts[-1].first * _LIST_BYTES_A_FRAME)
    yield from _renewing(scene, held, max(seconds, scene.host.carry(film.size)) + scene.host.carry(size))
    _put(scene, held, log=_SMALL, mp4=size)
    held.done(_part(held, made, size=size, frames=0, cpu_seconds=seconds))


def _segment(scene: Scene, held: PieceLease, made: Manifest) -> Course:
    """Make a segment, and take its share of sound that is copied: that lies between all its pictures."""
    speeds, film = scene.speeds, scene.films[made.job_id]
    frames = made.cuts[int(held.name)].frames
    part = frames / (made.plan.frames or frames)
    size, read = int(films.proxy_bytes(film, made.plan) * part), film.size * part
    seconds = speeds.piece * films.cpu_seconds(film, made.plan, frames) * math.exp(scene.chance.gauss(0, EVEN))
    taken = max(seconds, scene.host.carry(read)) + scene.host.carry(size)
    share = int(film.seconds * part * _SOUND_BITS / 8) if made.shared else 0
    if share:
        scene.meter.count(("bucket", "GET"), INDEX_READS + SHARE_READS)
        more = speeds.share * film.seconds * part
        seconds, taken = seconds + more, taken + more + scene.host.carry(read + share)
    yield from _renewing(scene, held, taken)
    _put(scene, held, log=_SMALL, mp4=size)
    if share:
        _put(scene, held, sound=share)
    held.done(_part(held, made, size=size, frames=frames, cpu_seconds=seconds))


def _put(scene: Scene, held: PieceLease, **sizes: int) -> None:
    """Put what came of a piece into the bucket, by the endings of their keys."""
    for suffix, size in sizes.items():
        key = f"{parts(held.job.job_id, held.job.attempt)}{held.name}-{held.piece.tries}.{suffix}"
        scene.bucket.put(scene.deployment.config.proxy_bucket, key, size)


def _part(held: PieceLease, made: Manifest, **facts: float) -> Part:
    stem = f"{parts(made.job_id, made.attempt)}{held.name}-{held.piece.tries}"
    return Part.model_validate({"key": f"{stem}.mp4", "log_key": f"{stem}.log", **facts})


def _join(scene: Scene, held: PieceLease, made: Manifest) -> Course:
    """Join the parts, and publish the whole."""
    deployment, speeds, film = scene.deployment, scene.speeds, scene.films[made.job_id]
    bucket = deployment.config.proxy_bucket
    scene.tell(made.job_id, "join begun")
    seen = pieces.read(deployment, held.job)
    if any(name not in seen or not seen[name].piece.part for name in made.pieces):
        raise LeaseLost("Not all pieces are done; whoever does the last sends another task.")
    size = sum(found.piece.part.size for found in seen.values() if found.piece.part)
    if made.shared:  # their shares of the sound, and the source's index
        size += int(film.seconds * _SOUND_BITS / 8)
        files = 2 * len(made.pieces)
        scene.meter.count(("bucket", "GET"), files + INDEX_READS)
    else:
        files = len(made.pieces)
        scene.meter.count(("bucket", "GET"), files + 1)  # the list of packets
    fetching = scene.host.carry(size) + files / AT_ONCE * scene.host.call
    yield from _renewing(scene, held, fetching)
    scene.tell(made.job_id, "parts fetched")
    yield from _renewing(scene, held, speeds.join * size / 1e9)
    scene.tell(made.job_id, "joined")
    held.enter(Phase.VERIFYING)
    proxy = proxy_of(held.job, film, size, f"joined-{held.piece.tries}/")
    scene.bucket.put(bucket, proxy.key, size)
    checking = speeds.check * size / 1e9 + speeds.poster
    yield from _renewing(scene, held, max(checking, scene.host.carry(size)))  # put while it is looked at
    held.enter(Phase.PUBLISHING)
    deployment.storage.head(held.job.source.bucket, held.job.source.key)
    deployment.table.now()  # for its certificate
    for key in (proxy.poster_key, proxy.certificate_key):
        scene.bucket.put(bucket, key, _SMALL)
    yield 2 * scene.host.call
    held.keep_log(ending.put_log(deployment, held.job, ""))
    publish.commit(held, proxy, made.plan.frames or 0)
    ending.clear(deployment, made.job_id, made.attempt)
    del scene.manifests[made.job_id]
    scene.tell(made.job_id, "published")


def _renewing(scene: Scene, held: PieceLease, seconds: float) -> Course:
    """Work for so long, and keep the lease."""
    every = scene.deployment.config.lease_seconds / lease.RENEWALS
    while seconds > every:
        yield every
        if not held.write():
            raise LeaseLost(f"Piece {held.name} has another holder.")
        seconds -= every
    yield seconds


def _looks(scene: Scene, began: float) -> None:
    """Count what a piece's thread has asked since then: the row at each look; its own document and the run's each 2 s."""
    now = scene.clock.seconds
    scene.meter.spread(("table", "get, looks"), 1 / lease.LOOK_SECONDS, began, now)
    for call in ("put_document", "documents", "now"):
        scene.meter.spread(("table", f"{call}, looks"), 1 / pieces.FRAMES_SECONDS, began, now)


def _hold(scene: Scene, job: Job, more: int) -> None:
    """Count who works on a job. While anybody does, one of them tells how far all are."""
    number, since = scene.holding.get(job.job_id, (0, scene.clock.seconds))
    if number + more:
        scene.holding[job.job_id] = (number + more, since if number else scene.clock.seconds)
        return
    scene.holding.pop(job.job_id, None)
    for call in ("put_document", "get", "documents", "now", "write"):
        scene.meter.spread(("table", f"{call}, looks"), 1 / progress.TELL_SECONDS, since, scene.clock.seconds)
