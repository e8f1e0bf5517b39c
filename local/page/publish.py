"""The built page into the bucket of a stack on AWS, from where CloudFront serves it (template.yaml).

A bucket gives no header of one's own, so each HTML file carries its policy itself, as a meta element; what holds for all files
CloudFront adds.
"""

import html
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from functions.bucket import s3 as object_storage
from functions.common.errors import SetupError
from local.page import policy
from local.page.files import HASHED, KEPT_FOR_A_YEAR

_PATIENCE_SECONDS = 10
_ENDPOINTS = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "end_session_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
)


class StackMissing(SetupError):
    """The stack on AWS was not found, or is not one of template.yaml."""

    hint = "Deploy it first (docs/aws.md), and name it with --stack and, unless AWS_REGION does, --region."


class IssuerSilent(SetupError):
    """Whoever signs users in does not tell its addresses."""

    hint = "Its address followed by /.well-known/openid-configuration must answer from here; compare the stack's output Issuer."


class Target(NamedTuple):
    """Where the page goes, and what it is going to reach: origins of the buckets and of whoever signs users in."""

    bucket: str
    address: str
    storage: tuple[str, ...]
    sign_in: tuple[str, ...]


def target(stack: str, region: str | None) -> Target:
    """Look a deployed stack up.

    Raises StackMissing, and IssuerSilent; keys are taken from where boto3 looks for them.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        formation = _session(region).client("cloudformation")
        (found,) = formation.describe_stacks(StackName=stack)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
        buckets = (outputs["SourceBucketName"], outputs["ProxyBucketName"])
        bucket, address, issuer = outputs["PageBucketName"], outputs["Page"], outputs["Issuer"]
    except (BotoCoreError, ClientError, KeyError) as missing:
        raise StackMissing(f"{stack}: {missing}") from missing
    reached = object_storage.origins(buckets, None, formation.meta.region_name)
    return Target(bucket, address, reached, origins(_discovered(issuer)))


def origins(discovered: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the origins of an issuer's addresses (OpenID Connect Discovery 1.0, section 3)."""
    addresses = (urlsplit(str(discovered[name])) for name in _ENDPOINTS if name in discovered)
    return tuple(dict.fromkeys(f"{at.scheme}://{at.netloc}" for at in addresses))


def put(folder: Path, to: Target, region: str | None) -> int:
    """Put the page of ``folder`` there, what others refer to first; how many files. Raises what boto3 raises.

    Files with a hash in their names stay from one time to the next: a page that is open somewhere may still ask for them.
    """
    s3 = object_storage.connect(None, _session(region).region_name)
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.suffix == ".html")
    plain = [path for path in files if path.suffix != ".gz"]
    for path in plain:
        key = path.relative_to(folder).as_posix()
        body = path.read_bytes()
        if path.suffix == ".html":
            body = with_policy(body.decode(), to).encode()
        s3.put_object(
            Bucket=to.bucket,
            Key=key,
            Body=body,
            ContentType=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            CacheControl=KEPT_FOR_A_YEAR if key.startswith(HASHED) else "no-cache",
        )
    return len(plain)


def with_policy(page: str, to: Target) -> str:
    """Write the policy of an HTML file into its head, before anything that it is to hold for."""
    told = policy.of(page, to.storage, to.sign_in)
    # Browsers heed neither of these in a meta element; CloudFront's header has the first one.
    kept = "; ".join(part for part in told.split("; ") if not part.startswith(("frame-ancestors", "report")))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(kept, quote=True)}"/>'
    before, head, after = page.partition("<head>")
    return before + head + meta + after if head else page


def _discovered(issuer: str) -> dict[str, Any]:
    import httpx

    try:
        answer = httpx.get(
            f"{issuer}/.well-known/openid-configuration", timeout=_PATIENCE_SECONDS, follow_redirects=True
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as silent:
        raise IssuerSilent(f"{issuer}: {silent}") from silent
    return found


def _session(region: str | None) -> Any:  # noqa: ANN401  botocore makes clients as it runs
    import boto3

    return boto3.session.Session(region_name=region)
