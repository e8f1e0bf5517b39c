"""The index that a fragmented film is given: byte by byte, for films that need each of its tables."""

import struct
from collections.abc import Iterator

import pytest

from functions.media.container import MATROSKA, MOV
from functions.media.mp4 import boxes, fragments, plain_index
from functions.media.mp4.fragments import Broken
from tests.support.films.mp4_builder import box, edits, full
from tests.unit.test_lone_fragments import KEY, SIZE, STEP, Laid, fragment, numbers, tfdt, tfhd, trun

MADE, CHANGED, REST = 11, 22, b"the rest of a header"
TYPE = box(b"ftyp", b"isom" + struct.pack(">I", 0x200) + b"isom")


def headed(name: bytes, timescale: int, *, version: int = 0) -> bytes:
    form = ">IQQIQ" if version else ">IIIII"
    return box(name, struct.pack(form, version << 24, MADE, CHANGED, timescale, 0) + REST)


def written(name: bytes, timescale: int, length: int) -> bytes:
    """A header as the plain index has it: with room for a long time, and all else as it was."""
    return box(name, struct.pack(">IQQIQ", 1 << 24, MADE, CHANGED, timescale, length) + REST)


def track(number: int = 1, kind: bytes = b"vide", timescale: int = 12_800, *, edit: bytes = b"", version: int = 0,
          tables: tuple[bytes, ...] = ()) -> bytes:  # fmt: skip
    """A track of a fragmented film, with boxes beside those that are written anew."""
    stbl = box(b"stbl", box(b"stsd", b"described"), *tables)
    minf = box(b"minf", box(b"vmhd", b"v"), stbl, box(b"dinf", b"d"))
    hdlr = box(b"hdlr", numbers(0) + kind)
    place = (0, 0, number) if not version else (0, 0, 0, 0, number)
    tkhd = box(b"tkhd", numbers(*place, version=version))
    media = box(b"mdia", headed(b"mdhd", timescale, version=version), hdlr, minf)
    return box(b"trak", tkhd, box(b"edts", edit) if edit else b"", media, box(b"udta", b"u"))


def film(*parts: bytes, tracks: tuple[bytes, ...] = (), mehd: bytes = b"", version: int = 0, each: int = STEP) -> bytes:
    ids = range(1, max(len(tracks), 1) + 1)
    trex = [box(b"trex", numbers(number, 1, each, SIZE, 0x01010000)) for number in ids]
    inside = [headed(b"mvhd", 1000, version=version), *(tracks or (track(version=version),)), box(b"udta", b"m")]
    return box(b"ftyp", b"iso5") + box(b"moov", *inside, box(b"mvex", mehd, *trex)) + b"".join(parts)


def part(time: int, count: int = 25, number: int = 1, **more: object) -> bytes:
    return fragment(
        lambda at: box(b"traf", tfhd(number), tfdt(time), trun([()] * count, offset=at, first=KEY)), size=count * SIZE
    )


def expected_track(laid: Laid, tables: list[bytes], length: int, *, kind: bytes = b"vide", number: int = 1,
                   timescale: int = 12_800, edit: bytes = b"") -> bytes:  # fmt: skip
    stbl = box(b"stbl", box(b"stsd", b"described"), *tables)
    minf = box(b"minf", box(b"vmhd", b"v"), box(b"dinf", b"d"), stbl)
    media = box(b"mdia", written(b"mdhd", timescale, length), box(b"hdlr", numbers(0) + kind), minf)
    return box(b"trak", box(b"tkhd", numbers(0, 0, number)), edit, media, box(b"udta", b"u"))


def whole(laid: Laid, movie: int, length: int, *tracks: bytes) -> bytes:
    moov = box(b"moov", written(b"mvhd", movie, length), *tracks, box(b"udta", b"m"))
    return TYPE + moov + struct.pack(">I4sQ", 1, b"mdat", len(laid.film) + 16)


def places(laid: Laid, *found: int) -> bytes:
    assert laid.front
    return full(b"co64", *(len(laid.front) + at for at in found), form="Q", count=len(found))


def runs(name: bytes, *rows: tuple[int, ...], form: str = "I", version: int = 0) -> bytes:
    flat = [number for row in rows for number in row]
    return box(name, struct.pack(f">II{len(flat)}{form}", version << 24, len(rows), *flat))


