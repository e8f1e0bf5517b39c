"""The first bytes decide the container; whatever they are, the answer is a family or a named refusal."""

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.common.errors import (
    ArchiveFile,
    EmptyFile,
    EncryptedMedia,
    ImageFile,
    InitSegmentAlone,
    MediaSegmentAlone,
    NoVideoStream,
    PlaylistFile,
    Rejection,
    TextFile,
    UnknownFormat,
)
from functions.media import container, sniff
from tests.support.films import bad_files


def box(kind: bytes, body: bytes = bytes(24)) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def ftyp(brand: bytes, *compatible: bytes) -> bytes:
    return box(b"ftyp", brand + bytes(4) + b"".join(compatible))


def transport(size: int = 188, lead: int = 0, packets: int = 20, scrambled: int = 0) -> bytes:
    """A transport stream of one program; ``scrambled`` goes into the control bits of its packets."""
    head = bytes([0x47, 0x01, 0x00, scrambled << 6 | 0x10])
    return (bytes(lead) + head + bytes(size - lead - 4)) * packets


def gif(pictures: int) -> bytes:
    """So many pictures of one pixel, with a table of two colours."""
    one = b"!\xf9\x04\x00\x05\x00\x00\x00," + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(6) + one * pictures + b";"


def element(number: str, body: bytes = b"") -> bytes:
    """An element of Matroska that is shorter than 127 bytes."""
    return bytes.fromhex(number) + bytes([0x80 | len(body)]) + body


def units(*headers: str) -> bytes:
    """Units of a raw stream, each with the bytes that begin it."""
    return b"".join(b"\x00\x00\x00\x01" + bytes.fromhex(header) + bytes(5) + b"\x42" for header in headers)


JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
EBML = element("1a45dfa3", bytes(5))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
MXF_KEY = sniff.MXF_PARTITION + bytes.fromhex("01020400")
ASF = sniff.ASF_HEADER + bytes(100)

CONTAINERS = {
    "mp4": (ftyp(b"isom", b"avc1") + box(b"moov"), container.MOV),
    "film that lists a picture brand": (ftyp(b"isom", b"mif1", b"heic"), container.MOV),
    "QuickTime": (ftyp(b"qt  "), container.MOV),
    "3gp": (ftyp(b"3gp4"), container.MOV),
    "QuickTime without ftyp, wide first": (struct.pack(">I", 8) + b"wide" + box(b"mdat"), container.MOV),
    "index first": (box(b"moov"), container.MOV),
    "free box first": (box(b"free", b"<script>alert(1)</script>") + ftyp(b"isom"), container.MOV),
    "skip box first": (box(b"skip"), container.MOV),
    "media data of 64-bit size first": (struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 1 << 33), container.MOV),
    "media data to the end": (bytes(4) + b"mdat" + bytes(50), container.MOV),
    "Matroska or WebM": (b"\x1aE\xdf\xa3" + bytes(30), container.MATROSKA),
    "AVI": (b"RIFF\x00\x10\x00\x00AVI LIST", container.AVI),
    "Ogg": (b"OggS\x00\x02" + bytes(30), container.OGG),
    "FLV": (b"FLV\x01\x05\x00\x00\x00\x09", container.FLV),
    "Windows Media": (ASF, container.ASF),
    "MPEG program stream": (b"\x00\x00\x01\xba\x44" + bytes(20), container.MPEG),
    "MXF": (MXF_KEY + bytes(50), container.MXF),
    "MXF behind a run-in": (b"\x00\x01run-in" * 1000 + MXF_KEY, container.MXF),
    "animated GIF": (gif(2), container.GIF),
    "GIF whose first picture is long": (gif(2)[:40], container.GIF),
    "animated PNG": (PNG + b"\x00\x00\x00\x08acTL" + bytes(12) + b"\x00\x00\x00\x09IDAT", container.APNG),
    "uncompressed pictures behind a line of text": (b"YUV4MPEG2 W4 H4 F25:1\nFRAME\n" + b"abc" * 99, container.Y4M),
    "Motion JPEG 2000": (JP2 + ftyp(b"mjp2"), container.MOV),
    "DV": (b"\x1f\x07\x00\x3f" + bytes(76) + b"\x3f\x07\x00" + bytes(99), container.DV),
    "IVF": (b"DKIF\x00\x00\x20\x00VP80" + bytes(30), container.IVF),
    "NUT": (b"nut/multimedia container\x00N" + bytes(9), container.NUT),
    "GXF": (b"\x00\x00\x00\x00\x01\xbc\x00\x00\x00\x40" + b"\x00\x00\x00\x00\xe1\xe2" + bytes(9), container.GXF),
    "raw MPEG-1 or MPEG-2": (b"\x00\x00\x01\xb3\x0b\x00\x90" + bytes(9), container.MPEGVIDEO),
    "raw MPEG-4": (b"\x00\x00\x01\xb0\x01" + bytes(9), container.M4V),
    "raw VC-1": (b"\x00\x00\x01\x0f\xd2" + bytes(9), container.VC1),
    "raw H.264": (units("6764", "68ee", "6588"), container.H264),
    "raw H.264 with a delimiter": (units("09f0", "2764", "28ee", "2588"), container.H264),
    "raw HEVC": (units("4001", "4201", "4401", "2601"), container.HEVC),
    "raw AV1": (b"\x12\x00\x0a\x0b" + bytes(20), container.OBU),
    "transport stream": (transport(), container.MPEGTS),
    "transport stream of a disc": (transport(192, 4), container.MPEGTS),
    "transport stream with parity": (transport(204), container.MPEGTS),
    "transport stream begun within a packet": (transport()[77:], container.MPEGTS),
}

