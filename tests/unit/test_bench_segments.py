"""What the benches of segments read: logs of workers and jobs, what ffmpeg says of likeness, and how films with kills add up."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from local.bench import kills, likeness, segments, workers
from local.client.api import Job

JOB, OTHER = "a" * 32, "b" * 32
LOG = """### 0000, by victim-1, try 2
ffmpeg -i source

### 0001, by host, try 1
### of nothing
### sound, by host, try 1

### join
ffmpeg -f concat
"""


def line(event: str, job_id: str = JOB, **fields: str) -> str:
    return json.dumps({"event": event, "job_id": job_id, **fields})


def begun(*pieces: str) -> list[str]:
    return [line("piece_started", piece=piece) for piece in pieces]


# ---------------------------------------------------------------- what workers log


def test_of_a_log_only_whole_lines_about_the_job_count() -> None:
    lines = ["nats: connected", line("worker_ready", OTHER), line("cut"), line("joined")[:-3]]

    assert [found["event"] for found in workers.of_job(lines, JOB)] == ["cut"]


@pytest.mark.parametrize("ended", ["piece_done", "piece_stopped", "piece_failed"])
def test_a_worker_is_at_work_from_the_begin_of_a_piece_until_that_one_has_ended(ended: str) -> None:
    assert not workers.in_a_piece([])
    assert workers.in_a_piece(workers.of_job(begun("sound", "0000"), JOB))
    assert workers.in_a_piece(workers.of_job([*begun("sound", "0000"), line(ended, piece="sound")], JOB))
    assert not workers.in_a_piece(workers.of_job([*begun("0000"), line(ended, piece="0000")], JOB))


def test_a_film_in_segments_is_settled_when_its_join_has_ended_and_one_of_one_pass_when_it_is_published() -> None:
    cut = [line("cut"), *begun("join"), line("published")]

    assert segments.is_settled(workers.of_job([line("published")], JOB))
    assert not segments.is_settled(workers.of_job(cut, JOB))
    assert segments.is_settled(workers.of_job([*cut, line("piece_done", piece="join")], JOB))


# ---------------------------------------------------------------- kills


def film(kills_: int, again: int, status: str = "done", attempt: int = 1) -> kills.Film:
    job = cast("dict[str, Any]", {"status": status, "attempt": attempt})
    return kills.Film(cast("Job", job), kills_, 40, again)


def test_tries_are_counted_by_the_titles_of_a_jobs_log() -> None:
    assert kills.made_again(LOG) == (2, 1)
    assert kills.made_again("") == (0, 0)


def test_the_worst_film_says_how_much_is_made_again_for_a_kill() -> None:
    done, again = kills.figures([film(10, 10), film(10, 5)])

    assert (done.value, again.value) == (1, 1)
    assert (done.verdict, again.verdict) == ("pass", "pass")
    assert "40 segments, of which 20 workers" in again.claim


def test_more_than_one_piece_for_a_kill_falls_short_even_where_another_film_makes_up_for_it() -> None:
    _, again = kills.figures([film(10, 11), film(10, 0)])

    assert again.verdict == "short"


@pytest.mark.parametrize("lost", [film(5, 5, "failed"), film(5, 5, attempt=2)])
def test_a_film_that_is_not_done_or_was_begun_again_falls_short(lost: kills.Film) -> None:
    done, _ = kills.figures([film(15, 9), lost])

    assert (done.value, done.verdict) == (0.5, "short")


def test_where_nobody_was_killed_nothing_was_measured() -> None:
    assert [figure.verdict for figure in kills.figures([film(0, 0)])] == ["not measured", "not measured"]


# ---------------------------------------------------------------- likeness


def test_the_luma_is_read_from_what_the_filter_says_at_its_end() -> None:
    said = "[Parsed_psnr_1 @ 0x55] PSNR y:38.042124 u:43.7 v:43.6 average:39.4 min:35.1 max:51.9\n"

    assert likeness.read(said) == 38.042124
    assert likeness.read("PSNR y:inf u:inf v:inf average:inf min:inf max:inf") == float("inf")


def test_what_cannot_be_compared_says_what_ffmpeg_said() -> None:
    with pytest.raises(likeness.NotComparable, match="No such file"):
        likeness.read("proxy.mp4: No such file or directory\n")


def test_the_source_is_scaled_to_the_proxy_and_the_proxy_is_taken_as_it_is() -> None:
    argv = likeness.command("ffmpeg", Path("proxy.mp4"), Path("film.mov"), (1280, 720))

    assert argv.index("proxy.mp4") < argv.index("film.mov")
    assert "[1:V:0]scale=1280:720:flags=bicubic[source];[0:V:0][source]psnr" in argv
