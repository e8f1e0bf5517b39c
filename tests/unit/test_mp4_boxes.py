"""Boxes of an mp4 or mov at their edges: sizes in 32 and 64 bits, tables that lie about their length, and reads."""

import struct
from array import array
from fractions import Fraction

import pytest

from functions.media.mp4 import boxes
from functions.media.mp4.boxes import NOTHING_SHOWN, Fields, Top
from tests.support.films.mp4_builder import box, edits, full, timed


def wide(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, name, len(body) + 16) + body


class Film:
    """A file that notes what is asked of it."""

    def __init__(self, content: bytes) -> None:
        self.content, self.asked = content, list[tuple[int, int]]()

    def fetch(self, start: int, end: int) -> bytes:
        assert 0 <= start <= end <= len(self.content)
        self.asked.append((start, end))
        return self.content[start:end]

    def top(self) -> list[Top]:
        return boxes.top(self.fetch, len(self.content))


# ---------------------------------------------------------------- at the top


def test_boxes_up_to_the_moov_are_found_by_their_headers_alone() -> None:
    film = Film(box(b"ftyp", b"isom\0\0\0\0mp42") + box(b"mdat", bytes(5000)) + box(b"moov", b"index") + box(b"free"))
    ftyp, mdat, moov = film.top()
    assert (ftyp.at, ftyp.name, ftyp.header, ftyp.contents) == (0, b"ftyp", film.content[:8], b"isom\0\0\0\0mp42")
    assert (mdat.at, mdat.name, mdat.header, mdat.contents) == (20, b"mdat", film.content[20:28], b"")
    assert (moov.at, moov.name, moov.contents) == (5028, b"moov", b"index")
    assert moov.header == film.content[5028:5036]
    assert film.asked == [(0, 128), (5028, 5049), (5036, 5041)]
    assert boxes.moov(film.fetch, len(film.content)) == b"index"


def test_small_boxes_are_seen_by_one_read() -> None:
    film = Film(box(b"ftyp", b"isom") + box(b"free", bytes(20)) * 3 + box(b"moov", b"index") + bytes(200))
    assert [each.name for each in film.top()] == [b"ftyp", b"free", b"free", b"free", b"moov"]
    assert len(film.asked) == 2


def test_a_box_may_say_its_size_in_64_bits_or_reach_to_the_end() -> None:
    film = Film(wide(b"mdat", bytes(100)) + struct.pack(">I4s", 0, b"moov") + b"index")
    mdat, moov = film.top()
    assert (mdat.header, moov.contents) == (film.content[:16], b"index")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        box(b"ftyp"),
        box(b"moof") + box(b"moov"),
        box(b"free") + struct.pack(">I4s", 7, b"moov"),
        box(b"free") + struct.pack(">I4s", 9, b"moov"),
        box(b"free") + b"\0\0\0",
        box(b"free") * 64 + box(b"moov"),
    ],
    ids=["nothing", "no moov", "fragments first", "too small", "too large", "cut off", "too many before"],
)
def test_a_file_without_a_moov_that_can_be_read_has_none(content: bytes) -> None:
    assert Film(content).top() == []
    assert boxes.moov(Film(content).fetch, len(content)) is None


def test_63_boxes_before_a_moov_are_looked_at() -> None:
    assert len(Film(box(b"free") * 63 + box(b"moov")).top()) == 64


def test_an_index_that_is_larger_than_any_film_has_is_not_read() -> None:
    claimed = struct.pack(">I4s", boxes.MOST_BYTES + 1, b"moov")
    assert boxes.top(lambda at, end: claimed + bytes(end - at - 8), boxes.MOST_BYTES + 1) == []
    just = struct.pack(">I4s", 16, b"moov") + bytes(8)
    assert boxes.top(lambda at, end: just[at:end], 16)[0].contents == bytes(8)


# ---------------------------------------------------------------- inside


def test_boxes_inside_another_are_read_up_to_the_first_that_is_broken() -> None:
    body = box(b"one1", b"1") + wide(b"two2", b"22") + struct.pack(">I4s", 99, b"bad!")
    assert list(boxes.inside(body)) == [(b"one1", b"1"), (b"two2", b"22")]
    assert list(boxes.inside(box(b"last"))) == [(b"last", b"")]


@pytest.mark.parametrize(("left", "whole"), [(0, True), (7, True), (8, False)])
def test_boxes_fill_another_up_to_less_than_a_header(left: int, whole: bool) -> None:
    assert boxes.fills(box(b"free", b"1") + b"\xff" * left) is whole


def test_what_has_no_box_is_filled_only_when_it_has_no_room_for_one() -> None:
    assert boxes.fills(b"")
    assert boxes.fills(bytes(7))
    assert not boxes.fills(b"\xff" * 8)


def test_a_box_is_found_by_the_path_of_its_names() -> None:
    body = box(b"mdia", box(b"minf", box(b"stbl", b"table")), box(b"hdlr"))
    assert boxes.within(body, b"mdia", b"minf", b"stbl") == b"table"
    assert boxes.within(body, b"mdia", b"none", b"stbl") == b""


def test_tracks_that_are_left_out_become_free_space_of_the_same_size() -> None:
    moov = box(b"mvhd", b"m") + b"".join(box(b"trak", bytes([n])) for n in range(3))
    changed = boxes.without_tracks(moov, {1})
    assert list(boxes.inside(changed)) == [(b"mvhd", b"m"), (b"free", b"\0"), (b"trak", b"\1"), (b"free", b"\2")]
    assert len(changed) == len(moov)


