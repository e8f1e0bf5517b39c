"""docker-compose.yml says what the code reads, keeps secrets out, and confines what it starts."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.common import config
from functions.common.config import Config
from local.base import secrets
from local.base.config import LocalConfig
from local.servers import definitions, storages

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
JOIN = (ROOT / "deploy" / "join.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
OURS = sorted(set(SERVICES) - {"postgres"})
FUNCTIONS = ["api", "clock", "provision", "ui", "worker"]
READ_ELSEWHERE = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}  # by boto3


def test_the_secrets_that_it_asks_for_are_those_that_are_made() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", TEXT + JOIN))
    since = {f"VTS_{who}_{what}" for who in ("PUT", "GET") for what in ("KEY", "SECRET")}  # not in a .env of 0.2.0

    assert asked | since == set(secrets.for_containers())
    assert all(f"${{{name}:-}}" in TEXT for name in since)


def test_no_two_secrets_are_the_same_and_none_needs_quoting() -> None:
    made = list(secrets.for_containers().values()) + list(secrets.for_containers().values())

    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"[a-z][0-9a-f]{38}", value) for value in made)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_server_gets_every_variable_that_it_needs_and_none_that_nobody_reads(name: str) -> None:
    given = set(SERVICES[name]["environment"])
    required = {field.upper() for field, info in Config.model_fields.items() if info.is_required()}
    known = {field.upper() for kind in (Config, LocalConfig) for field in kind.model_fields}

    assert required <= given
    assert given <= known | READ_ELSEWHERE


def test_nobody_joins_unless_it_is_asked_for_and_then_by_variables_that_the_code_reads() -> None:
    joining = yaml.safe_load(JOIN)["services"]
    given = set(joining["api"]["environment"])

    assert "JOIN" not in TEXT
    assert given == {field.upper() for field in Config.model_fields if field.startswith("join_")}
    assert all(
        port.startswith("${VTS_BIND:-127.0.0.1}:") for each in joining.values() for port in each.get("ports", [])
    )


def test_minio_notifies_the_lane_of_each_priority() -> None:
    minio = SERVICES["minio"]["environment"]

    told = {target: minio[f"MINIO_NOTIFY_NATS_SUBJECT_{target}"] for target in storages.NOTIFICATIONS.values()}

    assert told == {target: definitions.SUBJECTS[lane] for lane, target in storages.NOTIFICATIONS.items()}
    unset = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for name, value in SERVICES["api"]["environment"].items()
    }
    assert config.load(unset).priorities


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"minio", "provision"}))
def test_nobody_but_minio_and_what_provisions_it_has_the_owners_keys(name: str) -> None:
    assert "OWNER" not in str(SERVICES[name].get("environment"))


@pytest.mark.parametrize("name", OURS)
def test_what_we_build_runs_without_rights_on_a_root_that_it_cannot_write(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"provision"}))
def test_what_runs_is_started_again_and_its_disk_outlives_it(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "unless-stopped"
    if name in {"minio", "nats", "postgres"}:
        assert re.match(r"[a-z]+:/", service["volumes"][0])


@pytest.mark.parametrize("name", ["api", "minio", "nats", "postgres", "ui"])
def test_what_is_asked_by_others_tells_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_ports_are_open_to_this_machine_only_unless_it_is_asked_for() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("${VTS_BIND:-127.0.0.1}:") for port in ports)


def test_every_image_of_ours_ends_as_a_user_without_rights() -> None:
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    targets = {service["build"]["target"] for service in SERVICES.values() if "build" in service}

    for target in targets:
        (stage,) = (each for each in stages if each.split("\n")[0].endswith(f" AS {target}"))
        assert "USER vts" in stage
