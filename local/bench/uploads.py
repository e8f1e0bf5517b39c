"""Three ways of the same bytes into the same bucket: our presigned multipart client, boto3's upload_file, mc cp.

The file is refused at its first bytes, so that after an upload no transcode disturbs the next one.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

from functions.common.errors import Failure
from local.base import config
from local.bench import clips
from local.bench.figures import Bar, Figure, Samples, ratio
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import MIB, Scale
from local.tools import mc as mc_tool

KEY = "bench/upload"  # outside of the prefixes that notify
_SECONDS = 900
_BAR = Bar(1.1, "at least")
Way = Callable[[], float]


class McFailed(Failure):
    """mc could not copy the file into the bucket."""


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give two figures: how many times as fast ours is as boto3's upload_file, and as mc cp."""
    path = clips.no_film(deployment.folder, scale.upload_size)
    ways: dict[str, Way] = {"ours": lambda: ours(deployment, path), "boto3": lambda: boto3s(deployment, path)}
    lacking = ""
    try:
        mc = _mc(build=scale.build_mc)
        ways["mc"] = lambda: mcs(deployment, mc, path)
    except mc_tool.McMissing as missing:
        lacking = missing.message
    taken = _rounds(ways, scale.upload_rounds)
    what = f"our presigned multipart upload of {scale.upload_size // MIB} MiB"
    yield ratio("upload_boto3", f"{what}, times as fast as boto3's upload_file", _BAR, taken["boto3"], taken["ours"])
    claim = f"{what}, times as fast as mc cp"
    if "mc" in taken:
        yield ratio("upload_mc", claim, _BAR, taken["mc"], taken["ours"])
    else:
        yield Figure("upload_mc", claim, _BAR, note=lacking)


def ours(deployment: MeasuredStack, path: Path) -> float:
    """Upload as `./vts push` does, declaring and completing included; its seconds."""
    began = time.monotonic()
    sent = deployment.send(path)
    seconds = time.monotonic() - began
    deployment.clear(sent.job_id)
    return seconds


def boto3s(deployment: MeasuredStack, path: Path) -> float:
    """Upload with boto3 as it is configured by default; its seconds."""
    s3, bucket = deployment.s3(), deployment.environment["SOURCE_BUCKET"]
    began = time.monotonic()
    s3.upload_file(str(path), bucket, KEY)
    seconds = time.monotonic() - began
    s3.delete_object(Bucket=bucket, Key=KEY)
    return seconds


def mcs(deployment: MeasuredStack, mc: str, path: Path) -> float:
    """Upload with mc as it is configured by default, its start included (0.1 s); its seconds. Raises McFailed."""
    env = deployment.environment
    at = urlsplit(env["AWS_ENDPOINT_URL_S3"])
    user = f"{quote(env['AWS_ACCESS_KEY_ID'], safe='')}:{quote(env['AWS_SECRET_ACCESS_KEY'], safe='')}"
    argv = [mc, "--config-dir", str(deployment.folder / "mc"), "--quiet", "cp", str(path)]
    began = time.monotonic()
    done = subprocess.run(
        [*argv, f"bench/{env['SOURCE_BUCKET']}/{KEY}"],
        env={"HOME": str(deployment.folder), "PATH": os.defpath, "MC_HOST_bench": f"{at.scheme}://{user}@{at.netloc}"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    seconds = time.monotonic() - began
    if done.returncode:
        raise McFailed(done.stderr.strip()[-300:])
    deployment.s3().delete_object(Bucket=env["SOURCE_BUCKET"], Key=KEY)
    return seconds


def _mc(*, build: bool) -> str:
    """Find mc, or build it. Raises McMissing."""
    local = config.load(os.environ)
    if found := mc_tool.find(local):
        return found
    if not build:
        raise mc_tool.McMissing("It is built for a full run only.")
    return mc_tool.get(local, lambda _: None)


def _rounds(ways: dict[str, Way], count: int) -> dict[str, Samples]:
    """Measure each way once a round, another one first in each round, with nothing left to be written to disk before each.

    One round that does not count goes before: it reads the file into memory, and imports what is imported once.
    """
    names = list(ways)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(count + 1):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            os.sync()
            seconds = ways[name]()
            if number:
                taken[name].append(seconds)
    return {name: Samples(name, "s", tuple(values)) for name, values in taken.items()}