def test_fields_are_read_one_after_another_and_are_zero_behind_the_end() -> None:
    fields = Fields(struct.pack(">BHiI", 9, 300, -5, 7), 1)
    assert (fields.take(2), fields.at, fields.take(4, signed=True), fields.take(4), fields.take(4)) == (
        300,
        3,
        -5,
        7,
        0,
    )


# ---------------------------------------------------------------- tables


def test_a_table_has_as_many_rows_as_it_has_room_for_whatever_it_says() -> None:
    rows = struct.pack(">II3I", 0, 3, 5, 6, 7)
    assert list(boxes.numbers(rows, "I")) == [5, 6, 7]
    assert list(boxes.numbers(rows[:-1], "I")) == [5, 6]
    assert list(boxes.numbers(struct.pack(">II3I", 0, 2, 5, 6, 7), "I")) == [5, 6]
    assert list(boxes.numbers(struct.pack(">II3I", 0, 9, 5, 6, 7), "II")) == [5, 6]
    assert list(boxes.numbers(struct.pack(">III2I", 0, 0, 2, 5, 6), "I", skip=8)) == [5, 6]


@pytest.mark.parametrize("short", [b"", bytes(4), bytes(7)])
def test_a_table_without_a_count_is_empty(short: bytes) -> None:
    assert list(boxes.numbers(short, "I")) == []
    assert list(boxes.numbers(bytes(8), "I")) == []


def test_signed_and_wide_rows_are_read_as_such() -> None:
    assert list(boxes.numbers(struct.pack(">IIIi", 0, 1, 5, -6), "Ii")) == [5, -6]
    assert list(boxes.numbers(struct.pack(">IIq", 0, 1, 1 << 40), "q")) == [1 << 40]


def test_words_are_big_endian_and_what_is_left_over_is_none() -> None:
    assert list(boxes.words(b"\0\0\1\2\0\0\0\3\0")) == [258, 3]
    assert boxes.packed([258, 3]) == b"\0\0\1\2\0\0\0\3"


@pytest.mark.parametrize("version", [0, 1])
def test_ticks_a_second_are_read_from_both_versions_of_a_header(version: int) -> None:
    body = struct.pack(">IIIII", 0, 1, 2, 600, 9) if not version else struct.pack(">IQQIQ", 1 << 24, 1, 2, 600, 9)
    assert boxes.timescale(body) == 600
    assert boxes.timescale(body[: 16 if not version else 24]) == 600
    assert boxes.timescale(body[: 15 if not version else 23]) == 0


def test_what_a_track_is_of_is_said_in_four_letters() -> None:
    body = box(b"mdia", box(b"hdlr", struct.pack(">II4s12s", 0, 0, b"vide", bytes(12))))
    assert boxes.kind(body) == b"vide"
    assert boxes.kind(box(b"mdia")) == b""


def test_how_many_samples_there_are_is_told_by_either_table() -> None:
    def counted(name: bytes, count: int, each: int = 0) -> bytes:
        return box(name, struct.pack(">III", 0, each, count))

    assert boxes.samples(counted(b"stsz", 5)) == 5
    assert boxes.samples(counted(b"stz2", 6)) == 6
    assert boxes.samples(box(b"stsz", bytes(11))) == 0
    assert boxes.samples(b"") == 0
    assert boxes.samples(counted(b"stsz", boxes.MOST_SAMPLES)) == boxes.MOST_SAMPLES
    assert boxes.samples(counted(b"stsz", boxes.MOST_SAMPLES + 1)) == 0


def test_samples_have_one_size_or_each_their_own() -> None:
    assert list(boxes.sizes(box(b"stsz", struct.pack(">III", 0, 7, 3)))) == [7, 7, 7]
    assert list(boxes.sizes(box(b"stsz", struct.pack(">IIIII", 0, 0, 2, 5, 6)))) == [5, 6]
    assert list(boxes.sizes(box(b"stz2", struct.pack(">III", 0, 8, 3)))) == []
    assert list(boxes.sizes(box(b"stsz", bytes(11)))) == []


def test_decoding_times_add_up_also_where_samples_last_no_time() -> None:
    assert list(boxes.times(array("q", [2, 10, 3, 0, 2, 5]))) == [0, 10, 20, 20, 20, 20, 25]
    assert list(boxes.times(array("q", []))) == []


def test_an_edit_list_is_read_in_both_versions_with_what_shows_nothing() -> None:
    assert boxes.edits(box(b"edts", edits((500, NOTHING_SHOWN), (2000, 1024)))) == [(500, -1), (2000, 1024)]
    rows = struct.pack(">II", 1 << 24, 1) + struct.pack(">qqi", 1 << 40, 1 << 41, 1 << 16)
    assert boxes.edits(box(b"edts", box(b"elst", rows))) == [(1 << 40, 1 << 41)]
    assert boxes.edits(b"") == []


def test_a_length_is_rescaled_exactly_and_no_clock_counts_seconds() -> None:
    assert boxes.rescaled(1001, 30_000, 1000) == Fraction(1001, 30)
    assert boxes.rescaled(3, 0, 1000) == 3000


def test_helpers_of_these_tests_write_what_the_format_says() -> None:
    assert full(b"stco", 5) == struct.pack(">I4sIII", 20, b"stco", 0, 1, 5)
    assert boxes.timescale(timed(b"mdhd", 90_000)[8:]) == 90_000
