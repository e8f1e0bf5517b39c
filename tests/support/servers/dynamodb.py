"""DynamoDB for the tests of the job table: DynamoDB Local on a free port, and moto inside the process."""

import os
import subprocess
import uuid
from pathlib import Path

import httpx

from functions.jobs.dynamodb import table as dynamodb_table
from functions.jobs.dynamodb.client import Wire
from functions.jobs.dynamodb.table import DynamoDbJobTable
from local.base import ports
from local.tools.dynamodb import DynamoDbLocal
from tests.support.wait_until import until

REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests-secret"}


class DynamoDb:
    """One DynamoDB Local; ``table`` makes empty tables on it."""

    def __init__(self, tool: DynamoDbLocal, folder: Path) -> None:
        self._tool = tool
        self._log = folder / "log"
        self._folder = folder
        self.port = ports.free()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            argv = self._tool.argv(self.port)
            self._server = subprocess.Popen(argv, cwd=self._folder, stdout=log, stderr=log)
        until(self._answers, "DynamoDB Local ready")

    def kill(self) -> None:
        """End it; what it held is gone."""
        if self._server:
            self._server.kill()
            self._server.wait(timeout=30)

    def url(self, table: str | None = None) -> str:
        """Give the URL of a table, by default of one that is not there."""
        return f"dynamodb://{table or f't{uuid.uuid4().hex}'}?endpoint=http://127.0.0.1:{self.port}"

    def table(self) -> str:
        """Make an empty table and give its URL."""
        url = self.url()
        allow()
        dynamodb_table.create(url, REGION)
        return url

    def _answers(self) -> bool:
        try:
            httpx.get(f"http://127.0.0.1:{self.port}/", timeout=5)
        except httpx.TransportError:
            return False
        return True


def allow() -> None:
    """Let this process sign its calls; whatever the keys are, DynamoDB Local and moto take them."""
    for name, value in KEYS.items():
        os.environ.setdefault(name, value)


def empty(url: str) -> None:
    """Delete all items of a table."""
    allow()
    wire = Wire(url, REGION)
    for found in wire.pages("scan", ProjectionExpression="pk, sk"):
        wire.call("delete_item", Key=found)
    wire.close()


def opened(url: str, patience_seconds: float) -> DynamoDbJobTable:
    """Open the table of a URL, in any process."""
    allow()
    return DynamoDbJobTable(url, REGION, patience_seconds=patience_seconds)
