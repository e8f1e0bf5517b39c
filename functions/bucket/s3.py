"""Object storage: the only file that knows S3.

MinIO, VersityGW and AWS are the same client with another endpoint. One client talks over the internal endpoint; others only
sign, for the endpoint that clients use (SigV4 signs the host). What is signed is signed as a user that may do no more than
that, where the deployment names one: a header or a query that the client adds then opens nothing. Etags are given without
their quotes.
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from functions.common.config import Config
from functions.common.errors import BucketUnavailable, SourceChanged, SourceGone, UploadNotFound

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

SMALL_TRANSFER = 16 * 1024 * 1024
BLOCK = 1024 * 1024  # bytes read at once
CRC32_HEADER = "x-amz-checksum-crc32"
_NOT_KNOWN = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_IMPLEMENTED}
)  # how storages refuse what they do not know
Keys = tuple[str, str]
"""An access key and its secret."""


class Stored(NamedTuple):
    """An object in a bucket. ``size`` is bytes, ``told_at`` the storage's own clock when it said so, where it told that."""

    key: str
    size: int
    etag: str
    modified: datetime
    told_at: datetime | None = None


class Part(NamedTuple):
    """A part of an open multipart upload that the bucket has. ``size`` is bytes."""

    number: int
    size: int
    etag: str
    crc32: str | None = None  # base64; that its bytes were held against, where it was signed with one


class OpenUpload(NamedTuple):
    """A multipart upload that was neither completed nor aborted."""

    key: str
    upload_id: str
    started: datetime


