"""Buckets where S3 wants to be told their region. moto stands in for AWS, within this process; MinIO is a real one."""

import uuid
from collections.abc import Iterator

import boto3
import moto
import pytest
from botocore.exceptions import ClientError

from functions.bucket import s3 as object_storage
from local.servers import provision
from tests.support.servers import dynamodb
from tests.support.servers.programs import Minio


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in dynamodb.KEYS.items():
        monkeypatch.setenv(name, value)
    with moto.mock_aws():
        yield


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"])
@pytest.mark.usefixtures("aws")
def test_a_bucket_is_made_in_the_region_of_the_installation_and_making_it_again_is_the_same(region: str) -> None:
    s3 = object_storage.connect(None, region)

    for _ in range(2):
        provision.bucket(s3, "films", region)

    place = boto3.client("s3", region_name=region).get_bucket_location(Bucket="films")["LocationConstraint"]
    assert (place or "us-east-1") == region


@pytest.mark.usefixtures("aws")
def test_without_its_region_s3_makes_no_bucket_so_the_stand_in_is_as_strict_as_aws() -> None:
    with pytest.raises(ClientError, match="IllegalLocationConstraint"):
        object_storage.connect(None, "eu-central-1").create_bucket(Bucket="films")


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_minio_takes_the_region_as_well(region: str, minio_server: Minio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", minio_server.at.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", minio_server.at.secret_key)
    s3 = object_storage.connect(minio_server.at.endpoint, region)
    name = f"films-{uuid.uuid4().hex[:12]}"

    for _ in range(2):
        provision.bucket(s3, name, region)

    assert s3.list_objects_v2(Bucket=name)["KeyCount"] == 0