REFUSALS = {
    "nothing": (b"", EmptyFile),
    "prose": (b"Dear editor,\n", TextFile),
    "prose in UTF-16": ("Dear editor,\n".encode("utf-16"), TextFile),
    "prose with accents": ("Grüße, das Band kommt später.\n".encode(), TextFile),
    "page": (b"<!doctype html><a href='http://example.org/film.mp4'>film</a>", TextFile),
    "subtitles": (b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n", TextFile),
    "list of addresses": (b"http://example.org/a.mp4\n", PlaylistFile),
    "playlist behind a byte order mark": (b"\xef\xbb\xbf#EXTM3U\n", PlaylistFile),
    "playlist in UTF-16": ("#EXTM3U\nhttp://example.org/a.ts\n".encode("utf-16"), PlaylistFile),
    "zip": (b"PK\x03\x04" + bytes(30), ArchiveFile),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(30), ArchiveFile),
    "tar": (b"film.mp4".ljust(257, b"\x00") + b"ustar\x0000", ArchiveFile),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", ArchiveFile),
    "rar": (b"Rar!\x1a\x07\x01\x00", ArchiveFile),
    "xz": (b"\xfd7zXZ\x00\x00\x04", ArchiveFile),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", ImageFile),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ImageFile),
    "gif of one picture": (gif(1), ImageFile),
    "animated webp": (b"RIFF\x24\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02" + bytes(9) + b"ANIM", UnknownFormat),
    "animated avif": (ftyp(b"avis"), UnknownFormat),
    "still jpeg 2000": (JP2 + ftyp(b"jp2 "), ImageFile),
    "first piece of a fragmented film": (ftyp(b"iso5") + box(b"moov", box(b"mvex")), InitSegmentAlone),
    "later piece of a fragmented film": (box(b"styp") + box(b"sidx") + box(b"moof") + box(b"mdat"), MediaSegmentAlone),
    "later piece without a type": (box(b"moof") + box(b"mdat"), MediaSegmentAlone),
    "first piece of a browser's film": (EBML + element("18538067", element("1654ae6b", bytes(9))), InitSegmentAlone),
    "later piece of a browser's film": (element("1f43b675", bytes(9)), MediaSegmentAlone),
    "RealMedia": (b".RMF\x00\x00\x00\x12", UnknownFormat),
    "unit of a raw stream that is none": (b"\x00\x00\x00\x01\xff\xff" + bytes(30), UnknownFormat),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", ImageFile),
    "tiff": (b"II*\x00\x08\x00\x00\x00", ImageFile),
    "photoshop": (b"8BPS\x00\x01", ImageFile),
    "bitmap": (b"BM" + struct.pack("<IHHIIii", 100, 0, 0, 54, 40, 1, 1) + bytes(40), ImageFile),
    "heic": (ftyp(b"heic", b"mif1"), ImageFile),
    "avif": (ftyp(b"avif"), ImageFile),
    "wave": (b"RIFF\x24\x00\x00\x00WAVEfmt ", NoVideoStream),
    "mp3": (b"ID3\x04\x00\x00", NoVideoStream),
    "program": (b"\x7fELF\x02\x01\x01\x00", UnknownFormat),
    "zeros": (bytes(4096), UnknownFormat),
    "encrypted transport stream": (transport(scrambled=2), EncryptedMedia),
    "encrypted MXF": (MXF_KEY + bytes(50) + sniff.MXF_ENCRYPTED, EncryptedMedia),
    "encrypted Windows Media": (ASF + sniff.ASF_ENCRYPTION[0], EncryptedMedia),
}


