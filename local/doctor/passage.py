"""A clip on its way through the installation: uploaded by a signed URL, announced by an event, transcoded, downloaded.

The clip is one second of 128x72 with sound, made with

    ffmpeg -f lavfi -i testsrc2=size=128x72:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 -t 1 -pix_fmt yuv420p
      -c:v libx264 -crf 40 -preset veryslow -x264-params info=0 -c:a aac -b:a 24k -ac 1 -map_metadata -1 clip.mp4
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from functions.api.presign import SINGLE_BELOW
from functions.bucket.s3 import CRC32_HEADER
from functions.common.errors import Failure, SetupError
from local.client import checksums, wire
from local.client.api import Client, Job, Upload
from local.doctor.bucket import Bucket

CLIP = Path(__file__).with_name("clip.mp4")
NAME = "vts doctor’s clip.mp4"  # noqa: RUF001  beyond ASCII on purpose

EVENT_SECONDS, JOB_SECONDS = 10.0, 120.0
_LOOK_SECONDS = 0.02
_RANGE = 100  # bytes
_TYPE = "video/mp4"


class EventDidNotCome(SetupError):
    """The file is in the bucket, and no event of it came."""

    hint = (
        "Look whether NATS runs and whether the bucket still notifies it: `./vts up` makes the notification anew at each "
        "start. Until it does, the clock finds uploads, late."
    )


class NoWorker(SetupError):
    """The job is queued, and no worker takes it."""

    hint = "Look whether a worker runs (`./vts hosts`),and reaches NATS; `./vts worker` starts one."


class NotDone(Failure):
    """The clip did not come out as a proxy that passed."""


class DownloadWrong(SetupError):
    """The signed download link does not give what it should."""

    hint = "Something between here and the object storage changes answers; a proxy must pass Range and headers on."


class NotCleanedUp(Failure):
    """What this put into the installation could not be deleted."""

    hint = "Delete it by hand, with DELETE /jobs/{job_id}/."


class WorkersBusy(Failure):
    """No worker took the event, because they take no more jobs at the moment."""

    hint = "Run it again when fewer jobs are running, or mend what they say; `./vts worker` starts one more."


class Passage:
    """The steps, in order; each needs the ones before it. They give what they found, or raise what is wrong."""

    def __init__(self, url: str, bucket: Bucket) -> None:
        """Use the API at ``url`` and the bucket behind its signed URLs."""
        self._client = Client(url)
        self._bucket = bucket
        self._jobs: list[str] = []
        self._put: Upload | None = None
        self._put_at = 0.0
        self.steps: dict[str, Callable[[], str]] = {
            "public endpoint": self.endpoint,
            "preflight": self.preflight,
            "signed PUT": self.put,
            "event": self.event,
            "transcode": self.transcode,
            "download": self.download,
            "signed parts": self.parts,
        }

    def endpoint(self) -> str:
        """Declare a file, and look what answers at the address that its signed URL names."""
        return self._bucket.reach(self._single["upload"]["url"])

    def preflight(self) -> str:
        """Ask as a browser does before it sends the file, to which the page adds a checksum."""
        ticket = self._single["upload"]
        return self._bucket.preflight(ticket["url"], {*ticket["headers"], CRC32_HEADER})

    def put(self) -> str:
        """Send the file."""
        ticket = self._single["upload"]
        self._bucket.put(ticket["url"], ticket["headers"], CLIP.read_bytes())
        self._put_at = time.monotonic()
        return "stored, ETag exposed"

    def event(self) -> str:
        """Wait for the bucket's event to reach a worker; /complete is not called, as it would hide that none came."""
        job_id = self._single["job_id"]
        job = self._until(job_id, lambda job: job["status"] != "waiting", EVENT_SECONDS)
        if job["status"] == "waiting":
            raise self._reason()
        return f"{(time.monotonic() - self._put_at) * 1000:.0f} ms from the answer of the storage to the job"

    def transcode(self) -> str:
        """Wait for the proxy and its certificate."""
        began, job_id = time.monotonic(), self._single["job_id"]
        job = self._until(job_id, lambda job: job["status"] not in {"queued", "running"}, JOB_SECONDS)
        if job["status"] == "queued":
            raise NoWorker
        if job["status"] != "done" or job["proxy"] is None:
            raise NotDone(f"It is {job['status']}. {job['error']['message'] if job['error'] else ''}".strip())
        rules = job["proxy"]["certificate"]["rules"]
        if wrong := wrong_in(job["proxy"]):
            raise NotDone(wrong)
        return f"done in {time.monotonic() - began:.1f} s, all {len(rules)} rules of its certificate passed"

    def download(self) -> str:
        """Fetch the first bytes of the proxy by the signed link that the API redirects to."""
        size = self._client.link(self._single["job_id"], "proxy")["size"]
        link = self._ask("GET", f"/download/{self._single['job_id']}/").headers.get("location", "")
        answer = self._bucket.get(link, {"Range": f"bytes=0-{_RANGE - 1}"})
        reach, named = answer.headers.get("content-range"), answer.headers.get("content-disposition", "")
        if reach != f"bytes 0-{_RANGE - 1}/{size}" or len(answer.body) != _RANGE:
            raise DownloadWrong(f"Asked for {_RANGE} bytes, it answers {answer.status} with Content-Range {reach}.")
        if not named.startswith("attachment"):
            raise DownloadWrong(f"It comes with Content-Disposition {named or 'missing'}.")
        return f"{_RANGE} of {size:,} bytes by Range, as an attachment"

    def parts(self) -> str:
        """Send the clip again, filled up until it has to come in parts, each with its checksum, and complete it."""
        body = padded(CLIP.read_bytes(), SINGLE_BELOW)
        upload = self._declare(len(body))
        size = upload["upload"]["part_size"]
        bodies = [body[at : at + size] for at in range(0, len(body), size)]
        told = [checksums.crc32_of(each) for each in bodies]
        parts = self._client.sign_parts(upload["job_id"], range(1, len(bodies) + 1), told)["parts"]
        self._bucket.preflight(parts[0]["url"], parts[0]["headers"])
        for part, each in zip(parts, bodies, strict=True):
            self._bucket.put(part["url"], part["headers"], each)
        job = self._client.complete(upload["job_id"])
        if job["status"] == "waiting" or job["source"]["size"] != len(body):
            raise NotDone(f"After completing {len(parts)} parts it is {job['status']}.")
        return f"{len(parts)} parts stored and joined, ETags exposed"

    def clean_up(self) -> str:
        """Delete the jobs with their sources and proxies. Raises NotCleanedUp."""
        left = [job_id for job_id in self._jobs if not self._deleted(job_id)]
        if left:
            raise NotCleanedUp(f"Jobs {', '.join(left)}.")
        return f"{len(self._jobs)} jobs deleted, with their files"

    # ------------------------------------------------------------ how

    @property
    def _single(self) -> Upload:
        if self._put is None:
            self._put = self._declare(CLIP.stat().st_size)
        return self._put

    def _declare(self, size: int) -> Upload:
        upload = self._client.start_upload(NAME, size, _TYPE, "web-720p", {}, part_checksums=True)
        self._jobs.append(upload["job_id"])
        return upload

    def _until(self, job_id: str, look: Callable[[Job], bool], seconds: float) -> Job:
        """Give the job once ``look`` holds, or as it is when the time is over."""
        end = time.monotonic() + seconds
        while not look(job := self._client.job(job_id)) and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)
        return job

    def _reason(self) -> SetupError | Failure:
        """Say why no worker has heard of the file."""
        hosts = self._client.load()["hosts"]
        if not hosts:
            return NoWorker("No host has reported lately.")
        refusing = [f"{host['host']}: {host['refusing']}" for host in hosts if host["refusing"]]
        if len(refusing) == len(hosts):
            return WorkersBusy(" ".join(refusing))
        return EventDidNotCome(f"None within {EVENT_SECONDS:.0f} s.")

    def _deleted(self, job_id: str) -> bool:
        job = self._client.job(job_id)
        if job["status"] in {"waiting", "queued", "running"}:
            self._client.cancel(job_id)
        return self._ask("DELETE", f"/jobs/{job_id}/").status == HTTPStatus.NO_CONTENT

    def _ask(self, method: str, path: str) -> wire.Answer:
        """Ask the API for what is more than its JSON."""
        with contextlib.closing(wire.Line()) as line:
            return line.call(method, self._client.url + path)


