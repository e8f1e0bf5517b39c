"""template.yaml in the words that the emulator takes, as a file for `sam deploy`.

Three things are put otherwise. The emulator runs no images: an image function becomes the zip of the same code. It leaves
numbers that come from parameters as text: they are put in. Its CloudFront asks nobody at AWS's names: it finds the HTTP API at
the emulator's own address.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.aws.template import Template

FUNCTIONS = ("Transcode", "Api", "Cleanup")


def variant(
    code: Path, port: int, environment: Mapping[str, Mapping[str, str]], defaults: Mapping[str, int]
) -> dict[str, Any]:
    """Give the template with this zip as the code of all functions, for an emulator on that port.

    ``environment`` is added to the variables of each function, ``defaults`` are what parameters are unless they are given.
    """
    template = Template().raw
    parameters, resources = template["Parameters"], template["Resources"]
    for name, value in defaults.items():
        parameters[name]["Default"] = value
    for name in FUNCTIONS:
        properties = resources[name]["Properties"]
        properties["CodeUri"] = str(code)
        if properties.pop("PackageType", "Zip") == "Image":
            properties |= {"Handler": "functions.transcode.handler", "Runtime": "python3.13"}
        properties.setdefault("Environment", {}).setdefault("Variables", {}).update(environment.get(name, {}))
        del resources[name]["Metadata"]  # which tells `sam build` what to do
    origins = resources["Distribution"]["Properties"]["DistributionConfig"]["Origins"]
    (api,) = [each for each in origins if each["Id"] == "api"]
    api |= {"DomainName": "127.0.0.1", "OriginPath": {"Fn::Sub": "/_aws/execute-api/${HttpApi}"}}
    api["CustomOriginConfig"] |= {"HTTPSPort": port}
    numbers = {name: told["Default"] for name, told in parameters.items() if told["Type"] == "Number"}
    template["Resources"] = _with(numbers, resources)
    return template


def _with(numbers: Mapping[str, int], part: Any) -> Any:
    if isinstance(part, dict):
        if part.keys() == {"Ref"} and part["Ref"] in numbers:
            return int(numbers[part["Ref"]])
        return {key: _with(numbers, value) for key, value in part.items()}
    return [_with(numbers, value) for value in part] if isinstance(part, list) else part
