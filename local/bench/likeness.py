"""How like its source a proxy is: PSNR by ffmpeg's own filter, frame by frame."""

import re
import subprocess
from pathlib import Path

from functions.common.errors import Failure
from local.bench.measured_stack import MeasuredStack
from local.client.api import Job

_PATIENCE_SECONDS = 1_800
_PSNR = re.compile(r"PSNR y:(inf|[\d.]+)")


class NotComparable(Failure):
    """ffmpeg could not compare a proxy with its source."""

    hint = "Please report it."


def psnr(deployment: MeasuredStack, film: Path, job: Job) -> float:
    """Compare the luma of the job's proxy with that of its source, ``film``, scaled to the proxy's size; dB.

    Raises NotComparable.
    """
    made = job["proxy"] or {}
    proxy, video = deployment.folder / "compared.mp4", made["media"]["video"]
    deployment.s3().download_file(deployment.environment["PROXY_BUCKET"], made["key"], str(proxy))
    argv = command(deployment.running.ffmpeg, proxy, film, (video["width"], video["height"]))
    done = subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
    )
    proxy.unlink()
    return read(done.stderr)


def command(ffmpeg: str, proxy: Path, film: Path, size: tuple[int, int]) -> list[str]:
    """Give the command that compares: the source is scaled as the plan scales it."""
    graph = f"[1:V:0]scale={size[0]}:{size[1]}:flags=bicubic[source];[0:V:0][source]psnr"
    argv = [ffmpeg, "-hide_banner", "-nostats", "-i", str(proxy), "-i", str(film), "-lavfi", graph]
    return [*argv, "-an", "-f", "null", "-"]


def read(said: str) -> float:
    """Read what the filter says at its end. Raises NotComparable."""
    found = _PSNR.search(said)
    if found is None:
        raise NotComparable(said.strip()[-300:])
    return float(found[1])