def one_size(count: int, size: int = SIZE) -> bytes:
    return box(b"stsz", struct.pack(">III", 0, size, count))


def chunks_of(laid: Laid) -> list[int]:
    """Where the contents of each mdat begin in the film."""
    return [at + 8 for at in range(len(laid.film)) if laid.film[at + 4 : at + 8] == b"mdat"]


# ---------------------------------------------------------------- byte by byte


@pytest.mark.parametrize("version", [0, 1])
def test_the_index_of_a_film_of_two_fragments_is_that_of_a_plain_one(version: int) -> None:
    laid = Laid(film(part(0), part(25 * STEP), tracks=(track(version=0),), version=version))
    tables = [
        runs(b"stts", (50, STEP)),
        runs(b"stss", (1,), (26,)),
        one_size(50),
        runs(b"stsc", (1, 25, 1)),
        places(laid, *chunks_of(laid)),
    ]
    assert laid.front == whole(laid, 12_800, 50 * STEP, expected_track(laid, tables, 50 * STEP))


def test_a_track_header_of_version_1_names_its_track_too() -> None:
    laid = Laid(film(part(0), version=1))
    assert laid.sizes() == [SIZE] * 25
    assert boxes.timescale(boxes.within(laid.tracks[0], b"mdia", b"mdhd")) == 12_800


def test_samples_that_differ_are_told_one_by_one() -> None:
    rows = [(STEP, 5, 512), (STEP, 6, 0), (STEP + 1, 7, 1024)]

    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(), tfdt(0), trun(rows, flags=0xB00, offset=at, first=KEY))

    laid = Laid(film(fragment(traf, size=18)))
    tables = [
        runs(b"stts", (2, STEP), (1, STEP + 1)),
        runs(b"ctts", (1, 512), (1, 0), (1, 1024), version=1),
        runs(b"stss", (1,)),
        box(b"stsz", struct.pack(">III3I", 0, 0, 3, 5, 6, 7)),
        runs(b"stsc", (1, 3, 1)),
        places(laid, *chunks_of(laid)),
    ]
    # Shown from 512 on, as no frame comes earlier, to the end of the last one.
    length = 2 * STEP + 1024 + STEP + 1 - 512
    edit = box(b"edts", box(b"elst", struct.pack(">II", 1 << 24, 2) + struct.pack(">Qqi", 512, -1, 1 << 16)
                            + struct.pack(">Qqi", length, 512, 1 << 16)))  # fmt: skip
    made = expected_track(laid, tables, 3 * STEP + 1, edit=edit)
    assert laid.front == whole(laid, 12_800, 512 + length, made)


def test_picture_and_sound_count_in_ticks_that_tell_both() -> None:
    sound = track(2, b"soun", 48_000)

    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(2), tfdt(0), trun([(1024, 4)] * 10, flags=0x300, offset=at, first=KEY))

    laid = Laid(film(part(0), fragment(traf, size=40), tracks=(track(), sound)))
    first, second = chunks_of(laid)
    picture = [
        runs(b"stts", (25, STEP)),
        runs(b"stss", (1,)),
        one_size(25),
        runs(b"stsc", (1, 25, 1)),
        places(laid, first),
    ]
    heard = [runs(b"stts", (10, 1024)), one_size(10, 4), runs(b"stsc", (1, 10, 1)), places(laid, second)]
    assert laid.front == whole(
        laid,
        192_000,
        192_000,
        expected_track(laid, picture, 25 * STEP),
        expected_track(laid, heard, 10_240, kind=b"soun", number=2, timescale=48_000),
    )


def test_chunks_that_are_alike_are_told_once_and_those_that_differ_each() -> None:
    laid = Laid(film(part(0, 25), part(25 * STEP, 25), part(50 * STEP, 10), part(60 * STEP, 10), part(70 * STEP, 25)))
    assert laid.table(b"stsc", "III") == [1, 25, 1, 3, 10, 1, 5, 25, 1]


