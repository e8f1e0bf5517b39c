"""What may be PUT and fetched: part sizes, what is signed, and how names travel. Signing needs no server."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.api import presign
from functions.bucket import keys
from functions.bucket.s3 import Part, Storage
from functions.common import filename, naming
from functions.common.config import Config
from functions.common.errors import InvalidRequest, UploadNotFound
from functions.deployment import Deployment
from functions.jobs.model import Job, Source, Status, UploadTicket
from functions.jobs.sql.table import SqlJobTable
from functions.plan import profile

JOB_ID = "0" * 32
MIB = 1024 * 1024


@dataclass(frozen=True)
class _Url:
    """A signed URL, taken apart."""

    host: str
    path: str
    query: dict[str, str]

    @property
    def signed_headers(self) -> set[str]:
        return set(self.query["X-Amz-SignedHeaders"].split(";"))


def taken_apart(url: str) -> _Url:
    parts = urlsplit(url)
    return _Url(parts.netloc, parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A deployment whose storage is reached inside under another name than outside; neither is there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    config = Config(
        aws_endpoint_url_s3="http://minio:9000",
        s3_public_endpoint="https://files.example.org",
        aws_region="eu-central-1",
        source_bucket="sources",
        proxy_bucket="proxies",
        database_url="sqlite://",
        upload_url_seconds=600,
        download_url_seconds=1200,
    )
    return Deployment(config, SqlJobTable("sqlite://"), Storage(config))


def a_job(deployment: Deployment, size: int, upload_id: str | None = "upload-1") -> Job:
    recipe = profile.load("web-720p")
    ticket = presign.ticket(size, "video/mp4")
    now = presign._expiry(0)
    return Job(
        job_id=JOB_ID,
        filename="film.mp4",
        status=Status.WAITING,
        profile=recipe.name,
        profile_digest=profile.digest(recipe),
        recipe=recipe,
        options=profile.Options(),
        source=Source(bucket="sources", key=keys.source_of_upload(JOB_ID), size=size),
        upload=ticket.model_copy(update={"upload_id": upload_id}) if ticket.part_size else ticket,
        created_at=now,
    )


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("size", "method"),
    [(1, "single"), (16 * MIB - 1, "single"), (16 * MIB, "multipart"), (5 * 1024 * 1024 * MIB, "multipart")],
)
def test_files_from_16_mib_come_in_parts(size: int, method: str) -> None:
    assert presign.ticket(size, "video/mp4").method == method


@pytest.mark.parametrize(
    ("size", "part_size"),
    [
        (16 * MIB, 8 * MIB),
        (9_500 * 8 * MIB, 8 * MIB),
        (9_500 * 8 * MIB + 1, 9 * MIB),
        (5 * 1024 * 1024 * MIB, 552 * MIB),
    ],
)
def test_parts_are_of_8_mib_or_of_what_makes_9500_of_them(size: int, part_size: int) -> None:
    assert presign.part_size(size) == part_size


@settings(deadline=None)
@given(st.integers(16 * MIB, 5 * 1024 * 1024 * MIB))
def test_the_parts_of_any_size_are_what_s3_takes_and_add_up(size: int) -> None:
    part_size = presign.part_size(size)
    count = -(-size // part_size)

    assert part_size % MIB == 0
    assert 5 * MIB <= part_size <= 5 * 1024 * MIB
    assert 2 <= count <= 10_000
    assert (count - 1) * part_size < size <= count * part_size


def test_the_last_part_is_what_is_left(deployment: Deployment) -> None:
    job = a_job(deployment, 20 * MIB + 5)

    assert [presign.length_of_part(job, n) for n in (1, 2, 3)] == [8 * MIB, 8 * MIB, 4 * MIB + 5]
    assert presign.part_count(job) == 3


def test_parts_that_are_not_there_and_parts_that_were_not_signed_are_told_apart(deployment: Deployment) -> None:
    job = a_job(deployment, 20 * MIB)
    there = [Part(1, 8 * MIB, "a"), Part(3, 8 * MIB, "b"), Part(4, 1, "c")]

    assert presign.missing_parts(job, there) == [2]
    assert presign.foreign_parts(job, there) == [there[1], there[2]]


# ---------------------------------------------------------------- what is signed


def test_a_put_is_signed_for_its_length_type_and_first_use_by_the_public_endpoint(deployment: Deployment) -> None:
    put = presign.put(deployment, a_job(deployment, 1000))
    url = taken_apart(put.url)

    assert url.host == "files.example.org"
    assert url.path == f"/sources/uploads/{JOB_ID}/source"
    assert url.signed_headers == {"content-length", "content-type", "host", "if-none-match"}
    assert url.query["X-Amz-Expires"] == "600"
    assert put.headers == {"Content-Type": "video/mp4", "If-None-Match": "*"}


def test_a_declared_checksum_is_signed_too(deployment: Deployment) -> None:
    job = a_job(deployment, 1000)
    ticket = UploadTicket(method="single", content_type="video/mp4", checksum_sha256="A" * 43 + "=")

    put = presign.put(deployment, job.model_copy(update={"upload": ticket}))

    assert "x-amz-checksum-sha256" in taken_apart(put.url).signed_headers
    assert put.headers["x-amz-checksum-sha256"] == ticket.checksum_sha256


def test_a_part_is_signed_for_its_number_upload_and_length(deployment: Deployment) -> None:
    signed = presign.parts(deployment, a_job(deployment, 20 * MIB), [3])
    url = taken_apart(signed.parts[0].url)

    assert (url.query["partNumber"], url.query["uploadId"]) == ("3", "upload-1")
    assert "content-length" in url.signed_headers
    assert signed.parts[0].size == 4 * MIB


CRC32 = "y/Q5Jg=="


def test_a_crc32_is_signed_where_no_stronger_checksum_is_declared(deployment: Deployment) -> None:
    job = a_job(deployment, 1000)
    weak = presign.ticket(1000, "video/mp4", presign.Checksums(crc32=CRC32))
    both = presign.ticket(1000, "video/mp4", presign.Checksums("A" * 43 + "=", CRC32))

    one = presign.put(deployment, job.model_copy(update={"upload": weak}))
    two = presign.put(deployment, job.model_copy(update={"upload": both}))

    assert "x-amz-checksum-crc32" in taken_apart(one.url).signed_headers
    assert one.headers["x-amz-checksum-crc32"] == CRC32
    assert {name for name in taken_apart(two.url).signed_headers if "checksum" in name} == {"x-amz-checksum-sha256"}


def test_a_part_is_signed_for_its_checksum_where_the_upload_was_begun_so(deployment: Deployment) -> None:
    job = a_job(deployment, 20 * MIB)
    assert job.upload
    checked = job.model_copy(update={"upload": job.upload.model_copy(update={"part_checksums": "crc32"})})

    (with_one,) = presign.parts(deployment, checked, [3], [CRC32]).parts
    (without,) = presign.parts(deployment, job, [3], [CRC32]).parts

    assert "x-amz-checksum-crc32" in taken_apart(with_one.url).signed_headers
    assert not any("checksum" in name.lower() for name in taken_apart(with_one.url).query)
    assert with_one.headers == {"x-amz-checksum-crc32": CRC32}
    assert "x-amz-checksum-crc32" not in taken_apart(without.url).signed_headers
    assert without.headers == {}


@pytest.mark.parametrize(("status", "code"), [(400, "InvalidArgument"), (501, "NotImplemented")])
def test_a_storage_that_knows_no_checksums_of_parts_gets_an_upload_without(
    deployment: Deployment, status: int, code: str
) -> None:
    asked = {"Bucket": "sources", "Key": "uploads/a/source", "ContentType": "video/mp4"}
    with Stubber(deployment.storage._s3) as storage:
        storage.add_client_error(
            "create_multipart_upload",
            code,
            http_status_code=status,
            expected_params={**asked, "ChecksumAlgorithm": "CRC32"},
        )
        storage.add_response("create_multipart_upload", {"UploadId": "upload-1"}, asked)

        opened = deployment.storage.start_multipart("uploads/a/source", "video/mp4", crc32=True)

    assert opened == ("upload-1", False)


@pytest.mark.parametrize("number", [0, -1, 4, 10_001])
def test_a_part_that_the_size_does_not_have_is_not_signed(deployment: Deployment, number: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        presign.parts(deployment, a_job(deployment, 20 * MIB), [1, number])

    assert refused.value.fields == {"numbers.1": "must be from 1 to 3"}


def test_no_part_is_signed_before_the_upload_is_open(deployment: Deployment) -> None:
    with pytest.raises(UploadNotFound):
        presign.parts(deployment, a_job(deployment, 20 * MIB, upload_id=None), [1])


# ---------------------------------------------------------------- names of downloads


def disposition(url: str) -> str:
    return taken_apart(url).query["response-content-disposition"]


def test_a_download_is_an_attachment_of_a_fixed_type(deployment: Deployment) -> None:
    url = presign.get(deployment, "proxies", "proxies/1/1/proxy.mp4", "Film_proxy.mp4", "video/mp4").url

    assert disposition(url).startswith("attachment; ")
    assert taken_apart(url).query["response-content-type"] == "video/mp4"
    assert taken_apart(url).query["X-Amz-Expires"] == "1200"


def test_a_source_is_never_given_a_type_that_a_browser_shows(deployment: Deployment) -> None:
    url = presign.get(deployment, "sources", "inbox/page.html", "page.html").url

    assert taken_apart(url).query["response-content-type"] == "application/octet-stream"


@pytest.fixture(scope="module")
def signer() -> Iterator[Storage]:
    """A storage that only signs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        yield Storage(Config(aws_region="eu-central-1", source_bucket="s", proxy_bucket="p", database_url="sqlite://"))


@settings(deadline=None)
@given(st.text(max_size=300).map(filename.clean).filter(bool))
def test_any_name_round_trips_through_content_disposition(signer: Storage, name: str) -> None:
    header = disposition(signer.sign_get("p", "k", name, "video/mp4"))

    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rpartition("filename*=UTF-8''")[2]) == name
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"


@pytest.mark.parametrize(
    ("original", "kind", "key", "name"),
    [
        ("Interview Zoë.mov", "proxy", "proxies/1/1/proxy.mp4", "Interview Zoë_proxy.mp4"),
        ("film", "poster", "proxies/1/1/poster.jpg", "film_poster.jpg"),
        ("a.b.mxf", "certificate", "proxies/1/1/certificate.json", "a.b_certificate.json"),
        ("é" * 125 + ".mp4", "proxy", "proxies/1/1/proxy.mov", "é" * 122 + "_proxy.mov"),
    ],
)
def test_outputs_are_named_after_their_source(
    deployment: Deployment, original: str, kind: str, key: str, name: str
) -> None:
    job = a_job(deployment, 1).model_copy(update={"filename": original})

    assert presign.path_of_output(job, naming.DEFAULT, f"_{kind}", key) == name
