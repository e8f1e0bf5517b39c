"""Headers made to take long or much memory are refused by counting them, with small reads; those of films are let pass."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.common.errors import HeaderTooLarge, TooManyStreams, VtsError
from functions.media.container import ASF, AVI, FLV, MATROSKA, MOV, MXF, OGG
from functions.media.header import check
from functions.media.header.count import LEAST_MEMORY
from tests.support.films import bombs
from tests.support.films.mp4_builder import box

MIB = 1024 * 1024


class Held:
    """Bytes behind a reader that counts what is read."""

    def __init__(self, content):
        self.content, self.size, self.read = content, len(content), 0

    def blocks(self, start, end):
        assert 0 <= start < end <= self.size
        self.read += end - start
        yield self.content[start:end]


def refused(content, family):
    """What is said of it; the reads must be few."""
    held = Held(content)
    with pytest.raises(HeaderTooLarge) as met:
        check.refuse(held, family)
    assert held.read < 30 * MIB
    return met.value.detail


BOMBS = {
    "a compressed moov": (lambda: bombs.compressed(64 * MIB), MOV, "compressed, and larger than 8 MiB"),
    "a moov compressed twice": (lambda: bombs.compressed(10, times=2), MOV, "compressed more than once"),
    "deep boxes": (lambda: bombs.nested(3000), MOV, "more than 12 deep"),
    "many tags": (lambda: bombs.tagged(20_000), MOV, "10,000 entries"),
    "many boxes before the moov": (lambda: bombs.mov(before=box(b"free") * 20_000), MOV, "10,000 entries"),
    "large metadata": (lambda: bombs.user_data(500, 65_000), MOV, "24 MiB of metadata"),
    "one large tag": (lambda: bombs.tagged(1, 25 * MIB), MOV, "24 MiB of metadata"),
    "an index of nothing": (lambda: bombs.long_index(100_000_000), MOV, "more than 4,194,304 packets"),
    "many simple tags": (lambda: bombs.matroska(bombs.simple_tags(20_000)), MATROSKA, "10,000 entries"),
    "large simple tags": (lambda: bombs.matroska(bombs.simple_tags(500, 60_000)), MATROSKA, "24 MiB of metadata"),
    "tags behind the film": (lambda: bombs.sought(0x1254C367, bombs.simple_tags(20_000)), MATROSKA, "10,000 entries"),
    "deep tags": (lambda: bombs.matroska(bombs.nested_tags(100)), MATROSKA, "more than 12 deep"),
    "large attachments": (lambda: bombs.matroska(bombs.attachments(100, MIB)), MATROSKA, "96 MiB of attachments"),
    "a large list of places": (lambda: bombs.matroska(bombs.element(0x1C53BB6B, bytes(9 * MIB))), MATROSKA, "8 MiB of index"),
    "much information": (lambda: bombs.avi(20_000, 10), AVI, "10,000 entries"),
    "large information": (lambda: bombs.avi(30, MIB), AVI, "24 MiB of metadata"),
    "many descriptions": (lambda: bombs.asf(30_000), ASF, "10,000 entries"),
    "many properties": (lambda: bombs.flv(20_000), FLV, "10,000 entries"),
    "a large script": (lambda: bombs.flv(300_000), FLV, "a script of more than 1 MiB"),
    "many comments": (lambda: bombs.ogg(100_000), OGG, "10,000 entries"),
    "many sets": (lambda: bombs.mxf(20_000, 10), MXF, "10,000 entries"),
    "many sets behind the film": (lambda: bombs.mxf_behind(20_000, listed=False), MXF, "10,000 entries"),
    "many sets that the end names": (lambda: bombs.mxf_behind(20_000, listed=True), MXF, "10,000 entries"),
    "large sets": (lambda: bombs.mxf(500, 65_000), MXF, "24 MiB of metadata"),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_header_that_is_too_much_is_refused(bomb):
    made, family, why = BOMBS[bomb]
    assert why in refused(made(), family)


def test_a_film_of_many_tracks_has_too_many_streams():
    with pytest.raises(TooManyStreams):
        check.refuse(Held(bombs.mov(box(b"trak") * 1000)), MOV)


@pytest.mark.parametrize(
    ("content", "family"),
    [
        (bombs.mov(), MOV),
        (bombs.compressed(100_000), MOV),
        (bombs.tagged(1000, 1000), MOV),
        (bombs.long_index(1_000_000), MOV),
        (bombs.matroska(bombs.simple_tags(500), bombs.attachments(40, 100_000)), MATROSKA),
        (bombs.sought(0x1254C367, bombs.simple_tags(500)), MATROSKA),
        (bombs.avi(50, 100), AVI),
        (bombs.asf(500), ASF),
        (bombs.flv(500), FLV),
        (bombs.ogg(500), OGG),
        (bombs.mxf(500, 1000), MXF),
        (bombs.mxf_behind(500, listed=True), MXF),
        (bombs.mxf_behind(500, listed=False), MXF),
    ],
)
def test_headers_of_films_are_let_pass_and_so_is_what_is_cut_off(content, family):
    for share in (1, 0.9, 0.5, 0.01):
        counted = check.refuse(Held(content[: max(1, int(len(content) * share))]), family)
        assert counted.memory >= LEAST_MEMORY


SMALL = [
    (bombs.tagged(3), MOV), (bombs.compressed(50), MOV), (bombs.sought(0x1254C367, bombs.simple_tags(3)), MATROSKA),
    (bombs.avi(3, 5), AVI), (bombs.asf(3), ASF), (bombs.flv(3), FLV), (bombs.ogg(3), OGG), (bombs.mxf(3, 20), MXF),
    (bombs.mxf_behind(3, listed=True), MXF),
]  # fmt: skip


@given(st.data())
def test_no_bytes_make_the_counting_fail(data):
    content, family = data.draw(st.sampled_from(SMALL))
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(VtsError):
        check.refuse(Held(bytes(changed[: data.draw(st.integers(1, len(changed)))])), family)
