"""The data folder: who may run on it, its secrets, its ports, its logs."""

import json
import socket
import stat
from pathlib import Path

import pytest

from functions.common import config
from local.base import config as local_config
from local.base import ports, secrets
from local.base.logbook import Logbook
from local.servers.installation import AlreadyRunning, Installation, OtherStorage, Running

RUNNING = Running(
    pid=4711,
    api="http://127.0.0.1:8000",
    page="http://127.0.0.1:3000",
    endpoint="http://127.0.0.1:9000",
    s3_port=9000,
    nats_port=4222,
    ffmpeg="/usr/bin/ffmpeg",
    ffprobe="/usr/bin/ffprobe",
)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "data")
    made.prepare()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- one stack a folder


def test_a_second_stack_on_the_same_folder_is_refused_and_told_where_the_first_one_is(
    installation: Installation,
) -> None:
    with installation.taken():
        installation.describe(RUNNING)
        where = r"http://127\.0\.0\.1:8000 \(process 4711\)"

        with pytest.raises(AlreadyRunning, match=where), installation.taken():
            pytest.fail("it was not refused")


def test_the_folder_is_free_again_when_the_stack_is_gone_however_it_ended(installation: Installation) -> None:
    with installation.taken():
        installation.describe(RUNNING)

    assert installation.stack_file.exists()  # as after a kill
    assert installation.running() is None
    with installation.taken():
        assert not installation.stack_file.exists()


def test_a_running_stack_is_found_by_other_commands(installation: Installation) -> None:
    assert installation.running() is None
    with installation.taken():
        assert installation.running() is None  # still starting
        installation.describe(RUNNING)

        assert installation.running() == RUNNING


def test_the_folder_is_readable_by_its_owner_alone(installation: Installation) -> None:
    assert mode(installation.folder) == 0o700


# ---------------------------------------------------------------- secrets


def test_secrets_are_made_once_at_random_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    first = secrets.load_or_make(tmp_path / "one.json")
    other = secrets.load_or_make(tmp_path / "other.json")

    assert secrets.load_or_make(tmp_path / "one.json") == first
    assert {first.access_key, first.secret_key, first.nats_password}.isdisjoint(
        {other.access_key, other.secret_key, other.nats_password}
    )
    assert min(len(first.secret_key), len(first.nats_password)) >= 40
    assert mode(tmp_path / "one.json") == 0o600


def test_who_signs_has_keys_of_his_own_in_folders_of_older_releases_too(tmp_path: Path) -> None:
    old = {"access_key": "vts-a", "secret_key": "b", "root_key": "owner-c", "root_secret": "d", "nats_password": "e"}
    (tmp_path / "secrets.json").write_text(json.dumps(old))
    read, other = secrets.load_or_make(tmp_path / "secrets.json"), secrets.load_or_make(tmp_path / "other.json")

    assert read == secrets.load_or_make(tmp_path / "secrets.json")
    assert len({read.put_keys, read.get_keys, other.put_keys, other.get_keys, ("vts-a", "b"), ("owner-c", "d")}) == 6
    assert all(len(secret) == 40 for _, secret in (read.put_keys, read.get_keys))
    assert (tmp_path / "secrets.json").read_text() == json.dumps(old)


def test_secrets_do_not_show_when_they_are_printed(tmp_path: Path) -> None:
    made = secrets.load_or_make(tmp_path / "secrets.json")

    assert made.secret_key not in repr(made)
    assert made.nats_password not in repr(made)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json"])
def test_broken_secrets_are_named_and_never_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.json").write_text(text)

    with pytest.raises(secrets.SecretsUnreadable, match=r"secrets\.json"):
        secrets.load_or_make(tmp_path / "secrets.json")
    assert (tmp_path / "secrets.json").read_text() == text


# ---------------------------------------------------------------- environment


def test_the_environment_of_an_installation_is_complete_and_uses_its_own_keys(installation: Installation) -> None:
    environment = installation.environment(RUNNING)
    read = config.load(environment)

    assert read.aws_endpoint_url_s3 == RUNNING.endpoint
    assert read.database_url == f"sqlite:///{installation.folder}/jobs.sqlite3"
    assert "http://localhost:3000" in read.allowed_origins
    assert environment["AWS_SECRET_ACCESS_KEY"] == installation.secrets.secret_key
    assert (read.put_keys, read.get_keys) == (installation.secrets.put_keys, installation.secrets.get_keys)
    assert read.signs_narrowly


