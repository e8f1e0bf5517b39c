"""What is remembered of pushes, and how a file is recognised."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.client.receipts import FileChanged, FileUnreadable, Film, Receipt, Receipts, StateUnusable, Wish

SERVER = "http://server"


@pytest.fixture
def film(tmp_path: Path) -> Film:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    return Film.at(path)


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    return Receipts(tmp_path / "state" / "vts" / "pushes")


def test_a_receipt_is_found_again_by_the_same_file_and_server(film: Film, receipts: Receipts) -> None:
    receipt = Receipt("a" * 32, Wish().name, 8)
    receipts.keep(film, SERVER, receipt)

    assert receipts.of(Film.at(film.path), SERVER) == [receipt]
    assert receipts.of(film, "http://another") == []


def test_a_file_is_the_same_by_whatever_way_its_folder_is_named(film: Film, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)

    assert Film.at(tmp_path / "folder" / ".." / film.path.name) == film
    assert Film.at(tmp_path / "link" / film.path.name) == film


def test_a_file_that_was_written_again_is_another_one(film: Film, receipts: Receipts) -> None:
    receipts.keep(film, SERVER, Receipt("a" * 32, Wish().name, 8))
    os.utime(film.path, ns=(film.mtime_ns, film.mtime_ns + 1))

    assert receipts.of(Film.at(film.path), SERVER) == []


def test_the_latest_receipt_comes_first_and_replaces_one_with_the_same_wish(film: Film, receipts: Receipts) -> None:
    first, other, again = (
        Receipt("a" * 32, Wish().name, 8),
        Receipt("b" * 32, Wish("web-1080p").name, 8),
        Receipt("c" * 32, Wish().name, 8),
    )
    for receipt in (first, other, again):
        receipts.keep(film, SERVER, receipt)

    assert receipts.of(film, SERVER) == [again, other]


def test_threads_that_push_the_same_film_do_not_take_each_others_file(film: Film, receipts: Receipts) -> None:
    made = [Receipt(f"{number:032x}", Wish(f"profile-{number}").name, 8) for number in range(8)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda receipt: [receipts.keep(film, SERVER, receipt) for _ in range(50)], made))

    assert set(receipts.of(film, SERVER)) <= set(made)
    assert receipts.of(film, SERVER)


def test_a_receipt_can_be_forgotten_and_leaves_nothing(film: Film, receipts: Receipts, tmp_path: Path) -> None:
    receipts.keep(film, SERVER, Receipt("a" * 32, Wish().name, None))

    receipts.forget(film, SERVER, "a" * 32)

    assert receipts.of(film, SERVER) == []
    assert list(tmp_path.rglob("*.json")) == []


def test_receipts_hold_job_ids_and_no_secrets(film: Film, receipts: Receipts, tmp_path: Path) -> None:
    receipts.keep(film, SERVER, Receipt("a" * 32, Wish("web-1080p").name, 8))

    (place,) = tmp_path.rglob("*.json")
    assert set(json.loads(place.read_text())) == {"path", "server", "jobs"}
    assert place.parent.stat().st_mode & 0o077 == 0


def test_a_torn_receipt_is_as_good_as_none(film: Film, receipts: Receipts, tmp_path: Path) -> None:
    receipts.keep(film, SERVER, Receipt("a" * 32, Wish().name, 8))
    (place,) = tmp_path.rglob("*.json")
    place.write_text('{"jobs": [{"job_id"')

    assert receipts.of(film, SERVER) == []


def test_receipts_of_three_months_ago_are_forgotten(film: Film, receipts: Receipts, tmp_path: Path) -> None:
    receipts.keep(film, "http://long-ago", Receipt("a" * 32, Wish().name, 8))
    (place,) = tmp_path.rglob("*.json")
    os.utime(place, (0, 0))

    receipts.keep(film, SERVER, Receipt("b" * 32, Wish().name, 8))

    assert receipts.of(film, "http://long-ago") == []


def test_the_same_options_in_another_order_are_the_same_wish() -> None:
    assert Wish(None, {"a": "1", "b": "2"}).name == Wish(None, {"b": "2", "a": "1"}).name
    assert Wish(None, {"a": "1"}).name != Wish("web-720p", {"a": "1"}).name


def test_a_changed_or_vanished_file_is_said_so(film: Film) -> None:
    film.check()
    film.path.write_bytes(b"longer film")
    with pytest.raises(FileChanged, match=r"film\.mp4 had 4 bytes and has 11 now"):
        film.check()
    film.path.unlink()
    with pytest.raises(FileChanged):
        film.check()
    with pytest.raises(FileUnreadable):
        film.open()


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path, tmp_path / "pipe", tmp_path / "missing"):
        with pytest.raises(FileUnreadable):
            Film.at(path)


def test_a_state_folder_that_cannot_be_used_is_said_so(film: Film, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    receipts = Receipts(tmp_path / "taken" / "pushes")

    with pytest.raises(StateUnusable, match="Not a directory"):
        receipts.keep(film, SERVER, Receipt("a" * 32, Wish().name, 8))
