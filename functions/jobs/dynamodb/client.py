"""DynamoDB as the job table talks to it: one place for the client, its errors, its clock, and what its calls consume."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from functions.common.errors import InvalidConfig, InvalidRequest, TableNotMigrated, TableRefused, TableUnavailable

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.exceptions import ClientError

    from functions.jobs.dynamodb.items import Attribute

SCHEME = "dynamodb"
_WRITES = frozenset({"put_item", "update_item", "delete_item"})
_KEYS_A_CALL = 100  # what BatchGetItem takes
_TRIES = 3  # of a call, and of what a BatchGetItem left undone
_DATE_SECONDS = 2.0  # a Date is whole seconds, and servers may give one that is a second old
_REFUSED = frozenset({"AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException"})


class Unmet(Exception):
    """The condition of a write did not hold. ``item`` is what is there instead, empty where there is nothing."""

    def __init__(self, item: "Mapping[str, Attribute]") -> None:
        """Carry the item."""
        super().__init__()
        self.item = item


@dataclass
class Units:
    """Capacity units that calls consumed, by operation; a read unit is 4 KB read consistently, a write unit 1 KB written."""

    reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)

    def count(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Add what an answer says that it consumed."""
        consumed = answer.get("ConsumedCapacity") or []
        for one in consumed if isinstance(consumed, list) else [consumed]:
            (self.writes if operation in _WRITES else self.reads)[operation] += one["CapacityUnits"]


class Clock:
    """The host's clock, set right by the Date in DynamoDB's answers: its expressions have no clock of their own.

    Where a Date and the host's clock can both be right, the host's is taken as it is; where they cannot, it is moved by the
    least that makes them. So hosts differ by at most a Date's two seconds and a round trip, however wrong their own clocks are.
    """

    def __init__(self) -> None:
        """Take the host's clock until a Date was heard."""
        self.heard = False
        self._ahead = 0.0

    def now(self) -> datetime:
        """Give the time, in UTC."""
        return datetime.fromtimestamp(time.time() + self._ahead, UTC)

    def hear(self, date: str | None, asked: float, answered: float) -> None:
        """Take the Date of an answer to what was asked and answered at these times of the host's clock."""
        self.heard = True
        if date is None:
            return
        told = parsedate_to_datetime(date).timestamp()
        self._ahead = min(max(self._ahead, told - answered), told + _DATE_SECONDS - asked)


