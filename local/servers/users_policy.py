"""What each user of the storage may do, as statements of a policy. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from functions.bucket import keys
from functions.common.config import Config

Statement = dict[str, Any]

_OF_BUCKETS: Final = ("s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads")
_OF_OBJECTS: Final = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
)
_WITH_EFFECT: Final = (
    "s3:x-amz-copy-source",
    "s3:x-amz-metadata-directive",
    "s3:x-amz-storage-class",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-customer-algorithm",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:RequestObjectTagKeys",
    "s3:object-lock-mode",
    "s3:object-lock-retain-until-date",
    "s3:object-lock-legal-hold",
)
"""Conditions on the headers of a PUT that change what MinIO does. It has no others, and leaves the other x-amz headers alone."""

_KIND_OF_BODY: Final = "s3:x-amz-content-sha256"

_ARN: Final = "arn:aws:s3:::"


def document(statements: Sequence[Statement]) -> dict[str, Any]:
    """Give the policy that is made of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def works(config: Config) -> list[Statement]:
    """Allow the use of the objects of both buckets."""
    arns = [_ARN + bucket for bucket in (config.source_bucket, config.proxy_bucket)]
    return [_allow(_OF_BUCKETS, arns), _allow(_OF_OBJECTS, [f"{arn}/*" for arn in arns])]


def puts(config: Config) -> list[Statement]:
    """Allow a PUT of an object or a part where uploads go, and nothing else: it reads nothing that it could copy."""
    return [_allow(["s3:PutObject"], _below(config.source_bucket, keys.UPLOADS))]


def gets(config: Config) -> list[Statement]:
    """Allow a GET of films and of what was made from them, and nothing else."""
    films = [*_below(config.source_bucket, keys.UPLOADS), *_below(config.source_bucket, keys.INBOX)]
    return [_allow(["s3:GetObject"], [*films, f"{_ARN}{config.proxy_bucket}/{keys.PROXIES}*"])]


def refused(config: Config) -> list[Statement]:
    """Refuse a PUT with a header that MinIO would obey though it was not signed, and bodies that prove nothing.

    MinIO takes one with an unsigned trailer from whoever names a user, without a signature. Clients send such bodies over https
    when they are not told otherwise (docs/storage.md). AWS and VersityGW refuse both by themselves.
    """
    by_address = {"StringEquals": {"s3:authType": ["REST-QUERY-STRING"]}}
    unproved = {"StringEquals": {_KIND_OF_BODY: ["STREAMING-UNSIGNED-PAYLOAD-TRAILER"]}}
    denied = [
        _deny_puts(config, {"Null": {header: ["false"]}, **by_address}) for header in (*_WITH_EFFECT, _KIND_OF_BODY)
    ]
    return [*denied, _deny_puts(config, unproved)]


def of_bucket(bucket: str, statements: Sequence[Statement]) -> list[Statement]:
    """Give what these statements say of one bucket, which is what the policy of a bucket may speak of."""
    narrowed = [
        {**each, "Resource": [arn for arn in each["Resource"] if _bucket(arn) == bucket]} for each in statements
    ]
    return [each for each in narrowed if each["Resource"]]


def _bucket(arn: str) -> str:
    return arn.removeprefix(_ARN).split("/")[0]


def _allow(actions: Sequence[str], resources: Sequence[str]) -> Statement:
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def _deny_puts(config: Config, condition: dict[str, Any]) -> Statement:
    buckets = (config.source_bucket, config.proxy_bucket)
    return {
        "Effect": "Deny",
        "Action": ["s3:PutObject"],
        "Resource": [f"{_ARN}{bucket}/*" for bucket in buckets],
        "Condition": condition,
    }


def _below(bucket: str, prefix: str) -> list[str]:
    return [f"{_ARN}{bucket}/{each}*" for each in keys.everywhere(prefix)]