def test_origins_that_the_user_names_are_let_in_beside_those_of_the_page(installation: Installation) -> None:
    running = RUNNING.model_copy(
        update={"chosen": {"ALLOWED_ORIGINS": "https://films.example/, http://127.0.0.1:3001"}}
    )

    allowed = config.load(installation.environment(running)).allowed_origins

    assert allowed[:2] == ("http://127.0.0.1:3000", "http://127.0.0.1:8000")
    assert allowed[-2:] == ("https://films.example", "http://127.0.0.1:3001")


def test_what_the_user_chose_reaches_the_functions_and_what_the_stack_settles_does_not_change() -> None:
    chosen = local_config.chosen({"LEASE_SECONDS": "3", "SOURCE_BUCKET": "mine", "PATH": "/bin", "SANDBOX": ""})

    assert chosen == {"LEASE_SECONDS": "3"}


def test_a_chosen_lease_is_that_of_api_and_worker(installation: Installation) -> None:
    running = RUNNING.model_copy(update={"chosen": {"LEASE_SECONDS": "3"}})

    assert config.load(installation.worker_environment(running)).lease_seconds == 3


def test_only_workers_are_told_the_password_of_the_stream(installation: Installation) -> None:
    password = installation.secrets.nats_password

    assert password in installation.worker_environment(RUNNING)["NATS_URL"]
    assert not any(password in value for value in installation.environment(RUNNING).values())


# ---------------------------------------------------------------- ports


def test_a_busy_port_is_refused_naming_the_port_and_the_option() -> None:
    with ports.listen(0, "--port") as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ports.PortBusy, match=rf"Port {port} .* --ui-port"):
            ports.listen(port, "--ui-port")


def test_inner_ports_move_when_they_are_busy_and_are_remembered(installation: Installation) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as taken:
        busy = taken.getsockname()[1]
        (installation.folder / "ports.json").write_text(f'{{"nats": {busy}, "s3": {ports.free()}}}')

        moved, kept = installation.inner_ports()

        assert moved != busy
        assert installation.inner_ports() == (moved, kept)


# ---------------------------------------------------------------- logs


def test_a_log_takes_at_most_twice_its_limit_and_ends_with_what_was_printed_last(tmp_path: Path) -> None:
    book = Logbook(tmp_path / "server.log", limit=1000)
    for number in range(500):
        book.write(f"line {number}\n".encode())
    book.close()

    kept = sorted(tmp_path.iterdir())
    assert [path.name for path in kept] == ["server.log", "server.log.1"]
    assert sum(path.stat().st_size for path in kept) <= 2000
    assert kept[0].read_text().endswith("line 499\n")


def test_the_last_words_of_a_server_are_those_since_it_was_started(tmp_path: Path) -> None:
    book = Logbook(tmp_path / "server.log")
    book.write(b"worker_ready\n")
    book.turn_page()
    assert book.recent == ""
    book.write(b"bind: address in use\n\n")

    assert book.last_line == "bind: address in use"
    book.close()


@pytest.mark.parametrize(
    "pieces", [["at nats://vts:hush@host"], ["at nats://vts:hu", "sh@host"], [*"at nats://vts:hush@host"]]
)
def test_a_word_that_is_to_be_hidden_is_not_in_a_log_however_it_was_printed(tmp_path: Path, pieces: list[str]) -> None:
    book = Logbook(tmp_path / "server.log", hidden=["hush"])
    for piece in pieces:
        book.write(piece.encode())
    book.close()

    assert (tmp_path / "server.log").read_text() == book.recent == "at nats://vts:***@host"


def test_what_only_begins_like_a_hidden_word_is_there(tmp_path: Path) -> None:
    book = Logbook(tmp_path / "server.log", hidden=["hush"])
    book.write(b"one hu")
    book.write(b"ndred, hus")
    book.close()

    assert (tmp_path / "server.log").read_text() == book.recent == "one hundred, hus"


# ---------------------------------------------------------------- storages


def test_objects_stay_in_the_storage_that_they_are_in(installation: Installation) -> None:
    installation.keeps_to("versitygw")
    (installation.folder / "minio").mkdir()

    installation.keeps_to("minio")
    with pytest.raises(OtherStorage, match="They are in minio, and versitygw was asked for"):
        installation.keeps_to("versitygw")
