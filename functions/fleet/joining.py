"""Joining: what a worker on another machine needs to work here, for whoever shows the token of this installation.

A worker reads sources, writes proxies, takes events and writes the job table, so it gets the keys and passwords of all of these:
the token opens as much as they do. It is compared in constant time, and never logged.
"""

import hmac

from functions.common.errors import JoinNeedsServer, JoinOff, JoinTokenWrong
from functions.deployment import Deployment

HOST = "{host}"
"""In the addresses for workers elsewhere: the name or address that the worker calls the API by."""


def environment(deployment: Deployment, token: str, host: str) -> dict[str, str]:
    """Give the environment of a worker that calls this installation ``host``, as .env.example explains it.

    Raises JoinOff where no worker may join, JoinTokenWrong, JoinNeedsServer where the job table is a file.
    """
    config = deployment.config
    if config.join_token is None:
        raise JoinOff
    if not hmac.compare_digest(token.encode(), config.join_token.get_secret_value().encode()):
        raise JoinTokenWrong
    database_url = config.join_database_url or config.database_url
    storage = config.join_s3_endpoint or config.s3_public_endpoint or config.aws_endpoint_url_s3
    if database_url.startswith("sqlite"):
        raise JoinNeedsServer
    keys = deployment.storage.keys()
    if config.join_nats_url is None or storage is None or keys is None:
        raise JoinOff("It is not told where the storage and the event stream are: JOIN_S3_ENDPOINT, JOIN_NATS_URL.")
    named = f"[{host}]" if ":" in host else host
    return {
        "AWS_ENDPOINT_URL_S3": storage.replace(HOST, named),
        "AWS_REGION": config.aws_region,
        "AWS_ACCESS_KEY_ID": keys[0],
        "AWS_SECRET_ACCESS_KEY": keys[1],
        "SOURCE_BUCKET": config.source_bucket,
        "PROXY_BUCKET": config.proxy_bucket,
        "DATABASE_URL": database_url.replace(HOST, named),
        "NATS_URL": config.join_nats_url.replace(HOST, named),
        "PRIORITIES": str(config.priorities).lower(),
        "LEASE_SECONDS": f"{config.lease_seconds:g}",
    }
