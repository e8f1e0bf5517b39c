"""Makes the user that functions and clients work as: it may use the objects of both buckets, and nothing else.

S3 has no calls for that, so each storage that `vts up` runs is asked in its own way: MinIO by its admin API, with a policy of the
user; VersityGW by its admin API, with policies of the buckets that name the user. Elsewhere an owner makes the user.
"""

import json
from collections.abc import Collection, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from functions import storage
from functions.config import Config
from functions.errors import SetupError
from local.config import StorageName

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

_POLICY = "vts"
_OF_BUCKETS = ("s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads")
_OF_OBJECTS = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
)


class User(NamedTuple):
    """A pair of keys."""

    key: str
    secret: str


class UserRefused(SetupError):
    """The object storage did not make the user that the functions work as."""

    hint = "Look at its log, and whether the keys are those of its owner."


def make(storage: StorageName, config: Config, owner: "ReadOnlyCredentials", user: User) -> None:
    """Make the user, or set its secret, and what it may do. Raises what the storage's client raises, UserRefused."""
    if storage == "versitygw":
        _in_versitygw(config, owner, user)
    else:
        _in_minio(config, owner, user)


def _in_minio(config: Config, owner: "ReadOnlyCredentials", user: User) -> None:
    from minio import MinioAdmin
    from minio.credentials.providers import StaticProvider

    at = urlsplit(config.aws_endpoint_url_s3 or "")
    provider = StaticProvider(owner.access_key or "", owner.secret_key or "")
    admin = MinioAdmin(endpoint=at.netloc, credentials=provider, secure=at.scheme == "https")
    admin.user_add(user.key, user.secret)
    admin.policy_add(_POLICY, policy=_policy((config.source_bucket, config.proxy_bucket)))
    admin.policy_set(_POLICY, user=user.key)


def _in_versitygw(config: Config, owner: "ReadOnlyCredentials", user: User) -> None:
    account = {"Access": user.key, "Secret": user.secret, "Role": "user"}
    made = _admin(config, owner, "create-user", _xml("Account", account))
    if made == HTTPStatus.CONFLICT:
        made = _admin(config, owner, f"update-user?access={user.key}", _xml("MutableProps", {"Secret": user.secret}))
    if made >= HTTPStatus.MULTIPLE_CHOICES:
        raise UserRefused(f"It answers {made}.")
    s3 = storage.connect(config.aws_endpoint_url_s3, config.aws_region)
    for bucket in (config.source_bucket, config.proxy_bucket):
        policy = _policy((bucket,), {"Principal": {"AWS": [user.key]}})
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def _admin(config: Config, owner: "ReadOnlyCredentials", call: str, body: bytes) -> int:
    """Call VersityGW's admin API, signed as S3 calls are; the status of its answer."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session

    request = AWSRequest("PATCH", f"{config.aws_endpoint_url_s3}/{call}", data=body)
    S3SigV4Auth(owner, "s3", config.aws_region).add_auth(request)
    return int(URLLib3Session().send(request.prepare()).status_code)


def _xml(name: str, fields: dict[str, str]) -> bytes:
    root = ET.Element(name)
    for field, value in fields.items():
        ET.SubElement(root, field).text = value
    return ET.tostring(root)


def _policy(buckets: Collection[str], whom: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """Allow the use of the objects in these buckets; a policy of a bucket says to ``whom``."""
    arns = [f"arn:aws:s3:::{bucket}" for bucket in buckets]
    of_buckets = {"Effect": "Allow", "Action": list(_OF_BUCKETS), "Resource": arns, **whom}
    of_objects = {
        "Effect": "Allow",
        "Action": list(_OF_OBJECTS),
        "Resource": [f"{arn}/*" for arn in arns],
        **whom,
    }
    return {"Version": "2012-10-17", "Statement": [of_buckets, of_objects]}
