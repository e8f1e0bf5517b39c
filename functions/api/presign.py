"""What a client may PUT or GET, and for how long: keys, sizes, parts, expiry. Signs offline; no bytes pass through here.

A signature fixes bucket, key, method, length and type, so a URL can be used for the one thing it was given for. A PUT is
signed with `If-None-Match: *`, so that it can be used once. URLs name the public endpoint (SigV4 signs the host).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from functions.bucket.s3 import Part
from functions.common import naming
from functions.common.errors import InvalidRequest, UploadNotFound
from functions.deployment import Deployment
from functions.jobs.model import Job, UploadTicket

MIB = 1024 * 1024
SINGLE_BELOW = 16 * MIB  # smaller files come in one PUT, larger ones in parts
SMALLEST_PART = 8 * MIB
AIMED_PARTS = 9_500  # S3 takes 10,000 parts an upload; some room is left
FIRST_PARTS = 100  # signed with the first answer; the others on demand, shortly before they are sent
PARTS_A_CALL = 1_000


class SignedPut(NamedTuple):
    """A PUT of the whole file; ``headers`` have to be sent as they are."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


class SignedPart(NamedTuple):
    """A PUT of one part of exactly ``size`` bytes; ``headers`` have to be sent as they are."""

    number: int
    url: str
    size: int
    headers: dict[str, str]


class SignedParts(NamedTuple):
    """Some parts of an open upload, and when their URLs expire."""

    parts: list[SignedPart]
    expires_at: datetime


class SignedGet(NamedTuple):
    """A GET that saves the object under ``filename``."""

    url: str
    filename: str
    expires_at: datetime


class Checksums(NamedTuple):
    """What a client declares of its bytes: of the whole file, base64, and whether it tells the CRC-32 of each part."""

    sha256: str | None = None
    crc32: str | None = None
    of_parts: bool = False


NO_CHECKSUMS = Checksums()


def ticket(size: int, content_type: str, checksums: Checksums = NO_CHECKSUMS) -> UploadTicket:
    """Decide how a file of ``size`` bytes comes in: in one PUT, or in parts from 16 MiB on."""
    sha256 = checksums.sha256
    if size < SINGLE_BELOW:
        return UploadTicket(
            method="single", content_type=content_type, checksum_sha256=sha256, checksum_crc32=checksums.crc32
        )
    return UploadTicket(
        method="multipart",
        part_size=part_size(size),
        content_type=content_type,
        checksum_sha256=sha256,
        part_checksums="crc32" if checksums.of_parts else None,
    )


def part_size(size: int) -> int:
    """Give the bytes of each part but the last: max(8 MiB, size / 9,500), rounded up to a whole MiB."""
    return max(SMALLEST_PART, -(-size // (AIMED_PARTS * MIB)) * MIB)


def part_count(job: Job) -> int:
    """Give the number of parts that the declared size makes. Raises UploadNotFound for a job that takes none."""
    return -(-job.source.size // _part_size(job))


def length_of_part(job: Job, number: int) -> int:
    """Give the bytes of part ``number`` (from 1): the part size, or what is left for the last."""
    return min(_part_size(job), job.source.size - (number - 1) * _part_size(job))


def put(deployment: Deployment, job: Job) -> SignedPut:
    """Sign the PUT of a whole file with its declared length, type and, if given, checksum."""
    if job.upload is None:
        raise UploadNotFound
    expires_at = _expiry(deployment.config.upload_url_seconds)
    url, headers = deployment.storage.sign_put(
        job.source.key,
        job.source.size,
        job.upload.content_type,
        sha256=job.upload.checksum_sha256,
        crc32=job.upload.checksum_crc32,
    )
    return SignedPut(url, headers, expires_at)


def parts(
    deployment: Deployment, job: Job, numbers: Sequence[int], checksums: Sequence[str] | None = None
) -> SignedParts:
    """Sign these parts of the job's open upload, each with its CRC-32 where the upload was begun so.

    Raises InvalidRequest naming each number that the declared size does not have, or that checksums are missing;
    UploadNotFound when no upload is open.
    """
    if job.upload is None or job.upload.upload_id is None:
        raise UploadNotFound
    upload_id, count = job.upload.upload_id, part_count(job)
    if wrong := {f"numbers.{at}": f"must be from 1 to {count}" for at, n in enumerate(numbers) if not 1 <= n <= count}:
        raise InvalidRequest(fields=wrong)
    expires_at = _expiry(deployment.config.upload_url_seconds)
    signed = []
    for number, crc32 in zip(numbers, _of_each(job.upload, numbers, checksums), strict=True):
        length = length_of_part(job, number)
        url, headers = deployment.storage.sign_part(job.source.key, upload_id, number, length, crc32)
        signed.append(SignedPart(number, url, length, headers))
    return SignedParts(signed, expires_at)


def _of_each(upload: UploadTicket, numbers: Sequence[int], checksums: Sequence[str] | None) -> Sequence[str | None]:
    """Give what each part is signed with: nothing where the upload was begun without, whatever the client tells."""
    if upload.part_checksums is None:
        return [None] * len(numbers)
    given = checksums or ()
    if len(given) != len(numbers):
        raise InvalidRequest(
            fields={"checksums": "must be one for each number: the upload was begun with part_checksums"}
        )
    return given


def missing_parts(job: Job, there: Sequence[Part]) -> list[int]:
    """List the numbers of the parts that the bucket does not have yet."""
    have = {part.number for part in there}
    return [number for number in range(1, part_count(job) + 1) if number not in have]


def foreign_parts(job: Job, there: Sequence[Part]) -> list[Part]:
    """List the parts that are not of the signed number or size; with none of them and none missing, the sum is right."""
    count = part_count(job)
    return [part for part in there if not 1 <= part.number <= count or part.size != length_of_part(job, part.number)]


def get(
    deployment: Deployment,
    bucket: str,
    key: str,
    name: str,
    content_type: str = "application/octet-stream",
    *,
    head: bool = False,
) -> SignedGet:
    """Sign a download that the browser saves as ``name`` and never shows, whatever its bytes look like; or the HEAD of it."""
    expires_at = _expiry(deployment.config.download_url_seconds)
    return SignedGet(deployment.storage.sign_get(bucket, key, name, content_type, head=head), name, expires_at)


def path_of_output(job: Job, template: str, suffix: str, key: str) -> str:
    """Name an output by the settings' template: `Film.mov` and `_proxy` under a key ending in `.mp4` make `Film_proxy.mp4`.

    It is a path where the template has the folder; its last part is the name of the file.
    """
    named = naming.Named(job.filename, job.folder, job.profile, job.job_id, job.created_at)
    return naming.path(template, named, PurePosixPath(key).suffix, suffix=suffix)


def _part_size(job: Job) -> int:
    if job.upload is None or job.upload.part_size is None:
        raise UploadNotFound
    return job.upload.part_size


def _expiry(seconds: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