def test_a_film_of_keyframes_alone_does_not_list_them() -> None:
    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(), tfdt(0), trun([(KEY,)] * 5, flags=0x400, offset=at))

    laid = Laid(film(fragment(traf, size=50)))
    assert boxes.within(laid.tracks[0], b"mdia", b"minf", b"stbl", b"stss") == b""


# ---------------------------------------------------------------- when a track is shown


def shown(laid: Laid, number: int = 0) -> list[tuple[int, int]]:
    return boxes.edits(laid.tracks[number])


def test_a_film_that_begins_with_its_first_tick_needs_no_edit_list() -> None:
    assert shown(Laid(film(part(0)))) == []
    assert shown(Laid(film(part(0), tracks=(track(edit=edits((2000, 0))),)))) == []


def test_a_film_that_begins_at_a_later_tick_begins_within_its_first_second() -> None:
    assert shown(Laid(film(part(6_400)))) == [(6_400, -1), (25 * STEP, 0)]
    assert shown(Laid(film(part(12_800 * 3 + 6_400)))) == [(6_400, -1), (25 * STEP, 0)]
    assert shown(Laid(film(part(12_800)))) == []


def test_an_edit_list_cuts_the_beginning_and_delays_it() -> None:
    cut = Laid(film(part(0), tracks=(track(edit=edits((0, 512))),)))
    assert shown(cut) == [(24 * STEP, 512)]
    delayed = Laid(film(part(0), tracks=(track(edit=edits((250, -1), (0, 0))),)))
    assert shown(delayed) == [(3_200, -1), (25 * STEP, 0)]
    both = Laid(film(part(0), tracks=(track(edit=edits((250, -1), (0, 512))),)))
    assert shown(both) == [(3_200 - 512, -1), (25 * STEP, 0)]


def test_what_is_cut_away_whole_still_lasts_a_tick() -> None:
    assert shown(Laid(film(part(0), tracks=(track(edit=edits((0, 99_999))),)))) == [(1, 99_999)]


def test_tracks_that_all_begin_late_lose_the_seconds_they_share() -> None:
    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(2), tfdt(48_000 * 4), trun([(1024, 4)] * 10, flags=0x300, offset=at, first=KEY))

    laid = Laid(film(part(12_800 * 3), fragment(traf, size=40), tracks=(track(), track(2, b"soun", 48_000))))
    assert shown(laid, 0) == []
    assert shown(laid, 1) == [(192_000, -1), (40_960, 0)]


def test_a_track_without_a_sample_stays_as_it_is() -> None:
    silent = track(2, b"soun", 48_000)
    laid = Laid(film(part(0), tracks=(track(), silent)))
    assert box(b"trak", laid.tracks[1]) == silent
    assert laid.moov
    assert boxes.timescale(boxes.within(laid.moov, b"mvhd")) == 12_800


def test_a_track_that_begins_late_is_as_long_as_its_own_samples() -> None:
    laid = Laid(film(part(6_400)))
    header = boxes.within(laid.tracks[0], b"mdia", b"mdhd")
    assert struct.unpack_from(">IQ", header, 20) == (12_800, 25 * STEP)


# ---------------------------------------------------------------- films that are cut off


def ends(stated: int, *, version: int = 0) -> Laid:
    body = numbers(stated, version=version, form="Q" if version else "I")
    return Laid(film(part(0), part(25 * STEP), mehd=box(b"mehd", body)))


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize(("stated", "frames"), [(2000, 50), (2500, 50), (2501, 51), (60_000, 51)])
def test_a_film_that_ends_half_a_second_before_it_says_lists_a_frame_that_is_not_there(
    version: int, stated: int, frames: int
) -> None:
    laid = ends(stated, version=version)
    assert len(laid.sizes()) == frames


def test_the_frame_that_is_not_there_follows_all_others_and_lies_behind_the_file() -> None:
    laid = ends(60_000)
    assert laid.sizes() == [SIZE] * 50 + [1]
    assert laid.table(b"stts", "II") == [51, STEP]
    assert laid.table(b"stsc", "III") == [1, 25, 1, 3, 1, 1]
    assert laid.places()[-1] == len(laid.film)


