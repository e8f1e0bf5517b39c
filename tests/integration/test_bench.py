"""The parts of the bench that need ffmpeg or an API, each on its own and small."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.common.errors import UnknownFormat, VtsError
from functions.deployment import Deployment
from functions.jobs.sql import table as sql_table
from functions.media.sniff import HEAD_BYTES, sniff
from local.bench import clips, entry_points, likeness, polling, rows
from local.bench.measured_stack import MeasuredStack
from local.bench.memory import size_of, unnamed
from local.bench.scale import MIB, QUICK
from local.servers.installation import Installation, Running
from local.tools.ffmpeg import Pair
from tests.support.rows.jobs import waiting
from tests.support.servers.api import serving


def probed(ffmpeg: Pair, path: Path) -> dict[str, str]:
    """What ffprobe says of the video."""
    asked = [
        ffmpeg.ffprobe,
        "-v",
        "error",
        "-select_streams",
        "v",
        "-count_packets",
        "-show_streams",
        "-of",
        "json",
        str(path),
    ]
    stream: dict[str, str] = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)["streams"][0]
    return stream


def test_a_film_is_1080p_of_the_length_asked_for_and_made_once(ffmpeg: Pair, tmp_path: Path) -> None:
    film = clips.film(ffmpeg.ffmpeg, tmp_path, 1)
    made = film.stat().st_mtime_ns

    again = clips.film(ffmpeg.ffmpeg, tmp_path, 1)

    stream = probed(ffmpeg, film)
    assert (stream["width"], stream["height"], stream["nb_read_packets"]) == (1920, 1080, "25")
    assert (again, again.stat().st_mtime_ns) == (film, made)


def test_a_plain_film_is_repeated_without_a_gap_and_has_a_keyframe_each_two_seconds(
    ffmpeg: Pair, tmp_path: Path
) -> None:
    film = clips.plain(ffmpeg.ffmpeg, tmp_path, 12)

    asked = ["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0"]
    said = subprocess.run([ffmpeg.ffprobe, *asked, str(film)], capture_output=True, text=True, check=True).stdout
    packets = sorted((float(time), flags) for time, flags in (line.split(",")[:2] for line in said.split()))
    assert [round(time * 25, 3) for time, _ in packets] == list(range(300))
    assert [time for time, flags in packets if "K" in flags] == [0, 2, 4, 6, 8, 10]


def test_a_proxy_is_as_like_its_source_as_ffmpeg_says(ffmpeg: Pair, tmp_path: Path) -> None:
    clip = clips.clip(ffmpeg.ffmpeg, tmp_path)

    def compared(size: tuple[int, int]) -> float:
        argv = likeness.command(ffmpeg.ffmpeg, clip, clip, size)
        return likeness.read(subprocess.run(argv, capture_output=True, text=True, check=True).stderr)

    assert compared((320, 180)) == float("inf")
    with pytest.raises(subprocess.CalledProcessError):  # sizes that differ
        compared((160, 90))


def test_a_raw_source_is_of_the_size_asked_for_to_a_frame(ffmpeg: Pair, tmp_path: Path) -> None:
    raw = clips.raw(ffmpeg.ffmpeg, tmp_path, 8 * MIB)

    assert 6 * MIB < raw.stat().st_size <= 8 * MIB
    assert probed(ffmpeg, raw)["codec_name"] == "rawvideo"


def test_a_clip_that_cannot_be_made_says_what_ffmpeg_said(tmp_path: Path) -> None:
    with pytest.raises(clips.ClipFailed):
        clips.clip("false", tmp_path)


def test_a_file_that_is_no_film_is_refused_at_its_first_bytes(tmp_path: Path) -> None:
    path = clips.no_film(tmp_path, 5 * MIB + 3)

    assert path.stat().st_size == 5 * MIB + 3
    with pytest.raises(UnknownFormat):
        sniff(path.read_bytes()[:HEAD_BYTES], path.stat().st_size)


@pytest.fixture
def served(deployment: Deployment) -> Iterator[str]:
    with serving(deployment) as client:
        yield str(client.base_url).rstrip("/")


def test_clients_poll_status_jobs_and_load_until_the_block_ends(served: str, deployment: Deployment) -> None:
    job = waiting(deployment)

    with polling.clients(served, job.job_id, 3) as met:
        assert met == {}

    assert met["requests"] >= 3  # each had asked before the block began
    assert met["wrong"] == 0
    assert met["slowest_ms"] > 0


def test_clients_that_are_answered_with_errors_are_told_of(served: str) -> None:
    with pytest.raises(polling.PollingFailed), polling.clients(served, "0" * 32, 2):
        pass


def test_scratch_tables_hold_the_rows_asked_for_and_their_lists_are_answered(tmp_path: Path) -> None:
    few, many = rows.lists(tmp_path, QUICK)

    table = sql_table.SqlJobTable(f"sqlite:///{tmp_path / f'rows-{QUICK.many_rows}.sqlite3'}")
    listed, cursor = 0, ""
    while cursor is not None:
        page = table.find(limit=200, cursor=cursor or None)
        listed, cursor = listed + len(page.jobs), page.next_cursor
    table.close()
    assert listed == QUICK.many_rows
    assert len(few.values) == len(many.values) == QUICK.list_calls


def test_the_size_of_a_folder_is_that_of_all_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(bytes(3))
    (tmp_path / "inner" / "b").write_bytes(bytes(4))

    assert size_of(tmp_path) == 7
    assert size_of(tmp_path / "not there") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_file_without_a_name_counts_while_it_is_open(tmp_path: Path) -> None:
    before = unnamed(os.getpid())

    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(bytes(5000))
        file.flush()
        held = unnamed(os.getpid())

    assert held - before == 5000
    assert unnamed(os.getpid()) == before


def test_the_name_of_no_bench_is_refused_before_anything_is_started() -> None:
    from local import bench

    with pytest.raises(VtsError, match="invalid_request") as refused:
        bench.run(["speed"], say=pytest.fail)

    assert "overhead" in refused.value.fields["speed"]


def test_a_warm_status_is_answered_without_a_table() -> None:
    taken = entry_points.answers(3)

    assert len(taken.values) == 3
    assert min(taken.values) > 0


def test_a_door_is_imported_by_processes_that_know_only_the_places_given(tmp_path: Path) -> None:
    (tmp_path / "door.py").write_text("import json")

    cpu, clock = entry_points.imports("door", [str(tmp_path)], 2)

    assert len(cpu.values) == len(clock.values) == 2
    with pytest.raises(entry_points.DoorShut, match="pydantic"):
        entry_points.imports("pydantic", [str(tmp_path)], 1)


def test_a_package_that_cannot_be_made_says_why_and_the_rest_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    deployment = MeasuredStack(Installation(tmp_path / "data"), Running.model_construct(), tmp_path)

    figures = {figure.name: figure for figure in entry_points.measure(deployment, QUICK)}

    assert figures["zip_size"].note == "The zip of the functions could not be made. make is not here."
    assert figures["status_warm"].value is not None
