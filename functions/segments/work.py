"""The door of the pieces: a task names one, and it is made, or the whole is joined and published.

Whoever finishes a piece and finds that it was the last sends the join's task; several may, and one is claimed. A piece that
fails is tried again alone. What shows that segments cannot make this film as one pass does ends in one pass, which also
tells best what is wrong with a damaged source.
"""

import time

from functions.bucket.keys import PieceTask
from functions.common import log
from functions.common.errors import (
    AnotherBuild,
    AttemptsExhausted,
    BucketUnavailable,
    Cancelled,
    EncoderMissing,
    Failure,
    HandedBack,
    JobUnreadable,
    LeaseLost,
    OutputTooLarge,
    Rejection,
    SegmentsDiffer,
    SourceChanged,
    SourceGone,
    TookTooLong,
    TookTooMuchMemory,
)
from functions.common.watch import Context, Watch, stopping
from functions.deployment import Deployment
from functions.ffmpeg import version, workdir
from functions.ffmpeg.sandbox import Tools
from functions.fleet import child_limits
from functions.intake import billing, problems, tasks
from functions.intake.billing import Bill
from functions.jobs import settings, transitions
from functions.jobs.model import Job, Phase, Problem, Status
from functions.jobs.settings import AppConfig
from functions.segments import ending, join, making, manifest, pieces
from functions.segments.manifest import JOIN, SOUND, Manifest
from functions.segments.pieces import Part, PieceLease
from functions.steps import beside, publish, verdict

# One pass would meet them too.
FINAL = (SourceChanged, SourceGone, EncoderMissing, TookTooLong, TookTooMuchMemory, OutputTooLarge)
BUILD_PATIENCE = 300.0  # seconds without a sign of a worker with the right build, until another begins the job again


def settle(deployment: Deployment, task: PieceTask, worker: str, context: Context | None = None) -> bool:
    """Bring this piece to its end; False when there was nothing to do.

    Raises JobBusy while another worker holds it, AnotherBuild when this one may not make it, HandedBack when it is
    stopping, and whatever was not expected, for the transport to deliver again.
    """
    with log.bound(job_id=task.job_id, attempt=task.attempt, piece=task.piece):
        try:
            job = deployment.table.get(task.job_id)
        except JobUnreadable as broken:
            log.warning("task_ignored", reason=broken.message)
            return False
        if job is None or job.status is not Status.RUNNING or job.attempt != task.attempt:
            log.info("task_ignored", reason="the job has gone on" if job else "there is no such job")
            return False
        if stopping.is_set():
            raise HandedBack
        limits = settings.read(deployment.table).settings
        made = manifest.of(deployment, job)
        if not _may_make(deployment, job, made, limits):
            return False
        held = pieces.take(deployment, job, task.piece, worker, made.frames(task.piece))
        if held is not None:
            with held, billing.opened(deployment, job, limits) as bill:
                held.bill(bill.closing)
                _try(deployment, held, made, limits, bill, context)
        join_if_all_done(deployment, job, made, task.piece)
        return held is not None


def _may_make(deployment: Deployment, job: Job, made: Manifest, limits: AppConfig) -> bool:
    """Whether this worker's ffmpeg is the one that began; raises AnotherBuild while there are workers that have it."""
    tools = Tools.of(deployment.config)
    if limits.mixed_builds or version.digest(tools) == made.build:
        return True
    ages = [seen.age for seen in pieces.read(deployment, job).values()]
    begun = job.phases.encoding or deployment.table.now()
    silent = min([*ages, (deployment.table.now() - begun).total_seconds()])
    if silent < BUILD_PATIENCE:
        raise AnotherBuild(f"It was begun with {made.ffmpeg}; this worker has {version.of(tools)}.")
    ending.begin_again(deployment, job, f"No worker has ffmpeg {made.ffmpeg} any more.")
    return False


def _try(
    deployment: Deployment, held: PieceLease, made: Manifest, limits: AppConfig, bill: Bill, context: Context | None
) -> None:
    """Make the piece; write how it went."""
    job, strikes = held.job, held.piece.strikes
    if strikes > limits.max_attempts:
        _give_up(deployment, held, held.piece.error)
        return
    try:
        _make(deployment, held, made, limits, bill, context)
    except (Cancelled, LeaseLost) as lost:
        log.info("piece_stopped", reason=lost.code)
        ending.clear_if_gone_on(deployment, job.job_id, job.attempt)
    except FINAL as failed:
        ending.fail(deployment, job, failed)
    except (Rejection, Failure) as differs:
        ending.one_pass(deployment, job, differs.message)
    except HandedBack:
        held.release(strikes=strikes - 1, error=None)
        raise
    except Exception as trouble:
        strikes -= isinstance(trouble, BucketUnavailable)  # the piece has no part in that
        log.exception("piece_failed", strikes=strikes)
        problem = transitions.problem(trouble)
        if strikes >= limits.max_attempts:
            _give_up(deployment, held, problem)
            return
        held.release(strikes=strikes, error=problem)
        raise


