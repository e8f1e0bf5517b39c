"""What a webhook says, and its signature, as Standard Webhooks 1.0 has it (standardwebhooks.com). Pure.

The headers are ``webhook-id``, the same for all tries; ``webhook-timestamp``, seconds since 1970 of this try; and
``webhook-signature``: for each valid secret ``v1,`` and the base64 of the HMAC-SHA256 over ``id.timestamp.body``.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from functions.jobs.model import TERMINAL, Job, News, Status

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32  # the standard asks for 24 to 64


def secret() -> str:
    """Make a secret: ``whsec_`` and the base64 of random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(message_id: str, timestamp: int, body: str, valid: Sequence[str]) -> dict[str, str]:
    """Give the headers of one try, signed with each of the ``valid`` secrets."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "vts-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, message_id, timestamp, body) for each in valid),
    }


def signature(key: str, message_id: str, timestamp: int, body: str) -> str:
    """Sign with one secret."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    mac = hmac.new(base64.b64decode(key.removeprefix(PREFIX)), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(mac.digest()).decode()}"


def of_state(job: Job, news: News, sequence: int) -> str:
    """Say that a job came into a state, the one of this number; ``job`` is its row, which may have gone on since.

    What came of the job is told with the state that it came of, and only while the row still says it.
    """
    still = news.status in TERMINAL and news.status is job.status and sequence == job.sequence
    proxy = {"key": job.proxy.key, "size": job.proxy.size} if job.proxy and still else None
    lacks = job.proxy.certificate.missing if job.proxy else None
    return _body(
        f"job.{news.status}",
        news.at,
        {
            "job_id": job.job_id,
            "status": str(news.status),
            "sequence": sequence,
            "filename": job.filename,
            "folder": job.folder,
            "profile": job.profile,
            "source": {"bucket": job.source.bucket, "key": job.source.key, "size": job.source.size},
            "proxy": proxy,
            "missing": lacks.model_dump() if lacks and still else None,
            "error": job.error.model_dump() if job.error and still else None,
        },
    )


def of_test(webhook_id: str, now: datetime) -> str:
    """Say that somebody wanted to see whether messages arrive."""
    return _body("webhook.test", now, {"webhook_id": webhook_id})


def status_of(body: str) -> Status | None:
    """Give the state that a message tells of; None for one that was sent to try the endpoint."""
    status = json.loads(body)["data"].get("status")
    return Status(status) if status else None


def _body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """Write it in ASCII: escapes keep what is no text, such as half a surrogate pair in a file's name."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))
