"""Signed addresses with what a client may add to them: each does the one thing that it was signed for, on every storage.

What refuses is a real MinIO and a real VersityGW, with the users that provisioning makes.
"""

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from functions.bucket import keys
from functions.bucket.s3 import CRC32_HEADER, Storage
from functions.common import config
from local.base import ports
from local.base.config import StorageName
from local.servers import provision, storages, users
from local.tools import versitygw as versitygw_tool
from tests.conftest import LOCAL, need
from tests.support.servers.programs import Minio, Nats, Running

SECRET = b"what somebody else has sent"
OWN = b"film"
REFUSED = {400, 403}
COPIES = ("{bucket}/{key}", "/{bucket}/{key}", "{bucket}%2F{key}")


class Signed:
    """A storage with the users of an installation, a film of somebody else in it, and who signs."""

    def __init__(self, name: StorageName, values: dict[str, str], storage: Storage) -> None:
        self.name, self.values, self.storage = name, values, storage
        self.owner = boto3.client(
            "s3",
            endpoint_url=values["AWS_ENDPOINT_URL_S3"],
            region_name=values["AWS_REGION"],
            aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
        )
        self.bucket, self.proxies = values["SOURCE_BUCKET"], values["PROXY_BUCKET"]
        self.foreign = keys.source_of_upload(uuid.uuid4().hex)
        self.owner.put_object(Bucket=self.bucket, Key=self.foreign, Body=SECRET)

    def new_key(self) -> str:
        return keys.source_of_upload(uuid.uuid4().hex)

    def put(self, key: str, **added: str) -> httpx.Response:
        """Use a signed PUT of four bytes, with headers that were not signed."""
        url, headers = self.storage.sign_put(key, len(OWN), "video/mp4")
        return httpx.put(url, content=OWN, headers={**headers, **added})

    def content(self, key: str) -> bytes | None:
        try:
            return self.owner.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError:
            return None


@pytest.fixture(scope="module")
def versitygw(nats_server: Nats, tmp_path_factory: pytest.TempPathFactory) -> Iterator[storages.StorageAt]:
    binary = need(versitygw_tool.find(LOCAL), "VersityGW")
    folder, at = tmp_path_factory.mktemp("versitygw"), storages.StorageAt(ports.free(), "tests", "tests-secret-key")
    running = Running(storages.versitygw(binary, folder, at, nats_server.at), folder / "log")
    running.start()
    yield at
    running.kill()


@pytest.fixture(scope="module", params=["minio", "versitygw"])
def signed(request: pytest.FixtureRequest) -> Signed:
    """An installation as `vts up` and the compose file make it, on each storage in turn."""
    name: StorageName = request.param
    return installed(
        name, request.getfixturevalue("minio_server").at if name == "minio" else request.getfixturevalue(name)
    )


def installed(name: StorageName, at: storages.StorageAt, *, signers: bool = True) -> Signed:
    """Make buckets and users, and sign as those who sign, or as the one that works."""
    run = uuid.uuid4().hex[:12]
    values = {
        "AWS_ENDPOINT_URL_S3": at.endpoint,
        "AWS_ACCESS_KEY_ID": at.access_key,
        "AWS_SECRET_ACCESS_KEY": at.secret_key,
        "AWS_REGION": "us-east-1",
        "SOURCE_BUCKET": f"source-{run}",
        "PROXY_BUCKET": f"proxy-{run}",
        "DATABASE_URL": "sqlite://",
    }
    pairs = {pair: users.User(f"{pair}-{run}", uuid.uuid4().hex) for pair in ("works", "PUT", "GET")}
    for pair in ("PUT", "GET") if signers else ():
        values[f"S3_{pair}_ACCESS_KEY"], values[f"S3_{pair}_SECRET_KEY"] = pairs[pair]
    chosen = config.load(values)
    with pytest.MonkeyPatch.context() as environment:
        for variable, value in values.items():
            environment.setenv(variable, value)
        provision.buckets(chosen)
        owner = boto3.session.Session().get_credentials()
        assert owner
        wanted = users.Users(pairs["works"], *((pairs["PUT"], pairs["GET"]) if signers else ()))
        users.make(name, chosen, owner.get_frozen_credentials(), wanted)
        environment.setenv("AWS_ACCESS_KEY_ID", pairs["works"].key)
        environment.setenv("AWS_SECRET_ACCESS_KEY", pairs["works"].secret)
        made = Signed(name, values, Storage(chosen))
        made.storage.check()
        made.storage.sign_put(made.foreign, 4, "video/mp4")  # its clients take their keys from the environment of now
    return made


