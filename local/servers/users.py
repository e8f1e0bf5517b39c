"""Makes the users of the storage: one that functions and clients work as, and two that the API signs addresses as.

The first may use the objects of both buckets and nothing else; of the other two one may put below uploads/, one may get films
and proxies. So an address that was given away opens no more than it names, whatever headers are sent along with it.

S3 has no calls for that, so each storage that `vts up` runs is asked in its own way: MinIO by its admin API, with a policy for
each user; VersityGW by its admin API, with policies of the buckets that name the users. Elsewhere an owner makes them. What the
policies allow is in users_policy.py.
"""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from functions.bucket import s3 as object_storage
from functions.common.config import Config
from functions.common.errors import SetupError
from local.base.config import StorageName
from local.servers import users_policy

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials
    from minio import MinioAdmin

_POLICY = "vts"  # of the user that works, as releases before have named it


class User(NamedTuple):
    """A pair of keys."""

    key: str
    secret: str


class Users(NamedTuple):
    """The user that works, and those that only sign; None where that is done as the first."""

    works: User
    puts: User | None = None
    gets: User | None = None


class UserRefused(SetupError):
    """The object storage did not make the user that the functions work as."""

    hint = "Look at its log, and whether the keys are those of its owner."


def make(storage: StorageName, config: Config, owner: "ReadOnlyCredentials", users: Users) -> None:
    """Make the users, or set their secrets, and what they may do. Raises what the storage's client raises, UserRefused."""
    if storage == "versitygw":
        _in_versitygw(config, owner, users)
    else:
        _in_minio(config, owner, users)


def _in_minio(config: Config, owner: "ReadOnlyCredentials", users: Users) -> None:
    from minio import MinioAdmin
    from minio.credentials.providers import StaticProvider

    at = urlsplit(config.aws_endpoint_url_s3 or "")
    provider = StaticProvider(owner.access_key or "", owner.secret_key or "")
    admin = MinioAdmin(endpoint=at.netloc, credentials=provider, secure=at.scheme == "https")
    refused = users_policy.refused(config)
    _minio_user(admin, users.works, _POLICY, [*users_policy.works(config), *refused])
    if users.puts:
        _minio_user(admin, users.puts, users.puts.key, [*users_policy.puts(config), *refused])
    if users.gets:
        _minio_user(admin, users.gets, users.gets.key, users_policy.gets(config))


def _minio_user(admin: "MinioAdmin", user: User, policy: str, statements: list[users_policy.Statement]) -> None:
    admin.user_add(user.key, user.secret)
    admin.policy_add(policy, policy=users_policy.document(statements))
    admin.policy_set(policy, user=user.key)


def _in_versitygw(config: Config, owner: "ReadOnlyCredentials", users: Users) -> None:
    roles = (
        (users.works, users_policy.works),
        (users.puts, users_policy.puts),
        (users.gets, users_policy.gets),
    )
    statements: list[users_policy.Statement] = []
    for user, may in roles:
        if user:
            _versitygw_user(config, owner, user)
            statements += [{**each, "Principal": {"AWS": [user.key]}} for each in may(config)]
    s3 = object_storage.connect(config.aws_endpoint_url_s3, config.aws_region)
    for bucket in (config.source_bucket, config.proxy_bucket):
        policy = users_policy.document(users_policy.of_bucket(bucket, statements))
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def _versitygw_user(config: Config, owner: "ReadOnlyCredentials", user: User) -> None:
    account = {"Access": user.key, "Secret": user.secret, "Role": "user"}
    made = _admin(config, owner, "create-user", _xml("Account", account))
    if made == HTTPStatus.CONFLICT:
        made = _admin(config, owner, f"update-user?access={user.key}", _xml("MutableProps", {"Secret": user.secret}))
    if made >= HTTPStatus.MULTIPLE_CHOICES:
        raise UserRefused(f"It answers {made}.")


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
