"""What CloudFront runs for each request of the page, run by Node.js as it stands in template.yaml."""

import json
import subprocess
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from local.tools import node as node_tool
from tests.conftest import LOCAL, need
from tests.support.aws.template import Template

PAGE = "https://d111.cloudfront.net/job/"


def asked(uri: str, **query: list[str]) -> dict[str, Any]:
    """Give the event of a request, as CloudFront writes it."""
    told = {
        name: {"value": values[0], **({"multiValue": [{"value": each} for each in values]} if values[1:] else {})}
        for name, values in query.items()
    }
    return {"request": {"method": "GET", "uri": uri, "querystring": told, "headers": {}}}


def answers(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the function for each event."""
    node = need(node_tool.find(LOCAL), "Node.js")
    code = Template().properties("PageFolders")["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)))"
    done = subprocess.run(
        [node.node, "--eval", script], env=node.environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def location(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 308
    return str(answer["headers"]["location"]["value"])


def test_a_folder_is_asked_for_by_its_file_and_a_file_as_it_is() -> None:
    paths = ["/", "/job/", "/_next/static/a.js", "/icon.svg"]

    found = [answer["uri"] for answer in answers(*map(asked, paths))]

    assert found == ["/index.html", "/job/index.html", "/_next/static/a.js", "/icon.svg"]


def test_a_folder_without_its_slash_is_sent_there_with_what_was_asked() -> None:
    told = answers(
        asked("/job"),
        asked("/job", id=["4f"], tab=["log"]),
        asked("/jobs", status=["done", "failed"], q=["Zo%C3%AB%20%26"]),
        asked("/settings", demo=[""]),
    )

    assert [location(each) for each in told] == [
        "/job/",
        "/job/?id=4f&tab=log",
        "/jobs/?status=done&status=failed&q=Zo%C3%AB%20%26",
        "/settings/?demo",
    ]


@pytest.mark.parametrize("slashes", ["//", "///", "/\\", "\\\\", "/\t/", "/ /", "/\r\n/", "//\\/"])
def test_nobody_is_sent_to_another_host(slashes: str) -> None:
    told = answers(asked(f"{slashes}evil/x"), asked(f"{slashes}evil"), asked(f"{slashes}user@evil/x", q=["//evil"]))

    for answer in told:
        # Browsers read a backslash as a slash, and pass over tabs and line ends (WHATWG URL, 4.4).
        read = location(answer).replace("\\", "/").translate({9: None, 10: None, 13: None})
        assert urlsplit(urljoin(PAGE, read)).netloc == "d111.cloudfront.net"