class Body:
    """The bytes of an object on their way. Reading raises BucketUnavailable where the connection breaks or ends early."""

    def __init__(self, stream: "StreamingBody") -> None:
        """Take over an open answer."""
        self._stream = stream

    def read(self, count: int) -> bytes:
        """Give up to ``count`` bytes, none at the end."""
        with _answering():
            return self._stream.read(count)

    def __enter__(self) -> "Body":
        """Leaving the block hangs up."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._stream.close()


class Storage:
    """The buckets of a deployment. Calls raise BucketUnavailable when the storage does not answer or answers 5xx."""

    def __init__(self, config: Config) -> None:
        """Remember where the storage is; clients are made on first use."""
        self._config = config
        self._lock = threading.Lock()
        self._clients: dict[tuple[str | None, Keys | None], S3Client] = {}

    # ------------------------------------------------------------ signing, offline

    def sign_put(
        self, key: str, size: int, content_type: str, *, sha256: str | None = None, crc32: str | None = None
    ) -> tuple[str, dict[str, str]]:
        """Sign a PUT of exactly ``size`` bytes that must not replace anything; the URL and the headers to send with it.

        With a checksum, in base64, the storage refuses other bytes. It takes one; the stronger is chosen.
        """
        headers = {"Content-Type": content_type, "If-None-Match": "*"}
        params: dict[str, Any] = {"ContentLength": size, "ContentType": content_type, "IfNoneMatch": "*"}
        if sha256:
            params["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = sha256
        elif crc32:
            params["ChecksumCRC32"] = headers[CRC32_HEADER] = crc32
        params |= {"Bucket": self._config.source_bucket, "Key": key}
        return self._signed_put("put_object", params), headers

    def sign_part(
        self, key: str, upload_id: str, number: int, size: int, crc32: str | None = None
    ) -> tuple[str, dict[str, str]]:
        """Sign a PUT of one part of exactly ``size`` bytes, and of this CRC-32 if one is given; the URL and the headers."""
        params: dict[str, Any] = {"UploadId": upload_id, "PartNumber": number, "ContentLength": size}
        if crc32:
            params["ChecksumCRC32"] = crc32
        url = self._signed_put("upload_part", {"Bucket": self._config.source_bucket, "Key": key, **params})
        return url, {CRC32_HEADER: crc32} if crc32 else {}

    def sign_get(
        self, bucket: str, key: str, filename: str, content_type: str, *, inline: bool = False, head: bool = False
    ) -> str:
        """Sign a GET, or its HEAD, that the browser saves as ``filename`` (RFC 6266, RFC 5987), or shows when ``inline``."""
        plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in filename)
        kind = "inline" if inline else "attachment"
        disposition = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
        params = {"ResponseContentDisposition": disposition, "ResponseContentType": content_type}
        client = self._signer(self._config.get_keys)
        return client.generate_presigned_url(
            "head_object" if head else "get_object",
            Params={"Bucket": bucket, "Key": key, **params},
            ExpiresIn=self._config.download_url_seconds,
        )

    def _signed_put(self, call: str, params: dict[str, Any]) -> str:
        client = self._signer(self._config.put_keys)
        return client.generate_presigned_url(call, Params=params, ExpiresIn=self._config.upload_url_seconds)

    def _signer(self, keys: Keys | None) -> "S3Client":
        return self._client(self._config.s3_public_endpoint or self._config.aws_endpoint_url_s3, keys)

    # ------------------------------------------------------------ multipart uploads into the source bucket

    def start_multipart(self, key: str, content_type: str, *, crc32: bool = False) -> tuple[str, bool]:
        """Open a multipart upload; its id, and whether each part has to be signed with its CRC-32.

        That is as asked for, where the storage knows such uploads.
        """
        asked: dict[str, Any] = {"Bucket": self._config.source_bucket, "Key": key, "ContentType": content_type}
        if crc32:
            try:
                with _answering():
                    return self._s3.create_multipart_upload(**asked, ChecksumAlgorithm="CRC32")["UploadId"], True
            except BucketUnavailable as refused:
                if _status(refused.__cause__) not in _NOT_KNOWN:
                    raise
        with _answering():
            return self._s3.create_multipart_upload(**asked)["UploadId"], False

    def list_parts(self, key: str, upload_id: str) -> list[Part]:
        """List the parts the bucket has, by number. Raises UploadNotFound once it is completed or aborted."""
        with _answering(missing=UploadNotFound()):
            pages = self._s3.get_paginator("list_parts").paginate(
                Bucket=self._config.source_bucket, Key=key, UploadId=upload_id
            )
            listed = [p for page in pages for p in page.get("Parts", [])]
            return [Part(p["PartNumber"], p["Size"], p["ETag"].strip('"'), p.get("ChecksumCRC32")) for p in listed]

    def complete_multipart(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        """Join the parts into the object. Raises UploadNotFound once completed or aborted, or when an object is there already."""
        body = {"Parts": [_named(part) for part in parts]}
        with _answering(missing=UploadNotFound(), changed=UploadNotFound()):
            self._s3.complete_multipart_upload(
                Bucket=self._config.source_bucket,
                Key=key,
                UploadId=upload_id,
                MultipartUpload=body,  # type: ignore[arg-type]
                IfNoneMatch="*",
            )

    def abort_multipart(self, key: str, upload_id: str) -> None:
        """Throw the parts away; nothing happens if the upload is no longer open."""
        try:
            with _answering(missing=UploadNotFound()):
                self._s3.abort_multipart_upload(Bucket=self._config.source_bucket, Key=key, UploadId=upload_id)
        except UploadNotFound:
            return

    def open_multiparts(self) -> Iterator[OpenUpload]:
        """Walk the multipart uploads that are still open."""
        with _answering():
            for page in self._s3.get_paginator("list_multipart_uploads").paginate(Bucket=self._config.source_bucket):
                for upload in page.get("Uploads", []):
                    yield OpenUpload(upload["Key"], upload["UploadId"], upload["Initiated"])

    # ------------------------------------------------------------ objects

    def head(self, bucket: str, key: str) -> Stored | None:
        """Look at an object without reading it; None if it is not there, cannot be had, or has no name that the storage can give.

        What cannot be had was put with headers by which MinIO takes it for encrypted, though nothing is: it answers 206 without
        saying what it is, or 400.
        """
        try:
            with _answering(missing=SourceGone()):
                found = self._s3.head_object(Bucket=bucket, Key=key)
        except SourceGone:
            return None
        except BucketUnavailable as refused:
            if _status(refused.__cause__) != HTTPStatus.BAD_REQUEST:
                raise
            with _answering():
                self._s3.head_bucket(Bucket=bucket)  # raises when it was not the name that was refused
            return None
        if not found.keys() >= {"ETag", "LastModified"}:
            return None
        return Stored(key, found["ContentLength"], found["ETag"].strip('"'), found["LastModified"], _told_at(found))

    def read(self, bucket: str, key: str, etag: str, start: int, end: int | None = None) -> Body:
        """Open the bytes from ``start`` up to and including ``end`` of that very version; a context manager.

        Raises SourceChanged when the etag no longer matches, SourceGone when the object is not there.
        """
        with _answering(missing=SourceGone(), changed=SourceChanged()):
            reach = f"bytes={start}-{'' if end is None else end}"
            return Body(self._s3.get_object(Bucket=bucket, Key=key, IfMatch=f'"{etag}"', Range=reach)["Body"])

    def put_file(self, bucket: str, key: str, path: Path, content_type: str) -> None:
        """Store a file; the object appears whole or not at all."""
        from boto3.exceptions import S3UploadFailedError
        from boto3.s3.transfer import TransferConfig

        limits = TransferConfig(
            multipart_threshold=SMALL_TRANSFER, multipart_chunksize=SMALL_TRANSFER, max_concurrency=4
        )
        with _answering():
            try:
                self._s3.upload_file(str(path), bucket, key, ExtraArgs={"ContentType": content_type}, Config=limits)
            except S3UploadFailedError as failed:
                raise BucketUnavailable(str(failed)) from failed

    def put_bytes(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        """Store a small object."""
        with _answering():
            self._s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type)

    def get_bytes(self, bucket: str, key: str, limit: int = 1024 * 1024) -> bytes:
        """Read a small object, at most ``limit`` bytes of it. Raises SourceGone when it is not there."""
        with _answering(missing=SourceGone()), self._s3.get_object(Bucket=bucket, Key=key)["Body"] as body:
            return body.read(limit)

    def get_file(self, bucket: str, key: str, path: Path) -> str:
        """Read an object into a file; the SHA-256 of its bytes, in hex. Raises SourceGone when it is not there."""
        digest = hashlib.sha256()
        with (
            _answering(missing=SourceGone()),
            self._s3.get_object(Bucket=bucket, Key=key)["Body"] as body,
            path.open("wb") as file,
        ):
            while block := body.read(BLOCK):
                digest.update(block)
                file.write(block)
        return digest.hexdigest()

    def listing(self, bucket: str, prefix: str, after: str = "") -> Iterator[Stored]:
        """Walk the objects under a prefix, by key, from behind the key ``after``."""
        with _answering():
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, StartAfter=after)
            for page in pages:
                for found in page.get("Contents", []):
                    etag, modified = found["ETag"].strip('"'), found["LastModified"]
                    yield Stored(found["Key"], found["Size"], etag, modified, _told_at(page))

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        """Delete objects; those that are not there count as deleted."""
        with _answering():
            for at in range(0, len(keys), 1000):
                batch = [{"Key": key} for key in keys[at : at + 1000]]
                answer = self._s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})  # type: ignore[typeddict-item]
                if refused := answer.get("Errors"):
                    raise BucketUnavailable(f"{len(refused)} objects were not deleted, the first: {refused[0]}")

    def check(self) -> None:
        """Answer if both buckets are there. Raises BucketUnavailable."""
        with _answering(missing=BucketUnavailable("A bucket is missing.")):
            for bucket in (self._config.source_bucket, self._config.proxy_bucket):
                self._s3.head_bucket(Bucket=bucket)

    def keys(self) -> tuple[str, str] | None:
        """Give the pair of keys that this process works with; None where they are lent for some time, as on AWS."""
        import boto3

        found = boto3.session.Session().get_credentials()
        frozen = found.get_frozen_credentials() if found else None
        if frozen is None or frozen.token or not (frozen.access_key and frozen.secret_key):
            return None
        return frozen.access_key, frozen.secret_key

    # ------------------------------------------------------------ clients

    @property
    def _s3(self) -> "S3Client":
        return self._client(self._config.aws_endpoint_url_s3)

    def _client(self, endpoint: str | None, keys: Keys | None = None) -> "S3Client":
        with self._lock:
            if (endpoint, keys) not in self._clients:
                self._clients[endpoint, keys] = connect(endpoint, self._config.aws_region, keys)
            return self._clients[endpoint, keys]


def _named(part: Part) -> dict[str, Any]:
    """Name a part as the storage wants it when parts are joined: with its checksum, where it was signed with one."""
    checksum = {"ChecksumCRC32": part.crc32} if part.crc32 else {}
    return {"PartNumber": part.number, "ETag": f'"{part.etag}"', **checksum}


def origins(buckets: Sequence[str], endpoint: str | None, region: str) -> tuple[str, ...]:
    """Give the origins that URLs of these buckets lead to, as ``connect`` signs them: what a page has to be allowed to reach.

    They are read from URLs, because which host a bucket has depends on its region, its partition and its name.
    """
    client = connect(endpoint, region, signed=False)
    urls = (client.generate_presigned_url("get_object", Params={"Bucket": each, "Key": "any"}) for each in buckets)
    return tuple(dict.fromkeys(f"{at.scheme}://{at.netloc}" for at in map(urlsplit, urls)))


def connect(endpoint: str | None, region: str, keys: Keys | None = None, *, signed: bool = True) -> "S3Client":
    """Make a client of the storage at ``endpoint``, or of S3's in that ``region``; one that is not ``signed`` needs no keys.

    Where no ``keys`` are given, boto3 looks for them itself.

    On AWS it speaks to the region's own hosts: us-east-1 has an older one besides, ``BUCKET.s3.amazonaws.com``, which boto3 would
    take, and which redirects where a bucket is new in another region.
    """
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config as ClientConfig

    options = ClientConfig(
        signature_version="s3v4" if signed else UNSIGNED,
        s3={"addressing_style": "path" if endpoint else "virtual", "us_east_1_regional_endpoint": "regional"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=5,
        read_timeout=30,
        max_pool_connections=32,
    )
    key, secret = keys or (None, None)  # None: boto3 looks for them itself
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        config=options,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )


@contextmanager
def _answering(missing: Exception | None = None, changed: Exception | None = None) -> Iterator[None]:
    """Turn the client's errors into the catalogue's: 404 is ``missing``, 412 is ``changed``, no answer is BucketUnavailable."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        status = _status(error)
        if missing and status == HTTPStatus.NOT_FOUND:
            raise missing from error
        if changed and status == HTTPStatus.PRECONDITION_FAILED:
            raise changed from error
        raise BucketUnavailable(str(error)) from error
    except (BotoCoreError, HTTPClientError, OSError) as error:
        raise BucketUnavailable(str(error)) from error


def _told_at(answer: Any) -> datetime | None:  # noqa: ANN401  any answer of botocore
    """Give the storage's clock as its answer states it."""
    try:
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    except (KeyError, TypeError, ValueError):
        return None


def _status(error: BaseException | None) -> int:
    """Give the HTTP status that the storage answered with; 500 where it gave none."""
    response = getattr(error, "response", None) or {}
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", HTTPStatus.INTERNAL_SERVER_ERROR))
