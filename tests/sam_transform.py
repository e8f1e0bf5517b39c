"""Turns template.yaml into what CloudFormation takes, as AWS does it.

Run by a Python that has aws-sam-translator (local/tools/aws.py). Takes what is wanted as JSON on standard input, and prints JSON:

    {"template": PATH, "code": {FUNCTION: S3_URI}, "port": PORT,
     "parameters": {NAME: VALUE}, "environment": {FUNCTION: {VARIABLE: VALUE}}}

Three things are put in other words for the emulator, which listens on that port. It runs no images: an image function becomes the
zip of the same code. It leaves numbers that come from parameters as text: they are put in. Its CloudFront asks nobody at AWS's
names: it finds the HTTP API at the emulator's own address.
"""

import json
import sys
from pathlib import Path
from typing import Any

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoPolicies:
    """The managed policies that the template names: none."""

    def load(self) -> dict[str, str]:
        return {}


def main() -> None:
    asked = json.load(sys.stdin)
    template = yaml_parse(Path(asked["template"]).read_text())
    for name, uri in asked["code"].items():
        properties = template["Resources"][name]["Properties"]
        properties["CodeUri"] = uri
        if properties.pop("PackageType", "Zip") == "Image":
            properties |= {"Handler": "functions.transcode.handler", "Runtime": "python3.13"}
        variables = properties.setdefault("Environment", {}).setdefault("Variables", {})
        variables |= asked["environment"].get(name, {})
    (origin,) = [each for each in _origins(template) if each["Id"] == "api"]
    origin |= {"DomainName": "127.0.0.1", "OriginPath": {"Fn::Sub": "/_aws/execute-api/${HttpApi}"}}
    origin["CustomOriginConfig"] |= {"HTTPSPort": asked["port"]}
    declared = template["Parameters"]
    numbers = {
        name: asked["parameters"].get(name, told["Default"])
        for name, told in declared.items()
        if told["Type"] == "Number"
    }
    json.dump(_with(numbers, transform(template, asked["parameters"], NoPolicies())), sys.stdout)


def _origins(template: dict[str, Any]) -> list[dict[str, Any]]:
    distribution = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    origins: list[dict[str, Any]] = distribution["Origins"]
    return origins


def _with(numbers: dict[str, int], part: Any) -> Any:
    if isinstance(part, dict):
        if part.keys() == {"Ref"} and part["Ref"] in numbers:
            return int(numbers[part["Ref"]])
        return {key: _with(numbers, value) for key, value in part.items()}
    return [_with(numbers, value) for value in part] if isinstance(part, list) else part


main()
