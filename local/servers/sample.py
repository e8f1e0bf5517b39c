"""The sample: a short clip made here and sent the way every video goes, so that the first thing one sees is a proxy."""

import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

from functions.common.errors import VtsError
from local.client.api import Client, Job

NAME = "vts-sample.mp4"
_END_STATES = frozenset({"done", "partial", "failed", "rejected", "cancelled", "expired"})
_LOOK_SECONDS = 0.25
_SEND_SECONDS = 120
_MAKE_SECONDS = 120


class SampleFailed(VtsError):
    """The sample did not become a proxy."""

    hint = "Run `./vts doctor`; the logs folder of the data folder says more."


def make(ffmpeg: str, path: Path) -> None:
    """Make the clip: 5 s of 1080p moving test picture with a tone. Raises SampleFailed."""
    picture = "testsrc2=size=1920x1080:rate=25:duration=5"
    tone = "sine=frequency=440:sample_rate=48000:duration=5"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    coding = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-movflags",
        "+faststart",
    ]
    argv = [ffmpeg, "-nostdin", "-hide_banner", "-v", "error", "-y", *inputs, *coding, str(path)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=_MAKE_SECONDS, check=False)
    if done.returncode:
        raise SampleFailed(f"ffmpeg could not make the clip: {done.stderr.strip()[-200:]}")


def run(api: str, ffmpeg: str, folder: Path, progress: Callable[[str], None], stop: threading.Event) -> Path | None:
    """Make the clip in ``folder``, upload it by a signed URL, wait for its proxy and download that beside it.

    Gives the proxy's path, or None when ``stop`` was set meanwhile. Raises SampleFailed, or what the client raises.
    """
    folder.mkdir(exist_ok=True)
    clip = folder / NAME
    progress("making a clip")
    make(ffmpeg, clip)
    client = Client(api)
    upload = client.start_upload(NAME, clip.stat().st_size, "video/mp4", None, {})
    progress("uploading it")
    _put(upload["upload"]["url"], upload["upload"]["headers"], clip)
    client.complete(upload["job_id"])
    job = _wait(client, upload["job_id"], progress, stop)
    if job is None:
        return None
    if job["status"] != "done":
        raise SampleFailed((job["error"] or {"message": ""})["message"])
    link = client.link(job["job_id"], "proxy")
    proxy = folder / link["filename"]
    with urllib.request.urlopen(link["url"], timeout=_SEND_SECONDS) as answer, proxy.open("wb") as file:  # noqa: S310
        shutil.copyfileobj(answer, file)
    return proxy


def _put(url: str, headers: dict[str, str], path: Path) -> None:
    body = path.read_bytes()
    request = urllib.request.Request(url, data=body, headers=headers, method="PUT")  # noqa: S310
    urllib.request.urlopen(request, timeout=_SEND_SECONDS).close()  # noqa: S310


def _wait(client: Client, job_id: str, progress: Callable[[str], None], stop: threading.Event) -> Job | None:
    """Watch the job until it has ended."""
    while not stop.wait(_LOOK_SECONDS):
        job = client.job(job_id)
        if job["status"] in _END_STATES:
            return job
        progress(f"{job['phase'] or job['status']}: {round(100 * job['progress'])} %")
    return None