# ---------------------------------------------------------------- PUTs


def test_a_put_as_it_was_signed_is_taken(signed: Signed) -> None:
    key = signed.new_key()

    assert signed.put(key).status_code == 200
    assert signed.content(key) == OWN


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("body", [OWN, b""])
def test_a_put_copies_nothing_from_elsewhere(signed: Signed, copy: str, body: bytes) -> None:
    key = signed.new_key()
    url, headers = signed.storage.sign_put(key, len(body), "video/mp4")
    source = copy.format(bucket=signed.bucket, key=signed.foreign)

    copied = httpx.put(url, content=body, headers={**headers, "x-amz-copy-source": source})

    assert copied.status_code in REFUSED
    assert signed.content(key) is None


@pytest.mark.parametrize("spread", [None, "bytes=0-3"])
@pytest.mark.parametrize("copy", COPIES)
def test_a_part_copies_nothing_from_elsewhere(signed: Signed, copy: str, spread: str | None) -> None:
    key = signed.new_key()
    upload_id, _ = signed.storage.start_multipart(key, "video/mp4")
    headers = {"x-amz-copy-source": copy.format(bucket=signed.bucket, key=signed.foreign)}
    if spread:
        headers["x-amz-copy-source-range"] = spread

    copied = httpx.put(signed.storage.sign_part(key, upload_id, 1, 0)[0], headers=headers)

    assert copied.status_code in REFUSED
    assert signed.storage.list_parts(key, upload_id) == []


OTHER_BYTES = {"minio": "XAmzContentChecksumMismatch", "versitygw": "BadDigest"}


def crc32(content: bytes) -> str:
    return base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()


@pytest.mark.parametrize("declared", ["sha256", "crc32"])
def test_a_put_is_taken_with_the_bytes_of_its_checksum_and_no_others(signed: Signed, declared: str) -> None:
    key = signed.new_key()
    sums = {"crc32": crc32(OWN), "sha256": base64.b64encode(hashlib.sha256(OWN).digest()).decode()}
    url, headers = signed.storage.sign_put(key, len(OWN), "video/mp4", **{declared: sums[declared]})

    other = httpx.put(url, content=b"evil", headers=headers)

    assert (other.status_code, code(other)) == (400, OTHER_BYTES[signed.name])
    assert signed.content(key) is None
    assert httpx.put(url, content=OWN, headers=headers).status_code == 200
    assert signed.content(key) == OWN


def test_a_part_is_taken_with_the_bytes_of_its_checksum_and_no_others(signed: Signed) -> None:
    key = signed.new_key()
    upload_id, holds = signed.storage.start_multipart(key, "video/mp4", crc32=True)
    url, headers = signed.storage.sign_part(key, upload_id, 1, len(OWN), crc32(OWN))

    other = httpx.put(url, content=b"evil", headers=headers)

    assert holds
    assert (other.status_code, code(other)) == (400, OTHER_BYTES[signed.name])
    assert httpx.put(url, content=OWN, headers={CRC32_HEADER: crc32(b"evil")}).status_code in REFUSED
    assert httpx.put(url, content=OWN).status_code in REFUSED
    assert signed.storage.list_parts(key, upload_id) == []
    assert httpx.put(url, content=OWN, headers=headers).status_code == 200
    (part,) = signed.storage.list_parts(key, upload_id)
    assert part.crc32 == crc32(OWN)
    signed.storage.complete_multipart(key, upload_id, [part])
    assert signed.content(key) == OWN


def code(answer: httpx.Response) -> str:
    """Give what S3 calls the error."""
    return re.findall("<Code>(.*?)</Code>", answer.text)[0]


