"""An AWS on this machine: ministack, which keeps buckets, queues and tables, and runs functions as processes of their own.

It checks what AWS checks: TLS, signatures, the policies of roles and buckets, and the tokens of users.
"""

import json
import ssl
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx

from local import package, ports
from local.servers import Server
from local.tools.aws import AwsTool
from tests.patience import until
from tests.servers import Running

REGION, ACCOUNT = "us-east-1", "000000000000"
LEASE_SECONDS, MAX_RECEIVES = 3, 5  # sooner than on AWS: nobody waits for half a minute, or for twelve deliveries
ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "template.yaml"
KEYS = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "test", "region_name": REGION}


class Aws(Running):
    """The emulator, empty. It fetches the keys of users' tokens by the proxy ``keys``."""

    def __init__(self, tool: AwsTool, folder: Path, keys: str) -> None:
        self.tool = tool
        self.port = port = ports.free()
        self.endpoint = f"https://127.0.0.1:{port}"
        self.certificate = folder / "ministack-tls" / "server.crt"
        environment = {
            **tool.environment,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "USE_SSL": "true",
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
        except (httpx.HTTPError, FileNotFoundError, ssl.SSLError):  # the certificate is being written
            return False

    def trust(self) -> ssl.SSLContext:
        """Trust the emulator's certificate, and no other. Raises FileNotFoundError or SSLError while it has none yet."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def http(self, path: str = "", headers: dict[str, str] | None = None) -> httpx.Client:
        """Give a client of the emulator, below a path of it."""
        return httpx.Client(base_url=f"{self.endpoint}{path}", headers=headers, verify=self.trust(), timeout=60)

    def client(self, service: str) -> Any:
        """Give a client of a service, for an administrator."""
        trusted = str(self.certificate)
        return boto3.session.Session().client(service, endpoint_url=self.endpoint, verify=trusted, **KEYS)

    def deploy(self, code: Path, parameters: dict[str, Any], environment: dict[str, dict[str, str]]) -> "Stack":
        """Make a stack of template.yaml with this zip as the code of all functions; ``environment`` is added to theirs."""
        s3 = self.client("s3")
        s3.create_bucket(Bucket="code")
        s3.upload_file(str(code), "code", code.name)
        uri = f"s3://code/{code.name}"
        asked = {
            "template": str(TEMPLATE),
            "code": dict.fromkeys(("Api", "Transcode", "Cleanup"), uri),
            "port": self.port,
            "parameters": parameters,
            "environment": environment,
        }
        transformed = subprocess.run(
            [*self.tool.python, str(ROOT / "tests" / "sam_transform.py")],
            env={**self.tool.environment, "AWS_DEFAULT_REGION": REGION},
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert transformed.returncode == 0, transformed.stderr
        s3.put_object(Bucket="code", Key="template.json", Body=transformed.stdout.encode())
        return Stack(self, f"{self.endpoint}/code/template.json", parameters)


class Stack:
    """A deployed template.yaml."""

    def __init__(self, aws: Aws, template_url: str, parameters: dict[str, Any]) -> None:
        self.aws = aws
        self._formation = aws.client("cloudformation")
        given = [{"ParameterKey": name, "ParameterValue": str(value)} for name, value in parameters.items()]
        self._formation.create_stack(
            StackName="vts", TemplateURL=template_url, Parameters=given, Capabilities=["CAPABILITY_IAM"]
        )
        until(lambda: not self._told()["StackStatus"].endswith("IN_PROGRESS"), "the stack is made", 60, 0.1)
        assert self._told()["StackStatus"] == "CREATE_COMPLETE", self._failures()
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in self._told()["Outputs"]}

    def _told(self) -> dict[str, Any]:
        (stack,) = self._formation.describe_stacks(StackName="vts")["Stacks"]
        return dict(stack)

    def _failures(self) -> list[str]:
        events = self._formation.describe_stack_events(StackName="vts")["StackEvents"]
        return [
            f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}"
            for e in events
            if "FAILED" in e["ResourceStatus"]
        ]

    def resource(self, name: str) -> str:
        """Give the id of a resource of the template."""
        found = self._formation.describe_stack_resource(StackName="vts", LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def api(self, token: str = "") -> httpx.Client:
        """Give a client of the stack's HTTP API for whoever has this token."""
        at = f"/_aws/execute-api/{self.resource('HttpApi')}/api"
        return self.aws.http(at, {"Authorization": f"Bearer {token}"} if token else {})

    @cached_property
    def queues(self) -> Any:
        """Give a client of the queues."""
        return self.aws.client("sqs")

    def messages(self, output: str) -> int:
        """Count the messages of the queue that an output names, under way or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.queues.get_queue_attributes(QueueUrl=self.outputs[output], AttributeNames=names)
        return sum(int(count) for count in told["Attributes"].values())

    def call(self, function: str) -> dict[str, Any]:
        """Call a function with an empty event, as its schedule does; its answer."""
        answer = self.aws.client("lambda").invoke(FunctionName=self.resource(function), Payload=b"{}")
        body = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, body
        return dict(body)


def build(folder: Path) -> Path:
    """Make the zip of the functions as `sam build` does."""
    return package.zipped(package.make(folder / "package"), folder / "functions.zip")
