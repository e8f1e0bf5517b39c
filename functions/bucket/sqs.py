"""The queue that events come through on AWS: the only file that knows SQS.

Lambda takes messages from the queue and deletes those that were settled. One that was not is delivered again when its
visibility timeout is over, which has to be six times the function's own: an hour and a half. So it is shortened here.
"""

import threading
from typing import TYPE_CHECKING, Any

from functions.common import log
from functions.common.errors import JobBusy

if TYPE_CHECKING:
    from botocore.client import BaseClient

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds: 1, 2, 4, … up to a minute
FIRST_BUSY, LONGEST_BUSY = 30.0, 900.0
"""Pauses of an event whose job another attempt holds, seconds: 30, 60, 120, … up to 15 minutes, the longest an attempt takes on
AWS. Deliveries are few there (template.yaml, MaxReceives), and that attempt settles the job in all likelihood."""


def pause(deliveries: int, trouble: BaseException) -> float:
    """Give the seconds until an event that met this trouble should be delivered again; ``deliveries`` counts the last one."""
    doublings = min(max(deliveries - 1, 0), 16)
    if isinstance(trouble, JobBusy):
        return min(FIRST_BUSY * 2.0**doublings, LONGEST_BUSY)
    wished: float | None = getattr(trouble, "retry_after", None)
    return min(FIRST_PAUSE * 2.0**doublings, LONGEST_PAUSE) if wished is None else wished


class Queue:
    """The queue of events of this deployment. Safe across threads."""

    def __init__(self, url: str, region: str) -> None:
        """Remember which it is; the client is made on first use."""
        self._url = url
        self._region = region
        self._lock = threading.Lock()
        self._client: BaseClient | None = None

    def put_off(self, receipt: str, seconds: float) -> None:
        """Let the message of this receipt be delivered again after so many seconds, whole ones.

        Where that fails the message comes back when its visibility timeout is over, and the clock may have mended its job by
        then: it is logged, and is no error.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._sqs.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=round(seconds)
            )
        except (BotoCoreError, ClientError) as refused:
            log.warning("put_off_failed", reason=str(refused))

    @property
    def _sqs(self) -> Any:  # noqa: ANN401  botocore makes the calls of a client while it runs
        with self._lock:
            if self._client is None:
                self._client = _connect(self._region)
            return self._client


def _connect(region: str) -> "BaseClient":
    import boto3
    from botocore.config import Config as ClientConfig

    # It may be the last thing that there is time for.
    options = ClientConfig(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=2)
    client: BaseClient = boto3.session.Session().client("sqs", region_name=region, config=options)
    return client