ADDED = {
    "x-amz-acl": "public-read",
    "x-amz-grant-read": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-grant-full-control": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-tagging": "a=b",
    "x-amz-meta-a": "b",
    "x-amz-meta-snowball-auto-extract": "true",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-website-redirect-location": "https://elsewhere.example/",
    "x-amz-object-lock-mode": "GOVERNANCE",
    "x-amz-object-lock-retain-until-date": "2100-01-01T00:00:00Z",
    "x-amz-object-lock-legal-hold": "ON",
    "x-amz-server-side-encryption": "AES256",
    "x-amz-server-side-encryption-aws-kms-key-id": "key",
    "x-amz-server-side-encryption-customer-algorithm": "AES256",
    "x-amz-metadata-directive": "REPLACE",
    "x-amz-replication-status": "REPLICA",
    "x-amz-write-offset-bytes": "0",
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    "x-amz-sdk-checksum-algorithm": "CRC32",
    "x-amz-grant-write": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-grant-read-acp": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-grant-write-acp": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"',
    "x-amz-object-ownership": "ObjectWriter",
    "x-amz-tagging-directive": "REPLACE",
    "x-amz-server-side-encryption-context": "e30=",
    "x-amz-server-side-encryption-bucket-key-enabled": "true",
    "x-amz-server-side-encryption-customer-key": base64.b64encode(bytes(32)).decode(),
    "x-amz-bypass-governance-retention": "true",
    "x-amz-bucket-replication-status": "REPLICA",
    "x-amz-rename-source": "/a/b",
    "x-amz-copy-source-if-match": "x",
    "x-amz-checksum-crc32": "AAAAAA==",
    "x-amz-request-payer": "requester",
    "x-amz-security-token": "token",
    "x-amz-date": "20200101T000000Z",
    "x-amz-meta-x-amz-unencrypted-content-length": "1",
    "x-minio-internal-compression": "klauspost/compress/s2",
    "x-minio-internal-actual-size": "9",
    "x-minio-source-replication-request": "true",
    "x-minio-replication-actual-object-size": "9",
    "x-minio-force-delete": "true",
    "x-minio-extract": "true",
    "x-http-method-override": "DELETE",
    "content-range": "bytes 0-3/9",
    "content-md5": base64.b64encode(bytes(16)).decode(),
}
WITHOUT_EFFECT_IN_MINIO = {
    "x-amz-acl",
    "x-amz-grant-read",
    "x-amz-grant-full-control",
    "x-amz-website-redirect-location",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-grant-write",
    "x-amz-grant-read-acp",
    "x-amz-grant-write-acp",
    "x-amz-object-ownership",
    "x-amz-tagging-directive",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-bypass-governance-retention",
    "x-amz-bucket-replication-status",
    "x-amz-rename-source",
    "x-amz-copy-source-if-match",
    "x-amz-request-payer",
    "x-amz-date",
    "x-minio-source-replication-request",
    "x-minio-replication-actual-object-size",
}
WITHOUT_EFFECT_ANYWHERE = {"x-minio-force-delete", "x-minio-extract", "x-http-method-override", "content-range"}
WITHOUT_EFFECT_IN_VERSITYGW = {name for name in ADDED if name.startswith("x-minio-")}
WITHOUT_EFFECT = {
    "minio": WITHOUT_EFFECT_IN_MINIO | WITHOUT_EFFECT_ANYWHERE,
    "versitygw": WITHOUT_EFFECT_IN_VERSITYGW | WITHOUT_EFFECT_ANYWHERE,
}


@pytest.mark.parametrize("header", ADDED)
def test_a_header_that_was_not_signed_is_refused_or_has_no_effect(signed: Signed, header: str) -> None:
    key = signed.new_key()

    added = signed.put(key, **{header: ADDED[header]})

    if header in WITHOUT_EFFECT[signed.name]:
        assert looks(signed, key) == looks_as_signed(signed)
    else:
        assert added.status_code in REFUSED
        assert signed.content(key) is None
    assert httpx.get(f"{signed.values['AWS_ENDPOINT_URL_S3']}/{signed.bucket}/{key}").status_code in {403, 404}


OF_THE_OBJECT = {
    "Cache-Control": "max-age=99999",
    "Content-Disposition": "inline",
    "Content-Encoding": "gzip",
    "Content-Language": "de",
    "Expires": "Thu, 01 Dec 2094 16:00:00 GMT",
    "X-Minio-Source-Mtime": "2001-01-01T00:00:00.000000000Z",
    "X-Minio-Source-Etag": "d41d8cd98f00b204e9800998ecf8427e",
}


@pytest.mark.parametrize("header", OF_THE_OBJECT)
def test_what_a_client_says_of_its_own_object_changes_neither_its_bytes_nor_its_download(
    signed: Signed, header: str
) -> None:
    """HTTP's own headers need no signature, on AWS neither: they are kept with the object, and it comes as the link says."""
    key = signed.new_key()

    assert signed.put(key, **{header: OF_THE_OBJECT[header]}).status_code == 200

    stored = signed.storage.head(signed.bucket, key)
    assert stored
    with signed.storage.read(signed.bucket, key, stored.etag, 0) as body:
        assert body.read(100) == OWN
    with httpx.stream("GET", signed.storage.sign_get(signed.bucket, key, "film.mp4", "video/mp4")) as link:
        assert b"".join(link.iter_raw()) == OWN
        assert link.headers["content-type"] == "video/mp4"
        assert link.headers["content-disposition"].startswith('attachment; filename="film.mp4"')
    assert signed.put(key, **{header: OF_THE_OBJECT[header]}).status_code == 412  # nor is it put twice


