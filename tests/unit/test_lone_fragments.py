"""A fragmented mp4 gets the plain index it would have: by the headers of its fragments, whatever form they have."""

import struct
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media.mp4 import boxes, plain_index
from tests.support.films.mp4_builder import box, edits, full, timed

SIZE, STEP = 10, 512  # of a sample: bytes, and ticks
KEY, DELTA = 0x02000000, 0x01010000
SMALL = 1000  # bytes that hold less than a fragment's headers


def numbers(*given, version=0, flags=0, form="I"):
    return struct.pack(f">I{len(given)}{form}", version << 24 | flags, *given)


def track(number, kind=b"vide", edit=b"", tables=()):
    own = [full(b"stsd"), *(tables or [full(b"stts"), full(b"stsc"), box(b"stsz", numbers(0, 0)), full(b"stco")])]
    media = (timed(b"mdhd", 12800), box(b"hdlr", numbers(0) + kind), box(b"minf", box(b"stbl", *own)))
    parts = [box(b"tkhd", numbers(0, 0, number)), box(b"edts", edit) if edit else b"", box(b"mdia", *media)]
    return box(b"trak", *parts)


def head(*tracks, mehd=b"", ids=(1,)):
    trex = [box(b"trex", numbers(number, 1, STEP, SIZE, DELTA)) for number in ids]
    return box(b"ftyp", b"iso5") + box(
        b"moov", timed(b"mvhd", 1000), *(tracks or [track(1)]), box(b"mvex", mehd, *trex)
    )


def tfhd(number=1, flags=0x20000, more=b""):
    return box(b"tfhd", numbers(number, flags=flags) + more)


def tfdt(time, version=1):
    return box(b"tfdt", numbers(time, version=version, form="Q" if version else "I"))


def trun(rows=((),), flags=0, offset=None, first=None, version=0):
    parts = [struct.pack(">i", offset)] if offset is not None else []
    parts += [struct.pack(">I", first)] if first is not None else []
    flags |= (offset is not None) * 1 | (first is not None) * 4
    body = b"".join(struct.pack(f">{len(row)}I", *(n & 0xFFFFFFFF for n in row)) for row in rows)
    return box(b"trun", numbers(len(rows), version=version, flags=flags), *parts, body)


def fragment(*trafs, size=1000):
    """A moof whose run of samples begins with its mdat, 8 bytes behind it: ``trafs`` are made with that offset."""
    length = len(box(b"moof", *(traf(0) for traf in trafs)))
    return box(b"moof", *(traf(length + 8) for traf in trafs)) + box(b"mdat", bytes(size))


def plain_one(time, count=25, number=1):
    """A fragment as most are: a keyframe, then others."""
    return fragment(
        lambda at: box(b"traf", tfhd(number), tfdt(time), trun([()] * count, offset=at, first=KEY)), size=count * SIZE
    )


class Laid:
    """The file with its index before it, as tables."""

    def __init__(self, film, asked=None):
        self.film, self.asked = film, asked if asked is not None else []
        self.front = plain_index.front(self.fetch, len(film))
        whole = (self.front or b"") + film
        self.moov = boxes.moov(lambda at, end: whole[at:end], len(whole)) if self.front else b""
        self.tracks = [body for name, body in boxes.inside(self.moov or b"") if name == b"trak"]

    def fetch(self, start, end):
        assert 0 <= start < end <= len(self.film)
        self.asked.append(end - start)
        return self.film[start:end]

    def table(self, name, form, number=0, skip=4):
        return list(boxes.numbers(boxes.within(self.tracks[number], b"mdia", b"minf", b"stbl", name), form, skip))

    def sizes(self, number=0):
        return list(boxes.sizes(boxes.within(self.tracks[number], b"mdia", b"minf", b"stbl")))

    def places(self, number=0):
        """Where each chunk begins in the file itself."""
        return [at - len(self.front) for at in self.table(b"co64", "q", number)]