def wrong_in(proxy: Mapping[str, Any]) -> str:
    """Say what is wrong with a proxy of the clip, by its certificate and by what the clip is; empty: nothing. Pure."""
    rules = {rule["rule"]: rule["passed"] for rule in proxy["certificate"]["rules"]}
    if refused := [name for name, passed in rules.items() if not passed]:
        return f"Its certificate has {', '.join(refused)}."
    if lacking := [name for name in _HELD if name not in rules]:
        return f"Its certificate says nothing of {', '.join(lacking)}."
    video = proxy["media"]["video"]
    found = {"frames": video["frames"], "rate": video["rate"], "sound tracks": len(proxy["media"]["audio"])}
    if other := [
        f"{name} {value} in place of {_OF_CLIP[name]}" for name, value in found.items() if value != _OF_CLIP[name]
    ]:
        return f"The proxy has {', '.join(other)}."
    short = abs(proxy["media"]["duration"] - _CLIP_SECONDS)
    return f"The proxy lasts {proxy['media']['duration']:.3f} s." if short > _MOST_APART else ""


_HELD = ("source_complete", "source_decoded", "frame_count", "frame_times", "frame_rate", "duration", "audio_1_length")
_OF_CLIP = {"frames": 25, "rate": "25/1", "sound tracks": 1}
_CLIP_SECONDS = 1.0
_MOST_APART = 0.08  # two frames: what a certificate allows


def padded(clip: bytes, size: int) -> bytes:
    """Fill an mp4 up to ``size`` bytes with a box that players skip (``free``, ISO/IEC 14496-12, section 8.1.2)."""
    filling = size - len(clip)
    return clip + filling.to_bytes(4, "big") + b"free" + bytes(filling - 8)
