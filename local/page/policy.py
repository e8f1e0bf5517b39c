"""What the page may load, and from where: its Content-Security-Policy (W3C, level 3). Pure."""

import base64
import hashlib
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from functions.bucket.s3 import origins
from functions.common.config import Config

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def buckets(config: Config) -> tuple[str, ...]:
    """Give the origins that signed URLs lead to: the storage's public address, or on AWS each bucket's own."""
    endpoint = config.s3_public_endpoint or config.aws_endpoint_url_s3
    return origins((config.source_bucket, config.proxy_bucket), endpoint, config.aws_region)


def issuer(config: Config) -> tuple[str, ...]:
    """Give the origin of whoever signs users in, which also answers the page's questions; none where nobody does."""
    if config.oidc_issuer is None:
        return ()
    at = urlsplit(config.oidc_issuer)
    return (f"{at.scheme}://{at.netloc}",)


def of(html: str, storage: Sequence[str], sign_in: Sequence[str] = ()) -> str:
    """Give the policy of one HTML file, whose scripts are its own, and which reaches the API and the ``storage`` origins.

    ``sign_in`` are the origins of whoever signs users in.

    The inline scripts that Next.js writes into the file are named by their hashes, so that no other one runs. Styles may be
    inline: Chakra makes them while it runs.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    hashes = dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    there = " ".join(storage)
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            " ".join(("connect-src 'self'", *storage, *sign_in)),
            f"img-src 'self' blob: data: {there}",
            f"media-src 'self' blob: {there}",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
