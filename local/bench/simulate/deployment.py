"""What a replay happens in: the deployment that the functions are handed, with clock, table and bucket of its own."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass, field

from functions.bucket.keys import output
from functions.common.config import Config
from functions.deployment import Deployment
from functions.jobs.model import Job, JobTable, Proxy
from functions.media.certificate import Certificate
from functions.segments.manifest import Manifest
from local.bench.simulate.bucket import Bucket
from local.bench.simulate.clock import Clock
from local.bench.simulate.films import Film
from local.bench.simulate.meter import Meter
from local.bench.simulate.speeds import Host, Speeds
from local.bench.simulate.stream import Stream
from local.bench.simulate.table import MemoryJobTable, counted

SOURCE, PROXY = "source", "proxy"
KEPT = 8  # manifests that a worker keeps, as segments/manifest.py does


@dataclass
class Scene:
    """One replay. ``deployment`` is what every function is handed, ``table`` the same table uncounted.

    ``idle`` counts workers that wait, ``lost`` work that another took over.
    """

    clock: Clock
    meter: Meter
    stream: Stream
    deployment: Deployment
    table: JobTable
    bucket: Bucket
    speeds: Speeds
    host: Host
    chance: random.Random
    films: dict[str, Film] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    holding: dict[str, tuple[int, float]] = field(default_factory=dict)
    kept: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=KEPT)))
    log: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    idle: int = 0
    lost: int = 0
    telling: bool = False

    def tell(self, job_id: str, what: str) -> None:
        """Document when something happened to a job, where that is wanted."""
        if self.telling:
            self.log[job_id].append((self.clock.seconds, what))


def scene(speeds: Speeds, host: Host, seed: int, table: JobTable | None = None, clock: Clock | None = None) -> Scene:
    """Make an empty one; with ``table`` the jobs are in that backend of it, whose clock must be ``clock``."""
    clock = clock or Clock()
    meter = Meter(clock)
    stream = Stream(clock, meter)
    config = Config(
        aws_region="us-east-1", source_bucket=SOURCE, proxy_bucket=PROXY, database_url="memory:", worker_name="worker"
    )
    bucket = Bucket(config, meter, clock.now, stream.publish)
    kept = table or MemoryJobTable(clock.now)
    chance = random.Random(seed)  # noqa: S311  a replay, no secret
    deployment = Deployment(config, counted(kept, meter), bucket)
    return Scene(clock, meter, stream, deployment, kept, bucket, speeds, host, chance)


def proxy_of(job: Job, film: Film, size: int, folder: str = "") -> Proxy:
    """Give the proxy as the row names it; its certificate has no rules, as nothing was compared."""
    certificate = Certificate.model_construct(
        version=1,
        job_id=job.job_id,
        attempt=job.attempt,
        made_at=job.created_at,
        ffmpeg="none",
        profile=job.profile,
        profile_digest=job.profile_digest,
        source_key=job.source.key,
        source_etag=job.source.etag or "",
        source_size=job.source.size,
        proxy_size=size,
        proxy_sha256="0" * 64,
        rules=(),
    )
    return Proxy(
        key=output(job.job_id, job.attempt, f"{folder}proxy.mp4"),
        size=size,
        media=film.media,
        certificate=certificate,
        poster_key=output(job.job_id, job.attempt, f"{folder}poster.jpg"),
        certificate_key=output(job.job_id, job.attempt, f"{folder}certificate.json"),
    )