def test_the_frame_that_is_not_there_is_shown_last_and_has_the_description_of_those_before() -> None:
    rows = [(STEP, 5, 2048), (STEP, 6, 0), (700, 7, 1024)]

    def traf(at: int) -> bytes:
        described = tfhd(flags=0x20002, more=numbers(3)[4:])
        return box(b"traf", described, tfdt(0), trun(rows, flags=0xB00, offset=at, first=KEY))

    laid = Laid(film(fragment(traf, size=18), mehd=box(b"mehd", numbers(60_000))))
    assert laid.table(b"stts", "II") == [2, STEP, 2, 700]
    assert laid.table(b"ctts", "Ii") == [1, 2048, 1, 0, 1, 1024, 1, 2048]
    assert laid.table(b"stsc", "III") == [1, 3, 3, 2, 1, 3]


def test_a_film_that_is_cut_off_in_its_first_fragment_lists_that_one_frame() -> None:
    laid = Laid(film(part(0))[:-5])
    assert laid.sizes()[-1] == 1
    none = Laid(film(box(b"moof", bytes(100))[:50], each=0))
    assert (none.sizes(), none.table(b"stts", "II"), none.table(b"stsc", "III")) == ([1], [1, 1], [1, 1, 1])
    usual = Laid(film(box(b"moof", bytes(100))[:50]))
    assert usual.table(b"stts", "II") == [1, STEP]


def test_of_a_film_without_a_picture_no_frame_can_be_missed() -> None:
    laid = Laid(film(part(0), tracks=(track(1, b"soun"),), mehd=box(b"mehd", numbers(60_000))))
    assert len(laid.sizes()) == 25


# ---------------------------------------------------------------- films that are plain at their beginning


def plain_beginning(**changed: bytes) -> tuple[bytes, ...]:
    """Tables of five samples in two chunks."""
    tables = {
        "stts": runs(b"stts", (4, STEP), (1, 600)),
        "ctts": runs(b"ctts", (2, 512)),
        "stss": runs(b"stss", (1,), (4,)),
        "stsz": box(b"stsz", struct.pack(">III5I", 0, 0, 5, 3, 4, 5, 6, 7)),
        "stsc": runs(b"stsc", (1, 2, 1), (2, 3, 2)),
        "stco": full(b"stco", 100, 200),
    }
    return tuple({**tables, **changed}.values())


def begun(*tables: bytes) -> Laid:
    return Laid(film(part(4 * STEP + 600, 2), tracks=(track(tables=tables),)))


def test_what_the_moov_lists_comes_before_the_fragments() -> None:
    laid = begun(*plain_beginning())
    assert laid.table(b"stts", "II") == [4, STEP, 1, 600, 2, STEP]
    assert laid.table(b"ctts", "Ii") == [2, 512, 5, 0]
    assert laid.table(b"stss", "I") == [1, 4, 6]
    assert laid.sizes() == [3, 4, 5, 6, 7, SIZE, SIZE]
    assert laid.table(b"stsc", "III") == [1, 2, 1, 2, 3, 2, 3, 2, 1]
    assert laid.places()[:2] == [100, 200]


def test_places_in_64_bits_and_partial_keyframes_are_read_too() -> None:
    laid = begun(*plain_beginning(stco=full(b"co64", 100, 200, form="Q"), stss=runs(b"stps", (2,))))
    assert laid.places()[:2] == [100, 200]
    assert laid.table(b"stss", "I") == [2, 6]


def test_without_a_list_of_keyframes_all_are() -> None:
    assert begun(*plain_beginning(stss=b"")).table(b"stss", "I") == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "broken",
    [
        {"stsc": b""},
        {"stts": runs(b"stts", (4, STEP))},
        {"stsc": runs(b"stsc", (1, 2, 1), (2, 2, 1))},
        {"stco": full(b"stco", 100)},
        {"stsz": box(b"stsz", struct.pack(">III4I", 0, 0, 5, 3, 4, 5, 6))},
    ],
    ids=["no chunks", "too few times", "too few in chunks", "too few places", "too few sizes"],
)
def test_tables_that_do_not_fit_together_leave_the_film_as_it_is(broken: dict[str, bytes]) -> None:
    assert begun(*plain_beginning(**broken)).front is None


def test_a_track_without_a_clock_leaves_the_film_as_it_is() -> None:
    assert Laid(film(part(0), tracks=(track(timescale=0),))).front is None


