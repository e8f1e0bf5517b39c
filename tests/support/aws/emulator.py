"""An AWS on this machine: ministack, which keeps buckets, queues and tables, and runs functions as processes of their own.

It checks what AWS checks: TLS, signatures, capabilities, the policies of roles and buckets, and the tokens of users. Programs
that are led to it call it by AWS's own names, through a proxy (tests/support/aws/names.py).
"""

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx

from local.base import ports
from local.servers.definitions import Server
from local.tools import package
from local.tools.aws import AwsTool
from tests.support.aws import keys as aws_keys
from tests.support.aws import names as aws_names
from tests.support.aws import sam_template
from tests.support.aws.names import Names
from tests.support.servers.programs import Running
from tests.support.wait_until import until

REGION, ACCOUNT = "us-east-1", "000000000000"
REGIONS = (REGION, "eu-central-1", "ap-southeast-2")
NAME = "vts"  # of the stack, as samconfig.toml calls it
LEASE_SECONDS, MAX_RECEIVES = 3, 5  # sooner than on AWS: nobody waits for half a minute, or for twelve deliveries
ROOT = Path(__file__).parents[3]
ENTERS = "\n" * 100
_DEPLOY_SECONDS = 300


class Aws(Running):
    """The emulator, empty. It fetches the keys of users' tokens by the proxy ``keys``; ``names`` leads to it."""

    def __init__(self, tool: AwsTool, folder: Path, keys: str, names: Names) -> None:
        self.folder = folder
        self.port = port = ports.free()
        self.endpoint = f"https://127.0.0.1:{port}"
        self.certificate, key = aws_names.certify(folder, REGIONS)
        self.names = names
        names.leads_to = port
        environment = {
            **tool.environment,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "USE_SSL": "true",
            "MINISTACK_SSL_CERT": str(self.certificate),
            "MINISTACK_SSL_KEY": str(key),
            "http_proxy": keys,
            "AUTH": "true",  # policies are held to
            "IOT_MTLS_ENABLED": "false",  # which would take a port of its own
            "TMPDIR": str(folder),
        }
        super().__init__(Server("aws", tuple(tool.argv), environment, self._answers), folder / "log")

    def _answers(self) -> bool:
        try:
            with self.http() as http:
                return http.get("/_ministack/ready", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def trust(self) -> ssl.SSLContext:
        """Trust the emulator's certificate, and no other."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def http(self, path: str = "", headers: dict[str, str] | None = None) -> httpx.Client:
        """Give a client of the emulator, below a path of it; AWS's own names lead there, too."""
        proxies = {"all://*.amazonaws.com": httpx.HTTPTransport(verify=self.trust(), proxy=self.names.url)}
        return httpx.Client(
            base_url=f"{self.endpoint}{path}", headers=headers, verify=self.trust(), timeout=60, mounts=proxies
        )

    def client(self, service: str, region: str = REGION) -> Any:
        """Give a client of a service, for an administrator."""
        keys = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "test", "region_name": region}
        trusted = str(self.certificate)
        return boto3.session.Session().client(service, endpoint_url=self.endpoint, verify=trusted, **keys)

    def led_here(self) -> dict[str, str]:
        """Give the variables by which a program calls AWS's own names, and is answered here."""
        return {
            "HTTPS_PROXY": self.names.url,
            "NO_PROXY": "127.0.0.1",
            "AWS_CA_BUNDLE": str(self.certificate),
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",  # the emulator gives functions its own
        }

    def administrator(self, region: str = REGION) -> dict[str, str]:
        """Give the variables of somebody who has set the AWS CLI up, and may do everything."""
        keys = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": region}
        return {**self.led_here(), **keys}

    def deploy(
        self, sam: AwsTool, code: Path, environment: dict[str, dict[str, str]], region: str = REGION, **defaults: int
    ) -> "Stack":
        """Do what the README says, with nothing but Enter; ``environment`` and ``defaults`` are put into the template before."""
        place = self.folder / f"deployed-{region}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        led = {name: {**self.led_here(), **environment.get(name, {})} for name in sam_template.FUNCTIONS}
        (place / "template.yaml").write_text(json.dumps(sam_template.variant(code, self.port, led, defaults)))
        shutil.copy(ROOT / "samconfig.toml", place)
        done = subprocess.run(
            [*sam.argv, "deploy", "--guided"],
            cwd=place,
            env={**sam.environment, **self.administrator(region), "HOME": str(place)},
            input=ENTERS,
            capture_output=True,
            text=True,
            timeout=_DEPLOY_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr
        return Stack(self, region)


class Stack:
    """A deployed template.yaml."""

    def __init__(self, aws: Aws, region: str) -> None:
        self.aws, self.region = aws, region
        self._formation = aws.client("cloudformation", region)
        (told,) = self._formation.describe_stacks(StackName=NAME)["Stacks"]
        assert told["StackStatus"] == "CREATE_COMPLETE"
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in told["Outputs"]}

    def delete(self) -> None:
        """Delete the stack, and see that it is gone."""
        self._formation.delete_stack(StackName=NAME)
        known = self._formation.exceptions.ClientError

        def gone() -> bool:
            try:
                (told,) = self._formation.describe_stacks(StackName=NAME)["Stacks"]
            except known:
                return True
            assert not told["StackStatus"].endswith("FAILED"), self._failures()
            return False

        until(gone, "the stack is deleted", 60, 0.1)

    def _failures(self) -> list[str]:
        events = self._formation.describe_stack_events(StackName=NAME)["StackEvents"]
        return [
            f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}"
            for e in events
            if "FAILED" in e["ResourceStatus"]
        ]

    def resource(self, name: str) -> str:
        """Give the id of a resource of the template."""
        found = self._formation.describe_stack_resource(StackName=NAME, LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def api(self, token: str = "") -> httpx.Client:
        """Give a client of the stack's HTTP API for whoever has this token."""
        at = f"/_aws/execute-api/{self.resource('HttpApi')}/api"
        return self.aws.http(at, {"Authorization": f"Bearer {token}"} if token else {})

    @cached_property
    def queues(self) -> Any:
        """Give a client of the queues."""
        return self.aws.client("sqs", self.region)

    def messages(self, output: str) -> int:
        """Count the messages of the queue that an output names, under way or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.queues.get_queue_attributes(QueueUrl=self.outputs[output], AttributeNames=names)
        return sum(int(count) for count in told["Attributes"].values())

    def call(self, function: str) -> dict[str, Any]:
        """Call a function with an empty event, as its schedule does; its answer."""
        functions = self.aws.client("lambda", self.region)
        answer = functions.invoke(FunctionName=self.resource(function), Payload=b"{}")
        body = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return dict(body)


@contextmanager
def running(ministack: AwsTool, folder: Path) -> Iterator[Aws]:
    """Run the emulator until the block ends."""
    with aws_keys.relay() as keys, aws_names.names() as names:
        emulator = Aws(ministack, folder, keys.url, names)
        keys.context = emulator.trust
        emulator.start()
        try:
            yield emulator
        finally:
            emulator.kill()  # asked to stop, it waits for each connection that is still open


def build(folder: Path) -> Path:
    """Make the zip of the functions as `sam build` does."""
    return package.zipped(package.make(folder / "package"), folder / "functions.zip")