class Wire:
    """The table of a URL, ``dynamodb://TABLE`` or ``dynamodb://TABLE?endpoint=URL``. Safe across threads and forks.

    Calls raise TableUnavailable where DynamoDB does not answer or throttles, after three tries; TableNotMigrated where there is
    no such table, TableRefused where this process may not use it.
    """

    def __init__(self, url: str, region: str, *, patience_seconds: float = 5.0, units: Units | None = None) -> None:
        """Remember where the table is; the client is made on first use. Given ``units``, calls are counted there.

        Raises InvalidConfig for a URL that is not of that form.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        if parts.scheme != SCHEME or not parts.netloc or parts.path or options.keys() - {"endpoint"}:
            raise InvalidConfig(f"{url!r} is not dynamodb://TABLE or dynamodb://TABLE?endpoint=URL.")
        self.table = parts.netloc
        self.clock = Clock()
        self._endpoint = options.get("endpoint")
        self._region = region
        self._patience = patience_seconds
        self._units = units
        self._lock = threading.Lock()
        self._clients: dict[int, BaseClient] = {}

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401  as each operation takes them
        """Make one call about the table; the answer. Raises Unmet where a condition did not hold."""
        return self._call(operation, TableName=self.table, **self._counted(), **parameters)

    def pages(self, operation: str, **parameters: Any) -> "Iterator[dict[str, Attribute]]":  # noqa: ANN401
        """Walk what a query or a scan finds; the next page is asked for when it is needed."""
        after: dict[str, Any] = {}
        while True:
            answer = self.call(operation, **parameters, **after)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            after = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def read(self, keys: "Sequence[dict[str, Attribute]]") -> "list[dict[str, Attribute]]":
        """Read the items of these keys that are there, consistently, in no order."""
        found: list[dict[str, Attribute]] = []
        for at in range(0, len(keys), _KEYS_A_CALL):
            left: dict[str, Any] = {self.table: {"Keys": list(keys[at : at + _KEYS_A_CALL]), "ConsistentRead": True}}
            for attempt in range(_TRIES):
                answer = self._call("batch_get_item", RequestItems=left, **self._counted())
                found += answer["Responses"].get(self.table, [])
                left = answer.get("UnprocessedKeys") or {}
                if not left:
                    break
                time.sleep(0.05 * 2**attempt)
            else:
                raise TableUnavailable("It left keys unread, which is how it throttles.")
        return found

    def now(self) -> datetime:
        """Give the table's clock; where nothing was asked yet, the table is asked first, by a read of half a unit."""
        if not self.clock.heard:
            nowhere = {"pk": {"S": "clock"}, "sk": {"S": "clock"}}
            self.call("get_item", Key=nowhere)
        return self.clock.now()

    def make(self, definition: Mapping[str, Any], expiry: str) -> None:
        """Make the table, unless it is there, and let items expire by their attribute ``expiry``; wait until it is ready."""
        with _answering("create_table"):
            client: Any = self._client
            try:
                client.create_table(**definition)
            except client.exceptions.ResourceInUseException:
                return
            client.get_waiter("table_exists").wait(TableName=self.table, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
            expiring = {"Enabled": True, "AttributeName": expiry}
            client.update_time_to_live(TableName=self.table, TimeToLiveSpecification=expiring)

    def close(self) -> None:
        """Close this process's connections; the next call opens new ones."""
        if client := self._clients.pop(os.getpid(), None):
            client.close()

    # ------------------------------------------------------------ the client

    def _call(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401
        with _answering(operation):
            call, asked = getattr(self._client, operation), time.time()
            answer: dict[str, Any] = call(**parameters)
        self.clock.hear(answer["ResponseMetadata"]["HTTPHeaders"].get("date"), asked, time.time())
        if self._units is not None:
            self._units.count(operation, answer)
        return answer

    def _counted(self) -> dict[str, str]:
        return {} if self._units is None else {"ReturnConsumedCapacity": "INDEXES"}

    @property
    def _client(self) -> "BaseClient":
        """This process's client: connections don't survive a fork, so a child makes its own."""
        with self._lock:
            if (pid := os.getpid()) not in self._clients:
                self._clients[pid] = _connect(self._endpoint, self._region, self._patience)
            return self._clients[pid]


def _connect(endpoint: str | None, region: str, patience: float) -> "BaseClient":
    import boto3
    from botocore.config import Config as ClientConfig

    options = ClientConfig(
        retries={"mode": "standard", "total_max_attempts": _TRIES},
        connect_timeout=patience,
        read_timeout=patience,
        max_pool_connections=48,  # enough for the 40 threads of an API process
    )
    client: BaseClient = boto3.session.Session().client(
        "dynamodb", endpoint_url=endpoint, region_name=region, config=options
    )
    return client


@contextmanager
def _answering(operation: str) -> Iterator[None]:
    """Turn the client's errors into the catalogue's: what may pass is TableUnavailable."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        raise _meaning(operation, error) from error
    except (BotoCoreError, HTTPClientError, OSError) as error:
        raise TableUnavailable(str(error)) from error


def _meaning(operation: str, error: "ClientError") -> Exception:
    code = error.response.get("Error", {}).get("Code", "")
    if code == "ConditionalCheckFailedException":
        response: Mapping[str, Any] = error.response  # botocore's stubs do not know what this error carries
        return Unmet(response.get("Item", {}))
    if code == "ResourceNotFoundException":
        return TableNotMigrated(str(error))
    if code in _REFUSED:
        return TableRefused(str(error))
    if code == "ValidationException" and operation in _WRITES | {"get_item", "query"}:
        return InvalidRequest(str(error))
    return TableUnavailable(str(error))
