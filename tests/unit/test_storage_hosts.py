"""The hosts that signed URLs name, in every region of AWS, held against what the page may reach."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest

from functions.bucket.s3 import Storage
from functions.common.config import Config
from local.page import policy, publish

SESSION = boto3.session.Session()
REGIONS = [each for part in SESSION.get_available_partitions() for each in SESSION.get_available_regions("s3", part)]
ROOT = Path(__file__).parents[2]
PLACES = ("connect-src", "img-src", "media-src")


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


def config(region: str, source: str = "vts-source", proxies: str = "vts-proxy") -> Config:
    return Config(aws_region=region, source_bucket=source, proxy_bucket=proxies, database_url="dynamodb://vts-jobs")


def signed(config: Config) -> Iterator[str]:
    """Give the origin of a URL of each kind that clients are given."""
    storage = Storage(config)
    yield origin(storage.sign_put("uploads/a/source", 4, "video/mp4")[0])
    yield origin(storage.sign_part("uploads/a/source", "upload", 1, 4)[0])
    yield origin(storage.sign_get(config.proxy_bucket, "proxies/a/1/proxy.mp4", "a.mp4", "video/mp4"))
    yield origin(storage.sign_get(config.source_bucket, "uploads/a/source", "a.mov", "video/quicktime"))


def origin(url: str) -> str:
    at = urlsplit(url)
    return f"{at.scheme}://{at.netloc}"


def allowed(origins: tuple[str, ...], place: str) -> set[str]:
    """Read out of the policy of a published page what it may reach."""
    page = publish.with_policy("<html><head></head></html>", publish.Target("page", "https://page", origins, ()))
    (found,) = re.findall(f'{place} ([^;"]*)', html.unescape(page))
    return set(found.split(" "))


def test_the_list_of_regions_has_those_of_china_and_of_governments() -> None:
    assert {"us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1"} <= set(REGIONS)


@pytest.fixture
def one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """All clients are made of one session, which reads its descriptions of AWS once."""
    monkeypatch.setattr(boto3.session, "Session", lambda: SESSION)


@pytest.mark.usefixtures("one_session")
@pytest.mark.parametrize("region", REGIONS)
def test_every_url_that_is_signed_leads_to_a_host_of_its_region_that_the_page_may_reach(region: str) -> None:
    deployment = config(region)

    led_to, origins = set(signed(deployment)), policy.buckets(deployment)

    assert all(f".s3.{region}." in each for each in led_to)
    assert all(led_to <= allowed(origins, place) for place in PLACES)


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "cn-north-1"])
def test_a_bucket_whose_name_has_dots_is_reached_where_its_urls_lead(region: str) -> None:
    deployment = config(region, "films.example.org", "proxies.example.org")

    assert set(signed(deployment)) <= set(policy.buckets(deployment))


def test_the_policy_needs_no_keys_and_names_one_storage_of_ones_own_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    own = config("us-east-1").model_copy(update={"s3_public_endpoint": "https://s3.example.org:9000/"})

    assert policy.buckets(own) == ("https://s3.example.org:9000",)
    assert len(policy.buckets(config("us-east-1"))) == 2


def test_no_other_file_makes_a_client_of_the_storage() -> None:
    """So that none speaks to other hosts; `./vts bench` measures it as a stranger's program."""
    made = re.compile(r"""client\(\s*["']s3["']""")
    files = [path for folder in ("functions", "local") for path in (ROOT / folder).rglob("*.py")]

    others = {path.relative_to(ROOT).as_posix() for path in files if made.search(path.read_text())}

    assert others == {"functions/bucket/s3.py", "local/bench/measured_stack.py"}
