"""The Helm chart: what helm makes of it, held against what the programs read and against what a cluster should insist on."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.common.config import Config
from local.base.config import LocalConfig
from local.servers import provision
from local.tools import helm as helm_tool
from tests.conftest import LOCAL, need

CHART = Path(__file__).parent.parent.parent / "deploy" / "helm" / "vts"
GIVEN = {
    "open": True,
    "image.repository": "registry.example.org/vts",
    "secret": "vts-keys",
    "s3.endpoint": "http://minio.minio:9000",
    "s3.publicEndpoint": "https://s3.example.org",
    "pageOrigin": "https://vts.example.org",
    "keda.monitoring": "nats.nats:8222",
}
READ_ELSEWHERE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}  # by boto3
SECRETS = {
    *READ_ELSEWHERE,
    "DATABASE_URL",
    "NATS_URL",
    "JOIN_TOKEN",
    "JOIN_DATABASE_URL",
    "JOIN_NATS_URL",
    "S3_USER_KEY",
    "S3_USER_SECRET",
    *("S3_PUT_ACCESS_KEY", "S3_PUT_SECRET_KEY", "S3_GET_ACCESS_KEY", "S3_GET_SECRET_KEY"),
}
PARTS = ["api", "clock", "provision", "ui", "worker"]

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def helm() -> str:
    return need(helm_tool.find(LOCAL), "helm")


def run(helm: str, *words: str, **values: object) -> subprocess.CompletedProcess[str]:
    chosen = {**GIVEN, **{name.replace("__", "."): value for name, value in values.items()}}
    options = [
        part
        for name, value in chosen.items()
        for part in ("--set", f"{name}={str(value).lower() if isinstance(value, bool) else value}")
    ]
    return subprocess.run(
        [helm, *words, *options, "--kube-version", "1.31"], capture_output=True, text=True, check=False
    )


def rendered(helm: str, **values: object) -> list[Manifest]:
    done = run(helm, "template", "vts", str(CHART), **values)
    assert done.returncode == 0, done.stderr
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


@pytest.fixture(scope="module")
def whole(helm: str) -> list[Manifest]:
    """Everything that the chart can make."""
    more = {"ingress__enabled": True, "ingress__host": "vts.example.org", "podMonitor__enabled": True}
    return rendered(helm, join__enabled=True, ownerSecret="owner-keys", **more)


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"].removeprefix("vts-"): each for each in manifests if each["kind"] == kind}


def pods(manifests: list[Manifest]) -> dict[str, Manifest]:
    """The pod of each part."""
    makers = {**of_kind(manifests, "Deployment"), **of_kind(manifests, "Job")}
    return {name: maker["spec"]["template"]["spec"] for name, maker in makers.items()}


def environment(pod: Manifest) -> dict[str, Manifest]:
    return {each["name"]: each for each in pod["containers"][0]["env"]}


def test_helm_finds_nothing_to_complain_of(helm: str) -> None:
    linted = run(helm, "lint", str(CHART), "--strict")

    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("missing", sorted(GIVEN))
def test_what_only_the_user_knows_is_asked_for_by_name(helm: str, missing: str) -> None:
    refused = run(helm, "template", "vts", str(CHART), **{missing.replace(".", "__"): ""})

    assert refused.returncode != 0
    assert missing in refused.stderr


@pytest.mark.parametrize("part", PARTS)
def test_a_part_gets_every_variable_that_it_needs_and_none_that_nobody_reads(whole: list[Manifest], part: str) -> None:
    given = set(environment(pods(whole)[part]))
    required = {field.upper() for field, info in Config.model_fields.items() if info.is_required()}
    known = {field.upper() for kind in (Config, LocalConfig) for field in kind.model_fields}

    assert required | READ_ELSEWHERE <= given
    assert given <= known | READ_ELSEWHERE


def test_secrets_come_from_secrets_by_reference_and_only_provisioning_is_the_owner(whole: list[Manifest]) -> None:
    for part, pod in pods(whole).items():
        for name, each in environment(pod).items():
            assert ("value" not in each) == (name in SECRETS or name == "WORKER_NAME"), (part, name)
        assert ("owner-keys" in str(pod)) == (part == "provision")
    assert not of_kind(whole, "Secret")


def test_who_has_not_said_that_everybody_may_come_gets_nothing_but_a_sentence(helm: str) -> None:
    refused = run(helm, "template", "vts", str(CHART), open=False)

    assert refused.returncode != 0
    assert "nobody has to sign in" in refused.stderr
    assert "--set open=true" in refused.stderr


def test_api_and_page_are_answered_by_the_names_of_their_services(whole: list[Manifest]) -> None:
    for part in ("api", "ui"):
        named = environment(pods(whole)[part])["ALLOWED_HOSTS"]["value"].split(",")

        assert {f"vts-{part}", f"vts-{part}.default", f"vts-{part}.default.svc.cluster.local"} <= set(named)
        assert "*" not in named


@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs_without_rights_on_a_root_that_it_cannot_write(whole: list[Manifest], part: str) -> None:
    pod = pods(whole)[part]
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["limits"]["memory"]
    assert container["resources"]["requests"]["cpu"]
    mounted = {each["name"] for each in container["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]} >= {"tmp"}


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"provision"}))
def test_what_runs_is_started_again_when_it_hangs_and_asked_for_its_metrics(whole: list[Manifest], part: str) -> None:
    (container,) = pods(whole)[part]["containers"]
    annotations = of_kind(whole, "Deployment")[part]["spec"]["template"]["metadata"]["annotations"]

    assert {"startupProbe", "livenessProbe"} <= container.keys()
    assert ("readinessProbe" in container) == (part in {"api", "ui"})
    assert int(annotations["prometheus.io/port"]) == container["ports"][0]["containerPort"]


@pytest.mark.parametrize("part", ["api", "ui", "worker"])
def test_nodes_are_emptied_one_pod_after_the_other(whole: list[Manifest], part: str) -> None:
    budget, deployment = of_kind(whole, "PodDisruptionBudget")[part], of_kind(whole, "Deployment")[part]

    assert budget["spec"]["maxUnavailable"] == 1
    assert budget["spec"]["selector"] == deployment["spec"]["selector"]
    assert (
        deployment["spec"]["selector"]["matchLabels"].items()
        <= deployment["spec"]["template"]["metadata"]["labels"].items()
    )


def test_a_worker_has_time_to_drain_before_it_is_killed(whole: list[Manifest]) -> None:
    pod = pods(whole)["worker"]

    assert float(environment(pod)["DRAIN_SECONDS"]["value"]) < pod["terminationGracePeriodSeconds"]


def test_keda_counts_the_events_of_every_lane(whole: list[Manifest]) -> None:
    spec = of_kind(whole, "ScaledObject")["worker"]["spec"]
    triggers = {trigger["name"]: trigger["metadata"] for trigger in spec["triggers"]}

    assert {name: each["consumer"] for name, each in triggers.items()} == provision.CONSUMERS
    assert {each["stream"] for each in triggers.values()} == {provision.OBJECTS_STREAM}
    assert set(spec["advanced"]["scalingModifiers"]["formula"].split(" + ")) == set(triggers)
    assert spec["scaleTargetRef"]["name"] == "vts-worker"
    assert "replicas" not in of_kind(whole, "Deployment")["worker"]["spec"]


def test_without_priorities_there_is_one_lane_and_without_keda_a_number_of_workers(helm: str) -> None:
    (trigger,) = of_kind(rendered(helm, priorities=False), "ScaledObject")["worker"]["spec"]["triggers"]
    by_hand = rendered(helm, keda__enabled=False, keda__monitoring="", worker__replicas=5)

    assert trigger["metadata"]["consumer"] == "transcode"
    assert not of_kind(by_hand, "ScaledObject")
    assert of_kind(by_hand, "Deployment")["worker"]["spec"]["replicas"] == 5


def test_nobody_joins_unless_it_is_asked_for(helm: str, whole: list[Manifest]) -> None:
    def joining(manifests: list[Manifest]) -> set[str]:
        return {name for pod in pods(manifests).values() for name in environment(pod) if name.startswith("JOIN_")}

    assert joining(rendered(helm)) == set()
    assert joining(whole) == {field.upper() for field in Config.model_fields if field.startswith("join_")}
