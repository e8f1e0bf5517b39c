"""What an upload is asked for with, and what it is answered with."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.api import dependencies, presign, requests
from functions.common import folders

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, section 5.6.2  # noqa: S105
_BASE64_OF_32_BYTES = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"
_BASE64_OF_4_BYTES = "^[A-Za-z0-9+/]{5}[AQgw]==$"
_LARGEST = 2**53 - 1  # the largest whole number that every JSON reader keeps exact


class UploadRequest(requests.Order):
    """The file that is going to be sent."""

    filename: str = Field(
        min_length=1,
        max_length=4096,
        description="Its name; kept without control characters and path separators, up to 255 bytes of UTF-8.",
        examples=["Interview Zoë.mov"],
    )
    folder: Annotated[str, AfterValidator(folders.checked)] = Field(
        "",
        max_length=4096,
        description=(
            "The folder it lies in, below the one that is sent: kept without characters that names do not have, up to 1,024"
            " bytes of UTF-8. No `..`, no control characters, and not from the root on."
        ),
        examples=["A001/Clips"],
    )
    size: int = Field(
        ge=0, le=_LARGEST, json_schema_extra={"minimum": 1}, description="Bytes, exactly.", examples=[73400320]
    )
    content_type: str = Field(
        "application/octet-stream",
        pattern=rf"^{_TOKEN}/{_TOKEN}$",
        max_length=255,
        description="Media type; the PUT has to carry it.",
        examples=["video/quicktime"],
    )
    checksum_sha256: Annotated[str, Field(pattern=_BASE64_OF_32_BYTES)] | None = Field(
        None, description="sha256 of the whole file, base64. A single PUT with other bytes is refused by the bucket."
    )
    checksum_crc32: Annotated[str, Field(pattern=_BASE64_OF_4_BYTES)] | None = Field(
        None,
        description="CRC-32 of the whole file, most significant byte first, base64. A single PUT with other bytes is refused by "
        "the bucket. Not used beside `checksum_sha256`, and of files that come in parts.",
        examples=["y/U6HA=="],
    )
    part_checksums: Literal["crc32"] | None = Field(
        None,
        description="crc32: the CRC-32 of each part is told when it is signed, and the bucket refuses a part with other bytes. "
        "Parts are then signed by POST /upload/{job_id}/parts/ alone.",
    )

    @property
    def checksums(self) -> presign.Checksums:
        """What is declared of the bytes."""
        return presign.Checksums(self.checksum_sha256, self.checksum_crc32, self.part_checksums is not None)


class SingleUpload(BaseModel):
    """One PUT of the whole file."""

    url: str
    headers: dict[str, str] = Field(description="Send these with the PUT, as they are.")
    expires_at: datetime


class PartAnswer(BaseModel):
    """One PUT of one part, of exactly `size` bytes."""

    number: int
    url: str
    size: int = Field(description="Bytes.")
    headers: dict[str, str] = Field(description="Send these with the PUT, as they are.")


class MultipartUpload(BaseModel):
    """PUTs of parts, in any order, several at a time."""

    upload_id: str
    part_size: int = Field(description="Bytes of each part but the last.")
    parts: list[PartAnswer] = Field(
        description=f"The first {presign.FIRST_PARTS} parts at most; POST /upload/{{job_id}}/parts/ signs the others. None where "
        "`part_checksums` is given."
    )
    part_checksums: Literal["crc32"] | None = Field(
        description="crc32: give the CRC-32 of each part when it is to be signed. Null also where the storage cannot hold it."
    )
    expires_at: datetime


class SingleAnswer(BaseModel):
    """Files below 16 MiB."""

    model_config = ConfigDict(title="Single")

    job_id: str = Field(examples=[dependencies.EXAMPLE_ID])
    method: Literal["single"] = "single"
    upload: SingleUpload


class MultipartAnswer(BaseModel):
    """Files from 16 MiB."""

    model_config = ConfigDict(title="Multipart")

    job_id: str = Field(examples=[dependencies.EXAMPLE_ID])
    method: Literal["multipart"] = "multipart"
    upload: MultipartUpload


class PartsRequest(requests.Body):
    """The parts to sign (again)."""

    numbers: list[Annotated[int, Field(ge=1, le=10_000)]] = Field(
        min_length=1, max_length=presign.PARTS_A_CALL, examples=[[101, 102]]
    )
    checksums: list[Annotated[str, Field(pattern=_BASE64_OF_4_BYTES)]] | None = Field(
        None,
        max_length=presign.PARTS_A_CALL,
        description="CRC-32 of each of these parts, most significant byte first, base64. Needed where the upload was begun with "
        "`part_checksums`, else not used.",
        examples=[["y/U6HA==", "AAAAAA=="]],
    )


class SignedPartsAnswer(BaseModel):
    """Signed parts, in the order they were asked for."""

    parts: list[PartAnswer]
    expires_at: datetime


class StoredPart(BaseModel):
    """A part that the bucket has."""

    number: int
    size: int = Field(description="Bytes.")
    etag: str


class StoredPartsAnswer(BaseModel):
    """The parts that the bucket has, by number."""

    parts: list[StoredPart]
