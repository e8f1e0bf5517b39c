"""The command line against a served API and a real bucket; no worker runs, so jobs stay as they are made."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.console import Console
from typer.testing import CliRunner

from functions import deployment as deployments
from functions.api.handler import create_app
from functions.deployment import Deployment
from functions.fleet import hosts
from functions.jobs.model import Changes, Guard, Problem, Status
from local import cli
from local.servers import front
from local.terminal import show
from tests.support.rows import jobs
from tests.support.servers.api import serving, serving_app
from tests.support.servers.fault_proxy import FaultProxy
from tests.support.servers.programs import Minio
from tests.support.wait_until import until

MIB = 1024 * 1024
PART = 8 * MIB
STREAMS = 6
ROOT = Path(__file__).parent.parent.parent


class Rig(NamedTuple):
    """A command line, and the API it talks to, whose signed URLs lead through the fault proxy."""

    deployment: Deployment
    faults: FaultProxy
    environment: dict[str, str]

    def run(self, *arguments: object) -> Any:
        show.out.cache_clear()
        show.err.cache_clear()
        return CliRunner(env=self.environment).invoke(cli.app, [str(each) for each in arguments])

    def json(self, *arguments: object) -> Any:
        shown = self.run(*arguments, "--json")
        assert shown.exit_code == 0, shown.stderr
        return json.loads(shown.stdout)

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "local.cli", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def rig(deployment: Deployment, minio: Minio, tmp_path: Path) -> Iterator[Rig]:
    faults = FaultProxy(minio.endpoint)
    changed = deployments.open_from(deployment.config.model_copy(update={"s3_public_endpoint": faults.url}))
    with serving(changed) as client:
        server = str(client.base_url)
        state, data = str(tmp_path / "state"), str(tmp_path / "data")
        terminal = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}
        yield Rig(changed, faults, {"VTS_SERVER": server, "XDG_STATE_HOME": state, "VTS_DATA": data, **terminal})
    changed.table.close()
    faults.close()
    show.out.cache_clear()
    show.err.cache_clear()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(os.urandom(1000))
    return path


def publish(rig: Rig, job_id: str, content: bytes, status: Status = Status.DONE) -> None:
    """Do what a worker would have done: the job is done (or partial), its proxy has this content."""
    job = rig.deployment.table.claim(job_id, "tests", 60)
    assert job is not None
    proxy = jobs.published(job)
    found = hashlib.sha256(content).hexdigest()
    proxy = proxy.model_copy(update={"certificate": proxy.certificate.model_copy(update={"proxy_sha256": found})})
    rig.deployment.storage.put_bytes(rig.deployment.config.proxy_bucket, proxy.key, content, "video/mp4")
    done: Changes = {
        "status": status,
        "proxy": proxy,
        "keeps_outputs": True,
        "finished_at": rig.deployment.table.now(),
    }
    assert rig.deployment.table.write(job_id, Guard({Status.RUNNING}), done)


# ---------------------------------------------------------------- push


def test_push_says_what_was_sent_and_what_was_there(rig: Rig, film: Path) -> None:
    first = rig.run("push", film)
    again = rig.run("push", film)

    assert first.exit_code == again.exit_code == 0
    job_id, name, _, said = first.stdout.rstrip().split(maxsplit=3)
    assert (name, said) == ("film.mp4", "B sent; queued")
    assert again.stdout == f"{job_id}  film.mp4  was sent before; queued (--again sends it anew)\n"


def test_push_takes_profile_and_options_and_prints_json(rig: Rig, film: Path) -> None:
    (pushed,) = rig.json("push", film, "--profile", "web-1080p", "--set", "quality=low", "--set", "resolution=480p")

    assert pushed["how"] == "sent"
    assert pushed["sent"] == 1000
    assert pushed["job"]["profile"] == "web-1080p"
    chosen = {name: value for name, value in pushed["job"]["options"].items() if value not in {None, False}}
    assert chosen == {"quality": "low", "resolution": "480p"}


def test_one_file_that_cannot_be_sent_does_not_stop_the_others(rig: Rig, film: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()

    shown = rig.run("push", empty, tmp_path / "missing.mp4", film, "--json")

    assert shown.exit_code == 1
    no_bytes, missing, sent = json.loads(shown.stdout)
    assert no_bytes["error"]["code"] == "empty_file"
    assert missing["error"]["code"] == "file_unreadable"
    assert sent["how"] == "sent"
    assert "vts: empty.mp4: The file has no bytes." in shown.stderr


def test_push_of_a_folder_keeps_where_films_lay_and_leaves_out_what_the_settings_ignore(
    rig: Rig, tmp_path: Path
) -> None:
    clips = tmp_path / "A001" / "Clips"
    clips.mkdir(parents=True)
    for name in ("a.mov", "._a.mov", "a.XML", ".DS_Store", "notes.txt"):
        (clips / name).write_bytes(os.urandom(100))

    shown = rig.run("push", tmp_path / "A001", "--json")

    assert shown.exit_code == 0, shown.stderr
    (pushed,) = json.loads(shown.stdout)
    assert (pushed["job"]["filename"], pushed["job"]["folder"]) == ("a.mov", "A001/Clips")
    assert (
        "1 file is left out, not being named as films are (name one itself and it is sent): notes.txt" in shown.stderr
    )
    assert "3 files are left out by the setting ignored_files: .DS_Store, ._a.mov, a.XML" in shown.stderr


def test_push_of_several_files_leaves_out_what_the_settings_ignore_and_sends_what_is_given_alone(
    rig: Rig, film: Path
) -> None:
    beside = film.with_name("film.thm")
    beside.write_bytes(b"small picture")

    both = rig.run("push", film, beside, "--json")
    alone = rig.run("push", beside, "--json")

    assert [Path(each["file"]).name for each in json.loads(both.stdout)] == ["film.mp4"]
    assert "1 file is left out by the setting ignored_files: film.thm" in both.stderr
    assert [Path(each["file"]).name for each in json.loads(alone.stdout)] == ["film.thm"]


@pytest.mark.parametrize("name", ["-rf.mp4", 'it\'s "the" cut.mp4', "Zoë 🎬.mov", "$(reboot) `x`.mp4"])
def test_push_takes_any_name_after_two_dashes(rig: Rig, film: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    film.rename(film.with_name(name))
    monkeypatch.chdir(film.parent)

    (pushed,) = json.loads(rig.run("push", "--json", "--", name).stdout)

    assert pushed["job"]["filename"] == name


def test_a_name_that_is_no_utf_8_is_sent_and_shown(rig: Rig, film: Path) -> None:
    odd = os.fsencode(film.parent) + b"/caf\xe9.mp4"
    film.rename(os.fsdecode(odd))

    pushing = rig.start("push", os.fsdecode(odd), "--json")
    stdout, stderr = pushing.communicate(timeout=60)

    assert pushing.returncode == 0, stderr
    (pushed,) = json.loads(stdout)
    assert pushed["job"]["filename"] == "caf\ufffd.mp4"


def test_a_push_that_was_killed_goes_on_with_what_is_missing(rig: Rig, tmp_path: Path) -> None:
    film = tmp_path / "long.mp4"
    film.write_bytes(os.urandom(12 * PART))
    rig.faults.hold_after(7 * PART)
    killed = rig.start("push", film)
    until(lambda: rig.faults.sent > 7 * PART, "more than half is on its way")
    killed.kill()
    killed.communicate()
    rig.faults.cut_all()
    rig.faults.release()
    until(lambda: rig.faults.idle, "nothing of it is on its way any more")
    first = rig.faults.sent

    (pushed,) = rig.json("push", film)

    assert pushed["how"] == "resumed"
    assert rig.faults.sent - first == pytest.approx(pushed["sent"], rel=0.01)
    assert first + pushed["sent"] <= 12 * PART + (STREAMS + 1) * PART


def test_ctrl_c_ends_a_push_at_once_and_cleanly(rig: Rig, tmp_path: Path) -> None:
    film = tmp_path / "long.mp4"
    film.write_bytes(os.urandom(4 * PART))
    rig.faults.gate.clear()
    pushing = rig.start("push", film)
    until(lambda: rig.faults.sent, "the first bytes are on their way")

    pushing.send_signal(signal.SIGINT)
    _, stderr = pushing.communicate(timeout=120)

    assert pushing.returncode == 130
    assert "Traceback" not in stderr


# ---------------------------------------------------------------- look and steer


def test_status_takes_the_first_digits_of_an_id(rig: Rig, film: Path) -> None:
    (pushed,) = rig.json("push", film)
    job_id = pushed["job"]["job_id"]

    assert rig.json("status", job_id[:6])["job_id"] == job_id
    shown = rig.run("status", job_id[:6])
    assert shown.stdout.splitlines()[:3] == ["film.mp4 queued", f"  job     {job_id}", "  profile web-720p"]


@pytest.mark.parametrize(("job", "code"), [("f" * 32, 1), ("abcd", 1), ("ab", 1), ("film.mp4", 1)])
def test_an_unknown_job_is_one_sentence(rig: Rig, job: str, code: int) -> None:
    shown = rig.run("status", job)

    assert shown.exit_code == code
    assert shown.stdout == ""
    assert len(shown.stderr.splitlines()) == 2
    assert "jobs" in shown.stderr


def test_an_id_that_could_mean_two_jobs_is_refused(rig: Rig) -> None:
    one = jobs.queued(rig.deployment)
    twin = one.model_copy(update={"job_id": one.job_id[:-1] + ("0" if one.job_id[-1] != "0" else "1")})
    assert rig.deployment.table.insert(twin)

    shown = rig.run("status", one.job_id[:8])

    assert shown.exit_code == 1
    assert shown.stderr.startswith("vts: Several jobs have an id that begins like this.")


def test_a_done_job_shows_its_proxy_and_its_certificate_in_short(rig: Rig) -> None:
    job = jobs.done(rig.deployment)

    shown = rig.run("status", job.job_id).stdout

    assert "  proxy   6 B, 320x180 h264, 25 fps, 2.0 s, silent" in shown
    assert "  checked 1 of 1 rules passed: frame count 50" in shown


def test_a_rejected_job_says_why_and_what_to_do(rig: Rig) -> None:
    job = jobs.queued(rig.deployment)
    problem = Problem(code="text_file", message="The file is text, not video.", hint="Send the video itself.")
    ended = {"status": Status.REJECTED, "error": problem, "finished_at": rig.deployment.table.now()}
    rig.deployment.table.write(job.job_id, Guard({Status.QUEUED}), ended)

    shown = rig.run("status", job.job_id, "--follow")

    assert shown.exit_code == rig.run("status", job.job_id).exit_code == 3
    assert "text_file: The file is text, not video." in shown.stdout
    assert "Send the video itself." in shown.stdout


@pytest.mark.parametrize(("status", "code"), [(Status.PARTIAL, 5), (Status.DONE, 0)])
def test_scripts_tell_a_partial_proxy_from_a_whole_one_by_the_exit_code(
    status: Status, code: int, rig: Rig, film: Path
) -> None:
    (pushed,) = rig.json("push", film)
    job_id = pushed["job"]["job_id"]
    publish(rig, job_id, b"what can be read", status)

    assert rig.run("status", job_id).exit_code == code
    assert rig.run("status", job_id, "--follow").exit_code == code
    made = rig.run("transcode", film, "--out", film.parent / "proxy.mp4")
    assert made.exit_code == code, made.stderr
    assert (film.parent / "proxy.mp4").read_bytes() == b"what can be read"


def test_jobs_are_listed_searched_and_limited(rig: Rig) -> None:
    for filename in ("Holiday [1].mov", "wedding.mov", "holiday 2.mov"):
        jobs.waiting(rig.deployment, filename=filename)

    listed = [job["filename"] for job in rig.json("jobs", "--q", "HOLIDAY")["jobs"]]
    assert sorted(listed) == ["Holiday [1].mov", "holiday 2.mov"]
    table = rig.run("jobs", "--limit", "2")
    assert "There are more" in table.stderr
    assert "Holiday [1].mov" in rig.run("jobs", "--q", "[1]").stdout
    assert rig.run("jobs", "--q", "wedding").stdout.split("\t")[1:4] == ["waiting", "wedding.mov", "web-720p"]
    assert rig.run("jobs", "--status", "done").stderr == "There are no such jobs.\n"
    refused = rig.run("jobs", "--status", "sleeping")
    assert refused.exit_code == 1
    assert "     status: " in refused.stderr


def test_proxies_that_should_be_made_again_are_listed_with_the_reason(rig: Rig) -> None:
    old, current = jobs.done(rig.deployment), jobs.done(rig.deployment)
    assert old.proxy is not None
    assert current.proxy is not None
    note = [rule.model_copy(update={"note": "Made constant."}) for rule in old.proxy.certificate.rules]
    for job, release in ((old, ""), (current, "0.3.0")):
        certificate = job.proxy.certificate.model_copy(update={"rules": tuple(note), "release": release})
        written = {"proxy": job.proxy.model_copy(update={"certificate": certificate})}
        assert rig.deployment.table.write(job.job_id, Guard({Status.DONE}), written)

    (line,) = rig.run("jobs", "--affected").stdout.splitlines()
    (listed,) = rig.json("jobs", "--affected")

    assert line.split("\t")[0] == listed["job_id"] == old.job_id
    assert "frame rate" in listed["why"]


def test_an_empty_installation_says_how_to_begin(rig: Rig) -> None:
    assert rig.run("jobs").stderr == "There are no jobs yet; `./vts push FILE` sends a film.\n"


def test_an_old_job_is_found_by_its_first_digits(rig: Rig) -> None:
    job = jobs.queued(rig.deployment)

    assert rig.json("status", job.job_id[:7])["job_id"] == job.job_id


def test_with_json_what_went_wrong_is_json_in_the_command_lines_words(rig: Rig) -> None:
    shown = rig.run("status", "f" * 32, "--json")

    error = json.loads(shown.stdout)["error"]
    assert (shown.exit_code, shown.stderr) == (1, "")
    assert error["code"] == "job_not_found"
    assert "./vts jobs" in error["hint"]


def test_profiles_are_listed_and_a_wrong_one_is_said_once_for_all_files(rig: Rig, film: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(b"x" * 1000)

    assert rig.run("profiles").stdout.splitlines()[0].split("\t")[0] in {"web-720p", "edit-dnxhr-lb"}
    refused = rig.run("push", film, other, "--profile", "web-721p")
    assert refused.exit_code == 1
    assert refused.stderr.count("There is no profile with this name.") == 1
    assert "GET" not in refused.stderr


def test_a_proxy_that_was_downloaded_here_is_not_pushed_as_a_film(rig: Rig, film: Path, tmp_path: Path) -> None:
    (pushed,) = rig.json("push", film)
    publish(rig, pushed["job"]["job_id"], b"a checked proxy")
    proxy, moved = tmp_path / "film_proxy.mp4", tmp_path / "another name.mp4"
    rig.run("download", pushed["job"]["job_id"], "--out", proxy)
    proxy.rename(moved)
    impostor = tmp_path / "impostor.mp4"
    impostor.write_bytes(b"A checked proxy")

    shown = rig.run("push", moved, impostor)

    assert "another name.mp4 is left out: it is the proxy that was made of film.mp4." in shown.stderr
    assert "impostor.mp4" in shown.stdout
    assert len(rig.json("jobs")["jobs"]) == 2


@pytest.mark.parametrize("command", [("up",), ("worker", "--show-token"), ("env",)])
def test_a_data_folder_that_is_a_file_is_one_sentence(rig: Rig, film: Path, command: tuple[str, ...]) -> None:
    shown = rig.run(*command, "--data", film)

    assert shown.exit_code == 1
    assert shown.stderr.startswith(("vts: The data folder cannot be used.", "vts: No stack is running"))
    assert "Traceback" not in shown.stderr


def test_a_job_is_cancelled_and_run_again(rig: Rig, film: Path) -> None:
    (pushed,) = rig.json("push", film)
    job_id = pushed["job"]["job_id"]

    assert rig.json("cancel", job_id)["status"] == "cancelled"
    assert rig.json("retry", job_id)["status"] == "queued"
    refused = rig.run("retry", job_id)
    assert refused.exit_code == 1
    assert "It is queued." in refused.stderr


# ---------------------------------------------------------------- settings and hosts


def test_settings_are_shown_with_what_they_take_and_mean(rig: Rig) -> None:
    shown = rig.run("settings").stdout

    assert "cleanup_interval_seconds  60                          1 to 86,400 seconds" in shown
    assert "  Time between two turns of the clock." in shown
    assert "107374182400 (100.0 GiB)" in shown


def test_settings_are_changed_all_or_none(rig: Rig) -> None:
    changed = rig.json("settings", "quality=high", "retention_hours=2", "resolution=null")
    assert (changed["quality"], changed["retention_hours"], changed["resolution"]) == ("high", 2, None)

    refused = rig.run("settings", "quality=low", "max_attempts=0", "colour=blue")

    assert refused.exit_code == 1
    assert "     max_attempts: " in refused.stderr
    assert "     colour: " in refused.stderr
    assert rig.json("settings")["quality"] == "high"


def test_a_setting_of_an_unknown_profile_is_named(rig: Rig) -> None:
    refused = rig.run("settings", "profile=web-8k")

    assert refused.exit_code == 1
    assert "     profile: " in refused.stderr


def test_without_hosts_it_is_said_how_to_start_one(rig: Rig) -> None:
    assert rig.json("hosts")["hosts"] == []
    assert "./vts worker" in rig.run("hosts").stderr


def test_hosts_are_named_whole_in_a_terminal_of_80_columns(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = io.StringIO()
    terminal = Console(file=output, width=80, force_terminal=True, color_system=None, highlight=False)
    load = hosts.measure(tmp_path, host="vm-8211")
    hosts.report(
        rig.deployment.table, load.model_copy(update={"load_average": (12.5, 9.5, 4.5), "disk_free": 40 * 1024**3})
    )

    listed = rig.json("hosts")
    with monkeypatch.context() as patched:
        patched.setattr(show, "out", lambda: terminal)
        show.hosts(listed)

    (line,) = [line for line in output.getvalue().splitlines() if "vm-8211" in line]
    assert "40.0 GiB    12.5   0      just now" in line


# ---------------------------------------------------------------- download


def test_a_source_is_downloaded_under_its_own_name(
    rig: Rig, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = film.read_bytes()
    (pushed,) = rig.json("push", film)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    got = rig.json("download", pushed["job"]["job_id"], "--output", "source")

    assert got["path"] == "film.mp4"
    assert (elsewhere / "film.mp4").read_bytes() == content
    again = rig.run("download", pushed["job"]["job_id"], "--output", "source")
    assert again.exit_code == 1
    assert again.stderr.startswith("vts: There is a file of this name already. film.mp4")


# ---------------------------------------------------------------- transcode


def test_transcode_does_not_send_a_film_whose_proxy_would_overwrite_a_file(rig: Rig, film: Path) -> None:
    film.with_name("film_proxy.mp4").write_bytes(b"mine")

    refused = rig.run("transcode", film)

    assert refused.exit_code == 1
    assert "There is a file of this name already." in refused.stderr
    assert rig.json("jobs")["jobs"] == []


def test_transcode_names_the_proxy_after_the_container_of_its_profile(rig: Rig, film: Path) -> None:
    film.with_name("film_proxy.mov").write_bytes(b"mine")

    assert "film_proxy.mov" in rig.run("transcode", film, "--profile", "edit-prores-proxy").stderr


def test_transcode_downloads_what_an_earlier_one_made_and_names_it_within_the_limits_of_a_folder(
    rig: Rig, tmp_path: Path
) -> None:
    film = tmp_path / ("é" * 125 + ".mp4")
    film.write_bytes(b"film")
    (pushed,) = rig.json("push", film)
    publish(rig, pushed["job"]["job_id"], b"the proxy")

    result = rig.json("transcode", film)

    path = Path(result["path"])
    assert path.read_bytes() == b"the proxy"
    assert path.parent == film.parent
    assert path.name == "é" * 122 + "_proxy.mp4"
    assert result["fresh"]
    assert not rig.json("transcode", film)["fresh"]


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{name}-{profile}", "film-web-720p.mp4"),
        ("Proxy/{name}", "Proxy/film.mp4"),
        ("{folder}/{name}{suffix}", "film_proxy.mp4"),
        ("{job_id}/{name}", "{job_id}/film.mp4"),
    ],
)
def test_transcode_names_the_proxy_as_the_api_does_and_finds_it_again(
    rig: Rig, film: Path, template: str, path: str
) -> None:
    assert rig.run("settings", f"name_template={template}").exit_code == 0
    (pushed,) = rig.json("push", film)
    publish(rig, pushed["job"]["job_id"], b"the proxy")
    wanted = film.parent / path.format(job_id=pushed["job"]["job_id"])

    first, again = rig.json("transcode", film), rig.json("transcode", film)

    assert Path(first["path"]) == Path(again["path"]) == wanted
    assert wanted.read_bytes() == b"the proxy"
    assert (first["fresh"], again["fresh"]) == (True, False)


def test_transcode_never_puts_the_proxy_in_the_place_of_the_film(rig: Rig, film: Path) -> None:
    content = film.read_bytes()
    assert rig.run("settings", "name_template={name}").exit_code == 0

    refused = rig.run("transcode", film, "--force")

    assert refused.exit_code == 1
    assert "The proxy would take the place of the film itself." in refused.stderr
    assert film.read_bytes() == content
    assert rig.json("jobs")["jobs"] == []


def test_download_keeps_the_folder_where_the_template_has_it(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rig.run("settings", "name_template={folder}/{name}").exit_code == 0
    job = jobs.queued(rig.deployment)
    rig.deployment.table.discard(job.job_id)
    rig.deployment.table.insert(job.model_copy(update={"folder": "A001/Clips"}))
    publish(rig, job.job_id, b"the proxy")
    monkeypatch.chdir(tmp_path)

    got = rig.json("download", job.job_id)

    assert got["path"] == "A001/Clips/film.mp4"
    assert (tmp_path / "A001" / "Clips" / "film.mp4").read_bytes() == b"the proxy"


def test_transcode_of_a_film_whose_proxy_is_past_its_retention_begins_anew(rig: Rig, film: Path) -> None:
    (pushed,) = rig.json("push", film)
    job_id = pushed["job"]["job_id"]
    publish(rig, job_id, b"the proxy")
    assert rig.deployment.table.write(job_id, Guard({Status.DONE}), {"keeps_outputs": False})

    running = rig.start("transcode", film)
    assert running.stderr is not None
    assert running.stderr.readline() == "film.mp4: waiting for a worker\n"
    assert len(rig.json("jobs")["jobs"]) == 2
    running.send_signal(signal.SIGINT)
    _, stderr = running.communicate(timeout=120)

    assert running.returncode == 130
    assert "the same command finds it again" in stderr


def test_transcode_with_an_unknown_profile_is_refused_in_the_servers_words(rig: Rig, film: Path) -> None:
    refused = rig.run("transcode", film, "--profile", "web-8k")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("vts: There is no profile with this name.")


# ---------------------------------------------------------------- what else may be there


def test_a_server_may_be_under_a_path(rig: Rig, film: Path) -> None:
    with serving_app(front.door(create_app(rig.deployment), film.parent / "no page")) as client:
        (pushed,) = rig.json("push", film, "--server", f"{client.base_url}/api/")

    assert pushed["how"] == "sent"


def test_a_server_of_another_kind_is_recognised(rig: Rig, minio: Minio) -> None:
    refused = rig.run("jobs", "--server", minio.endpoint)

    assert refused.exit_code == 1
    assert refused.stderr.startswith("vts: What answers at this address is not a vts server.")


def test_output_that_nobody_reads_ends_quietly(rig: Rig) -> None:
    jobs.waiting(rig.deployment)
    listing = rig.start("jobs")
    assert listing.stdout is not None
    listing.stdout.close()
    _, stderr = listing.communicate(timeout=120)

    assert "Traceback" not in stderr
