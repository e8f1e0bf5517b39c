"""Which host a job is done on: not on one that lacks its encoder, its memory or its disk while another one has them.

What fits nowhere is tried where it is, and says itself why it failed: a job never waits for a host that nobody has.
"""

import os
from collections.abc import Collection
from functools import cache

from functions.common import log
from functions.common.errors import FitsElsewhere
from functions.deployment import Deployment
from functions.ffmpeg import sandbox, tiers, version
from functions.ffmpeg.sandbox import Tools
from functions.fleet import hosts, resources
from functions.fleet.hosts import MIB, Free, Skills
from functions.fleet.resources import Need
from functions.intake import billing
from functions.jobs.model import Job
from functions.media.facts import Media
from functions.plan import plan
from functions.plan.plan import Plan
from functions.plan.profile import Profile


def skills(tools: Tools) -> Skills:
    """Tell what this machine can do with these programs. Raises ToolMissing when ffmpeg does not answer."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Skills(cores=cores, ffmpeg=version.of(tools), encoders=version.encoders(tools), sandbox=sandbox.tier(tools))


@cache
def say_sandbox(tools: Tools) -> None:
    """Log once what the sandbox keeps ffmpeg from here; as a warning where that is not all. Raises SandboxMissing."""
    tier = sandbox.require(tools)
    say = log.info if tier == tiers.WHOLE else log.warning
    say("sandbox", tier=tier, setting=tools.sandbox, meaning=tiers.WORDS[tier])


def leave(deployment: Deployment, job: Job, media: Media | None, planned: Plan | None = None) -> None:
    """Raise FitsElsewhere if this host cannot do the job, and another that reported lately can.

    ``media`` is what is in its source, once that is known. On AWS all places are alike, and nothing is raised.
    """
    if not deployment.config.workers_report:
        return
    need = (
        resources.needs(media, planned or plan.make(media, job.recipe), billing.place(deployment.config), None)
        if media
        else None
    )
    encoders = version.encoders(Tools.of(deployment.config))
    lack = lacks(job.recipe, need, encoders, hosts.free(deployment.config.work_dir))
    if lack is None:
        return
    for other in hosts.live(deployment.table).hosts:
        room = Free(other.memory_available, other.disk_free)
        if other.role == "worker" and not other.draining and lacks(job.recipe, need, other.encoders, room) is None:
            raise FitsElsewhere(f"{lack} {other.host} has what it needs.")


def lacks(recipe: Profile, need: Need | None, encoders: Collection[str], free: Free) -> str | None:
    """Say what a host lacks for a job; None if nothing. Pure."""
    if missing := [name for name in (recipe.video.encoder, recipe.audio.codec) if name not in encoders]:
        return f"Its ffmpeg has no {' and no '.join(missing)}."
    if need is None:
        return None
    memory, disk = need.memory_mib * MIB, need.disk_bytes
    if memory > free.memory:
        return f"It has {free.memory / MIB:,.0f} MiB of memory available; the job needs {memory / MIB:,.0f} MiB."
    if disk > free.disk:
        return f"Its work folder has {free.disk / MIB:,.0f} MiB free; the job needs {disk / MIB:,.0f} MiB."
    return None