FAMILIES = [*container.CONTAINERS, *container.RAW]


def answer(head: bytes) -> container.Family | Rejection:
    try:
        return sniff.sniff(head, len(head))
    except Rejection as refused:
        return refused


@pytest.mark.parametrize(("head", "family"), CONTAINERS.values(), ids=CONTAINERS)
def test_a_container_is_told_by_its_first_bytes(head, family):
    assert sniff.sniff(head, len(head)) is family


@pytest.mark.parametrize(("head", "refusal"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_no_container_is_refused_by_its_name(head, refusal):
    with pytest.raises(Rejection) as met:
        sniff.sniff(head, len(head))
    assert type(met.value) is refusal


@pytest.mark.parametrize("kind", ["hls", "ffconcat", "dash", "sdp", "imf", "xspf", "edl"])
def test_a_text_that_points_elsewhere_is_a_playlist(kind):
    with pytest.raises(PlaylistFile):
        sniff.sniff(bad_files.playlist(kind), 1)


def test_a_playlist_made_up_as_a_transport_stream_is_still_a_playlist():
    lines = b"#EXTM3U\nhttp://127.0.0.1:9/a.ts\n"
    rhythm = b"G".join(lines.ljust(187, b"\n") if n == 0 else b"#" * 187 for n in range(12))
    assert rhythm[187::188].count(b"G") >= 11
    with pytest.raises(PlaylistFile):
        sniff.sniff(rhythm, len(rhythm))


def test_a_playlist_made_up_as_a_box_of_a_film_is_still_text():
    with pytest.raises(TextFile):
        sniff.sniff(b"####free\n# nothing here is a film\n", 40)


def test_a_picture_with_a_partition_pack_inside_is_no_mxf():
    with pytest.raises(ImageFile):
        sniff.sniff(b"\xff\xd8\xff\xe0" + bytes(100) + MXF_KEY, 200)


def test_a_film_with_a_zip_at_its_end_is_a_film_as_only_the_demuxer_of_its_start_is_ever_tried():
    assert sniff.sniff(ftyp(b"isom") + b"PK\x03\x04", 100) is container.MOV


def test_a_few_scrambled_packets_among_clear_ones_do_not_make_it_encrypted():
    assert sniff.sniff(transport(packets=20) + transport(packets=5, scrambled=3), 1) is container.MPEGTS


def test_each_family_names_demuxers_of_its_own():
    demuxers = [name for family in FAMILIES for name in family.demuxers.split(",")]
    assert len(demuxers) == len(set(demuxers))
    assert not {"hls", "dash", "concat", "sdp", "rtsp", "imf", "image2"} & set(demuxers)


@given(st.binary(max_size=2048))
@example(b"\x00\x00\x00\x01mdat")
@example(b"\xff\xfe")
@example(b"RIFF")
@example(b"\x00\x00\x01")
@example(b"GIF89a")
@example(b"\x1f\x07\x00\x3f")
@example(b"G" * 1000)
def test_whatever_the_bytes_the_answer_is_a_family_or_a_refusal(head):
    found = answer(head)
    assert found in FAMILIES or isinstance(found, Rejection)


@given(
    st.sampled_from([head for head, _ in CONTAINERS.values()]), st.integers(0, 400), st.binary(min_size=1, max_size=8)
)
def test_bytes_changed_in_a_good_head_never_raise_anything_else(head, at, change):
    at = min(at, len(head) - 1)
    found = answer(head[:at] + change + head[at + len(change) :])
    assert found in FAMILIES or isinstance(found, Rejection)


@given(st.text(min_size=1, alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_text_is_never_taken_for_a_container(prose):
    with pytest.raises((TextFile, PlaylistFile)):
        sniff.sniff(prose.encode(), len(prose))