TAKEN_FOR_ENCRYPTED = (
    "X-Minio-Replication-Encrypted-Multipart",
    "X-Minio-Replication-Server-Side-Encryption-Iv",
    "X-Minio-Replication-Server-Side-Encryption-Seal-Algorithm",
    "X-Minio-Replication-Server-Side-Encryption-Sealed-Key",
)


@pytest.mark.parametrize("header", TAKEN_FOR_ENCRYPTED)
def test_an_object_that_its_client_spoiled_is_as_one_that_did_not_come_and_can_be_deleted(
    signed: Signed, header: str
) -> None:
    key = signed.new_key()

    assert signed.put(key, **{header: "spoiled"}).status_code == 200

    if signed.name == "minio":
        assert signed.storage.head(signed.bucket, key) is None
    else:
        assert signed.content(key) == OWN
    signed.storage.delete(signed.bucket, [key])
    assert not list(signed.storage.listing(signed.bucket, key))
    assert signed.put(key).status_code == 200


def looks(signed: Signed, key: str) -> dict[str, object]:
    """Give what the storage tells of an object, without what differs each time."""
    told = signed.owner.head_object(Bucket=signed.bucket, Key=key)
    return {name: value for name, value in told.items() if name not in {"ResponseMetadata", "LastModified"}}


def looks_as_signed(signed: Signed) -> dict[str, object]:
    key = signed.new_key()
    assert signed.put(key).status_code == 200
    return looks(signed, key)


WITHOUT_PROOF = f"4\r\nevil\r\n0\r\nx-amz-checksum-crc32:{crc32(b'evil')}\r\n\r\n".encode()
AS_SENT_WITHOUT_PROOF = {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": "4",
    "x-amz-trailer": "x-amz-checksum-crc32",
    "Content-Encoding": "aws-chunked",
}


@pytest.mark.parametrize("more", [{}, {"x-amz-meta-snowball-auto-extract": "true"}])
def test_who_knows_an_address_cannot_write_another_object_without_a_signature(
    signed: Signed, more: dict[str, str]
) -> None:
    url, headers = signed.storage.sign_put(signed.new_key(), len(OWN), "video/mp4")
    mine = urlsplit(url)._replace(path=f"/{signed.bucket}/{signed.foreign}").geturl()
    forged = re.sub(r"X-Amz-Signature=[0-9a-f]+", "X-Amz-Signature=00", mine)

    for address, kept in ((url, headers), (mine, {}), (forged, {})):
        sent = httpx.put(address, content=WITHOUT_PROOF, headers={**kept, **AS_SENT_WITHOUT_PROOF, **more})
        assert sent.status_code in REFUSED
    assert signed.content(signed.foreign) == SECRET


# ---------------------------------------------------------------- other calls


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH"])
def test_a_put_is_no_other_method(signed: Signed, method: str) -> None:
    url, headers = signed.storage.sign_put(signed.foreign, len(OWN), "video/mp4")

    assert httpx.request(method, url, headers=headers).status_code in {*REFUSED, 405, 501}
    assert signed.content(signed.foreign) == SECRET


QUERIES = ("acl", "tagging", "retention", "legal-hold", "versionId=null", "uploads", "attributes", "torrent")


@pytest.mark.parametrize(
    "query", [*QUERIES, "partNumber=1&uploadId=x", "x-amz-acl=public-read", "x-amz-copy-source=a/b"]
)
def test_a_put_is_no_other_call(signed: Signed, query: str) -> None:
    key = signed.new_key()
    url, headers = signed.storage.sign_put(key, len(OWN), "video/mp4")

    assert not httpx.put(f"{url}&{query}", content=OWN, headers=headers).is_success
    assert signed.content(key) is None


@pytest.mark.parametrize("query", [*QUERIES, "uploadId=x", "select&select-type=2", "response-content-type=text/html"])
def test_a_get_is_no_other_call(signed: Signed, query: str) -> None:
    url = signed.storage.sign_get(signed.bucket, signed.foreign, "film.mp4", "application/octet-stream")

    assert httpx.get(url).content == SECRET
    assert not httpx.get(f"{url}&{query}").is_success


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_get_changes_nothing(signed: Signed, method: str) -> None:
    url = signed.storage.sign_get(signed.bucket, signed.foreign, "film.mp4", "application/octet-stream")

    assert not httpx.request(method, url).is_success
    assert signed.content(signed.foreign) == SECRET


