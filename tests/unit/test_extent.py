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
FLV = (
    b"FLV\x01\x05" + struct.pack(">II", 9, 0) + (b"\x09" + bytes([0, 0, 5]) + bytes(7 + 5) + struct.pack(">I", 16)) * 3
)
IVF = b"DKIF" + struct.pack("<HH4sHHIIII", 0, 32, b"VP80", 8, 8, 25, 1, 3, 0)
IVF += b"".join(struct.pack("<IQ", 4, number) + bytes(4) for number in range(3))
PNG = extent.PNG + struct.pack(">I4sI", 0, b"IHDR", 0) + struct.pack(">I4sI", 0, b"IEND", 0)


def y4m(form: str, frame: int, count: int = 3) -> bytes:
    return f"YUV4MPEG2 W5 H3 F25:1 {form}\n".encode() + (b"FRAME\n" + bytes(frame)) * count


@pytest.mark.parametrize(
    ("film", "family"),
    [
        (MP4, container.MOV),
        (FAST, container.MOV),
        (AVI, container.AVI),
        (GIF, container.GIF),
        (PNG, container.APNG),
        (FLV, container.FLV),
        (IVF, container.IVF),
    ],
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
        ("C422", 15 + 18),
        ("C411", 15 + 12),
        ("C440", 15 + 20),
        ("C444", 45),
        ("C444alpha", 60),
        ("Cmono", 15),
        ("C420p10", 2 * (15 + 12)),
        ("C422p12", 2 * (15 + 18)),
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


def test_an_ivf_that_has_fewer_frames_than_it_states_was_cut_off() -> None:
    assert of(IVF[:-16], container.IVF).cut == "The file ends after 2 of the 3 frames that it states."
    assert of(IVF[:24] + b"\xff\xff\xff\xff" + IVF[28:-16], container.IVF) == WHOLE, "where the count was never written"
    ticks = IVF[:24] + struct.pack("<I", 40) + IVF[28:64] + struct.pack("<IQ", 4, 39) + bytes(4)
    assert of(ticks, container.IVF) == WHOLE, "where it states its length in ticks"


def test_an_flv_that_states_its_size_is_held_to_it() -> None:
    def stated(size: int) -> bytes:
        return FLV.replace(bytes(5), b"\x00\x08filesize\x00" + struct.pack(">d", size), 1)

    assert of(stated(len(stated(0))), container.FLV) == WHOLE
    assert of(stated(5000), container.FLV).cut == "The file ends before the 5,000 bytes that it states."


def asf(size: int, flags: int = 2) -> bytes:
    properties = extent.ASF_PROPERTIES + struct.pack("<Q16sQ40xI12x", 104, b"", size, flags)
    return (
        b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel" + struct.pack("<QIH", 30 + len(properties), 1, 0x201) + properties
    )


def test_an_asf_that_states_its_size_is_held_to_it_unless_it_is_a_stream() -> None:
    whole = len(asf(0))
    assert of(asf(whole), container.ASF) == WHOLE
    assert of(asf(whole + 1), container.ASF).cut == f"The file ends before the {whole + 1:,} bytes that it states."
    assert of(asf(whole + 1, flags=1), container.ASF) == WHOLE


def test_of_an_avi_the_pieces_are_counted_that_its_index_lists() -> None:
    entries = [(b"00dc", 900), (b"01wb", 100), (b"00dc", 0), (b"00db", 800), (b"02dc", 5)]
    index = b"".join(kind + struct.pack("<III", 16, 4, size) for kind, size in entries)
    body = b"AVI LIST" + struct.pack("<I", 4) + b"movi" + b"idx1" + struct.pack("<I", len(index)) + index
    film = b"RIFF" + struct.pack("<I", len(body)) + body

    assert of(film, container.AVI) == Extent(indexed=2)
    assert of(film + AVI.replace(b"AVI ", b"AVIX"), container.AVI) == WHOLE, "one that goes on has another index"


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