def test_every_sample_of_every_fragment_is_listed_where_it_lies():
    film = head() + plain_one(0) + plain_one(25 * STEP)
    laid = Laid(film)
    assert laid.table(b"stts", "II") == [50, STEP]
    assert laid.table(b"stss", "I") == [1, 26]
    assert laid.table(b"stsc", "III") == [1, 25, 1]
    assert laid.sizes() == [SIZE] * 50
    first, second = laid.places()
    assert film[first - 4 : first] == film[second - 4 : second] == b"mdat"
    assert not any(name == b"mvex" for name, _ in boxes.inside(laid.moov))


def test_a_plain_file_is_left_as_it_is():
    assert Laid(box(b"ftyp", b"isom") + box(b"moov", timed(b"mvhd", 1000), track(1)) + box(b"mdat", b"x")).front is None
    assert Laid(box(b"ftyp", b"isom") + plain_one(0) + head()).front is None
    assert Laid(b"text").front is None


@pytest.mark.parametrize("version", [0, 1])
def test_samples_say_how_long_how_large_how_late_and_whether_they_are_keyframes(version):
    rows = [(512, 100, KEY, 1024), (256, 200, DELTA, -512), (512, 300, KEY, 0)]
    one = fragment(lambda at: box(b"traf", tfhd(), tfdt(0, version), trun(rows, 0xF00, at, version=version)))
    laid = Laid(head() + one)
    assert laid.table(b"stts", "II") == [1, 512, 1, 256, 1, 512]
    assert laid.table(b"ctts", "Ii") == [1, 1024, 1, -512, 1, 0]
    assert laid.sizes() == [100, 200, 300]
    assert laid.table(b"stss", "I") == [1, 3]


def test_the_header_of_a_track_goes_before_the_defaults_of_the_film():
    more = struct.pack(">IIII", 2, 1024, 77, KEY)
    laid = Laid(head() + fragment(lambda at: box(b"traf", tfhd(flags=0x2003A, more=more), trun([()] * 4, offset=at))))
    assert (laid.table(b"stts", "II"), laid.sizes(), laid.table(b"stss", "I")) == ([4, 1024], [77] * 4, [])
    assert laid.table(b"stsc", "III") == [1, 4, 2]


def test_places_count_from_what_the_header_says_or_from_the_moof_or_from_what_came_before():
    given = head(track(1), track(2, b"soun"), ids=(1, 2))
    base = struct.pack(">Q", 7777)
    film = (
        given
        + fragment(
            lambda at: box(b"traf", tfhd(1, 0), trun([()] * 2, offset=at), trun([()] * 3)),
            lambda _: box(b"traf", tfhd(2, 0), trun([()])),
        )
        + fragment(lambda _: box(b"traf", tfhd(1, 1, base), trun([()], offset=3)))
    )
    laid = Laid(film)
    begin = film.index(b"mdat") + 4
    assert laid.places(0) == [begin, begin + 2 * SIZE, 7780]
    assert laid.places(1) == [begin + 5 * SIZE]


def test_a_gap_between_fragments_is_the_time_that_the_frame_before_lasts():
    laid = Laid(head() + plain_one(0) + plain_one(30 * STEP))
    assert laid.table(b"stts", "II") == [24, STEP, 1, 6 * STEP, 25, STEP]


def test_fragments_that_overlap_are_left_to_ffmpeg():
    assert Laid(head() + plain_one(0) + plain_one(20 * STEP)).front is None


def test_a_film_that_is_plain_at_its_beginning_goes_on_with_its_fragments():
    tables = [full(b"stts", 10, STEP, count=1), full(b"stsc", 1, 10, 1, count=1), full(b"stco", 24), full(b"stss", 1)]
    own = track(1, tables=[*tables, box(b"stsz", numbers(SIZE, 10))])
    laid = Laid(head(own) + plain_one(10 * STEP))
    assert laid.table(b"stts", "II") == [35, STEP]
    assert laid.table(b"stss", "I") == [1, 11]
    assert laid.places()[0] == 24