def _make(
    deployment: Deployment, held: PieceLease, made: Manifest, limits: AppConfig, bill: Bill, context: Context | None
) -> None:
    watch = Watch(held, limits.stall_seconds, context)
    tools = child_limits.limited(bill.tools, made.media, made.plan, held.job.source.size, made.share(held.name))
    log.info("piece_started", tries=held.piece.tries)
    with workdir.folder(deployment.config.work_dir) as folder:
        if held.name == JOIN:
            seen = pieces.read(deployment, held.job)
            parts = {name: seen[name].piece.part for name in made.pieces if name in seen}
            whole = {name: part for name, part in parts.items() if part}
            bill.add(sum(part.cpu_seconds for part in whole.values()))
            if len(whole) < len(made.pieces):
                raise LeaseLost("Not all pieces are done; whoever does the last sends another task.")
            _publish(
                deployment,
                held,
                join.make(deployment, held.job, made, whole, tools, folder, watch),
                made,
                whole,
                tools,
                watch,
            )
        elif held.name == SOUND:
            held.done(making.sound(deployment, held, made, tools, folder, watch))
        else:
            watch.expect(made.cuts[int(held.name)].frames)
            held.done(making.picture(deployment, held, made, made.cuts[int(held.name)], tools, folder, watch))
    log.info("piece_done", seconds=round(time.monotonic() - watch.started, 2))


def _publish(
    deployment: Deployment,
    held: PieceLease,
    joined: join.Made,
    made: Manifest,
    parts: dict[str, Part],
    tools: Tools,
    watch: Watch,
) -> None:
    """Hold the whole against source and plan, and publish it, unless the source was replaced meanwhile.

    The proxy goes into the bucket while it is looked at. Nobody is pointed to it before.
    """
    held.enter(Phase.VERIFYING)
    again = f"joined-{held.piece.tries}/"
    with publish.storing(deployment, held.job, joined.encoded.path, folder=again) as stored:
        found = join.check(made, parts, joined, tools, watch)
        try:
            verdict.judge(found.rules, made.media, joined.encoded)
        except Failure as refused:
            raise SegmentsDiffer(refused.message) from refused
        media = found.measured.media
        others = beside.make(joined.encoded.path, media.duration, tools, alpha=media.video.alpha)
        held.enter(Phase.PUBLISHING)
        _unchanged(deployment, held.job)
        proxy = publish.put(deployment, held.job, stored.result(), found.measured, found.rules, others, folder=again)
    held.keep_log(ending.put_log(deployment, held.job, joined.encoded.log))
    publish.commit(held, proxy, found.measured.frames_decoded)
    ending.clear(deployment, held.job.job_id, held.job.attempt)
    log.info("published", frames=found.measured.frames_decoded, segments=len(made.cuts))


def _unchanged(deployment: Deployment, job: Job) -> None:
    """Look whether the source still is what was read. Raises SourceGone or SourceChanged."""
    stored = deployment.storage.head(job.source.bucket, job.source.key)
    if stored is None:
        raise SourceGone(job.source.key)
    if stored.etag != job.source.etag:
        raise SourceChanged


def join_if_all_done(deployment: Deployment, job: Job, made: Manifest, own: str) -> None:
    """Send the join's task if ``own``, of which this worker has just seen the end, was the last piece."""
    if own != JOIN and pieces.all_done(deployment, job, made.pieces):
        tasks.send_pieces(deployment, job, made.tasks((JOIN,)))


def _give_up(deployment: Deployment, held: PieceLease, last: Problem | None) -> None:
    """Fail a job of which one piece was tried as often as allowed, and leave a dead-letter document."""
    what = "The join" if held.name == JOIN else f"Piece {held.name}"
    reason = f"{what}, the last time: {last.message if last else 'its worker was lost each time.'}"
    ending.fail(deployment, held.job, AttemptsExhausted(reason))
    problems.dead_letter(deployment, held.job, reason)