def test_numbers_that_do_not_fit_into_a_table_leave_the_film_as_it_is() -> None:
    assert plain_index._packed(fragments.array("q", [-(1 << 31), (1 << 32) - 1])) == b"\x80\0\0\0\xff\xff\xff\xff"
    for number in (-(1 << 31) - 1, 1 << 32):
        with pytest.raises(Broken):
            plain_index._packed(fragments.array("q", [number]))
    assert plain_index._packed(fragments.array("q")) == b""


def test_clocks_that_have_no_common_one_go_by_the_picture() -> None:
    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(2), tfdt(0), trun([()] * 5, offset=at, first=KEY))

    laid = Laid(film(part(0), fragment(traf, size=50), tracks=(track(timescale=999_983), track(2, b"soun", 999_979))))
    assert laid.moov
    assert boxes.timescale(boxes.within(laid.moov, b"mvhd")) == 999_983


# ---------------------------------------------------------------- a reader


class Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.front = content, b""

    @property
    def size(self) -> int:
        return len(self.content)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, 7):
            yield self.content[at : min(at + 7, end)]

    def put_before(self, front: bytes) -> None:
        self.front = front


def test_a_fragmented_mov_is_served_with_its_index_before_it() -> None:
    content, watched = film(part(0)), list[int]()
    reader = Reader(content)
    plain_index.lay(reader, MOV, lambda: watched.append(1))
    assert reader.front == Laid(content).front
    assert watched


def test_a_plain_mov_and_another_container_are_served_as_they_are() -> None:
    plain = Reader(box(b"ftyp", b"isom") + box(b"moov", headed(b"mvhd", 1000), track()))
    other = Reader(film(part(0)))
    plain_index.lay(plain, MOV)
    plain_index.lay(other, MATROSKA)
    assert (plain.front, other.front) == (b"", b"")


# ---------------------------------------------------------------- boxes in another order


def test_a_film_with_boxes_before_its_moov_is_read_from_behind_that() -> None:
    content = film(part(0), part(25 * STEP))
    laid = Laid(content[:12] + box(b"free", bytes(30)) + box(b"free") + content[12:])
    assert laid.sizes() == [SIZE] * 50
    assert laid.places() == chunks_of(laid)


def test_a_moov_in_64_bits_has_its_fragments_behind_it() -> None:
    content = film(part(0))
    length = int.from_bytes(content[12:16])
    laid = Laid(content[:12] + struct.pack(">I4sQ", 1, b"moov", length + 8) + content[20:])
    assert laid.places() == chunks_of(laid)


def test_sound_whose_samples_are_all_alike_is_no_table_however_long_it_is() -> None:
    def alone(durations: int, kind: bytes = b"soun", size: int = 4, late: int = 0) -> bool:
        made = plain_index._Track(track(1, kind)[8:], {1: fragments.Defaults(1, 1, size, 0)})
        columns = {fragments.DURATIONS: [durations] * 3, fragments.SIZES: [size] * 3, fragments.LATE: [late] * 3}
        made.samples.add(fragments.Chunk(0, 3, 1), columns, None)
        return made.counts_alone

    assert alone(1)
    assert not alone(2)
    assert not alone(1, kind=b"vide")
    assert not alone(1, size=0)


def test_a_film_that_says_no_length_of_its_own_has_not_ended_early() -> None:
    laid = Laid(film(part(0), mehd=box(b"mehd", numbers(0))))
    assert len(laid.sizes()) == 25


def test_a_film_without_a_sample_that_states_a_length_lists_a_frame_that_is_not_there() -> None:
    laid = Laid(film(mehd=box(b"mehd", numbers(501))))
    assert laid.sizes() == [1]
    assert Laid(film(mehd=box(b"mehd", numbers(500)))).sizes() == []


def test_the_second_frame_of_a_later_cut_may_be_longer_than_the_first() -> None:
    rows = [(STEP,), (700,)]

    def traf(at: int) -> bytes:
        return box(b"traf", tfhd(), tfdt(6_400), trun(rows, flags=0x100, offset=at, first=KEY))

    assert shown(Laid(film(fragment(traf, size=20)))) == [(6_400, -1), (STEP + 700, 0)]