def test_tracks_that_begin_later_than_others_keep_their_distance_to_the_tick():
    given = head(track(1), track(2, b"soun"), ids=(1, 2))
    film = given + plain_one(3600 * 12800) + plain_one(3600 * 12800 + 333, number=2)
    laid = Laid(film)
    movie = boxes.timescale(dict(boxes.inside(laid.moov))[b"mvhd"])
    assert boxes.edits(laid.tracks[0]) == []
    assert boxes.edits(laid.tracks[1])[0] == (333 * movie // 12800, boxes.NOTHING_SHOWN)


def test_an_edit_list_shifts_to_the_end_whatever_length_it_states():
    rows = [(512, 10, KEY, 1024), (512, 10, DELTA, 1024)]
    one = fragment(lambda at: box(b"traf", tfhd(), tfdt(0), trun(rows, 0xF00, at)))
    laid = Laid(head(track(1, edit=edits((0, 1024)))) + one)
    assert boxes.edits(laid.tracks[0]) == [(1024, 1024)]


# ---------------------------------------------------------------- what is lost


@pytest.mark.parametrize("kept", [12, 60, -5])
def test_a_film_that_ends_in_a_fragment_lists_a_frame_that_is_not_there(kept):
    whole = head() + plain_one(0)
    cut = plain_one(25 * STEP)
    moof = cut.index(b"mdat") - 4
    laid = Laid(whole + cut[: kept if kept > 0 else moof + kept])
    assert sum(laid.table(b"stts", "II")[::2]) == 26
    assert laid.places()[-1] == len(laid.film)


def test_a_film_whose_last_pictures_are_cut_off_still_lists_them():
    laid = Laid((head() + plain_one(0) + plain_one(25 * STEP))[:-30])
    assert sum(laid.table(b"stts", "II")[::2]) >= 50
    assert laid.places()[1] + 25 * SIZE > len(laid.film)


def test_a_film_that_ends_between_two_fragments_has_lost_what_its_index_or_its_length_tells():
    sidx = box(b"sidx", numbers(1, 12800, 0, 0, 2), struct.pack(">IIIIII", 400, 1, 0, 1_000_000, 1, 0))
    stated = box(b"mehd", numbers(60_000))
    complete = box(b"mehd", numbers(1_000))
    for film in (head() + sidx + plain_one(0), head(mehd=stated) + plain_one(0)):
        assert sum(Laid(film).table(b"stts", "II")[::2]) == 26
    for film in (
        head(mehd=complete) + plain_one(0),
        head() + plain_one(0) + bytes(100),
        head() + plain_one(0) + bytes(5),
    ):
        assert sum(Laid(film).table(b"stts", "II")[::2]) == 25


def test_a_broken_fragment_is_lost_with_what_follows():
    broken = fragment(lambda at: box(b"traf", tfhd(), tfdt(25 * STEP), trun([()], offset=at, flags=0xF00)))
    laid = Laid(head() + plain_one(0) + broken + plain_one(26 * STEP))
    assert sum(laid.table(b"stts", "II")[::2]) == 26


@given(st.data())
def test_no_bytes_make_it_fail(data):
    film = bytearray(head(track(1, edit=edits((0, 0)))) + plain_one(0, 3) + plain_one(3 * STEP, 3))
    for _ in range(data.draw(st.integers(1, 8))):
        film[data.draw(st.integers(0, len(film) - 1))] = data.draw(st.integers(0, 255))
    Laid(bytes(film[: data.draw(st.integers(1, len(film)))]))


def test_a_fragment_that_counts_billions_of_samples_makes_no_table_of_them():
    rows = numbers(0xFFFFFFF0)
    bomb = fragment(lambda _: box(b"traf", tfhd(flags=0x20010, more=struct.pack(">I", 0)), tfdt(0), box(b"trun", rows)))
    assert Laid(head() + bomb).front is None


# ---------------------------------------------------------------- how much is read


def test_of_large_fragments_the_headers_are_read_and_of_small_ones_many_at_once():
    large = b"".join(
        fragment(lambda at, n=n: box(b"traf", tfhd(), tfdt(n * STEP), trun([()], offset=at)), size=200_000)
        for n in range(50)
    )
    asked = []
    Laid(head() + large, asked)
    assert sum(asked) < 50 * 10_000
    small = [plain_one(n * STEP, 1) for n in range(20_000)]
    asked = []
    laid = Laid(head() + b"".join(small), asked)
    assert laid.table(b"stts", "II") == [20_000, STEP]
    assert len(asked) < 40
    assert sum(asked) < 1.1 * len(laid.film)
    ends = list(accumulate(len(one) for one in small))
    assert laid.places()[-1] == len(head()) + ends[-1] - SIZE
