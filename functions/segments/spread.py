"""A film is cut, and its pieces are given to whoever is free."""

import hashlib
from datetime import timedelta
from pathlib import Path

from functions.bucket.source import Reader
from functions.common import log
from functions.deployment import Deployment
from functions.ffmpeg import version
from functions.ffmpeg.runs import Watch
from functions.ffmpeg.sandbox import Tools
from functions.fleet import child_limits, hosts
from functions.intake import tasks
from functions.jobs.lease import Attempt
from functions.jobs.model import Phase
from functions.jobs.settings import AppConfig
from functions.media.container import Family
from functions.media.facts import Media
from functions.plan.plan import Plan
from functions.segments import cuts, ending, index, manifest, progress, shape, shares
from functions.segments.manifest import Manifest

UNREPORTED = 64  # places taken to be free where no host reports: functions are started as there is work
LOOK_AFTER = timedelta(seconds=60)  # when the reconciler first looks whether tasks were lost


def cut(
    deployment: Deployment,
    attempt: Attempt,
    reader: Reader,
    family: Family,
    media: Media,
    plan: Plan,
    settings: AppConfig,
    folder: Path,
    watch: Watch,
) -> Manifest | None:
    """Cut the film, if it is to be made in segments: the manifest of its pieces, or None, with a log line that says why."""
    job, tools = attempt.job, child_limits.limited(Tools.of(deployment.config), media, plan, attempt.job.source.size)
    why = shape.why_whole(media, plan, settings) or ending.why_whole(deployment, job)
    found = None if why else index.find(reader, family, media, plan, tools, folder, watch)
    seconds = shape.seconds(media, plan, settings, _free(deployment, settings)) if found else 0.0
    segments = cuts.make(found.frames, plan, seconds, media.start) if found else ()
    if found is None or not segments:
        log.info("one_pass", reason=why or "its keyframes or times allow no cut")
        return None
    shared = shares.of(found.top, reader.size, media, plan, segments) is not None
    log.info("cut", segments=len(segments), seconds=seconds, sound="shared" if shared else "whole")
    return Manifest(
        job_id=job.job_id,
        attempt=job.attempt,
        media=media,
        plan=plan,
        container=family.name,
        demuxers=family.demuxers,
        cuts=segments,
        shared=shared,
        front=hashlib.sha256(reader.front).hexdigest() if reader.front else "",
        ffmpeg=version.of(tools),
        build=version.digest(tools),
    )


def spread(deployment: Deployment, attempt: Attempt, made: Manifest, front: bytes = b"") -> None:
    """Hand the job over to its pieces. Raises Cancelled or LeaseLost when the attempt no longer holds it.

    ``front`` is what was put before the source. The row is handed over before the tasks are sent: should this process die
    in between, the reconciler sends them.
    """
    job = attempt.job
    manifest.put(deployment, made, front)
    key = progress.run_key(job.job_id, job.attempt)
    deployment.table.put_document(progress.RUN, key, {"pieces": len(made.pieces), "segments": len(made.cuts)})
    source = job.source.model_copy(update={"media": made.media})
    total = sum(segment.frames for segment in made.cuts)
    attempt.enter(Phase.ENCODING, {"source": source, "frames_total": total})
    attempt.delegate({"strikes": job.strikes - 1}, LOOK_AFTER)
    tasks.send_pieces(deployment, job, made.tasks())


def _free(deployment: Deployment, settings: AppConfig) -> int:
    """Count the places for work that the hosts which reported lately have free."""
    workers = [host for host in hosts.live(deployment.table).hosts if host.role == "worker" and not host.draining]
    if not workers:
        return UNREPORTED
    return sum(max(0, settings.max_concurrent_jobs - len(host.jobs)) for host in workers)
