"""template.yaml as a deployment reads it: CloudFormation's functions worked out for one account, region and set of parameters."""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
ACCOUNT, REGION = "123456789012", "us-east-1"
_PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::StackName": "vts",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": None,
}
_ARNS = {  # of the resources that the template names itself
    "AWS::S3::Bucket": "arn:aws:s3:::{BucketName}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{QueueName}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{TableName}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{LogGroupName}}:*",
}
_REFS = {
    "AWS::S3::Bucket": "{BucketName}",
    "AWS::SQS::Queue": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{{QueueName}}",
    "AWS::DynamoDB::Table": "{TableName}",
    "AWS::Logs::LogGroup": "{LogGroupName}",
}


class _Loader(yaml.SafeLoader):
    """Reads `!Sub x` as {"Fn::Sub": "x"}."""


def _tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if suffix == "GetAtt" else value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tagged)


class Template:
    """The template with these parameters over its defaults."""

    def __init__(self, **parameters: Any) -> None:
        self.raw: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506  made of SafeLoader
        declared = {name: told.get("Default") for name, told in self.raw["Parameters"].items()}
        self._values = {**_PSEUDO, **declared, **parameters}

    def properties(self, name: str) -> dict[str, Any]:
        """Give the properties of a resource, worked out; what only AWS knows is in angle brackets."""
        found: dict[str, Any] = self.value(self.raw["Resources"][name].get("Properties", {}))
        return found

    def named(self, kind: str) -> list[str]:
        """Name the resources of a type."""
        return [name for name, told in self.raw["Resources"].items() if told["Type"] == kind]

    def environment(self, function: str) -> dict[str, str]:
        """Give the variables of a function, its own over those of all."""
        everyone = self.value(self.raw["Globals"]["Function"]["Environment"]["Variables"])
        own = self.properties(function).get("Environment", {}).get("Variables", {})
        return {name: str(value) for name, value in {**everyone, **own}.items()}

    def granted(self, role: str) -> list[tuple[str, str]]:
        """List what a role may do: pairs of an action and the pattern of what it may be done to."""
        found: list[tuple[str, str]] = []
        for policy in self.properties(role)["Policies"]:
            for told in policy["PolicyDocument"]["Statement"]:
                assert told["Effect"] == "Allow"
                found += [
                    (action, resource) for action in _list(told["Action"]) for resource in _list(told["Resource"])
                ]
        return found

    def value(self, part: Any) -> Any:  # noqa: PLR0911
        """Work out a part of the template."""
        match part:
            case {"Ref": name}:
                return self._reference(name)
            case {"Fn::GetAtt": [name, attribute]}:
                return self._attribute(name, attribute)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([^}]+)\}", lambda found: str(self._named(found[1])), text)
            case {"Fn::If": [condition, then, otherwise]}:
                return self.value(then if self._holds({"Condition": condition}) else otherwise)
            case {"Fn::FindInMap": [name, first, second]}:
                return self.raw["Mappings"][name][str(self.value(first))][str(self.value(second))]
            case dict():
                return {key: self.value(value) for key, value in part.items()}
            case list():
                return [value for value in map(self.value, part) if value is not None]
            case _:
                return part

    def _holds(self, condition: dict[str, Any]) -> bool:
        match condition:
            case {"Condition": name}:
                return self._holds(self.raw["Conditions"][name])
            case {"Fn::Not": [inner]}:
                return not self._holds(inner)
            case {"Fn::Equals": [first, second]}:
                return bool(self.value(first) == self.value(second))
            case _:
                raise NotImplementedError(condition)

    def _named(self, name: str) -> Any:
        resource, dot, attribute = name.partition(".")
        return self._attribute(resource, attribute) if dot else self._reference(name)

    def _reference(self, name: str) -> Any:
        return self._values[name] if name in self._values else self._of(name, _REFS, f"<{name}>")

    def _attribute(self, name: str, attribute: str) -> str:
        return self._of(name, _ARNS if attribute == "Arn" else {}, f"<{name}.{attribute}>")

    def _of(self, name: str, patterns: dict[str, str], otherwise: str) -> str:
        pattern = patterns.get(self.raw["Resources"][name]["Type"])
        if pattern is None:
            return otherwise
        named = {key: value for key, value in self.properties(name).items() if key.endswith("Name")}
        return pattern.format(**{key: value or _made_up(name) for key, value in named.items()})


def _made_up(name: str) -> str:
    """Give a name such as CloudFormation gives to what has none: only buckets may not have capitals in theirs."""
    name = f"vts-{name}-1A2B3C"
    return name.lower() if "Bucket" in name else name


def allows(granted: list[tuple[str, str]], action: str, resource: str) -> bool:
    """Whether something may be done to a resource."""
    return any(action == each and fnmatchcase(resource, pattern) for each, pattern in granted)


def _list(one_or_more: Any) -> list[str]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
