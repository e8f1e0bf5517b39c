"""Where a film ends in its file, by the structure of the file alone."""

import struct
from collections.abc import Callable

import pytest

from functions.media import container, extent
from functions.media.container import Family
from functions.media.extent import Extent
from functions.media.header.count import Window

WHOLE = Extent()


def of(film: bytes, family: Family) -> Extent:
    return extent.of(Window(lambda at, end: film[at:end], len(film)), family)


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


MP4 = box(b"ftyp", b"isom") + box(b"mdat", bytes(40)) + box(b"moov", bytes(20))
FAST = box(b"ftyp", b"isom") + box(b"moov", bytes(20)) + box(b"mdat", bytes(40))
AVI = b"RIFF" + struct.pack("<I", 20) + b"AVI " + bytes(16)
GIF = b"GIF89a" + bytes(4) + b"\x80\0\0" + bytes(6) + b"\x2c" + bytes(8) + b"\0" + b"\x08\x02ab\0" + b"\x3b"
PNG = extent.PNG + struct.pack(">I4sI", 0, b"IHDR", 0) + struct.pack(">I4sI", 0, b"IEND", 0)


def y4m(form: str, frame: int, count: int = 3) -> bytes:
    return f"YUV4MPEG2 W5 H3 F25:1 {form}\n".encode() + (b"FRAME\n" + bytes(frame)) * count


@pytest.mark.parametrize(
    ("film", "family"),
    [(MP4, container.MOV), (FAST, container.MOV), (AVI, container.AVI), (GIF, container.GIF), (PNG, container.APNG)],
)
def test_behind_one_film_another_is_found_where_it_begins(film: bytes, family: Family) -> None:
    assert of(film, family) == WHOLE
    assert of(film + film, family) == Extent(len(film))


def test_a_copy_of_the_index_alone_is_no_second_film() -> None:
    assert of(FAST + box(b"moov", bytes(20)), container.MOV) == WHOLE
    assert of(MP4 + box(b"ftyp", b"isom") + box(b"mdat", bytes(8)), container.MOV) == WHOLE


def test_an_avi_that_goes_on_in_further_chunks_is_one_film() -> None:
    assert of(AVI + AVI.replace(b"AVI ", b"AVIX"), container.AVI) == WHOLE


@pytest.mark.parametrize(
    ("form", "frame"),
    [
        ("C420jpeg", 15 + 12),
        ("C422", 30),
        ("C444", 45),
        ("C444alpha", 60),
        ("Cmono", 15),
        ("C420p10", 2 * (15 + 12)),
        ("C422p12", 60),
    ],
)
def test_a_y4m_is_whole_when_it_has_whole_pictures(form: str, frame: int) -> None:
    film = y4m(form, frame)

    assert of(film, container.Y4M) == WHOLE
    assert of(film[:-1], container.Y4M).cut == extent.WITHIN_A_PICTURE
    assert of(film + b"F", container.Y4M).cut == extent.WITHIN_A_PICTURE


def test_of_a_y4m_whose_frames_have_parameters_nothing_is_said() -> None:
    assert of(y4m("C420", 27).replace(b"FRAME\n", b"FRAME Ip\n")[:-3], container.Y4M) == WHOLE


def test_an_animation_that_ends_early_says_within_what() -> None:
    assert of(GIF[:-1], container.GIF).cut == "The file ends before its trailer."
    assert of(GIF[:-4], container.GIF).cut == extent.WITHIN_A_PICTURE
    assert of(PNG[:-13], container.APNG).cut == extent.WITHIN_A_PICTURE


@pytest.mark.parametrize(("lines", "frame"), [(0x00, 120_000), (0x80, 144_000)])
def test_a_dv_is_whole_when_it_has_whole_pictures_of_its_standard(lines: int, frame: int) -> None:
    film = bytes([0x1F, 7, 0, 0x3F | lines]).ljust(frame, b"\0") * 2

    assert of(film, container.DV) == WHOLE
    assert of(film[:-80], container.DV).cut == extent.WITHIN_A_PICTURE


def page(body: int) -> bytes:
    return b"OggS\0" + bytes(21) + bytes([1, body]) + bytes(body)


def test_an_ogg_is_whole_when_its_last_page_is() -> None:
    film = page(100) + page(200)

    assert of(film, container.OGG) == WHOLE
    for left in (199, 1, 201, 210):
        assert of(film[:-left], container.OGG).cut == "The file ends within a page."


@pytest.mark.parametrize("family", [f for f in container.CONTAINERS if f.name in extent.LOOKS])
@pytest.mark.parametrize("film", [b"", b"\0" * 40, b"\xff" * 40, b"GIF89a", b"YUV4MPEG2 W"])
def test_what_is_broken_is_let_pass(family: Family, film: bytes) -> None:
    assert of(film, family).second is None


def test_a_family_whose_end_says_nothing_is_not_looked_at() -> None:
    looked: list[int] = []
    fetch: Callable[[int, int], bytes] = lambda at, _: looked.append(at) or b""  # noqa: E731  type: ignore

    assert extent.of(Window(fetch, 100), container.MPEGTS) == WHOLE
    assert looked == []