# ---------------------------------------------------------------- what the users themselves may do


def test_who_signs_uploads_may_put_there_and_nothing_else(signed: Signed) -> None:
    s3 = as_signer(signed, "PUT")
    key = signed.new_key()

    s3.put_object(Bucket=signed.bucket, Key=key, Body=OWN)

    for refused in (
        lambda: s3.get_object(Bucket=signed.bucket, Key=signed.foreign),
        lambda: s3.head_object(Bucket=signed.bucket, Key=key),
        lambda: s3.list_objects_v2(Bucket=signed.bucket),
        lambda: s3.delete_object(Bucket=signed.bucket, Key=key),
        lambda: s3.put_object(Bucket=signed.bucket, Key=f"{keys.TASKS}x.json", Body=OWN),
        lambda: s3.put_object(Bucket=signed.bucket, Key=f"{keys.INBOX}x.mp4", Body=OWN),
        lambda: s3.put_object(Bucket=signed.proxies, Key=f"{keys.PROXIES}x", Body=OWN),
        lambda: s3.put_object_tagging(Bucket=signed.bucket, Key=key, Tagging={"TagSet": []}),
        lambda: s3.put_object_acl(Bucket=signed.bucket, Key=key, ACL="public-read"),
        lambda: s3.copy_object(Bucket=signed.bucket, Key=key, CopySource={"Bucket": signed.bucket, "Key": key}),
    ):
        with pytest.raises(ClientError):
            refused()


def test_who_signs_downloads_may_get_and_nothing_else(signed: Signed) -> None:
    s3 = as_signer(signed, "GET")
    signed.owner.put_object(Bucket=signed.bucket, Key=f"{keys.TASKS}x.json", Body=OWN)

    assert s3.get_object(Bucket=signed.bucket, Key=signed.foreign)["Body"].read() == SECRET

    for refused in (
        lambda: s3.get_object(Bucket=signed.bucket, Key=f"{keys.TASKS}x.json"),
        lambda: s3.list_objects_v2(Bucket=signed.bucket),
        lambda: s3.put_object(Bucket=signed.bucket, Key=signed.new_key(), Body=OWN),
        lambda: s3.delete_object(Bucket=signed.bucket, Key=signed.foreign),
        lambda: s3.put_object_tagging(Bucket=signed.bucket, Key=signed.foreign, Tagging={"TagSet": []}),
    ):
        with pytest.raises(ClientError):
            refused()
    assert signed.content(signed.foreign) == SECRET


def as_signer(signed: Signed, kind: str):
    return boto3.client(
        "s3",
        endpoint_url=signed.values["AWS_ENDPOINT_URL_S3"],
        region_name=signed.values["AWS_REGION"],
        aws_access_key_id=signed.values[f"S3_{kind}_ACCESS_KEY"],
        aws_secret_access_key=signed.values[f"S3_{kind}_SECRET_KEY"],
    )


def test_addresses_name_who_signs_and_not_who_works(signed: Signed) -> None:
    put, _ = signed.storage.sign_put(signed.new_key(), 4, "video/mp4")
    get = signed.storage.sign_get(signed.bucket, signed.foreign, "film.mp4", "video/mp4")

    assert f"X-Amz-Credential={signed.values['S3_PUT_ACCESS_KEY']}" in urlsplit(put).query
    assert f"X-Amz-Credential={signed.values['S3_GET_ACCESS_KEY']}" in urlsplit(get).query


def test_an_installation_with_one_pair_of_keys_goes_on_and_its_addresses_copy_nothing(minio_server: Minio) -> None:
    signed = installed("minio", minio_server.at, signers=False)
    key, other = signed.new_key(), signed.new_key()

    assert signed.put(key).status_code == 200
    assert httpx.get(signed.storage.sign_get(signed.bucket, key, "film.mp4", "video/mp4")).content == OWN
    copied = signed.put(other, **{"x-amz-copy-source": f"{signed.bucket}/{signed.foreign}"})
    assert copied.status_code in REFUSED
    assert signed.content(other) is None
    address, headers = signed.storage.sign_put(other, len(OWN), "video/mp4")
    forged = httpx.put(address, content=WITHOUT_PROOF, headers={**headers, **AS_SENT_WITHOUT_PROOF})
    assert forged.status_code in REFUSED
